"""What somebody has paid, to give them a receipt of it."""

from dataclasses import dataclass

from bot.dialogue.commands import AppointmentView, Order, Report
from bot.domain.money import Money


@dataclass(frozen=True, slots=True)
class FindReceipts(Order):
    """Look for the person's payments that were not given back."""


@dataclass(frozen=True, slots=True)
class PaidDeposit:
    """A payment, with the appointment (of a visit the first) that it is for."""

    payment_id: int
    amount: Money
    appointment: AppointmentView


@dataclass(frozen=True, slots=True)
class ReceiptsFound(Report):
    """The payments, the last one first."""

    deposits: tuple[PaidDeposit, ...]
