"""Meta's Cloud API wire format ↔ messages, one message at a time. Pure: no signature, no sending.

What is in a webhook's batch, see bot.channels.meta_batch. Source: contract sheet on the WhatsApp
Cloud API (2026-11-22), sections 3 to 5 and 8; shapes of cta_url, location_request_message and
request_contact_info as the package pywa 4.5.0 sends them.
"""

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bot.channels.errors import UnknownShapeError
from bot.channels.fitting import cut, fit_buttons, fit_rows, numbered, template_source
from bot.messages.inbound import Inbound, InboundKind, Sender
from bot.messages.replies import (
    Buttons,
    Choice,
    ContactRequest,
    Document,
    LocationRequest,
    Menu,
    PaymentLink,
    Reaction,
    Reply,
    Template,
    Text,
)
from bot.messages.templates import TemplateSpec

CHANNEL = "meta"
WINDOW_CLOSED = "131047"  # Meta's code for words outside the 24-hour window
LANGUAGE = "es_AR"
BODY_LIMIT = 4096  # of a plain text, characters
CARD_BODY_LIMIT = 1024  # of everything with buttons, and of captions
BUTTON_LIMIT = 20
ROW_LIMIT = 24
DESCRIPTION_LIMIT = 72
FILENAME_LIMIT = 240
MOST_BUTTONS = 3
MOST_ROWS = 10

_DIGITS = re.compile(r"\d{8,15}")
_MOBILE_WITHOUT_NINE = re.compile(r"54([1-8]\d{9})")  # Argentina: country, then ten digits
_SPACE = re.compile(r"\s+")
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


@dataclass(frozen=True, slots=True)
class TemplateContent:
    """A template to register once under a name of its own; components as Meta wants them.

    key: unique per wording, so that it is registered only once.
    """

    key: str
    name: str
    components: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Rendered:
    """A reply as Meta takes it: "type" and the object of that type.

    template: what must be registered and approved before it may leave, None for ordinary messages.
    """

    message: Mapping[str, Any]
    template: TemplateContent | None = None

    @property
    def as_template(self) -> bool:
        """Whether it leaves as an approved template."""
        return self.template is not None


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
        text=text,
        sent_at=_sent_at(message, received_at),
        tap_id=tap.id if tap else None,
        quoted_id=_text(_object(content, "context"), "id") or reacted_to or None,
        profile_name=_text(_object(_object(payload, "contact"), "profile"), "name") or None,
        place=_place(content),
    )


def media_id(payload: Mapping[str, Any]) -> str | None:
    """Return Meta's id of the file in a message, None when it has none."""
    message = _object(payload, "message")
    return _text(_object(message, _text(message, "type")), "id") or None


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
    cards = message.get("contacts")
    for card in cards if isinstance(cards, list) else ():
        if not isinstance(card, dict):
            continue
        origin = _text(card, "origin") or _text(message, "origin")
        phones = card.get("phones")
        if origin == "contact_request" and isinstance(phones, list) and phones:
            return _text(phones[0], "wa_id") if isinstance(phones[0], dict) else ""
    return ""


