"""What a provider earned in a stretch of time, added up by the database."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_
from sqlmodel import Session, col, select

from bot.domain.appointments import AppointmentState
from bot.domain.intervals import Interval
from storage.rows.appointments import AppointmentRow
from storage.rows.payments import PaymentRow, PaymentState, RefundRow, RefundState

_DONE = AppointmentState.COMPLETED
_OPEN = AppointmentState.CONFIRMED


@dataclass(frozen=True, slots=True)
class Tally:
    """How many appointments, and their prices in centavos."""

    count: int
    centavos: int


def done(db: Session, provider_id: int, window: Interval, *, now: datetime) -> Tally:
    """Return the appointments of a window that were done, marked so or not."""
    over = and_(col(AppointmentRow.state) == _OPEN, col(AppointmentRow.ends_at) <= now)
    return _tally(db, provider_id, window, or_(col(AppointmentRow.state) == _DONE, over))


def unclosed(db: Session, provider_id: int, window: Interval, *, now: datetime) -> Tally:
    """Return those of them that nobody has marked as done."""
    over = and_(col(AppointmentRow.state) == _OPEN, col(AppointmentRow.ends_at) <= now)
    return _tally(db, provider_id, window, over)


def ahead(db: Session, provider_id: int, window: Interval, *, now: datetime) -> Tally:
    """Return the confirmed appointments of a window that have not ended."""
    to_come = and_(col(AppointmentRow.state) == _OPEN, col(AppointmentRow.ends_at) > now)
    return _tally(db, provider_id, window, to_come)


def deposits(db: Session, provider_id: int, window: Interval) -> int:
    """Return the centavos paid ahead for the appointments of a window and not given back."""
    of_window = (
        select(PaymentRow.id)
        .join(AppointmentRow, col(AppointmentRow.id) == col(PaymentRow.appointment_id))
        .where(*_in(provider_id, window), PaymentRow.state == PaymentState.APPROVED)
    )
    paid = select(func.coalesce(func.sum(PaymentRow.amount_centavos), 0)).where(
        col(PaymentRow.id).in_(of_window)
    )
    returned = select(func.coalesce(func.sum(RefundRow.amount_centavos), 0)).where(
        col(RefundRow.payment_id).in_(of_window), RefundRow.state != RefundState.FAILED
    )
    return int(db.exec(paid).one()) - int(db.exec(returned).one())


def _in(provider_id: int, window: Interval) -> tuple[ColumnElement[bool], ...]:
    return (
        col(AppointmentRow.provider_id) == provider_id,
        col(AppointmentRow.starts_at) >= window.start,
        col(AppointmentRow.starts_at) < window.end,
    )


def _tally(db: Session, provider_id: int, window: Interval, which: ColumnElement[bool]) -> Tally:
    statement = select(
        func.count(), func.coalesce(func.sum(AppointmentRow.price_centavos), 0)
    ).where(*_in(provider_id, window), which)
    count, centavos = db.exec(statement).one()
    return Tally(int(count), int(centavos))
