"""The same salon for every engine that is measured: providers, hours, and many appointments.

Each provider works 09–13 and 16–20 from Monday to Saturday and has ten half-hour appointments a
day, drawn once by a seed. They reach as far into the past as makes up the wanted number, and
forty days ahead, so that a window always holds the same however many there are in all.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("America/Argentina/Buenos_Aires")
HOURS = ("09:00-13:00", "16:00-20:00")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat")
MINUTES = 30
_STARTS = [(hour, minute) for hour in (9, 10, 11, 12, 16, 17, 18, 19) for minute in (0, 30)]
_A_DAY = 10
_AHEAD = timedelta(days=40)


@dataclass(frozen=True, slots=True)
class Taken:
    """One appointment: the number of its provider, from 0, and its local start."""

    provider: int
    start: datetime


def taken(today: date, providers: int, appointments: int) -> Iterator[Taken]:
    """Yield so many appointments, the last days first; the same for the same arguments."""
    drawn = random.Random(7)
    day, made = today + _AHEAD, 0
    while made < appointments:
        if day.weekday() < len(WEEKDAYS):
            for provider in range(providers):
                for clock in drawn.sample(_STARTS, _A_DAY):
                    if made < appointments:
                        yield Taken(provider, datetime.combine(day, time(*clock), ZONE))
                    made += 1
        day -= timedelta(days=1)
