"""A delay runs on through a day until a gap takes it up."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.intervals import Interval
from bot.domain.lateness import Delayed, ripple, runs_into

MORNING = datetime(2027, 6, 4, 13, 0, tzinfo=UTC)


def minutes(count: int) -> timedelta:
    return timedelta(minutes=count)


def place(start: int, length: int) -> Interval:
    return Interval(MORNING + minutes(start), MORNING + minutes(start + length))


def test_places_that_touch_are_all_late() -> None:
    places = [place(0, 45), place(45, 45)]

    assert ripple(places, minutes(20)) == (Delayed(0, minutes(20)), Delayed(1, minutes(20)))


def test_a_gap_takes_up_the_delay() -> None:
    places = [place(0, 45), place(60, 45), place(240, 45)]

    assert ripple(places, minutes(20)) == (Delayed(0, minutes(20)), Delayed(1, minutes(5)))


def test_nobody_waits() -> None:
    assert ripple([], minutes(20)) == ()


@given(
    st.lists(st.tuples(st.integers(0, 60), st.integers(10, 120)), max_size=8),
    st.integers(1, 180),
)
def test_a_delay_never_grows_and_no_two_overlap(gaps: list[tuple[int, int]], late: int) -> None:
    places, start = [], 0
    for gap, length in gaps:
        places.append(place(start + gap, length))
        start += gap + length

    touched = ripple(places, minutes(late))

    delays = [one.by for one in touched]
    assert delays == sorted(delays, reverse=True)
    assert all(timedelta(0) < by <= minutes(late) for by in delays)
    ends = [places[one.at].end + one.by for one in touched]
    begins = [places[one.at].start + one.by for one in touched[1:]]
    assert all(end <= begin for end, begin in zip(ends, begins, strict=False))
    untouched = places[len(touched) :]
    assert not (ends and untouched) or ends[-1] <= untouched[0].start


def test_a_late_customer_may_run_into_the_next() -> None:
    first = place(0, 45)

    assert runs_into(first, minutes(20), first.end + minutes(10))
    assert not runs_into(first, minutes(20), first.end + minutes(20))
    assert not runs_into(first, minutes(20), None)
