"""What could not be delivered: tried again when that helps, told to people when it does not."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from bot.dialogue.commands import AppointmentView
from bot.messages.replies import Text
from storage import inbox
from storage.inbox import InboxItem, InboxKind
from storage.reports import deliveries
from storage.rows.mail import OutboxRow, OutboxState, Urgency
from storage.rows.people import IdentityKind, IdentityRow
from storage.unit_of_work import transaction
from tests.integration.core_bench import ANA, BETO, Core
from workers.gateways.errors import GatewayError


@pytest.fixture
def conversation(core: Core) -> int:
    """Ana has just written."""
    return core.meet(ANA)[1]


def send(core: Core, conversation_id: int) -> OutboxRow:
    with core.desk() as desk:
        desk.send("one", conversation_id, Text("hola"), Urgency.REPLY)
    core.deliver(conversation_id)
    return core.outbox()[-1]


def tell(core: Core, row: OutboxRow, status: str, code: str) -> None:
    payload = {"message_id": row.external_id, "status": status, "error_code": code}
    name = f"{row.external_id}:{status}:{code}"
    item = InboxItem("twilio", InboxKind.STATUS, name, f"status|{row.external_id}", payload)
    inbox.record_all(core.engine, [item], now=core.now)


def marks(core: Core, phone: str = ANA) -> list[str | None]:
    with transaction(core.engine) as db:
        statement = select(IdentityRow).where(
            IdentityRow.kind == IdentityKind.PHONE, IdentityRow.value == phone
        )
        return [one.unreachable_code for one in db.exec(statement).all()]


class TestTooMuchAtOnce:
    @pytest.mark.parametrize("code", ["63018", "131056"])
    def test_told_later_it_is_owed_again_ever_later(
        self, core: Core, conversation: int, code: str
    ) -> None:
        pauses = []
        for _ in range(3):
            row = send(core, conversation) if not pauses else core.outbox()[-1]
            tell(core, row, "failed", code)
            core.tick()
            row = core.outbox()[-1]
            assert (row.state, row.external_id, row.status_rank) == (OutboxState.QUEUED, None, 0)
            pauses.append((row.due_at - core.now).total_seconds())
            core.set_now(row.due_at)
            core.tick()
            assert core.outbox()[-1].state is OutboxState.SENT

        assert pauses == [12, 24, 48]
        assert core.bubbles(ANA) == ["hola"] * 4  # the simulator showed what it was told to refuse

    def test_not_for_ever(self, core: Core, conversation: int) -> None:
        row = send(core, conversation)
        core.execute("UPDATE outbox SET attempts = 8")
        tell(core, row, "failed", "63018")
        core.tick()

        assert core.outbox()[-1].state is OutboxState.SENT
        assert [one.error_code for one in self._dead(core)] == ["63018"]

    def _dead(self, core: Core) -> list[Any]:
        return list(deliveries.dead_letters(core.engine, now=core.now))


class TestNobodyThere:
    def test_marks_the_person_when_it_is_told_later(self, core: Core, conversation: int) -> None:
        core.meet(BETO, "Beto")
        tell(core, send(core, conversation), "undelivered", "63024")
        core.tick()

        (letter,) = deliveries.dead_letters(core.engine, now=core.now)
        assert (letter.error_code, letter.words) == ("63024", "hola")
        assert (marks(core), marks(core, BETO)) == (["63024"], [None])

    @pytest.mark.parametrize(("code", "mark"), [("63003", "63003"), ("63021", None)])
    def test_marks_the_person_when_it_is_told_at_once(
        self,
        core: Core,
        conversation: int,
        monkeypatch: pytest.MonkeyPatch,
        code: str,
        mark: str | None,
    ) -> None:
        def refuse(*_: object, **__: object) -> str:
            raise GatewayError(code, permanent=True)

        monkeypatch.setattr(core.wiring.channels.gateways["twilio"], "send", refuse)
        row = send(core, conversation)

        assert (row.state, row.error_code) == (OutboxState.FAILED, code)
        assert marks(core) == [mark]

    def test_no_reminder_leaves_to_them_until_they_write_and_people_are_told(
        self, core: Core
    ) -> None:
        booked: AppointmentView = core.book(ANA, "laura", "corte", "2027-05-13T12:00")
        core.execute(
            "UPDATE contact_identity SET unreachable_at = :at, unreachable_code = '63024'",
            at=core.now + timedelta(seconds=1),
        )
        core.set_now(booked.start - timedelta(hours=24))
        core.tick()

        (reminder,) = [row for row in core.outbox() if row.urgency is Urgency.REMINDER]
        assert (reminder.state, reminder.error_code) == (OutboxState.FAILED, "unreachable")
        assert deliveries.count_dead(core.engine) == 1

        core.execute("UPDATE conversation SET last_inbound_at = :at", at=core.now)
        core.execute("UPDATE outbox SET state = 'queued' WHERE state = 'failed'")
        core.tick()
        assert core.outbox()[-1].state is not OutboxState.FAILED


class TestTemplateNeverApproved:
    def test_reminder_that_waited_in_vain_is_told_and_not_dropped(self, core: Core) -> None:
        booked = core.book(ANA, "laura", "corte", "2027-05-13T12:00")
        core.execute("UPDATE outbox SET error_code = 'template_pending' WHERE urgency = 'reminder'")
        core.set_now(booked.start)
        core.tick()

        (reminder,) = [row for row in core.outbox() if row.urgency is Urgency.REMINDER]
        assert (reminder.state, reminder.error_code) == (OutboxState.FAILED, "template_pending")
        letters = deliveries.dead_letters(core.engine, now=core.now)
        assert [one.id for one in letters] == [reminder.id]
