"""What it costs a customer to cancel now. A late cancellation is warned about, never forbidden."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.money import Money
from bot.domain.rules import DepositFate, Policies


@dataclass(frozen=True, slots=True)
class CancellationTerms:
    """free: in time. keeps_deposit: the business keeps what was paid. deposit None: none paid."""

    free: bool
    keeps_deposit: bool
    deposit: Money | None
    free_until: datetime

    @property
    def refund(self) -> Money | None:
        """What goes back to the customer; None when nothing does."""
        return None if self.keeps_deposit else self.deposit


def cancellation_terms(
    policies: Policies, start: datetime, paid_deposit: Money | None, now: datetime
) -> CancellationTerms:
    """Return the terms on which the customer may cancel at `now`; exactly at free_until is free.

    Not for a provider who cancels: then the deposit always goes back.
    """
    free_until = start - policies.free_cancellation_until
    free = now <= free_until
    fate = policies.early_paid_deposit if free else policies.late_paid_deposit
    deposit = paid_deposit or None
    return CancellationTerms(
        free=free,
        keeps_deposit=deposit is not None and fate is DepositFate.KEPT,
        deposit=deposit,
        free_until=free_until,
    )
