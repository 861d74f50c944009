"""What is asked of the office: one's own data, an invoice, a place among the providers."""

from dataclasses import dataclass
from datetime import date

from bot.dialogue.commands import AppointmentView, Order, Report
from bot.domain.money import Money


@dataclass(frozen=True, slots=True)
class ShowData(Order):
    """Tell what is kept of this person, and note that they asked."""


@dataclass(frozen=True, slots=True)
class CorrectName(Order):
    """Put another name on file."""

    name: str


@dataclass(frozen=True, slots=True)
class AskDeletion(Order):
    """Note that this person wants their data deleted; nothing is touched yet."""


@dataclass(frozen=True, slots=True)
class ConfirmDeletion(Order):
    """Have the data deleted: appointments ahead are cancelled now, the rest goes by the law."""

    request_id: int


@dataclass(frozen=True, slots=True)
class WithdrawDeletion(Order):
    """Keep the data after all."""


@dataclass(frozen=True, slots=True)
class FindInvoiceable(Order):
    """List this person's appointments that an invoice may be about, newest first."""


@dataclass(frozen=True, slots=True)
class KeepInvoice(Order):
    """Note what is known of the invoice being asked for; None changes nothing."""

    appointment_id: int | None = None
    tax_id: str | None = None
    tax_name: str | None = None
    letter: str | None = None


@dataclass(frozen=True, slots=True)
class SendInvoiceRequest(Order):
    """Put the invoice being asked for before a person of the team."""


@dataclass(frozen=True, slots=True)
class DropInvoice(Order):
    """Forget the invoice being asked for."""


@dataclass(frozen=True, slots=True)
class KeepLead(Order):
    """Note what is known of somebody who wants to give appointments; None changes nothing."""

    name: str | None = None
    trade: str | None = None
    zone: str | None = None
    services: str | None = None
    hours: str | None = None
    tax_id: str | None = None
    account: str | None = None


@dataclass(frozen=True, slots=True)
class FindLead(Order):
    """Tell what is known of a lead that was begun, without beginning one."""


@dataclass(frozen=True, slots=True)
class SendLead(Order):
    """Put the lead before a person of the team, as its person agreed to."""


@dataclass(frozen=True, slots=True)
class DropLead(Order):
    """Forget the lead being made."""


@dataclass(frozen=True, slots=True)
class DataFound(Report):
    """What is kept of a person. phone: as it ends. due_on: by when the law wants it told."""

    name: str | None
    phone: str | None
    since: date
    ahead: int
    past: int
    paid: Money
    waits_for: int
    addresses: tuple[str, ...]
    opted_out: bool
    due_on: date


@dataclass(frozen=True, slots=True)
class DeletionAsked(Report):
    """The request, and what would be lost: appointments ahead, and the money that comes back."""

    request_id: int
    appointments: tuple[AppointmentView, ...]
    refund: Money | None


@dataclass(frozen=True, slots=True)
class DeletionConfirmed(Report):
    """By when all is deleted, and how many appointments were cancelled."""

    due_on: date
    cancelled: int


@dataclass(frozen=True, slots=True)
class NothingAsked(Report):
    """There is no such request any more."""


@dataclass(frozen=True, slots=True)
class InvoiceKept(Report):
    """What is known of the invoice by now. tax_id: digits of a CUIT or DNI."""

    appointment_id: int | None
    tax_id: str | None
    tax_name: str | None
    letter: str | None


@dataclass(frozen=True, slots=True)
class LeadKept(Report):
    """What is known of a lead by now; submitted: it is with the team already.

    account: a CBU or an alias.
    """

    name: str | None
    trade: str | None
    zone: str | None
    services: str | None
    hours: str | None
    tax_id: str | None
    account: str | None
    submitted: bool
