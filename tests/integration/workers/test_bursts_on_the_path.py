"""Bursts of short messages are answered as one, wherever they break and whoever works."""

import time
from collections.abc import Iterator
from datetime import timedelta
from functools import partial

import pytest

from actions.console import take
from storage import inbox
from storage.reports.conversations import turns_of_phone
from storage.rows.facts import TurnRow
from storage.rows.mail import InboxKind
from storage.rows.people import ConversationRow
from tests.fakes.nlu_gate import NluGate
from tests.integration.core_bench import ANA, BETO, Core, in_parallel, until, wired, with_nlu
from workers import clock as ticking
from workers import turns

PIECES = ("hola", "quería un corte con Marcos", "para mañana")


@pytest.fixture
def gate(nlu_url: str) -> Iterator[NluGate]:
    gate = NluGate(nlu_url, chokes_on="veneno")
    yield gate
    gate.close()


@pytest.fixture
def talking(core: Core, gate: NluGate) -> Iterator[Core]:
    wiring = with_nlu(core.wiring, gate.url)
    yield Core(core.settings, wiring, core.redis, core.http, core.mark)
    wiring.nlu.close()


def turns_of(core: Core) -> list[tuple[int, int]]:
    """The turns taken: which message they began with, and how many they answered."""
    messages = [row.id for row in core.inbox() if row.kind is InboxKind.MESSAGE]
    return [
        (messages.index(row.inbox_id) + 1, row.messages)
        for row in core.all(TurnRow)
        if row.inbox_id is not None
    ]


class TestJoining:
    def test_pieces_are_answered_as_one_once_they_are_whole(self, talking: Core) -> None:
        heard = []
        for words in PIECES:
            talking.say(ANA, words)
            talking.work()
            heard.append(len(talking.bubbles(ANA)))

        assert heard == [0, 0, 1]
        assert turns_of(talking) == [(1, 3)]
        assert "Marcos" in talking.bubbles(ANA)[0]
        assert "13/5" in talking.bubbles(ANA)[0]
        messages = [row for row in talking.inbox() if row.kind is InboxKind.MESSAGE]
        assert [row.joined_to for row in messages] == [None, 1, 1]
        assert all(row.done_at for row in messages)

    def test_pieces_that_came_at_once_are_answered_as_one(self, talking: Core) -> None:
        for words in ("hola", "quería turno", "para mañana", "a la tarde"):
            talking.say(ANA, words)
        talking.work()
        too_early = talking.bubbles(ANA)
        talking.end_holds()

        assert too_early == []
        assert turns_of(talking) == [(1, 4)]
        assert len(talking.bubbles(ANA)) == 1
        (trace,) = turns_of_phone(talking.engine, ANA)
        assert trace.text == "hola\nquería turno\npara mañana\na la tarde"

    def test_bare_greeting_is_answered_when_nothing_follows(self, talking: Core) -> None:
        talking.say(ANA, "hola")
        talking.work()
        assert talking.bubbles(ANA) == []

        until(lambda: ticking.ring_held(talking.wiring, frozenset()).due, seconds=5)
        talking.work()

        assert turns_of(talking) == [(1, 1)]
        assert len(talking.bubbles(ANA)) == 1

    def test_whole_message_is_answered_at_once(self, talking: Core) -> None:
        talking.say(ANA, "quiero un corte con Laura mañana a las 17")
        talking.work()

        assert turns_of(talking) == [(1, 1)]

    def test_whole_messages_behind_each_other_stay_turns_of_their_own(self, talking: Core) -> None:
        for words in ("qué turnos tengo?", "dónde atiende Laura?"):
            talking.say(ANA, words)
        talking.work()

        assert turns_of(talking) == [(1, 1), (2, 1)]

    def test_message_delivered_twice_in_a_burst_counts_once(self, talking: Core) -> None:
        for number, words in enumerate(PIECES):
            talking.say(ANA, words, deliveries=2, message_sid=f"SM{number:032x}")
            talking.work()

        assert turns_of(talking) == [(1, 3)]
        assert len(talking.bubbles(ANA)) == 1

    def test_pieces_are_read_in_the_order_they_were_sent(self, talking: Core) -> None:
        for words in ("hola", "para mañana", "con Marcos"):
            talking.say(ANA, words)
        talking.execute(
            "UPDATE inbox SET received_at = received_at + interval '1 second' WHERE id = 2"
        )
        talking.work()
        talking.end_holds()

        (turn,) = talking.all(TurnRow)
        assert turn.messages == 3
        assert [one["kind"] for one in turn.entities] == ["provider", "time"]

    def test_tap_ends_the_wait_and_keeps_its_place(self, talking: Core) -> None:
        talking.say(ANA, "hola")
        talking.work()
        talking.tap(ANA, "menu:mine")
        talking.work()

        assert turns_of(talking) == [(1, 1), (2, 1)]

    def test_opt_out_counts_though_a_greeting_came_before(self, talking: Core) -> None:
        talking.say(ANA, "hola")
        talking.say(ANA, "BAJA")
        talking.work()

        assert turns_of(talking) == [(1, 1), (2, 1)]
        (person,) = talking.all(ConversationRow)
        assert talking.contact(person.contact_id).opted_out_at is not None

    def test_quoting_message_is_not_joined(self, talking: Core) -> None:
        talking.say(ANA, "hola")
        talking.work()
        talking.say(ANA, "para mañana", quoted="SM" + "9" * 32)
        talking.work()

        assert turns_of(talking) == [(1, 1), (2, 1)]

    def test_others_do_not_wait_for_an_unfinished_message(self, talking: Core) -> None:
        talking.say(ANA, "hola")
        talking.say(BETO, "qué turnos tengo?")
        talking.work()

        assert (len(talking.bubbles(ANA)), len(talking.bubbles(BETO))) == (0, 1)

    def test_what_an_agent_reads_never_waits(self, talking: Core) -> None:
        talking.tap(ANA, "menu:human")
        talking.work()
        (row,) = talking.all(ConversationRow)
        assert row.id is not None
        take(talking.engine, talking.wiring.tools, row.id, "Julieta", now=talking.now)
        talking.say(ANA, "hola")
        talking.work()

        assert turns_of(talking) == [(1, 1), (2, 1)]


