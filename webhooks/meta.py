"""Meta's webhook: every item of every batch, each kept as a row of its own.

Source: contract sheet on the WhatsApp Cloud API, section 2.
"""

import hashlib
import hmac

import structlog
from flask import Blueprint, Response, abort, request
from werkzeug.exceptions import BadRequest

from bot.channels.meta import CHANNEL
from bot.channels.meta_batch import Item, ItemKind, Ours, items
from storage.inbox import InboxItem, InboxKind
from webhooks.door import (
    Door,
    json_object,
    keepable_value,
    label,
    refuse_unfit,
    say_once,
    taken,
)

SOURCE = CHANNEL
MOST_BYTES = 3 * 1024 * 1024  # of one batch
_LOG = structlog.get_logger()
_KINDS = {
    ItemKind.MESSAGE: InboxKind.MESSAGE,
    ItemKind.STATUS: InboxKind.STATUS,
    ItemKind.IDENTITY: InboxKind.IDENTITY,
    ItemKind.ACCOUNT: InboxKind.ACCOUNT,
    ItemKind.ECHO: InboxKind.ECHO,
    ItemKind.STANDBY: InboxKind.STANDBY,
    ItemKind.NEWS: InboxKind.NEWS,
    ItemKind.UNKNOWN: InboxKind.UNKNOWN,
}


def blueprint(door: Door, *, app_secret: str, verify_token: str, ours: Ours) -> Blueprint:
    """Return the one route that Meta asks once and then posts to."""
    routes = Blueprint("meta_webhook", __name__, url_prefix="/webhooks/meta")

    @routes.get("")
    def verify() -> Response:
        given = request.args.get("hub.verify_token", "")
        is_ours = hmac.compare_digest(given.encode(), verify_token.encode())
        if request.args.get("hub.mode") != "subscribe" or not is_ours:
            abort(403)
        return Response(request.args.get("hub.challenge", ""), mimetype="text/plain")

    @routes.post("")
    def batch() -> Response:
        refuse_unfit(MOST_BYTES)
        if not _is_signed(request.get_data(cache=True), app_secret):
            abort(403)
        try:
            found = list(items(keepable_value(json_object()), ours))
        except RecursionError as error:
            raise BadRequest("nested too deep") from error
        for item in found:
            _say(item)
        door.take_in_all([_row(item) for item in found])
        return taken()

    return routes


def _is_signed(raw: bytes, app_secret: str) -> bool:
    """Whether the header holds the keyed digest of these very bytes."""
    expected = "sha256=" + hmac.new(app_secret.encode(), raw, hashlib.sha256).hexdigest()
    given = request.headers.get("X-Hub-Signature-256", "")
    return hmac.compare_digest(given.encode("latin-1", "replace"), expected.encode())


def _row(item: Item) -> InboxItem:
    return InboxItem(SOURCE, _KINDS[item.kind], item.id, item.thread, item.payload)


def _say(item: Item) -> None:
    if item.kind is ItemKind.UNKNOWN:
        say_once(SOURCE, item.shape)
    elif item.kind is ItemKind.NEWS:
        _LOG.info("webhook.news", source=SOURCE, shape=label(item.shape))
