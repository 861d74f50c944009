"""Which of a thread's waiting messages are read as one: those that began with an unfinished one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.channels.codecs import CODECS
from bot.channels.errors import UnknownShapeError
from bot.dialogue.patience import MOST_MESSAGES, PAUSE, as_said, may_join
from bot.messages.inbound import Inbound, Sender
from storage.inbox import Waiting


@dataclass(frozen=True, slots=True)
class Burst:
    """Messages of one person to be read as one, often a single one.

    row_ids: oldest first. may_wait: if it looks unfinished it may be held, counted from
    received_at, when its newest message came. is_held: it waits already, and nothing new has come.
    """

    row_ids: tuple[int, ...]
    sender: Sender
    inbound: Inbound
    received_at: datetime
    may_wait: bool = False
    is_held: bool = False

    def patience(self, now: datetime) -> timedelta:
        """Return how long it may wait for more; a queue or an outage was waiting enough."""
        if not self.may_wait:
            return timedelta(0)
        waited = max(now - self.received_at, timedelta(0))
        return max(PAUSE - waited, timedelta(0))


def first_burst(waiting: Sequence[Waiting]) -> Burst:
    """Return what is to be read next in a thread. waiting: its items to do, oldest first, not none.

    Only what was found unfinished before is joined by what followed; a message that failed before
    is read alone. Raises UnknownShapeError when the first is no message.
    """
    head = waiting[0]
    codec = CODECS[head.source]
    sender = codec.decode_sender(head.payload)
    inbound = codec.decode(head.payload, head.received_at)
    if head.attempts or not may_join(inbound):
        return Burst((head.id,), sender, inbound, head.received_at)
    members = [(head, inbound), *(_followers(waiting) if head.was_held else ())]
    is_followed = len(waiting) > len(members) and (head.was_held or not _joins(waiting[1]))
    last = members[-1][0]
    return Burst(
        row_ids=tuple(row.id for row, _ in members),
        sender=sender,
        inbound=_as_one([one for _, one in members]),
        received_at=last.received_at,
        may_wait=not is_followed and not last.was_held and len(members) < MOST_MESSAGES,
        is_held=last.is_held and not is_followed,
    )


def _followers(waiting: Sequence[Waiting]) -> list[tuple[Waiting, Inbound]]:
    """Return the messages behind the first that may be read with it, up to one that may not."""
    found = []
    for row in waiting[1:MOST_MESSAGES]:
        inbound = _joining(row)
        if inbound is None:
            break
        found.append((row, inbound))
    return found


def _joins(row: Waiting) -> bool:
    return _joining(row) is not None


def _joining(row: Waiting) -> Inbound | None:
    """Return a message that may be read with the one before it, else None."""
    try:
        inbound = CODECS[row.source].decode(row.payload, row.received_at)
    except UnknownShapeError:
        return None
    return inbound if not row.attempts and may_join(inbound) else None


def _as_one(inbounds: Sequence[Inbound]) -> Inbound:
    """Return messages as one text, in the order they were sent, which may not be that of arrival.

    It has the newest one's instant and the first one's id.
    """
    if len(inbounds) == 1:
        return inbounds[0]
    in_order = sorted(inbounds, key=lambda one: one.sent_at)
    text = "\n".join(as_said([one.text for one in in_order]))
    return replace(inbounds[0], text=text, sent_at=in_order[-1].sent_at)
