"""Where pieces stand on the board, as CSS classes: the pages' policy allows no styles in markup."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.domain.intervals import Interval

_STEP = timedelta(minutes=5)
_SMALL = timedelta(minutes=30)  # less has little room for its two lines
_TINY = timedelta(minutes=20)  # less has room for one
_MOST_LANES = 4


def lanes(sorted_stretches: Sequence[Interval]) -> list[str]:
    """Return the classes that put what overlaps side by side, at most four."""
    found: list[str] = []
    ends: list[datetime] = []
    group: list[int] = []

    def close() -> None:
        of = min(len(ends), _MOST_LANES)
        found.extend(f"lane-{min(lane, of - 1)} of-{of}" for lane in group)
        ends.clear()
        group.clear()

    for one in sorted_stretches:
        if ends and one.start >= max(ends):
            close()
        lane = next((at for at, end in enumerate(ends) if end <= one.start), len(ends))
        ends[lane : lane + 1] = [one.end]
        group.append(lane)
    if group:
        close()
    return found


def place(during: Interval, within: Interval) -> str:
    """Return the classes for where a stretch stands: hours from the first shown, five minutes."""
    shown = during.intersect(within) or within
    first = (shown.start - within.start) // _STEP
    last = max(-((within.start - shown.end) // _STEP), first + 1)
    size = " small" if shown.length < _SMALL else ""
    size += " tiny" if shown.length < _TINY else ""
    return f"fh{first // 12} fm{first % 12} th{last // 12} tm{last % 12}{size}"
