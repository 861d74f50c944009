"""People who wait: a provider is nudged to answer, a customer is told that it takes long."""

from sqlmodel import col, select

from actions import handoff, notify
from actions.desk import Desk
from bot.channels.codecs import CODECS
from bot.channels.errors import UnknownShapeError
from bot.dialogue import notices
from bot.dialogue.taps import MenuTap, encode
from bot.domain.appointments import AppointmentState
from bot.messages.replies import Buttons, Choice, Text
from storage.locks import lock_thread
from storage.repositories import people
from storage.rows.appointments import AppointmentRow
from storage.rows.mail import InboxRow, Urgency
from storage.rows.people import ConversationRow, Handoff

_LONGEST_WAIT_MS = 5000


def nudge_providers(desk: Desk) -> int:
    """Ask once more for the answers that are half overdue; return how many were asked."""
    policies = desk.catalogue.policies
    if policies.quiet_hours.is_quiet(desk.now, desk.catalogue.zone):
        return 0  # they are asked once the quiet hours are over, if it is not too late then
    left = policies.provider_timeout - policies.provider_nudge_after
    statement = (
        select(AppointmentRow)
        .where(
            AppointmentRow.state == AppointmentState.PENDING_PROVIDER,
            col(AppointmentRow.nudged_at).is_(None),
            col(AppointmentRow.answer_by) > desk.now,
            col(AppointmentRow.answer_by) <= desk.now + left,
        )
        .with_for_update(skip_locked=True)
    )
    rows = desk.db.exec(statement).all()
    for row in rows:
        row.nudged_at = desk.now
        desk.db.add(row)
        assert row.answer_by is not None
        reply = notices.job_nudge(
            notify.view_of(desk, row), desk.catalogue, desk.phrases, until=row.answer_by
        )
        notify.tell_provider(desk, row, reply, f"nudge:{row.id}:{row.version}")
    return len(rows)


def give_up_on(desk: Desk, inbox_id: int) -> bool:
    """Tell somebody that their message went wrong, and hand over; False when a person answers.

    Raises LockBusyError when somebody works on their thread for long.
    """
    row = desk.db.get_one(InboxRow, inbox_id)
    lock_thread(desk.db, row.thread, wait_ms=_LONGEST_WAIT_MS)
    conversation = _open_conversation(desk, row)
    if conversation is None or conversation.id is None:
        return False
    handoff.request(desk, conversation, "failed")
    text = Text(desk.phrases("fallback.failed"))
    desk.send(f"failed:{inbox_id}", conversation.id, text, Urgency.REPLY)
    return True


def apologise(desk: Desk, inbox_id: int) -> bool:
    """Say once that an answer takes a while, with the main menu; False when it was said already.

    Raises LockBusyError when the answer is being made.
    """
    waiting = desk.db.get_one(InboxRow, inbox_id)
    lock_thread(desk.db, waiting.thread)
    row = desk.db.get(InboxRow, inbox_id, with_for_update=True, populate_existing=True)
    if row is None or row.done_at is not None or row.apologised_at is not None:
        return False
    row.apologised_at = desk.now
    desk.db.add(row)
    conversation = _open_conversation(desk, row)
    if conversation is None or conversation.id is None:
        return False
    desk.send(
        f"apology:{inbox_id}",
        conversation.id,
        Buttons(
            desk.phrases("fallback.slow"),
            (
                Choice(encode(MenuTap("book")), desk.phrases("button.menu_book")),
                Choice(encode(MenuTap("mine")), desk.phrases("button.menu_mine")),
                Choice(encode(MenuTap("human")), desk.phrases("button.human")),
            ),
        ),
        Urgency.REPLY,
    )
    return True


def _open_conversation(desk: Desk, row: InboxRow) -> ConversationRow | None:
    """Return the conversation that a message belongs to, its window open.

    None when a person answers there, so that the bot is silent, or nobody can be told.
    """
    codec = CODECS[row.source]
    try:
        sender = codec.decode_sender(row.payload)
        name = codec.decode(row.payload, row.received_at).profile_name
    except UnknownShapeError:
        return None
    conversation = people.known_conversation(desk.db, sender)
    if conversation is None:
        conversation, _ = people.conversation_of(desk.db, sender, name, now=desk.now)
    if conversation.handoff is Handoff.ACTIVE:
        return None
    if conversation.last_inbound_at is None:
        conversation.last_inbound_at = row.received_at
        desk.db.add(conversation)
        desk.db.flush()
    return conversation
