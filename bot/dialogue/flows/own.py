"""The person's own appointments: listing them, and which of them is meant."""

from collections.abc import Generator
from dataclasses import replace

from bot.dialogue.commands import (
    AppointmentsFound,
    AppointmentView,
    Command,
    ListAppointments,
    Outcome,
)
from bot.dialogue.describe import appointment_line, cut
from bot.dialogue.session import Ask, Flow, Question
from bot.dialogue.taps import MenuTap, WhichTap, encode
from bot.dialogue.turn import Turn
from bot.domain.availability import Wish
from bot.domain.cancellation import CancellationTerms
from bot.language import formats
from bot.language.answers import pick
from bot.language.times import TimeReading
from bot.messages.replies import Buttons, Choice, Menu

Found = Generator[Command, Outcome, AppointmentsFound]

_WHICH = {
    Flow.CANCEL: "ask.which_cancel",
    Flow.MOVE: "ask.which_move",
    Flow.CHECK: "ask.which_check",
    Flow.PAY: "ask.which_pay",
}
_MOST_LISTED = 9


def list_own() -> Found:
    """Return the person's active appointments with the terms of cancelling each."""
    found = yield ListAppointments()
    assert isinstance(found, AppointmentsFound)
    return found


def terms_of(found: AppointmentsFound, view: AppointmentView) -> CancellationTerms:
    """Return at what cost one of the listed appointments can be cancelled."""
    return found.terms[found.appointments.index(view)]


def lines(turn: Turn, views: tuple[AppointmentView, ...]) -> str:
    """Return appointments one below the other."""
    return "\n".join(f"• {appointment_line(turn, view)}" for view in views)


def the_one(turn: Turn, views: tuple[AppointmentView, ...]) -> AppointmentView | None:
    """Return the appointment that is meant; None when it could be several."""
    fitting = narrow(turn, views)
    if len(fitting) == 1:
        return fitting[0]
    return views[0] if len(views) == 1 else None


def picked(turn: Turn, views: tuple[AppointmentView, ...]) -> AppointmentView | None:
    """Return which of the listed appointments an answer names, None when none for sure."""
    number = pick(turn.reading.text, len(views))
    if number is not None:
        return views[number - 1]
    fitting = narrow(turn, views)
    return fitting[0] if len(fitting) == 1 else None


def ask_which(turn: Turn, views: tuple[AppointmentView, ...], flow: Flow) -> None:
    """List appointments and ask which one is meant; to cancel, all of them is an answer too."""
    views = views[:_MOST_LISTED]
    turn.ask(Question(Ask.WHICH, flow, tuple(view.id for view in views)))
    body = turn.t(_WHICH[flow], lines=lines(turn, views))
    choices = [
        Choice(
            encode(WhichTap(flow, view.id, view.version)),
            formats.when(view.start, turn.zone),
            cut(appointment_line(turn, view), 72),
        )
        for view in views
    ]
    if flow is Flow.CANCEL:
        title = "button.both" if len(views) == 2 else "button.all"
        choices.append(Choice(encode(MenuTap("all")), turn.t(title)))
    if len(choices) <= 3:
        turn.say(Buttons(body, tuple(choices)))
    else:
        turn.say(Menu(body, turn.t("button.see_options"), tuple(choices)))


def narrow(turn: Turn, views: tuple[AppointmentView, ...]) -> tuple[AppointmentView, ...]:
    """Return those that the words of this message point at; empty when they point at none."""
    reading = turn.reading
    if reading.code is not None:
        return tuple(view for view in views if view.code == reading.code)
    providers = {one.id for one in reading.named.providers + reading.named.trades}
    services = {one.id for one in reading.named.services}
    fitting = views
    pointed = False
    if providers or services:
        by_name = tuple(
            view for view in fitting if view.provider_id in providers or view.service_id in services
        )
        fitting, pointed = by_name or fitting, bool(by_name)
    for said in _times_said(turn):
        wish = as_wish(said)
        by_time = tuple(view for view in fitting if wish.allows(view.start, turn.zone))
        if by_time and len(by_time) < len(views):
            return by_time
    return fitting if pointed else ()


def as_wish(said: TimeReading) -> Wish:
    """Return a reading as a wish, to see whether an appointment's time is what was said."""
    return Wish(
        date_from=said.date_from,
        date_to=said.date_to,
        time_from=said.time_from,
        time_to=said.time_to,
        exact=said.time_from is not None and said.time_from == said.time_to,
    )


def _times_said(turn: Turn) -> tuple[TimeReading, ...]:
    """Return the readings that may name an appointment's present time."""
    times = turn.reading.times
    said = [*times.refused]
    if times.moved_from is not None:
        said[:0] = [times.moved_from, replace(times.moved_from, time_from=None, time_to=None)]
    is_move = turn.session.question is not None and turn.session.question.flow is Flow.MOVE
    if is_move or turn.reading.intent != "reschedule":
        said.append(times.asked)
    return tuple(one for one in said if one.date_from is not None or one.time_from is not None)
