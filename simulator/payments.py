"""Makes, changes and refunds payments, and tells the application by signed webhook until it hears.

Source: contract sheet mercadopago.md §3, §4, §5 (2026-11-22).
"""

from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from functools import partial
from typing import Any

from simulator.preferences import (
    COLLECTOR_ID,
    MercadoPagoError,
    bad_request,
    iso,
    title_of,
)
from simulator.records import Notice, Payment, Preference, Refund
from simulator.world import World

CREATED, UPDATED = "payment.created", "payment.updated"
FIRST_PAYMENT_ID = 112_000_000_001  # real ids are far above 2^31
_FIRST_REFUND_ID = 1_900_000_001
_UPDATED_AFTER_SECONDS = 0.05
# MercadoPago retries for days; here fast enough to watch, slow enough to outlive a restart.
_RETRY_SECONDS = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0)
_FEE = Decimal("0.0599") * Decimal("1.21")  # immediate release plus IVA, seller-centre article
_CENTAVO = Decimal("0.01")

DETAILS = {
    "approved": "accredited",
    "pending": "pending_waiting_payment",
    "in_process": "pending_contingency",
    "rejected": "cc_rejected_other_reason",
    "cancelled": "by_collector",
    "refunded": "refunded",
    "charged_back": "in_process",
    "in_mediation": "pending",
}


def pay(
    world: World,
    preference: Preference | None,
    *,
    status: str,
    status_detail: str = "",
    external_reference: str = "",
    amount: Decimal | None = None,
) -> Payment:
    """Store one attempt to pay and return it; no webhook is posted yet.

    amount None means what the preference costs. Raises MercadoPagoError for an unknown status.
    """
    if status not in DETAILS:
        raise bad_request(f"status {status} is not one of a payment")
    now = world.clock.now()
    body = preference.body if preference else {}
    cost = amount if amount is not None else preference.amount if preference else None
    if cost is None:
        raise bad_request("an amount is needed where there is no preference")
    with world.state.lock:
        return world.state.put(
            Payment(
                id=world.state.next_number(Payment, first=FIRST_PAYMENT_ID),
                preference_id=preference.id if preference else "",
                external_reference=external_reference or str(body.get("external_reference") or ""),
                title=title_of(preference) if preference else "Pago",
                amount=cost,
                status=status,
                status_detail=status_detail or DETAILS[status],
                created_at=now,
                updated_at=now,
                approved_at=now if status == "approved" else None,
                notification_url=str(body.get("notification_url") or ""),
                metadata=dict(body.get("metadata") or {}),
            )
        )


def change(world: World, payment: Payment, *, status: str, status_detail: str = "") -> Payment:
    """Store a new status of a payment and return it; no webhook is posted yet."""
    if status not in DETAILS:
        raise bad_request(f"status {status} is not one of a payment")
    now = world.clock.now()
    return world.state.put(
        replace(
            payment,
            status=status,
            status_detail=status_detail or DETAILS[status],
            updated_at=now,
            approved_at=now if status == "approved" else payment.approved_at,
        )
    )


def give_back(world: World, payment: Payment, amount: Decimal | None) -> Refund:
    """Store a refund and the payment it changes; None means all that is left.

    Raises MercadoPagoError when the payment is not approved or has less left than that.
    """
    left = payment.amount - payment.refunded
    wanted = left if amount is None else amount
    if payment.status != "approved":
        raise bad_request("The action requested is not valid for the current payment state")
    if wanted <= 0 or wanted > left:
        raise bad_request("Amount is greater than the remaining amount of the payment")
    now = world.clock.now()
    is_total = wanted == left
    world.state.put(
        replace(
            payment,
            refunded=payment.refunded + wanted,
            status="refunded" if is_total else "approved",
            status_detail="refunded" if is_total else "partially_refunded",
            updated_at=now,
        )
    )
    return world.state.put(
        Refund(
            id=world.state.next_number(Refund, first=_FIRST_REFUND_ID),
            payment_id=payment.id,
            amount=wanted,
            created_at=now,
        )
    )


def announce(world: World, payment: Payment, *, actions: tuple[str, ...]) -> None:
    """Post the webhooks of a payment soon, in that order."""
    for place, action in enumerate(actions):
        notice = _new_notice(world, payment, action)
        world.courier.after(
            place * _UPDATED_AFTER_SECONDS,
            partial(_deliver, world, notice),
        )


def announce_now(world: World, payment: Payment, *, action: str) -> list[int]:
    """Post one webhook of a payment at once; the HTTP codes, empty when a fault swallowed it."""
    return _deliver(world, _new_notice(world, payment, action))


