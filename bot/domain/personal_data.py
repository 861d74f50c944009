"""Requests about one's own data, and by when the law wants them done.

Source: Ley 25.326 (protección de los datos personales), art. 14 (access: 10 calendar days) and
art. 16 (correction and deletion: 5 business days).
"""

from collections.abc import Container
from datetime import date, timedelta
from enum import Enum

_ACCESS_DAYS = 10
_CHANGE_BUSINESS_DAYS = 5
_WEEKEND = 5
_DAY = timedelta(days=1)
DELETION_PAUSE = timedelta(hours=24)  # to change one's mind; the law leaves five business days


class DataRequestKind(Enum):
    """What somebody wants of their own data."""

    ACCESS = "access"
    CORRECTION = "correction"
    DELETION = "deletion"


class DataRequestState(Enum):
    """Where it stands: asked for, surely meant, carried out, or taken back."""

    REQUESTED = "requested"
    CONFIRMED = "confirmed"
    DONE = "done"
    WITHDRAWN = "withdrawn"


def due_on(kind: DataRequestKind, asked: date, holidays: Container[date]) -> date:
    """Return the last local day on which it may be done; Saturdays and Sundays are no business."""
    if kind is DataRequestKind.ACCESS:
        return asked + _ACCESS_DAYS * _DAY
    day, left = asked, _CHANGE_BUSINESS_DAYS
    while left:
        day += _DAY
        if day.weekday() < _WEEKEND and day not in holidays:
            left -= 1
    return day
