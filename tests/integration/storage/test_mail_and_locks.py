"""What PostgreSQL keeps for us: order of what is due, locks that end, errors that tell nothing."""

from datetime import timedelta
from functools import partial

import pytest
from redis import Redis
from sqlalchemy.exc import IntegrityError
from structlog.testing import capture_logs

from bot.messages.inbound import Sender
from bot.messages.replies import Text
from storage import inbox, outbox
from storage.doorbell import Doorbell, make_queue
from storage.inbox import InboxItem, InboxKind
from storage.locks import LockBusyError, lock_thread
from storage.repositories import people
from storage.rows.mail import Urgency
from storage.rows.people import ContactRow, IdentityKind, IdentityRow
from storage.unit_of_work import transaction
from tests.integration.core_bench import ANA, BETO, BOT, Core, in_parallel


def message(external_id: str, thread: str = "t") -> InboxItem:
    return InboxItem("twilio", InboxKind.MESSAGE, external_id, thread, {"Body": "hola"})


class TestInbox:
    def test_item_recorded_at_the_same_moment_is_kept_once(self, core: Core) -> None:
        kept: list[tuple[InboxKind, str]] = []

        def record() -> None:
            kept.extend(inbox.record_all(core.engine, [message("one")], now=core.now))

        raised = in_parallel(*(record for _ in range(8)))

        assert raised == []
        assert kept == [(InboxKind.MESSAGE, "t")]
        assert core.count("inbox") == 1

    def test_same_id_of_another_kind_is_another_item(self, core: Core) -> None:
        status = InboxItem("twilio", InboxKind.STATUS, "one", "t", {})

        inbox.record_all(core.engine, [message("one")], now=core.now)
        inbox.record_all(core.engine, [status], now=core.now)

        assert core.count("inbox") == 2

    def test_threads_wait_longest_first_and_statuses_are_none(self, core: Core) -> None:
        for external_id, thread in (("1", "b"), ("2", "a"), ("3", "b")):
            inbox.record_all(core.engine, [message(external_id, thread)], now=core.now)
        status = InboxItem("twilio", InboxKind.STATUS, "4", "status|SM", {})
        inbox.record_all(core.engine, [status], now=core.now)

        later = core.now + timedelta(seconds=1)
        assert inbox.threads_waiting(core.engine, later) == ["b", "a"]
        assert inbox.threads_waiting(core.engine, core.now) == []


class TestOutbox:
    def test_replies_are_due_before_reminders_and_those_before_campaigns(self, core: Core) -> None:
        (_, first), (_, second) = core.meet(ANA), core.meet(BETO, "Beto")
        _, third = core.meet("+5491166660003", "Caro")
        with core.desk() as desk:
            desk.send("c", third, Text("promo"), Urgency.CAMPAIGN)
            desk.send("r", first, Text("recordatorio"), Urgency.REMINDER)
            desk.send("a", second, Text("respuesta"), Urgency.REPLY)

        due = outbox.due(core.engine, now=core.now)
        core.wiring.doorbell.ring_later(due.later)
        core.wiring.doorbell.ring_conversation(second)

        assert due.conversations == (second,)
        assert sorted(due.later, key=lambda one: due.later[one]) == [first, third]
        rung = [core.wiring.doorbell.next_ring() for _ in range(4)]
        assert [one and int(one.name) for one in rung] == [second, first, third, None]

    def test_who_is_in_line_is_rung_for_once(self, core: Core) -> None:
        bell = core.wiring.doorbell
        bell.ring_later({7: 1.0, 8: 2.0})
        bell.ring_later({7: 3.0})

        rung = [bell.next_ring() for _ in range(3)]
        assert [one and one.name for one in rung] == ["7", "8", None]

    def test_what_is_not_due_is_left_alone(self, core: Core) -> None:
        _, conversation = core.meet(ANA)
        with core.desk() as desk:
            due_at = core.now + timedelta(minutes=1)
            desk.send("r", conversation, Text("x"), Urgency.REMINDER, due_at=due_at)

        assert outbox.due(core.engine, now=core.now).later == {}
        assert set(outbox.due(core.engine, now=due_at).later) == {conversation}


class TestLocks:
    def test_thread_is_busy_while_somebody_has_it_and_free_afterwards(self, core: Core) -> None:
        with transaction(core.engine) as holder:
            lock_thread(holder, "t")
            with pytest.raises(LockBusyError), transaction(core.engine) as db:
                lock_thread(db, "t", wait_ms=30)
            with transaction(core.engine) as db:
                lock_thread(db, "another", wait_ms=30)

        with transaction(core.engine) as db:
            lock_thread(db, "t", wait_ms=30)


class TestPeople:
    def test_person_is_the_same_by_phone_and_by_hidden_number(self, core: Core) -> None:
        known = Sender("twilio", f"whatsapp:{ANA}", BOT, phone=ANA, external_user_id="AR.1")
        hidden = Sender("twilio", "whatsapp:AR.1", BOT, external_user_id="AR.1")

        with transaction(core.engine) as db:
            first, is_first_new = people.conversation_of(db, known, "Ana", now=core.now)
            second, is_second_new = people.conversation_of(db, hidden, None, now=core.now)

        assert (is_first_new, is_second_new) == (True, False)
        assert first.id == second.id
        assert second.thread == hidden.thread

    def test_racing_first_messages_make_one_person_of_one_number(self, core: Core) -> None:
        sender = Sender("twilio", f"whatsapp:{ANA}", BOT, phone=ANA)
        before = core.count("contact")

        def meet() -> None:
            with transaction(core.engine) as db:
                lock_thread(db, sender.thread, wait_ms=5000)
                people.conversation_of(db, sender, "Ana", now=core.now)

        raised = in_parallel(*(partial(meet) for _ in range(6)))

        assert raised == []
        assert core.count("contact") == before + 1


def test_error_of_the_database_does_not_tell_what_was_written(core: Core) -> None:
    def collide() -> None:
        with transaction(core.engine) as db:
            contact = ContactRow(name="Hermenegilda", created_at=core.now)
            db.add(contact)
            db.flush()
            assert contact.id is not None
            for _ in range(2):
                kind = IdentityKind.PHONE
                db.add(IdentityRow(contact_id=contact.id, kind=kind, value="x"))
                db.flush()

    with pytest.raises(IntegrityError) as raised:
        collide()

    assert "parameters" in str(raised.value)  # SQLAlchemy says that it hides them
    assert "Hermenegilda" not in str(raised.value)


def test_lost_ring_is_logged_and_no_error(core: Core) -> None:
    with Redis(host="127.0.0.1", port=9) as nobody, capture_logs() as logs:
        Doorbell(make_queue(nobody)).ring_thread("t")

    assert [line["event"] for line in logs] == ["doorbell.lost"]
