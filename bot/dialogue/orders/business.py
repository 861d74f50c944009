"""A provider's own business: what was earned, what things cost, what is offered."""

from dataclasses import dataclass
from datetime import date, timedelta

from bot.dialogue.commands import Order, Report
from bot.domain.money import Money


@dataclass(frozen=True, slots=True)
class SumUp(Order):
    """Add up what a provider earned on some days, both included, local dates."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class NewPrice:
    """What a service is to cost."""

    service_id: int
    price: Money


@dataclass(frozen=True, slots=True)
class SetPrices(Order):
    """Let services of this provider cost something else from a day on; what is booked keeps its
    price."""

    prices: tuple[NewPrice, ...]
    valid_from: date


@dataclass(frozen=True, slots=True)
class AddService(Order):
    """Let this provider offer one thing more."""

    name: str
    duration: timedelta
    price: Money


@dataclass(frozen=True, slots=True)
class SummedUp(Report):
    """What was earned. unclosed: how many of those done nobody has marked as done yet.

    deposits: paid ahead for these days and not given back. ahead: of those days still to come.
    """

    done: int
    earned: Money
    unclosed: int
    deposits: Money
    ahead: int
    expected: Money


@dataclass(frozen=True, slots=True)
class ServiceAdded(Report):
    """It can be booked from now on."""

    service_id: int


@dataclass(frozen=True, slots=True)
class ServiceKnown(Report):
    """They offer something of that name already."""

    service_id: int
