"""Files that people send: noted with their message, given to an appointment, or refused."""

from datetime import timedelta

from actions.desk import Desk
from bot.dialogue.orders.files import AttachFile
from bot.domain.files import FileRefusal
from bot.messages.inbound import Inbound, InboundKind
from bot.messages.replies import Text
from storage import media
from storage.media import Item
from storage.rows.appointments import AppointmentRow
from storage.rows.mail import Urgency
from storage.rows.media import MediaState
from storage.rows.people import ConversationRow, Handoff

_STILL_BOOKING = timedelta(days=1)  # a reference that came earlier was for something else
_TOLD = {
    FileRefusal.TOO_LARGE.value: "media.too_large",
    FileRefusal.WRONG_TYPE.value: "media.wrong_type",
}
_LOST = "media.lost"
_AWAITED = (InboundKind.IMAGE.value, InboundKind.DOCUMENT.value)


def note(desk: Desk, conversation: ConversationRow, inbound: Inbound, inbox_id: int) -> None:
    """Note the file of a message, which is fetched after the commit."""
    item = media.note(
        desk.db,
        conversation.channel,
        inbound,
        inbox_id,
        conversation_id=conversation.id,
        now=desk.now,
    )
    if item is not None and item.state is MediaState.WAITING:
        desk.files.add(item.id)


def attach(desk: Desk, order: AttachFile, contact_id: int, conversation: ConversationRow) -> None:
    """Say what a file is for; an appointment of somebody else's gets none."""
    if order.appointment_id is not None:
        row = desk.db.get(AppointmentRow, order.appointment_id)
        if row is None or row.contact_id != contact_id:
            return
    assert conversation.id is not None
    media.attach(
        desk.db,
        conversation.channel,
        order.attachment,
        conversation.id,
        use=order.use,
        appointment_id=order.appointment_id,
    )
    desk.note("media.attached", appointment_id=order.appointment_id, use=order.use.value)


def attach_waiting(desk: Desk, conversation_id: int, appointment_id: int) -> None:
    """Give a new appointment the references that came while it was being booked."""
    since = desk.now - _STILL_BOOKING
    media.attach_waiting(desk.db, conversation_id, appointment_id, since=since)


def give_up(desk: Desk, item: Item, state: MediaState, reason: str) -> None:
    """Note why a file is not kept, and tell the person, unless somebody else answers them."""
    if not media.end(desk.db, item.id, state, reason):
        return
    desk.note("media.not_kept", conversation_id=item.conversation_id, reason=reason)
    if item.conversation_id is None or item.kind not in _AWAITED:
        return
    conversation = desk.db.get_one(ConversationRow, item.conversation_id)
    if conversation.handoff is Handoff.ACTIVE:
        return
    words = desk.phrases(_TOLD.get(reason, _LOST))
    desk.send(f"media:{item.id}", item.conversation_id, Text(words), Urgency.NOTICE)
