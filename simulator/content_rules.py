"""What WhatsApp allows in buttons, lists and links, and how variables are filled in.

Limits: contract sheet twilio-whatsapp.md §7 (2026-11-22). Lengths are in characters.
"""

import json
import re
from dataclasses import dataclass
from typing import Any

from simulator.records import Choice, ChoiceType, Content, Kind, Link
from simulator.twilio_errors import TwilioError

_BODY_MAX = 1024
_TITLE_MAX = 20
_ID_MAX = 200
_ITEM_MAX = 24
_DESCRIPTION_MAX = 72
_LIST_BUTTON_MAX = 20
_LIST_ITEMS_MAX = 10
_BUTTONS_IN_SESSION = 3
_BUTTONS_APPROVED = 10
_VARIABLE = re.compile(r"\{\{\s*(\w+)\s*\}\}")

# WhatsApp shows the richest type a template offers.
SUPPORTED_TYPES = (
    "whatsapp/card",
    "twilio/list-picker",
    "twilio/quick-reply",
    "twilio/call-to-action",
    "twilio/media",
    "twilio/text",
)


@dataclass(frozen=True, slots=True)
class Shown:
    """A template with its variables filled in: what the phone shows."""

    kind: Kind
    body: str
    header: str = ""
    footer: str = ""
    button: str = ""
    choices: tuple[Choice, ...] = ()
    links: tuple[Link, ...] = ()
    media_url: str = ""


def type_of(types: dict[str, Any]) -> str:
    """Return the type WhatsApp will show. Raises TwilioError when none is known."""
    for name in SUPPORTED_TYPES:
        if types.get(name):
            return name
    raise TwilioError(20422, f"types must hold one of {', '.join(SUPPORTED_TYPES)}")


def check_definition(types: dict[str, Any]) -> None:
    """Raise TwilioError when a template could never be shown, whatever its variables hold."""
    name = type_of(types)
    definition = types[name]
    if name == "twilio/list-picker":
        _check_list(definition)
    if name in ("twilio/quick-reply", "twilio/call-to-action"):
        _check_actions(name, definition.get("actions") or [])
    if name != "whatsapp/card" and name != "twilio/media":
        _require(bool(definition.get("body")), f"{name} needs a body")
    problem = limit_broken(shown(types, {}), approved=True)
    _require(not problem, problem)


def _check_list(definition: dict[str, Any]) -> None:
    items = definition.get("items") or []
    _require(bool(definition.get("button")), "a list needs the text of its button")
    _require(1 <= len(items) <= _LIST_ITEMS_MAX, f"a list holds 1 to {_LIST_ITEMS_MAX} items")
    for item in items:
        for field in ("item", "id", "description"):
            _require(bool(item.get(field)), f"each list item needs {field}")


def _check_actions(name: str, actions: list[dict[str, Any]]) -> None:
    _require(1 <= len(actions) <= _BUTTONS_APPROVED, f"1 to {_BUTTONS_APPROVED} actions")
    for action in actions:
        _require(bool(action.get("title")), "each action needs a title")
        if name == "twilio/quick-reply":
            _require(action.get("type", "QUICK_REPLY") == "QUICK_REPLY", "type QUICK_REPLY only")
            _require(bool(action.get("id")), "each quick reply needs an id")
        elif action.get("type") == "URL":
            url = str(action.get("url") or "")
            _require(url.startswith(("https://", "http://", "{{")), "each URL action needs a url")


def _require(holds: bool, detail: str) -> None:
    if not holds:
        raise TwilioError(20422, detail)


def variables_of(text: str) -> dict[str, str]:
    """Parse ContentVariables. Raises TwilioError 21656 unless a JSON object of full strings."""
    if not text:
        return {}
    try:
        parsed = json.loads(text)
    except ValueError as error:
        raise TwilioError(21656, "not JSON") from error
    if not isinstance(parsed, dict):
        raise TwilioError(21656, "not a JSON object")
    for name, value in parsed.items():
        if not isinstance(value, str) or not value.strip():
            raise TwilioError(21656, f"variable {name} must be a non-empty string")
    return parsed


def missing_variables(content: Content, given: dict[str, str]) -> set[str]:
    """Return the variables with neither a given nor a sample value."""
    wanted = set(_VARIABLE.findall(json.dumps(content.types, ensure_ascii=False)))
    return wanted - set(given) - {name for name, sample in content.variables.items() if sample}


