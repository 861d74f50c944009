"""What cancelling costs: free until 24 h before, and then a paid deposit is kept."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.cancellation import CancellationTerms, cancellation_terms
from bot.domain.money import Money
from bot.domain.rules import DepositFate, Policies

_START = datetime(2027, 8, 4, 20, tzinfo=UTC)
_FREE_UNTIL = _START - timedelta(hours=24)
_PAID = Money.pesos(13500)


@pytest.mark.parametrize(
    ("now", "free"),
    [
        (_FREE_UNTIL - timedelta(seconds=1), True),
        (_FREE_UNTIL, True),
        (_FREE_UNTIL + timedelta(seconds=1), False),
        (_START + timedelta(hours=1), False),
    ],
)
def test_a_deposit_goes_back_only_in_time(now: datetime, free: bool) -> None:
    terms = cancellation_terms(Policies(), _START, _PAID, now)

    assert terms == CancellationTerms(
        free=free, keeps_deposit=not free, deposit=_PAID, free_until=_FREE_UNTIL
    )
    assert terms.refund == (_PAID if free else None)


@pytest.mark.parametrize("nothing", [None, Money(0)])
def test_nothing_paid_is_nothing_kept(nothing: Money | None) -> None:
    terms = cancellation_terms(Policies(), _START, nothing, _START)

    assert not terms.free
    assert not terms.keeps_deposit
    assert terms.deposit is None
    assert terms.refund is None


def test_a_generous_business_refunds_late_too() -> None:
    policies = Policies(late_paid_deposit=DepositFate.REFUNDED)

    assert cancellation_terms(policies, _START, _PAID, _START).refund == _PAID
