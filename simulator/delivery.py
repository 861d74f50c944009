"""The life of an outgoing message once accepted: queued → sent → delivered → read, or failed.

Each party tells of it in its own way: twilio_status, meta_status.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from simulator import meta_status, twilio_status
from simulator.records import Channel, Direction, Message, Person, Status
from simulator.world import World

_NEXT = {
    Status.QUEUED: Status.SENT,
    Status.SENT: Status.DELIVERED,
    Status.DELIVERED: Status.READ,
}
_TELLERS: dict[Channel, Callable[[World, Message], list[int]]] = {
    Channel.TWILIO: twilio_status.tell,
    Channel.META: meta_status.tell,
}
_TELLERS_AT_ONCE = _TELLERS | {Channel.META: meta_status.tell_at_once}


def progress(world: World, sid: str) -> None:
    """Take a message one step further and plan the next one, if there is any."""
    with world.state.lock:
        message = world.state.get(Message, sid)
        following = _following(world, message) if message else None
        if message is None or following is None:
            return
        changed = _put(world, message, following, error_code=message.doomed_by)
    _TELLERS[changed.channel](world, changed)
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
    return _TELLERS_AT_ONCE[changed.channel](world, changed)


def _put(world: World, message: Message, status: Status, *, error_code: int | None) -> Message:
    now = world.clock.now()
    sent_at = now if status is Status.SENT else message.sent_at
    return world.state.put(
        replace(message, status=status, error_code=error_code, updated_at=now, sent_at=sent_at)
    )


def _reads(world: World, phone: str) -> bool:
    person = world.state.get(Person, phone)
    return person is None or person.reads
