"""Messages leave no faster than WhatsApp takes them, answers first, each person by themselves."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from redis import Redis

from storage.pacing import Bound, Limits, Pacer, Wait
from storage.rows.mail import Urgency

NUMBER = "whatsapp:+5491155550000"
NOBODY = "redis://127.0.0.1:9"


class Watch:
    """A clock in milliseconds that is moved by hand."""

    def __init__(self) -> None:
        self.ms = 1_000_000.0

    def __call__(self) -> float:
        return self.ms


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def pacer_of(redis_url: str, watch: Watch) -> Callable[[Limits], Pacer]:
    redis = Redis.from_url(redis_url)

    def make(limits: Limits) -> Pacer:
        redis.flushdb()
        return Pacer(redis, limits, now_ms=watch)

    return make


def leave(
    pacer: Pacer, watch: Watch, *, seconds: float, urgency: Urgency, people: int = 10_000
) -> list[float]:
    """Send as fast as it goes to ever other people; return the instants, in ms."""
    sent: list[float] = []
    end, number = watch.ms + seconds * 1000, 0
    while watch.ms < end:
        wait = pacer.admit(NUMBER, number % people, urgency)
        if wait is None:
            sent.append(watch.ms)
            number += 1
        else:
            watch.ms += wait.time / timedelta(milliseconds=1)
    return sent


class TestNumber:
    @pytest.mark.parametrize("rate", [20, 80])
    def test_never_more_than_its_rate_in_any_second(
        self, pacer_of: Callable[[Limits], Pacer], watch: Watch, rate: int
    ) -> None:
        pacer = pacer_of(Limits(per_second=rate))
        sent = leave(pacer, watch, seconds=3, urgency=Urgency.REPLY)
        watch.ms += 700
        sent += leave(pacer, watch, seconds=2, urgency=Urgency.REPLY)

        within = [sum(first <= one < first + 1000 for one in sent) for first in sent]
        assert max(within) <= rate
        assert max(within) >= rate - 1  # and it is made use of

    @pytest.mark.parametrize(("own", "expected"), [(80, 20), (10, 10)])
    def test_in_coexistence_it_is_held_to_twenty_by_every_worker(
        self,
        redis_url: str,
        pacer_of: Callable[[Limits], Pacer],
        watch: Watch,
        own: int,
        expected: int,
    ) -> None:
        worker = pacer_of(Limits(per_second=own))
        clock = Pacer(Redis.from_url(redis_url), worker.limits, now_ms=watch)
        clock.slow_down({NUMBER})
        sent = leave(worker, watch, seconds=3, urgency=Urgency.REPLY)

        within = [sum(first <= one < first + 1000 for one in sent) for first in sent]
        assert expected - 1 <= max(within) <= expected

    def test_only_the_numbers_in_coexistence_are_slower(
        self, pacer_of: Callable[[Limits], Pacer], watch: Watch
    ) -> None:
        pacer = pacer_of(Limits(per_second=80, names={NUMBER: "a", "other": "b"}))
        assert pacer.fastest() == 80
        pacer.slow_down({"other"})
        sent = leave(pacer, watch, seconds=1, urgency=Urgency.REPLY)

        assert len(sent) > 70
        assert pacer.fastest() == 80
        pacer.slow_down({NUMBER, "other"})
        assert pacer.fastest() == 20

    def test_another_number_has_a_rate_of_its_own(
        self, pacer_of: Callable[[Limits], Pacer]
    ) -> None:
        pacer = pacer_of(Limits(per_second=4, of_number={"slow": 1000}))
        while pacer.admit(NUMBER, 1, Urgency.REPLY) is None:
            pass

        assert pacer.admit("slow", 2, Urgency.REPLY) is None

    def test_answers_leave_at_once_while_reminders_take_all_there_is(
        self, pacer_of: Callable[[Limits], Pacer], watch: Watch
    ) -> None:
        pacer = pacer_of(Limits(per_second=20))
        for _ in range(50):
            leave(pacer, watch, seconds=0.2, urgency=Urgency.REMINDER)
            while pacer.admit(NUMBER, 0, Urgency.REMINDER) is None:
                pass
            assert pacer.admit(NUMBER, 77_777 + watch.ms, Urgency.REPLY) is None  # type: ignore[arg-type]

    def test_campaigns_wait_where_reminders_may_go(
        self, pacer_of: Callable[[Limits], Pacer]
    ) -> None:
        pacer = pacer_of(Limits(per_second=20))
        people = iter(range(100))
        while pacer.admit(NUMBER, next(people), Urgency.CAMPAIGN) is None:
            pass

        assert pacer.admit(NUMBER, next(people), Urgency.REMINDER) is None
        assert pacer.admit(NUMBER, next(people), Urgency.REMINDER) is not None
        assert pacer.admit(NUMBER, next(people), Urgency.REPLY) is None


class TestPair:
    def test_after_a_burst_one_message_in_six_seconds(
        self, pacer_of: Callable[[Limits], Pacer], watch: Watch
    ) -> None:
        pacer = pacer_of(Limits(pair_burst=5))
        sent = leave(pacer, watch, seconds=30, urgency=Urgency.REPLY, people=1)

        assert [round((one - sent[0]) / 1000) for one in sent if one > sent[0] + 1000] == [
            6, 12, 18, 24
        ]  # fmt: skip
        assert sum(one < sent[0] + 1000 for one in sent) == 5

    def test_one_refused_takes_nothing_from_the_others(
        self, pacer_of: Callable[[Limits], Pacer], watch: Watch
    ) -> None:
        pacer = pacer_of(Limits(per_second=20, pair_burst=1))
        assert pacer.admit(NUMBER, 1, Urgency.REPLY) is None
        for _ in range(50):
            wait = pacer.admit(NUMBER, 1, Urgency.REPLY)
            assert wait is not None
            assert wait.bound is Bound.PAIR

        assert [pacer.admit(NUMBER, one, Urgency.REPLY) for one in (2, 3)] == [None, None]

    def test_held_back_only_for_that_person_and_without_a_burst_after(
        self, pacer_of: Callable[[Limits], Pacer], watch: Watch
    ) -> None:
        pacer = pacer_of(Limits())
        pacer.hold_back(NUMBER, 1, timedelta(seconds=12))

        assert pacer.admit(NUMBER, 1, Urgency.REPLY) == Wait(timedelta(seconds=12), Bound.PAIR)
        assert pacer.admit(NUMBER, 2, Urgency.REPLY) is None
        watch.ms += 12_000
        assert pacer.admit(NUMBER, 1, Urgency.REPLY) is None
        assert pacer.admit(NUMBER, 1, Urgency.REPLY) == Wait(timedelta(seconds=6), Bound.PAIR)

    def test_none_where_it_is_switched_off(self, pacer_of: Callable[[Limits], Pacer]) -> None:
        pacer = pacer_of(Limits(per_second=9999, pair_seconds=0))

        assert [pacer.admit(NUMBER, 1, Urgency.REPLY) for _ in range(100)] == [None] * 100


class TestReach:
    def test_no_more_people_a_day_are_written_to_first(
        self, pacer_of: Callable[[Limits], Pacer], watch: Watch
    ) -> None:
        pacer = pacer_of(Limits(daily_reach=2))
        first = [pacer.admit(NUMBER, one, Urgency.NOTICE, opens=True) for one in (1, 2, 1)]
        third = pacer.admit(NUMBER, 3, Urgency.NOTICE, opens=True)

        assert first == [None, None, None]
        assert third == Wait(timedelta(hours=24), Bound.REACH)
        assert pacer.admit(NUMBER, 3, Urgency.NOTICE) is None  # they wrote: nothing is opened
        watch.ms += 24 * 3600 * 1000
        assert pacer.admit(NUMBER, 3, Urgency.NOTICE, opens=True) is None


class TestRedis:
    def test_emptied_forgets_the_count_and_nothing_else(
        self, pacer_of: Callable[[Limits], Pacer], redis_url: str
    ) -> None:
        pacer = pacer_of(Limits(pair_burst=1))
        pacer.admit(NUMBER, 1, Urgency.REPLY)
        with Redis.from_url(redis_url) as redis:
            redis.flushall()
            redis.script_flush()

        assert pacer.admit(NUMBER, 1, Urgency.REPLY) is None

    def test_away_lets_everything_leave(self) -> None:
        pacer = Pacer(Redis.from_url(NOBODY), Limits(pair_burst=1))

        assert pacer.admit(NUMBER, 1, Urgency.REPLY) is None
        assert pacer.admit(NUMBER, 1, Urgency.REPLY) is None

    def test_its_own_clock_will_do(self, redis_url: str) -> None:
        pacer = Pacer(Redis.from_url(redis_url), Limits(pair_seconds=3600, pair_burst=1))

        assert pacer.admit("own", 1, Urgency.REPLY) is None
        wait = pacer.admit("own", 1, Urgency.REPLY)
        assert wait is not None
        assert timedelta(minutes=59) < wait.time <= timedelta(hours=1)


@given(st.lists(st.floats(0, 400), min_size=1, max_size=60), st.sampled_from([20, 50, 80]))
def test_no_order_of_asking_gets_more_than_the_rate(
    redis_url: str, pauses: list[float], rate: int
) -> None:
    watch = Watch()
    redis = Redis.from_url(redis_url)
    redis.flushdb()
    pacer = Pacer(redis, Limits(per_second=rate), now_ms=watch)
    sent = []
    for number, pause in enumerate(pauses):
        watch.ms += pause
        passed = sum(pacer.admit(NUMBER, number, Urgency.REPLY) is None for _ in range(8))
        sent += [watch.ms] * passed

    assert max(sum(first <= one < first + 1000 for one in sent) for first in sent) <= rate
