"""What a provider does from their own phone: answer job requests, see and keep their calendar."""

from collections.abc import Callable, Generator
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
from bot.dialogue.describe import by_party, customer, visit_name
from bot.dialogue.flows import book, business, jobs, late, proposing, time_off
from bot.dialogue.flows.own import narrow
from bot.dialogue.session import Ask
from bot.dialogue.taps import ProposeTap, RequestTap, encode
from bot.dialogue.turn import FALLBACK, Steps, Turn
from bot.language import formats
from bot.language.answers import YesNo
from bot.language.calendar_words import is_of_own_time, moves_job
from bot.language.cues import Cue
from bot.language.folding import words
from bot.language.own_turns import asks_agenda
from bot.messages.replies import Buttons, Choice

_LONGEST_AGENDA = timedelta(days=14)
_A_WEEK = timedelta(days=6)
_LONGEST_DAY = 5  # words: «y el jueves que viene?»
_MAY_ANSWER = {
    "greet", "affirm", "deny", "cancel", "inform", "select_option", "propose_time", "reschedule",
    "request_alternatives", FALLBACK,
}  # fmt: skip


def try_answer(turn: Turn) -> Generator[Command, Outcome, bool]:
    """Answer what only a provider says; False when it is nothing of the kind."""
    intent, said = turn.reading.intent, turn.reading.yes_no
    question = turn.session.question
    if (yield from business.try_business(turn)):
        return True
    if intent == "view_agenda" or (question is None and _asks_agenda(turn)):
        yield from agenda(turn)
        return True
    if question is not None and question.ask in _LIGHT_QUESTIONS and _starts_anew(turn):
        turn.change(question=None)
        question = None
    is_free = question is None or question.ask not in _OWN_QUESTIONS
    if is_free and is_of_own_time(turn.reading.text) and not turn.reading.asks:
        turn.done()
        yield from time_off.block_time(turn)
        return True
    if is_free and intent in _TASKS and said is None:
        turn.done()
        yield from _TASKS[intent](turn)
        return True
    if is_free and _is_late(turn) and (yield from jobs.upcoming(turn)):
        yield from late.provider_late(turn)
        return True
    if question is not None or turn.input.reminded is not None:
        return False
    requests = yield ListRequests()
    assert isinstance(requests, AppointmentsFound)
    waiting = requests.appointments
    is_elsewhere = bool(waiting) and (yield from _is_about_another(turn, waiting))
    if waiting and not is_elsewhere and (said is not None or intent in _MAY_ANSWER):
        yield from _answer_waiting(turn, waiting)
        return True
    if (turn.reading.sure or _moves(turn)) and (yield from _of_own_calendar(turn)):
        return True
    answers = said is not None or (intent in _ANSWERS_A_REQUEST and turn.reading.says_when)
    if answers and not turn.reading.says_what and turn.session.draft is None:
        turn.tell("provider.nothing_waiting")
        return True
    return False


def _asks_agenda(turn: Turn) -> bool:
    """Whether a provider asks for their own jobs, in whatever words; not for one with another."""
    reading, own_id = turn.reading, turn.input.person.provider_id
    if any(one.id != own_id for one in reading.named.providers):
        return False
    if any(one.provider_id != own_id for one in reading.named.services):
        return False
    return (
        reading.intent == "check_booking"
        or (reading.intent in _MAY_ASK_AGENDA and asks_agenda(reading.text))
        or _asks_another_day(turn)
    )


def _asks_another_day(turn: Turn) -> bool:
    """Whether nothing but a day is asked («¿y mañana?»), and not of what they book themselves."""
    reading, session = turn.reading, turn.session
    is_short = len(words(reading.text)) <= _LONGEST_DAY
    is_day_alone = is_short and reading.says_when and not (reading.says_what or reading.says_hour)
    return is_day_alone and reading.asks and session.draft is None and not session.topic


def _is_late(turn: Turn) -> bool:
    """Whether a provider says that they come late; not in answer to by how much."""
    question = turn.session.question
    is_asked = question is not None and question.ask is Ask.DELAY
    return turn.reading.is_any("running_late") and not is_asked and turn.input.reminded is None


def _starts_anew(turn: Turn) -> bool:
    """Whether a message leaves what a provider was asked for something else of theirs."""
    reading = turn.reading
    if is_of_own_time(reading.text) and not reading.asks:
        return True
    return reading.yes_no is None and reading.is_any("cancel", "running_late", *_TASKS)


def _is_about_another(
    turn: Turn, waiting: tuple[AppointmentView, ...]
) -> Generator[Command, Outcome, bool]:
    """Whether a customer is named who has a job already, and none of those that wait."""
    if not turn.reading.is_any("cancel", "reschedule", "propose_time", "inform"):
        return False
    views = yield from jobs.upcoming(turn)
    ids = {view.id for view in waiting}
    others = jobs.named(turn, tuple(view for view in views if view.id not in ids))
    return bool(others) and not jobs.named(turn, waiting)


