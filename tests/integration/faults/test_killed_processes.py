"""Processes die and Redis forgets at the worst moment, and every message is answered once."""

import threading

import pytest
from sqlalchemy import text

from app.stack import wait_until_quiet
from tests.integration.core_bench import ANA, until
from tests.integration.faults.fault_bench import FaultBench

pytestmark = pytest.mark.stack


def hanging(bench: FaultBench) -> bool:
    statement = text(
        "SELECT count(*) FROM pg_locks WHERE relation = 'turn'::regclass AND NOT granted"
    )
    with bench.stack.engine.connect() as connection:
        return bool(connection.execute(statement).scalar_one())


def test_turn_of_a_killed_worker_is_taken_over_and_answered_once(bench: FaultBench) -> None:
    with bench.a_turn_that_hangs():
        bench.tap(ANA, "menu:mine")
        until(lambda: hanging(bench))
        bench.kill_workers()
    assert (bench.count("turn"), bench.bubbles(ANA)) == (0, [])

    bench.start_workers()
    bench.sweep_later(6)

    assert bench.count("turn") == 1
    assert len(bench.bubbles(ANA)) == 1


def test_unfinished_message_outlives_the_worker_that_held_it(bench: FaultBench) -> None:
    bench.say(ANA, "hola")
    until(lambda: bench.count("inbox WHERE hold_until IS NOT NULL AND done_at IS NULL"))
    bench.kill_workers()
    bench.redis.flushall()
    bench.say(ANA, "quería un corte con Marcos")
    bench.start_workers()

    wait_until_quiet(bench.stack)

    assert bench.count("turn WHERE messages = 2") == bench.count("turn") == 1
    assert len(bench.bubbles(ANA)) == 1


def test_redis_emptied_under_load_loses_nothing(bench: FaultBench) -> None:
    phones = [f"+54911777700{number:02}" for number in range(12)]
    done = threading.Event()

    def forget() -> None:
        while not done.wait(0.02):
            bench.redis.flushall()

    forgetting = threading.Thread(target=forget)
    forgetting.start()
    try:
        for _ in range(2):
            for phone in phones:
                bench.tap(phone, "menu:mine")
    finally:
        done.set()
        forgetting.join()
    bench.sweep_later(6)
    bench.sweep_later(6)

    assert bench.count("inbox WHERE kind = 'message' AND done_at IS NULL") == 0
    assert bench.count("turn") == 24
    assert bench.count("outbox WHERE state <> 'sent'") == 0
    assert [len(bench.bubbles(phone)) for phone in phones] == [2] * 12


_TOLD = "SELECT id FROM inbox WHERE kind = 'message' ORDER BY id"


def test_two_workers_answer_a_burst_in_order(bench: FaultBench) -> None:
    for number in range(8):
        bench.tap(ANA, "menu:mine" if number % 2 else "menu:book")
    wait_until_quiet(bench.stack)

    with bench.stack.engine.connect() as connection:
        order = list(connection.execute(text("SELECT inbox_id FROM turn ORDER BY id")).scalars())
        told = list(connection.execute(text(_TOLD)).scalars())
        owed = list(connection.execute(text("SELECT payload FROM outbox ORDER BY id")).scalars())
    assert order == told
    assert len(told) == 8
    assert bench.bubbles(ANA) == [one["body"] for one in owed]


def test_logs_of_every_process_are_free_of_personal_data(bench: FaultBench) -> None:
    bench.say(ANA, "soy Hermenegilda, quiero un turno secretísimo mañana")
    bench.tap(ANA, "menu:mine")
    wait_until_quiet(bench.stack)

    written = "".join(path.read_text("utf-8") for path in bench.stack.log_dir.glob("*.log"))
    assert "turn.taken" in written
    assert all(line.startswith("{") for line in written.splitlines())
    for word in (ANA, ANA[1:], "Hermenegilda", "secretísimo", "secret\\u00edsimo"):
        assert word not in written
