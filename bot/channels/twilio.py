"""Twilio's WhatsApp wire format ↔ messages. Pure: signatures are webhooks' work, sending workers'.

Source: contract sheet on Twilio (2026-11-22), sections 2, 4, 5 and 7.
"""

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from bot.channels.errors import UnknownShapeError as UnknownShapeError
from bot.channels.fitting import cut, fit_buttons, fit_rows, numbered, template_source
from bot.messages.inbound import (
    LONGEST_MEDIA_ID,
    LONGEST_TEXT,
    WITH_FILE,
    Attachment,
    Inbound,
    InboundKind,
    Sender,
)
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

CHANNEL = "twilio"
WINDOW_CLOSED = "63016"  # Twilio's code for words outside the 24-hour window
PAIR_IS_FULL = "63018"  # too much to one person
TOO_MANY = frozenset({PAIR_IS_FULL, "63017", "30001"})
UNREACHABLE = frozenset({"63003", "63014", "63024", "21211", "21610", "21614"})
UNWANTED: frozenset[str] = frozenset()  # Twilio tells it as 63014, like any other block
HEARS_OWNER = False
BODY_LIMIT = 1600  # free text through Twilio, characters
CARD_BODY_LIMIT = 1024  # body of quick replies and lists
BUTTON_LIMIT = 20
ROW_LIMIT = 24
DESCRIPTION_LIMIT = 72
MOST_BUTTONS = 3
MOST_ROWS = 10

_PHONE = re.compile(r"^\+\d{8,15}$")
_MEDIA_KINDS = {
    "image": InboundKind.IMAGE,
    "audio": InboundKind.AUDIO,
    "video": InboundKind.VIDEO,
    "application": InboundKind.DOCUMENT,
}
_MESSAGE_TYPES = {
    "text": InboundKind.TEXT,
    "sticker": InboundKind.STICKER,
    "reaction": InboundKind.REACTION,
    "location": InboundKind.LOCATION,
    "contacts": InboundKind.CONTACT,
    "contact": InboundKind.CONTACT,
    "image": InboundKind.IMAGE,
    "audio": InboundKind.AUDIO,
    "voice": InboundKind.AUDIO,
    "video": InboundKind.VIDEO,
    "document": InboundKind.DOCUMENT,
}


class Layout(Enum):
    """The layouts that are registered with Twilio before they are sent."""

    QUICK_REPLY = "twilio/quick-reply"
    LIST = "twilio/list-picker"
    TEXT = "twilio/text"


@dataclass(frozen=True, slots=True)
class Content:
    """A layout to register once, and the values of this message.

    key: unique per layout, so that it is registered only once. needs_approval: it may leave outside
    the 24-hour window, once WhatsApp approved it under name. samples: for the approval. spec: the
    template's own name, "" when it is none.
    """

    key: str
    name: str
    layout: Layout
    types: Mapping[str, Any]
    variables: Mapping[str, str]
    samples: Mapping[str, str]
    needs_approval: bool
    spec: str = ""

    @property
    def category(self) -> str:
        """Return the category that it is handed in as, in WhatsApp's words."""
        return CATEGORIES.get(self.spec, MessageCategory.UTILITY).name


@dataclass(frozen=True, slots=True)
class Rendered:
    """A reply as Twilio takes it: plain body, perhaps with a file, or content."""

    body: str | None = None
    content: Content | None = None
    media_url: str | None = None

    @property
    def as_template(self) -> bool:
        """Whether it leaves as an approved template."""
        return self.template_key is not None

    @property
    def template_key(self) -> str | None:
        """What the template is registered under, None when it leaves as none."""
        content = self.content
        return content.key if content is not None and content.needs_approval else None


def address_of(phone: str) -> str:
    """Return the address of somebody whose phone (E.164) is known."""
    return f"whatsapp:{phone}"


def phone_of(address: str) -> str | None:
    """Return the phone (E.164) behind an address; None for a business-scoped user id."""
    number = address.removeprefix("whatsapp:")
    return number if _PHONE.match(number) else None


