"""Twilio's Content API: templates with buttons, lists and links, and their approval.

Source: contract sheet twilio-whatsapp.md §7 and the installed package twilio 9.13.
"""

import re
from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, jsonify, request

from simulator.content_rules import check_definition, rejection_reason, type_of
from simulator.faults import Party
from simulator.misbehaviour import misbehave
from simulator.records import Approval, Content
from simulator.twilio_api import refusal, require_account
from simulator.twilio_errors import TwilioError
from simulator.twilio_send import new_sid
from simulator.world import World

_PAGE_SIZE = 50
_APPROVAL_STEP_SECONDS = 0.1  # WhatsApp takes minutes to a day; nobody wants to wait that long
_NAME = re.compile(r"[a-z0-9_]{1,512}")


def blueprint(world: World) -> Blueprint:
    """Return the routes under /v1/Content and /v1/ContentAndApprovals."""
    api = Blueprint("content", __name__)
    misbehave(api, world, party=Party.TWILIO)
    api.before_request(require_account(world))
    api.register_error_handler(TwilioError, refusal)

    @api.post("/v1/Content")
    def create() -> tuple[Response, int]:
        now = world.clock.now()
        blank = Content(new_sid("HX"), "", "", {}, {}, created_at=now, updated_at=now)
        return jsonify(_content_json(world, world.state.put(_defined(blank, _body())))), 201

    @api.get("/v1/Content")
    def listing() -> Response:
        return jsonify(
            _page([_content_json(world, content) for content in world.state.all(Content)])
        )

    @api.get("/v1/Content/<sid>")
    def fetch(sid: str) -> Response:
        return jsonify(_content_json(world, _known(world, sid)))

    @api.put("/v1/Content/<sid>")
    def update(sid: str) -> Response:
        changed = replace(_defined(_known(world, sid), _body()), updated_at=world.clock.now())
        return jsonify(_content_json(world, world.state.put(changed)))

    @api.delete("/v1/Content/<sid>")
    def delete(sid: str) -> tuple[str, int]:
        world.state.drop(Content, _known(world, sid).sid)
        return "", 204

    _add_approvals(api, world)
    return api


def _add_approvals(api: Blueprint, world: World) -> None:
    @api.post("/v1/Content/<sid>/ApprovalRequests/whatsapp")
    def request_approval(sid: str) -> tuple[Response, int]:
        content, body = _known(world, sid), _body()
        approval = _submitted(content, body)
        world.state.put(replace(content, approval=approval, updated_at=world.clock.now()))
        world.courier.after(_APPROVAL_STEP_SECONDS, lambda: _consider(world, sid))
        return jsonify(_approval_json(approval)), 201

    @api.get("/v1/Content/<sid>/ApprovalRequests")
    def approvals(sid: str) -> Response:
        content = _known(world, sid)
        return jsonify(
            sid=sid,
            account_sid=world.settings.account_sid,
            whatsapp=_approval_json(content.approval),
            url=f"https://content.twilio.com/v1/Content/{sid}/ApprovalRequests",
        )

    @api.get("/v1/ContentAndApprovals")
    def both() -> Response:
        return jsonify(_page([_with_approval(world, one) for one in world.state.all(Content)]))


def resume(world: World) -> None:
    """Go on with the approvals that were under way when the process was killed."""
    for content in world.state.all(Content):
        if content.approval and content.approval.status in ("received", "pending"):
            _consider(world, content.sid)


def change(world: World, name: str, *, status: str | None, category: str | None) -> None:
    """Let WhatsApp change its mind about a template; Twilio tells of it only when it is asked.

    Raises KeyError when none was submitted under that name.
    """
    for content in world.state.all(Content):
        approval = content.approval
        if approval is not None and approval.name == name:
            judged = replace(
                approval,
                status=(status or approval.status).lower(),
                category=category or approval.category,
            )
            world.state.put(replace(content, approval=judged, updated_at=world.clock.now()))
            return
    raise KeyError(name)


