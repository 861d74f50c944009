"""Contacts by their identities, and their conversations."""

from datetime import datetime

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from bot.messages.inbound import Sender
from storage.rows.catalogue import ProviderRow
from storage.rows.people import ContactRow, ConversationRow, IdentityKind, IdentityRow


def conversation_of(
    db: Session, sender: Sender, profile_name: str | None, *, now: datetime
) -> tuple[ConversationRow, bool]:
    """Return the conversation a message belongs to, made with its contact when it is the first.

    The second value tells whether it is new. Called under the thread's lock.
    """
    statement = select(ConversationRow).where(ConversationRow.thread == sender.thread)
    conversation = db.exec(statement).first()
    if conversation is not None:
        return conversation, False
    contact = _contact_of(db, sender) or _new_contact(db, sender, profile_name, now=now)
    assert contact.id is not None
    _add_identities(db, contact.id, sender)
    return _open(db, sender, contact.id, now=now), True


# Built once: building a statement costs more than running these.
_LATEST_OF_CONTACT = (
    select(ConversationRow)
    .where(
        ConversationRow.contact_id == bindparam("contact_id"),
        ConversationRow.channel == bindparam("channel"),
    )
    .order_by(col(ConversationRow.last_inbound_at).desc().nulls_last())
    .limit(1)
)
_CONTACT_OF_PROVIDER = select(ContactRow).where(ContactRow.provider_id == bindparam("provider_id"))


def conversation_with(
    db: Session, contact_id: int, business_address: str, channel: str, *, now: datetime
) -> ConversationRow | None:
    """Return a contact's conversation on a channel, opened when only the phone is known.

    None when there is no address to write to.
    """
    values = {"contact_id": contact_id, "channel": channel}
    found = db.exec(_LATEST_OF_CONTACT, params=values).first()
    if found is not None:
        return found
    phone = phone_of(db, contact_id)
    if phone is None:
        return None
    address = f"whatsapp:{phone}"
    return _open(db, Sender(channel, address, business_address), contact_id, now=now)


def provider_contact(db: Session, provider_id: int, *, now: datetime) -> ContactRow:
    """Return the contact of a provider, made from the provider's phone when it never wrote."""
    contact = db.exec(_CONTACT_OF_PROVIDER, params={"provider_id": provider_id}).first()
    if contact is not None:
        return contact
    provider = db.get_one(ProviderRow, provider_id)
    sender = Sender("twilio", f"whatsapp:{provider.phone}", "", phone=provider.phone)
    contact = _contact_of(db, sender)
    if contact is None:
        return _new_contact(db, sender, provider.name, now=now)
    contact.provider_id = provider_id
    db.add(contact)
    db.flush()
    return contact


def phone_of(db: Session, contact_id: int) -> str | None:
    """Return a contact's phone in E.164, None when it is not known."""
    statement = select(IdentityRow.value).where(
        IdentityRow.contact_id == contact_id, IdentityRow.kind == IdentityKind.PHONE
    )
    return db.exec(statement).first()


def _contact_of(db: Session, sender: Sender) -> ContactRow | None:
    names = [(IdentityKind.ADDRESS, f"{sender.channel}|{sender.address}")]
    if sender.phone is not None:
        names.append((IdentityKind.PHONE, sender.phone))
    if sender.external_user_id is not None:
        names.append((IdentityKind.EXTERNAL_USER, sender.external_user_id))
    for kind, value in names:
        statement = (
            select(ContactRow)
            .join(IdentityRow, col(IdentityRow.contact_id) == ContactRow.id)
            .where(IdentityRow.kind == kind, IdentityRow.value == value)
        )
        contact = db.exec(statement).first()
        if contact is not None:
            return contact
    return None


def _new_contact(
    db: Session, sender: Sender, profile_name: str | None, *, now: datetime
) -> ContactRow:
    provider = None
    if sender.phone is not None:
        statement = select(ProviderRow).where(ProviderRow.phone == sender.phone)
        provider = db.exec(statement).first()
    contact = ContactRow(
        name=provider.name if provider else profile_name,
        provider_id=provider.id if provider else None,
        created_at=now,
    )
    db.add(contact)
    db.flush()
    assert contact.id is not None
    _add_identities(db, contact.id, sender)
    return contact


def _add_identities(db: Session, contact_id: int, sender: Sender) -> None:
    wanted = {
        IdentityKind.ADDRESS: f"{sender.channel}|{sender.address}",
        IdentityKind.PHONE: sender.phone,
        IdentityKind.EXTERNAL_USER: sender.external_user_id,
    }
    for kind, value in wanted.items():
        if value is None:
            continue
        known = select(IdentityRow).where(IdentityRow.kind == kind, IdentityRow.value == value)
        if db.exec(known).first() is None:
            db.add(IdentityRow(contact_id=contact_id, kind=kind, value=value))
    db.flush()


def _open(db: Session, sender: Sender, contact_id: int, *, now: datetime) -> ConversationRow:
    conversation = ConversationRow(
        thread=sender.thread,
        channel=sender.channel,
        address=sender.address,
        business_address=sender.business_address,
        contact_id=contact_id,
        created_at=now,
    )
    db.add(conversation)
    db.flush()
    return conversation
