"""Coming late: whose appointment it is, how late, and who is told."""

from collections.abc import Generator
from datetime import timedelta

from bot.dialogue.commands import AppointmentChanged, AppointmentView, Command, Outcome
from bot.dialogue.describe import appointment_line
from bot.dialogue.flows import book, moving, own
from bot.dialogue.orders.calendars import CustomersWarned, LateTold, TellLate, WarnOfDelay
from bot.dialogue.session import Ask, Flow, Question
from bot.dialogue.taps import ReminderTap, encode
from bot.dialogue.turn import Steps, Turn
from bot.domain.intervals import Interval
from bot.domain.lateness import runs_into
from bot.language import formats
from bot.language.delays import delay, delay_alone
from bot.language.own_turns import asks_for_place
from bot.messages.replies import Buttons, Choice

Answered = Generator[Command, Outcome, bool]

_MOST = timedelta(hours=3)
_USUAL = timedelta(minutes=15)  # what a provider who says only «llego tarde» is taken to mean


def running_late(turn: Turn) -> Steps:
    """Tell the provider of the next appointment of today that this person comes late."""
    found = yield from own.list_own()
    today = turn.now.astimezone(turn.zone).date()
    of_today = tuple(
        view
        for view in found.appointments
        if view.start.astimezone(turn.zone).date() == today and view.end > turn.now - _MOST
    )
    if not of_today:
        if found.appointments:
            turn.tell("late.not_today", line=appointment_line(turn, found.appointments[0]))
        else:
            turn.tell("late.none")
        return
    if turn.reading.says_hour and asks_for_place(turn.reading.text):
        yield from moving.move_chosen(turn, of_today[0].id)  # «me demoro, ¿19:30 hay?»
        return
    pointed = own.narrow(turn, of_today) if turn.reading.says_what or turn.reading.code else ()
    view = (pointed or of_today)[0]
    yield from _tell(turn, view, delay(turn.reading.text) or _until_said(turn, view))


def to_delay(turn: Turn) -> Answered:
    """How late they come, asked after they said only that they do, or put right by them."""
    question = turn.session.question
    assert question is not None
    if turn.reading.intent == "reschedule" or asks_for_place(turn.reading.text):
        return False  # «pasámelo a las 19 si hay»
    found = yield from own.list_own()
    view = next((one for one in found.appointments if one.id in question.appointment_ids), None)
    by = delay_alone(turn.reading.text)
    if view is None or (by is None and not turn.reading.says_hour):
        return False
    by = by or _until_said(turn, view)
    if by is None:
        return False
    yield from _tell(turn, view, by)
    return True


def provider_late(turn: Turn) -> Steps:
    """Warn a provider's next customers of today."""
    by = delay(turn.reading.text) or _USUAL
    outcome = yield WarnOfDelay(by)
    assert isinstance(outcome, CustomersWarned)
    if not outcome.jobs:
        turn.tell("late.nobody_waits")
        return
    lines = [
        turn.t(
            "late.warned_line",
            customer=job.customer_name or turn.t("person.unknown"),
            hour=formats.hour(job.start.astimezone(turn.zone).time()),
            new=formats.hour((job.start + shift).astimezone(turn.zone).time()),
        )
        for job, shift in zip(outcome.jobs, outcome.delays, strict=True)
    ]
    turn.tell("late.warned", lines="\n".join(lines))


def _until_said(turn: Turn, view: AppointmentView) -> timedelta | None:
    """Return the delay of somebody who said when they will be there: «llego tipo 17:20»."""
    said = turn.reading.times.asked.time_from
    if said is None or not turn.reading.says_hour:
        return None
    start = view.start.astimezone(turn.zone)
    for hour in (said.hour, (said.hour + 12) % 24):
        by = start.replace(hour=hour, minute=said.minute) - start
        if timedelta(0) < by <= _MOST:
            return by
    return None


def _tell(turn: Turn, view: AppointmentView, by: timedelta | None) -> Steps:
    outcome = yield TellLate(view.id, by)
    if isinstance(outcome, AppointmentChanged):
        turn.change(question=None)
        turn.tell("tap.gone")
        return
    assert isinstance(outcome, LateTold)
    values = book.appointment_values(turn, view)
    values["hour"] = formats.hour(view.start.astimezone(turn.zone).time())
    if by is None:
        turn.ask(Question(Ask.DELAY, Flow.CHECK, (view.id,), (view.version,)))
        turn.tell("late.told_how_much", **values)
        return
    turn.change(question=None, last_appointment_id=view.id, topic=(view.service_id,))
    values["delay"] = turn.input.phrases.plural("duration.minutes", int(by.total_seconds() // 60))
    if not runs_into(Interval(view.start, view.end), by, outcome.following):
        turn.tell("late.told_by", **values)
        return
    assert outcome.following is not None
    turn.ask(Question(Ask.DELAY, Flow.CHECK, (view.id,), (view.version,)))
    values["next"] = formats.hour(outcome.following.astimezone(turn.zone).time())
    answers = (("ok", "button.go_anyway"), ("move", "button.move"), ("cancel", "button.cancel"))
    choices = tuple(
        Choice(encode(ReminderTap(said, view.id, view.version)), turn.t(title))
        for said, title in answers
    )
    turn.say(Buttons(turn.t("late.told_tight", **values), choices))
