"""Who waits for a place, and which place that was freed is put to whom.

First come, first served: the order of the line is the caller's. Nothing here knows who is told.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.intervals import Interval
from bot.domain.offers import Slot, Wish


def place_for(
    wishes: Sequence[Wish], free: Iterable[Slot], freed: Interval, zone: ZoneInfo
) -> Slot | None:
    """Return the place that a freed stretch of time gives to somebody who waits; None when none.

    free: what can be booked now, in any order. Only a place that touches the freed time is new;
    the start of the freed time comes first, then the earliest.
    """
    fitting = [
        slot
        for slot in free
        if freed.overlaps(Interval(slot.start, slot.end))
        and any(wish.allows(slot.start, zone) for wish in wishes)
    ]
    return min(
        fitting,
        key=lambda slot: (slot.start != freed.start, slot.start, slot.service_id),
        default=None,
    )


def last_day(wishes: Sequence[Wish], today: date, horizon: timedelta) -> date:
    """Return the last local day on which any of the wishes can still come true."""
    ends = [wish.date_to for wish in wishes]
    open_end = today + horizon
    return max((end if end is not None else open_end) for end in ends) if ends else open_end


def offer_ends(now: datetime, start: datetime, life: timedelta) -> datetime:
    """Return until when an offered place is kept: its whole life, but never past its start."""
    return min(now + life, start)
