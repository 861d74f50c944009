"""The outbox leaves in order, each thing once, whatever the outside world or a worker does."""

import itertools
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from bot.messages.replies import Buttons, Choice, Text
from storage import inbox, outbox, statuses
from storage.inbox import InboxItem, InboxKind
from storage.outbox import STATUS_RANK
from storage.pacing import Limits, Pacer
from storage.rows.mail import OutboxRow, OutboxState, Urgency
from storage.statuses import Refusals
from tests.integration.core_bench import ANA, BETO, Core, in_parallel, wired
from workers import sending


@pytest.fixture
def conversation(core: Core) -> int:
    """Ana has just written."""
    return core.meet(ANA)[1]


@pytest.fixture
def owe(core: Core, conversation: int) -> Callable[..., None]:
    """Puts texts into the outbox for Ana."""
    numbers = itertools.count()

    def put(*words: str) -> None:
        with core.desk() as desk:
            for one in words:
                desk.send(f"test:{next(numbers)}", conversation, Text(one), Urgency.REPLY)

    return put


def states(core: Core) -> list[str]:
    return [row.state.value for row in core.outbox()]


class TestOrder:
    def test_two_senders_keep_the_order_and_send_each_once(
        self, core: Core, conversation: int, owe: Callable[..., None]
    ) -> None:
        words = [f"mensaje {number}" for number in range(25)]
        owe(*words)

        with wired(core.settings) as second:
            raised = in_parallel(
                *(
                    partial(sending.deliver, wiring, conversation)
                    for wiring in (core.wiring, second)
                    for _ in range(2)
                )
            )
        core.deliver(conversation)

        assert raised == []
        assert core.bubbles(ANA) == words
        assert set(states(core)) == {"sent"}

    def test_what_is_put_while_another_sends_leaves_after_it(
        self, core: Core, conversation: int, owe: Callable[..., None]
    ) -> None:
        owe("primero")
        claimed = outbox.claim_conversation(core.engine, conversation, now=core.now).claimed
        owe("segundo")

        core.deliver(conversation)
        assert core.bubbles(ANA) == []  # the first is with another worker

        outbox.put_back(core.engine, claimed[0])
        core.deliver(conversation)
        assert core.bubbles(ANA) == ["primero", "segundo"]

    def test_repeated_key_is_put_once(self, core: Core, conversation: int) -> None:
        with core.desk() as desk:
            first = desk.send("same", conversation, Text("uno"), Urgency.REPLY)
        with core.desk() as desk:
            again = desk.send("same", conversation, Text("dos"), Urgency.REPLY)

        assert first is not None
        assert again is None
        assert core.count("outbox") == 1

    def test_rolled_back_turn_owes_nothing(self, core: Core, conversation: int) -> None:
        def fail_late() -> None:
            with core.desk() as desk:
                desk.send("lost", conversation, Text("nunca"), Urgency.REPLY)
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            fail_late()

        assert core.count("outbox") == 0


