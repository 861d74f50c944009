"""What a delay does to the appointments of a day: who is touched by it, and by how much."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.intervals import Interval


@dataclass(frozen=True, slots=True)
class Delayed:
    """An appointment that starts late; at: its place in the sequence given."""

    at: int
    by: timedelta


def ripple(places: Sequence[Interval], delay: timedelta) -> tuple[Delayed, ...]:
    """Return which of the places start late when the first one does, in order.

    places: of one provider, disjoint, earliest first. A gap between two takes up delay.
    """
    touched: list[Delayed] = []
    free_from: datetime | None = None
    for at, place in enumerate(places):
        start = place.start + delay if free_from is None else max(free_from, place.start)
        if start <= place.start:
            break
        touched.append(Delayed(at, start - place.start))
        free_from = start + place.length
    return tuple(touched)


def runs_into(place: Interval, delay: timedelta, following: datetime | None) -> bool:
    """Whether an appointment that starts late would not end before the next one starts."""
    return following is not None and place.end + delay > following
