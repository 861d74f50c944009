"""What a person does on the phone, turned into the webhook Twilio would send for it.

What Meta would send instead is in meta_inbound.
Source: contract sheet twilio-whatsapp.md §2 (2026-11-22).
"""

import json
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from simulator import meta_inbound
from simulator.files import chosen_file, keep
from simulator.media import MediaFile
from simulator.meta_send import new_wamid
from simulator.records import (
    Attachment,
    Channel,
    Choice,
    ChoiceType,
    Direction,
    Kind,
    Message,
    Person,
    Place,
    Status,
    Window,
    window_key,
)
from simulator.twilio_send import CHANNEL, links_in, new_sid
from simulator.world import World

SENDABLE = (
    Kind.TEXT,
    Kind.TAP,
    Kind.AUDIO,
    Kind.IMAGE,
    Kind.STICKER,
    Kind.DOCUMENT,
    Kind.LOCATION,
    Kind.CONTACT,
    Kind.REACTION,
    Kind.UNKNOWN,
)
_MEDIA_TYPES = {
    Kind.AUDIO: "audio/ogg",
    Kind.IMAGE: "image/png",
    Kind.STICKER: "image/webp",
    Kind.DOCUMENT: "application/pdf",
    Kind.CONTACT: "text/vcard",
}
_MESSAGE_TYPES = {Kind.CONTACT: "contacts", Kind.UNKNOWN: "unsupported"}
_OBELISCO = Place("-34.6037", "-58.3816", label="Obelisco", address="Av. 9 de Julio s/n, CABA")


@dataclass(frozen=True, slots=True)
class Act:
    """One thing a person did. choice is set for a tap only, and may be forged.

    line: the application's number that it was done to, an id of Meta's or Twilio's sender.
    is_standby: another agent has the thread. file: what is sent, None for what is drawn by code.
    """

    phone: str
    line: str
    kind: Kind
    text: str
    quoted_sid: str = ""
    profile_name: str = ""
    message_sid: str = ""
    choice: Choice | None = None
    place: Place | None = None
    sent_at: datetime | None = None
    is_standby: bool = False
    file: MediaFile | None = None


def act_of(world: World, wish: dict[str, Any]) -> Act:
    """Read an act from the control API's JSON. Raises ValueError or KeyError when it is not one."""
    kind = Kind(wish.get("kind") or "text")
    if kind not in SENDABLE:
        raise ValueError(f"a person cannot send {kind}")
    phone = str(wish["from"]).removeprefix(CHANNEL)
    sent_at = datetime.fromisoformat(wish["sent_at"]) if wish.get("sent_at") else None
    if sent_at is not None and sent_at.tzinfo is None:
        raise ValueError("sent_at needs an offset")
    tapped = wish.get("choice") or {}
    if kind is Kind.TAP and not tapped:
        raise ValueError("a tap needs a choice")
    place = wish.get("location")
    return Act(
        phone=phone,
        line=line_of(world, wish),
        kind=kind,
        text=str(wish.get("text") or ""),
        quoted_sid=str(tapped.get("sid") or wish.get("quoted") or ""),
        profile_name=str(wish.get("profile_name") or _name_of(world, phone)),
        message_sid=str(wish.get("message_sid") or ""),
        choice=_tapped(world, tapped) if kind is Kind.TAP else None,
        place=Place(**{name: str(value) for name, value in place.items()}) if place else None,
        sent_at=sent_at,
        is_standby=bool(wish.get("standby")),
        file=chosen_file(wish) if kind in _MEDIA_TYPES else None,
    )


def line_of(world: World, wish: dict[str, Any]) -> str:
    """Return the number that a wish names by "line", else the first one of its "channel".

    Raises ValueError when there is none.
    """
    lines = [world.settings.sender, *world.settings.meta.numbers]
    line = str(wish.get("line") or "")
    if not line:
        is_meta = Channel(wish.get("channel") or Channel.TWILIO) is Channel.META
        line = next(iter(world.settings.meta.numbers), "") if is_meta else lines[0]
    if line not in lines:
        raise ValueError(f"the application has no number {line}")
    return line


def perform(world: World, act: Act, *, deliveries: int) -> tuple[str, list[int]]:
    """Show the bubble, post its webhook that many times; the SID and the HTTP codes.

    Effects: opens the 24-hour window. A SID seen before is posted again without a new bubble.
    """
    at = act.sent_at or world.clock.now()
    with world.state.lock:
        known = world.state.get(Message, act.message_sid)
        message = known or world.state.put(_bubble(world, act, at))
        if act.file is not None and message.attachment is not None:
            keep(world, message.attachment.sid, act.file)
        line = message.sender if message.channel is Channel.META else ""
        window = world.state.get(Window, window_key(act.phone, line))
        if window is None or window.last_inbound < at:
            world.state.put(Window(phone=act.phone, last_inbound=at, line=line))
    codes = _tell(world, message, act, deliveries=deliveries)
    if any(200 <= code < 300 for code in codes):
        _mark_delivered(world, message.sid)
    return message.sid, codes


