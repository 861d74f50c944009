"""The fault run would notice: each promise is broken by hand, and its query finds it."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text

from tests.faults.invariants import INVARIANTS, examine
from tests.faults.people import Told
from tests.integration.core_bench import ANA, BETO, Core

_MESSAGES = "SELECT id FROM inbox WHERE kind = 'message'"


@pytest.fixture
def peace(core: Core) -> Core:
    """A core after some honest talk: two people, three messages each, a booked place."""
    core.book(ANA, "marcos", "corte", "2027-05-14 11:00")
    for _ in range(3):
        core.tap(ANA, "menu:mine")
        core.work()
        core.tap(BETO, "menu:mine")
        core.work()
    core.settle()
    core.tick()
    return core


def broken(core: Core, told: list[Told] | None = None) -> set[str]:
    """Return the invariants that are found broken."""
    heard = core.get("messages", since=core.mark)["messages"]
    return set(examine(core.engine, told if told is not None else told_of(core), heard).violations)


def told_of(core: Core) -> list[Told]:
    """Return what the people told, as the fault run would know it."""
    messages = [row for row in core.inbox() if row.kind.value == "message"]
    return [Told(row.external_id, row.thread, place) for place, row in enumerate(messages, start=1)]


def swap(table: str, column: str, where: str) -> str:
    """Return SQL that lets the first two rows of a condition change places by one column."""
    return f"""
        WITH pair AS (SELECT id, {column} AS old, lead({column}) OVER (ORDER BY id) AS next,
                             lag({column}) OVER (ORDER BY id) AS before
                      FROM (SELECT * FROM "{table}" WHERE {where} ORDER BY id LIMIT 2) AS two)
        UPDATE "{table}" t SET {column} = coalesce(next, before) FROM pair WHERE t.id = pair.id
    """


def test_peace_breaks_nothing(peace: Core) -> None:
    assert len(told_of(peace)) == 6
    assert broken(peace) == set()


_ONE_MESSAGE = f"(SELECT min(id) FROM inbox WHERE id IN ({_MESSAGES}))"
_ONE_REPLY = "(SELECT min(id) FROM outbox WHERE urgency = 'reply')"
_ANA = "conversation_id = (SELECT min(conversation_id) FROM turn)"
DEEDS: dict[str, list[str]] = {
    "still waiting": [f"UPDATE inbox SET done_at = NULL WHERE id = {_ONE_MESSAGE}"],
    "neither answered nor its fate on record": [
        f"UPDATE turn SET inbox_id = NULL WHERE inbox_id = {_ONE_MESSAGE}"
    ],
    "answered by two turns": [
        f"UPDATE turn SET inbox_id = {_ONE_MESSAGE} WHERE id = (SELECT max(id) FROM turn)"
    ],
    "read with others and also alone": [
        f"""UPDATE inbox SET joined_to = {_ONE_MESSAGE}
            WHERE id = (SELECT max(id) FROM inbox WHERE id IN ({_MESSAGES}))"""
    ],
    "a turn's replies are not as many as it made": [
        "UPDATE turn SET replies = replies + 1 WHERE id = (SELECT min(id) FROM turn)"
    ],
    "owed and not on its way": [
        f"""UPDATE outbox SET state = 'queued', due_at = now() - interval '1 day'
            WHERE id = {_ONE_REPLY}"""
    ],
    "failed without a word why": [f"UPDATE outbox SET state = 'failed' WHERE id = {_ONE_REPLY}"],
    "noted as sent and never heard": [
        f"UPDATE outbox SET external_id = 'SM-nobody' WHERE id = {_ONE_REPLY}"
    ],
    "heard and not noted: sent twice": [
        f"UPDATE outbox SET external_id = NULL WHERE id = {_ONE_REPLY}"
    ],
    "two rows noted under one message": [
        f"""UPDATE outbox SET external_id = (SELECT external_id FROM outbox WHERE id = {_ONE_REPLY})
            WHERE id = (SELECT max(id) FROM outbox WHERE urgency = 'reply')"""
    ],
    "taps of a conversation out of order": [swap("turn", "inbox_id", _ANA)],
    "turns of a conversation out of order": [
        "UPDATE turn SET kind = 'text'",
        swap("turn", "inbox_id", _ANA),
    ],
    "replies of a conversation heard out of order": [
        swap("outbox", "external_id", f"urgency = 'reply' AND {_ANA}")
    ],
}


@pytest.mark.parametrize("name", DEEDS)
def test_breach_is_found(peace: Core, name: str) -> None:
    told = told_of(peace)
    for statement in DEEDS[name]:
        peace.execute(statement)

    assert name in broken(peace, told)


def test_two_appointments_in_one_place_are_found(peace: Core) -> None:
    """The guards are left out for one transaction, which is taken back."""
    columns = "provider_id, service_id, contact_id, starts_at, ends_at, taken_from, taken_until"
    with peace.engine.connect() as connection:
        for statement in (
            "ALTER TABLE appointment DROP CONSTRAINT appointment_never_overlaps",
            "DROP INDEX appointment_seat_once",
            f"""INSERT INTO appointment (code, {columns}, seat, state, price_centavos, moves,
                                         version, created_at)
                SELECT 'TWICE', {columns}, seat, state, price_centavos, 0, 1, created_at
                FROM appointment LIMIT 1""",
        ):
            connection.execute(text(statement))
        found = connection.execute(text(INVARIANTS["two appointments in one place"])).all()
        connection.rollback()

    assert len(found) == 1


@pytest.mark.parametrize(
    ("change", "name"),
    [
        (lambda told: [*told, Told("SM-lost", ANA, 7)], "taken and not in the inbox"),
        (lambda told: told[1:], "in the inbox and never told"),
        (
            lambda told: [Told(one.external_id, one.phone, 10 - one.place) for one in told],
            "a person's messages recorded out of order",
        ),
    ],
)
def test_difference_to_what_was_told_is_found(
    peace: Core, change: Callable[[Any], list[Told]], name: str
) -> None:
    assert name in broken(peace, change(told_of(peace)))


def test_every_invariant_is_broken_once() -> None:
    told = {
        "taken and not in the inbox",
        "in the inbox and never told",
        "a person's messages recorded out of order",
        "two appointments in one place",
    }
    assert set(DEEDS) | told == set(INVARIANTS)
