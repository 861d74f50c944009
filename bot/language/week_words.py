"""A working week in somebody's own words: «lunes a viernes de 9 a 18, sábados de 9 a 13»."""

import re
from datetime import time

from bot.domain.schedule import LocalSpan, WeeklyHours
from bot.language.folding import fold

_NAMES = ("lun", "mar", "mie", "jue", "vie", "sab", "dom")
_DAY = (
    r"(?:lun(?:es)?|mar(?:tes)?|mie(?:rcoles)?|jue(?:ves)?|vie(?:rnes)?|"
    r"sab(?:ados?)?|dom(?:ingos?)?)"
)
_DAYS = re.compile(
    rf"\b(?P<first>{_DAY})(?P<range> (?:a|al|hasta) (?:el |los )?(?P<last>{_DAY}))?\b|"
    r"\b(?P<all>todos los dias)\b"
)
_CLOCK = r"(\d{1,2})(?:[:.h](\d{2}))?(?: ?hs?)?"
_HOURS = re.compile(rf"\b(?:de |desde (?:las )?)?{_CLOCK} ?(?:a|hasta|-)(?: las?)? ?{_CLOCK}\b")
_LAST_EVENING = 8  # «de 9 a 6» ends at 18: nobody who starts at nine stops at six


def week_in(text: str) -> WeeklyHours | None:
    """Return the week a text tells, None when any of it cannot be read.

    Each run of hours belongs to the days said before it.
    """
    folded = fold(text)
    days: dict[int, list[LocalSpan]] = {}
    pending: list[int] = []
    has_hours = False
    marks = sorted([*_DAYS.finditer(folded), *_HOURS.finditer(folded)], key=re.Match.start)
    for mark in marks:
        if mark.re is _DAYS:
            pending = [*([] if has_hours else pending), *_weekdays(mark)]
            has_hours = False
            continue
        span = _span(mark)
        if span is None or not pending:
            return None
        has_hours = True
        for day in pending:
            days.setdefault(day, []).append(span)
    if not days or not has_hours:
        return None
    try:
        return WeeklyHours(tuple(tuple(sorted(days.get(day, ()))) for day in range(7)))
    except ValueError:
        return None


def _weekdays(mark: re.Match[str]) -> list[int]:
    if mark["all"]:
        return list(range(7))
    first = _NAMES.index(mark["first"][:3])
    if mark["range"] is None:
        return [first]
    last = _NAMES.index(mark["last"][:3])
    return [(first + ahead) % 7 for ahead in range((last - first) % 7 + 1)]


def _span(mark: re.Match[str]) -> LocalSpan | None:
    first_hour, first_minute, last_hour, last_minute = mark.groups()
    start, end = int(first_hour), int(last_hour)
    if end <= start and end <= _LAST_EVENING:
        end += 12
    if not 0 <= start < end <= 23:
        return None
    minutes = [int(one or 0) for one in (first_minute, last_minute)]
    if max(minutes) > 59:
        return None
    return LocalSpan(time(start, minutes[0]), time(end, minutes[1]))
