"""What a person does on the phone, turned into the webhook Meta would send for it.

Source: contract sheet whatsapp-cloud-api.md §3 and §4 (2026-11-22).
"""

import base64
import hashlib
from typing import Any

from simulator.files import kept_file
from simulator.media import file_of
from simulator.meta_people import contact, own_number, user_id_of, wa_id_of
from simulator.meta_post import Change
from simulator.meta_status import metadata
from simulator.records import Choice, ChoiceType, Direction, Kind, Message, Place
from simulator.world import World

_MEDIA_NAMES = {
    Kind.AUDIO: "audio",
    Kind.IMAGE: "image",
    Kind.STICKER: "sticker",
    Kind.DOCUMENT: "document",
}


def change(
    world: World,
    message: Message,
    *,
    profile_name: str,
    choice: Choice | None,
    asked: bool,
    is_standby: bool = False,
) -> Change:
    """Return the change that tells of one message.

    asked: it answers a template, or a message of ours that asked for just this. is_standby: another
    agent has the thread, and the application only listens.
    """
    value = {
        "messaging_product": "whatsapp",
        "metadata": metadata(world, message.sender),
        "contacts": [contact(world, message.phone, name=profile_name)],
        "messages": [_head(world, message) | _content(world, message, choice, asked=asked)],
    }
    return {"field": "standby" if is_standby else "messages", "value": value}


def _head(world: World, message: Message) -> dict[str, Any]:
    wa_id = wa_id_of(message.phone)
    head: dict[str, Any] = {"from": wa_id} if wa_id else {}
    head |= {
        "from_user_id": user_id_of(message.phone),
        "id": message.sid,
        "timestamp": str(int(message.at.timestamp())),
    }
    if message.quoted_sid and message.kind is not Kind.REACTION:
        quoted = world.state.get(Message, message.quoted_sid)
        by_person = quoted is not None and quoted.direction is Direction.IN
        display = metadata(world, message.sender)["display_phone_number"]
        author = wa_id or user_id_of(message.phone) if by_person else display
        head["context"] = {"from": author, "id": message.quoted_sid}
    return head


def _content(
    world: World, message: Message, choice: Choice | None, *, asked: bool
) -> dict[str, Any]:
    if choice is not None:
        return _tapped(choice, from_template=choice.type is ChoiceType.BUTTON and asked)
    if message.kind in _MEDIA_NAMES:
        return _media(world, message)
    match message.kind:
        case Kind.LOCATION:
            return {"type": "location", "location": _location(message.place or Place("0", "0"))}
        case Kind.CONTACT:
            return {"type": "contacts", "contacts": [_card(world, message, asked=asked)]}
        case Kind.REACTION:
            reaction = {"message_id": message.quoted_sid, "emoji": message.body}
            return {"type": "reaction", "reaction": reaction}
        case Kind.UNKNOWN:
            text = "Message type unknown"
            details = {"details": "Message type is currently not supported."}
            error = {"code": 131051, "title": text, "message": text, "error_data": details}
            return {"type": "unsupported", "errors": [error]}
    return {"type": "text", "text": {"body": message.body}}


def _tapped(choice: Choice, *, from_template: bool) -> dict[str, Any]:
    """Return a tap: a template's buttons come back in another form than a conversation's."""
    if from_template:
        return {"type": "button", "button": {"payload": choice.id, "text": choice.title}}
    reply = {"id": choice.id, "title": choice.title}
    name = "button_reply"
    if choice.type is ChoiceType.ROW:
        name = "list_reply"
        reply |= {"description": choice.description} if choice.description else {}
    return {"type": "interactive", "interactive": {"type": name, name: reply}}


def _media(world: World, message: Message) -> dict[str, Any]:
    part, name = message.attachment, _MEDIA_NAMES[message.kind]
    assert part is not None
    file = kept_file(world, part.sid) or file_of(part.content_type)
    digest = base64.b64encode(hashlib.sha256(file.data).digest()).decode()
    mime_type = "audio/ogg; codecs=opus" if name == "audio" else part.content_type
    media: dict[str, Any] = {"id": part.sid, "mime_type": mime_type, "sha256": digest}
    if name == "audio":
        media["voice"] = True
    elif name == "sticker":
        media["animated"] = False
    elif message.body:
        media["caption"] = message.body
    if name == "document":
        media["filename"] = file.name
    return {"type": name, name: media}


def _location(place: Place) -> dict[str, Any]:
    point: dict[str, Any] = {
        "latitude": float(place.latitude),
        "longitude": float(place.longitude),
    }
    named = {"name": place.label, "address": place.address}
    return point | {name: value for name, value in named.items() if value}


def _card(world: World, message: Message, *, asked: bool) -> dict[str, Any]:
    """Return a visiting card: the person's own when they were asked for it, else a friend's."""
    own = own_number(world, message.phone) if asked else "+5491144440000"
    name = "Yo" if asked else "Carla Sosa"
    return {
        "name": {"formatted_name": name, "first_name": name.split()[0]},
        "phones": [{"phone": own, "wa_id": own.removeprefix("+"), "type": "CELL"}],
        "origin": "contact_request" if asked else "other",
    }
