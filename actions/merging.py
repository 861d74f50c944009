"""Two contacts that turn out to be one person are made one; people can take them apart again.

When two contacts are one, what moves, and what undoing puts back: docs/adr/0014-identities.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from actions import renaming
from actions.desk import Desk
from storage.repositories import merges
from storage.rows.consent import ConsentKind, ConsentRow
from storage.rows.people import ContactMergeRow, ContactRow, MergeCause


class CannotUndoError(Exception):
    """There is no such merge in force, or the one who was kept was merged into another since."""


@dataclass(frozen=True, slots=True)
class Joined:
    """Who stays, and the record of it; merge None: they stay two."""

    kept: ContactRow
    merge: ContactMergeRow | None


def join(desk: Desk, contact_id: int, other_id: int, cause: MergeCause) -> Joined:
    """Make two contacts one; kept is the first, when they have to stay two.

    Two providers stay two, and so do those whom somebody took apart.
    """
    one, other = merges.lock_pair(desk.db, contact_id, other_id)
    are_providers = one.provider_id is not None and other.provider_id is not None
    if are_providers or merges.was_undone(desk.db, contact_id, other_id):
        desk.note("contact.kept_apart", contacts=[contact_id, other_id])
        return Joined(one, None)
    kept, merged = sorted((one, other), key=lambda row: (row.provider_id is None, row.id))
    assert kept.id is not None
    assert merged.id is not None
    before = _state(kept)
    rows = merges.give(desk.db, merged.id, kept.id)
    _lay_together(desk, kept, merged)
    merged.merged_into_id = kept.id
    merge = ContactMergeRow(
        kept_id=kept.id,
        merged_id=merged.id,
        cause=cause,
        at=desk.now,
        moved={"rows": rows, "before": before, "after": _state(kept)},
    )
    desk.db.add_all([kept, merged, merge])
    desk.db.flush()
    desk.note("contact.merged", merge_id=merge.id, cause=cause.value)
    return Joined(kept, merge)


def undo(desk: Desk, merge_id: int, agent: str) -> None:
    """Put back what a merge moved, and only that: what came afterwards stays with who was kept.

    A refusal of messages holds for both. Raises CannotUndoError.
    """
    merge = merges.locked(desk.db, merge_id)
    if merge is None or merge.undone_at is not None:
        raise CannotUndoError(merge_id)
    kept = desk.db.get_one(ContactRow, merge.kept_id, with_for_update=True)
    if kept.merged_into_id is not None:
        raise CannotUndoError(merge_id)
    renaming.undo(desk.db, merge.moved)
    if merge.merged_id is not None:
        merged = desk.db.get_one(ContactRow, merge.merged_id, with_for_update=True)
        _take_apart(desk, merge, kept, merged)
    merge.undone_at, merge.undone_by = desk.now, agent
    desk.db.add_all([merge, kept])
    desk.note("contact.merge_undone", merge_id=merge_id)


def _take_apart(desk: Desk, merge: ContactMergeRow, kept: ContactRow, merged: ContactRow) -> None:
    assert kept.id is not None
    assert merged.id is not None
    moved = merge.moved
    merges.give_back(desk.db, moved["rows"], holder_id=kept.id, owner_id=merged.id)
    merged.merged_into_id = None
    before, after, present = moved["before"], moved["after"], _state(kept)
    if present["policies"] == after["policies"]:
        kept.policies = before["policies"]
    if not before["has_name"] and kept.name == merged.name:
        kept.name = None
    if present["opted_out_at"] == after["opted_out_at"]:
        kept.opted_out_at = _instant(before["opted_out_at"])
    elif kept.opted_out_at is not None:
        merged.opted_out_at = merged.opted_out_at or kept.opted_out_at
    if present["promotions_at"] == after["promotions_at"]:
        kept.promotions_at = _instant(before["promotions_at"])
    if kept.opted_out_at is not None and _has_refused_since(present, after):
        kept.promotions_at = merged.promotions_at = None
    desk.db.add(merged)


def _has_refused_since(present: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    return present["opted_out_at"] is not None and after["opted_out_at"] is None


def _lay_together(desk: Desk, kept: ContactRow, merged: ContactRow) -> None:
    """Let one contact speak for both: names and rules of either, the stricter consent of the two.

    Promotions are only for those who agreed to them under both names.
    """
    kept.name = kept.name or merged.name
    kept.policies = {**merged.policies, **kept.policies}
    refused = [one for one in (kept.opted_out_at, merged.opted_out_at) if one is not None]
    agreed = [one for one in (kept.promotions_at, merged.promotions_at) if one is not None]
    is_agreed = len(agreed) == 2 and not refused
    if kept.opted_out_at is None and refused:
        _record(desk, kept, ConsentKind.MESSAGES)
    if agreed and not is_agreed:
        _record(desk, kept, ConsentKind.PROMOTIONS)
    kept.opted_out_at = min(refused, default=None)
    kept.promotions_at = max(agreed) if is_agreed else None


def _record(desk: Desk, contact: ContactRow, kind: ConsentKind) -> None:
    """Note that what one name had agreed to does not hold any more, the other one having not."""
    assert contact.id is not None
    desk.db.add(
        ConsentRow(contact_id=contact.id, kind=kind, is_given=False, how="merge", at=desk.now)
    )


def _state(contact: ContactRow) -> dict[str, Any]:
    """Return what merging may change of a contact, JSON-ready, without the name itself."""
    return {
        "has_name": contact.name is not None,
        "policies": dict(contact.policies),
        "opted_out_at": _text(contact.opted_out_at),
        "promotions_at": _text(contact.promotions_at),
    }


def _text(instant: datetime | None) -> str | None:
    return instant.isoformat() if instant is not None else None


def _instant(written: str | None) -> datetime | None:
    return datetime.fromisoformat(written) if written is not None else None
