"""Services: what is done, how long it takes, what it costs from which day on, what it needs."""

from datetime import date, timedelta

from sqlalchemy import Engine, delete
from sqlmodel import col, select

from actions.catalogue.edit import Edit, Editor, EditRefusedError, editing, refuse
from actions.catalogue.resources import add_resource
from actions.catalogue.slugs import free_slug
from bot.domain.drafts import Problem, ResourceDraft, ServiceDraft
from bot.domain.money import Money
from bot.domain.policy_edits import overridden
from bot.domain.prices import price_on
from bot.language.folding import fold
from storage.rows.catalogue import (
    ProviderRow,
    ResourceRow,
    ServicePriceRow,
    ServiceResourceRow,
    ServiceRow,
)

_MINUTE = timedelta(minutes=1)


def create(
    engine: Engine,
    provider_id: int,
    draft: ServiceDraft,
    editor: Editor,
    *,
    resource: ResourceDraft | None = None,
) -> int:
    """Write a new service and return its id. resource: a new one that it needs as well.

    Raises LookupError, EditRefusedError.
    """
    refuse(draft.problems())
    with editing(engine, editor) as edit:
        provider = edit.db.get(ProviderRow, provider_id)
        if provider is None:
            raise LookupError("no such provider")
        taken = select(ServiceRow.slug).where(ServiceRow.provider_id == provider_id)
        row = ServiceRow(
            provider_id=provider_id,
            slug=free_slug(edit.db, taken, draft.name),
            name=draft.name,
            duration_minutes=draft.duration // _MINUTE,
            price_centavos=draft.price.centavos,
            deposit_centavos=_centavos(draft.deposit),
        )
        service_id = _write(edit, row, draft, resource)
        edit.note("service", id=service_id)
    return service_id


def change(
    engine: Engine,
    service_id: int,
    draft: ServiceDraft,
    editor: Editor,
    *,
    resource: ResourceDraft | None = None,
) -> None:
    """Write a service anew; another price counts from its day on, earlier ones stay.

    Raises LookupError, EditRefusedError or WouldBreakError.
    """
    refuse(draft.problems())
    with editing(engine, editor) as edit:
        row = edit.db.get(ServiceRow, service_id)
        if row is None:
            raise LookupError("no such service")
        _reprice(edit, service_id, draft)
        _write(edit, row, draft, resource)
        edit.note("service", id=service_id)


def _write(edit: Edit, row: ServiceRow, draft: ServiceDraft, resource: ResourceDraft | None) -> int:
    _check_unlike_others(edit, row, draft)
    row.name = draft.name
    row.duration_minutes = draft.duration // _MINUTE
    row.capacity = draft.capacity
    row.policies = overridden(
        row.policies,
        {
            "buffers.before_minutes": _minutes(draft.before),
            "buffers.after_minutes": _minutes(draft.after),
            "slot_step_minutes": _minutes(draft.step),
        },
    )
    edit.db.add(row)
    edit.db.flush()
    assert row.id is not None
    needed = list(draft.resources)
    if resource is not None:
        needed.append(add_resource(edit, resource, field="resource_name"))
    _need(edit, row.id, needed)
    return row.id


def _check_unlike_others(edit: Edit, row: ServiceRow, draft: ServiceDraft) -> None:
    """Raise EditRefusedError when the provider does something else by that name."""
    with edit.db.no_autoflush:
        theirs = select(ServiceRow).where(
            ServiceRow.provider_id == row.provider_id, col(ServiceRow.retired_at).is_(None)
        )
        for other in edit.db.exec(theirs).all():
            if other.id != row.id and fold(other.name) == fold(draft.name):
                raise EditRefusedError({"name": Problem("catalogue.service_taken")})


def _need(edit: Edit, service_id: int, resource_ids: list[int]) -> None:
    known = set(
        edit.db.exec(select(ResourceRow.id).where(col(ResourceRow.retired_at).is_(None))).all()
    )
    if not set(resource_ids) <= known:
        raise EditRefusedError({"resources": Problem("catalogue.choice_wrong")})
    needs = ServiceResourceRow
    edit.db.execute(delete(needs).where(col(needs.service_id) == service_id))
    for resource_id in dict.fromkeys(resource_ids):
        edit.db.add(needs(service_id=service_id, resource_id=resource_id))


def _reprice(edit: Edit, service_id: int, draft: ServiceDraft) -> None:
    """Note another price from its day on, and take back those to come that were dropped."""
    today = edit.editor.now.astimezone(edit.before.zone).date()
    start = draft.price_from or today
    if start < today:
        raise EditRefusedError({"price_from": Problem("catalogue.date_past")})
    row = ServicePriceRow
    ahead = {day for day in draft.dropped if day > today}
    edit.db.execute(
        delete(row).where(col(row.service_id) == service_id, col(row.valid_from).in_(ahead))
    )
    prices = [one for one in edit.before.service(service_id).prices if one.valid_from not in ahead]
    present = price_on(prices, start)
    if present is not None and (present.amount, present.deposit) == (draft.price, draft.deposit):
        return
    _put_price(edit, service_id, start, draft)


def _put_price(edit: Edit, service_id: int, start: date, draft: ServiceDraft) -> None:
    row = ServicePriceRow
    edit.db.execute(
        delete(row).where(col(row.service_id) == service_id, col(row.valid_from) == start)
    )
    edit.db.add(
        row(
            service_id=service_id,
            valid_from=start,
            price_centavos=draft.price.centavos,
            deposit_centavos=_centavos(draft.deposit),
            created_at=edit.editor.now,
        )
    )


def _minutes(span: timedelta | None) -> int | None:
    return None if span is None else span // _MINUTE


def _centavos(amount: Money | None) -> int | None:
    return amount.centavos if amount else None