def _consider(world: World, sid: str) -> None:
    """Take an approval one step: received → pending → approved or rejected."""
    content = world.state.get(Content, sid)
    if content is None or content.approval is None:
        return
    if content.approval.status == "received":
        approval = replace(content.approval, status="pending")
        world.courier.after(_APPROVAL_STEP_SECONDS, lambda: _consider(world, sid))
    else:
        reason = rejection_reason(content)
        status = "rejected" if reason else "approved"
        approval = replace(content.approval, status=status, rejection_reason=reason)
    world.state.put(replace(content, approval=approval, updated_at=world.clock.now()))


def _submitted(content: Content, body: dict[str, Any]) -> Approval:
    content_type = type_of(content.types)
    if content_type == "twilio/list-picker":
        raise TwilioError(20422, "twilio/list-picker cannot be submitted for approval")
    if body.get("category") not in ("UTILITY", "MARKETING", "AUTHENTICATION"):
        raise TwilioError(20422, "category")
    name = str(body.get("name") or "")
    if not _NAME.fullmatch(name):
        raise TwilioError(20422, "name: lower case letters, digits and _ only")
    return Approval(
        name=name, category=body["category"], content_type=content_type, status="received"
    )


def _body() -> dict[str, Any]:
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        raise TwilioError(20422, "a JSON object is expected")
    return body


def _defined(content: Content, body: dict[str, Any]) -> Content:
    types = body.get("types")
    if not isinstance(types, dict):
        raise TwilioError(20422, "types")
    if not body.get("language"):
        raise TwilioError(20422, "language")
    check_definition(types)
    return replace(
        content,
        friendly_name=str(body.get("friendly_name") or ""),
        language=str(body["language"]),
        variables={str(k): str(v) for k, v in (body.get("variables") or {}).items()},
        types=types,
    )


def _known(world: World, sid: str) -> Content:
    content = world.state.get(Content, sid)
    if content is None:
        raise TwilioError(20404)
    return content


def _content_json(world: World, content: Content) -> dict[str, Any]:
    url = f"https://content.twilio.com/v1/Content/{content.sid}"
    return {
        "sid": content.sid,
        "account_sid": world.settings.account_sid,
        "friendly_name": content.friendly_name,
        "language": content.language,
        "variables": content.variables,
        "types": content.types,
        "url": url,
        "links": {
            "approval_create": f"{url}/ApprovalRequests/whatsapp",
            "approval_fetch": f"{url}/ApprovalRequests",
        },
        "date_created": f"{content.created_at:%Y-%m-%dT%H:%M:%SZ}",
        "date_updated": f"{content.updated_at:%Y-%m-%dT%H:%M:%SZ}",
    }


def _with_approval(world: World, content: Content) -> dict[str, Any]:
    """Return content as the list of contents with their approvals shows it: without addresses."""
    shown = _content_json(world, content) | {"approval_requests": _approval_json(content.approval)}
    return {name: value for name, value in shown.items() if name not in ("url", "links")}


def _approval_json(approval: Approval | None) -> dict[str, Any]:
    if approval is None:
        return {"status": "unsubmitted", "name": "", "category": "", "rejection_reason": ""}
    return {
        "name": approval.name,
        "category": approval.category,
        "content_type": approval.content_type,
        "status": approval.status,
        "rejection_reason": approval.rejection_reason,
        "allow_category_change": True,
    }


def _page(rows: list[dict[str, Any]]) -> dict[str, Any]:
    size = min(max(request.args.get("PageSize", _PAGE_SIZE, type=int), 1), 500)
    number = max(request.args.get("Page", 0, type=int), 0)
    here = f"{request.host_url.rstrip('/')}{request.path}?PageSize={size}&Page="
    has_more = (number + 1) * size < len(rows)
    return {
        "contents": rows[number * size : (number + 1) * size],
        "meta": {
            "key": "contents",
            "page": number,
            "page_size": size,
            "url": f"{here}{number}",
            "first_page_url": f"{here}0",
            "next_page_url": f"{here}{number + 1}" if has_more else None,
            "previous_page_url": f"{here}{number - 1}" if number else None,
        },
    }
