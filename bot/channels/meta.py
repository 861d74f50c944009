"""Meta's Cloud API wire format ↔ messages, one message at a time. Pure: no signature, no sending.

Batches are bot.channels.meta_batch's work, how replies look is bot.channels.meta_replies'.
Source: contract sheet on the WhatsApp Cloud API (2026-11-22), sections 3, 4 and 8.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from bot.channels.errors import UnknownShapeError
from bot.channels.meta_replies import CHANNEL as CHANNEL
from bot.channels.meta_replies import encode as encode
from bot.channels.meta_replies import template_content as template_content
from bot.messages.inbound import (
    LONGEST_MEDIA_ID,
    LONGEST_TEXT,
    WITH_FILE,
    Attachment,
    Inbound,
    InboundKind,
    Sender,
)
from bot.messages.replies import Choice

WINDOW_CLOSED = "131047"  # Meta's code for words outside the 24-hour window
PAIR_IS_FULL = "131056"  # too much to one person
TOO_MANY = frozenset({PAIR_IS_FULL, "4", "80007", "130429"})
UNREACHABLE = frozenset({"131026", "131030"})
UNWANTED = frozenset({"131050"})
HEARS_OWNER = True

_DIGITS = re.compile(r"\d{8,15}")
_MOBILE_WITHOUT_NINE = re.compile(r"54([1-8]\d{9})")  # Argentina: country, then ten digits
_KINDS = {
    "text": InboundKind.TEXT,
    "image": InboundKind.IMAGE,
    "audio": InboundKind.AUDIO,
    "video": InboundKind.VIDEO,
    "document": InboundKind.DOCUMENT,
    "sticker": InboundKind.STICKER,
    "location": InboundKind.LOCATION,
    "contacts": InboundKind.CONTACT,
    "reaction": InboundKind.REACTION,
}


def address_of(phone: str) -> str:
    """Return the address of somebody whose phone (E.164) is known: its digits."""
    return phone.removeprefix("+")


def phone_of(address: str) -> str | None:
    """Return the phone (E.164) behind a WhatsApp id; None for a business-scoped user id.

    An Argentine mobile is known by its form with the 9, whichever Meta wrote.
    """
    if not _DIGITS.fullmatch(address):
        return None
    bare = _MOBILE_WITHOUT_NINE.fullmatch(address)
    return f"+549{bare[1]}" if bare else f"+{address}"


def other_form(address: str) -> str | None:
    """Return the other form of an Argentine mobile, with or without the 9; None for all others."""
    if re.fullmatch(r"549\d{10}", address):
        return "54" + address[3:]
    bare = _MOBILE_WITHOUT_NINE.fullmatch(address)
    return f"549{bare[1]}" if bare else None


def decode_sender(payload: Mapping[str, Any]) -> Sender:
    """Return who sent a message, as bot.channels.meta_batch cut it out of its batch.

    The address is the phone's digits, or the business-scoped id of somebody who hides the number.
    Raises UnknownShapeError without sender or receiver.
    """
    message, contact = _object(payload, "message"), _object(payload, "contact")
    wa_id = _text(message, "from") or _text(contact, "wa_id")
    user_id = _text(message, "from_user_id") or _text(contact, "user_id")
    business = _text(payload, "phone_number_id")
    address = wa_id or user_id
    if not address or not business:
        raise UnknownShapeError("no sender or no receiver")
    return Sender(
        channel=CHANNEL,
        address=address,
        business_address=business,
        phone=phone_of(wa_id) or phone_of(_given_number(message)),
        external_user_id=user_id or None,
    )


def decode_receiver(payload: Mapping[str, Any]) -> Sender:
    """Return whom the business wrote to from the phone's app. Raises UnknownShapeError."""
    message = _object(payload, "message")
    wa_id, user_id = _text(message, "to"), _text(message, "to_user_id")
    business = _text(payload, "phone_number_id")
    if not (wa_id or user_id) or not business:
        raise UnknownShapeError("no receiver or no number of ours")
    return Sender(
        channel=CHANNEL,
        address=wa_id or user_id,
        business_address=business,
        phone=phone_of(wa_id),
        external_user_id=user_id or (None if phone_of(wa_id) else wa_id),
    )