class TestPatience:
    def test_each_message_extends_the_wait_but_not_for_ever(self, talking: Core) -> None:
        """The end of each wait lies PAUSE after its judging, and never later than LONGEST."""
        moments = []
        with talking.engine.connect() as connection:
            started = connection.exec_driver_sql("SELECT clock_timestamp()").scalar_one()
        for _ in range(3):
            talking.say(ANA, "hola")
            talking.work()
            moments.append(talking.inbox()[-1].hold_until)
        talking.execute("UPDATE inbox SET hold_until = hold_until - interval '7 seconds'")
        talking.say(ANA, "hola")
        talking.work()
        moments.append(talking.inbox()[-1].hold_until)

        assert all(moments)
        seconds = [(one - started).total_seconds() for one in moments if one is not None]
        assert 2.4 < seconds[0] < seconds[1] < seconds[2] < 6
        assert seconds[3] == pytest.approx(seconds[0] - 7 + 5.5, abs=0.01)
        assert turns_of(talking) == []

    def test_burst_is_answered_though_the_writer_never_stops(self, talking: Core) -> None:
        talking.say(ANA, "hola")
        talking.work()
        talking.execute("UPDATE inbox SET hold_until = hold_until - interval '9 seconds'")
        talking.say(ANA, "hola")
        talking.work()

        assert turns_of(talking) == [(1, 2)]

    def test_wait_is_kept_by_the_wall_whatever_the_demo_shows(self, talking: Core) -> None:
        talking.say(ANA, "hola")
        talking.work()
        talking.pass_time(hours=3)
        talking.tick()
        talking.sweep()

        held = inbox.held(talking.engine)
        assert turns_of(talking) == []
        assert talking.bubbles(ANA) == []
        assert held.due == frozenset()
        assert held.next_seconds is not None
        assert 0 < held.next_seconds <= 2.5

    def test_each_end_of_a_wait_is_rung_for_once(self, talking: Core) -> None:
        talking.say(ANA, "hola")
        talking.work()
        talking.execute("UPDATE inbox SET hold_until = clock_timestamp()")

        first = ticking.ring_held(talking.wiring, frozenset())
        second = ticking.ring_held(talking.wiring, first.due)

        assert first.due == second.due == {talking.thread(ANA)}
        assert talking.wiring.doorbell.waiting() == 1

    def test_outage_is_waiting_enough(self, talking: Core, gate: NluGate) -> None:
        gate.shut()
        talking.say(ANA, "hola")
        talking.work()
        gate.open()
        talking.pass_time(seconds=6)
        talking.sweep()

        assert turns_of(talking) == [(1, 1)]

    def test_held_message_survives_an_outage_that_begins_meanwhile(
        self, talking: Core, gate: NluGate
    ) -> None:
        talking.say(ANA, "hola, buenas tardes, ¿cómo están todos?")
        talking.work()
        gate.shut()
        talking.end_holds()
        during = turns_of(talking)
        gate.open()
        talking.pass_time(seconds=6)
        talking.sweep()

        assert (during, turns_of(talking)) == ([], [(1, 1)])


