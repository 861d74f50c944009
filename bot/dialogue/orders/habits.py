"""What a person usually does, and for whom an appointment is."""

from dataclasses import dataclass

from bot.dialogue.commands import AppointmentView, Order, Report


@dataclass(frozen=True, slots=True)
class RecallUsual(Order):
    """Look up what this person had last."""


@dataclass(frozen=True, slots=True)
class UsualRecalled(Report):
    """The last appointment they came to, else the next one ahead; None: they never had any."""

    appointment: AppointmentView | None


@dataclass(frozen=True, slots=True)
class NameGuest(Order):
    """Note who comes to one of the person's own appointments."""

    appointment_id: int
    guest_name: str


@dataclass(frozen=True, slots=True)
class NoteName(Order):
    """Note how somebody is called whose name was not known."""

    name: str