def resume(world: World) -> None:
    """Post the webhooks that were still unanswered when the process was killed."""
    for notice in world.state.all(Notice):
        world.courier.after(
            _RETRY_SECONDS[0],
            partial(_deliver, world, notice),
        )


def _new_notice(world: World, payment: Payment, action: str) -> Notice:
    url = payment.notification_url or world.settings.addresses.public + "/webhooks/mercadopago"
    with world.state.lock:
        number = world.state.next_number(Notice, first=world.state.seq + 1)
        return world.state.put(Notice(id=number, payment_id=payment.id, action=action, url=url))


def _deliver(world: World, notice: Notice) -> list[int]:
    """Post a webhook once and plan the next try unless it was answered; the HTTP codes."""
    payment_id = str(notice.payment_id)
    codes = world.webhooks.payment(notice.url, payment_id, body=_notice_json(world, notice))
    was_heard = not codes or any(code in (200, 201) for code in codes)
    if was_heard or notice.attempts >= len(_RETRY_SECONDS):
        world.state.drop(Notice, notice.key)
        return codes
    tried = replace(notice, attempts=notice.attempts + 1)
    world.state.put(tried)
    world.courier.after(_RETRY_SECONDS[notice.attempts], partial(_deliver_again, world, tried))
    return codes


def _deliver_again(world: World, notice: Notice) -> None:
    if world.state.get(Notice, notice.key) is not None:
        _deliver(world, notice)


def _notice_json(world: World, notice: Notice) -> dict[str, Any]:
    return {
        "id": notice.id,
        "live_mode": True,
        "type": "payment",
        "date_created": f"{world.clock.now():%Y-%m-%dT%H:%M:%SZ}",
        "user_id": COLLECTOR_ID,
        "api_version": "v1",
        "action": notice.action,
        "data": {"id": str(notice.payment_id)},
    }


def payment_json(world: World, payment: Payment) -> dict[str, Any]:
    """Return a payment as MercadoPago's API shows it."""
    fee = (payment.amount * _FEE).quantize(_CENTAVO, ROUND_HALF_UP)
    is_paid = payment.approved_at is not None
    received = payment.amount - fee if is_paid else Decimal(0)
    approved_at = iso(payment.approved_at) if payment.approved_at else None
    return {
        "id": payment.id,
        "status": payment.status,
        "status_detail": payment.status_detail,
        "external_reference": payment.external_reference or None,
        "description": payment.title,
        "transaction_amount": float(payment.amount),
        "transaction_amount_refunded": float(payment.refunded),
        "currency_id": "ARS",
        "date_created": iso(payment.created_at),
        "date_approved": approved_at,
        "date_last_updated": iso(payment.updated_at),
        "date_of_expiration": None,
        "money_release_date": approved_at,
        "payment_method_id": "master",
        "payment_type_id": "credit_card",
        "installments": 1,
        "operation_type": "regular_payment",
        "captured": True,
        "binary_mode": False,
        "payer": {"id": "987654321", "email": "comprador@testuser.com", "identification": {}},
        "transaction_details": {
            "net_received_amount": float(received),
            "total_paid_amount": float(payment.amount),
            "overpaid_amount": 0.0,
            "installment_amount": float(payment.amount),
        },
        "fee_details": [{"type": "mercadopago_fee", "fee_payer": "collector", "amount": float(fee)}]
        if is_paid
        else [],
        "card": {"first_six_digits": "503175", "last_four_digits": "0604", "cardholder": {}},
        "metadata": payment.metadata,
        "collector_id": COLLECTOR_ID,
        "live_mode": True,
        "refunds": [refund_json(refund) for refund in refunds_of(world, payment)],
    }


def refunds_of(world: World, payment: Payment) -> list[Refund]:
    """Return the refunds of a payment, oldest first."""
    return [refund for refund in world.state.all(Refund) if refund.payment_id == payment.id]


def refund_json(refund: Refund) -> dict[str, Any]:
    """Return a refund as MercadoPago's API shows it."""
    return {
        "id": refund.id,
        "payment_id": refund.payment_id,
        "amount": float(refund.amount),
        "status": "approved",
        "date_created": iso(refund.created_at),
        "refund_mode": "standard",
        "source": {"id": str(COLLECTOR_ID), "name": "Salón de prueba", "type": "collector"},
    }


def known_payment(world: World, payment_id: str) -> Payment:
    """Return the payment of that id. Raises MercadoPagoError 404 when there is none."""
    payment = world.state.get(Payment, payment_id)
    if payment is None:
        raise MercadoPagoError(404, "not_found", message="Payment not found")
    return payment