def shown(types: dict[str, Any], variables: dict[str, str]) -> Shown:
    """Return what the phone shows; a variable without a value stays as it is written."""
    name = type_of(types)
    filled = _fill(types[name], variables)
    body = str(filled.get("body") or "")
    media = filled.get("media") or []
    base = Shown(
        kind=Kind.TEXT,
        body=body,
        header=str(filled.get("header_text") or ""),
        footer=str(filled.get("footer") or ""),
        media_url=str((media if isinstance(media, str) else next(iter(media), "")) or ""),
    )
    if name == "twilio/list-picker":
        return _as_list(base, filled)
    choices, links = _actions(filled.get("actions") or [])
    kind = Kind.BUTTONS if choices else Kind.LINK if links else Kind.TEXT
    if kind is Kind.TEXT and base.media_url:
        kind = Kind.IMAGE
    return Shown(
        kind=kind,
        body=body,
        header=base.header,
        footer=base.footer,
        choices=choices,
        links=links,
        media_url=base.media_url,
    )


def _as_list(base: Shown, filled: dict[str, Any]) -> Shown:
    rows = tuple(
        Choice(
            type=ChoiceType.ROW,
            id=str(item.get("id") or ""),
            title=str(item.get("item") or ""),
            description=str(item.get("description") or ""),
        )
        for item in filled.get("items") or []
    )
    return Shown(
        kind=Kind.LIST, body=base.body, button=str(filled.get("button") or ""), choices=rows
    )


def _actions(actions: list[dict[str, Any]]) -> tuple[tuple[Choice, ...], tuple[Link, ...]]:
    choices, links = [], []
    for action in actions:
        title = str(action.get("title") or "")
        if action.get("url"):
            links.append(Link(title=title, url=str(action["url"])))
        elif action.get("phone"):
            links.append(Link(title=title, url=f"tel:{action['phone']}"))
        elif action.get("type", "QUICK_REPLY") == "QUICK_REPLY":
            id_ = str(action.get("id") or title)
            choices.append(Choice(type=ChoiceType.BUTTON, id=id_, title=title))
    return tuple(choices), tuple(links)


def _fill(value: Any, variables: dict[str, str]) -> Any:
    if isinstance(value, str):
        return _VARIABLE.sub(lambda found: variables.get(found[1], found[0]), value)
    if isinstance(value, list):
        return [_fill(item, variables) for item in value]
    if isinstance(value, dict):
        return {name: _fill(item, variables) for name, item in value.items()}
    return value


def limit_broken(message: Shown, *, approved: bool) -> str:
    """Return which limit of WhatsApp the filled-in message breaks; empty when none."""
    is_list = message.kind is Kind.LIST
    title_max = _ITEM_MAX if is_list else _TITLE_MAX
    buttons_max = _BUTTONS_APPROVED if approved else _BUTTONS_IN_SESSION
    titles = [choice.title for choice in message.choices]
    ids = [choice.id for choice in message.choices]
    checks = (
        (len(message.body) > _BODY_MAX, f"body over {_BODY_MAX}"),
        (any(len(title) > title_max for title in titles), f"title over {title_max}"),
        (any(len(link.title) > _TITLE_MAX for link in message.links), "link title over 20"),
        (any(len(id_) > _ID_MAX for id_ in ids), f"id over {_ID_MAX}"),
        (len(set(ids)) < len(ids), "two choices share an id"),
        (not is_list and len(set(titles)) < len(titles), "two buttons share a title"),
        (
            any(len(choice.description) > _DESCRIPTION_MAX for choice in message.choices),
            f"description over {_DESCRIPTION_MAX}",
        ),
        (len(message.button) > _LIST_BUTTON_MAX, f"list button over {_LIST_BUTTON_MAX}"),
        (not is_list and len(titles) > buttons_max, f"more than {buttons_max} buttons"),
    )
    return next((problem for broken, problem in checks if broken), "")


def rejection_reason(content: Content) -> str:
    """Return why WhatsApp would not approve a template; empty when it would."""
    definition = content.types[type_of(content.types)]
    body = str(definition.get("body") or "").strip()
    if re.match(r"\{\{\w+\}\}", body) or re.search(r"\{\{\w+\}\}$", body):
        return "Variables can't be at the start or end of the template."
    if re.search(r"\}\}\s*\{\{", body):
        return "The message template contains adjacent variables."
    if set(_VARIABLE.findall(json.dumps(definition))) - set(content.variables):
        return "The message template needs a sample value for each variable."
    return ""
