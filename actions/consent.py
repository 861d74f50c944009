"""What people agree to be sent, with its proof: when, how, and by which words it was confirmed."""

import hashlib

from sqlalchemy import Connection
from sqlmodel import Session, col, select

from actions.desk import Desk
from storage.rows.consent import ConsentKind, ConsentRow
from storage.rows.people import ContactRow, ConversationRow, IdentityKind, IdentityRow
from storage.statements import run

_CONFIRMED = {
    (ConsentKind.MESSAGES, True): "consent.in",
    (ConsentKind.MESSAGES, False): "consent.out",
    (ConsentKind.PROMOTIONS, True): "consent.promotions_in",
    (ConsentKind.PROMOTIONS, False): "consent.promotions_out",
}
_MARKETING = "marketing_messages"
_STOP = "stop"


def set_messages(
    desk: Desk, contact: ContactRow, conversation_id: int | None, *, wanted: bool, how: str
) -> None:
    """Stop or allow all messages that the bot starts; who stops them wants no promotions either."""
    contact.opted_out_at = None if wanted else desk.now
    _note(desk, contact, conversation_id, ConsentKind.MESSAGES, is_given=wanted, how=how)
    desk.note("consent.in" if wanted else "consent.out", conversation_id=conversation_id)
    if not wanted and contact.promotions_at is not None:
        set_promotions(desk, contact, conversation_id, wanted=False, how=how)


def set_promotions(
    desk: Desk, contact: ContactRow, conversation_id: int | None, *, wanted: bool, how: str
) -> None:
    """Allow or stop promotions; who wants them wants the other messages too."""
    if wanted and contact.opted_out_at is not None:
        set_messages(desk, contact, conversation_id, wanted=True, how=how)
    contact.promotions_at = desk.now if wanted else None
    _note(desk, contact, conversation_id, ConsentKind.PROMOTIONS, is_given=wanted, how=how)
    kind = "consent.promotions_in" if wanted else "consent.promotions_out"
    desk.note(kind, conversation_id=conversation_id)


def heed_preference(desk: Desk, channel: str, told: dict[str, object]) -> bool:
    """Take over what somebody told WhatsApp about promotions; False when nobody is meant.

    Only «stop» is taken over: that WhatsApp lets promotions through again is no consent to ours.
    """
    if told.get("category") != _MARKETING:
        return False
    contact = _known_by(desk, channel, told)
    if contact is None:
        return False
    if told.get("value") == _STOP and contact.promotions_at is not None:
        set_promotions(desk, contact, None, wanted=False, how="channel")
    return True


def end_promotions(desk: Desk, conversation_id: int) -> None:
    """Take over that somebody told WhatsApp to stop promotions, learnt by one that it refused."""
    conversation = desk.db.get_one(ConversationRow, conversation_id)
    contact = desk.db.get_one(ContactRow, conversation.contact_id)
    if contact.promotions_at is not None:
        set_promotions(desk, contact, conversation_id, wanted=False, how="channel")


_LACKS = """
SELECT EXISTS (
    SELECT 1 FROM channel_content t, conversation c JOIN contact p ON p.id = c.contact_id
    WHERE t.layout = %(template_key)s AND t.category = 'marketing'
      AND c.id = %(conversation_id)s AND p.promotions_at IS NULL)
"""


def is_lacking(db: Session | Connection, conversation_id: int, template_key: str) -> bool:
    """Whether WhatsApp takes a template for a promotion, and the person agreed to none.

    template_key: what it is registered under. WhatsApp may change the category that we gave it.
    """
    values = {"conversation_id": conversation_id, "template_key": template_key}
    ((lacks,),) = run(db, _LACKS, values)
    return bool(lacks)


def _known_by(desk: Desk, channel: str, told: dict[str, object]) -> ContactRow | None:
    names = (
        (IdentityKind.ADDRESS, f"{channel}|{told.get('wa_id')}"),
        (IdentityKind.EXTERNAL_USER, told.get("user_id")),
    )
    for kind, value in names:
        statement = (
            select(ContactRow)
            .join(IdentityRow, col(IdentityRow.contact_id) == ContactRow.id)
            .where(IdentityRow.kind == kind, IdentityRow.value == value)
        )
        if value is not None and (found := desk.db.exec(statement).first()) is not None:
            return found
    return None


def _note(
    desk: Desk,
    contact: ContactRow,
    conversation_id: int | None,
    kind: ConsentKind,
    *,
    is_given: bool,
    how: str,
) -> None:
    words = desk.phrases.seeded(0)(_CONFIRMED[kind, is_given])
    wording = hashlib.sha256(words.encode()).hexdigest()[:12]
    assert contact.id is not None
    desk.db.add(contact)
    desk.db.add(
        ConsentRow(
            contact_id=contact.id,
            conversation_id=conversation_id,
            kind=kind,
            is_given=is_given,
            how=how,
            wording=wording if how != "channel" else None,
            at=desk.now,
        )
    )
