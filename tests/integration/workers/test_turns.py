"""Every message is answered once and in order, whoever works, whatever breaks."""

from collections.abc import Iterator
from functools import partial

import pytest
from structlog.testing import capture_logs

from actions.console import take
from storage import outbox
from storage.doorbell import RINGS
from storage.rows.appointments import AppointmentRow
from storage.rows.facts import TurnRow
from storage.rows.mail import InboxKind
from storage.rows.people import ConversationRow, Handoff
from tests.fakes.nlu_gate import NluGate
from tests.integration.core_bench import ANA, BETO, Core, in_parallel, wired, with_nlu
from workers import turns
from workers.turns import MOST_ATTEMPTS
from workers.wiring import Wiring

_POISON = """
CREATE FUNCTION refuse_turn() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'no turn for % of +5491166660001', NEW.inbox_id; END $$;
CREATE TRIGGER poison BEFORE INSERT ON turn FOR EACH ROW
WHEN (NEW.inbox_id = 1) EXECUTE FUNCTION refuse_turn();
"""


def answered(core: Core) -> list[int | None]:
    """The inbox rows of the turns taken, in the order they were taken."""
    return [row.inbox_id for row in core.all(TurnRow)]


def conversation(core: Core) -> ConversationRow:
    return core.all(ConversationRow)[0]


class TestOnceAndInOrder:
    def test_two_workers_take_one_conversation_in_order(self, core: Core) -> None:
        for number in range(6):
            core.tap(ANA, "menu:mine" if number % 2 else "menu:book")
        thread = core.thread(ANA)

        with wired(core.settings) as second:
            raised = in_parallel(
                *(
                    partial(turns.work, wiring, thread)
                    for wiring in (core.wiring, second, core.wiring, second)
                )
            )
        turns.work(core.wiring, thread)
        core.tick()

        assert raised == []
        assert answered(core) == [1, 2, 3, 4, 5, 6]
        assert (conversation(core).session or {})["turn"] == 6
        keys = [row.key for row in core.outbox()]
        assert core.bubbles(ANA) == [row.payload["body"] for row in core.outbox()]
        assert sorted(keys) == keys

    def test_message_is_answered_once_when_its_job_runs_again(self, core: Core) -> None:
        core.tap(ANA, "menu:mine")

        for _ in range(3):
            turns.work(core.wiring, core.thread(ANA))

        assert (answered(core), len(core.bubbles(ANA))) == ([1], 1)

    def test_message_is_answered_once_when_jobs_run_at_the_same_moment(self, core: Core) -> None:
        core.tap(ANA, "menu:mine")

        with wired(core.settings) as second:
            raised = in_parallel(
                *(
                    partial(turns.work, wiring, core.thread(ANA))
                    for wiring in (core.wiring, second) * 4
                )
            )

        assert raised == []
        assert (answered(core), len(core.bubbles(ANA))) == ([1], 1)

    def test_conversations_do_not_wait_for_each_other(self, core: Core) -> None:
        core.tap(ANA, "menu:mine")
        core.tap(BETO, "menu:mine")
        with core.engine.connect() as connection:
            connection.exec_driver_sql(
                "SELECT pg_advisory_lock(hashtextextended(%s, 0))", (core.thread(ANA),)
            )
            core.work()
            during = (len(core.bubbles(ANA)), len(core.bubbles(BETO)))
            connection.exec_driver_sql("SELECT pg_advisory_unlock_all()")
            connection.rollback()
        core.pass_time(seconds=6)
        core.sweep()

        assert during == (0, 1)
        assert len(core.bubbles(ANA)) == 1

    def test_answer_behind_what_another_worker_sends_is_left_to_it_and_rung_for(
        self, core: Core
    ) -> None:
        core.tap(ANA, "menu:mine")
        core.work()
        core.execute(
            "UPDATE outbox SET state = 'sending', lease_until = clock_timestamp() + interval '20 s'"
        )
        core.tap(ANA, "menu:book")
        core.redis.delete(RINGS)
        turns.work(core.wiring, core.thread(ANA))

        row_id = conversation(core).id
        assert len(core.bubbles(ANA)) == 1
        assert core.redis.lrange(RINGS, 0, -1) == [f"conversation {row_id}".encode()]
        left = [outbox.Left(1, "SM1")]
        assert outbox.mark_sent(core.engine, left, now=core.now, conversation_id=row_id)
        core.work()
        assert len(core.bubbles(ANA)) == 2
        assert not outbox.mark_sent(core.engine, left, now=core.now, conversation_id=row_id)

    def test_lost_ring_is_found_by_the_sweep(self, core: Core) -> None:
        core.tap(ANA, "menu:mine")
        core.redis.flushall()
        assert core.work() == 0

        core.pass_time(seconds=6)
        core.sweep()

        assert (answered(core), len(core.bubbles(ANA))) == ([1], 1)

    def test_lost_ring_of_a_sending_is_found_by_the_tick(self, core: Core) -> None:
        core.tap(ANA, "menu:mine")
        core.fault("twilio", "500", match="Messages.json")
        core.work()
        core.redis.flushall()
        core.pass_time(seconds=3)

        core.tick()

        assert len(core.bubbles(ANA)) == 1


