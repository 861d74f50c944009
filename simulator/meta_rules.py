"""What the Cloud API takes: the parts of each message type, and their limits in characters.

Source: contract sheet whatsapp-cloud-api.md §5 (2026-11-22).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from simulator.meta_errors import MetaError
from simulator.records import Choice, ChoiceType, Kind, Link, Place

_TEXT_MAX = 4096
_BODY_MAX = 1024
_HEADER_MAX = 60
_TITLE_MAX = 20
_ROW_MAX = 24
_DESCRIPTION_MAX = 72
_BUTTONS_MAX = 3
_ROWS_MAX = 10
_BUTTON_ID_MAX = 256
_ROW_ID_MAX = 200
_URL_MAX = 2000
_MEDIA_KINDS = {
    "image": Kind.IMAGE,
    "audio": Kind.AUDIO,
    "video": Kind.DOCUMENT,
    "document": Kind.DOCUMENT,
    "sticker": Kind.STICKER,
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A message as the phone shows it. media: id or link. asks: "location" or "contact".

    category: a template's, in small letters.
    """

    kind: Kind
    body: str
    header: str = ""
    footer: str = ""
    button: str = ""
    choices: tuple[Choice, ...] = ()
    links: tuple[Link, ...] = ()
    media: str = ""
    media_type: str = ""
    place: Place | None = None
    quoted: str = ""
    asks: str = ""
    category: str = ""


def shown(message: Mapping[str, Any]) -> Shown:
    """Return what a message other than a template shows. Raises MetaError when it breaks a rule."""
    name = text_in(message, "type") or "text"
    if name in _MEDIA_KINDS:
        return _media(name, object_in(message, name))
    read = _READERS.get(name)
    if read is None:
        raise MetaError(131051, name)
    return read(object_in(message, name))


