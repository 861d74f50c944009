"""Replies as Meta's Cloud API takes them, within its limits. Pure: sending is the gateway's.

Source: contract sheet on the WhatsApp Cloud API (2026-11-22), sections 5 and 9; shapes of cta_url,
location_request_message and request_contact_info as the package pywa 4.5.0 sends them.
"""

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.channels.fitting import cut, fit_buttons, fit_rows, numbered, template_source
from bot.messages.prices import MessageCategory
from bot.messages.replies import (
    Buttons,
    CalendarFile,
    Choice,
    ContactRequest,
    Document,
    LocationRequest,
    Menu,
    PaymentLink,
    Reaction,
    ReceiptFile,
    Reply,
    Template,
    Text,
)
from bot.messages.templates import CATEGORIES, TemplateSpec

CHANNEL = "meta"
LANGUAGE = "es_AR"
BODY_LIMIT = 4096  # of a plain text, characters
CARD_BODY_LIMIT = 1024  # of everything with buttons, and of captions
BUTTON_LIMIT = 20
ROW_LIMIT = 24
DESCRIPTION_LIMIT = 72
FILENAME_LIMIT = 240
CALENDAR_FILENAME, RECEIPT_FILENAME = "turno.ics", "comprobante.pdf"
MOST_BUTTONS = 3
MOST_ROWS = 10

_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class TemplateContent:
    """A template to register once under a name of its own; components as Meta wants them.

    key: unique per wording, so that it is registered only once. spec: the template's own name.
    """

    key: str
    name: str
    components: tuple[Mapping[str, Any], ...]
    spec: str

    @property
    def category(self) -> str:
        """Return the category that it is handed in as, in Meta's words."""
        return CATEGORIES.get(self.spec, MessageCategory.UTILITY).name


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

    @property
    def template_key(self) -> str | None:
        """What the template is registered under, None when it leaves as none."""
        return self.template.key if self.template is not None else None


def encode(
    reply: Reply, *, window_is_open: bool, link: str | None, template_source: str | None = None
) -> Rendered:
    """Return a reply as Meta takes it.

    link: the address of a PaymentLink's checkout, or Meta's id of a CalendarFile or ReceiptFile.
    template_source: the words of a template with {{1}} … in them, needed when the window is closed.
    Raises ValueError when they are missing.
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
        case CalendarFile(body, _):
            if link is None:
                raise ValueError("a calendar file needs its id")
            caption = cut(body, CARD_BODY_LIMIT)
            content = {"id": link, "filename": CALENDAR_FILENAME, "caption": caption}
            return _typed("document", content)
        case ReceiptFile(body, _):
            if link is None:
                raise ValueError("a receipt needs its id")
            caption = cut(body, CARD_BODY_LIMIT)
            content = {"id": link, "filename": RECEIPT_FILENAME, "caption": caption}
            return _typed("document", content)


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
    return _content(spec.name, template_source(spec, words), titles, spec.samples)


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
    return TemplateContent(f"{CHANNEL}/{name}/{words}", f"turnero_{name}_{words}", components, name)


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
    message = {"name": content.name, "language": {"code": LANGUAGE}, "components": parts}
    return Rendered({"type": "template", "template": message}, content)


def _value(text: str) -> Mapping[str, str]:
    """Return a template's value; Meta takes no line break, tab or run of spaces in it."""
    return {"type": "text", "text": _SPACE.sub(" ", text).strip()}
