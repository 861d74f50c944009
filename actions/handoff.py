"""People taking a conversation over and giving it back."""

from dataclasses import replace

from actions.desk import Desk
from bot.dialogue.session_json import from_json, to_json
from bot.messages.replies import Text
from storage.rows.mail import Urgency
from storage.rows.people import ConversationRow, Handoff


class NotTheirsError(Exception):
    """The conversation is not with this agent, so they can't write in it or give it back."""


def request(desk: Desk, conversation: ConversationRow, reason: str) -> None:
    """Put a conversation into the queue; the bot goes on answering until somebody takes it."""
    if conversation.handoff is Handoff.NONE:
        conversation.handoff = Handoff.REQUESTED
        conversation.handoff_reason = reason
        conversation.handoff_at = desk.now
        desk.db.add(conversation)
        desk.note("handoff.requested", conversation_id=conversation.id, reason=reason)


def take(desk: Desk, conversation_id: int, agent: str) -> None:
    """Let an agent answer; the bot is silent from now on. Raises NotTheirsError if another does.

    From whoever answers elsewhere, on the phone's app or by another system, anybody may take it.
    """
    conversation = _locked(desk, conversation_id)
    if _is_of_another(conversation, agent):
        raise NotTheirsError(conversation_id)
    conversation.handoff = Handoff.ACTIVE
    conversation.agent = agent
    conversation.handoff_until = None
    conversation.handoff_at = conversation.handoff_at or desk.now
    # What they agree on makes the bot's open question stale; what was being booked is kept.
    session = replace(from_json(conversation.session), question=None, offer=None)
    conversation.session = to_json(session)
    desk.db.add(conversation)
    desk.note("handoff.taken", conversation_id=conversation_id, agent=agent)


def answer(desk: Desk, conversation_id: int, agent: str, text: str, key: str) -> None:
    """Send an agent's words. Raises NotTheirsError when they have not taken the conversation."""
    conversation = _locked(desk, conversation_id)
    if conversation.handoff is not Handoff.ACTIVE or conversation.agent != agent:
        raise NotTheirsError(conversation_id)
    desk.send(
        f"agent:{conversation_id}:{key}",
        conversation_id,
        Text(text),
        Urgency.REPLY,
        author=f"agent:{agent}",
    )


def release(desk: Desk, conversation_id: int, agent: str) -> None:
    """Give the conversation back to the bot, which goes on where it was."""
    conversation = _locked(desk, conversation_id)
    if _is_of_another(conversation, agent):
        raise NotTheirsError(conversation_id)
    conversation.handoff = Handoff.NONE
    conversation.agent = None
    conversation.handoff_reason = None
    conversation.handoff_at = None
    conversation.handoff_until = None
    desk.db.add(conversation)
    desk.note("handoff.released", conversation_id=conversation_id, agent=agent)


def _is_of_another(conversation: ConversationRow, agent: str) -> bool:
    is_taken = conversation.handoff is Handoff.ACTIVE and conversation.agent is not None
    return is_taken and conversation.agent != agent


def _locked(desk: Desk, conversation_id: int) -> ConversationRow:
    return desk.db.get_one(ConversationRow, conversation_id, with_for_update=True)
