"""What becomes of a deposit when the payment gateway tells us: approved, rejected, late, twice.

A notice is only a hint; what is judged here is the payment as the gateway's API shows it.
"""

from dataclasses import dataclass
from enum import Enum

from sqlmodel import Session, col, select

from actions import expiry, handoff, notify, places, requests, transitions
from actions.desk import Desk
from actions.refunds import refund
from bot.domain.appointments import AppointmentEvent, AppointmentState
from bot.domain.money import Money
from bot.language import formats
from storage.inbox import InboxItem, record_in
from storage.repositories import appointments
from storage.repositories.appointments import OverlapError
from storage.rows.appointments import AppointmentRow
from storage.rows.mail import InboxKind
from storage.rows.payments import PaymentRow, PaymentState, RefundRow
from storage.rows.people import ConversationRow

SOURCE = "mercadopago"
_ASKED_AGAIN = (AppointmentState.HELD,)
_SETTLED = (PaymentState.APPROVED, PaymentState.REFUNDED, PaymentState.PENDING)


class GatewayStatus(Enum):
    """How a payment stands at the gateway; OTHER is anything that asks nothing of us."""

    APPROVED = "approved"
    PENDING = "pending"
    REJECTED = "rejected"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class GatewayPayment:
    """A payment as the gateway's API shows it."""

    id: str
    status: GatewayStatus
    external_reference: str | None
    amount: Money
    currency: str


class PaymentResult(Enum):
    """What a payment led to, for the records."""

    CONFIRMED = "confirmed"
    REINSTATED = "reinstated"
    REFUNDED = "refunded"
    REJECTED = "rejected"
    PENDING = "pending"
    REPEATED = "repeated"
    UNKNOWN = "unknown"
    MISMATCH = "mismatch"
    IGNORED = "ignored"


def reference_of(db: Session, appointment_id: int) -> str | None:
    """Return the external reference of an appointment's newest deposit, None when it has none."""
    statement = (
        select(PaymentRow.external_reference)
        .where(PaymentRow.appointment_id == appointment_id)
        .order_by(col(PaymentRow.id).desc())
    )
    return db.exec(statement).first()


def look_up(desk: Desk, appointment_id: int) -> str | None:
    """Queue a look at the gateway for a deposit; return the thread to ring, None without one."""
    reference = reference_of(desk.db, appointment_id)
    if reference is None:
        return None
    thread = f"{SOURCE}|{reference}"
    item = InboxItem(
        SOURCE,
        InboxKind.PAYMENT,
        f"search:{reference}:{desk.now.isoformat()}",
        thread,
        {"search": reference},
    )
    record_in(desk.db, [item], now=desk.now)
    return thread


def absorb(desk: Desk, paid: GatewayPayment) -> PaymentResult:
    """Let a payment have its effect, once, whatever order and number its notices come in."""
    payment = _payment_of(desk, paid)
    if payment is None:
        desk.note("payment.unknown", gateway_payment_id=paid.id)
        return PaymentResult.UNKNOWN
    row = appointments.locked_after_replaced(desk.db, payment.appointment_id)
    assert row is not None
    desk.db.refresh(payment, with_for_update=True)
    if paid.status is GatewayStatus.APPROVED:
        return _approved(desk, payment, row, paid)
    if paid.status is GatewayStatus.OTHER or payment.state in (
        PaymentState.APPROVED,
        PaymentState.REFUNDED,
    ):
        return PaymentResult.IGNORED
    if paid.status is GatewayStatus.PENDING:
        return _pending(desk, payment, row)
    return _rejected(desk, payment, row, paid)


def not_found(desk: Desk, reference: str) -> None:
    """Tell somebody who says they paid that the gateway shows nothing good yet.

    Of a payment in process they were told when they asked.
    """
    statement = select(PaymentRow).where(PaymentRow.external_reference == reference)
    payment = desk.db.exec(statement).first()
    if payment is None or payment.state in _SETTLED:
        return
    row = appointments.locked(desk.db, payment.appointment_id)
    assert row is not None
    reply = notify.about(desk, "deposit_not_found", row)
    notify.tell_customer(desk, row, reply, f"not_found:{reference}:{desk.now.isoformat()}")


def refund_failed(desk: Desk, refund_row: RefundRow) -> None:
    """Tell the person that giving back did not work, and put them in the queue of people."""
    payment = desk.db.get_one(PaymentRow, refund_row.payment_id)
    row = appointments.locked(desk.db, payment.appointment_id)
    assert row is not None
    reply = notify.about(desk, "refund_failed", row)
    notify.tell_customer(desk, row, reply, f"refund_failed:{refund_row.id}")
    if row.conversation_id is not None:
        conversation = desk.db.get_one(ConversationRow, row.conversation_id)
        handoff.request(desk, conversation, "refund_failed")


def _payment_of(desk: Desk, paid: GatewayPayment) -> PaymentRow | None:
    if not paid.external_reference:
        return None
    statement = select(PaymentRow).where(PaymentRow.external_reference == paid.external_reference)
    return desk.db.exec(statement).first()