def decode_sender(form: Mapping[str, str]) -> Sender:
    """Return who sent an inbound message. Raises UnknownShapeError without sender or receiver."""
    address, business = form.get("From", ""), form.get("To", "")
    if not address or not business:
        raise UnknownShapeError("no From or To")
    external = form.get("ExternalUserId") or form.get("ExternalUserIdentifier")
    return Sender(
        channel=CHANNEL,
        address=address,
        business_address=business,
        phone=phone_of(address),
        external_user_id=external.removeprefix("whatsapp:") if external else None,
    )


def decode_receiver(form: Mapping[str, str]) -> Sender:
    """Raise UnknownShapeError: Twilio's numbers are in no phone's app, so nothing is echoed."""
    raise UnknownShapeError("no echoes")


def decode(form: Mapping[str, str], received_at: datetime) -> Inbound:
    """Return the message of an inbound webhook. Raises UnknownShapeError without a MessageSid."""
    sid = form.get("MessageSid") or form.get("SmsMessageSid")
    if not sid:
        raise UnknownShapeError("no MessageSid")
    tap_id = form.get("ButtonPayload") or form.get("ListId") or None
    text = form.get("Body", "") or form.get("ButtonText", "") or form.get("ListTitle", "")
    kind = InboundKind.TAP if tap_id else _kind(form, text)
    return Inbound(
        message_id=sid,
        kind=kind,
        text=text[:LONGEST_TEXT],
        sent_at=received_at,
        tap_id=tap_id,
        quoted_id=form.get("OriginalRepliedMessageSid") or None,
        profile_name=form.get("ProfileName") or None,
        place=form.get("Address") or form.get("Label") or None,
        attachment=_attachment(form) if kind in WITH_FILE else None,
    )


def _attachment(form: Mapping[str, str]) -> Attachment | None:
    """Return the file of a message: its address ends with Twilio's id of it."""
    address = form.get("MediaUrl0", "")
    media_id = address.partition("?")[0].rpartition("/")[2]
    is_id = 0 < len(media_id) <= LONGEST_MEDIA_ID
    return Attachment(media_id, address) if is_id else None


def _kind(form: Mapping[str, str], text: str) -> InboundKind:
    declared = form.get("MessageType", "").lower()
    if form.get("Latitude"):
        return InboundKind.LOCATION
    if form.get("NumMedia", "0") not in ("", "0"):
        media = form.get("MediaContentType0", "")
        if "vcard" in media:
            return InboundKind.CONTACT
        if declared in _MESSAGE_TYPES and declared != "text":
            return _MESSAGE_TYPES[declared]
        return _MEDIA_KINDS.get(media.split("/")[0], InboundKind.UNSUPPORTED)
    if declared and declared not in ("button", "interactive"):
        kind = _MESSAGE_TYPES.get(declared, InboundKind.UNSUPPORTED)
        if kind is not InboundKind.TEXT:
            return kind
    return InboundKind.TEXT if text.strip() else InboundKind.UNSUPPORTED


def encode(
    reply: Reply, *, window_is_open: bool, link: str | None, template_source: str | None = None
) -> Rendered:
    """Return a reply as Twilio takes it.

    link: the address of a PaymentLink's checkout, of a CalendarFile or of a ReceiptFile.
    template_source: the words of a template with {{1}} … in them, needed when the window is closed.
    Raises ValueError when they are missing.
    """
    match reply:
        case Text(body) | LocationRequest(body) | ContactRequest(body) | Reaction(body):
            return Rendered(body=cut(body, BODY_LIMIT))
        case Document(body, url):
            return Rendered(body=cut(body, BODY_LIMIT), media_url=url)
        case PaymentLink(body, label, _):
            if link is None:
                raise ValueError("a payment link needs its address")
            return _with_address(body, f"{label}\n{link}")
        case CalendarFile(body, _):  # WhatsApp takes no such file from Twilio, so it is linked
            if link is None:
                raise ValueError("a calendar file needs its address")
            return _with_address(body, link)
        case ReceiptFile(body, _):
            if link is None:
                raise ValueError("a receipt needs its address")
            return Rendered(body=cut(body, BODY_LIMIT), media_url=link)
        case Buttons(body, choices):
            return _buttons(body, choices)
        case Menu(body, button, choices):
            if fit_rows(choices, most=MOST_ROWS):
                return Rendered(content=_list(body, button, choices))
            return Rendered(body=numbered(body, choices, BODY_LIMIT))
        case Template(_, _, choices, body) if window_is_open:
            return _buttons(body, choices)
        case Template():
            if template_source is None:
                raise ValueError("a template outside the window needs its source")
            return Rendered(content=_template(reply, template_source))


