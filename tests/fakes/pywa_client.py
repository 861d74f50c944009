"""The pywa library pointed at a stand-in for Meta, and its readers fed with webhooks."""

import dataclasses
import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

import httpx
from pywa import WhatsApp, handlers

# Kinds of items that one webhook may bring several of; the library reads the first of each.
_LISTED = ("messages", "statuses", "user_preferences", "message_echoes")
_HANDLERS = (
    handlers.MessageHandler,
    handlers.CallbackButtonHandler,
    handlers.CallbackSelectionHandler,
    handlers.MessageStatusHandler,
    handlers.TemplateStatusUpdateHandler,
    handlers.TemplateCategoryUpdateHandler,
)


class Detour(httpx.HTTPTransport):
    """Carries what is meant for Meta's hosts to a server of this machine."""

    def __init__(self, base: str) -> None:
        super().__init__()
        self._base = httpx.URL(base)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        assert request.url.host in ("graph.facebook.com", "lookaside.fbsbx.com")
        request.url = request.url.copy_with(scheme="http", host="127.0.0.1", port=self._base.port)
        return super().handle_request(request)


@dataclasses.dataclass
class Pywa:
    """The library with its readers, and what they have read."""

    wa: WhatsApp
    session: httpx.Client
    heard: list[Any] = dataclasses.field(default_factory=list)

    def read(self, webhooks: Iterable[tuple[bytes, str]]) -> list[Any]:
        """Return what the library makes of each item of webhooks, given as body and signature."""
        self.heard.clear()
        for body, signature in webhooks:
            assert self.wa.webhook_update_validator(body, signature) is None
            for one in apart(json.loads(body)):
                assert self.wa.webhook_update_handler(json.dumps(one).encode()) == ("ok", 200)
        return list(self.heard)


def make(base: str, *, token: str, line: str, account: str, secret: str) -> Pywa:
    """Return the library for one number of an account, reaching an address in place of Meta."""
    session = httpx.Client(transport=Detour(base), timeout=10)
    wa = WhatsApp(
        phone_id=line,
        token=token,
        session=session,
        app_secret=secret,
        verify_token="x",
        waba_id=account,
        skip_duplicate_updates=False,
    )
    pywa = Pywa(wa, session)
    for handler in _HANDLERS:
        wa.add_handlers(handler(lambda _, told: pywa.heard.append(told)))
    return pywa


def apart(body: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield a batch's items, each in a webhook of its own."""
    for entry in body["entry"]:
        for change in entry["changes"]:
            for value in _values(change["value"]):
                yield {**body, "entry": [{**entry, "changes": [{**change, "value": value}]}]}


def _values(value: dict[str, Any]) -> Iterator[dict[str, Any]]:
    names = [name for name in _LISTED if name in value]
    if not names:
        yield value
    about = {name: one for name, one in value.items() if name not in names}
    for name in names:
        for one in value[name]:
            user_id = one.get("from_user_id") or one.get("recipient_user_id")
            own = [who for who in value.get("contacts", []) if who["user_id"] == user_id]
            yield {**about, "contacts": own[:1], name: [one]}


def item_of(read: Any) -> dict[str, Any]:
    """Return the item that something was read from."""
    value = read.raw["entry"][0]["changes"][0]["value"]
    name = next((name for name in _LISTED if name in value), None)
    return dict(value[name][0] if name else value)


def leaves(value: Any) -> Iterator[Any]:
    """Yield every plain value inside something read, instants as the text Meta writes."""
    if isinstance(value, datetime):
        yield str(int(value.timestamp()))
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            if field.name not in ("_client", "raw", "uploaded_at"):
                yield from leaves(getattr(value, field.name))
    elif isinstance(value, dict):
        for one in value.values():
            yield from leaves(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from leaves(one)
    elif value is not None:
        yield getattr(value, "value", value)  # the word of a closed choice
