"""What a provider does from their own phone: answer a job request, see the day's agenda."""

from collections.abc import Generator
from datetime import timedelta

from bot.dialogue.commands import (
    AnswerRequest,
    AppointmentChanged,
    AppointmentsFound,
    Command,
    ListRequests,
    Outcome,
    RequestAnswered,
    ShowAgenda,
)
from bot.dialogue.flows import book
from bot.dialogue.flows.people import HandoffReason, hand_over
from bot.dialogue.turn import Steps, Turn
from bot.language import formats
from bot.language.answers import YesNo

_LONGEST_AGENDA = timedelta(days=14)
_FOR_PEOPLE = {"block_time", "mark_done", "report_no_show", "propose_time"}


def try_answer(turn: Turn) -> Generator[Command, Outcome, bool]:
    """Answer what only a provider says; False when it is nothing of the kind."""
    intent = turn.reading.intent
    if intent == "view_agenda":
        yield from agenda(turn)
        return True
    requests = yield ListRequests()
    assert isinstance(requests, AppointmentsFound)
    waiting = requests.appointments
    said = turn.reading.yes_no
    if said is not None and waiting and turn.session.question is None:
        first = waiting[0]
        yield from answer_request(turn, first.id, first.version, accepted=said is YesNo.YES)
        return True
    if intent in _FOR_PEOPLE:
        yield from hand_over(turn, HandoffReason.PROVIDER_REQUEST, "provider.to_human")
        return True
    return False


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
