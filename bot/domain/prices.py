"""What a service costs on a day: a price holds from its first day until the next one begins.

An appointment keeps the price it was made at. Moved to a day with another price it takes that
one, unless its deposit was paid: then the price is frozen.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.domain.money import Money


@dataclass(frozen=True, slots=True)
class Price:
    """What a service costs from a day on; deposit None: none of its own."""

    valid_from: date
    amount: Money
    deposit: Money | None = None


def price_on(prices: Sequence[Price], day: date) -> Price | None:
    """Return the price that holds on a day; None before the first. prices: by valid_from."""
    return next((one for one in reversed(prices) if one.valid_from <= day), None)
