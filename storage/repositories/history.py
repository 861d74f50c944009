"""What customers and providers had with each other, counted."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_
from sqlmodel import Session, col, select

from bot.domain.appointments import ACTIVE, AppointmentState
from bot.domain.deposits import Standing
from storage.rows.appointments import AppointmentRow

_DEALT = ACTIVE | {AppointmentState.COMPLETED, AppointmentState.NO_SHOW}


def standing_of(db: Session, contact_id: int, *, now: datetime) -> Standing:
    """Return how a customer stands: appointments they came to and missed."""
    row = AppointmentRow
    counts = select(
        func.count().filter(_was_kept(now)),
        func.count().filter(col(row.state) == AppointmentState.NO_SHOW),
    ).where(row.contact_id == contact_id)
    visits, no_shows = db.exec(counts).one()
    return Standing(visits, no_shows)


def visits_to(db: Session, contact_id: int, *, now: datetime) -> dict[int, int]:
    """Return how many appointments a customer came to, by provider; none are left out."""
    row = AppointmentRow
    counts = (
        select(row.provider_id, func.count())
        .where(row.contact_id == contact_id, _was_kept(now))
        .group_by(col(row.provider_id))
    )
    return dict(db.exec(counts).all())


def dealt_to(db: Session, provider_ids: Sequence[int], *, since: datetime) -> dict[int, int]:
    """Return how many appointments providers were given since an instant; none are left out."""
    row = AppointmentRow
    counts = (
        select(row.provider_id, func.count())
        .where(
            col(row.provider_id).in_(provider_ids),
            col(row.state).in_(_DEALT),
            col(row.created_at) > since,
            col(row.starts_at) > since,
        )
        .group_by(col(row.provider_id))
    )
    return dict(db.exec(counts).all())


def _was_kept(now: datetime) -> ColumnElement[bool]:
    """Whether somebody came: it was noted, or it is over and nobody said otherwise."""
    row = AppointmentRow
    return or_(
        col(row.state) == AppointmentState.COMPLETED,
        and_(col(row.state) == AppointmentState.CONFIRMED, col(row.ends_at) <= now),
    )
