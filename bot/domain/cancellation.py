"""What it costs a customer to cancel now. A late cancellation is warned about, never forbidden."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.money import Money
from bot.domain.rules import DepositFate, Policies


@dataclass(frozen=True, slots=True)
class CancellationTerms:
    """free: in time. keeps_deposit: the business keeps what was paid, or a part of it.

    deposit None: none paid. kept_percent: of the deposit, when some is kept. as_credit: what is
    not kept stays for the next appointment, in place of going back.
    """

    free: bool
    keeps_deposit: bool
    deposit: Money | None
    free_until: datetime
    kept_percent: int = 100
    as_credit: bool = False

    @property
    def kept(self) -> Money | None:
        """What the business keeps; None when nothing."""
        if self.deposit is None or not self.keeps_deposit:
            return None
        return self.deposit.share(self.kept_percent) or None

    @property
    def refund(self) -> Money | None:
        """What goes back to the customer; None when nothing does."""
        return None if self.as_credit else self._not_kept

    @property
    def credit(self) -> Money | None:
        """What the customer has for the next appointment; None when nothing."""
        return self._not_kept if self.as_credit else None

    @property
    def _not_kept(self) -> Money | None:
        if self.deposit is None:
            return None
        return (self.deposit - (self.kept or Money(0))) or None


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
    keeps = deposit is not None and fate is DepositFate.KEPT
    return CancellationTerms(
        free=free,
        keeps_deposit=keeps,
        deposit=deposit,
        free_until=free_until,
        kept_percent=policies.late_kept_percent if keeps and not free else 100,
        as_credit=deposit is not None and fate is DepositFate.CREDITED,
    )