class TestTemporaryError:
    def test_is_tried_again_after_a_growing_pause(
        self, core: Core, conversation: int, owe: Callable[..., None]
    ) -> None:
        owe("hola")
        core.fault("twilio", "500", times=3, match="Messages.json")

        pauses = []
        for _ in range(3):
            core.deliver(conversation)
            pauses.append((core.outbox()[0].due_at - core.now).total_seconds())
            core.set_now(core.outbox()[0].due_at)
        core.tick()

        assert pauses == sorted(set(pauses))  # each longer than the one before
        assert pauses[0] >= 1
        assert core.bubbles(ANA) == ["hola"]
        assert (states(core), core.outbox()[0].attempts) == (["sent"], 4)

    def test_what_comes_after_does_not_overtake(
        self, core: Core, conversation: int, owe: Callable[..., None]
    ) -> None:
        owe("primero", "segundo")
        core.fault("twilio", "500", match="Messages.json")

        core.deliver(conversation)
        core.tick()
        owe("tercero")
        core.deliver(conversation)
        assert core.bubbles(ANA) == []

        core.pass_time(seconds=3)
        core.tick()
        assert core.bubbles(ANA) == ["primero", "segundo", "tercero"]

    def test_waiting_behind_a_failing_one_is_no_attempt(
        self, core: Core, conversation: int, owe: Callable[..., None]
    ) -> None:
        owe("primero", "segundo")
        core.fault("twilio", "500", times=5, match="Messages.json")

        for _ in range(5):
            core.deliver(conversation)
            core.set_now(core.outbox()[0].due_at)
        core.deliver(conversation)

        assert [row.attempts for row in core.outbox()] == [6, 1]

    def test_too_many_requests_waits_as_asked(
        self, core: Core, conversation: int, owe: Callable[..., None]
    ) -> None:
        owe("hola")
        core.fault("twilio", "429", match="Messages.json")

        core.deliver(conversation)
        (row,) = core.outbox()
        core.set_now(row.due_at)
        core.tick()

        assert (row.state, row.error_code) == (OutboxState.QUEUED, "20429")
        assert row.due_at > row.created_at
        assert core.bubbles(ANA) == ["hola"]

    def test_an_outage_of_half_an_hour_loses_nothing(
        self, core: Core, conversation: int, owe: Callable[..., None]
    ) -> None:
        owe("hola")
        core.fault("twilio", "500", times=1000, match="Messages.json")
        end = core.now + timedelta(minutes=30)

        for _ in range(100):
            core.deliver(conversation)
            core.set_now(core.outbox()[0].due_at)
            if core.now >= end:
                break
        core.http.delete("/phones/api/faults")
        core.tick()

        assert core.bubbles(ANA) == ["hola"]

    def test_a_reminder_that_must_wait_holds_nobody_up(
        self, core: Core, conversation: int, owe: Callable[..., None]
    ) -> None:
        with core.desk() as desk:
            later = core.now + timedelta(hours=1)
            desk.send("later", conversation, Text("después"), Urgency.REMINDER, due_at=later)
        owe("ahora")

        core.deliver(conversation)

        assert core.bubbles(ANA) == ["ahora"]


class TestTooMuchToOnePerson:
    @pytest.fixture
    def eager(self, core: Core, monkeypatch: pytest.MonkeyPatch) -> Core:
        """The working core with a pacer that lets more leave at once than WhatsApp takes."""
        limits = Limits(per_second=10_000, pair_burst=60)
        pacer = Pacer(core.redis, limits, now_ms=lambda: core.now.timestamp() * 1000)
        monkeypatch.setattr(core, "wiring", replace(core.wiring, pacer=pacer))
        return core

    def arrived(self, core: Core, phone: str = ANA) -> list[str]:
        """Return what was not refused, in the order it left."""
        return [one["body"] for one in core.messages(phone) if one["error_code"] is None]

    def test_holds_back_this_conversation_only_and_all_of_it_arrives_in_order(
        self, eager: Core, conversation: int, owe: Callable[..., None]
    ) -> None:
        words = [f"mensaje {number}" for number in range(50)]
        owe(*words)
        for _ in range(3):  # twenty at a time
            eager.deliver(conversation)
        eager.settle()
        eager.tick()  # takes in that five were refused
        other = eager.meet(BETO, "Beto")[1]
        owe("y otro más")
        with eager.desk() as desk:
            desk.send("beto", other, Text("hola, Beto"), Urgency.REPLY)
        eager.deliver(conversation)
        eager.deliver(other)

        assert self.arrived(eager) == words[:45]
        assert self.arrived(eager, BETO) == ["hola, Beto"]
        waiting = [row for row in eager.outbox() if row.state is OutboxState.QUEUED]
        assert [row.error_code for row in waiting] == ["63018"] * 5 + [None]

        tried = len(eager.messages(ANA))
        for _ in range(10):
            eager.pass_time(seconds=6)
            eager.tick()
            eager.settle()
            eager.tick()

        assert self.arrived(eager) == [*words, "y otro más"]
        assert len(eager.messages(ANA)) - tried == 6  # none was refused a second time
        assert set(states(eager)) == {"sent"}

    def test_refused_message_of_the_same_words_is_not_taken_for_one_that_left(
        self, eager: Core, conversation: int, owe: Callable[..., None]
    ) -> None:
        owe(*(f"mensaje {number}" for number in range(46)))
        for _ in range(3):
            eager.deliver(conversation)
        eager.settle()
        eager.tick()
        eager.fault("twilio", "timeout", match="Messages.json")

        eager.pass_time(seconds=12)
        eager.tick()  # neither refused nor sent: it is looked up before the next try
        eager.end_leases()
        eager.tick()

        assert self.arrived(eager)[-1] == "mensaje 45"
        assert set(states(eager)) == {"sent"}


