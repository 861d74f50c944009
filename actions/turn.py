"""One turn, whole, in one transaction: session, appointments, replies and the turn's record.

Called under the thread's lock; understanding is asked for before, sending starts after the commit.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from time import perf_counter
from typing import Any

from sqlmodel import select

from actions import customers, elsewhere, identities, media
from actions.booked import note_bookings
from actions.desk import Desk
from actions.perform import Performer
from bot.dialogue import engine
from bot.dialogue.commands import AppointmentView, Outcome
from bot.dialogue.engine import EngineRun, TurnResult
from bot.dialogue.patience import LONGEST, looks_unfinished
from bot.dialogue.session import Session
from bot.dialogue.session_json import from_json, to_json
from bot.dialogue.taps import ReminderTap, Tap, decode
from bot.dialogue.turn import Handover, Input, Person
from bot.domain.appointments import ACTIVE
from bot.messages.inbound import Inbound, InboundKind, Sender
from bot.messages.replies import to_json as reply_to_json
from bot.messages.understanding import Understanding
from storage import inbox
from storage.repositories import appointments, people
from storage.rows.appointments import AppointmentRow
from storage.rows.mail import OutboxRow, Urgency
from storage.rows.people import ContactRow, ConversationRow, Handoff
from storage.turns import Answer, ClosedTurn, OpenedTurn, close_turn

_HANDOVER = {
    Handoff.NONE: Handover.BOT,
    Handoff.REQUESTED: Handover.WAITING,
    Handoff.ACTIVE: Handover.AGENT,
}


@dataclass(frozen=True, slots=True)
class TurnHeld:
    """Nothing was answered: the message looks unfinished and waits a moment for the next."""


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
    *,
    patience: timedelta = timedelta(0),
) -> TurnTaken | TurnHeld:
    """Answer one message: run the engine, do what it asks, queue its replies, record the turn.

    patience: how long it may wait for the rest of what looks unfinished; then it is held instead.
    """
    started = perf_counter()
    conversation, contact = opened.conversation, opened.contact
    is_new = False
    if conversation is None or contact is None:
        conversation, is_new = people.conversation_of(
            desk.db, sender, inbound.profile_name, now=desk.now
        )
        contact = desk.db.get_one(ContactRow, conversation.contact_id)
    contact = identities.settle(desk, conversation, contact, sender)
    elsewhere.end_if_over(desk, conversation, heard_at=inbound.sent_at)
    has_phone = sender.phone is not None or people.phone_of(desk.db, conversation.contact_id)
    desk.catalogue = customers.catalogue_for(desk, conversation.contact_id)
    given = _input(
        desk,
        opened,
        conversation,
        contact,
        inbound,
        understanding,
        is_new=is_new,
        has_phone=bool(has_phone),
    )
    session = from_json(conversation.session)
    if patience and _hold(desk, opened, given, session, patience):
        return TurnHeld()
    media.note(desk, conversation, inbound, opened.row_ids[0])
    performer = Performer(desk, conversation, contact)
    result, commands, outcomes = run_engine(engine.run(session, given), performer)
    assert conversation.id is not None
    note_bookings(desk, conversation.id, outcomes, replies=len(result.replies))
    record = _record(
        desk, opened, conversation, inbound, understanding, result, commands, outcomes, started
    )
    last = conversation.last_inbound_at
    closed = close_turn(
        desk.db,
        opened,
        conversation,
        session=to_json(result.session),
        last_inbound_at=max(inbound.sent_at, last or inbound.sent_at),
        record=record,
        answers=[
            Answer(f"turn:{opened.row_ids[0]}:{number}", reply_to_json(reply))
            for number, reply in enumerate(result.replies)
        ],
        now=desk.now,
    )
    return TurnTaken(closed, conversation, tuple(performer.threads))


def _hold(desk: Desk, opened: OpenedTurn, given: Input, session: Session, pause: timedelta) -> bool:
    """Let what looks unfinished wait for the next message; False when it is to be answered now."""
    current = engine.fresh(session, given)
    if not looks_unfinished(given, current, messages=len(opened.row_ids)):
        return False
    return inbox.hold(desk.db, opened.row_ids, pause, longest=LONGEST)


def _input(
    desk: Desk,
    opened: OpenedTurn,
    conversation: ConversationRow,
    contact: ContactRow,
    inbound: Inbound,
    understanding: Understanding | None,
    *,
    is_new: bool,
    has_phone: bool,
) -> Input:
    reminded, noticed = _last_notice(desk, opened.notice_ids)
    if inbound.quoted_id is not None and inbound.tap_id is None:
        reminded = _quoted(desk, conversation, inbound.quoted_id) or reminded
    given = input_of(desk, conversation, contact, inbound, has_phone=has_phone)
    person = replace(given.person, is_new=is_new)
    return replace(
        given, person=person, understanding=understanding, reminded=reminded, noticed=noticed
    )


def input_of(
    desk: Desk,
    conversation: ConversationRow,
    contact: ContactRow,
    inbound: Inbound,
    *,
    has_phone: bool,
) -> Input:
    """Return what a turn of somebody known is decided from, without meaning or notices."""
    turns = int((conversation.session or {}).get("turn", 0))
    person = Person(
        name=contact.name,
        provider_id=contact.provider_id,
        opted_out=contact.opted_out_at is not None,
        handover=_HANDOVER[conversation.handoff],
        is_new=False,
        has_phone=has_phone,
        promotions=contact.promotions_at is not None,
    )
    return Input(
        inbound=inbound,
        understanding=None,
        person=person,
        catalogue=desk.catalogue,
        phrases=desk.phrases.seeded((conversation.id or 0) + turns),
        now=desk.now,
        threshold=desk.tools.threshold,
    )


def run_engine(
    steps: EngineRun, performer: Performer
) -> tuple[TurnResult, list[str], list[Outcome]]:
    """Run the engine to its end; return its result, the names of commands, and the outcomes."""
    commands: list[str] = []
    outcomes: list[Outcome] = []
    try:
        command = next(steps)
        while True:
            outcome = performer.perform(command)
            commands.append(type(command).__name__)
            outcomes.append(outcome)
            command = steps.send(outcome)
    except StopIteration as ended:
        result: TurnResult = ended.value
        return result, commands, outcomes


def _quoted(desk: Desk, conversation: ConversationRow, quoted_id: str) -> AppointmentView | None:
    """Return the appointment of the reminder that was answered to by name, if still to come."""
    statement = select(OutboxRow).where(
        OutboxRow.conversation_id == conversation.id,
        OutboxRow.external_id == quoted_id,
        OutboxRow.urgency == Urgency.REMINDER,
    )
    quoted = desk.db.exec(statement).first()
    if quoted is None or quoted.appointment_id is None:
        return None
    row = desk.db.get_one(AppointmentRow, quoted.appointment_id)
    is_ahead = row.state in ACTIVE and row.starts_at > desk.now
    return appointments.view(desk.db, row) if is_ahead else None


def _last_notice(
    desk: Desk, notice_ids: Sequence[str]
) -> tuple[AppointmentView | None, tuple[Tap, ...]]:
    """Return what the last notice was about: a reminder's appointment, else its buttons.

    The appointment only if it is still to come. notice_ids: empty when the last word was no notice.
    """
    taps = tuple(tap for one in notice_ids if (tap := decode(one)) is not None)
    if not taps or not isinstance(taps[0], ReminderTap):
        return None, taps
    row = desk.db.get(AppointmentRow, taps[0].appointment_id)
    is_ahead = row is not None and row.state in ACTIVE and row.starts_at > desk.now
    return (appointments.view(desk.db, row) if row is not None and is_ahead else None), ()


def _record(
    desk: Desk,
    opened: OpenedTurn,
    conversation: ConversationRow,
    inbound: Inbound,
    understanding: Understanding | None,
    result: TurnResult,
    commands: list[str],
    outcomes: Sequence[Outcome],
    started: float,
) -> dict[str, Any]:
    """Return the columns of the turn's record, JSON-ready."""
    waited = max(desk.now - opened.received_at, timedelta(0))
    return {
        "conversation_id": conversation.id,
        "inbox_id": opened.row_ids[0],
        "at": desk.now.isoformat(),
        "kind": (InboundKind.AUDIO if inbound.spoken else inbound.kind).value,
        "messages": len(opened.row_ids),
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
        "results": [type(one).__name__ for one in outcomes],
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
