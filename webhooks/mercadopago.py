"""MercadoPago's webhook: a hint that a payment changed. What it became is looked up by a worker.

Source: contract sheet on MercadoPago, section 5.
"""

from flask import Blueprint, Response, abort, request
from mercadopago.webhook import InvalidWebhookSignatureError, WebhookSignatureValidator

from storage.inbox import InboxItem, InboxKind
from webhooks.door import Door, json_object, keepable, refuse_oversized, taken

SOURCE = "mercadopago"


def blueprint(door: Door, secret: str) -> Blueprint:
    """Return the route that MercadoPago posts to."""
    routes = Blueprint("mercadopago_webhook", __name__, url_prefix="/webhooks/mercadopago")

    @routes.post("")
    def payment() -> Response:
        refuse_oversized()
        data_id = request.args.get("data.id")
        request_id = request.headers.get("x-request-id")
        try:
            WebhookSignatureValidator.validate(
                request.headers.get("x-signature"), request_id, data_id, secret
            )
        except InvalidWebhookSignatureError:
            abort(403)
        body = json_object()
        kind = keepable(str(body.get("type") or request.args.get("type") or "none"))
        action = keepable(str(body.get("action")))
        # A repeated notice has the same id; one without an id is told apart by its request.
        notice = keepable(str(body.get("id") or request_id))
        if kind != "payment" or not data_id or not (data_id.isascii() and data_id.isdigit()):
            payload = {"type": kind, "data_id": keepable(data_id or "")}
            door.take_in_unknown(SOURCE, kind[:40], payload)
            return taken()
        item = InboxItem(
            SOURCE,
            InboxKind.PAYMENT,
            f"{data_id}:{action}:{notice}",
            f"{SOURCE}|{data_id}",
            {"payment_id": data_id, "action": action},
        )
        door.take_in(item)
        return taken()

    return routes
