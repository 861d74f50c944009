"""Somebody is known by another name from now on: identities and conversations follow, on record."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from storage.repositories import merges, people
from storage.repositories.people import Name
from storage.rows.catalogue import ProviderRow
from storage.rows.people import ContactRow, ConversationRow, IdentityKind, IdentityRow

Renaming = tuple[Name, Name]  # the name before, the name after


def rename(
    db: Session, contact: ContactRow, names: Sequence[Renaming], *, now: datetime
) -> dict[str, Any]:
    """Let a contact be known by new names and no longer by the old ones; return what was changed.

    A conversation goes on under the new address; where there is one already, the old one ends.
    Raises LockBusyError; the transaction must then end.
    """
    assert contact.id is not None
    changed = [_renamed(db, before, after) for before, after in names]
    places = []
    for (kind, before), (_, after) in names:
        if kind is IdentityKind.ADDRESS:
            channel, _, old = before.partition("|")
            new = after.removeprefix(f"{channel}|")
            found = merges.conversations_at(db, contact.id, channel, old)
            places += [_moved(db, one, new, now=now) for one in found]
        if kind is IdentityKind.PHONE and contact.provider_id is not None:
            _provider_moves(db, contact.provider_id, before, after)
    return {"names": [one for one in changed if one], "places": places}


def undo(db: Session, moved: Mapping[str, Any]) -> None:
    """Give the former names and addresses back, where nobody else has them by now."""
    for one in moved.get("names", ()):
        _name_back(db, one)
    for place in moved.get("places", ()):
        conversation = db.get_one(ConversationRow, place["conversation_id"])
        is_still_there = conversation.thread == place["to"]
        if is_still_there and merges.conversation_at(db, place["thread"]) is None:
            conversation.left_at = None
            merges.move_thread(db, conversation, place["thread"], place["address"])
            if "heir_id" in place:
                merges.readdress(
                    db, place["heir_id"], place["conversation_id"], row_ids=place["owed"]
                )


def _renamed(db: Session, before: Name, after: Name) -> dict[str, Any] | None:
    """Change one identity, or take it away when they have the new name already."""
    known = people.known_by(db, [before, after])
    row = known.get(before)
    if row is None:
        return None
    changed = {
        "id": row.id,
        "contact_id": row.contact_id,
        "kind": before[0].value,
        "before": before[1],
        "after": after[1],
    }
    if after in known:
        db.delete(row)
        changed["is_gone"] = True
    else:
        row.value, row.unreachable_at, row.unreachable_code = after[1], None, None
        db.add(row)
    db.flush()
    return changed


def _moved(
    db: Session, conversation: ConversationRow, address: str, *, now: datetime
) -> dict[str, Any]:
    """Let a conversation go on at another address; return where it was and what it was owed."""
    former: dict[str, Any] = {
        "conversation_id": conversation.id,
        "thread": conversation.thread,
        "address": conversation.address,
    }
    thread = f"{conversation.channel}|{conversation.business_address}|{address}"
    heir = merges.conversation_at(db, thread)
    if heir is None:
        merges.move_thread(db, conversation, thread, address)
    else:
        assert conversation.id is not None
        assert heir.id is not None
        merges.leave(db, conversation, now=now)
        former["heir_id"] = heir.id
        former["owed"] = merges.readdress(db, conversation.id, heir.id)
    return former | {"to": conversation.thread}


def _provider_moves(db: Session, provider_id: int, before: str, after: str) -> None:
    """Let a provider be known by the new phone, so that nobody with the old one passes for them."""
    provider = db.get_one(ProviderRow, provider_id, with_for_update=True)
    taken = select(ProviderRow.id).where(col(ProviderRow.phone) == after)
    if provider.phone == before and db.exec(taken).first() is None:
        provider.phone = after
        db.add(provider)


def _name_back(db: Session, changed: Mapping[str, Any]) -> None:
    kind, before = IdentityKind(changed["kind"]), str(changed["before"])
    if people.known_by(db, [(kind, before)]):
        return
    if changed.get("is_gone"):
        db.add(IdentityRow(contact_id=changed["contact_id"], kind=kind, value=before))
    elif (row := db.get(IdentityRow, changed["id"])) is not None:
        row.value = before
        db.add(row)
        contact = db.get_one(ContactRow, row.contact_id)
        if kind is IdentityKind.PHONE and contact.provider_id is not None:
            _provider_moves(db, contact.provider_id, str(changed["after"]), before)
    db.flush()
