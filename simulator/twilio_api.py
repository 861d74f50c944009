"""Twilio's REST API for messages and media, as far as a booking bot uses it (API 2010-04-01).

Source: contract sheet twilio-whatsapp.md §4 and the installed package twilio 9.13.
"""

import hmac
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, jsonify, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from simulator.faults import Party
from simulator.misbehaviour import misbehave
from simulator.records import Attachment, Channel, Direction, Message, Status
from simulator.twilio_errors import TwilioError, text_of
from simulator.twilio_send import CHANNEL, send
from simulator.world import World

_VERSION = "2010-04-01"
_PAGE_SIZE = 50
_PAGE_SIZE_MAX = 1000


def require_account(world: World) -> Callable[[], None]:
    """Return a check that a request carries this account's SID and token as HTTP Basic."""

    def check() -> None:
        given = request.authorization
        if given is None or given.type != "basic":
            raise TwilioError(20003)
        expected = (world.settings.account_sid, world.settings.secrets.auth_token)
        actual = (str(given.username), str(given.password))
        if not all(
            hmac.compare_digest(a.encode(), b.encode())
            for a, b in zip(actual, expected, strict=True)
        ):
            raise TwilioError(20003)

    return check


def refusal(error: TwilioError) -> tuple[Response, int]:
    """Answer a refusal the way Twilio does."""
    return jsonify(error.as_json()), error.http_status


def blueprint(world: World) -> Blueprint:
    """Return the routes of messages, media and the typing indicator."""
    twilio = Blueprint("twilio", __name__)
    misbehave(twilio, world, party=Party.TWILIO)
    twilio.before_request(require_account(world))
    twilio.register_error_handler(TwilioError, refusal)
    base = f"/{_VERSION}/Accounts/{world.settings.account_sid}/Messages"

    @twilio.post(f"{base}.json")
    def create() -> tuple[Response, int]:
        return jsonify(message_json(world, send(world, request.form))), 201

    @twilio.get(f"{base}.json")
    def listing() -> Response:
        messages = [message_json(world, message) for message in _wanted(world)]
        return jsonify(_page("messages", messages))

    @twilio.get(f"{base}/<sid>.json")
    def fetch(sid: str) -> Response:
        return jsonify(message_json(world, _known(world, sid)))

    @twilio.post(f"{base}/<sid>.json")
    def update(sid: str) -> Response:
        message = _known(world, sid)
        if request.form.get("Body") != "":
            raise TwilioError(20422, "only an empty Body (redaction) can be set")
        redacted = replace(message, body="", updated_at=world.clock.now())
        return jsonify(message_json(world, world.state.put(redacted)))

    @twilio.delete(f"{base}/<sid>.json")
    def delete(sid: str) -> tuple[str, int]:
        world.state.drop(Message, _known(world, sid).sid)
        return "", 204

    @twilio.route(f"/{_VERSION}/<path:_>", methods=["GET", "POST", "DELETE"])
    def elsewhere(_: str) -> Response:
        raise TwilioError(20404)  # after the login: a stranger hears 20003

    _add_media(twilio, world, base=base)
    _add_typing(twilio, world)
    return twilio


def _add_media(twilio: Blueprint, world: World, *, base: str) -> None:
    @twilio.get(f"{base}/<sid>/Media.json")
    def media_list(sid: str) -> Response:
        message = _known(world, sid)
        parts = [message.attachment] if message.attachment else []
        return jsonify(_page("media_list", [_media_json(world, message, one) for one in parts]))

    @twilio.get(f"{base}/<sid>/Media/<media_sid>.json")
    def media_fetch(sid: str, media_sid: str) -> Response:
        message, part = _known_media(world, sid, media_sid)
        return jsonify(_media_json(world, message, part))

    @twilio.delete(f"{base}/<sid>/Media/<media_sid>.json")
    def media_delete(sid: str, media_sid: str) -> tuple[str, int]:
        message, _ = _known_media(world, sid, media_sid)
        world.state.put(replace(message, attachment=None, updated_at=world.clock.now()))
        return "", 204

    @twilio.get(f"{base}/<sid>/Media/<media_sid>")
    def media_file(sid: str, media_sid: str) -> AnyResponse:
        _known_media(world, sid, media_sid)
        # Twilio sends the client on to its storage, where the link itself is the permission.
        return redirect(f"{request.host_url}phones/media/{media_sid}", 307)


def _add_typing(twilio: Blueprint, world: World) -> None:
    @twilio.post("/v2/Indicators/Typing.json")
    def typing() -> Response:
        with world.state.lock:
            message = _known(world, request.form.get("messageId", ""))
            if request.form.get("channel") != "whatsapp" or message.direction is Direction.OUT:
                raise TwilioError(20422, "channel=whatsapp and the messageId of an inbound message")
            world.state.put(replace(message, status=Status.READ, updated_at=world.clock.now()))
        world.state.tell_typing(message.phone)
        return jsonify(success=True)


