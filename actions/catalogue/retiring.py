"""What is not offered any more, and what is offered again. Nothing is ever deleted."""

from enum import Enum

from sqlalchemy import Engine
from sqlmodel import col, select

from actions.catalogue.edit import Edit, Editor, EditRefusedError, editing
from bot.domain.drafts import Problem
from storage.rows.catalogue import ProviderRow, ResourceRow, ServiceResourceRow, ServiceRow


class Kind(Enum):
    """What can be retired."""

    PROVIDER = "providers"
    SERVICE = "services"
    RESOURCE = "resources"


def retire(engine: Engine, kind: Kind, row_id: int, editor: Editor) -> None:
    """Offer something no more; what is booked stays booked.

    Raises LookupError, EditRefusedError (a resource that services need) or WouldBreakError.
    """
    with editing(engine, editor) as edit:
        row = _row(edit, kind, row_id)
        if kind is Kind.RESOURCE:
            _check_unneeded(edit, row_id)
        row.retired_at = row.retired_at or editor.now
        edit.db.add(row)
        edit.note("retired", **{kind.value: row_id})


def restore(engine: Engine, kind: Kind, row_id: int, editor: Editor) -> None:
    """Offer something again. Raises LookupError."""
    with editing(engine, editor) as edit:
        row = _row(edit, kind, row_id)
        row.retired_at = None
        edit.db.add(row)
        edit.note("restored", **{kind.value: row_id})


def _row(edit: Edit, kind: Kind, row_id: int) -> ProviderRow | ServiceRow | ResourceRow:
    row = _found(edit, kind, row_id)
    if row is None:
        raise LookupError(f"nothing to retire among {kind.value}")
    return row


def _found(edit: Edit, kind: Kind, row_id: int) -> ProviderRow | ServiceRow | ResourceRow | None:
    if kind is Kind.PROVIDER:
        return edit.db.get(ProviderRow, row_id)
    if kind is Kind.SERVICE:
        return edit.db.get(ServiceRow, row_id)
    return edit.db.get(ResourceRow, row_id)


def _check_unneeded(edit: Edit, resource_id: int) -> None:
    needing = (
        select(ServiceRow.name)
        .join(ServiceResourceRow, col(ServiceResourceRow.service_id) == ServiceRow.id)
        .where(
            ServiceResourceRow.resource_id == resource_id,
            col(ServiceRow.retired_at).is_(None),
        )
    )
    names = sorted(set(edit.db.exec(needing).all()))
    if names:
        needed = Problem("catalogue.resource_needed", {"services": ", ".join(names)})
        raise EditRefusedError({"retire": needed})
