"""What a webhook of Meta brings: up to a thousand items of many kinds, each cut out by itself.

Source: contract sheet on the WhatsApp Cloud API (2026-11-22), sections 2 to 4; kinds that it does
not show (edit, revoke, echoes, standby) as the package pywa 4.5.0 reads them.
"""

import hashlib
import json
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from bot.channels import meta
from bot.channels.errors import UnknownShapeError
from bot.messages.inbound import Sender

_OBJECT = "whatsapp_business_account"
_MESSAGES = "messages"
# Messages that ask for no answer: they are news about the person or about a message.
_SILENT_TYPES = {"system": "identity", "revoke": "revoke", "request_welcome": "request_welcome"}
_IDENTITY_TYPES = {
    "user_changed_number",
    "customer_changed_number",
    "user_changed_user_id",
}
_KNOWN_IN_MESSAGES = {"messaging_product", "metadata", "contacts", "messages", "statuses", "errors"}
# What Meta tells about accounts, numbers and templates; one row each, for people to read.
_NEWS_FIELDS = {
    "account_alerts",
    "account_review_update",
    "account_settings_update",
    "account_update",
    "business_capability_update",
    "message_template_components_update",
    "phone_number_name_update",
    "phone_number_quality_update",
    "security",
}
# What takes effect here: whether a template may leave and at what price, and who wants promotions.
_ACCOUNT_FIELDS = {
    "message_template_quality_update",
    "message_template_status_update",
    "template_category_update",
    "user_preferences",
}


class ItemKind(Enum):
    """What an item is for: to be answered, a delivery notice, a change of who is who, or to keep.

    ACCOUNT is about us, and takes effect; ECHO is what the business wrote from the phone's app;
    STANDBY is for another agent; NEWS is known and kept for people; UNKNOWN is anything that we
    cannot read.
    """

    MESSAGE = "message"
    STATUS = "status"
    IDENTITY = "identity"
    ACCOUNT = "account"
    ECHO = "echo"
    STANDBY = "standby"
    NEWS = "news"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Item:
    """One item. id: its own, the same when it is told again. thread: see storage.inbox.

    shape: its kind in Meta's words, for logs. payload: all that is needed to read it alone.
    """

    kind: ItemKind
    id: str
    thread: str
    shape: str
    payload: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Ours:
    """What is ours in a batch: the ids of our numbers, and the mark on what we sent.

    mark: what biz_opaque_callback_data begins with, up to the colon before the outbox row's id.
    """

    numbers: Collection[str]
    mark: str


def items(body: Mapping[str, Any], ours: Ours) -> Iterator[Item]:
    """Yield every item of a webhook's body, in its order. Never raises."""
    if body.get("object") != _OBJECT or not isinstance(body.get("entry"), list):
        yield _unknown("body", dict(body))
        return
    for entry in body["entry"]:
        changes = entry.get("changes") if isinstance(entry, dict) else None
        if not isinstance(changes, list):
            yield _unknown("entry", {"entry": entry})
            continue
        for change in changes:
            yield from _of_change(entry, change, ours)


def _of_change(entry: Mapping[str, Any], change: Any, ours: Ours) -> Iterator[Item]:
    value = change.get("value") if isinstance(change, dict) else None
    field = change.get("field") if isinstance(change, dict) else None
    if not isinstance(value, dict) or not isinstance(field, str):
        yield _unknown("change", {"change": change})
    elif field == _MESSAGES:
        yield from _of_messages(value, ours)
    elif field == "user_id_update":
        yield from _of_user_ids(value, entry.get("time"))
    elif field == "smb_message_echoes":
        yield from _of_echoes(field, value, ours)
    elif field == "standby":
        yield from _of_standby(field, value, ours)
    elif field in _ACCOUNT_FIELDS:
        told = {"field": field, "at": entry.get("time"), "value": value}
        yield Item(ItemKind.ACCOUNT, _digest(told), f"account|{meta.CHANNEL}", field, told)
    elif field in _NEWS_FIELDS:
        yield _news(field, {"field": field, "at": entry.get("time"), "value": value})
    else:
        yield _unknown(field, {"field": field, "at": entry.get("time"), "value": value})


