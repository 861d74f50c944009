"""Who waits gets a place that the freed time gives, and only such a one."""

from datetime import date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.intervals import Interval
from bot.domain.offers import Slot, Wish
from bot.domain.schedule import ARGENTINA
from bot.domain.waitlist import last_day, offer_ends, place_for

DAY = date(2027, 6, 4)
HOUR = timedelta(hours=1)


def at(clock: str) -> datetime:
    return datetime.combine(DAY, time.fromisoformat(clock), tzinfo=ARGENTINA)


def slot(clock: str, minutes: int = 60) -> Slot:
    return Slot(1, 1, at(clock), at(clock) + timedelta(minutes=minutes))


def wish(clock: str | None = None) -> Wish:
    hour = time.fromisoformat(clock) if clock else None
    return Wish(DAY, DAY, hour, hour, exact=hour is not None)


FREED = Interval(at("17:00"), at("18:00"))


def test_the_start_of_the_freed_time_comes_first() -> None:
    free = [slot("16:30"), slot("17:00"), slot("16:45")]

    assert place_for([wish()], free, FREED, ARGENTINA) == slot("17:00")


def test_a_place_beside_the_freed_time_is_nothing_new() -> None:
    assert place_for([wish()], [slot("16:00"), slot("18:00")], FREED, ARGENTINA) is None


def test_a_longer_service_may_start_before_the_freed_time() -> None:
    longer = slot("16:00", minutes=120)

    assert place_for([wish()], [longer], FREED, ARGENTINA) == longer


def test_only_what_was_wished_for() -> None:
    free = [slot("17:00"), slot("17:30")]

    assert place_for([wish("17:30")], free, FREED, ARGENTINA) == slot("17:30")
    assert place_for([wish("09:00")], free, FREED, ARGENTINA) is None


@given(st.lists(st.integers(min_value=0, max_value=95), unique=True), st.integers(0, 90))
def test_whatever_is_put_to_somebody_is_free_and_touches_the_freed_time(
    quarters: list[int], begin: int
) -> None:
    midnight = datetime.combine(DAY, time.min, tzinfo=ARGENTINA)
    free = [Slot(1, 1, midnight + n * HOUR / 4, midnight + n * HOUR / 4 + HOUR) for n in quarters]
    freed = Interval(midnight + begin * HOUR / 4, midnight + begin * HOUR / 4 + HOUR)

    found = place_for([wish()], free, freed, ARGENTINA)

    touching = [one for one in free if freed.overlaps(Interval(one.start, one.end))]
    of_the_day = [one for one in touching if wish().allows(one.start, ARGENTINA)]
    assert (found in of_the_day) if of_the_day else found is None


def test_a_wish_lasts_until_its_last_day_or_the_horizon() -> None:
    today, horizon = date(2027, 6, 1), timedelta(days=60)

    assert last_day([wish(), Wish(None, date(2027, 6, 9))], today, horizon) == date(2027, 6, 9)
    assert last_day([Wish()], today, horizon) == date(2027, 7, 31)
    assert last_day([], today, horizon) == date(2027, 7, 31)


def test_an_offer_never_outlives_its_place() -> None:
    half = timedelta(minutes=30)

    assert offer_ends(at("10:00"), at("17:00"), half) == at("10:30")
    assert offer_ends(at("16:50"), at("17:00"), half) == at("17:00")