def _tell(world: World, message: Message, act: Act, *, deliveries: int) -> list[int]:
    if message.channel is Channel.META:
        told = meta_inbound.change(
            world,
            message,
            profile_name=act.profile_name,
            choice=act.choice,
            asked=_answers_template_or_request(world, message),
            is_standby=act.is_standby,
        )
        return world.meta.now(told, deliveries=deliveries)
    params = _params(world, message, act)
    codes: list[int] = []
    for _ in range(deliveries):
        codes += world.webhooks.inbound(params)
    return codes


def _answers_template_or_request(world: World, message: Message) -> bool:
    """Whether what is answered to was a template, or asked for what is sent."""
    quoted = world.state.get(Message, message.quoted_sid)
    if quoted is None:
        return False
    return quoted.template or (message.kind is Kind.CONTACT and quoted.asks == "contact")


def _mark_delivered(world: World, sid: str) -> None:
    with world.state.lock:
        message = world.state.get(Message, sid)
        if message is not None and message.status is Status.SENT:
            world.state.put(replace(message, status=Status.DELIVERED))


def _name_of(world: World, phone: str) -> str:
    person = world.state.get(Person, phone)
    return person.name if person else ""


def _tapped(world: World, tapped: dict[str, Any]) -> Choice:
    message = world.state.get(Message, str(tapped.get("sid") or ""))
    for choice in message.choices if message else ():
        if choice.id == tapped.get("id"):
            return choice
    type_ = ChoiceType(tapped.get("type") or "button")
    return Choice(type=type_, id=str(tapped["id"]), title=str(tapped.get("title") or ""))


def _bubble(world: World, act: Act, at: datetime) -> Message:
    is_meta = act.line in world.settings.meta.numbers
    media_type = act.file.content_type if act.file else _MEDIA_TYPES.get(act.kind)
    new_id = new_wamid() if is_meta else new_sid("MM" if media_type else "SM")
    place = (act.place or _OBELISCO) if act.kind is Kind.LOCATION else None
    return Message(
        sid=act.message_sid or new_id,
        direction=Direction.IN,
        phone=act.phone,
        sender=act.line,
        channel=Channel.META if is_meta else Channel.TWILIO,
        kind=act.kind,
        body=act.choice.title if act.choice else act.text,
        status=Status.SENT,
        at=at,
        updated_at=at,
        sent_at=at,
        links=links_in(act.text),
        attachment=Attachment(sid=new_sid("ME"), content_type=media_type) if media_type else None,
        place=place,
        quoted_sid=act.quoted_sid,
    )


def _params(world: World, message: Message, act: Act) -> dict[str, str]:
    context = {"ProfileName": act.profile_name, "WaId": act.phone.removeprefix("+")}
    params = {
        "MessageSid": message.sid,
        "SmsSid": message.sid,
        "SmsMessageSid": message.sid,
        "AccountSid": world.settings.account_sid,
        "ApiVersion": "2010-04-01",
        "From": CHANNEL + act.phone,
        "To": world.settings.sender,
        "Body": message.body,
        "NumMedia": "0",
        "NumSegments": "1",
        "ReferralNumMedia": "0",
        "SmsStatus": "received",
        "ProfileName": act.profile_name,
        "MessageType": _MESSAGE_TYPES.get(act.kind, act.kind.value),
    }
    if act.phone.startswith("+"):
        params["WaId"] = context["WaId"]
    else:  # a person who hides the number: business-scoped user id, no WaId
        params["ExternalUserId"] = CHANNEL + act.phone
        del context["WaId"]
    if message.quoted_sid:
        params["OriginalRepliedMessageSid"] = message.quoted_sid
        params["OriginalRepliedMessageSender"] = _sender_of_quoted(world, message)
    params |= _tap_params(act.choice) | _media_params(world, message) | _place_params(message)
    metadata = {"type": "whatsapp", "data": {"context": context}}
    return {**params, "ChannelMetadata": json.dumps(metadata, ensure_ascii=False)}


def _sender_of_quoted(world: World, message: Message) -> str:
    quoted = world.state.get(Message, message.quoted_sid)
    if quoted is not None and quoted.direction is Direction.IN:
        return CHANNEL + message.phone
    return world.settings.sender


def _tap_params(choice: Choice | None) -> dict[str, str]:
    if choice is None:
        return {}
    if choice.type is ChoiceType.BUTTON:
        return {"MessageType": "button", "ButtonText": choice.title, "ButtonPayload": choice.id}
    row = {"MessageType": "interactive", "ListId": choice.id, "ListTitle": choice.title}
    return row | ({"ListDescription": choice.description} if choice.description else {})


def _media_params(world: World, message: Message) -> dict[str, str]:
    if message.attachment is None:
        return {}
    account, part = world.settings.account_sid, message.attachment
    path = f"/2010-04-01/Accounts/{account}/Messages/{message.sid}/Media/{part.sid}"
    return {
        "NumMedia": "1",
        "MediaContentType0": part.content_type,
        "MediaUrl0": world.settings.media_base_url + path,
    }


def _place_params(message: Message) -> dict[str, str]:
    if message.place is None:
        return {}
    place = message.place
    named = {"Address": place.address, "Label": place.label}
    coordinates = {"Latitude": place.latitude, "Longitude": place.longitude}
    return coordinates | {name: value for name, value in named.items() if value}