def _of_messages(value: Mapping[str, Any], ours: Ours) -> Iterator[Item]:
    number = _number(value)
    if number is not None and number not in ours.numbers:
        yield _unknown("messages.other_number", dict(value))
        return
    for message in _list(value, "messages"):
        yield _message(message, value, number)
    for status in _list(value, "statuses"):
        yield (item := _status(status, ours.mark))
        if item.payload.get("error_code") in meta.UNWANTED:
            yield _unwanted(status)
    for error in _list(value, "errors"):
        yield _news("errors", {"phone_number_id": number, "error": error})
    for name in sorted(value.keys() - _KNOWN_IN_MESSAGES):
        yield _unknown(f"messages.{name}", {name: value[name]})


def _message(message: Any, value: Mapping[str, Any], number: str | None) -> Item:
    payload: dict[str, Any] = {"phone_number_id": number, "message": message}
    if not isinstance(message, dict):
        return _unknown("messages.message", payload)
    name = str(message.get("type"))
    if name in _SILENT_TYPES:
        return _silent(_SILENT_TYPES[name], message)
    contact = _contact_of(message, value)
    if contact is not None:
        payload["contact"] = contact
    try:
        thread = meta.decode_sender(payload).thread
    except UnknownShapeError:
        return _unknown("messages.message", payload)
    if not isinstance(message.get("id"), str) or not message["id"]:
        return _unknown("messages.message", payload)
    return Item(ItemKind.MESSAGE, message["id"], thread, name, payload)


def _silent(shape: str, message: Mapping[str, Any]) -> Item:
    system = message.get("system")
    if not isinstance(system, dict) or str(system.get("type")) not in _IDENTITY_TYPES:
        return _news(shape, dict(message))
    before = system.get("customer") or message.get("from")  # told in either way, by version
    changes = {
        "phone": _change(before, system.get("wa_id") or system.get("new_wa_id")),
        "external_user": _change(message.get("from_user_id"), system.get("user_id")),
    }
    known = {name: change for name, change in changes.items() if change}
    return _identity(known, dict(message)) if known else _news(shape, dict(message))


def _change(previous: Any, current: Any) -> dict[str, str] | None:
    if not isinstance(previous, str) or not isinstance(current, str):
        return None
    if not previous or not current or previous == current:
        return None
    return {"previous": previous, "current": current}


def _of_user_ids(value: Mapping[str, Any], at: Any) -> Iterator[Item]:
    """Yield the changed business-scoped ids, whether one or several are told."""
    told = value.get("user_id_update", value)
    for one in told if isinstance(told, list) else [told]:
        user_id = one.get("user_id") if isinstance(one, dict) else None
        previous = user_id.get("previous") if isinstance(user_id, dict) else None
        current = user_id.get("current") if isinstance(user_id, dict) else None
        change = _change(previous, current)
        if change is None:
            yield _unknown("user_id_update", {"value": one})
        else:
            yield _identity({"external_user": change}, {"at": at, "told": one})


