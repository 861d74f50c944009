"""The page where a person pays: approve, reject with a reason, or leave pending."""

from decimal import Decimal
from urllib.parse import urlencode

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from simulator.payments import CREATED, UPDATED, announce, pay
from simulator.preferences import COLLECTOR_ID, is_payable, title_of
from simulator.records import Payment, Preference
from simulator.world import World

# MercadoPago's reasons, in the words of its checkout (contract sheet mercadopago.md §3.1).
REJECTIONS = {
    "cc_rejected_insufficient_amount": "No te alcanza el saldo",
    "cc_rejected_bad_filled_security_code": "Código de seguridad mal escrito",
    "cc_rejected_call_for_authorize": "El banco pide que autorices el pago",
    "cc_rejected_high_risk": "Rechazado por seguridad",
    "cc_rejected_other_reason": "El banco lo rechazó sin decir por qué",
}
_BACK_URLS = {"approved": "success", "rejected": "failure", "pending": "pending"}


def blueprint(world: World) -> Blueprint:
    """Return the routes under /phones/checkout."""
    checkout = Blueprint("checkout", __name__)

    @checkout.get("/phones/checkout/<preference_id>")
    def show(preference_id: str) -> tuple[str, int]:
        preference = world.state.get(Preference, preference_id)
        if preference is None:
            return render_template("checkout_end.html", outcome="unknown"), 404
        if _paid(world, preference) is not None:
            return _end(preference, "paid"), 200
        if not is_payable(preference, world.clock.now()):
            return _end(preference, "expired"), 200
        return _form(preference), 200

    @checkout.post("/phones/checkout/<preference_id>")
    def settle(preference_id: str) -> AnyResponse | tuple[str, int]:
        preference = world.state.get(Preference, preference_id)
        if preference is None:
            return render_template("checkout_end.html", outcome="unknown"), 404
        if not is_payable(preference, world.clock.now()):
            return _end(preference, "expired"), 410
        status, _, detail = request.form.get("outcome", "").partition(":")
        if status not in _BACK_URLS or (detail and detail not in REJECTIONS):
            return _form(preference), 400
        # Nothing stops a double tap from paying twice: neither does MercadoPago.
        payment = pay(world, preference, status=status, status_detail=detail)
        announce(world, payment, actions=(CREATED, UPDATED))
        back = (preference.body.get("back_urls") or {}).get(_BACK_URLS[status])
        if back:
            return redirect(_with_result(back, preference, payment), 303)
        return _end(preference, status, reason=REJECTIONS.get(detail, "")), 200

    return checkout


def pesos(amount: Decimal) -> str:
    """Return an amount as Argentines read it: `$ 13.500`, centavos only when there are any."""
    whole, centavos = divmod(round(amount * 100), 100)
    grouped = f"{whole:,}".replace(",", ".")
    return f"$ {grouped},{centavos:02d}" if centavos else f"$ {grouped}"


def _paid(world: World, preference: Preference) -> Payment | None:
    payments = (p for p in world.state.all(Payment) if p.preference_id == preference.id)
    return next((payment for payment in payments if payment.status == "approved"), None)


def _form(preference: Preference) -> str:
    return render_template(
        "checkout.html",
        title=title_of(preference),
        amount=pesos(preference.amount),
        rejections=REJECTIONS,
        can_wait=not preference.body.get("binary_mode"),
    )


def _end(preference: Preference, outcome: str, *, reason: str = "") -> str:
    return render_template(
        "checkout_end.html",
        outcome=outcome,
        title=title_of(preference),
        amount=pesos(preference.amount),
        reason=reason,
        retry=outcome == "rejected",
    )


def _with_result(url: str, preference: Preference, payment: Payment) -> str:
    result = {
        "collection_id": payment.id,
        "collection_status": payment.status,
        "payment_id": payment.id,
        "status": payment.status,
        "external_reference": payment.external_reference,
        "payment_type": "credit_card",
        "merchant_order_id": payment.id + COLLECTOR_ID,
        "preference_id": preference.id,
        "site_id": "MLA",
        "processing_mode": "aggregator",
        "merchant_account_id": "null",
    }
    return f"{url}{'&' if '?' in url else '?'}{urlencode(result)}"