class TestOnce:
    def test_another_worker_goes_on_with_what_one_left_held(
        self, talking: Core, gate: NluGate
    ) -> None:
        talking.say(ANA, "hola")
        talking.work()
        talking.redis.flushall()  # nothing of it is kept outside the database

        with wired(talking.settings, nlu_url=gate.url) as other:
            talking.say(ANA, "quiero un corte con Laura mañana a las 17")
            talking.work(other)

        assert turns_of(talking) == [(1, 2)]
        assert len(talking.bubbles(ANA)) == 1

    def test_many_workers_answer_a_burst_once(self, talking: Core, gate: NluGate) -> None:
        thread = talking.thread(ANA)
        with wired(talking.settings, nlu_url=gate.url) as second:
            for words in PIECES:
                talking.say(ANA, words)
                raised = in_parallel(
                    *(partial(turns.work, one, thread) for one in (talking.wiring, second) * 3)
                )
                assert raised == []

        turns.work(talking.wiring, thread)
        assert turns_of(talking) == [(1, 3)]
        assert len(talking.bubbles(ANA)) == 1

    def test_poison_in_a_burst_costs_only_itself(self, talking: Core) -> None:
        talking.say(ANA, "hola")
        talking.work()
        talking.say(ANA, "veneno")
        talking.work()
        for _ in range(turns.MOST_ATTEMPTS + 1):
            talking.pass_time(seconds=6)
            talking.sweep()

        greeting, poison = talking.inbox()[:2]
        assert turns_of(talking) == [(1, 1), (2, 1)]
        assert greeting.problem is not None  # it failed once, together
        assert (poison.attempts, poison.problem) == (0, None)
        assert talking.all(TurnRow)[1].intent is None  # answered as not understood


def test_held_message_is_answered_soon_after_its_moment(talking: Core) -> None:
    """Measured by the wall: what the requirement promises, give or take a tick."""
    talking.say(ANA, "hola")
    started = time.monotonic()
    talking.work()
    rung: frozenset[str] = frozenset()
    while not talking.bubbles(ANA) and time.monotonic() - started < 10:
        held = ticking.ring_held(talking.wiring, rung)
        rung = held.due
        talking.work()
        time.sleep(0.02)

    took = timedelta(seconds=time.monotonic() - started)
    assert timedelta(seconds=2.4) < took < timedelta(seconds=4)