def decode(payload: Mapping[str, Any], received_at: datetime) -> Inbound:
    """Return a message of a batch. Raises UnknownShapeError without an id.

    An edited message is read as its new words.
    """
    message = _object(payload, "message")
    message_id = _text(message, "id")
    if not message_id:
        raise UnknownShapeError("no id")
    content = _object(_object(message, "edit"), "message") or message
    tap = _tap(content)
    text = tap.title if tap else _words(content)
    kind = InboundKind.TAP if tap else _kind(content, text)
    reacted_to = _text(_object(content, "reaction"), "message_id")
    return Inbound(
        message_id=message_id,
        kind=kind,
        text=text[:LONGEST_TEXT],
        sent_at=_sent_at(message, received_at),
        tap_id=tap.id if tap else None,
        quoted_id=_text(_object(content, "context"), "id") or reacted_to or None,
        profile_name=_text(_object(_object(payload, "contact"), "profile"), "name") or None,
        place=_place(content),
        card_phone=_card_phone(content),
        attachment=_attachment(payload) if kind in WITH_FILE else None,
    )


def media_id(payload: Mapping[str, Any]) -> str | None:
    """Return Meta's id of the file in a message, None when it has none."""
    message = _object(payload, "message")
    return _text(_object(message, _text(message, "type")), "id") or None


def _attachment(payload: Mapping[str, Any]) -> Attachment | None:
    found = media_id(payload)
    return Attachment(found) if found and len(found) <= LONGEST_MEDIA_ID else None


def _tap(message: Mapping[str, Any]) -> Choice | None:
    interactive, button = _object(message, "interactive"), _object(message, "button")
    reply = _object(interactive, "button_reply") or _object(interactive, "list_reply")
    if _text(reply, "id"):
        return Choice(_text(reply, "id"), _text(reply, "title"))
    if _text(button, "payload"):
        return Choice(_text(button, "payload"), _text(button, "text"))
    return None


def _words(message: Mapping[str, Any]) -> str:
    name = _text(message, "type")
    of_type = _object(message, name)
    return _text(of_type, {"text": "body", "reaction": "emoji"}.get(name, "caption"))


def _kind(message: Mapping[str, Any], text: str) -> InboundKind:
    kind = _KINDS.get(_text(message, "type"), InboundKind.UNSUPPORTED)
    is_blank = kind is InboundKind.TEXT and not text.strip()
    return InboundKind.UNSUPPORTED if is_blank else kind


def _place(message: Mapping[str, Any]) -> str | None:
    location = _object(message, "location")
    return _text(location, "address") or _text(location, "name") or None


def _sent_at(message: Mapping[str, Any], received_at: datetime) -> datetime:
    """Return when Meta took a message; never after we did, so that no window opens too long."""
    stamp = _text(message, "timestamp")
    if not stamp.isascii() or not stamp.isdigit() or len(stamp) > 10:
        return received_at
    return min(datetime.fromtimestamp(int(stamp), UTC), received_at)


def _given_number(message: Mapping[str, Any]) -> str:
    """Return the WhatsApp id that somebody gave us when asked for their number, else ""."""
    for card in _cards(message):
        origin = _text(card, "origin") or _text(message, "origin")
        if origin == "contact_request" and (phone := _first_phone(card)) is not None:
            return _text(phone, "wa_id")
    return ""


def _card_phone(message: Mapping[str, Any]) -> str | None:
    """Return the number on the first card of a message, whoever's it is; None without one."""
    phones = [phone for card in _cards(message) if (phone := _first_phone(card)) is not None]
    if not phones:
        return None
    return phone_of(_text(phones[0], "wa_id")) or _text(phones[0], "phone") or None


def _cards(message: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    cards = message.get("contacts")
    return [one for one in cards if isinstance(one, dict)] if isinstance(cards, list) else []


def _first_phone(card: Mapping[str, Any]) -> Mapping[str, Any] | None:
    phones = card.get("phones")
    first = phones[0] if isinstance(phones, list) and phones else None
    return first if isinstance(first, dict) else None


def _object(value: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = value.get(name)
    return found if isinstance(found, dict) else {}


def _text(value: Mapping[str, Any], name: str) -> str:
    found = value.get(name)
    return found if isinstance(found, str) else ""
