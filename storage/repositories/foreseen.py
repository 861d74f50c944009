"""Appointments to come, as far as a change of the catalogue may break them."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from bot.domain.appointments import ACTIVE
from bot.domain.foreseen import Foreseen
from bot.domain.intervals import Interval
from storage.rows.appointments import AppointmentRow, ResourceClaimRow


def foreseen(db: Session, provider_ids: Sequence[int], *, after: datetime) -> list[Foreseen]:
    """Return the active appointments of providers that start later, in any order."""
    statement = select(AppointmentRow).where(
        col(AppointmentRow.provider_id).in_(provider_ids),
        col(AppointmentRow.state).in_(ACTIVE),
        col(AppointmentRow.starts_at) > after,
    )
    rows = db.exec(statement).all()
    units = _units(db, [row.id for row in rows if row.id is not None])
    return [
        Foreseen(
            id=row.id,
            provider_id=row.provider_id,
            service_id=row.service_id,
            during=Interval(row.starts_at, row.ends_at),
            seat=row.seat,
            zone=row.zone,
            units=units.get(row.id, {}),
        )
        for row in rows
        if row.id is not None
    ]


def _units(db: Session, appointment_ids: Sequence[int]) -> dict[int, dict[int, int]]:
    """Return resource id → unit by appointment."""
    row = ResourceClaimRow
    found: defaultdict[int, dict[int, int]] = defaultdict(dict)
    claims = select(row).where(col(row.appointment_id).in_(appointment_ids), col(row.is_active))
    for claim in db.exec(claims).all():
        found[claim.appointment_id][claim.resource_id] = claim.unit
    return found
