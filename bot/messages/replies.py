"""What the bot says: content without looks. Codecs render them within each channel's limits.

Every reply round-trips through JSON (to_json, from_json), because it waits in the outbox.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to tap; id is typed (see bot.dialogue.taps), description only shows in lists."""

    id: str
    title: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """Plain words."""

    body: str


@dataclass(frozen=True, slots=True)
class Buttons:
    """Words with one to three choices."""

    body: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Menu:
    """Words with a list of one to ten choices behind one button."""

    body: str
    button: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class PaymentLink:
    """Words followed by the address where a payment can be made, filled in when it leaves.

    payment_id: the payment row whose checkout link is appended; label introduces the link.
    """

    body: str
    label: str
    payment_id: int


@dataclass(frozen=True, slots=True)
class Template:
    """A message the bot starts; may leave outside the 24-hour window if its template is approved.

    name: key in bot.messages.templates. values: fill {{1}}, {{2}} … and are never empty. choices:
    the quick replies the template has, with the ids of this very message. body: the whole text as
    the person reads it, used inside the window and in the console.
    """

    name: str
    values: tuple[str, ...]
    choices: tuple[Choice, ...]
    body: str


@dataclass(frozen=True, slots=True)
class LocationRequest:
    """Words with a button that opens the map, where the channel has one."""

    body: str


@dataclass(frozen=True, slots=True)
class ContactRequest:
    """Words with a button that gives us the person's phone number, where the channel has one."""

    body: str


@dataclass(frozen=True, slots=True)
class Reaction:
    """An emoji on a message of theirs; message_id: the channel's id of it."""

    body: str
    message_id: str


@dataclass(frozen=True, slots=True)
class Document:
    """A file to look at or to keep: a picture, a sound, a PDF.

    body: the words under it, may be empty. url: where the channel fetches it, open to the world.
    """

    body: str
    url: str
    filename: str
    mime_type: str


@dataclass(frozen=True, slots=True)
class CalendarFile:
    """Words with an appointment as a file for the phone's own calendar, made when it leaves."""

    body: str
    appointment_id: int


@dataclass(frozen=True, slots=True)
class ReceiptFile:
    """Words with the receipt of a payment as a PDF, made when it leaves."""

    body: str
    payment_id: int


Reply = (
    Text
    | Buttons
    | Menu
    | PaymentLink
    | Template
    | LocationRequest
    | ContactRequest
    | Reaction
    | Document
    | CalendarFile
    | ReceiptFile
)
_KINDS: dict[str, type[Reply]] = {
    "text": Text,
    "buttons": Buttons,
    "menu": Menu,
    "payment_link": PaymentLink,
    "template": Template,
    "location_request": LocationRequest,
    "contact_request": ContactRequest,
    "reaction": Reaction,
    "document": Document,
    "calendar_file": CalendarFile,
    "receipt_file": ReceiptFile,
}
_NAMES = {cls: name for name, cls in _KINDS.items()}


def to_json(reply: Reply) -> dict[str, Any]:
    """Return a JSON-ready dict from which from_json rebuilds the same reply."""
    return {"kind": _NAMES[type(reply)], **asdict(reply)}


def from_json(data: Mapping[str, Any]) -> Reply:
    """Rebuild a reply. Raises KeyError on an unknown kind or a missing field."""
    fields = {key: value for key, value in data.items() if key != "kind"}
    if "choices" in fields:
        fields["choices"] = tuple(Choice(**choice) for choice in fields["choices"])
    if "values" in fields:
        fields["values"] = tuple(fields["values"])
    return _KINDS[data["kind"]](**fields)
