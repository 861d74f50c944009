"""Takes a message for a phone: what Twilio checks at once, and what it finds out later.

Checked at once: the form of the request. Found out later, in the status callback: the 24-hour
window, the pair rate and the limits of WhatsApp (contract sheet twilio-whatsapp.md §4 and §6,
2026-11-22).
"""

import mimetypes
import re
import uuid
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlsplit

from werkzeug.datastructures import MultiDict

from simulator.content_rules import Shown, limit_broken, missing_variables, shown, variables_of
from simulator.delivery import progress
from simulator.records import (
    Attachment,
    Content,
    Direction,
    Kind,
    Link,
    Message,
    Place,
    Status,
    Window,
)
from simulator.twilio_errors import TwilioError
from simulator.world import World

CHANNEL = "whatsapp:"
_BODY_MAX = 1600  # characters; Twilio's limit, WhatsApp's own is 4096
_WINDOW = timedelta(hours=24)
_ADDRESS = re.compile(r"whatsapp:(\+\d{8,15}|[A-Z]{2}\.[A-Za-z0-9]{1,128})")
_URL = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)\]*_~]")
_GEO = re.compile(r"geo:(-?[\d.]+),(-?[\d.]+)(?:\|(.*))?")
_KIND_BY_MEDIA = {"image": Kind.IMAGE, "audio": Kind.AUDIO}


def new_sid(prefix: str) -> str:
    """Return a fresh Twilio identifier: two letters and 32 hex digits."""
    return prefix + uuid.uuid4().hex


def links_in(text: str) -> tuple[Link, ...]:
    """Return the web addresses written in a text, in their order."""
    return tuple(Link(title=url, url=url) for url in _URL.findall(text))


def send(world: World, form: MultiDict[str, str]) -> Message:
    """Accept one outgoing message and return it as queued. Raises TwilioError when refused.

    Effects: the message is stored, and its statuses start to come a little later.
    """
    phone = _recipient(form)
    _check_sender(world, form)
    _check_callback(form.get("StatusCallback", ""))
    message = _composed(world, form, phone=phone)
    if not message.template and not _is_window_open(world, phone):
        message = replace(message, doomed_by=63016)
    elif not world.rates.takes(phone, world.clock.now()):
        message = replace(message, doomed_by=63018)
    stored = world.state.put(message)
    world.courier.after(world.settings.status_delay_seconds, lambda: progress(world, stored.sid))
    return stored


def _recipient(form: MultiDict[str, str]) -> str:
    to = form.get("To", "")
    if not to:
        raise TwilioError(21604)
    if not to.startswith(CHANNEL):
        raise TwilioError(21910)
    found = _ADDRESS.fullmatch(to)
    if found is None:
        raise TwilioError(21211, to)
    return found[1]


def _check_sender(world: World, form: MultiDict[str, str]) -> None:
    service, sender = form.get("MessagingServiceSid", ""), form.get("From", "")
    if form.get("SendAt") or form.get("ScheduleType"):
        raise TwilioError(20422, "the simulator does not schedule messages")
    if service:
        if not re.fullmatch(r"MG[0-9a-f]{32}", service):
            raise TwilioError(21701)
        return
    if not sender:
        raise TwilioError(21603)
    if not sender.startswith(CHANNEL):
        raise TwilioError(21606, sender)
    if sender != world.settings.sender:
        raise TwilioError(63007)


def _check_callback(url: str) -> None:
    parts = urlsplit(url)
    if url and (parts.scheme not in ("http", "https") or not parts.hostname or "_" in parts.netloc):
        raise TwilioError(21609, url)


def _is_window_open(world: World, phone: str) -> bool:
    window = world.state.get(Window, phone)
    return window is not None and world.clock.now() - window.last_inbound < _WINDOW


def _composed(world: World, form: MultiDict[str, str], *, phone: str) -> Message:
    now = world.clock.now()
    body, content_sid = form.get("Body", ""), form.get("ContentSid", "")
    media_url = form.get("MediaUrl", "")
    blank = Message(
        sid=new_sid("MM" if media_url or content_sid else "SM"),
        direction=Direction.OUT,
        phone=phone,
        sender=world.settings.sender,
        kind=Kind.TEXT,
        body=body,
        status=Status.QUEUED,
        at=now,
        updated_at=now,
        content_sid=content_sid,
        messaging_service_sid=form.get("MessagingServiceSid", ""),
        status_callback=form.get("StatusCallback", ""),
    )
    if content_sid:
        return _with_content(world, blank, form.get("ContentVariables", ""))
    if len(body) > _BODY_MAX:
        raise TwilioError(21617)
    if action := form.get("PersistentAction", ""):
        return _with_place(blank, action)
    if media_url:
        return _with_media(replace(blank, links=links_in(body)), media_url)
    if not body.strip():
        raise TwilioError(21602)
    return replace(blank, links=links_in(body))


def _with_content(world: World, blank: Message, variables_text: str) -> Message:
    content = world.state.get(Content, blank.content_sid)
    if content is None:
        raise TwilioError(21655, blank.content_sid)
    given = variables_of(variables_text)
    filled: Shown = shown(content.types, {**content.variables, **given})
    is_approved = content.approval is not None and content.approval.status == "approved"
    is_broken = bool(missing_variables(content, given)) or bool(
        limit_broken(filled, approved=is_approved)
    )
    message = replace(
        blank,
        kind=filled.kind,
        body=filled.body,
        header=filled.header,
        footer=filled.footer,
        button=filled.button,
        choices=filled.choices,
        links=(*filled.links, *links_in(filled.body)),
        template=is_approved,
        doomed_by=63021 if is_broken else None,
    )
    return _with_media(message, filled.media_url) if filled.media_url else message


def _with_media(message: Message, url: str) -> Message:
    content_type = mimetypes.guess_type(urlsplit(url).path)[0] or "application/octet-stream"
    kind = _KIND_BY_MEDIA.get(content_type.partition("/")[0], Kind.DOCUMENT)
    return replace(
        message,
        kind=kind if message.kind in (Kind.TEXT, Kind.IMAGE) else message.kind,
        attachment=Attachment(sid=new_sid("ME"), content_type=content_type, url=url),
    )


def _with_place(message: Message, action: str) -> Message:
    found = _GEO.fullmatch(action)
    if found is None:
        raise TwilioError(20422, "PersistentAction")
    place = Place(latitude=found[1], longitude=found[2], label=found[3] or "")
    return replace(message, kind=Kind.LOCATION, place=place)
