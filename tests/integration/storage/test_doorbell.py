"""Rings are answered once each, oldest first, by as few jobs as it takes."""

import pytest
from redis import Redis

import workers.wiring
from storage.doorbell import QUEUE, RINGS, Ring, RingKind
from tests.integration.core_bench import ANA, BETO, Core
from workers import jobs


def jobs_waiting(redis: Redis) -> int:
    return redis.llen(f"rq:queue:{QUEUE}")


def thread(name: str) -> Ring:
    return Ring(RingKind.THREAD, name)


class TestRinging:
    def test_first_ring_calls_a_worker_and_the_next_ones_are_answered_with_it(
        self, core: Core
    ) -> None:
        bell = core.wiring.doorbell
        bell.ring_thread("twilio|a|b c")
        bell.ring_conversation(12)
        bell.ring_refund(7)

        assert (bell.waiting(), jobs_waiting(core.redis)) == (3, 1)
        assert [bell.next_ring() for _ in range(4)] == [
            thread("twilio|a|b c"),
            Ring(RingKind.CONVERSATION, "12"),
            Ring(RingKind.REFUND, "7"),
            None,
        ]

    def test_who_takes_a_ring_calls_another_worker_for_the_rest(self, core: Core) -> None:
        bell = core.wiring.doorbell
        for name in "abc":
            bell.ring_thread(name)
        core.redis.delete(f"rq:queue:{QUEUE}")  # the job has begun

        bell.next_ring()
        called = jobs_waiting(core.redis)
        bell.next_ring()

        assert (called, jobs_waiting(core.redis)) == (1, 1)

    def test_last_ring_calls_nobody(self, core: Core) -> None:
        bell = core.wiring.doorbell
        bell.ring_thread("a")
        core.redis.delete(f"rq:queue:{QUEUE}")

        bell.next_ring()

        assert jobs_waiting(core.redis) == 0

    def test_ring_that_lost_its_job_is_answered_with_the_next(self, core: Core) -> None:
        bell = core.wiring.doorbell
        bell.ring_thread("a")
        core.redis.delete(f"rq:queue:{QUEUE}")  # its worker died before it took the ring

        bell.ring_thread("b")

        assert jobs_waiting(core.redis) == 1
        assert [bell.next_ring(), bell.next_ring()] == [thread("a"), thread("b")]


class TestAnswering:
    def test_one_job_answers_all_that_rang_before_it_began(self, core: Core) -> None:
        core.tap(ANA, "menu:mine")
        core.tap(BETO, "menu:mine")

        workers.wiring.fill(core.wiring)
        jobs.answer()

        assert (len(core.bubbles(ANA)), len(core.bubbles(BETO))) == (1, 1)
        assert core.wiring.doorbell.waiting() == 0

    def test_job_that_has_worked_long_leaves_the_rest_to_another(
        self, core: Core, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(jobs, "_ROUND_SECONDS", 0.0)
        core.tap(ANA, "menu:mine")
        core.redis.delete(f"rq:queue:{QUEUE}")

        workers.wiring.fill(core.wiring)
        jobs.answer()

        assert core.bubbles(ANA) == []
        assert (core.wiring.doorbell.waiting(), jobs_waiting(core.redis)) == (1, 1)

    def test_ring_that_breaks_a_job_keeps_nobody_waiting(self, core: Core) -> None:
        core.redis.rpush(RINGS, "conversation no-number")
        core.tap(ANA, "menu:mine")
        core.redis.delete(f"rq:queue:{QUEUE}")

        workers.wiring.fill(core.wiring)
        with pytest.raises(ValueError, match="no-number"):
            jobs.answer()
        core.work()

        assert len(core.bubbles(ANA)) == 1
