"""What a message said about time: the values that leave this package.

They hold local wall time of the place, never instants: the zone is the caller's business.
This file must not know how a text is read.
"""

from dataclasses import dataclass
from datetime import date, time
from enum import Enum


class Grain(Enum):
    """The finest unit that was said."""

    MINUTE = "minute"
    HOUR = "hour"
    DAYPART = "daypart"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class TimeReading:
    """One reading of one expression: a point or a window, with null for what was not said.

    A point of the clock has time_from = time_to; an open end is None. Dates are inclusive.
    recur: an RRULE, whose first day ahead is date_from (None when it has no anchor).
    exclude: weekdays refused inside date_from..date_to, "MO".."SU".
    alternatives: other accepted readings of the same words, likeliest first.
    hour_is_ambiguous: a bare hour; opening hours and free slots decide between am and pm.
    """

    date_from: date | None
    date_to: date | None
    time_from: time | None
    time_to: time | None
    grain: Grain
    approx: bool
    recur: str | None = None
    exclude: tuple[str, ...] = ()
    alternatives: tuple["TimeReading", ...] = ()
    hour_is_ambiguous: bool = False

    @property
    def is_nothing(self) -> bool:
        """True when no day, hour or frequency was said (an exclusion alone says none)."""
        return (
            self.date_from is None
            and self.date_to is None
            and self.time_from is None
            and self.time_to is None
            and self.recur is None
        )


NOTHING = TimeReading(None, None, None, None, Grain.NONE, approx=False)


@dataclass(frozen=True, slots=True)
class TimesSaid:
    """Everything one message says about time.

    asked: the time asked for; NOTHING when there is none.
    options: all the choices offered («martes o jueves»), the first = asked; empty for one only.
    refused: named but refused or corrected away («el martes no»).
    moved_from: the present time of an appointment that is to be moved; None when not said.
    same_time, same_day: the message points at a time or day known from before.
    any_day, any_time: it says that any would do.
    later, earlier: it asks for another time on that side without naming one.
    spans: character ranges [start, end) of the text used for `asked`, in order, disjoint.
    """

    asked: TimeReading
    options: tuple[TimeReading, ...] = ()
    refused: tuple[TimeReading, ...] = ()
    moved_from: TimeReading | None = None
    same_time: bool = False
    same_day: bool = False
    any_day: bool = False
    any_time: bool = False
    later: bool = False
    earlier: bool = False
    spans: tuple[tuple[int, int], ...] = ()
