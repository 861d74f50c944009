"""Which provider is offered when several could do it: the same as before, the first, near, fair.

Only the order is decided here; who is free is decided in availability.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

from bot.domain.policy_choices import ProviderChoice

_NOWHERE = timedelta.max


@dataclass(frozen=True, slots=True)
class Candidate:
    """What counts for and against a provider.

    with_customer: appointments this customer had with them. given: appointments dealt to them in
    the period that fairness looks at. weight: their share, above zero. way: from the customer to
    them, None when not known.
    """

    provider_id: int
    with_customer: int = 0
    given: int = 0
    weight: int = 1
    way: timedelta | None = None

    def __post_init__(self) -> None:
        if self.weight <= 0:
            raise ValueError(f"weight must be above zero: {self.weight}")


def ranked(
    candidates: Iterable[Candidate],
    choice: ProviderChoice,
    first_free: Mapping[int, datetime],
    *,
    same_again_first: bool = False,
) -> tuple[int, ...]:
    """Return the ids of providers who are free, best first.

    first_free: provider id → earliest free start; who is not in it is left out. With ANY they stay
    as given. Fair is who is furthest behind their share; equals go by first free, then as given.
    """
    free = [one for one in candidates if one.provider_id in first_free]

    def by_choice(one: Candidate) -> tuple[Fraction | timedelta, datetime] | tuple[()]:
        start = first_free[one.provider_id]
        if choice is ProviderChoice.FIRST_FREE:
            return timedelta(0), start
        if choice is ProviderChoice.NEAREST:
            return _NOWHERE if one.way is None else one.way, start
        if choice is ProviderChoice.FAIR:
            return Fraction(one.given, one.weight), start
        return ()

    free.sort(key=by_choice)
    if same_again_first:
        free.sort(key=lambda one: -one.with_customer)
    return tuple(one.provider_id for one in free)


def offered(
    candidates: Sequence[Candidate],
    choice: ProviderChoice,
    first_free: Mapping[int, datetime],
    *,
    same_again_first: bool = False,
) -> tuple[int, ...]:
    """Return the ids of providers whose places are put to the customer.

    All who are free with ANY, but for a customer who comes back: then the one they know best. The
    one who is chosen otherwise. first_free: as for `ranked`.
    """
    order = ranked(candidates, choice, first_free, same_again_first=same_again_first)
    known = {one.provider_id for one in candidates if one.with_customer}
    comes_back = same_again_first and bool(known & set(order))
    return order if choice is ProviderChoice.ANY and not comes_back else order[:1]
