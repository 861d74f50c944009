"""MercadoPago's REST API for preferences, payments and refunds, as far as a deposit needs it.

Source: contract sheet mercadopago.md §1 to §4 and the installed package mercadopago 3.6.
"""

import hashlib
import hmac
import uuid
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from flask import Blueprint, Response, jsonify, request

from simulator.faults import Party
from simulator.misbehaviour import misbehave
from simulator.payments import (
    UPDATED,
    announce,
    change,
    give_back,
    known_payment,
    payment_json,
    refund_json,
    refunds_of,
)
from simulator.preferences import (
    COLLECTOR_ID,
    MercadoPagoError,
    bad_request,
    checked_amount,
    preference_json,
)
from simulator.records import Memory, Payment, Preference, Refund
from simulator.world import World

_KEY_MAX = 64  # characters of an idempotency key
_SEARCH_LIMIT = 30  # MercadoPago's page size when none is asked

Answer = tuple[int, dict[str, Any]]


def init_point(world: World, preference_id: str) -> str:
    """Return where a person pays a preference."""
    return f"{world.settings.addresses.browser}/phones/checkout/{preference_id}"


def blueprint(world: World) -> Blueprint:
    """Return the routes under /checkout/preferences and /v1/payments."""
    api = Blueprint("mercadopago", __name__)
    misbehave(api, world, party=Party.MERCADOPAGO)

    @api.before_request
    def require_token() -> None:
        expected = f"Bearer {world.settings.mp_access_token}"
        given = request.headers.get("Authorization", "")
        if not hmac.compare_digest(given.encode(), expected.encode()):
            raise MercadoPagoError(401, "unauthorized", message="invalid access token")

    @api.errorhandler(MercadoPagoError)
    def refuse(error: MercadoPagoError) -> tuple[Response, int]:
        return jsonify(error.as_json()), error.http_status

    _add_preferences(api, world)
    _add_payments(api, world)
    _add_refunds(api, world)
    return api


def _add_preferences(api: Blueprint, world: World) -> None:
    def as_json(preference: Preference) -> dict[str, Any]:
        return preference_json(preference, init_point=init_point(world, preference.id))

    @api.post("/checkout/preferences")
    def create_preference() -> tuple[Response, int]:
        def make() -> Answer:
            body = _body()
            preference = Preference(
                id=f"{COLLECTOR_ID}-{uuid.uuid4()}",
                body=body,
                amount=checked_amount(body),
                created_at=world.clock.now(),
            )
            return 201, as_json(world.state.put(preference))

        return _once(world, make)

    @api.get("/checkout/preferences/search")
    def search_preferences() -> Response:
        reference = request.args.get("external_reference")
        found = [
            as_json(preference)
            for preference in reversed(world.state.all(Preference))
            if reference in (None, preference.body.get("external_reference"))
        ]
        return jsonify(elements=found, next_offset=len(found), total=len(found))

    @api.get("/checkout/preferences/<preference_id>")
    def fetch_preference(preference_id: str) -> Response:
        return jsonify(as_json(known_preference(world, preference_id)))

    @api.put("/checkout/preferences/<preference_id>")
    def update_preference(preference_id: str) -> Response:
        preference = known_preference(world, preference_id)
        body = {**preference.body, **_body()}
        changed = replace(preference, body=body, amount=checked_amount(body))
        return jsonify(as_json(world.state.put(changed)))


def _add_payments(api: Blueprint, world: World) -> None:
    @api.get("/v1/payments/search")
    def search_payments() -> Response:
        reference, status = request.args.get("external_reference"), request.args.get("status")
        found = [
            payment
            for payment in world.state.all(Payment)
            if reference in (None, payment.external_reference) and status in (None, payment.status)
        ]
        if request.args.get("criteria", "desc") == "desc":
            found.reverse()
        offset = request.args.get("offset", 0, type=int)
        limit = request.args.get("limit", _SEARCH_LIMIT, type=int)
        return jsonify(
            paging={"total": len(found), "limit": limit, "offset": offset},
            results=[payment_json(world, payment) for payment in found[offset : offset + limit]],
        )

    @api.get("/v1/payments/<payment_id>")
    def fetch_payment(payment_id: str) -> Response:
        return jsonify(payment_json(world, known_payment(world, payment_id)))

    @api.put("/v1/payments/<payment_id>")
    def cancel_payment(payment_id: str) -> Response:
        with world.state.lock:
            payment = known_payment(world, payment_id)
            if _body().get("status") != "cancelled":
                raise bad_request("only status cancelled can be set")
            if payment.status not in ("pending", "in_process"):
                raise bad_request("Invalid payment status to cancel")
            cancelled = change(world, payment, status="cancelled")
        announce(world, cancelled, actions=(UPDATED,))
        return jsonify(payment_json(world, cancelled))


def _add_refunds(api: Blueprint, world: World) -> None:
    @api.post("/v1/payments/<payment_id>/refunds")
    def create_refund(payment_id: str) -> tuple[Response, int]:
        if not request.headers.get("X-Idempotency-Key"):
            raise bad_request("Header X-Idempotency-Key can't be null")

        def make() -> Answer:
            payment = known_payment(world, payment_id)
            refund = give_back(world, payment, _refund_amount())
            announce(world, payment, actions=(UPDATED,))
            return 201, refund_json(refund)

        return _once(world, make)

    @api.get("/v1/payments/<payment_id>/refunds")
    def list_refunds(payment_id: str) -> Response:
        payment = known_payment(world, payment_id)
        return jsonify([refund_json(refund) for refund in refunds_of(world, payment)])

    @api.get("/v1/payments/<payment_id>/refunds/<refund_id>")
    def fetch_refund(payment_id: str, refund_id: str) -> Response:
        refund = world.state.get(Refund, refund_id)
        if refund is None or str(refund.payment_id) != payment_id:
            raise MercadoPagoError(404, "not_found", message="Refund not found")
        return jsonify(refund_json(refund))


def known_preference(world: World, preference_id: str) -> Preference:
    """Return the preference of that id. Raises MercadoPagoError 404 when there is none."""
    preference = world.state.get(Preference, preference_id)
    if preference is None:
        raise MercadoPagoError(404, "not_found", message="The preference was not found")
    return preference


def _once(world: World, make: Callable[[], Answer]) -> tuple[Response, int]:
    """Do what is asked, or answer again what was answered to the same key and body."""
    key = request.headers.get("X-Idempotency-Key", "")
    if len(key) > _KEY_MAX:
        raise bad_request("X-Idempotency-Key over 64 characters")
    fingerprint = hashlib.sha256(request.path.encode() + b"\n" + request.get_data()).hexdigest()
    with world.state.lock:
        memory = world.state.get(Memory, key) if key else None
        if memory is not None and memory.fingerprint != fingerprint:
            raise MercadoPagoError(
                409, "idempotency_key_reused", message="Same idempotency key, another request"
            )
        if memory is None:
            status, answer = make()
            memory = Memory(key=key, fingerprint=fingerprint, status=status, answer=answer)
            if key:
                world.state.put(memory)
    return jsonify(memory.answer), memory.status


def _body() -> dict[str, Any]:
    body = request.get_json(silent=True, force=True)
    if not isinstance(body, dict):
        raise bad_request("The body does not represent a valid JSON object")
    return body


def _refund_amount() -> Decimal | None:
    if not request.get_data().strip():
        return None
    amount = _body().get("amount")
    if amount is None:
        return None
    if not isinstance(amount, int | float) or isinstance(amount, bool):
        raise bad_request("amount must be a number")
    return Decimal(str(amount))