class TestPermanentError:
    def test_fails_for_good_and_the_next_still_leaves(
        self, core: Core, conversation: int, owe: Callable[..., None]
    ) -> None:
        owe("   ", "el que sigue")  # Twilio takes no blank body: 21602

        core.deliver(conversation)

        assert states(core) == ["failed", "sent"]
        assert core.outbox()[0].error_code == "21602"
        assert core.bubbles(ANA) == ["el que sigue"]

    def test_a_row_that_cannot_be_read_is_buried_and_the_next_still_leaves(
        self, core: Core, conversation: int, owe: Callable[..., None]
    ) -> None:
        owe("roto", "el que sigue")
        core.execute("""UPDATE outbox SET payload = '{"kind": "hologram"}' WHERE id = 1""")

        for _ in range(10):
            core.deliver(conversation)
            core.end_leases()
            core.pass_time(minutes=2)

        assert states(core) == ["failed", "sent"]
        assert core.bubbles(ANA) == ["el que sigue"]


class TestUncertainty:
    def test_message_that_left_without_an_answer_is_found_and_not_sent_twice(
        self, core: Core, conversation: int, owe: Callable[..., None]
    ) -> None:
        owe("primero", "segundo")
        core.fault("twilio", "timeout_after", match="Messages.json")

        core.deliver(conversation)
        assert states(core) == ["sending", "queued"]
        core.tick()
        assert core.bubbles(ANA) == ["primero"]  # nothing more while it is uncertain

        core.end_leases()
        core.tick()
        assert core.bubbles(ANA) == ["primero", "segundo"]
        assert states(core) == ["sent", "sent"]
        assert core.outbox()[0].external_id == core.messages(ANA)[0]["sid"]

    def test_buttons_that_left_without_an_answer_are_found_by_their_words(
        self, core: Core, conversation: int
    ) -> None:
        buttons = Buttons("¿Te sirve?", (Choice("menu:book", "Sí"), Choice("menu:mine", "No")))
        with core.desk() as desk:
            desk.send("buttons", conversation, buttons, Urgency.REPLY)
        core.fault("twilio", "timeout_after", match="Messages.json")

        core.deliver(conversation)
        core.end_leases()
        core.tick()

        assert core.bubbles(ANA) == ["¿Te sirve?"]
        assert states(core) == ["sent"]

    def test_message_that_never_left_is_sent(
        self, core: Core, conversation: int, owe: Callable[..., None]
    ) -> None:
        owe("hola")
        core.fault("twilio", "timeout", match="Messages.json")

        core.deliver(conversation)
        core.end_leases()
        core.tick()

        assert core.bubbles(ANA) == ["hola"]
        assert states(core) == ["sent"]

    def test_an_earlier_message_of_the_same_words_is_not_taken_for_it(
        self, core: Core, conversation: int, owe: Callable[..., None]
    ) -> None:
        owe("No te entendí")
        core.deliver(conversation)
        owe("No te entendí")
        core.fault("twilio", "timeout", match="Messages.json")

        core.deliver(conversation)
        core.end_leases()
        core.tick()

        assert core.bubbles(ANA) == ["No te entendí"] * 2

    def test_two_of_the_same_words_that_a_dead_worker_sent_are_each_found_in_order(
        self, core: Core, conversation: int, owe: Callable[..., None]
    ) -> None:
        owe("No te entendí", "No te entendí")
        core.deliver(conversation)
        core.execute("UPDATE outbox SET state = 'sending', external_id = NULL")  # died unnoted
        core.end_leases()

        core.tick()

        sids = [one["sid"] for one in core.messages(ANA)]
        assert len(sids) == 2
        assert [row.external_id for row in core.outbox()] == sids
        assert states(core) == ["sent", "sent"]

    def test_second_of_the_same_words_that_never_left_is_sent(
        self, core: Core, conversation: int, owe: Callable[..., None]
    ) -> None:
        owe("No te entendí")
        core.deliver(conversation)
        owe("No te entendí")
        core.execute(
            "UPDATE outbox SET state = 'sending', external_id = NULL, attempts = 1,"
            " lease_until = clock_timestamp() - interval '1 second'"
        )  # died between the two

        core.tick()

        sids = [one["sid"] for one in core.messages(ANA)]
        assert len(sids) == 2
        assert [row.external_id for row in core.outbox()] == sids

    def test_lease_of_a_dead_worker_is_taken_over_when_it_has_run_out(
        self, core: Core, conversation: int, owe: Callable[..., None]
    ) -> None:
        owe("hola", "chau")
        outbox.claim_conversation(core.engine, conversation, now=core.now)  # and dies

        core.tick()
        assert core.bubbles(ANA) == []

        core.end_leases()
        core.tick()
        assert core.bubbles(ANA) == ["hola", "chau"]


