"""Policies of the business, of a provider, of a service: each laid over the wider ones."""

from collections.abc import Mapping

from sqlalchemy import Engine

from actions.catalogue.edit import Edit, Editor, editing
from bot.domain.policy_edits import giving_way, overridden
from storage.rows.catalogue import BusinessRow, ProviderRow, ServiceRow


def change(
    engine: Engine,
    changes: Mapping[str, object | None],
    editor: Editor,
    *,
    provider_id: int | None = None,
    service_id: int | None = None,
) -> None:
    """Set policies by dotted key, None: as the wider ones say. Of the business unless one is named.

    A preset that is newly chosen replaces what was set before and is not changed now.
    Raises LookupError, EditRefusedError (by dotted key) or WouldBreakError.
    """
    with editing(engine, editor) as edit:
        row = _row(edit, provider_id, service_id)
        row.policies = overridden(row.policies, giving_way(row.policies, changes))
        edit.db.add(row)
        edit.note("policies", provider_id=provider_id, service_id=service_id)


def _row(
    edit: Edit, provider_id: int | None, service_id: int | None
) -> BusinessRow | ProviderRow | ServiceRow:
    if service_id is not None:
        found: ProviderRow | ServiceRow | None = edit.db.get(ServiceRow, service_id)
    elif provider_id is not None:
        found = edit.db.get(ProviderRow, provider_id)
    else:
        return edit.business
    if found is None:
        raise LookupError("nothing to set policies for")
    return found
