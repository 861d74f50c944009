"""Interval arithmetic, against the set of minutes each interval stands for."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.intervals import Interval, free, merge
from bot.domain.schedule import ARGENTINA

_DAY = datetime(2027, 5, 12, tzinfo=UTC)


def between(first: int, last: int) -> Interval:
    return Interval(_DAY + timedelta(minutes=first), _DAY + timedelta(minutes=last))


intervals = st.tuples(st.integers(0, 60), st.integers(1, 30)).map(
    lambda pair: between(pair[0], pair[0] + pair[1])
)
several = st.lists(intervals, max_size=6)


def minutes(many: Iterable[Interval]) -> set[int]:
    return {
        minute
        for minute in range(120)
        if any(one.contains(_DAY + timedelta(minutes=minute)) for one in many)
    }


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (_DAY, _DAY),
        (_DAY, _DAY - timedelta(minutes=1)),
        (_DAY.replace(tzinfo=None), _DAY),
        (_DAY, _DAY.replace(tzinfo=None)),
    ],
)
def test_empty_backward_and_naive_are_refused(start: datetime, end: datetime) -> None:
    with pytest.raises(ValueError, match="must"):
        Interval(start, end)


def test_instants_become_utc() -> None:
    local = datetime(2027, 5, 12, 9, tzinfo=ARGENTINA)

    interval = Interval(local, local + timedelta(hours=1))

    assert interval.start == local
    assert interval.start.tzinfo is UTC
    assert interval.length == timedelta(hours=1)


def test_touching_intervals_do_not_overlap() -> None:
    assert not between(0, 10).overlaps(between(10, 20))
    assert between(0, 10).intersect(between(10, 20)) is None


@given(intervals, intervals)
def test_overlap_and_intersection_are_those_of_the_minutes(a: Interval, b: Interval) -> None:
    shared = a.intersect(b)

    assert a.overlaps(b) == b.overlaps(a) == (shared is not None)
    assert minutes([shared] if shared else []) == minutes([a]) & minutes([b])
    assert a.covers(b) == (minutes([b]) <= minutes([a]))


@given(intervals, several)
def test_subtract_leaves_the_other_minutes(whole: Interval, taken: list[Interval]) -> None:
    left = whole.subtract(taken)

    assert minutes(left) == minutes([whole]) - minutes(taken)
    assert merge(left) == left


@given(several)
def test_merge_keeps_the_minutes_in_disjoint_order(many: list[Interval]) -> None:
    merged = merge(many)

    assert minutes(merged) == minutes(many)
    assert all(a.end < b.start for a, b in pairwise(merged))


@given(several, several)
def test_free_is_within_and_not_busy(within: list[Interval], busy: list[Interval]) -> None:
    assert minutes(free(within, busy)) == minutes(within) - minutes(busy)