class TestStatuses:
    @pytest.fixture
    def sent(self, core: Core, conversation: int, owe: Callable[..., None]) -> OutboxRow:
        owe("hola")
        core.deliver(conversation)
        core.settle()
        core.execute("DELETE FROM inbox")
        return core.outbox()[0]

    @pytest.mark.parametrize(
        "order", list(itertools.permutations(["sent", "delivered", "read"])), ids="-".join
    )
    def test_status_never_goes_down(
        self, core: Core, sent: OutboxRow, order: tuple[str, ...]
    ) -> None:
        seen = []
        for word in (*order, *order):
            tell(core, str(sent.external_id), word)
            absorb(core)
            seen.append(core.outbox()[0].status_rank)

        assert seen == sorted(seen)
        assert seen[-1] == STATUS_RANK.index("read") + 1

    def test_whole_batch_in_any_order_leaves_the_highest(self, core: Core, sent: OutboxRow) -> None:
        for word in ("read", "queued", "delivered", "sent", "unheard-of"):
            tell(core, str(sent.external_id), word)

        absorb(core)

        assert core.outbox()[0].status_rank == STATUS_RANK.index("read") + 1
        assert all(row.done_at for row in core.inbox())

    def test_failure_keeps_its_code(self, core: Core, sent: OutboxRow) -> None:
        tell(core, str(sent.external_id), "failed", error_code="63016")

        absorb(core)

        (row,) = core.outbox()
        assert (row.status_rank, row.error_code) == (len(STATUS_RANK), "63016")

    def test_early_status_waits_for_its_message(
        self, core: Core, conversation: int, owe: Callable[..., None]
    ) -> None:
        owe("hola")
        tell(core, "SMearly", "delivered")
        absorb(core)
        assert core.inbox()[0].done_at is None

        outbox.claim_conversation(core.engine, conversation, now=core.now)
        outbox.mark_sent(core.engine, [outbox.Left(1, "SMearly")], now=core.now)
        absorb(core)

        assert core.outbox()[0].status_rank == STATUS_RANK.index("delivered") + 1
        assert core.inbox()[0].done_at is not None

    def test_status_of_a_message_nobody_knows_is_given_up_after_a_minute(self, core: Core) -> None:
        tell(core, "SMstranger", "delivered")
        core.pass_time(seconds=61)

        absorb(core)

        assert core.inbox()[0].done_at is not None

    def test_the_wire_brings_a_message_to_read(self, core: Core, sent: OutboxRow) -> None:
        for word in ("read", "sent"):
            core.post("statuses", {"sid": sent.external_id, "status": word})

        core.tick()

        assert core.outbox()[0].status_rank == STATUS_RANK.index("read") + 1


def tell(core: Core, sid: str, word: str, **more: Any) -> None:
    payload = {"message_id": sid, "status": word, **more}
    item = InboxItem("twilio", InboxKind.STATUS, f"{sid}:{word}", f"status|{sid}", payload)
    inbox.record_all(core.engine, [item], now=core.now)


def absorb(core: Core) -> None:
    statuses.absorb(core.engine, STATUS_RANK, Refusals(), now=core.now)