def _with_address(body: str, address: str) -> Rendered:
    tail = f"\n\n{address}"
    return Rendered(body=cut(body, BODY_LIMIT - len(tail)) + tail)


def _buttons(body: str, choices: tuple[Choice, ...]) -> Rendered:
    if fit_buttons(choices, most=MOST_BUTTONS, limit=BUTTON_LIMIT):
        return Rendered(content=_quick_reply(body, choices))
    return Rendered(body=numbered(body, choices, BODY_LIMIT))


def _quick_reply(body: str, choices: tuple[Choice, ...]) -> Content:
    variables = {"1": cut(body, CARD_BODY_LIMIT)}
    actions = []
    for number, choice in enumerate(choices):
        title, tap = str(2 + 2 * number), str(3 + 2 * number)
        variables[title] = cut(choice.title, BUTTON_LIMIT)
        variables[tap] = choice.id
        actions.append({"type": "QUICK_REPLY", "title": f"{{{{{title}}}}}", "id": f"{{{{{tap}}}}}"})
    return _session_content(
        f"quick_reply_{len(choices)}",
        Layout.QUICK_REPLY,
        {"body": "{{1}}", "actions": actions},
        variables,
    )


def _list(body: str, button: str, choices: tuple[Choice, ...]) -> Content:
    variables = {"1": cut(body, CARD_BODY_LIMIT), "2": cut(button, BUTTON_LIMIT)}
    items = []
    for number, choice in enumerate(choices):
        title, tap, about = (str(3 + 3 * number + offset) for offset in range(3))
        variables[title] = cut(choice.title, ROW_LIMIT)
        variables[tap] = choice.id
        # Twilio wants a description in every row, and no empty variable.
        variables[about] = cut(choice.description or choice.title, DESCRIPTION_LIMIT)
        items.append(
            {
                "item": f"{{{{{title}}}}}",
                "id": f"{{{{{tap}}}}}",
                "description": f"{{{{{about}}}}}",
            }
        )
    return _session_content(
        f"list_{len(choices)}",
        Layout.LIST,
        {"body": "{{1}}", "button": "{{2}}", "items": items},
        variables,
    )


def _session_content(
    name: str, layout: Layout, content_type: Mapping[str, Any], variables: Mapping[str, str]
) -> Content:
    return Content(
        key=f"session/{name}/v1",
        name=f"turnero_{name}",
        layout=layout,
        types={layout.value: content_type},
        variables=variables,
        samples=dict.fromkeys(variables, "x"),
        needs_approval=False,
    )


def template_content(spec: TemplateSpec, words: Callable[..., str]) -> Content:
    """Return a template as it is registered, with samples for its approval.

    words: gives the text of a phrase id with its places filled.
    """
    choices = tuple(
        Choice(f"sample:{number}", words(title)) for number, title in enumerate(spec.buttons)
    )
    reply = Template(spec.name, spec.samples, choices, "")
    return _template(reply, template_source(spec, words))


def _template(reply: Template, source: str) -> Content:
    variables = {str(number + 1): value for number, value in enumerate(reply.values)}
    actions = []
    for number, choice in enumerate(reply.choices):
        tap = str(len(reply.values) + 1 + number)
        variables[tap] = choice.id
        actions.append({"type": "QUICK_REPLY", "title": choice.title, "id": f"{{{{{tap}}}}}"})
    layout = Layout.QUICK_REPLY if actions else Layout.TEXT
    content_type: dict[str, Any] = {"body": source}
    if actions:
        content_type["actions"] = actions
    titles = "|".join(choice.title for choice in reply.choices)
    words = hashlib.sha256(f"{source}|{titles}".encode()).hexdigest()[:8]
    return Content(
        key=f"template/{reply.name}/{words}",
        name=f"turnero_{reply.name}_{words}",
        layout=layout,
        types={layout.value: content_type},
        variables=variables,
        samples=variables,
        needs_approval=True,
        spec=reply.name,
    )
