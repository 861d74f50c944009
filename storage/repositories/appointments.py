"""Appointments in the calendar: what is busy, what is whose, and the one way a state changes."""

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, or_, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from bot.dialogue.commands import AppointmentView
from bot.domain.appointments import (
    ACTIVE,
    AppointmentEvent,
    AppointmentState,
    booking_code,
    next_state,
)
from bot.domain.calendars import Place
from bot.domain.intervals import Interval
from bot.domain.money import Money
from bot.domain.timeline import interval_of
from storage.repositories import places
from storage.rows.appointments import (
    CODE_GUARD,
    OVERLAP_GUARD,
    SEAT_GUARD,
    UNIT_GUARD,
    AppointmentEventRow,
    AppointmentRow,
)
from storage.rows.payments import PaymentRow, PaymentState
from storage.rows.people import ContactRow

_MOST_CODES = 8  # codes are short, to be said by phone, so that now and then one is taken
LONGEST = timedelta(days=1)  # of one appointment: the table's own check


class OverlapError(Exception):
    """The place was taken by somebody else at the last moment."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where an appointment stands: its own time, that with the time around it, seat and units."""

    during: Interval
    taken: Interval
    place: Place


def busy(
    db: Session,
    provider_ids: Sequence[int],
    window: Interval,
    *,
    ignoring: int | None = None,
) -> dict[int, list[Interval]]:
    """Return what takes the time of providers in a window, by provider, in any order.

    Active appointments, time off, and places kept for somebody: offered to one who waits, or
    proposed to a customer. ignoring: an appointment that does not count.
    """
    found = places.calendars(db, provider_ids, window, ignoring=ignoring)
    return {
        provider_id: [
            during for one in calendar.busy if window.overlaps(during := interval_of(one))
        ]
        for provider_id, calendar in found.items()
    }


def add(
    db: Session, row: AppointmentRow, *, actor: str, units: Mapping[int, int] | None = None
) -> AppointmentRow:
    """Put an appointment into the calendar under a code of its own, with the units that it takes.

    Raises OverlapError when the place is taken.
    """
    for left in reversed(range(_MOST_CODES)):
        row.code = booking_code(secrets.token_bytes(8))
        try:
            with db.begin_nested():
                db.add(row)
                db.flush()
                if units:
                    places.claim(db, row, units)
            break
        except IntegrityError as error:
            _raise_if_overlap(error)
            if CODE_GUARD not in str(error.orig) or not left:
                raise
    _record(db, row, "created", None, actor, at=row.created_at)
    return row


def move(
    db: Session,
    row: AppointmentRow,
    to: Spot,
    *,
    needs_provider: bool = False,
    actor: str,
    now: datetime,
) -> AppointmentRow:
    """Give an appointment another place, for which the provider may have to be asked again.

    Raises OverlapError when the place is taken.
    """
    before, state = row.starts_at, row.state
    try:
        with db.begin_nested():
            row.starts_at, row.ends_at = to.during.start, to.during.end
            row.taken_from, row.taken_until = to.taken.start, to.taken.end
            row.seat = to.place.seat
            row.state = next_state(state, AppointmentEvent.MOVED, needs_provider=needs_provider)
            row.version += 1
            row.attendance_confirmed_at = None
            db.add(row)
            db.flush()
            places.claim(db, row, to.place.units)
    except IntegrityError as error:
        db.refresh(row)
        _raise_if_overlap(error)
        raise
    details = {"before": before.isoformat()}
    _record(db, row, AppointmentEvent.MOVED.value, state, actor, at=now, details=details)
    return row


def transition(
    db: Session,
    row: AppointmentRow,
    event: AppointmentEvent,
    *,
    needs_provider: bool,
    actor: str,
    now: datetime,
) -> AppointmentRow:
    """Let something happen to an appointment: the one function that changes its state.

    Raises DomainError("invalid_transition") when the event can't happen in its state, and
    OverlapError when it would become active again in a place that is taken.
    """
    before = row.state
    try:
        with db.begin_nested():
            row.state = next_state(before, event, needs_provider=needs_provider)
            row.version += 1
            db.add(row)
            db.flush()
            _keep_units(db, row, before)
    except IntegrityError as error:
        db.refresh(row)
        _raise_if_overlap(error)
        raise
    _record(db, row, event.value, before, actor, at=now)
    return row


