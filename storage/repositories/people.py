"""Contacts by their identities, and their conversations."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import bindparam
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, select

from bot.channels.codecs import CODECS
from bot.language.profile_names import personal_name
from bot.messages.inbound import Sender
from storage.rows.catalogue import ProviderRow
from storage.rows.people import ContactRow, ConversationRow, IdentityKind, IdentityRow
from storage.statements import columns_of, run


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
_CONVERSATION = columns_of(ConversationRow)
_LATEST_OF_CONTACT = _CONVERSATION.spelt_out("""
SELECT conversation.* FROM conversation
WHERE contact_id = %(contact_id)s AND channel = ANY(%(channels)s)
ORDER BY last_inbound_at DESC NULLS LAST LIMIT 1
""")
_CONTACT_OF_PROVIDER = select(ContactRow).where(ContactRow.provider_id == bindparam("provider_id"))


def conversation_with(
    db: Session,
    contact_id: int,
    business_address: str,
    channel: str,
    *,
    now: datetime,
    open_channels: Collection[str] = (),
) -> ConversationRow | None:
    """Return the conversation a contact last wrote in, opened when only the phone is known.

    business_address, channel: where one is opened. open_channels: the others that may be used.
    None when there is no address to write to.
    """
    values = {"contact_id": contact_id, "channels": [channel, *open_channels]}
    found = run(db, _LATEST_OF_CONTACT, values).fetchone()
    if found is not None:
        return _CONVERSATION.row(db, found)
    phone = phone_of(db, contact_id)
    if phone is None:
        return None
    address = CODECS[channel].address_of(phone)
    return _open(db, Sender(channel, address, business_address), contact_id, now=now)


def learn(db: Session, contact_id: int, sender: Sender) -> None:
    """Note by what names a known contact is known now, if nobody else is known by them."""
    _add_identities(db, contact_id, sender)


def rename(db: Session, kind: IdentityKind, previous: str, current: str) -> bool:
    """Let whoever was known by a name be known by another one; False when nobody was.

    When the new name is already somebody's, the old one is only forgotten.
    """
    known = db.exec(
        select(IdentityRow).where(IdentityRow.kind == kind, IdentityRow.value == previous)
    ).first()
    if known is None:
        return False
    taken = select(IdentityRow).where(IdentityRow.kind == kind, IdentityRow.value == current)
    if db.exec(taken).first() is not None:
        db.delete(known)
    else:
        known.value = current
        db.add(known)
    db.flush()
    return True


def provider_contact(db: Session, provider_id: int, channel: str, *, now: datetime) -> ContactRow:
    """Return the contact of a provider, made from the provider's phone when it never wrote.

    channel: where one who never wrote is written to.
    """
    contact = db.exec(_CONTACT_OF_PROVIDER, params={"provider_id": provider_id}).first()
    if contact is not None:
        return contact
    provider = db.get_one(ProviderRow, provider_id)
    address = CODECS[channel].address_of(provider.phone)
    sender = Sender(channel, address, "", phone=provider.phone)
    contact = _contact_of(db, sender)
    if contact is None:
        return _new_contact(db, sender, provider.name, now=now)
    contact.provider_id = provider_id
    db.add(contact)
    db.flush()
    return contact


def hand_over(db: Session, provider_id: int, phone: str) -> None:
    """Let a provider be known by this phone and by no other one's contact."""
    mine = select(IdentityRow.contact_id).where(
        IdentityRow.kind == IdentityKind.PHONE, IdentityRow.value == phone
    )
    owner = db.exec(mine).first()
    for contact in db.exec(select(ContactRow).where(ContactRow.provider_id == provider_id)).all():
        contact.provider_id = None
        db.add(contact)
    db.flush()
    if owner is not None:
        contact = db.get_one(ContactRow, owner)
        contact.provider_id = provider_id
        db.add(contact)


def customer_of(db: Session, sender: Sender, name: str | None, *, now: datetime) -> ContactRow:
    """Return whoever has a sender's phone, made when nobody has; a name not known yet is noted.

    Called under the lock of the sender's thread.
    """
    contact = _contact_of(db, sender)
    if contact is None:
        return _new_contact(db, sender, name, now=now)
    contact.name = contact.name or name
    db.add(contact)
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
        name=provider.name if provider else personal_name(profile_name),
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
    rows = [
        {"contact_id": contact_id, "kind": kind, "value": value}
        for kind, value in wanted.items()
        if value is not None
    ]
    db.execute(insert(IdentityRow).values(rows).on_conflict_do_nothing())


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