class TestPoison:
    @pytest.fixture
    def poisoned(self, core: Core) -> Iterator[Core]:
        core.execute(_POISON)
        yield core
        core.execute("DROP TRIGGER poison ON turn; DROP FUNCTION refuse_turn()")

    def test_failing_turn_is_buried_and_the_next_is_taken(self, poisoned: Core) -> None:
        core = poisoned
        core.tap(ANA, "menu:mine")
        core.tap(ANA, "menu:book")

        with capture_logs() as logs:
            core.work()
            for _ in range(MOST_ATTEMPTS):
                core.pass_time(seconds=6)
                core.sweep()

        buried, taken = (row for row in core.inbox() if row.kind is InboxKind.MESSAGE)
        assert (buried.attempts, answered(core)) == (MOST_ATTEMPTS, [2])
        assert buried.problem
        assert buried.done_at is not None
        assert taken.problem is None
        apology, _ = core.bubbles(ANA)
        assert "persona del equipo" in apology
        assert conversation(core).handoff is Handoff.REQUESTED
        assert ANA not in repr(logs)  # nor in the error's own words

    def test_failed_turn_leaves_nothing_behind(self, poisoned: Core) -> None:
        core = poisoned
        core.tap(ANA, "menu:mine")
        core.work()

        assert [core.count(name) for name in ("turn", "outbox", "conversation")] == [0, 0, 0]

    def test_broken_session_holds_up_nobody_else(self, core: Core) -> None:
        core.tap(ANA, "menu:mine")
        core.work()
        core.execute("""UPDATE conversation SET session = '{"version": 1}'""")
        core.tap(ANA, "menu:mine")
        core.tap(BETO, "menu:mine")

        core.work()

        assert len(core.bubbles(BETO)) == 1


