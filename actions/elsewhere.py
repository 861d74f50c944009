"""Somebody answers outside of Turnero: the bot is silent, the console shows it, the bot comes back.

The owner may answer from the phone's own app (WhatsApp calls it coexistence: each such message is
echoed to us), or the thread may be with another agent of the same number (standby).
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import structlog

from actions.desk import Desk
from bot.channels.codecs import CODECS
from bot.messages.inbound import Sender
from storage import numbers, outbox, owner_answers
from storage.locks import lock_thread
from storage.repositories import people
from storage.rows.people import ConversationRow, Elsewhere, Handoff

CALLS_BOT = "/bot"  # what the owner writes to let the bot go on at once
_IN_FLIGHT = timedelta(minutes=1)  # so long an echo may be of a message we have not noted as sent
_LOG = structlog.get_logger()


class NotYetError(Exception):
    """It cannot be told yet what is to be made of it; it is looked at again."""


def hear_echo(desk: Desk, channel: str, told: Mapping[str, Any]) -> ConversationRow | None:
    """Let the owner's message silence the bot; return the conversation that it calls the bot into.

    The number is known from then on to be in coexistence.

    None for any other message than «/bot», and where the bot is not silent because of the app.
    Raises NotYetError while it may be one of our own, LockBusyError.
    """
    codec = CODECS[channel]
    said = codec.decode(told, desk.now)
    conversation = _with(desk, codec.decode_receiver(told))
    assert conversation.id is not None
    outbox.lock_sending(desk.db, conversation.id)
    if _is_ours(desk, conversation, said.message_id, said.sent_at):
        return None
    numbers.note(desk.db, conversation.business_address, coexists=True, now=desk.now)
    if said.text.strip().casefold() == CALLS_BOT:
        return conversation if _reason(conversation) is Elsewhere.PHONE_APP else None
    until = said.sent_at + desk.catalogue.policies.owner_pause
    if until <= desk.now or _is_with_agent(conversation):
        return None
    conversation.handoff_until = max(until, conversation.handoff_until or until)
    _silence(desk, conversation, Elsewhere.PHONE_APP, since=desk.now)
    withdrawn = owner_answers.withdraw_replies(desk.db, conversation.id)
    if withdrawn:
        desk.note("replies.withdrawn", conversation_id=conversation.id, replies=withdrawn)
    return None


def stand_by(desk: Desk, channel: str, told: Mapping[str, Any]) -> bool:
    """Be silent where another agent has the thread; False when we have got it back since."""
    codec = CODECS[channel]
    sent_at = codec.decode(told, desk.now).sent_at
    conversation = _with(desk, codec.decode_sender(told))
    last = conversation.last_inbound_at
    if last is not None and last >= sent_at:
        return False
    conversation.agent, conversation.handoff_until = None, None
    conversation.handoff_at = sent_at
    _silence(desk, conversation, Elsewhere.STANDBY, since=sent_at)
    _LOG.warning("thread.elsewhere", conversation_id=conversation.id)
    return True


def end_if_over(desk: Desk, conversation: ConversationRow, *, heard_at: datetime) -> None:
    """Let the bot answer again if its silence is over: by time, or as the thread is ours again.

    heard_at: when what we are now asked to answer was written.
    """
    reason = _reason(conversation)
    has_thread = reason is Elsewhere.STANDBY and heard_at > (conversation.handoff_at or heard_at)
    if has_thread or is_over(conversation, desk.now):
        end(desk, conversation)


def is_over(conversation: ConversationRow, now: datetime) -> bool:
    """Whether the time is over in which the owner answers from the app."""
    until = conversation.handoff_until
    return _reason(conversation) is not None and until is not None and until <= now


def is_elsewhere(conversation: ConversationRow) -> bool:
    """Whether somebody answers outside of Turnero."""
    return _reason(conversation) is not None


def end(desk: Desk, conversation: ConversationRow) -> None:
    """Let the bot have a conversation back from who answered elsewhere."""
    reason = _reason(conversation)
    conversation.handoff = Handoff.NONE
    conversation.handoff_reason = conversation.handoff_at = conversation.handoff_until = None
    desk.db.add(conversation)
    desk.note(
        "handoff.came_back",
        conversation_id=conversation.id,
        reason=reason.value if reason else None,
    )


def _silence(
    desk: Desk, conversation: ConversationRow, reason: Elsewhere, *, since: datetime
) -> None:
    if _reason(conversation) is not reason:
        conversation.handoff = Handoff.ACTIVE
        conversation.handoff_reason, conversation.handoff_at = reason.value, since
        desk.note("handoff.elsewhere", conversation_id=conversation.id, reason=reason.value)
    desk.db.add(conversation)


def _reason(conversation: ConversationRow) -> Elsewhere | None:
    """Return who answers elsewhere, None when nobody does."""
    if conversation.handoff is not Handoff.ACTIVE or conversation.agent is not None:
        return None
    return next((one for one in Elsewhere if one.value == conversation.handoff_reason), None)


def _is_with_agent(conversation: ConversationRow) -> bool:
    return conversation.handoff is Handoff.ACTIVE and conversation.agent is not None


def _with(desk: Desk, sender: Sender) -> ConversationRow:
    """Return the conversation with somebody, made when it is the first word between us.

    No turn of theirs is taken meanwhile. Raises LockBusyError.
    """
    found = people.known_conversation(desk.db, sender)
    lock_thread(desk.db, sender.thread if found is None else found.thread)
    if found is None:
        found, _ = people.conversation_of(desk.db, sender, None, now=desk.now)
    desk.db.refresh(found, with_for_update=True)
    return found


def _is_ours(desk: Desk, conversation: ConversationRow, message_id: str, sent_at: datetime) -> bool:
    """Whether we sent a message ourselves. Raises NotYetError while something is being sent."""
    assert conversation.id is not None
    if outbox.was_sent(desk.db, conversation.id, message_id):
        return True
    if desk.now - sent_at < _IN_FLIGHT and outbox.is_sending(desk.db, conversation.id):
        raise NotYetError(message_id)
    return False
