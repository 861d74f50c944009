"""What every webhook does the same way: refuse what is unfit or malformed, record, ring."""

import hashlib
import math
import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import unquote_to_bytes

import structlog
from flask import Response, abort, request
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError, OperationalError
from werkzeug.exceptions import (
    BadRequest,
    RequestEntityTooLarge,
    ServiceUnavailable,
    UnsupportedMediaType,
)

from storage import inbox
from storage.clock import Clock
from storage.doorbell import Doorbell
from storage.inbox import InboxItem, InboxKind

MOST_BYTES = 1024 * 1024
_PATIENCE_SECONDS = 9.0  # Twilio waits 15 s for an answer, MercadoPago 22 s
_PAUSE_SECONDS = 0.25
_RUNG_FOR = (
    InboxKind.MESSAGE,
    InboxKind.PAYMENT,
    InboxKind.IDENTITY,
    InboxKind.ACCOUNT,
    InboxKind.ECHO,
    InboxKind.STANDBY,
)
_LABEL = re.compile(r"[a-z][a-z0-9_.]{0,59}", re.ASCII)
_MOST_KINDS = 1000
_LONGEST_NAMES = 1000  # bytes; PostgreSQL's indexes take 2,700
_LOG = structlog.get_logger()
R = TypeVar("R")
_SEEN_KINDS: set[str] = set()  # so that each unknown kind is logged once by this process


@dataclass(frozen=True, slots=True)
class Door:
    """What webhooks need: where to record, what time it is, whom to ring."""

    engine: Engine
    clock: Clock
    doorbell: Doorbell
    public_url: str

    def public_address(self) -> str:
        """Return the address under which the sender knows this request, query included."""
        query = request.query_string.decode("latin-1")
        return f"{self.public_url}{request.path}" + (f"?{query}" if query else "")

    def take_in(self, item: InboxItem) -> None:
        """Record an item, and ring for it when it is new and worked on by thread."""
        self.take_in_all([item])

    def take_in_all(self, items: Sequence[InboxItem]) -> None:
        """Record the items of one batch, and ring once for each thread with something new to do."""
        fit = [_indexable(item) for item in items]
        new = self._patiently(lambda: inbox.record_all(self.engine, fit, now=self.clock.now()))
        for thread in dict.fromkeys(thread for kind, thread in new if kind in _RUNG_FOR):
            self.doorbell.ring_thread(thread)

    def take_in_unknown(self, source: str, shape: str, payload: Mapping[str, Any]) -> None:
        """Record something we can't read, so that nothing is lost, and say so once by kind."""
        say_once(source, shape)
        digest = hashlib.sha256(repr(sorted(payload.items())).encode()).hexdigest()
        self.take_in(InboxItem(source, InboxKind.UNKNOWN, digest, f"unknown|{source}", payload))

    def _patiently(self, record: Callable[[], R]) -> R:
        """Record, waiting out a short restart of the database: few senders try again.

        Raises ServiceUnavailable when it stays away, so that those who do try again do so.
        """
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while True:
            try:
                return record()
            except DBAPIError as error:
                if not _is_away(error):
                    raise
                if time.monotonic() > deadline:
                    raise ServiceUnavailable from error
                time.sleep(_PAUSE_SECONDS)


def _indexable(item: InboxItem) -> InboxItem:
    """Return an item, as one that we can't read when its id or sender is longer than any real."""
    names = f"{item.external_id}|{item.thread}".encode()
    if len(names) <= _LONGEST_NAMES:
        return item
    say_once(item.source, "endless_name")
    digest = hashlib.sha256(names).hexdigest()
    thread = f"unknown|{item.source}"
    return InboxItem(item.source, InboxKind.UNKNOWN, digest, thread, item.payload)


def label(shape: str) -> str:
    """Return a kind as logs may show it: a word of the format, never what somebody wrote."""
    return shape if _LABEL.fullmatch(shape) else "strange"


def say_once(source: str, shape: str) -> None:
    """Log a kind of item that we can't read, the first time that this process meets it."""
    shape = label(shape)
    kind = f"{source}.{shape}"
    if kind not in _SEEN_KINDS and len(_SEEN_KINDS) < _MOST_KINDS:
        _SEEN_KINDS.add(kind)
        _LOG.warning("webhook.unknown", source=source, shape=shape)


def _is_away(error: DBAPIError) -> bool:
    """Whether nobody answers at the database, or it is just coming up or going down."""
    return error.connection_invalidated or isinstance(error, OperationalError)


def refuse_unfit(most_bytes: int = MOST_BYTES) -> None:
    """Answer 413 to a body over the limit, 411 to one of unknown length, 415 to a compressed one.

    Nothing is recorded. No sender compresses; what a few bytes would unpack to, nobody knows.
    """
    if request.headers.get("Content-Encoding", "identity").strip().lower() != "identity":
        abort(415)
    if request.content_length is None:
        abort(411)
    if request.content_length > most_bytes:
        raise RequestEntityTooLarge
    request.max_content_length = most_bytes
    request.max_form_memory_size = most_bytes


def form_fields() -> dict[str, str]:
    """Return the fields of a form post. Raises UnsupportedMediaType, BadRequest for others."""
    if request.mimetype != "application/x-www-form-urlencoded":
        raise UnsupportedMediaType("a form is expected")
    try:
        unquote_to_bytes(request.get_data(cache=True)).decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadRequest("not UTF-8") from error
    fields = {keepable(key): keepable(value) for key, value in request.form.items()}
    if not fields:
        raise BadRequest("an empty form")
    return fields


def json_object() -> dict[str, Any]:
    """Return the JSON object of a post. Raises UnsupportedMediaType, BadRequest for others."""
    try:
        body = request.get_json()
    except RecursionError as error:
        raise BadRequest("nested too deep") from error
    if not isinstance(body, dict):
        raise BadRequest("an object is expected")
    return body


def keepable(text: str) -> str:
    """Return a text without what PostgreSQL can't keep: NULs, and halves of letters."""
    return text.replace("\x00", "").encode(errors="replace").decode()


def keepable_value(value: Any) -> Any:
    """Return a JSON value such as PostgreSQL can keep: its texts and names, and no NaN."""
    if isinstance(value, str):
        return keepable(value)
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, list):
        return [keepable_value(one) for one in value]
    if isinstance(value, dict):
        return {keepable(name): keepable_value(one) for name, one in value.items()}
    return value


def taken(mimetype: str = "text/plain") -> Response:
    """Return the empty 200 that means «recorded»."""
    body = "<Response></Response>" if mimetype == "text/xml" else ""
    return Response(body, status=200, mimetype=mimetype)
