"""MercadoPago's webhook: a hint that a payment changed. What it became is looked up by a worker.

Source: contract sheet on MercadoPago, section 5.
"""

from flask import Blueprint, Response, abort, request
from mercadopago.webhook import InvalidWebhookSignatureError, WebhookSignatureValidator

from storage.inbox import InboxItem, InboxKind
from webhooks.door import Door, json_object, refuse_oversized, taken

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
        kind = str(body.get("type") or request.args.get("type") or "none")
        notice = body.get("id")
        if kind != "payment" or not data_id or not data_id.isdigit():
            door.take_in_unknown(SOURCE, kind[:40], {"type": kind, "data_id": data_id or ""})
            return taken()
        item = InboxItem(
            SOURCE,
            InboxKind.PAYMENT,
            f"{data_id}:{body.get('action')}:{notice}",
            f"{SOURCE}|{data_id}",
            {"payment_id": data_id, "action": str(body.get("action"))},
        )
        door.take_in(item)
        return taken()

    return routes
