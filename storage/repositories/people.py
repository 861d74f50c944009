"""Contacts by their identities, and their conversations."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, select

from bot.channels.codecs import CODECS
from bot.language.profile_names import personal_name
from bot.messages.inbound import Sender
from storage.repositories.merges import conversation_at, move_thread
from storage.rows.catalogue import ProviderRow
from storage.rows.people import ContactRow, ConversationRow, IdentityKind, IdentityRow
from storage.statements import columns_of, run


def conversation_of(
    db: Session, sender: Sender, profile_name: str | None, *, now: datetime
) -> tuple[ConversationRow, bool]:
    """Return the conversation a message belongs to, made with its contact when it is the first.

    Whoever writes under another of their names goes on in the conversation that they had with the
    same number of ours. The second value tells whether it is new. Called under the thread's lock;
    raises LockBusyError when somebody works on the thread that it goes on from.
    """
    if (conversation := conversation_at(db, sender.thread)) is not None:
        return conversation, False
    contact = _contact_of(db, sender) or _new_contact(db, sender, profile_name, now=now)
    assert contact.id is not None
    _add_identities(db, contact.id, sender)
    going_on = _with_our_number(db, contact.id, sender)
    if going_on is not None:
        move_thread(db, going_on, sender.thread, sender.address)
        return going_on, False
    return _open(db, sender, contact.id, now=now), True


def known_conversation(db: Session, sender: Sender) -> ConversationRow | None:
    """Return the conversation with somebody, by any of their names; None when there is none."""
    found = conversation_at(db, sender.thread)
    contact = _contact_of(db, sender) if found is None else None
    if contact is None or contact.id is None:
        return found
    return _with_our_number(db, contact.id, sender)


# Built once: building a statement costs more than running these.
_CONVERSATION = columns_of(ConversationRow)
_LATEST_OF_CONTACT = _CONVERSATION.spelt_out("""
SELECT conversation.* FROM conversation
WHERE contact_id = %(contact_id)s AND channel = ANY(%(channels)s) AND left_at IS NULL
ORDER BY last_inbound_at DESC NULLS LAST LIMIT 1
""")
_CONTACT = columns_of(ContactRow)
_OF_PROVIDER = _CONTACT.spelt_out(
    "SELECT contact.* FROM contact WHERE provider_id = %(provider_id)s LIMIT 1"
)


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


Name = tuple[IdentityKind, str]


def names_of(sender: Sender) -> list[Name]:
    """Return by what names a message shows its sender, never none."""
    names = [(IdentityKind.ADDRESS, f"{sender.channel}|{sender.address}")]
    if sender.phone is not None:
        names.append((IdentityKind.PHONE, sender.phone))
    if sender.external_user_id is not None:
        names.append((IdentityKind.EXTERNAL_USER, sender.external_user_id))
    return names


def known_by(db: Session, names: Sequence[Name]) -> dict[Name, IdentityRow]:
    """Return the identities with these names that somebody has."""
    wanted = tuple_(col(IdentityRow.kind), col(IdentityRow.value)).in_(names)
    rows = db.exec(select(IdentityRow).where(wanted)).all()
    return {(row.kind, row.value): row for row in rows}


def learn(db: Session, contact_id: int, sender: Sender) -> None:
    """Note by what names a known contact is known now, if nobody else is known by them."""
    _add_identities(db, contact_id, sender)


def provider_contact(db: Session, provider_id: int, channel: str, *, now: datetime) -> ContactRow:
    """Return the contact of a provider, made from the provider's phone when it never wrote.

    channel: where one who never wrote is written to.
    """
    known = _CONTACT.rows(db, _OF_PROVIDER, {"provider_id": provider_id})
    if known:
        return known[0]
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


def _with_our_number(db: Session, contact_id: int, sender: Sender) -> ConversationRow | None:
    """Return the conversation that somebody last had with the number that they write to."""
    statement = (
        select(ConversationRow)
        .where(
            ConversationRow.contact_id == contact_id,
            ConversationRow.channel == sender.channel,
            ConversationRow.business_address == sender.business_address,
            col(ConversationRow.left_at).is_(None),
        )
        .order_by(col(ConversationRow.last_inbound_at).desc().nulls_last())
    )
    return db.exec(statement).first()


def _contact_of(db: Session, sender: Sender) -> ContactRow | None:
    for kind, value in names_of(sender):
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
    rows = [
        {"contact_id": contact_id, "kind": kind, "value": value} for kind, value in names_of(sender)
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
