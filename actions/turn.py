"""One turn, whole, in one transaction: session, appointments, replies and the turn's record.

Called under the thread's lock; understanding is asked for before, sending starts after the commit.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from time import perf_counter
from typing import Any

from sqlmodel import col, select

from actions.desk import Desk
from actions.perform import Performer
from bot.dialogue import engine
from bot.dialogue.commands import AppointmentView
from bot.dialogue.engine import TurnResult
from bot.dialogue.session import from_json, to_json
from bot.dialogue.turn import Handover, Input, Person
from bot.domain.appointments import ACTIVE
from bot.messages.inbound import Inbound, Sender
from bot.messages.replies import to_json as reply_to_json
from bot.messages.understanding import Understanding
from storage.repositories import appointments, people
from storage.rows.appointments import AppointmentRow
from storage.rows.mail import InboxRow, OutboxRow, OutboxState, Urgency
from storage.rows.people import ContactRow, ConversationRow, Handoff
from storage.turns import Answer, ClosedTurn, OpenedTurn, close_turn

_HANDOVER = {
    Handoff.NONE: Handover.BOT,
    Handoff.REQUESTED: Handover.WAITING,
    Handoff.ACTIVE: Handover.AGENT,
}


@dataclass(frozen=True, slots=True)
class TurnTaken:
    """What a turn leaves to do after the commit: answers to send, threads to ring, what is next."""

    closed: ClosedTurn
    conversation: ConversationRow
    threads: tuple[str, ...]


def take_turn(
    desk: Desk,
    opened: OpenedTurn,
    sender: Sender,
    inbound: Inbound,
    understanding: Understanding | None,
) -> TurnTaken:
    """Answer one message: run the engine, do what it asks, queue its replies, record the turn."""
    started = perf_counter()
    item, conversation, contact = opened.item, opened.conversation, opened.contact
    is_new = conversation is None or contact is None
    if conversation is None or contact is None:
        conversation, _ = people.conversation_of(
            desk.db, sender, inbound.profile_name, now=desk.now
        )
        contact = desk.db.get_one(ContactRow, conversation.contact_id)
    elif sender.external_user_id is not None:
        people.learn(desk.db, conversation.contact_id, sender)
    given = _input(desk, conversation, contact, inbound, understanding, is_new=is_new)
    performer = Performer(desk, conversation, contact)
    result, commands, outcomes = _run(given, conversation.session, performer)
    record = _record(
        desk, item, conversation, inbound, understanding, result, commands, outcomes, started
    )
    last = conversation.last_inbound_at
    closed = close_turn(
        desk.db,
        item,
        conversation,
        session=to_json(result.session),
        last_inbound_at=max(inbound.sent_at, last or inbound.sent_at),
        record=record,
        answers=[
            Answer(f"turn:{item.id}:{number}", reply_to_json(reply))
            for number, reply in enumerate(result.replies)
        ],
        now=desk.now,
    )
    return TurnTaken(closed, conversation, tuple(performer.threads))


def _input(
    desk: Desk,
    conversation: ConversationRow,
    contact: ContactRow,
    inbound: Inbound,
    understanding: Understanding | None,
    *,
    is_new: bool,
) -> Input:
    turns = int((conversation.session or {}).get("turn", 0))
    person = Person(
        name=contact.name,
        provider_id=contact.provider_id,
        opted_out=contact.opted_out_at is not None,
        handover=_HANDOVER[conversation.handoff],
        is_new=is_new,
    )
    return Input(
        inbound=inbound,
        understanding=understanding,
        person=person,
        catalogue=desk.catalogue,
        phrases=desk.phrases.seeded((conversation.id or 0) + turns),
        now=desk.now,
        threshold=desk.tools.threshold,
        reminded=_reminded(desk, conversation),
    )


def _run(
    given: Input, session: Mapping[str, Any] | None, performer: Performer
) -> tuple[TurnResult, list[str], list[str]]:
    """Run the engine to its end; return its result and the names of commands and outcomes."""
    steps = engine.run(from_json(session), given)
    commands: list[str] = []
    outcomes: list[str] = []
    try:
        command = next(steps)
        while True:
            outcome = performer.perform(command)
            commands.append(type(command).__name__)
            outcomes.append(type(outcome).__name__)
            command = steps.send(outcome)
    except StopIteration as ended:
        result: TurnResult = ended.value
        return result, commands, outcomes


def _reminded(desk: Desk, conversation: ConversationRow) -> AppointmentView | None:
    """Return the appointment of a reminder sent since this person last wrote, if still to come."""
    if conversation.last_inbound_at is None:
        return None
    statement = (
        select(AppointmentRow)
        .join(OutboxRow, col(OutboxRow.appointment_id) == AppointmentRow.id)
        .where(
            OutboxRow.conversation_id == conversation.id,
            OutboxRow.urgency == Urgency.REMINDER,
            OutboxRow.state == OutboxState.SENT,
            col(OutboxRow.sent_at) > conversation.last_inbound_at,
            col(AppointmentRow.state).in_(ACTIVE),
            col(AppointmentRow.starts_at) > desk.now,
        )
        .order_by(col(OutboxRow.sent_at).desc())
        .limit(1)
    )
    row = desk.db.exec(statement).first()
    return appointments.view(desk.db, row) if row is not None else None


def _record(
    desk: Desk,
    item: InboxRow,
    conversation: ConversationRow,
    inbound: Inbound,
    understanding: Understanding | None,
    result: TurnResult,
    commands: list[str],
    outcomes: list[str],
    started: float,
) -> dict[str, Any]:
    """Return the columns of the turn's record, JSON-ready."""
    assert conversation.id is not None
    waited = max(desk.now - item.received_at, timedelta(0))
    return {
        "conversation_id": conversation.id,
        "inbox_id": item.id,
        "at": desk.now.isoformat(),
        "kind": inbound.kind.value,
        "intent": understanding.intent if understanding else None,
        "confidence": understanding.confidence if understanding else None,
        "entities": [
            {"kind": one.kind, "start": one.start, "end": one.end, "text": one.text}
            for one in (understanding.entities if understanding else ())
        ],
        "ranking": [
            {"intent": one.intent, "confidence": round(one.confidence, 4)}
            for one in (understanding.ranking if understanding else ())[:3]
        ],
        "commands": commands,
        "results": outcomes,
        "outcome": result.outcome.value,
        "flow": result.flow,
        "misses": result.misses,
        "replies": len(result.replies),
        "wait_ms": int(waited.total_seconds() * 1000),
        "nlu_ms": understanding.duration_ms if understanding else 0,
        "total_ms": int((perf_counter() - started) * 1000)
        + (understanding.duration_ms if understanding else 0),
        "model": understanding.model if understanding else None,
    }
