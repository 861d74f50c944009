"""«Todos los martes a las 10»: the same weekday and wall time, whatever the clocks do."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.availability import Obstacle, Refusal
from bot.domain.schedule import ARGENTINA
from bot.domain.series import LONGEST_SERIES, Conflict, Recurrence, conflicts

_TUESDAY = datetime(2027, 4, 13, 13, tzinfo=UTC)  # 10:00 in Buenos Aires
_NEW_YORK = ZoneInfo("America/New_York")


@given(
    st.integers(0, 60 * 24 * 400),
    st.integers(1, LONGEST_SERIES),
    st.integers(1, 8),
    st.sampled_from([ARGENTINA, _NEW_YORK]),
)
def test_every_time_is_the_same_weekday_and_wall_time(
    minute: int, count: int, every_weeks: int, zone: ZoneInfo
) -> None:
    first = datetime(2027, 1, 1, tzinfo=UTC) + timedelta(minutes=minute)
    if first.astimezone(zone).hour < 4:
        first += timedelta(hours=4)  # a clock change skips or repeats hours of the night

    starts = Recurrence(first, count, zone, every_weeks).starts()

    local = [start.astimezone(zone) for start in starts]
    assert starts[0] == first
    assert len(starts) == count
    assert {(one.weekday(), one.time()) for one in local} == {(local[0].weekday(), local[0].time())}
    weeks = [(one.date() - local[0].date()).days / 7 for one in local]
    assert weeks == [every_weeks * number for number in range(count)]


def test_exceptions_are_left_out_and_still_count() -> None:
    without = Recurrence(_TUESDAY, 4, ARGENTINA, except_for={date(2027, 4, 20)})

    days = [start.astimezone(ARGENTINA).day for start in without.starts()]

    assert days == [13, 27, 4]


@pytest.mark.parametrize(("count", "every"), [(0, 1), (LONGEST_SERIES + 1, 1), (4, 0)])
def test_a_series_has_an_end(count: int, every: int) -> None:
    with pytest.raises(ValueError, match="series"):
        Recurrence(_TUESDAY, count, ARGENTINA, every)


def test_conflicts_are_told_with_their_reasons() -> None:
    starts = Recurrence(_TUESDAY, 3, ARGENTINA).starts()
    refusal = Refusal(Obstacle.HOLIDAY, date(2027, 4, 20), "Feriado", (), None)

    found = conflicts(starts, lambda start: refusal if start == starts[1] else None)

    assert found == (Conflict(starts[1], refusal),)