def object_in(value: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """Return an object that must be there. Raises MetaError when it is not."""
    found = value.get(name)
    if not isinstance(found, dict):
        raise MetaError(131008, name)
    return found


def text_in(value: Mapping[str, Any], name: str) -> str:
    """Return a text, empty when it is not given. Raises MetaError when it is something else."""
    found = value.get(name)
    if found is None:
        return ""
    if not isinstance(found, str):
        raise MetaError(131009, name)
    return found


def required(value: Mapping[str, Any], name: str, most: int) -> str:
    """Return a text that must be there. Raises MetaError when it is blank or too long."""
    found = text_in(value, name)
    if not found.strip():
        raise MetaError(131008, name)
    if len(found) > most:
        raise MetaError(131009, f"{name} is longer than {most}")
    return found


def _text(content: Mapping[str, Any]) -> Shown:
    return Shown(Kind.TEXT, required(content, "body", _TEXT_MAX))


def _reaction(content: Mapping[str, Any]) -> Shown:
    quoted = required(content, "message_id", _BODY_MAX)
    return Shown(Kind.REACTION, text_in(content, "emoji"), quoted=quoted)


def _location(content: Mapping[str, Any]) -> Shown:
    latitude, longitude = content.get("latitude"), content.get("longitude")
    if latitude is None or longitude is None:
        raise MetaError(131008, "latitude and longitude")
    name, address = text_in(content, "name"), text_in(content, "address")
    return Shown(Kind.LOCATION, "", place=Place(str(latitude), str(longitude), name, address))


def _media(name: str, content: Mapping[str, Any]) -> Shown:
    media = text_in(content, "id") or text_in(content, "link")
    if not media:
        raise MetaError(131008, f"{name}.id or {name}.link")
    caption = text_in(content, "caption")
    if name in ("audio", "sticker") and "caption" in content:
        raise MetaError(131009, f"{name} takes no caption")
    if len(caption) > _BODY_MAX:
        raise MetaError(131009, f"caption is longer than {_BODY_MAX}")
    if name != "document" and "filename" in content:
        raise MetaError(131009, f"{name} takes no filename")
    return Shown(_MEDIA_KINDS[name], caption, media=media, media_type=name)


def _interactive(content: Mapping[str, Any]) -> Shown:
    name, action = text_in(content, "type"), object_in(content, "action")
    body = required(object_in(content, "body"), "text", _BODY_MAX)
    header = content.get("header")
    if isinstance(header, dict) and header.get("type") == "text":
        required(header, "text", _HEADER_MAX)
    footer = content.get("footer")
    base = Shown(
        Kind.TEXT,
        body,
        header=text_in(header, "text") if isinstance(header, dict) else "",
        footer=required(footer, "text", _HEADER_MAX) if isinstance(footer, dict) else "",
    )
    match name:
        case "button":
            return replace(base, kind=Kind.BUTTONS, choices=_buttons(action))
        case "list":
            button = required(action, "button", _TITLE_MAX)
            return replace(base, kind=Kind.LIST, button=button, choices=_rows(action))
        case "cta_url":
            return replace(base, kind=Kind.LINK, links=(_link(action),))
        case "location_request_message":
            _require_name(action, "send_location")
            return replace(base, asks="location")
        case "request_contact_info":
            _require_name(action, "request_contact_info")
            return replace(base, asks="contact")
    raise MetaError(131009, f"interactive.type {name}")


def _require_name(action: Mapping[str, Any], name: str) -> None:
    if action.get("name") != name:
        raise MetaError(131009, f"action.name must be {name}")


def _buttons(action: Mapping[str, Any]) -> tuple[Choice, ...]:
    buttons = _objects(action, "buttons", _BUTTONS_MAX)
    replies = [object_in(one, "reply") for one in buttons if one.get("type") == "reply"]
    if len(replies) < len(buttons):
        raise MetaError(131009, "buttons[].type must be reply")
    choices = tuple(
        Choice(
            ChoiceType.BUTTON,
            required(one, "id", _BUTTON_ID_MAX),
            required(one, "title", _TITLE_MAX),
        )
        for one in replies
    )
    _apart([one.id for one in choices], "button ids")
    _apart([one.title for one in choices], "button titles")
    return choices


def _rows(action: Mapping[str, Any]) -> tuple[Choice, ...]:
    sections = _objects(action, "sections", _ROWS_MAX)
    choices: list[Choice] = []
    for section in sections:
        if len(sections) > 1:
            required(section, "title", _ROW_MAX)
        choices += [_row(one) for one in _objects(section, "rows", _ROWS_MAX)]
    if len(choices) > _ROWS_MAX:
        raise MetaError(131009, f"more than {_ROWS_MAX} rows")
    _apart([one.id for one in choices], "row ids")
    return tuple(choices)


def _row(row: Mapping[str, Any]) -> Choice:
    about = text_in(row, "description")
    if len(about) > _DESCRIPTION_MAX:
        raise MetaError(131009, f"description is longer than {_DESCRIPTION_MAX}")
    id_, title = required(row, "id", _ROW_ID_MAX), required(row, "title", _ROW_MAX)
    return Choice(ChoiceType.ROW, id_, title, about)


def _link(action: Mapping[str, Any]) -> Link:
    _require_name(action, "cta_url")
    parameters = object_in(action, "parameters")
    url = required(parameters, "url", _URL_MAX)
    if not url.startswith(("http://", "https://")):
        raise MetaError(131009, "url")
    return Link(required(parameters, "display_text", _TITLE_MAX), url)


def _objects(value: Mapping[str, Any], name: str, most: int) -> list[Mapping[str, Any]]:
    found = value.get(name)
    if not isinstance(found, list) or not found:
        raise MetaError(131008, name)
    if len(found) > most:
        raise MetaError(131009, f"more than {most} {name}")
    if not all(isinstance(one, dict) for one in found):
        raise MetaError(131009, name)
    return found


def _apart(values: list[str], what: str) -> None:
    if len(set(values)) < len(values):
        raise MetaError(131009, f"{what} must be unique")


_READERS: dict[str, Callable[[Mapping[str, Any]], Shown]] = {
    "text": _text,
    "reaction": _reaction,
    "location": _location,
    "interactive": _interactive,
}