def _of_own_calendar(turn: Turn) -> Generator[Command, Outcome, bool]:
    """Take what a provider says of their own time and jobs; False when it is none of that."""
    task = _TASKS.get(turn.reading.intent)
    if task is not None:
        yield from task(turn)
        return True
    moves = _moves(turn)
    if turn.reading.intent not in _OF_A_JOB and not moves:
        return False
    views = yield from jobs.upcoming(turn)
    pointed = jobs.pointed_at(turn, views)
    if moves and len(pointed or views) == 1:
        yield from proposing.propose(turn, (pointed or views)[0])
        return True
    if not views or (not pointed and turn.session.draft is not None):
        return False
    if turn.reading.intent == "running_late":
        yield from late.provider_late(turn)
    elif turn.reading.intent == "cancel" and len(pointed or views) == 1:
        ask_cancel_job(turn, (pointed or views)[0])
    elif turn.reading.intent == "cancel" and Cue.EVERYTHING in turn.reading.cues:
        meant = pointed or views
        time_off.ask_cancel(turn, meant, turn.t("jobs.sure_all", lines=jobs.lines(turn, meant)))
    elif turn.reading.intent == "cancel":
        jobs.ask_which(turn, pointed or views, "cancel")
    elif len(pointed) == 1:
        yield from proposing.propose(turn, pointed[0])
    else:
        return False
    return True


def _moves(turn: Turn) -> bool:
    """Whether a provider gives a job another time in so many words, and not one of their own."""
    reading = turn.reading
    others = [one for one in reading.named.providers if one.id != turn.input.person.provider_id]
    says_when = reading.says_when or reading.times.moved_from is not None
    return says_when and not others and moves_job(reading.text)


def ask_cancel_job(turn: Turn, view: AppointmentView) -> None:
    """Ask whether one job is surely to be cancelled, saying who is told."""
    values = book.appointment_values(turn, view)
    values["customer"] = customer(turn.input.phrases, view)
    time_off.ask_cancel(turn, (view,), turn.t("jobs.sure", **values))


def to_which_job(turn: Turn) -> Generator[Command, Outcome, bool]:
    """Which of several jobs the provider means."""
    return (yield from jobs.to_which_job(turn, ask_cancel_job))


def job_chosen(turn: Turn, task: str, appointment_id: int, version: int) -> Steps:
    """Do what a button says of one job, if it still is as it was."""
    if task != "cancel":
        yield from jobs.close(turn, task, appointment_id, version)
        return
    views = yield from jobs.upcoming(turn)
    view = next((one for one in views if (one.id, one.version) == (appointment_id, version)), None)
    if view is None:
        turn.tell("jobs.gone")
        return
    ask_cancel_job(turn, view)


def _answer_waiting(turn: Turn, waiting: tuple[AppointmentView, ...]) -> Steps:
    """Take a yes, a no or another time for the one request it can be about; else ask about it."""
    said = turn.reading.yes_no
    meant = waiting if len(waiting) == 1 else narrow(turn, waiting)
    if len(meant) == 1 and not turn.reading.asks:
        view = meant[0]
        if proposing.says_other_time(turn, view):
            yield from proposing.propose(turn, view)
            return
        if said is None and turn.reading.is_any("propose_time", "request_alternatives"):
            proposing.ask_time(turn, view)
            return
        if said is not None:
            yield from answer_request(turn, view.id, view.version, accepted=said is YesNo.YES)
            return
    _ask_about(turn, waiting[0], len(waiting))


def _ask_about(turn: Turn, view: AppointmentView, count: int) -> None:
    values = book.appointment_values(turn, view)
    values["customer"] = customer(turn.input.phrases, view)
    values["place"] = values["place"] or turn.t("place.to_agree")
    choices = (
        Choice(encode(RequestTap(True, view.id, view.version)), turn.t("button.accept")),
        Choice(encode(RequestTap(False, view.id, view.version)), turn.t("button.decline")),
        Choice(encode(ProposeTap(view.id, view.version)), turn.t("button.propose")),
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
    values["customer"] = customer(turn.input.phrases, view)
    turn.tell("provider.accepted" if accepted else "provider.declined", **values)


def agenda(turn: Turn) -> Steps:
    """List the jobs of the days asked about; of today when none was said."""
    turn.change(topic=())
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
            service=visit_name(
                turn.input.phrases, [turn.catalogue.service(view.service_id).name] * seats
            ),
            customer=customer(turn.input.phrases, view),
            address=view.address,
        )
        for view, seats in by_party(found.appointments)
    ]
    turn.tell("provider.agenda", days=days, lines="\n".join(lines))


_ANSWERS_A_REQUEST = ("affirm", "deny", "inform", "propose_time", "reschedule", "cancel", FALLBACK)
_MAY_ASK_AGENDA = (
    "ask_hours",
    "ask_services",
    "inform",
    "greet",
    "select_option",
    "help",
    FALLBACK,
)
_OWN_QUESTIONS = (Ask.TIME_OFF, Ask.JOBS, Ask.WHICH_JOB, Ask.PROPOSAL)
_LIGHT_QUESTIONS = (Ask.WHICH_JOB, Ask.PROPOSAL)
_OF_A_JOB = ("cancel", "reschedule", "propose_time", "running_late")
_TASKS: dict[str, Callable[[Turn], Steps]] = {
    "block_time": time_off.block_time,
    "mark_done": jobs.mark_done,
    "report_no_show": jobs.report_no_show,
}
