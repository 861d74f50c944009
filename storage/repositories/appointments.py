"""Appointments in the calendar: what is busy, what is whose, and the one way a state changes."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, or_, union_all
from sqlalchemy import select as sa_select
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
from bot.domain.intervals import Interval
from bot.domain.money import Money
from storage.rows.appointments import OVERLAP_GUARD, AppointmentEventRow, AppointmentRow
from storage.rows.calendars import ProposalState, TimeOffRow, TimeProposalRow
from storage.rows.payments import PaymentRow, PaymentState
from storage.rows.people import ContactRow
from storage.rows.waitlist import OfferState, WaitlistOfferRow


class OverlapError(Exception):
    """The place was taken by somebody else at the last moment."""


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
    appointment = _taken_by(AppointmentRow, provider_ids, window).where(
        col(AppointmentRow.state).in_(ACTIVE)
    )
    if ignoring is not None:
        appointment = appointment.where(col(AppointmentRow.id) != ignoring)
    statement = union_all(
        appointment,
        _taken_by(TimeOffRow, provider_ids, window).where(col(TimeOffRow.lifted_at).is_(None)),
        _taken_by(WaitlistOfferRow, provider_ids, window).where(
            col(WaitlistOfferRow.state) == OfferState.OPEN
        ),
        _taken_by(TimeProposalRow, provider_ids, window).where(
            col(TimeProposalRow.state) == ProposalState.OPEN
        ),
    )
    found: dict[int, list[Interval]] = {provider_id: [] for provider_id in provider_ids}
    for provider_id, starts_at, ends_at in db.execute(statement).all():
        found[provider_id].append(Interval(starts_at, ends_at))
    return found


def _taken_by(
    row: type[AppointmentRow | TimeOffRow | WaitlistOfferRow | TimeProposalRow],
    provider_ids: Sequence[int],
    window: Interval,
) -> Select[int, datetime, datetime]:
    return sa_select(col(row.provider_id), col(row.starts_at), col(row.ends_at)).where(
        col(row.provider_id).in_(provider_ids),
        col(row.starts_at) < window.end,
        col(row.ends_at) > window.start,
    )


def add(db: Session, row: AppointmentRow, *, actor: str) -> AppointmentRow:
    """Put an appointment into the calendar. Raises OverlapError when the place is taken."""
    row.code = booking_code(secrets.token_bytes(8))
    try:
        with db.begin_nested():
            db.add(row)
            db.flush()
    except IntegrityError as error:
        _raise_if_overlap(error)
        raise
    _record(db, row, "created", None, actor, at=row.created_at)
    return row


def move(
    db: Session,
    row: AppointmentRow,
    place: Interval,
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
            row.starts_at, row.ends_at = place.start, place.end
            row.state = next_state(state, AppointmentEvent.MOVED, needs_provider=needs_provider)
            row.version += 1
            row.attendance_confirmed_at = None
            db.add(row)
            db.flush()
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
    except IntegrityError as error:
        db.refresh(row)
        _raise_if_overlap(error)
        raise
    _record(db, row, event.value, before, actor, at=now)
    return row


def locked(db: Session, appointment_id: int) -> AppointmentRow | None:
    """Return an appointment, locked until the transaction ends; None when there is none."""
    statement = (
        select(AppointmentRow)
        .where(AppointmentRow.id == appointment_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return db.exec(statement).first()


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
    contacts = {row.contact_id for row in rows}
    names = dict(
        db.exec(
            select(ContactRow.id, ContactRow.name).where(col(ContactRow.id).in_(contacts))
        ).all()
    )
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
    if OVERLAP_GUARD in str(error.orig):
        raise OverlapError from error