def message_json(world: World, message: Message) -> dict[str, Any]:
    """Return a message as Twilio's API shows it."""
    account = world.settings.account_sid
    uri = f"/{_VERSION}/Accounts/{account}/Messages/{message.sid}"
    person, is_out = CHANNEL + message.phone, message.direction is Direction.OUT
    return {
        "account_sid": account,
        "api_version": _VERSION,
        "body": message.body,
        "date_created": _rfc2822(message.at),
        "date_sent": _rfc2822(message.sent_at) if message.sent_at else None,
        "date_updated": _rfc2822(message.updated_at),
        "direction": "outbound-api" if is_out else "inbound",
        "error_code": message.error_code,
        "error_message": text_of(message.error_code) if message.error_code else None,
        "from": message.sender if is_out else person,
        "messaging_service_sid": message.messaging_service_sid or None,
        "num_media": "1" if message.attachment else "0",
        "num_segments": "1",
        "price": None,
        "price_unit": None,
        "sid": message.sid,
        "status": message.status.value if is_out else "received",
        "subresource_uris": {"media": f"{uri}/Media.json"},
        "to": person if is_out else message.sender,
        "uri": f"{uri}.json",
    }


def _media_json(world: World, message: Message, part: Attachment) -> dict[str, Any]:
    account = world.settings.account_sid
    return {
        "sid": part.sid,
        "account_sid": account,
        "parent_sid": message.sid,
        "content_type": part.content_type,
        "date_created": _rfc2822(message.at),
        "date_updated": _rfc2822(message.updated_at),
        "uri": f"/{_VERSION}/Accounts/{account}/Messages/{message.sid}/Media/{part.sid}.json",
    }


def _known(world: World, sid: str) -> Message:
    message = world.state.get(Message, sid)
    if message is None or message.channel is not Channel.TWILIO:
        raise TwilioError(20404)
    return message


def _known_media(world: World, sid: str, media_sid: str) -> tuple[Message, Attachment]:
    message = _known(world, sid)
    if message.attachment is None or message.attachment.sid != media_sid:
        raise TwilioError(20404)
    return message, message.attachment


def _wanted(world: World) -> list[Message]:
    """Return the messages the query asks for, newest first."""
    to, sender = request.args.get("To"), request.args.get("From")
    person = next((a for a in (to, sender) if a and a != world.settings.sender), None)
    messages = (
        world.state.messages_of(person.removeprefix(CHANNEL))
        if person
        else world.state.all(Message)
    )
    messages = [m for m in messages if m.channel is Channel.TWILIO]
    if to:
        is_out = to != world.settings.sender
        messages = [m for m in messages if (m.direction is Direction.OUT) is is_out]
    if sender:
        is_out = sender == world.settings.sender
        messages = [m for m in messages if (m.direction is Direction.OUT) is is_out]
    since, until, day = (request.args.get(f"DateSent{sign}") for sign in (">", "<", ""))
    if since:
        messages = [m for m in messages if (m.sent_at or m.at) >= _instant(since)]
    if until:
        messages = [m for m in messages if (m.sent_at or m.at) <= _instant(until)]
    if day:
        messages = [m for m in messages if (m.sent_at or m.at).date() == _instant(day).date()]
    return messages[::-1]


def _page(name: str, items: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the page of a list that the query asks for, as every list of this API is shown."""
    size = min(max(request.args.get("PageSize", _PAGE_SIZE, type=int), 1), _PAGE_SIZE_MAX)
    number = max(request.args.get("Page", 0, type=int), 0)
    start, end = number * size, (number + 1) * size
    return {
        name: items[start:end],
        "page": number,
        "page_size": size,
        "start": start,
        "end": min(end, len(items)) - 1,
        "uri": _page_uri(number, size),
        "first_page_uri": _page_uri(0, size),
        "next_page_uri": _page_uri(number + 1, size) if end < len(items) else None,
        "previous_page_uri": _page_uri(number - 1, size) if number else None,
    }


def _page_uri(number: int, size: int) -> str:
    kept = {
        name: value
        for name, value in request.args.items()
        if name not in ("Page", "PageSize", "PageToken")
    }
    return f"{request.path}?{urlencode({**kept, 'PageSize': size, 'Page': number})}"


def _instant(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text).astimezone(UTC) if "T" in text else _midnight(text)
    except ValueError as error:
        raise TwilioError(20422, "DateSent") from error


def _midnight(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T00:00:00+00:00")


def _rfc2822(instant: datetime) -> str:
    return format_datetime(instant.astimezone(UTC))