def _approved(
    desk: Desk, payment: PaymentRow, row: AppointmentRow, paid: GatewayPayment
) -> PaymentResult:
    if payment.gateway_payment_id == paid.id or _is_refunded(desk, paid.id):
        return PaymentResult.REPEATED
    if paid.currency != "ARS" or paid.amount != Money(payment.amount_centavos):
        desk.note(
            "payment.mismatch",
            appointment_id=row.id,
            gateway_payment_id=paid.id,
            centavos=paid.amount.centavos,
            currency=paid.currency,
        )
        _hand_over_mismatch(desk, row, paid)
        return PaymentResult.MISMATCH
    if payment.state in (PaymentState.APPROVED, PaymentState.REFUNDED):
        refund(desk, payment, paid.id, paid.amount.centavos, reason="paid_twice")
        reply = notify.about(desk, "deposit_twice_refunded", row)
        notify.tell_customer(desk, row, reply, f"twice:{paid.id}")
        return PaymentResult.REFUNDED
    result = _bring_to_life(desk, row)
    payment.gateway_payment_id = paid.id
    payment.state = PaymentState.APPROVED
    payment.updated_at = desk.now
    desk.db.add(payment)
    desk.db.flush()
    if result is PaymentResult.REFUNDED:
        _give_back(desk, payment, row, paid)
        return result
    _tell_paid(desk, row, paid)
    return result


def _tell_paid(desk: Desk, row: AppointmentRow, paid: GatewayPayment) -> None:
    """Tell both sides what a deposit made final: its appointment, and the rest of the visit."""
    visit = [one for one in appointments.visit_of(desk.db, row) if one.state is row.state]
    visit = [one for one in visit if one.id == row.id or one.deposit_centavos is None]
    must_ask = row.state is AppointmentState.PENDING_PROVIDER
    reply = notify.about_visit(
        desk,
        "deposit_received_asked" if must_ask else "deposit_received",
        visit,
        deposit=formats.money(paid.amount),
    )
    notify.tell_customer(desk, row, reply, f"paid:{paid.id}")
    if not must_ask:
        requests.give_way(desk, row)
        transitions.confirmed(desk, visit)
        return
    for one in visit:
        notify.ask_provider(desk, one)


def _hand_over_mismatch(desk: Desk, row: AppointmentRow, paid: GatewayPayment) -> None:
    """Tell the person that another amount came than was asked, and let somebody look at it."""
    reply = notify.about(desk, "deposit_mismatch", row, paid=formats.money(paid.amount))
    notify.tell_customer(desk, row, reply, f"mismatch:{paid.id}")
    if row.conversation_id is not None:
        conversation = desk.db.get_one(ConversationRow, row.conversation_id)
        handoff.request(desk, conversation, "payment_mismatch")


def _bring_to_life(desk: Desk, row: AppointmentRow) -> PaymentResult:
    """Confirm a held place with its visit; one whose time ran out is taken again if still free."""
    provider = desk.catalogue.provider(row.provider_id)
    visit = appointments.visit_of(desk.db, row)
    services = [desk.catalogue.service(one.service_id) for one in visit]
    places.lock(desk, services)
    sharers = {one for service in services for one in places.sharers(desk, service)}
    expiry.expire_holds(desk, of=sharers, sparing=row)
    rows = [row, *(one for one in visit if one.id != row.id and _waits_with(one, row))]
    event = AppointmentEvent.DEPOSIT_PAID
    result = PaymentResult.CONFIRMED
    if row.state is AppointmentState.EXPIRED and row.starts_at > desk.now:
        event, result = AppointmentEvent.REINSTATED, PaymentResult.REINSTATED
        if not all(places.take_again(desk, one) for one in rows):
            return PaymentResult.REFUNDED
    elif row.state is not AppointmentState.HELD:
        return PaymentResult.REFUNDED
    try:
        with desk.db.begin_nested():
            for one in rows:
                appointments.transition(
                    desk.db,
                    one,
                    event,
                    needs_provider=provider.must_accept,
                    actor=SOURCE,
                    now=desk.now,
                )
    except OverlapError:
        return PaymentResult.REFUNDED
    return result


def _waits_with(one: AppointmentRow, row: AppointmentRow) -> bool:
    """Whether an appointment of the same visit asks for no deposit itself, and waits for this."""
    return one.deposit_centavos is None and one.state is row.state


def _give_back(desk: Desk, payment: PaymentRow, row: AppointmentRow, paid: GatewayPayment) -> None:
    refund(desk, payment, paid.id, paid.amount.centavos, reason="paid_too_late")
    payment.state = PaymentState.REFUNDED
    desk.db.add(payment)
    reply = notify.about(desk, "deposit_late_refunded", row)
    notify.tell_customer(desk, row, reply, f"late:{paid.id}")


def _pending(desk: Desk, payment: PaymentRow, row: AppointmentRow) -> PaymentResult:
    if payment.state is PaymentState.PENDING:
        return PaymentResult.REPEATED
    payment.state = PaymentState.PENDING
    payment.updated_at = desk.now
    desk.db.add(payment)
    reply = notify.about(desk, "deposit_pending", row)
    notify.tell_customer(desk, row, reply, f"pending:{payment.id}")
    return PaymentResult.PENDING


def _rejected(
    desk: Desk, payment: PaymentRow, row: AppointmentRow, paid: GatewayPayment
) -> PaymentResult:
    payment.state = PaymentState.REJECTED
    payment.updated_at = desk.now
    desk.db.add(payment)
    if row.state in _ASKED_AGAIN and payment.checkout_url is not None:
        kept_until = row.hold_expires_at or payment.expires_at
        until = formats.hour(kept_until.astimezone(desk.catalogue.zone).time())
        reply = notify.about(desk, "deposit_rejected", row, url=payment.checkout_url, until=until)
        notify.tell_customer(desk, row, reply, f"rejected:{paid.id}")
    return PaymentResult.REJECTED


def _is_refunded(desk: Desk, gateway_payment_id: str) -> bool:
    statement = select(RefundRow).where(RefundRow.gateway_payment_id == gateway_payment_id)
    return desk.db.exec(statement).first() is not None
