"""Another time that a provider proposes for a job: which job, when, and is that time free?"""

from collections.abc import Generator
from dataclasses import replace
from datetime import date, datetime

from bot.dialogue.commands import AppointmentChanged, AppointmentView, Command, Outcome
from bot.dialogue.describe import customer
from bot.dialogue.flows import book, jobs
from bot.dialogue.flows.own import as_wish
from bot.dialogue.flows.wishes import lay_over
from bot.dialogue.orders.calendars import PlaceBusy, ProposeTime, TimeProposed
from bot.dialogue.session import Ask, Draft, Flow, Hours, Question
from bot.dialogue.turn import Steps, Turn
from bot.domain.appointments import AppointmentState
from bot.domain.schedule import local_instant
from bot.language import formats
from bot.language.answers import YesNo
from bot.language.times import TimesSaid, read_time_answer

Answered = Generator[Command, Outcome, bool]


def says_other_time(turn: Turn, view: AppointmentView) -> bool:
    """Whether a provider names another time than the one that a job was asked for."""
    asked = _times(turn).asked
    if asked.date_from is None and asked.time_from is None:
        return False
    return not as_wish(asked).allows(view.start, turn.zone)


def propose(turn: Turn, view: AppointmentView) -> Steps:
    """Propose the time that this message names for a job, or ask for it."""
    yield from _propose(turn, view, kept_day=None)


def ask_time(turn: Turn, view: AppointmentView, day: date | None = None) -> None:
    """Ask when the provider could do a job; day: the day, when only the hour is missing."""
    about = day.isoformat() if day is not None else ""
    turn.ask(
        Question(Ask.PROPOSAL, appointment_ids=(view.id,), versions=(view.version,), about=about)
    )
    values = book.appointment_values(turn, view)
    values["customer"] = customer(turn.input.phrases, view)
    if day is None:
        turn.tell("proposal.when", **values)
    else:
        turn.tell("proposal.hour", day=formats.long_day(day), **values)


def ask_time_of(turn: Turn, appointment_id: int, version: int) -> Steps:
    """Ask when the provider could do a job, if it still is as the button says."""
    view = yield from _job(turn, appointment_id)
    if view is None or view.version != version:
        turn.tell("provider.too_late")
        return
    ask_time(turn, view)


def to_proposal(turn: Turn) -> Answered:
    """When the provider could do the job."""
    question = turn.session.question
    assert question is not None
    view = yield from _job(turn, question.appointment_ids[0])
    if view is None:
        turn.change(question=None)
        turn.tell("provider.too_late")
        return True
    asked = _times(turn).asked
    if asked.date_from is not None or asked.time_from is not None:
        kept = date.fromisoformat(question.about) if question.about else None
        yield from _propose(turn, view, kept_day=kept)
        return True
    if turn.reading.yes_no is YesNo.NO:
        turn.change(question=None)
        turn.tell("proposal.dropped")
        return True
    return False


def _job(turn: Turn, appointment_id: int) -> Generator[Command, Outcome, AppointmentView | None]:
    views = yield from jobs.upcoming(turn)
    return next((view for view in views if view.id == appointment_id), None)


def _propose(turn: Turn, view: AppointmentView, *, kept_day: date | None) -> Steps:
    start = _start(turn, view, kept_day)
    if isinstance(start, date) and not isinstance(start, datetime):
        ask_time(turn, view, start)
        return
    if start is None:
        ask_time(turn, view)
        return
    outcome = yield ProposeTime(view.id, view.version, start)
    values = book.appointment_values(turn, view)
    values["customer"] = customer(turn.input.phrases, view)
    values["other"] = formats.long_when(start, turn.zone)
    if isinstance(outcome, AppointmentChanged):
        turn.change(question=None)
        turn.tell("provider.too_late")
    elif isinstance(outcome, PlaceBusy):
        reason = "proposal.busy" if outcome.by is None else "proposal.busy_with"
        values["line"] = jobs.line(turn, outcome.by) if outcome.by is not None else ""
        turn.first(turn.t(reason, **values))
        ask_time(turn, view)
    else:
        assert isinstance(outcome, TimeProposed)
        turn.change(question=None)
        values["until"] = formats.when(outcome.until, turn.zone)
        stands = outcome.job.state is AppointmentState.CONFIRMED
        turn.tell("proposal.sent_to_move" if stands else "proposal.sent", **values)


def _start(turn: Turn, view: AppointmentView, kept_day: date | None) -> datetime | date | None:
    """Return the instant named for a job, its day alone when the hour is missing, None for neither.

    Hours alone are of the day kept, else of the day of the job. Of «a las 5» the half of the day is
    taken in which the provider works.
    """
    times, local = _with_other_hour(turn, view), view.start.astimezone(turn.zone)
    draft = lay_over(Draft(Flow.MOVE), times)
    day = draft.days[0].first if draft.days and draft.days[0].first is not None else kept_day
    hours = tuple(one for one in draft.hours if one.exact)
    if not hours and times.same_time:
        hours = (Hours(local.time(), local.time(), exact=True),)
    if not hours:
        return day
    on = day or local.date()
    clock = _working(turn, on, hours).first
    assert clock is not None
    return local_instant(on, clock, turn.zone)


def _with_other_hour(turn: Turn, view: AppointmentView) -> TimesSaid:
    """Return the times of a message; in «pasá a Ana del viernes a las 18» the hour is the new one.

    Unless the job is at that hour, which then says which job is meant.
    """
    times = _times(turn)
    of_job = times.moved_from
    if of_job is None or of_job.time_from is None or not times.asked.is_nothing:
        return times
    if as_wish(of_job).allows(view.start, turn.zone):
        return times
    return replace(times, asked=of_job)


def _working(turn: Turn, day: date, hours: tuple[Hours, ...]) -> Hours:
    assert turn.input.person.provider_id is not None
    spans = turn.catalogue.provider(turn.input.person.provider_id).schedule.hours_on(day)
    for one in hours:
        if one.first is not None and any(span.start <= one.first < span.end for span in spans):
            return one
    return hours[0]


def _times(turn: Turn) -> TimesSaid:
    """Return the times of a message, a number alone as an hour: «10 no, 11 sí»."""
    if turn.reading.says_when:
        return turn.reading.times
    local_now = turn.now.astimezone(turn.zone).replace(tzinfo=None)
    said = read_time_answer(turn.reading.text, local_now)
    return replace(said, refused=turn.reading.times.refused or said.refused)