def _contact_of(message: Mapping[str, Any], value: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return the contact that a message of a batch is from, None when it is not there."""
    contacts = [one for one in _list(value, "contacts") if isinstance(one, dict)]
    for one in contacts:
        for there, here in (("wa_id", "from"), ("user_id", "from_user_id")):
            if one.get(there) is not None and one.get(there) == message.get(here):
                return one
    is_named = message.get("from") or message.get("from_user_id")
    return contacts[0] if len(contacts) == 1 and not is_named else None


def _status(status: Any, mark: str) -> Item:
    """Return a delivery notice as storage.inbox wants it, without texts or phones."""
    if not isinstance(status, dict):
        return _unknown("messages.status", {"status": status})
    message_id, word = status.get("id"), status.get("status")
    if not isinstance(message_id, str) or not isinstance(word, str) or not message_id:
        return _unknown("messages.status", {"status": status})
    payload: dict[str, Any] = {"message_id": message_id, "status": _rank_word(word)}
    errors = [one for one in _list(status, "errors") if isinstance(one, dict)]
    if errors and errors[0].get("code") is not None:
        payload["error_code"] = str(errors[0]["code"])
    pricing = status.get("pricing")
    if isinstance(pricing, dict) and isinstance(pricing.get("billable"), bool):
        payload |= {
            "billable": pricing["billable"],
            "category": str(pricing.get("category")).lower(),
        }
    row_id = _row_id(status.get("biz_opaque_callback_data"), mark)
    if row_id is not None:
        payload["outbox_id"] = row_id
    return Item(ItemKind.STATUS, f"{message_id}:{word}", f"status|{message_id}", word, payload)


def _unwanted(status: Mapping[str, Any]) -> Item:
    """Return what a refused promotion tells of its receiver, as if they had told WhatsApp now."""
    wish = {
        "wa_id": status.get("recipient_id"),
        "user_id": status.get("recipient_user_id"),
        "category": "marketing_messages",
        "value": "stop",
    }
    told = {"field": "user_preferences", "at": None, "value": {"user_preferences": [wish]}}
    thread = f"account|{meta.CHANNEL}"
    return Item(ItemKind.ACCOUNT, _digest(told | {"of": status}), thread, "user_preferences", told)


def _rank_word(word: str) -> str:
    """Return the word by which a status is ranked: a voice note played is a message read."""
    return "read" if word.lower() == "played" else word.lower()


def _row_id(told: Any, mark: str) -> int | None:
    text = told if isinstance(told, str) else ""
    beginning, _, number = text.partition(":")
    if beginning != mark or not number.isascii() or not number.isdigit() or len(number) > 18:
        return None
    return int(number)


def _of_echoes(field: str, value: Mapping[str, Any], ours: Ours) -> Iterator[Item]:
    """Yield what the business wrote from the phone's app, in the thread of whom it is for."""
    found = _list(value, "message_echoes")
    for message in found:
        payload = {"phone_number_id": _number(value), "message": message}
        yield _beside(ItemKind.ECHO, field, payload, ours, meta.decode_receiver)
    if not found:
        yield _unknown(field, {"value": value})


def _of_standby(field: str, value: Mapping[str, Any], ours: Ours) -> Iterator[Item]:
    """Yield what people wrote while another agent has their thread."""
    found = _list(value, "messages")
    for message in found:
        payload = {"phone_number_id": _number(value), "message": message}
        contact = _contact_of(message, value) if isinstance(message, dict) else None
        payload |= {"contact": contact} if contact is not None else {}
        yield _beside(ItemKind.STANDBY, field, payload, ours, meta.decode_sender)
    if not found:
        yield _unknown(field, {"value": value})


def _beside(
    kind: ItemKind,
    field: str,
    payload: Mapping[str, Any],
    ours: Ours,
    whose: Callable[[Mapping[str, Any]], Sender],
) -> Item:
    """Return a message that asks for no answer, in a thread beside that of the person."""
    message = payload["message"]
    message_id = message.get("id") if isinstance(message, dict) else None
    if payload["phone_number_id"] not in ours.numbers:
        return _unknown(f"{field}.other_number", payload)
    try:
        thread = whose(payload).thread
    except UnknownShapeError:
        return _unknown(field, payload)
    if not isinstance(message_id, str) or not message_id:
        return _unknown(field, payload)
    return Item(kind, message_id, f"{kind.value}|{thread}", field, payload)


def _number(value: Mapping[str, Any]) -> Any:
    """Return the id of the number of ours that a change is about, None when it tells none."""
    metadata = value.get("metadata")
    return metadata.get("phone_number_id") if isinstance(metadata, dict) else None


def _identity(changes: Mapping[str, Any], told: Mapping[str, Any]) -> Item:
    thread = f"identity|{meta.CHANNEL}"
    return Item(ItemKind.IDENTITY, _own_id(told), thread, "identity", changes)


def _news(shape: str, payload: Mapping[str, Any]) -> Item:
    return Item(ItemKind.NEWS, _own_id(payload), f"news|{meta.CHANNEL}", shape, payload)


def _unknown(shape: str, payload: Mapping[str, Any]) -> Item:
    return Item(ItemKind.UNKNOWN, _digest(payload), f"unknown|{meta.CHANNEL}", shape, payload)


def _own_id(payload: Mapping[str, Any]) -> str:
    """Return the id that an item has by itself, else one made from all that it says."""
    inner = payload.get("item", payload)
    own = inner.get("id") if isinstance(inner, dict) else None
    return own if isinstance(own, str) and own else _digest(payload)


def _digest(payload: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(payload, sort_keys=True).encode()).hexdigest()


def _list(value: Mapping[str, Any], name: str) -> list[Any]:
    found = value.get(name)
    return found if isinstance(found, list) else []
