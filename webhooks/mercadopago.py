"""MercadoPago's webhook: a hint that a payment changed. What it became is looked up by a worker.

Source: contract sheet on MercadoPago, section 5.
"""

import re
from datetime import UTC, datetime, timedelta

from flask import Blueprint, Response, abort, request
from mercadopago.webhook import InvalidWebhookSignatureError, WebhookSignatureValidator

from storage.inbox import InboxItem, InboxKind
from webhooks.door import Door, json_object, keepable, refuse_unfit, taken

SOURCE = "mercadopago"
# It tries again for days, and it is not documented whether each try is signed anew.
_OLDEST = timedelta(days=3)
_EARLIEST = timedelta(minutes=10)
_SIGNED_AT = re.compile(r"(?:^|,)\s*ts=([0-9]{10})([0-9]{3})?\s*(?:,|$)")  # seconds or milliseconds


def blueprint(door: Door, secret: str) -> Blueprint:
    """Return the route that MercadoPago posts to."""
    routes = Blueprint("mercadopago_webhook", __name__, url_prefix="/webhooks/mercadopago")

    @routes.post("")
    def payment() -> Response:
        refuse_unfit()
        signature = request.headers.get("x-signature", "")
        data_id = request.args.get("data.id")
        request_id = request.headers.get("x-request-id")
        try:
            WebhookSignatureValidator.validate(signature, request_id, data_id, secret)
        except InvalidWebhookSignatureError:
            abort(403)
        if not _is_fresh(signature, door.clock.now()):
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


def _is_fresh(signature: str, now: datetime) -> bool:
    """Whether a genuine signature was made lately, and is no old one sent once more."""
    found = _SIGNED_AT.search(signature)
    if found is None:
        return False
    return -_EARLIEST <= now - datetime.fromtimestamp(int(found[1]), UTC) <= _OLDEST
