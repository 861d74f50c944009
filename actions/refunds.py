"""Money to give back: a refund row and an outbox row; the gateway is called after the commit."""

from sqlmodel import select

from actions.desk import Desk
from storage import outbox
from storage.outbox import Owed
from storage.rows.mail import OutboxKind, Urgency
from storage.rows.payments import PaymentRow, PaymentState, RefundRow, RefundState


def refund_deposit(desk: Desk, appointment_id: int, *, reason: str) -> None:
    """Give the paid deposit of an appointment back, if one was paid."""
    statement = select(PaymentRow).where(
        PaymentRow.appointment_id == appointment_id, PaymentRow.state == PaymentState.APPROVED
    )
    for payment in desk.db.exec(statement).all():
        assert payment.gateway_payment_id is not None
        refund(desk, payment, payment.gateway_payment_id, payment.amount_centavos, reason=reason)
        payment.state = PaymentState.REFUNDED
        payment.updated_at = desk.now
        desk.db.add(payment)


def refund(
    desk: Desk,
    payment: PaymentRow,
    gateway_payment_id: str,
    amount_centavos: int,
    *,
    reason: str,
) -> None:
    """Queue money of a payment to go back; once for each payment of the gateway."""
    known = select(RefundRow).where(RefundRow.gateway_payment_id == gateway_payment_id)
    if desk.db.exec(known).first() is not None:
        return
    assert payment.id is not None
    row = RefundRow(
        payment_id=payment.id,
        gateway_payment_id=gateway_payment_id,
        amount_centavos=amount_centavos,
        state=RefundState.ASKED,
        reason=reason,
        created_at=desk.now,
    )
    desk.db.add(row)
    desk.db.flush()
    outbox_id = outbox.put(
        desk.db,
        Owed(
            key=f"refund:{gateway_payment_id}",
            kind=OutboxKind.REFUND,
            urgency=Urgency.NOTICE,
            payload={"kind": "refund"},
            due_at=desk.now,
            refund_id=row.id,
            appointment_id=payment.appointment_id,
        ),
        now=desk.now,
    )
    if outbox_id is not None:
        desk.refunds.add(outbox_id)
    desk.note("refund.asked", appointment_id=payment.appointment_id, reason=reason)
