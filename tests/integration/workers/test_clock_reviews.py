"""The clock fills the queue of what was misunderstood, whether or not anybody looks at it."""

import threading
from datetime import timedelta

from storage.rows.facts import TurnRow
from storage.rows.reviews import ReviewRow
from tests.integration.core_bench import ANA, NOW, Core, until
from workers import clock as ticking


def test_running_clock_keeps_what_was_misunderstood(core: Core) -> None:
    core.say(ANA, "soy Ana Paz, mmm ponele")
    _, conversation_id = core.meet(ANA)
    _misread(core, conversation_id)
    stop = threading.Event()
    running = threading.Thread(target=ticking.run, args=(core.wiring, stop))

    running.start()
    try:
        until(lambda: core.count("review"))
    finally:
        stop.set()
        running.join()

    (row,) = core.all(ReviewRow)
    assert "ponele" in row.text
    assert "Paz" not in row.text


def test_next_look_goes_on_where_the_last_one_ended(core: Core) -> None:
    assert ticking.review(core.wiring, None) == NOW - timedelta(minutes=3)

    core.pass_time(minutes=10)

    assert ticking.review(core.wiring, NOW) == NOW + timedelta(minutes=7)


def _misread(core: Core, conversation_id: int) -> None:
    with core.desk() as desk:
        desk.db.add(
            TurnRow(
                conversation_id=conversation_id,
                inbox_id=core.inbox()[0].id,
                at=NOW - timedelta(minutes=5),
                kind="text",
                intent="inform",
                confidence=0.3,
                entities=[],
                ranking=[],
                commands=[],
                results=[],
                outcome="fell_back",
                replies=1,
                wait_ms=0,
                nlu_ms=0,
                total_ms=1,
            )
        )
