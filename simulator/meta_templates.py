"""Templates of the Cloud API: how they are created, judged, listed and filled in.

Source: contract sheet whatsapp-cloud-api.md §5, §7 and §9 (2026-11-22).
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, jsonify, request

from simulator.meta_errors import MetaError
from simulator.meta_rules import Shown, object_in, required, text_in
from simulator.records import Choice, ChoiceType, Kind, MetaTemplate
from simulator.world import World

_APPROVAL_SECONDS = 0.2  # Meta takes minutes to a day; nobody wants to wait that long
_NAME = re.compile(r"[a-z0-9_]{1,512}")
_PLACE = re.compile(r"\{\{(\d+)\}\}")
_BROKEN_VALUE = re.compile(r"[\n\t]| {5,}")
_BODY_MAX = 1024
_BUTTON_MAX = 25
_BUTTONS_MAX = 10
_VALUE_MAX = 1024
_PAYLOAD_MAX = 256
_TEMPLATES_MAX = 6000
_FIRST_ID = 500_000_000_000_001
_FIELDS = "name,parameter_format,components,language,status,category"  # of who asks for none
_REAL_HOST = "https://graph.facebook.com"  # where Meta's own next pages are


def add_routes(api: Blueprint, world: World) -> None:
    """Add what is under /{account}/message_templates."""
    path = f"/v<float:_>/{world.settings.meta.account_id}/message_templates"

    @api.post(path)
    def create_template(_: float) -> Response:
        body = request.get_json(silent=True)
        template = _made(world, body if isinstance(body, dict) else {})
        world.courier.after(_APPROVAL_SECONDS, partial(_judge, world, template.key))
        return jsonify(id=template.id, status=template.status, category=template.category)

    @api.get(path)
    def list_templates(_: float) -> Response:
        found = [one for one in world.state.all(MetaTemplate) if _is_asked_for(one)]
        limit = min(max(request.args.get("limit", 25, type=int), 1), 1000)
        start = request.args.get("after", 0, type=int)
        fields = request.args.get("fields", _FIELDS).split(",")
        shown = [_json(one) for one in found[start : start + limit]]
        data = [{name: one[name] for name in ("id", *fields) if name in one} for one in shown]
        page: dict[str, Any] = {"data": data}
        if data:
            page["paging"] = {"cursors": {"before": str(start), "after": str(start + limit)}}
        if start + limit < len(found):
            query = {**request.args, "after": str(start + limit)}
            page["paging"]["next"] = f"{_REAL_HOST}{request.path}?{urlencode(query)}"
        if "summary" in request.args:
            count = len(world.state.all(MetaTemplate))
            page["summary"] = {
                "total_count": len(found),
                "message_template_count": count,
                "message_template_limit": _TEMPLATES_MAX,
                "are_translations_complete": True,
            }
        return jsonify(page)

    @api.delete(path)
    def delete_template(_: float) -> Response:
        name, number = request.args.get("name", ""), request.args.get("hsm_id")
        for one in world.state.all(MetaTemplate):
            if one.name == name and number in (None, one.id):
                world.state.drop(MetaTemplate, one.key)
        return jsonify(success=True)


def resume(world: World) -> None:
    """Go on with the approvals that were under way when the process was killed."""
    for one in world.state.all(MetaTemplate):
        if one.status == "PENDING":
            _judge(world, one.key)


def set_state(world: World, name: str, status: str) -> None:
    """Let Meta change its mind about a template, and tell so. Raises KeyError for a stranger."""
    for one in world.state.all(MetaTemplate):
        if one.name == name:
            _tell(world, world.state.put(replace(one, status=status)))
            return
    raise KeyError(name)


def recategorise(world: World, name: str, category: str) -> None:
    """Let Meta take a template for another kind, and tell so. Raises KeyError for a stranger."""
    for one in world.state.all(MetaTemplate):
        if one.name == name:
            world.state.put(replace(one, category=category))
            value = _about(one) | {"previous_category": one.category, "new_category": category}
            world.meta.later({"field": "template_category_update", "value": value})
            return
    raise KeyError(name)


def filled(world: World, message: Mapping[str, Any]) -> Shown:
    """Return what a template shows with its values. Raises MetaError when it may not be sent."""
    name = required(message, "name", 512)
    language = text_in(object_in(message, "language"), "code")
    template = world.state.get(MetaTemplate, f"{name}|{language}")
    if template is None or template.status in ("PENDING", "REJECTED"):
        raise MetaError(132001, f"{name} in {language}")
    if template.status != "APPROVED":
        raise MetaError(132015 if template.status == "PAUSED" else 132016)
    parts = message.get("components", [])
    values = [_text_of(one) for one in _parameters(parts, "body")]
    body = _body_of(template)
    if len(values) != len(set(_PLACE.findall(body))):
        raise MetaError(132000, f"body expects {len(set(_PLACE.findall(body)))} parameters")
    text = _PLACE.sub(lambda place: values[int(place[1]) - 1], body)
    choices = _choices(template, parts)
    kind = Kind.BUTTONS if choices else Kind.TEXT
    return Shown(kind, text, choices=choices, category=template.category.lower())


def _choices(template: MetaTemplate, parts: list[Mapping[str, Any]]) -> tuple[Choice, ...]:
    titles = [str(one["text"]) for one in _buttons_of(template)]
    payloads = {str(part.get("index")): part for part in parts if _is_about(part, "button")}
    if set(payloads) - {str(number) for number in range(len(titles))}:
        raise MetaError(132000, "a button that the template does not have")
    choices = []
    for number, title in enumerate(titles):
        given = payloads.get(str(number), {}).get("parameters") or [{"payload": title}]
        payload = required(given[0], "payload", _PAYLOAD_MAX)
        choices.append(Choice(ChoiceType.BUTTON, payload, title))
    return tuple(choices)


def _parameters(parts: Any, name: str) -> list[Mapping[str, Any]]:
    if not isinstance(parts, list) or not all(isinstance(one, dict) for one in parts):
        raise MetaError(131009, "template.components")
    return [one for part in parts if _is_about(part, name) for one in part["parameters"]]


def _is_about(part: Mapping[str, Any], name: str) -> bool:
    """Whether a component fills in that part; Meta minds no capitals here."""
    return text_in(part, "type").lower() == name


def _text_of(parameter: Mapping[str, Any]) -> str:
    text = required(parameter, "text", _VALUE_MAX)
    if _BROKEN_VALUE.search(text):
        raise MetaError(132018, "no new lines, tabs or more than four spaces in a row")
    return text


def _made(world: World, body: Mapping[str, Any]) -> MetaTemplate:
    name, language = text_in(body, "name"), required(body, "language", 10)
    if not _NAME.fullmatch(name):
        raise MetaError(100, "name: lower case letters, digits and _ only")
    if body.get("category") not in ("UTILITY", "MARKETING", "AUTHENTICATION"):
        raise MetaError(100, "category")
    components = body.get("components")
    if not isinstance(components, list) or not components:
        raise MetaError(100, "components")
    with world.state.lock:
        if world.state.get(MetaTemplate, f"{name}|{language}") is not None:
            raise MetaError(100, "there is already one in this language", subcode=2388024)
        number = _FIRST_ID + len(world.state.all(MetaTemplate))
        template = MetaTemplate(
            str(number), name, language, str(body["category"]), "PENDING", components
        )
        _check(template)
        return world.state.put(template)


def _check(template: MetaTemplate) -> None:
    """Raise MetaError when a template could never be shown."""
    body = required({"text": _body_of(template)}, "text", _BODY_MAX)
    places = sorted({int(one) for one in _PLACE.findall(body)})
    if places != list(range(1, len(places) + 1)):
        raise MetaError(100, "places are numbered from 1 without a gap", subcode=2388043)
    buttons = _buttons_of(template)
    if len(buttons) > _BUTTONS_MAX:
        raise MetaError(100, f"more than {_BUTTONS_MAX} buttons")
    for one in buttons:
        required(one, "text", _BUTTON_MAX)


def _judge(world: World, key: str) -> None:
    """Approve or reject a template that waits, and tell so."""
    with world.state.lock:
        template = world.state.get(MetaTemplate, key)
        if template is None or template.status != "PENDING":
            return
        reason = _rejection(template)
        status = "REJECTED" if reason else "APPROVED"
        judged = world.state.put(replace(template, status=status, rejected_reason=reason or "NONE"))
    _tell(world, judged)


def _rejection(template: MetaTemplate) -> str:
    """Return why Meta would not approve a template; empty when it would."""
    body = _body_of(template).strip()
    if re.match(r"\{\{\d+\}\}", body) or re.search(r"\{\{\d+\}\}$", body):
        return "INVALID_FORMAT"
    if re.search(r"\}\}\s*\{\{", body):
        return "INVALID_FORMAT"
    places = len(set(_PLACE.findall(body)))
    examples = _component(template, "BODY").get("example", {}).get("body_text", [[]])
    return "INVALID_FORMAT" if places != len(examples[0]) else ""


def _tell(world: World, template: MetaTemplate) -> None:
    value = _about(template) | {
        "event": template.status,
        "message_template_category": template.category,
        "reason": template.rejected_reason,
    }
    world.meta.later({"field": "message_template_status_update", "value": value})


def _about(template: MetaTemplate) -> dict[str, Any]:
    return {
        "message_template_id": int(template.id),
        "message_template_name": template.name,
        "message_template_language": template.language,
    }


def _is_asked_for(template: MetaTemplate) -> bool:
    """Whether a template passes the filters of the request; one of several words is enough."""
    values = {
        "name": template.name,
        "status": template.status,
        "category": template.category,
        "language": template.language,
    }
    return all(
        value in request.args[name].split(",")
        for name, value in values.items()
        if name in request.args
    )


def _json(template: MetaTemplate) -> dict[str, Any]:
    return {
        "name": template.name,
        "language": template.language,
        "status": template.status,
        "category": template.category,
        "parameter_format": "POSITIONAL",
        "rejected_reason": template.rejected_reason,
        "components": template.components,
        "id": template.id,
    }


def _component(template: MetaTemplate, name: str) -> Mapping[str, Any]:
    found = (one for one in template.components if one.get("type") == name)
    return next(found, {})


def _body_of(template: MetaTemplate) -> str:
    return text_in(_component(template, "BODY"), "text")


def _buttons_of(template: MetaTemplate) -> list[Mapping[str, Any]]:
    found = _component(template, "BUTTONS").get("buttons", [])
    return list(found)
