"""Providers: made, changed, and made after the likeness of another one."""

from typing import Any

from sqlalchemy import Engine, or_
from sqlmodel import col, select

from actions.catalogue.edit import Edit, Editor, EditRefusedError, editing, refuse
from actions.catalogue.slugs import free_slug
from bot.domain.drafts import Problem, ProviderDraft, Working
from bot.domain.policy_edits import overridden
from bot.domain.travel import TravelTimes
from bot.language.folding import fold
from storage.repositories import holidays
from storage.repositories.people import hand_over
from storage.repositories.weeks import put_week
from storage.rows.catalogue import Confirmation, ProviderRow, ServiceResourceRow, ServiceRow

_MINUTE = 60


def create(
    engine: Engine, draft: ProviderDraft, editor: Editor, *, services_of: int | None = None
) -> int:
    """Write a new provider and return their id. services_of: whose services they do as well.

    Raises EditRefusedError.
    """
    refuse(draft.problems())
    with editing(engine, editor) as edit:
        slug = free_slug(edit.db, select(ProviderRow.slug), draft.name)
        row = ProviderRow(
            slug=slug, name="", trade="", phone="", home_zones=[], confirmation=Confirmation.AUTO,
            zone=edit.business.zone,
        )  # fmt: skip
        provider_id = _write(edit, row, draft)
        if services_of is not None:
            _copy_services(edit, services_of, provider_id)
        edit.note("provider", id=provider_id)
    return provider_id


def change(engine: Engine, provider_id: int, draft: ProviderDraft, editor: Editor) -> None:
    """Write a provider anew. Raises LookupError, EditRefusedError or WouldBreakError."""
    refuse(draft.problems())
    with editing(engine, editor) as edit:
        row = edit.db.get(ProviderRow, provider_id)
        if row is None:
            raise LookupError("no such provider")
        _write(edit, row, draft)
        edit.note("provider", id=provider_id)


def _write(edit: Edit, row: ProviderRow, draft: ProviderDraft) -> int:
    _check_unlike_others(edit, row, draft)
    has_other_phone = row.phone != draft.phone
    row.name, row.trade, row.phone = draft.name, draft.trade, draft.phone
    row.address = draft.address or None
    row.home_zones = list(draft.home_zones)
    row.confirmation = Confirmation.PROVIDER if draft.must_accept else Confirmation.AUTO
    row.opens_on_holidays = draft.holidays is Working.USUAL
    row.holiday_hours = (
        [f"{span.start:%H:%M}-{span.end:%H:%M}" for span in draft.holiday_hours]
        if draft.holidays is Working.SPECIAL
        else None
    )
    row.province = draft.province
    row.weight = draft.weight
    row.policies = overridden(row.policies, {"travel": _travel(draft.travel)})
    edit.db.add(row)
    edit.db.flush()
    assert row.id is not None
    put_week(edit.db, row.id, draft.week, None)
    if draft.province is not None:
        today = edit.editor.now.astimezone(edit.before.zone).date()
        holidays.keep(edit.db, draft.province, today)
    if has_other_phone:
        hand_over(edit.db, row.id, row.phone)
    return row.id


def _check_unlike_others(edit: Edit, row: ProviderRow, draft: ProviderDraft) -> None:
    """Raise EditRefusedError when a name or phone is somebody else's: the bot tells them by it."""
    others = select(ProviderRow).where(
        or_(col(ProviderRow.phone) == draft.phone, col(ProviderRow.retired_at).is_(None))
    )
    if row.id is not None:
        others = others.where(ProviderRow.id != row.id)
    with edit.db.no_autoflush:
        for other in edit.db.exec(others).all():
            if other.phone == draft.phone:
                taken = Problem("catalogue.phone_taken", {"name": other.name})
                raise EditRefusedError({"phone": taken})
            if fold(other.name) == fold(draft.name):
                raise EditRefusedError({"name": Problem("catalogue.name_taken")})


def _travel(times: TravelTimes) -> dict[str, int] | None:
    """Return ways as they are kept; None when none takes time."""
    if not times:
        return None
    pairs = {
        " - ".join(sorted(pair) * (2 if len(pair) == 1 else 1)): int(way.total_seconds()) // _MINUTE
        for pair, way in times.between.items()
    }
    return {"usual_minutes": int(times.usual.total_seconds()) // _MINUTE, **pairs}


def _copy_services(edit: Edit, from_id: int, to_id: int) -> None:
    """Let a provider do what another one does, at today's prices."""
    today = edit.editor.now.astimezone(edit.before.zone).date()
    theirs = select(ServiceRow).where(
        ServiceRow.provider_id == from_id, col(ServiceRow.retired_at).is_(None)
    )
    for service in edit.db.exec(theirs.order_by(col(ServiceRow.id))).all():
        assert service.id is not None
        known = edit.before.service(service.id)
        quoted = [price for price in known.prices if price.valid_from <= today][-1]
        values: dict[str, Any] = service.model_dump(exclude={"id", "provider_id"})
        copied = ServiceRow(**values, provider_id=to_id)
        copied.price_centavos = quoted.amount.centavos
        copied.deposit_centavos = quoted.deposit.centavos if quoted.deposit else None
        edit.db.add(copied)
        edit.db.flush()
        assert copied.id is not None
        for resource_id in known.resources:
            edit.db.add(ServiceResourceRow(service_id=copied.id, resource_id=resource_id))
