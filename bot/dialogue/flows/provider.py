"""What a provider does from their own phone: answer a job request, see the day's agenda."""

from collections.abc import Generator
from datetime import timedelta

from bot.dialogue.commands import (
    AnswerRequest,
    AppointmentChanged,
    AppointmentsFound,
    AppointmentView,
    Command,
    ListRequests,
    Outcome,
    RequestAnswered,
    ShowAgenda,
)
from bot.dialogue.flows import book
from bot.dialogue.flows.own import narrow
from bot.dialogue.flows.people import HandoffReason, hand_over
from bot.dialogue.taps import RequestTap, encode
from bot.dialogue.turn import FALLBACK, Steps, Turn
from bot.language import formats
from bot.language.answers import YesNo
from bot.language.folding import words
from bot.messages.replies import Buttons, Choice

_LONGEST_AGENDA = timedelta(days=14)
_A_WEEK = timedelta(days=6)
_MAY_ANSWER = {"greet", "affirm", "deny", "cancel", "inform", "select_option", FALLBACK}
_FOR_PEOPLE = {"block_time", "mark_done", "report_no_show", "propose_time"}


def try_answer(turn: Turn) -> Generator[Command, Outcome, bool]:
    """Answer what only a provider says; False when it is nothing of the kind."""
    intent, said = turn.reading.intent, turn.reading.yes_no
    if intent == "view_agenda":
        yield from agenda(turn)
        return True
    if turn.session.question is not None or turn.input.reminded is not None:
        return False
    requests = yield ListRequests()
    assert isinstance(requests, AppointmentsFound)
    waiting = requests.appointments
    if waiting and (said is not None or intent in _MAY_ANSWER):
        yield from _answer_waiting(turn, waiting)
        return True
    if intent in _FOR_PEOPLE and turn.reading.sure:
        yield from hand_over(turn, HandoffReason.PROVIDER_REQUEST, "provider.to_human")
        return True
    if said is not None and not turn.reading.says_what and turn.session.draft is None:
        turn.tell("provider.nothing_waiting")
        return True
    return False


def _answer_waiting(turn: Turn, waiting: tuple[AppointmentView, ...]) -> Steps:
    """Take a yes or no for the one request it can be about; else ask about the most urgent."""
    said = turn.reading.yes_no
    meant = waiting if len(waiting) == 1 else narrow(turn, waiting)
    if said is not None and len(meant) == 1 and not turn.reading.asks:
        view = meant[0]
        yield from answer_request(turn, view.id, view.version, accepted=said is YesNo.YES)
        return
    _ask_about(turn, waiting[0], len(waiting))


def _ask_about(turn: Turn, view: AppointmentView, count: int) -> None:
    values = book.appointment_values(turn, view)
    values["customer"] = view.customer_name or turn.t("person.unknown")
    values["place"] = values["place"] or turn.t("place.to_agree")
    choices = tuple(
        Choice(encode(RequestTap(accepted, view.id, view.version)), turn.t(title))
        for accepted, title in ((True, "button.accept"), (False, "button.decline"))
    )
    if count > 1:
        turn.first(turn.input.phrases.plural("provider.waiting_count", count))
    turn.say(Buttons(turn.t("provider.waiting", **values), choices))


def answer_request(turn: Turn, appointment_id: int, version: int, *, accepted: bool) -> Steps:
    """Accept or decline a job, if it still waits for that."""
    outcome = yield AnswerRequest(appointment_id, version, accepted)
    if isinstance(outcome, AppointmentChanged):
        turn.tell("provider.too_late")
        return
    assert isinstance(outcome, RequestAnswered)
    view = outcome.appointment
    values = book.appointment_values(turn, view)
    values["customer"] = view.customer_name or turn.t("person.unknown")
    turn.tell("provider.accepted" if accepted else "provider.declined", **values)


def agenda(turn: Turn) -> Steps:
    """List the jobs of the days asked about; of today when none was said."""
    today = turn.now.astimezone(turn.zone).date()
    asked = turn.reading.times.asked
    first = asked.date_from or today
    last = min(asked.date_to or first, first + _LONGEST_AGENDA)
    if asked.date_from is None and "semana" in words(turn.reading.text):
        last = first + _A_WEEK
    found = yield ShowAgenda(first, max(first, last))
    assert isinstance(found, AppointmentsFound)
    days = formats.long_day(first)
    if last > first:
        days = turn.t("provider.agenda_days", first=days, last=formats.long_day(last))
    if not found.appointments:
        turn.tell("provider.agenda_empty", days=days)
        return
    lines = [
        turn.t(
            "provider.agenda_line_at" if view.address else "provider.agenda_line",
            start=formats.when(view.start, turn.zone),
            service=turn.catalogue.service(view.service_id).name,
            customer=view.customer_name or turn.t("person.unknown"),
            address=view.address,
        )
        for view in found.appointments
    ]
    turn.tell("provider.agenda", days=days, lines="\n".join(lines))
