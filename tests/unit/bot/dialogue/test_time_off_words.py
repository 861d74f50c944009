"""Time off in words, as providers are told of it."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.dialogue.describe import time_off, times_off
from bot.domain.intervals import Interval
from bot.domain.schedule import ARGENTINA
from tests.fakes.conversation import spanish

MIDNIGHT = datetime(2027, 5, 13, 3, tzinfo=UTC)  # Thursday, in Buenos Aires


def at(first: float, last: float) -> Interval:
    """Return a stretch by its hours after that midnight."""
    return Interval(MIDNIGHT + timedelta(hours=first), MIDNIGHT + timedelta(hours=last))


@pytest.mark.parametrize(
    ("off", "said"),
    [
        (at(16, 20), "el jueves 13/5 de 16:00 a 20:00"),
        (at(16, 24), "el jueves 13/5 de 16:00 a 0:00"),
        (at(0, 24), "el jueves 13/5"),
        (at(0, 72), "del jueves 13/5 al sábado 15/5"),
    ],
)
def test_one(off: Interval, said: str) -> None:
    assert time_off(spanish(), off, ARGENTINA) == said
    assert times_off(spanish(), [off], ARGENTINA) == said


def test_several_are_days_with_the_hours_of_each() -> None:
    off = [at(17, 20), at(40, 44), at(64, 68)]  # the first one has begun already

    said = times_off(spanish(), off, ARGENTINA)

    assert said == "del jueves 13/5 al sábado 15/5 de 16:00 a 20:00"
