"""An attempt at booking begins after the last one, or after a day of silence."""

from datetime import datetime, timedelta

from storage.repositories.attempts import Attempt, attempt_so_far
from storage.rows.facts import TurnRow
from tests.integration.core_bench import ANA, BETO, NOW, Core

_HOUR = timedelta(hours=1)


class TestAttempt:
    def test_nothing_was_said_yet(self, core: Core) -> None:
        assert so_far(core, core.meet(ANA)[1]) == Attempt(0, 0)

    def test_every_message_of_its_turns_counts(self, core: Core) -> None:
        conversation_id, other = core.meet(ANA)[1], core.meet(BETO)[1]
        took(core, conversation_id, NOW - 3 * _HOUR, replies=2)
        took(core, conversation_id, NOW - 2 * _HOUR, replies=0)
        took(core, other, NOW - _HOUR, replies=5)
        took(core, conversation_id, NOW - _HOUR, replies=1)

        assert so_far(core, conversation_id) == Attempt(3, 3)

    def test_it_begins_after_the_last_booking(self, core: Core) -> None:
        conversation_id = core.meet(ANA)[1]
        took(core, conversation_id, NOW, replies=2)
        took(core, conversation_id, NOW, replies=1, results=["SlotsFound", "SlotBooked"])
        took(core, conversation_id, NOW, replies=4, results=["SlotsFound"])

        assert so_far(core, conversation_id) == Attempt(1, 4)

    def test_it_begins_anew_after_a_day_of_silence(self, core: Core) -> None:
        conversation_id = core.meet(ANA)[1]
        took(core, conversation_id, NOW - 60 * _HOUR, replies=7)
        took(core, conversation_id, NOW - 23 * _HOUR, replies=1)

        assert so_far(core, conversation_id) == Attempt(1, 1)
        assert so_far(core, conversation_id, NOW + 2 * _HOUR) == Attempt(0, 0)


def so_far(core: Core, conversation_id: int, now: datetime = NOW) -> Attempt:
    with core.desk() as desk:
        return attempt_so_far(desk.db, conversation_id, now=now)


def took(
    core: Core,
    conversation_id: int,
    at: datetime,
    *,
    replies: int,
    results: list[str] | None = None,
) -> None:
    """Record a turn."""
    row = TurnRow(
        conversation_id=conversation_id,
        at=at,
        kind="text",
        entities=[],
        ranking=[],
        commands=[],
        results=results or [],
        outcome="answered",
        replies=replies,
        wait_ms=0,
        nlu_ms=0,
        total_ms=1,
    )
    with core.desk() as desk:
        desk.db.add(row)