def _keep_units(db: Session, row: AppointmentRow, before: AppointmentState) -> None:
    """Let an appointment's units be taken exactly while it is active."""
    assert row.id is not None
    if before in ACTIVE and row.state not in ACTIVE:
        places.release(db, row.id)
    elif before not in ACTIVE and row.state in ACTIVE:
        places.claim_again(db, row.id)


def locked(db: Session, appointment_id: int) -> AppointmentRow | None:
    """Return an appointment, locked until the transaction ends; None when there is none."""
    statement = (
        select(AppointmentRow)
        .where(AppointmentRow.id == appointment_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return db.exec(statement).first()


def locked_after_replaced(db: Session, appointment_id: int) -> AppointmentRow | None:
    """Return an appointment, locked after the one it is to replace, which is always the older.

    So that whoever locks both does it in one order. None when there is none.
    """
    statement = select(AppointmentRow.replaces_id).where(AppointmentRow.id == appointment_id)
    replaced = db.exec(statement).first()
    if replaced is not None:
        locked(db, replaced)
    return locked(db, appointment_id)


_OVERDUE_HOLDS = text("""
SELECT id FROM appointment
WHERE state = 'held' AND hold_expires_at <= :now
  AND (CAST(:provider_ids AS bigint[]) IS NULL OR provider_id = ANY(:provider_ids))
FOR UPDATE SKIP LOCKED
""")


def overdue_holds(
    db: Session, *, provider_ids: Collection[int] | None, now: datetime
) -> Sequence[AppointmentRow]:
    """Return the holds whose deposit did not come in time, locked; not those others work on.

    provider_ids: None for all. Asked before every booking, and nearly always there are none.
    """
    wanted = None if provider_ids is None else list(provider_ids)
    ids = db.scalars(_OVERDUE_HOLDS, {"now": now, "provider_ids": wanted}).all()
    if not ids:
        return ()
    rows = select(AppointmentRow).where(col(AppointmentRow.id).in_(ids))
    return db.exec(rows.execution_options(populate_existing=True)).all()


def active_of(db: Session, contact_id: int, *, now: datetime) -> list[AppointmentView]:
    """Return a person's active appointments that have not ended, earliest first."""
    statement = (
        select(AppointmentRow)
        .where(
            AppointmentRow.contact_id == contact_id,
            col(AppointmentRow.state).in_(ACTIVE),
            col(AppointmentRow.ends_at) > now,
        )
        .order_by(col(AppointmentRow.starts_at))
    )
    return views(db, db.exec(statement).all())


def agenda_of(db: Session, provider_id: int, window: Interval) -> list[AppointmentView]:
    """Return a provider's active appointments that start in a window, earliest first."""
    statement = (
        select(AppointmentRow)
        .where(
            AppointmentRow.provider_id == provider_id,
            col(AppointmentRow.state).in_(ACTIVE),
            col(AppointmentRow.starts_at) >= window.start,
            col(AppointmentRow.starts_at) < window.end,
        )
        .order_by(col(AppointmentRow.starts_at))
    )
    return views(db, db.exec(statement).all())


def active_in(db: Session, provider_id: int, windows: Sequence[Interval]) -> list[AppointmentView]:
    """Return a provider's active appointments that touch any of some windows, earliest first."""
    if not windows:
        return []
    touches = [
        and_(col(AppointmentRow.starts_at) < one.end, col(AppointmentRow.ends_at) > one.start)
        for one in windows
    ]
    statement = (
        select(AppointmentRow)
        .where(
            AppointmentRow.provider_id == provider_id,
            col(AppointmentRow.state).in_(ACTIVE),
            or_(*touches),
        )
        .order_by(col(AppointmentRow.starts_at))
    )
    return views(db, db.exec(statement).all())


def following(db: Session, appointment_id: int) -> list[AppointmentRow]:
    """Return the active appointments that were booked to follow one in the same visit."""
    statement = select(AppointmentRow).where(
        AppointmentRow.visit_id == appointment_id, col(AppointmentRow.state).in_(ACTIVE)
    )
    return list(db.exec(statement).all())


def visit_of(db: Session, row: AppointmentRow) -> list[AppointmentRow]:
    """Return every appointment of the visit that one belongs to, itself too, in order."""
    first = row.visit_id or row.id
    statement = (
        select(AppointmentRow)
        .where(or_(col(AppointmentRow.id) == first, col(AppointmentRow.visit_id) == first))
        .order_by(col(AppointmentRow.starts_at), col(AppointmentRow.id))
    )
    return list(db.exec(statement).all())


def rest_of_series(db: Session, row: AppointmentRow) -> list[AppointmentRow]:
    """Return an appointment of a series and the active ones after it, earliest first, locked."""
    statement = (
        select(AppointmentRow)
        .where(
            AppointmentRow.series_id == row.series_id,
            col(AppointmentRow.starts_at) >= row.starts_at,
            col(AppointmentRow.state).in_(ACTIVE),
        )
        .order_by(col(AppointmentRow.id))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return sorted(db.exec(statement).all(), key=lambda one: one.starts_at)


def usual_of(db: Session, contact_id: int, *, now: datetime) -> AppointmentView | None:
    """Return the last appointment that a person came to, else the next one ahead; None: none."""
    kept = (AppointmentState.COMPLETED, AppointmentState.CONFIRMED)
    statement = (
        select(AppointmentRow)
        .where(AppointmentRow.contact_id == contact_id, col(AppointmentRow.state).in_(kept))
        .order_by(col(AppointmentRow.starts_at) > now, col(AppointmentRow.starts_at).desc())
        .limit(1)
    )
    row = db.exec(statement).first()
    return view(db, row) if row is not None else None


def waiting_for(db: Session, provider_id: int, *, now: datetime) -> list[AppointmentView]:
    """Return the jobs that wait for a provider's answer, earliest asked first."""
    statement = (
        select(AppointmentRow)
        .where(
            AppointmentRow.provider_id == provider_id,
            AppointmentRow.state == AppointmentState.PENDING_PROVIDER,
            col(AppointmentRow.answer_by) > now,
        )
        .order_by(col(AppointmentRow.created_at))
    )
    return views(db, db.exec(statement).all())


def view(db: Session, row: AppointmentRow) -> AppointmentView:
    """Return one appointment as the dialogue sees it."""
    return views(db, [row])[0]


def views(db: Session, rows: Sequence[AppointmentRow]) -> list[AppointmentView]:
    """Return appointments as the dialogue sees them, with names and payments, in the same order."""
    if not rows:
        return []
    names = _names_of(db, {row.contact_id for row in rows})
    payments: dict[int, PaymentRow] = {}
    paying = [row.id for row in rows if row.deposit_centavos]
    if paying:
        statement = (
            select(PaymentRow)
            .where(col(PaymentRow.appointment_id).in_(paying))
            .order_by(col(PaymentRow.id))
        )
        payments = {payment.appointment_id: payment for payment in db.exec(statement).all()}
    return [_view(row, names.get(row.contact_id), payments.get(row.id or 0)) for row in rows]


def _names_of(db: Session, contact_ids: set[int]) -> dict[int | None, str | None]:
    """Return the names of contacts; one alone is often who the transaction is about."""
    if len(contact_ids) == 1:
        return {one: db.get_one(ContactRow, one).name for one in contact_ids}
    statement = select(ContactRow.id, ContactRow.name).where(col(ContactRow.id).in_(contact_ids))
    return dict(db.exec(statement).all())


def _view(row: AppointmentRow, name: str | None, payment: PaymentRow | None) -> AppointmentView:
    assert row.id is not None
    return AppointmentView(
        id=row.id,
        code=row.code,
        provider_id=row.provider_id,
        service_id=row.service_id,
        start=row.starts_at,
        end=row.ends_at,
        state=row.state,
        price=Money(row.price_centavos),
        deposit=Money(row.deposit_centavos) if row.deposit_centavos else None,
        deposit_paid=payment is not None and payment.state is PaymentState.APPROVED,
        address=row.address,
        version=row.version,
        customer_name=name,
        payment_id=payment.id if payment else None,
        hold_expires_at=row.hold_expires_at,
        guest_name=row.guest_name,
        phone=row.phone,
        deposit_in_process=payment is not None and payment.state is PaymentState.PENDING,
        visit_id=row.visit_id,
    )


def _record(
    db: Session,
    row: AppointmentRow,
    event: str,
    before: AppointmentState | None,
    actor: str,
    *,
    at: datetime,
    details: dict[str, Any] | None = None,
) -> None:
    assert row.id is not None
    db.add(
        AppointmentEventRow(
            appointment_id=row.id,
            at=at,
            event=event,
            from_state=before.value if before else None,
            to_state=row.state.value,
            actor=actor,
            details=details or {},
        )
    )


def _raise_if_overlap(error: IntegrityError) -> None:
    if any(guard in str(error.orig) for guard in (OVERLAP_GUARD, SEAT_GUARD, UNIT_GUARD)):
        raise OverlapError from error
