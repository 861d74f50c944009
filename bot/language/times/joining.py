"""Two days that name one: «la semana que viene, el martes», «una vez por semana, los lunes».

Each function takes the drafts so far and a new one and returns the day both name, as a change
to the last draft, or None when it knows nothing of such a pair.
"""

from typing import Final

from bot.language.times.days import DaySaid, OnDay, OnWeekday, Way
from bot.language.times.draft import Draft, Within
from bot.language.times.rules_repeat import weekly
from bot.language.times.said import Repeat
from bot.language.times.spans import PartOfMonth, PartOfWeek, Soon, Soonest, Week, Weekend

_Change = tuple[DaySaid | None, Repeat | None, DaySaid | None]  # day, repeat, stretch


def joins(drafts: list[Draft], new: Draft) -> bool:
    """Put the new draft into the last one and return True, if together they name one day."""
    last = drafts[-1]
    if last.moment is not None or new.moment is not None:
        return False
    for pair in _PAIRS:
        change = pair(last, new)
        if change is not None and last.takes_hours_of(new):
            _put_others_within(drafts, change[2])
            last.day, last.repeat, last.stretch = change
            last.is_hedged = last.is_hedged or _is_soon(new.day) or pair is _soonest
            return True
    return False


def is_plain(day: DaySaid | None) -> bool:
    """True for a weekday or number that a week or month said besides can place."""
    if isinstance(day, OnDay):
        return day.month is None and day.months_ahead is None
    return isinstance(day, OnWeekday) and day.way is Way.PLAIN


def _soonest(last: Draft, new: Draft) -> _Change | None:
    """«mañana, lo antes posible» is tomorrow."""
    if _is_soon(new.day):
        return last.day, last.repeat, last.stretch
    return (new.day, new.repeat, new.stretch) if _is_soon(last.day) else None


def _frequency_and_weekday(last: Draft, new: Draft) -> _Change | None:
    """«dos veces por semana, martes y jueves», «cada 15 días, los viernes»."""
    if last.repeat is None:
        return None
    if last.day is None and new.repeat is not None and new.day is not None:
        return new.day, new.repeat, None
    if not isinstance(new.day, OnWeekday) or new.repeat is not None:
        return None
    if last.day is not None and not (new.is_linked and last.repeat.weekdays):
        return None
    interval = 2 if "INTERVAL=2" in last.repeat.rule else 1
    repeat = weekly((*last.repeat.weekdays, new.day.weekday), interval)
    return repeat.day, repeat, None


def _stretch_then_day(last: Draft, new: Draft) -> _Change | None:
    """«la semana que viene, el martes»."""
    if last.day is None or new.day is None:
        return None
    if _is_stretch(last.day) and is_plain(new.day):
        return Within(last.day, new.day), last.repeat, last.day
    return None


def _day_then_stretch(last: Draft, new: Draft) -> _Change | None:
    """«martes o jueves, la semana que viene»."""
    if last.day is None or new.day is None:
        return None
    if is_plain(last.day) and _is_stretch(new.day):
        return Within(new.day, last.day), last.repeat, new.day
    return None


def _put_others_within(drafts: list[Draft], stretch: DaySaid | None) -> None:
    for draft in drafts[:-1]:
        if stretch is not None and draft.day is not None and is_plain(draft.day):
            draft.day, draft.stretch = Within(stretch, draft.day), stretch


def _is_soon(day: DaySaid | None) -> bool:
    return isinstance(day, Soonest | Soon)


def _is_stretch(day: DaySaid | None) -> bool:
    return isinstance(day, Week | Weekend | PartOfMonth | PartOfWeek)


_PAIRS: Final = (_soonest, _frequency_and_weekday, _stretch_then_day, _day_then_stretch)
