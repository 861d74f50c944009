"""Which of many bookable slots to put in front of a person: those wished for, a few, the nearest.

Whether a slot is bookable is decided in availability, which also gives these names.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from itertools import groupby
from zoneinfo import ZoneInfo

from bot.domain.schedule import ARGENTINA, LocalSpan
from bot.domain.timeline import DAY_SECONDS, LocalDays, Stretch, joined

_FAR_MINUTES = 180  # further apart adds no choice, it only drags offers to opening and closing
_MOST_DAYS = 4  # an offer over more days reads as a calendar, not as an answer


@dataclass(frozen=True, slots=True)
class Slot:
    """A bookable time of one provider for one service, [start, end) in UTC."""

    provider_id: int
    service_id: int
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Wish:
    """When somebody wants to come, in local time; None leaves that side open.

    Dates are both included. Starts lie in [time_from, time_to); 00:00 as time_to is the midnight
    that ends the day, and a time_to before time_from goes past midnight. exact: a clock time was
    said, both times equal it. excluded_weekdays: Monday is 0. Raises ValueError for dates in the
    wrong order, or when times are equal but not exact, or exact but not equal.
    """

    date_from: date | None = None
    date_to: date | None = None
    time_from: time | None = None
    time_to: time | None = None
    exact: bool = False
    excluded_weekdays: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        if self.date_from and self.date_to and self.date_from > self.date_to:
            raise ValueError(f"dates in the wrong order: {self.date_from} {self.date_to}")
        is_point = self.time_from is not None and self.time_from == self.time_to
        if self.exact != is_point:
            raise ValueError(f"exact={self.exact}, times {self.time_from} {self.time_to}")

    def allows(self, start: datetime, zone: ZoneInfo) -> bool:
        """Tell whether a start is what was wished for, on the clocks of the zone."""
        local = start.astimezone(zone)
        return self._allows_date(local.date()) and self._allows_time(local.time())

    def meets(self, spans: Iterable[LocalSpan]) -> bool:
        """Tell whether any wall-clock hour that was wished for lies in one of the spans."""
        first, end = self.time_from or time.min, self.time_to or time.min
        return any(
            (end == time.min or span.start < end) and (span.end == time.min or first < span.end)
            for span in spans
        )

    def stretches(self, days: LocalDays) -> list[Stretch]:
        """Return seconds of some days of a zone outside which it allows nothing; sorted, disjoint.

        All of a day whose clocks change: of that, `allows` tells more.
        """
        found: list[Stretch] = []
        for index, day in enumerate(days.dates()):
            if self._allows_date(day):
                midnight, following = days.midnights[index], days.midnights[index + 1]
                spans = self._seconds() if days.is_regular(index) else ((0, following - midnight),)
                found += [(midnight + first, midnight + end) for first, end in spans]
        return joined(found)

    def _seconds(self) -> tuple[Stretch, ...]:
        """Return the seconds of a day after midnight that it allows."""
        first, end = _second_of_day(self.time_from), _second_of_day(self.time_to)
        if self.exact:
            return ((first, first + 1),)
        if first < end:
            return ((first, end),)
        late = ((first, DAY_SECONDS),)
        return ((0, end), *late) if end else late

    def _allows_date(self, day: date) -> bool:
        if self.date_from is not None and day < self.date_from:
            return False
        if self.date_to is not None and day > self.date_to:
            return False
        return day.weekday() not in self.excluded_weekdays

    def _allows_time(self, clock: time) -> bool:
        if self.exact:
            return clock == self.time_from
        first = self.time_from or time.min
        end = self.time_to or time.min
        if first < end:
            return first <= clock < end
        return clock >= first or clock < end


def matching(slots: Iterable[Slot], wish: Wish, zone: ZoneInfo) -> tuple[Slot, ...]:
    """Return the slots whose start is as wished, in the order given."""
    return tuple(slot for slot in slots if wish.allows(slot.start, zone))


def spread(slots: Iterable[Slot], count: int, zone: ZoneInfo) -> tuple[Slot, ...]:
    """Return `count` slots that stand for all of them, chronological; all when there are fewer.

    Taken from the first days: different starts first, then different days, providers and parts of
    the day, round hours before halves and quarters, far apart before close. Deterministic.
    """
    candidates = _first_days(sorted(slots, key=_order), count, zone)
    chosen: list[Slot] = []
    while candidates and len(chosen) < count:
        best = min(candidates, key=lambda slot: _sameness(slot, chosen, zone))
        candidates.remove(best)
        chosen.append(best)
    return tuple(sorted(chosen, key=_order))


def nearest(
    slots: Iterable[Slot], target: datetime, count: int, zone: ZoneInfo = ARGENTINA
) -> tuple[Slot, ...]:
    """Return the `count` slots nearest to the target, chronological; all when there are fewer.

    The closest before and the closest at or after come first (with count 1, the better of them),
    then those of the same local day, then by distance; a second slot at a start already given only
    when nothing else is left. At one start the first given wins.
    """

    def distance(slot: Slot) -> tuple[bool, timedelta, datetime]:
        other_day = slot.start.astimezone(zone).date() != target.astimezone(zone).date()
        return other_day, abs(slot.start - target), slot.start

    ranked = sorted(slots, key=distance)
    before = max((s.start for s in ranked if s.start < target), default=None)
    after = min((s.start for s in ranked if s.start >= target), default=None)
    by_start = [list(same) for _, same in groupby(ranked, key=lambda slot: slot.start)]
    firsts = [same[0] for same in by_start]
    neighbours = [slot for slot in firsts if slot.start in (before, after)]
    others = [slot for slot in firsts if slot.start not in (before, after)]
    doubles = [slot for same in by_start for slot in same[1:]]
    best = (neighbours + others + doubles)[: max(count, 0)]
    return tuple(sorted(best, key=lambda slot: slot.start))


class _DayPart(Enum):
    """How Argentines divide the bookable day: la mañana until 13, la tarde until 19, la noche."""

    MORNING = time(13)
    AFTERNOON = time(19)
    EVENING = time.max


def _day_part(clock: time) -> _DayPart:
    return next(part for part in _DayPart if clock < part.value or part is _DayPart.EVENING)


def _order(slot: Slot) -> tuple[datetime, int, int]:
    return slot.start, slot.provider_id, slot.service_id


def _first_days(ordered: Sequence[Slot], count: int, zone: ZoneInfo) -> list[Slot]:
    """Return the slots of the first days, enough of them for `count` different starts."""
    taken: list[Slot] = []
    days = groupby(ordered, key=lambda slot: slot.start.astimezone(zone).date())
    for number, (_, of_day) in enumerate(days):
        enough_starts = len({slot.start for slot in taken}) >= count
        if enough_starts and number >= min(count, _MOST_DAYS):
            break
        taken.extend(of_day)
    return taken


def _sameness(slot: Slot, chosen: Sequence[Slot], zone: ZoneInfo) -> tuple[int | datetime, ...]:
    """Return a key that is least for the slot that adds most to those chosen."""
    local = slot.start.astimezone(zone)
    others = [other.start.astimezone(zone) for other in chosen]
    gaps = [abs(_minute_of_day(local) - _minute_of_day(other)) for other in others]
    part = _day_part(local.time())
    return (
        sum(other.start == slot.start for other in chosen),
        sum(other.date() == local.date() for other in others),
        sum(other.provider_id == slot.provider_id for other in chosen),
        sum(_day_part(other.time()) is part for other in others),
        _roughness(local),
        -min([_FAR_MINUTES, *gaps]),
        slot.start.astimezone(UTC),
        slot.provider_id,
    )


def _second_of_day(clock: time | None) -> int:
    return clock.hour * 3600 + clock.minute * 60 + clock.second if clock is not None else 0


def _minute_of_day(local: datetime) -> int:
    return local.hour * 60 + local.minute


def _roughness(local: datetime) -> int:
    """Return 0 on the hour, 1 on the half hour, 2 at other times."""
    return {0: 0, 30: 1}.get(local.minute, 2)
