"""How long a provider needs from one zone to another between two home visits."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

_NONE = timedelta(0)


@dataclass(frozen=True, slots=True)
class TravelTimes:
    """Times between pairs of zones, the same both ways. usual: for a pair that is not written."""

    usual: timedelta = _NONE
    between: Mapping[frozenset[str], timedelta] = field(default_factory=dict)

    def time(self, zone: str | None, other: str | None) -> timedelta:
        """Return the way from one zone to another; an unknown zone is as far as any.

        Within one zone it is nothing, unless its own time is written.
        """
        if zone is None or other is None:
            return self.longest
        pair = frozenset((zone, other))
        return self.between.get(pair, _NONE if zone == other else self.usual)

    @property
    def longest(self) -> timedelta:
        """The longest way there is."""
        return max(self.usual, *self.between.values(), _NONE)

    def __bool__(self) -> bool:
        """Whether any way takes time."""
        return bool(self.longest)
