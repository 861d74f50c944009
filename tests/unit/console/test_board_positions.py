"""Where pieces stand on the board: their hours in steps of five minutes, side by side."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.intervals import Interval
from console.agenda.positions import lanes, place

EIGHT = datetime(2027, 5, 13, 11, tzinfo=UTC)  # in Buenos Aires; the first hour shown
FRAME = Interval(EIGHT, EIGHT + timedelta(hours=12))


def at(first: int, last: int) -> Interval:
    """Return a stretch by its minutes after the first hour shown."""
    return Interval(EIGHT + timedelta(minutes=first), EIGHT + timedelta(minutes=last))


@pytest.mark.parametrize(
    ("stretch", "classes"),
    [
        (at(0, 60), "fh0 fm0 th1 tm0"),
        (at(75, 120), "fh1 fm3 th2 tm0"),
        (at(62, 118), "fh1 fm0 th2 tm0"),  # wider by less than a step, never narrower
        (at(60, 80), "fh1 fm0 th1 tm4 small"),
        (at(60, 75), "fh1 fm0 th1 tm3 small tiny"),
        (at(-120, 60), "fh0 fm0 th1 tm0"),
        (at(660, 900), "fh11 fm0 th12 tm0"),
    ],
)
def test_a_stretch_stands_at_its_hours(stretch: Interval, classes: str) -> None:
    assert place(stretch, FRAME) == classes


def test_what_does_not_overlap_has_all_the_width() -> None:
    assert lanes([at(0, 60), at(60, 90), at(90, 120)]) == ["lane-0 of-1"] * 3


def test_what_overlaps_stands_side_by_side_and_a_lane_is_used_again() -> None:
    stretches = [at(0, 60), at(30, 90), at(60, 120), at(120, 150)]

    assert lanes(stretches) == ["lane-0 of-2", "lane-1 of-2", "lane-0 of-2", "lane-0 of-1"]


def test_more_than_four_share_the_last_lane() -> None:
    found = lanes([at(0, 60)] * 6)

    assert found == [f"lane-{at} of-4" for at in (0, 1, 2, 3, 3, 3)]
