"""What the engine asks actions to do, and what it is told back.

Commands are imperative, outcomes past tense. A refusal is an outcome, never an exception.
"""

from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.appointments import AppointmentState
from bot.domain.availability import Refusal, Slot, Wish
from bot.domain.cancellation import CancellationTerms
from bot.domain.money import Money


@dataclass(frozen=True, slots=True)
class AppointmentView:
    """An appointment as the dialogue sees it.

    deposit_paid: money already received. deposit_in_process: paid, but the gateway still looks.
    visit_id: the first appointment of the visit that it belongs to; None when it is that one.
    """

    id: int
    code: str
    provider_id: int
    service_id: int
    start: datetime
    end: datetime
    state: AppointmentState
    price: Money
    deposit: Money | None
    deposit_paid: bool
    address: str | None
    version: int
    customer_name: str | None = None
    payment_id: int | None = None
    hold_expires_at: datetime | None = None
    guest_name: str | None = None
    phone: str | None = None
    deposit_in_process: bool = False
    visit_id: int | None = None


class Order:
    """A command of a module of its own under bot.dialogue.orders."""

    __slots__ = ()


class Report:
    """The outcome of an Order."""

    __slots__ = ()


# Commands


@dataclass(frozen=True, slots=True)
class FindSlots:
    """Look for free places of any of the services that fit any of the wishes.

    ignoring: an appointment of the same person that will give up its place (a move). then: names
    of services for which there must be room right after, with the same provider. zone: where they
    are, when that is known.
    """

    service_ids: tuple[int, ...]
    wishes: tuple[Wish, ...]
    ignoring: int | None = None
    then: tuple[str, ...] = ()
    zone: str | None = None


@dataclass(frozen=True, slots=True)
class BookSlot:
    """Make an appointment in a free place, and those of `then` right after it: all or none.

    guest_name: who comes, when it is not the writer. phone: given where the channel hides it.
    """

    slot: Slot
    address: str | None
    then: tuple[str, ...] = ()
    guest_name: str | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class MoveAppointment:
    """Give an appointment another place; it keeps its deposit."""

    appointment_id: int
    version: int
    slot: Slot


@dataclass(frozen=True, slots=True)
class CancelAppointment:
    """Cancel one of the person's own appointments."""

    appointment_id: int
    version: int


@dataclass(frozen=True, slots=True)
class ListAppointments:
    """List the person's active appointments that have not ended, earliest first."""


@dataclass(frozen=True, slots=True)
class ConfirmAttendance:
    """Note that the person said they will come."""

    appointment_id: int


@dataclass(frozen=True, slots=True)
class LookUpPayment:
    """Ask the payment gateway, after this turn, what became of a deposit."""

    appointment_id: int


@dataclass(frozen=True, slots=True)
class AnswerRequest:
    """The provider accepts or declines a job."""

    appointment_id: int
    version: int
    accepted: bool


@dataclass(frozen=True, slots=True)
class ListRequests:
    """List the jobs that wait for this provider's answer, earliest first."""


@dataclass(frozen=True, slots=True)
class ShowAgenda:
    """List a provider's own active appointments of some days, both included, local dates."""

    date_from: date
    date_to: date


@dataclass(frozen=True, slots=True)
class AskForHuman:
    """Put the conversation into the queue of people; reason is one of HandoffReason's values."""

    reason: str


@dataclass(frozen=True, slots=True)
class SetConsent:
    """Stop or allow the messages that the bot starts. tapped: by a button, else in words."""

    opted_out: bool
    tapped: bool = False


@dataclass(frozen=True, slots=True)
class SetPromotions:
    """Allow or stop promotions. tapped: by a button, else in words."""

    wanted: bool
    tapped: bool = False


Command = (
    FindSlots
    | BookSlot
    | MoveAppointment
    | CancelAppointment
    | ListAppointments
    | ConfirmAttendance
    | LookUpPayment
    | AnswerRequest
    | ListRequests
    | ShowAgenda
    | AskForHuman
    | SetConsent
    | SetPromotions
    | Order
)


# Outcomes


@dataclass(frozen=True, slots=True)
class SlotsFound:
    """Free places. matching: fit a wish, earliest first; nearest: others near it, when none fits.

    refusals: why each exactly wanted instant can't be had, one for each provider asked.
    """

    matching: tuple[Slot, ...]
    nearest: tuple[Slot, ...]
    refusals: tuple[Refusal, ...]


@dataclass(frozen=True, slots=True)
class SlotBooked:
    """The appointment is in the calendar, in its first state; following: those right after it."""

    appointment: AppointmentView
    following: tuple[AppointmentView, ...] = ()


@dataclass(frozen=True, slots=True)
class SlotTaken:
    """Somebody was faster; nearest: what is left around it."""

    nearest: tuple[Slot, ...]


@dataclass(frozen=True, slots=True)
class AppointmentMoved:
    """The appointment stands at its new place."""

    appointment: AppointmentView
    previous_start: datetime


@dataclass(frozen=True, slots=True)
class AppointmentCancelled:
    """It is cancelled; refund: money on its way back, None when nothing is.

    credit: money kept for the person's next appointment, None when nothing is.
    """

    appointment: AppointmentView
    refund: Money | None
    credit: Money | None = None


@dataclass(frozen=True, slots=True)
class AppointmentChanged:
    """Nothing was done: it is not what the person saw any more; current None when it is gone."""

    current: AppointmentView | None


@dataclass(frozen=True, slots=True)
class AppointmentsFound:
    """Appointments with the terms at which each could be cancelled now."""

    appointments: tuple[AppointmentView, ...]
    terms: tuple[CancellationTerms, ...] = ()


@dataclass(frozen=True, slots=True)
class RequestAnswered:
    """The provider's answer counts."""

    appointment: AppointmentView


@dataclass(frozen=True, slots=True)
class Done:
    """It was done; there is nothing more to say about it."""


Outcome = (
    SlotsFound
    | SlotBooked
    | SlotTaken
    | AppointmentMoved
    | AppointmentCancelled
    | AppointmentChanged
    | AppointmentsFound
    | RequestAnswered
    | Done
    | Report
)