def _object(value: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = value.get(name)
    return found if isinstance(found, dict) else {}


def _text(value: Mapping[str, Any], name: str) -> str:
    found = value.get(name)
    return found if isinstance(found, str) else ""


def encode(
    reply: Reply, *, window_is_open: bool, link: str | None, template_source: str | None = None
) -> Rendered:
    """Return a reply as Meta takes it.

    link: the checkout address of a PaymentLink. template_source: the words of a template with
    {{1}} … in them, needed when the window is closed. Raises ValueError when they are missing.
    """
    match reply:
        case Text(body):
            return _plain(body)
        case PaymentLink(body, label, _):
            if link is None:
                raise ValueError("a payment link needs its address")
            return _link(body, label, link)
        case Buttons(body, choices):
            return _buttons(body, choices)
        case Menu(body, button, choices):
            return _list(body, button, choices)
        case Template(_, _, choices, body) if window_is_open:
            return _buttons(body, choices)
        case Template():
            if template_source is None:
                raise ValueError("a template outside the window needs its source")
            return _template(reply, template_source)
        case LocationRequest(body):
            return _interactive("location_request_message", body, {"name": "send_location"})
        case ContactRequest(body):
            return _interactive("request_contact_info", body, {"name": "request_contact_info"})
        case Reaction(emoji, message_id):
            return _typed("reaction", {"message_id": message_id, "emoji": emoji})
        case Document():
            return _file(reply)


def _typed(name: str, content: Mapping[str, Any]) -> Rendered:
    return Rendered({"type": name, name: content})


def _plain(body: str) -> Rendered:
    return _typed("text", {"preview_url": False, "body": cut(body, BODY_LIMIT)})


def _interactive(name: str, body: str, action: Mapping[str, Any]) -> Rendered:
    words = {"text": cut(body, CARD_BODY_LIMIT)}
    return _typed("interactive", {"type": name, "body": words, "action": action})


def _link(body: str, label: str, link: str) -> Rendered:
    """Return words with a button to an address; longer ones have it written below them."""
    if len(body) > CARD_BODY_LIMIT:
        tail = f"\n\n{label}\n{link}"
        return _plain(cut(body, BODY_LIMIT - len(tail)) + tail)
    title = cut(label.strip().rstrip(":"), BUTTON_LIMIT)
    parameters = {"display_text": title, "url": link}
    return _interactive("cta_url", body, {"name": "cta_url", "parameters": parameters})


def _buttons(body: str, choices: tuple[Choice, ...]) -> Rendered:
    if not fit_buttons(choices, most=MOST_BUTTONS, limit=BUTTON_LIMIT):
        return _plain(numbered(body, choices, BODY_LIMIT))
    buttons = [
        {"type": "reply", "reply": {"id": one.id, "title": cut(one.title, BUTTON_LIMIT)}}
        for one in choices
    ]
    return _interactive("button", body, {"buttons": buttons})


def _list(body: str, button: str, choices: tuple[Choice, ...]) -> Rendered:
    if not fit_rows(choices, most=MOST_ROWS):
        return _plain(numbered(body, choices, BODY_LIMIT))
    rows = [_row(one) for one in choices]
    action = {"button": cut(button, BUTTON_LIMIT), "sections": [{"rows": rows}]}
    return _interactive("list", body, action)


def _row(choice: Choice) -> Mapping[str, str]:
    row = {"id": choice.id, "title": cut(choice.title, ROW_LIMIT)}
    about = cut(choice.description, DESCRIPTION_LIMIT)
    return row | ({"description": about} if about else {})


def _file(reply: Document) -> Rendered:
    name = reply.mime_type.partition("/")[0]
    if name not in ("image", "audio", "video"):
        name = "document"
    content = {"link": reply.url}
    if reply.body and name != "audio":
        content["caption"] = cut(reply.body, CARD_BODY_LIMIT)
    if name == "document":
        content["filename"] = reply.filename[-FILENAME_LIMIT:]
    return _typed(name, content)


def template_content(spec: TemplateSpec, words: Callable[..., str]) -> TemplateContent:
    """Return a template as it is registered, with samples for its approval.

    words: gives the text of a phrase id with its places filled.
    """
    titles = tuple(words(title) for title in spec.buttons)
    samples = tuple(f"ejemplo {name}" for name in spec.values)
    return _content(spec.name, template_source(spec, words), titles, samples)


def _content(
    name: str, source: str, titles: tuple[str, ...], samples: tuple[str, ...]
) -> TemplateContent:
    words = hashlib.sha256(f"{source}|{'|'.join(titles)}".encode()).hexdigest()[:8]
    body: dict[str, Any] = {"type": "BODY", "text": source}
    if samples:
        body["example"] = {"body_text": [list(samples)]}
    components: tuple[Mapping[str, Any], ...] = (body,)
    if titles:
        buttons = [{"type": "QUICK_REPLY", "text": cut(one, BUTTON_LIMIT)} for one in titles]
        components = (body, {"type": "BUTTONS", "buttons": buttons})
    return TemplateContent(f"{CHANNEL}/{name}/{words}", f"turnero_{name}_{words}", components)


def _template(reply: Template, source: str) -> Rendered:
    titles = tuple(choice.title for choice in reply.choices)
    content = _content(reply.name, source, titles, reply.values)
    parts: list[Mapping[str, Any]] = []
    if reply.values:
        parts.append({"type": "body", "parameters": [_value(value) for value in reply.values]})
    parts += [
        {
            "type": "button",
            "sub_type": "quick_reply",
            "index": str(number),
            "parameters": [{"type": "payload", "payload": choice.id}],
        }
        for number, choice in enumerate(reply.choices)
    ]
    language = {"policy": "deterministic", "code": LANGUAGE}
    message = {"name": content.name, "language": language, "components": parts}
    return Rendered({"type": "template", "template": message}, content)


def _value(text: str) -> Mapping[str, str]:
    """Return a template's value; Meta takes no line break, tab or run of spaces in it."""
    return {"type": "text", "text": _SPACE.sub(" ", text).strip()}
