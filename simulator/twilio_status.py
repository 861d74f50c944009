"""The life of an outgoing message after it was accepted, told by signed status callbacks.

queued → sent → delivered → read, or queued → failed. Source: twilio-whatsapp.md §5.
"""

from dataclasses import replace
from functools import partial

from simulator.records import Direction, Message, Person, Status
from simulator.twilio_errors import text_of
from simulator.world import World

_NEXT = {
    Status.QUEUED: Status.SENT,
    Status.SENT: Status.DELIVERED,
    Status.DELIVERED: Status.READ,
}
_INSTALL_SID = "XE" + "0" * 32


def progress(world: World, sid: str) -> None:
    """Take a message one step further and plan the next one, if there is any."""
    with world.state.lock:
        message = world.state.get(Message, sid)
        following = _following(world, message) if message else None
        if message is None or following is None:
            return
        changed = _put(world, message, following, error_code=message.doomed_by)
    _tell(world, changed)
    if following in _NEXT:
        world.courier.after(world.settings.status_delay_seconds, partial(progress, world, sid))


def _following(world: World, message: Message) -> Status | None:
    """Return the next status of an outgoing message; None when it has come to its end."""
    if message.direction is Direction.IN or message.status not in _NEXT:
        return None
    following = Status.FAILED if message.doomed_by else _NEXT[message.status]
    if following is Status.READ and not _reads(world, message.phone):
        return None
    return following


def resume(world: World) -> None:
    """Plan the next step of every message that was under way when the process was killed."""
    for message in world.state.all(Message):
        if message.direction is Direction.OUT and message.status in _NEXT:
            world.courier.after(
                world.settings.status_delay_seconds,
                partial(progress, world, message.sid),
            )


def apply(world: World, sid: str, status: Status, *, error_code: int | None) -> list[int]:
    """Set a status and post its callback; one HTTP code per delivery, empty when none was sent.

    Raises KeyError when there is no such message.
    """
    with world.state.lock:
        message = world.state.get(Message, sid)
        if message is None:
            raise KeyError(sid)
        changed = _put(world, message, status, error_code=error_code)
    return _tell(world, changed)


def _put(world: World, message: Message, status: Status, *, error_code: int | None) -> Message:
    now = world.clock.now()
    sent_at = now if status is Status.SENT else message.sent_at
    return world.state.put(
        replace(message, status=status, error_code=error_code, updated_at=now, sent_at=sent_at)
    )


def _tell(world: World, message: Message) -> list[int]:
    if not message.status_callback:
        return []
    return world.webhooks.status(message.status_callback, _callback(world, message))


def _callback(world: World, message: Message) -> dict[str, str]:
    params = {
        "MessageSid": message.sid,
        "SmsSid": message.sid,
        "MessageStatus": message.status.value,
        "SmsStatus": message.status.value,
        "From": message.sender,
        "To": f"whatsapp:{message.phone}",
        "AccountSid": world.settings.account_sid,
        "ApiVersion": "2010-04-01",
        "ChannelPrefix": "whatsapp",
        "ChannelToAddress": message.phone[:-4] + "XXXX",
        "ChannelInstallSid": _INSTALL_SID,
        "StructuredMessage": "true" if message.content_sid else "false",
    }
    if message.status in (Status.DELIVERED, Status.READ, Status.UNDELIVERED, Status.FAILED):
        params["EventType"] = message.status.value.upper()
    if message.messaging_service_sid:
        params["MessagingServiceSid"] = message.messaging_service_sid
    if message.error_code:
        params["ErrorCode"] = str(message.error_code)
        params["ErrorMessage"] = text_of(message.error_code)
        params["ChannelStatusMessage"] = text_of(message.error_code)
    return params


def _reads(world: World, phone: str) -> bool:
    person = world.state.get(Person, phone)
    return person is None or person.reads
