"""An appointment for the phone's own calendar, when it is asked for: «mandame el evento»."""

from collections.abc import Generator

from bot.dialogue.commands import Command, Outcome
from bot.dialogue.flows import book, own
from bot.dialogue.turn import Turn
from bot.domain.appointments import AppointmentState
from bot.messages.replies import CalendarFile

_MOST_FILES = 3  # each is a message that is paid for


def send(turn: Turn) -> Generator[Command, Outcome, None]:
    """Send the confirmed appointments that are meant, or say that there is none yet."""
    found = yield from own.list_own()
    meant = own.narrow(turn, found.appointments) or found.appointments
    confirmed = [one for one in meant if one.state is AppointmentState.CONFIRMED]
    if not confirmed:
        turn.tell("calendar.not_confirmed" if meant else "calendar.none")
    for view in confirmed[:_MOST_FILES]:
        words = turn.t("calendar.file", **book.appointment_values(turn, view))
        turn.say(CalendarFile(words, view.id))
