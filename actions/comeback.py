"""The bot has a conversation back, and puts the question again that was left open."""

from datetime import timedelta

from sqlmodel import col, select

from actions import customers, elsewhere
from actions.desk import Desk
from actions.perform import Performer
from actions.turn import input_of, run_engine
from bot.dialogue import engine
from bot.dialogue.session_json import from_json, to_json
from bot.messages.inbound import Inbound, InboundKind
from storage.locks import lock_thread
from storage.repositories import people
from storage.rows.mail import Urgency
from storage.rows.people import ContactRow, ConversationRow

_WINDOW = timedelta(hours=24) - timedelta(minutes=10)  # a margin, so that none leaves too late
_MOST = 200  # of one tick; the rest is the next one's


def due(desk: Desk) -> list[int]:
    """Return the conversations whose silence is over, longest over first."""
    statement = (
        select(ConversationRow)
        .where(col(ConversationRow.handoff_until) <= desk.now)
        .order_by(col(ConversationRow.handoff_until))
        .limit(_MOST)
    )
    rows = desk.db.exec(statement).all()
    return [row.id for row in rows if row.id is not None and elsewhere.is_over(row, desk.now)]


def come_back_in_time(desk: Desk, conversation_id: int) -> bool:
    """Come back to a conversation whose silence is over; False when it is not, any more.

    In quiet hours nothing is said: the question stays open. Raises LockBusyError.
    """
    conversation = _locked(desk, conversation_id)
    if not elsewhere.is_over(conversation, desk.now):
        return False
    elsewhere.end(desk, conversation)
    if not desk.catalogue.policies.quiet_hours.is_quiet(desk.now, desk.catalogue.zone):
        _put_again(desk, conversation)
    return True


def come_back_when_called(desk: Desk, conversation_id: int) -> bool:
    """Come back to a conversation as the business says so; False when nobody answers elsewhere.

    Raises LockBusyError.
    """
    conversation = _locked(desk, conversation_id)
    if not elsewhere.is_elsewhere(conversation):
        return False
    elsewhere.end(desk, conversation)
    _put_again(desk, conversation)
    return True


def _locked(desk: Desk, conversation_id: int) -> ConversationRow:
    conversation = desk.db.get_one(ConversationRow, conversation_id)
    lock_thread(desk.db, conversation.thread)
    desk.db.refresh(conversation, with_for_update=True)
    return conversation


def _put_again(desk: Desk, conversation: ConversationRow) -> None:
    """Queue the pending question to whoever may be written to; it is their turn again then."""
    last = conversation.last_inbound_at
    contact = desk.db.get_one(ContactRow, conversation.contact_id)
    is_open = last is not None and desk.now - last < _WINDOW
    if not is_open or contact.opted_out_at is not None or conversation.session is None:
        return
    assert contact.id is not None
    assert conversation.id is not None
    desk.catalogue = customers.catalogue_for(desk, contact.id)
    has_phone = people.phone_of(desk.db, contact.id) is not None
    nothing = Inbound("", InboundKind.TEXT, "", desk.now)
    given = input_of(desk, conversation, contact, nothing, has_phone=has_phone)
    steps = engine.resume(from_json(conversation.session), given)
    result, _, _ = run_engine(steps, Performer(desk, conversation, contact))
    conversation.session = to_json(result.session)
    desk.db.add(conversation)
    for number, reply in enumerate(result.replies):
        key = f"back:{conversation.id}:{result.session.turn}:{number}"
        desk.send(key, conversation.id, reply, Urgency.REPLY)
