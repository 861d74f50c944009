"""Deposits of appointments: asked, paid with what is left of another, carried over, settled."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, update
from sqlmodel import Session, col, select

from actions.desk import Desk
from actions.refunds import refund
from bot.domain.cancellation import CancellationTerms
from bot.domain.money import Money
from bot.language import formats
from storage.rows.appointments import AppointmentRow
from storage.rows.payments import PaymentRow, PaymentState


def hold(desk: Desk, row: AppointmentRow) -> None:
    """Keep the place of a held appointment for as long as a deposit may take."""
    policies = desk.catalogue.policies_of(row.service_id)
    row.hold_expires_at = min(desk.now + policies.deposit_hold, row.starts_at)
    desk.db.add(row)


def ask(desk: Desk, row: AppointmentRow) -> None:
    """Ask for the deposit of a held appointment.

    Its link can be paid for as long as its place may be kept when that is asked for.
    """
    assert row.id is not None
    assert row.deposit_centavos is not None
    hold(desk, row)
    assert row.hold_expires_at is not None
    more = desk.catalogue.policies_of(row.service_id).deposit_more
    title = desk.phrases(
        "payment.title",
        service=desk.catalogue.service(row.service_id).name,
        provider=desk.catalogue.provider(row.provider_id).first_name,
        when=formats.when(row.starts_at, desk.catalogue.zone),
    )
    desk.db.add(
        PaymentRow(
            appointment_id=row.id,
            external_reference=f"turnero-{row.code}-{row.id}",
            amount_centavos=row.deposit_centavos,
            state=PaymentState.ASKED,
            title=title,
            expires_at=min(row.hold_expires_at + more, row.starts_at),
            created_at=desk.now,
            updated_at=desk.now,
        )
    )
    desk.db.flush()


def latest(db: Session, appointment_ids: Sequence[int]) -> datetime | None:
    """Return until when all deposits of some appointments can be paid; None when none is asked."""
    statement = select(func.min(PaymentRow.expires_at)).where(
        col(PaymentRow.appointment_id).in_(appointment_ids),
        PaymentRow.state == PaymentState.ASKED,
    )
    return db.exec(statement).one()


def paid_deposit(db: Session, row: AppointmentRow) -> Money | None:
    """Return what was paid ahead for an appointment; None when nothing."""
    payment = _approved(db, row.id)
    return Money(payment.amount_centavos) if payment else None


def pay_by_credit(desk: Desk, row: AppointmentRow) -> bool:
    """Pay a deposit with one that the customer has left; False when none is enough.

    The oldest that is enough is used whole, so that what is over counts for the price.
    """
    statement = (
        select(PaymentRow)
        .join(AppointmentRow, col(AppointmentRow.id) == PaymentRow.appointment_id)
        .where(
            AppointmentRow.contact_id == row.contact_id,
            PaymentRow.state == PaymentState.CREDITED,
            PaymentRow.amount_centavos >= (row.deposit_centavos or 0),
        )
        .order_by(col(PaymentRow.id))
        .limit(1)
        .with_for_update(of=PaymentRow, skip_locked=True)
    )
    credit = desk.db.exec(statement).first()
    if credit is None:
        return False
    assert row.id is not None
    credit.appointment_id, credit.state, credit.updated_at = row.id, PaymentState.APPROVED, desk.now
    row.deposit_centavos = credit.amount_centavos
    desk.db.add(credit)
    desk.db.add(row)
    desk.db.flush()
    desk.note("deposit.paid_by_credit", appointment_id=row.id)
    return True


def carry_over(db: Session, old: AppointmentRow, new: AppointmentRow) -> None:
    """Let the deposit go with the person to the appointment that replaces another."""
    db.execute(
        update(PaymentRow)
        .where(col(PaymentRow.appointment_id) == old.id)
        .values(appointment_id=new.id)
    )
    new.deposit_centavos = old.deposit_centavos
    db.add(new)
    db.flush()


def settle(desk: Desk, appointment_id: int, terms: CancellationTerms) -> None:
    """Give the deposit of a cancelled appointment back, or keep it as credit, as the terms say."""
    payment = _approved(desk.db, appointment_id)
    if payment is None:
        return
    if terms.credit is not None:
        payment.state = PaymentState.CREDITED
    elif terms.refund is not None:
        assert payment.gateway_payment_id is not None
        refund(
            desk,
            payment,
            payment.gateway_payment_id,
            terms.refund.centavos,
            reason="cancelled_in_time" if terms.free else "cancelled_late",
        )
        payment.state = PaymentState.REFUNDED
    payment.updated_at = desk.now
    desk.db.add(payment)


def _approved(db: Session, appointment_id: int | None) -> PaymentRow | None:
    statement = select(PaymentRow).where(
        PaymentRow.appointment_id == appointment_id, PaymentRow.state == PaymentState.APPROVED
    )
    return db.exec(statement).first()
