"""Meta's Graph API for one WhatsApp business account, as far as a booking bot uses it.

Source: contract sheet whatsapp-cloud-api.md §1, §5 and §9 (2026-11-22).
"""

import hashlib
import hmac
import uuid
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, jsonify, request

from simulator import meta_templates
from simulator.faults import Party
from simulator.files import file_behind, keep
from simulator.media import MediaFile
from simulator.meta_errors import MetaError
from simulator.meta_people import user_id_of, wa_id_of
from simulator.meta_rules import required
from simulator.meta_send import is_on_app, send
from simulator.misbehaviour import misbehave
from simulator.records import Direction, Message, MetaMedia, Status
from simulator.world import World

_FILE_HOST = "https://lookaside.fbsbx.com"  # Meta's own; clients of a stand-in rewrite it
_FILE_PATH = "/whatsapp_business/attachments/"
_FILE_SECONDS = 300
_OFFICE = "application/vnd.openxmlformats-officedocument."
# As Meta's refusal lists them: github.com/fbsamples/whatsapp-api-examples issue 10 (2024-02).
_UPLOADED_TYPES = (
    "audio/aac",
    "audio/mp4",
    "audio/mpeg",
    "audio/amr",
    "audio/ogg",
    "audio/opus",
    "application/vnd.ms-powerpoint",
    "application/msword",
    f"{_OFFICE}wordprocessingml.document",
    f"{_OFFICE}presentationml.presentation",
    f"{_OFFICE}spreadsheetml.sheet",
    "application/pdf",
    "text/plain",
    "application/vnd.ms-excel",
    "image/jpeg",
    "image/png",
    "image/webp",
    "video/mp4",
    "video/3gpp",
)
_FILE_MAX = 100 * 1024 * 1024


def blueprint(world: World) -> Blueprint:
    """Return the routes under /v23.0 and the like, and those of files."""
    api = Blueprint("meta", __name__)
    misbehave(api, world, party=Party.META)

    @api.before_request
    def check() -> None:
        given = request.headers.get("Authorization", "")
        expected = f"Bearer {world.settings.meta.access_token}"
        if not hmac.compare_digest(given.encode(), expected.encode()):
            raise MetaError(190)

    @api.errorhandler(MetaError)
    def refuse(error: MetaError) -> tuple[Response, int]:
        return jsonify(error.as_json()), error.http_status

    @api.post("/v<float:_>/<line>/messages")
    def messages(_: float, line: str) -> Response:
        body = request.get_json(silent=True)
        _require_line(world, line)
        if not isinstance(body, dict):
            raise MetaError(100, "a JSON object is expected")
        if body.get("status") == "read":
            return _read(world, body)
        return jsonify(_accepted(send(world, line, body), body))

    @api.get(f"/v<float:_>/{world.settings.meta.account_id}/phone_numbers")
    def numbers(_: float) -> Response:
        return jsonify(data=[_number(world, line) for line in world.settings.meta.numbers])

    meta_templates.add_routes(api, world)
    _add_media(api, world)
    return api


def _add_media(api: Blueprint, world: World) -> None:
    @api.post("/v<float:_>/<line>/media")
    def upload(_: float, line: str) -> Response:
        _require_line(world, line)
        file = request.files.get("file")
        if file is None or request.form.get("messaging_product") != "whatsapp":
            raise MetaError(131008, "messaging_product, type and file")
        data = file.read(_FILE_MAX + 1)
        if not data or len(data) > _FILE_MAX:
            raise MetaError(131053, "an empty file or one over 100 MB")
        mime_type = required(dict(request.form), "type", 100)
        if mime_type not in _UPLOADED_TYPES:
            raise MetaError(100, f"Param file must be one of {', '.join(_UPLOADED_TYPES)}")
        media_id = str(uuid.uuid4().int)[:15]
        keep(world, media_id, MediaFile(file.filename or "", mime_type, data))
        return jsonify(id=media_id)

    @api.get("/v<float:_>/<node>")
    def node(_: float, node: str) -> Response:
        if node in world.settings.meta.numbers:
            return jsonify(_number(world, node))
        file = file_behind(world, node)
        if file is None:
            raise MetaError(100, "no such object")
        until = int(world.clock.now().timestamp()) + _FILE_SECONDS
        return jsonify(
            messaging_product="whatsapp",
            id=node,
            url=f"{_FILE_HOST}{_FILE_PATH}?mid={node}&ext={until}",
            mime_type=file.content_type,
            sha256=hashlib.sha256(file.data).hexdigest(),
            file_size=len(file.data),
        )

    @api.delete("/v<float:_>/<node>")
    def delete_media(_: float, node: str) -> Response:
        world.state.drop(MetaMedia, node)
        return jsonify(success=True)

    @api.get(_FILE_PATH)
    def download() -> Response | tuple[str, int]:
        file = file_behind(world, request.args.get("mid", ""))
        until = request.args.get("ext", 0, type=int)
        if file is None or until < world.clock.now().timestamp():
            return "", 404
        return Response(file.data, content_type=file.content_type)


def _require_line(world: World, line: str) -> None:
    if line not in world.settings.meta.numbers:
        raise MetaError(100, "no such phone number id")


def _accepted(message: Message, body: Mapping[str, Any]) -> dict[str, Any]:
    given = body.get("to") or body["recipient"]
    wa_id = wa_id_of(message.phone) if body.get("to") else None
    named = {"wa_id": wa_id} if wa_id else {"user_id": user_id_of(message.phone)}
    return {
        "messaging_product": "whatsapp",
        "contacts": [{"input": given} | named],
        "messages": [{"id": message.sid, "message_status": "accepted"}],
    }


def _read(world: World, body: Mapping[str, Any]) -> Response:
    """Turn the ticks of what a person wrote blue, and show that the application writes."""
    with world.state.lock:
        message = world.state.get(Message, required(body, "message_id", 512))
        if message is None or message.direction is Direction.OUT:
            raise MetaError(131009, "message_id of a message that a person sent")
        world.state.put(replace(message, status=Status.READ, updated_at=world.clock.now()))
    if body.get("typing_indicator") is not None:
        world.state.tell_typing(message.phone)
    return jsonify(success=True)


def _number(world: World, line: str) -> dict[str, Any]:
    """Return a number; whether the app uses it is told only to who asks for those fields."""
    more = {"is_on_biz_app": is_on_app(world, line), "platform_type": "CLOUD_API"}
    asked = request.args.get("fields", "").split(",")
    return {name: value for name, value in more.items() if name in asked} | {
        "id": line,
        "display_phone_number": world.settings.meta.numbers[line],
        "verified_name": "Turnero",
        "quality_rating": "GREEN",
        "code_verification_status": "VERIFIED",
    }