class TestUnderstanding:
    @pytest.fixture
    def gate(self, nlu_url: str) -> Iterator[NluGate]:
        gate = NluGate(nlu_url, chokes_on="veneno")
        yield gate
        gate.close()

    @pytest.fixture
    def wiring(self, core: Core, gate: NluGate) -> Iterator[Wiring]:
        wiring = with_nlu(core.wiring, gate.url)
        yield wiring
        wiring.nlu.close()

    @pytest.fixture
    def talking(self, core: Core, wiring: Wiring) -> Core:
        return Core(core.settings, wiring, core.redis, core.http, core.mark)

    def test_text_is_understood_and_recorded(self, talking: Core) -> None:
        talking.say(ANA, "gracias")
        talking.work()

        (turn,) = talking.all(TurnRow)
        assert (turn.intent, turn.kind) == ("thank", "text")
        assert turn.confidence is not None
        assert turn.model
        assert len(talking.bubbles(ANA)) >= 1

    def test_session_is_saved_and_another_worker_goes_on_with_it(
        self, talking: Core, nlu_url: str
    ) -> None:
        talking.say(ANA, "quiero un corte con Laura mañana a las 17")
        talking.work()
        with wired(talking.settings, nlu_url=nlu_url) as other:
            talking.say(ANA, "dale")
            talking.work(other)

        (row,) = talking.all(AppointmentRow)
        assert row.state.value == "confirmed"
        assert (conversation(talking).session or {})["turn"] == 2

    def test_message_waits_while_understanding_is_down_and_is_answered_after(
        self, talking: Core, gate: NluGate
    ) -> None:
        gate.shut()
        talking.say(ANA, "hola")
        talking.work()
        assert (answered(talking), talking.bubbles(ANA)) == ([], [])

        gate.open()
        talking.pass_time(seconds=6)
        talking.sweep()

        assert answered(talking) == [1]
        assert len(talking.bubbles(ANA)) >= 1

    def test_one_apology_with_buttons_after_twenty_seconds(
        self, talking: Core, gate: NluGate
    ) -> None:
        gate.shut()
        talking.say(ANA, "hola")
        talking.say(ANA, "¿estás?")
        talking.work()
        talking.pass_time(seconds=19)
        talking.sweep()
        too_early = talking.messages(ANA)
        for _ in range(3):
            talking.pass_time(seconds=10)
            talking.sweep()

        assert too_early == []
        (apology,) = talking.messages(ANA)
        assert [one["id"] for one in apology["choices"]] == ["menu:book", "menu:mine", "menu:human"]
        gate.open()
        talking.sweep()
        assert answered(talking) == [1, 2]

    def test_tap_overtakes_what_waits_for_understanding(self, talking: Core, gate: NluGate) -> None:
        gate.shut()
        talking.say(ANA, "hola")
        talking.tap(ANA, "menu:mine")
        talking.work()
        meanwhile = answered(talking)
        gate.open()
        talking.pass_time(seconds=6)
        talking.sweep()

        assert meanwhile == [2]
        assert answered(talking) == [2, 1]

    def test_bot_does_not_apologise_into_a_persons_conversation(
        self, talking: Core, gate: NluGate
    ) -> None:
        talking.tap(ANA, "menu:human")
        talking.work()
        row_id = conversation(talking).id
        assert row_id is not None
        take(talking.engine, talking.wiring.tools, row_id, "Julieta", now=talking.now)
        before = len(talking.bubbles(ANA))
        gate.shut()
        talking.say(ANA, "hola, ¿hay alguien?")
        talking.pass_time(seconds=30)
        talking.sweep()

        assert len(talking.bubbles(ANA)) == before

    def test_text_that_understanding_chokes_on_is_one_not_understood(self, talking: Core) -> None:
        talking.say(ANA, "veneno")
        talking.work()
        talking.say(ANA, "qué turnos tengo?")
        talking.work()

        first, second = talking.all(TurnRow)
        assert (first.intent, first.misses) == (None, 1)
        assert second.intent == "check_booking"
        assert len(talking.bubbles(ANA)) == 2

    def test_blank_text_is_answered_without_asking_what_it_means(
        self, talking: Core, gate: NluGate
    ) -> None:
        gate.shut()
        talking.say(ANA, "  \n ")
        talking.work()

        assert answered(talking) == [1]
        assert len(talking.bubbles(ANA)) >= 1

    @pytest.mark.parametrize(
        "kind", ["audio", "image", "sticker", "location", "contact", "document", "unknown"]
    )
    def test_whatever_is_no_text_gets_an_answer_while_understanding_is_down(
        self, talking: Core, gate: NluGate, kind: str
    ) -> None:
        gate.shut()
        talking.post("messages", {"from": ANA, "kind": kind})
        talking.work()

        assert answered(talking) == [1]
        assert len(talking.bubbles(ANA)) >= 1
