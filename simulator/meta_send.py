"""Takes a message for a phone: what Meta checks at once, and what it finds out later.

Checked at once: form and limits, templates, the pair rate. Found out later, in the status: the
24-hour window (contract sheet whatsapp-cloud-api.md §5 to §7 and §11, 2026-11-22).
"""

import base64
import mimetypes
import re
import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from simulator.delivery import progress
from simulator.meta_errors import MetaError
from simulator.meta_people import phone_behind
from simulator.meta_rules import Shown, object_in, required, shown, text_in
from simulator.meta_templates import filled
from simulator.records import (
    Attachment,
    Channel,
    Direction,
    Kind,
    Message,
    MetaMedia,
    NumberSetting,
    Status,
    Window,
    window_key,
)
from simulator.twilio_send import links_in
from simulator.world import World

_WINDOW = timedelta(hours=24)
_TRACKER_MAX = 512
_USER_ID = re.compile(r"[A-Z]{2}\.[A-Za-z0-9]{1,128}")
_MIME_TYPES = {"image": "image/jpeg", "audio": "audio/ogg", "video": "video/mp4"}


def new_wamid() -> str:
    """Return a fresh message id as Meta makes them."""
    return "wamid." + base64.b64encode(uuid.uuid4().bytes * 2).decode()


def send(world: World, line: str, body: Mapping[str, Any]) -> Message:
    """Accept one outgoing message and return it as queued. Raises MetaError when refused.

    Effects: the message is stored, and its statuses start to come a little later.
    """
    phone = _recipient(body)
    tracker = text_in(body, "biz_opaque_callback_data")
    if len(tracker) > _TRACKER_MAX:
        raise MetaError(131009, f"biz_opaque_callback_data is longer than {_TRACKER_MAX}")
    is_template = body.get("type") == "template"
    content = filled(world, object_in(body, "template")) if is_template else shown(body)
    context = body.get("context")
    quoted = text_in(context, "message_id") if isinstance(context, dict) else ""
    message = replace(
        _message(world, line, phone, content),
        quoted_sid=content.quoted or quoted,
        template=is_template,
        tracker=tracker,
    )
    world.throughput.take(line, on_app=is_on_app(world, line))
    if not world.rates.takes(window_key(phone, line), world.clock.now()):
        raise MetaError(131056)
    if not is_template and not _is_window_open(world, phone, line):
        message = replace(message, doomed_by=131047)
    stored = world.state.put(message)
    world.courier.after(world.settings.status_delay_seconds, lambda: progress(world, stored.sid))
    return stored


def is_on_app(world: World, line: str) -> bool:
    """Whether the WhatsApp Business app uses a number as well."""
    setting = world.state.get(NumberSetting, line)
    return setting is not None and setting.on_app


def _recipient(body: Mapping[str, Any]) -> str:
    """Return whom a message is for, as the pages know them; `to` wins over `recipient`."""
    if body.get("messaging_product") != "whatsapp":
        raise MetaError(100, "messaging_product must be whatsapp")
    to, recipient = text_in(body, "to"), text_in(body, "recipient")
    if to:
        if not re.fullmatch(r"\+?\d{8,15}", to):
            raise MetaError(131009, "to is no phone number")
        return phone_behind(to)
    if not recipient:
        raise MetaError(131008, "to or recipient")
    if not _USER_ID.fullmatch(recipient):
        raise MetaError(131009, "recipient is no business-scoped user id")
    return recipient


def _is_window_open(world: World, phone: str, line: str) -> bool:
    window = world.state.get(Window, window_key(phone, line))
    return window is not None and world.clock.now() - window.last_inbound < _WINDOW


def _message(world: World, line: str, phone: str, content: Shown) -> Message:
    now = world.clock.now()
    return Message(
        sid=new_wamid(),
        direction=Direction.OUT,
        phone=phone,
        sender=line,
        kind=content.kind,
        body=content.body,
        status=Status.QUEUED,
        at=now,
        updated_at=now,
        header=content.header,
        footer=content.footer,
        button=content.button,
        choices=content.choices,
        links=(*content.links, *(links_in(content.body) if content.kind is Kind.TEXT else ())),
        attachment=_attachment(world, content),
        place=content.place,
        channel=Channel.META,
        asks=content.asks,
        category=content.category,
    )


def _attachment(world: World, content: Shown) -> Attachment | None:
    """Return the file of a message: one that was uploaded, or one at a public address."""
    if not content.media:
        return None
    if not content.media.startswith(("http://", "https://")):
        uploaded = world.state.get(MetaMedia, required({"id": content.media}, "id", 64))
        if uploaded is None:
            raise MetaError(100, "no such media id")
        return Attachment(sid=uploaded.id, content_type=uploaded.mime_type)
    guessed = mimetypes.guess_type(urlsplit(content.media).path)[0]
    mime_type = guessed or _MIME_TYPES.get(content.media_type, "application/octet-stream")
    return Attachment(sid=uuid.uuid4().hex, content_type=mime_type, url=content.media)
