"""From inbox rows to a turn taken and its replies sent: one job, one conversation, in order."""

import contextlib
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

import structlog

from actions.desk import open_desk
from actions.turn import TurnHeld, take_turn
from actions.waiting import give_up_on
from bot.channels.errors import UnknownShapeError
from bot.dialogue.patience import MOST_MESSAGES
from bot.messages.inbound import InboundKind
from bot.messages.understanding import Understanding
from nlu.client import NluUnavailableError
from storage import inbox
from storage.inbox import Waiting
from storage.locks import LockBusyError, lock_thread
from storage.outbox import Turnover
from storage.rows.mail import InboxRow
from storage.turns import open_turn
from storage.unit_of_work import each_by_itself, transaction
from workers import media, sending
from workers.bursts import Burst, first_burst
from workers.gateways.errors import GatewayError
from workers.places import place_of
from workers.wiring import Wiring

_LOG = structlog.get_logger()
MOST_ATTEMPTS = 5  # a message that fails so often is buried, with its problem on record
_CHOKED = 500  # Rasa is up and broke on this very text: it is answered as not understood
_MOST_AT_ONCE = 50  # leave the rest of a flooded thread to the next ring
_LOOKS_AHEAD = MOST_MESSAGES + 1  # what follows a burst tells whether it may still grow


@dataclass(frozen=True, slots=True)
class _Read:
    """What is to be answered now, with its meaning; None of what is no text."""

    burst: Burst
    understanding: Understanding | None = None


def work(wiring: Wiring, thread: str) -> None:
    """Take the turns of a thread until nothing waits, or only what has to."""
    waiting = _peek(wiring, thread)
    for _ in range(_MOST_AT_ONCE):
        if not waiting:
            return
        row_id = waiting[0].id
        try:
            ready = _read(wiring, thread, waiting)
            if ready is None:
                return
            row_id = ready.burst.row_ids[0]
            waiting = _take(wiring, thread, ready)
        except LockBusyError:
            return  # whoever holds it goes on with this row afterwards
        except Exception as error:
            name, now = type(error).__name__, wiring.clock.now()
            _LOG.error("turn.failed", inbox_id=row_id, error=name, at=place_of(error))
            buried = inbox.note_failure(wiring.engine, row_id, name, most=MOST_ATTEMPTS, now=now)
            if not buried:
                return
            _hand_over(wiring, row_id)
            waiting = _peek(wiring, thread)


def _hand_over(wiring: Wiring, row_id: int) -> None:
    """Let a person answer what the bot could not, and say so: no message goes unanswered."""
    with transaction(wiring.engine) as db:
        desk = open_desk(db, wiring.tools, now=wiring.clock.now(), actor="system")
        give_up_on(desk, row_id)
    sending.deliver_all(wiring, desk)


def _peek(wiring: Wiring, thread: str) -> list[Waiting]:
    with each_by_itself(wiring.engine) as db:
        return inbox.waiting_in(db, thread, limit=_LOOKS_AHEAD)


def _read(wiring: Wiring, thread: str, waiting: Sequence[Waiting]) -> _Read | None:
    """Return what comes first, with its meaning; None when it has to wait or is no message."""
    try:
        burst = first_burst(waiting)
    except UnknownShapeError:
        with transaction(wiring.engine) as db:
            kept = db.get_one(InboxRow, waiting[0].id)
            inbox.finish(db, kept, now=wiring.clock.now(), problem="unknown_shape")
        return None
    if burst.is_held:
        return None
    inbound = media.heard(wiring, waiting[0].source, burst.inbound, burst.row_ids[0])
    if inbound is None:
        return None
    if inbound is not burst.inbound:
        burst = replace(burst, inbound=inbound)
    if inbound.kind is InboundKind.TAP:
        return _Read(burst)
    if inbound.kind is not InboundKind.TEXT and not inbound.text.strip():
        return _Read(burst)
    try:
        return _Read(burst, wiring.nlu.understand(inbound.text))
    except NluUnavailableError as error:
        if error.status == _CHOKED:
            if len(burst.row_ids) > 1:
                raise  # the next time its messages are read one by one
            _LOG.warning("turn.unreadable", inbox_id=burst.row_ids[0])
            return _Read(burst)
        _LOG.warning("turn.waits", inbox_id=burst.row_ids[0], reason=error.reason)
        return _overtaking_tap(wiring, thread)


def _overtaking_tap(wiring: Wiring, thread: str) -> _Read | None:
    """Return a tap behind a message that must wait, so that buttons work meanwhile."""
    for row in _peek(wiring, thread):
        with contextlib.suppress(UnknownShapeError):
            burst = first_burst([row])
            if burst.inbound.kind is InboundKind.TAP:
                return _Read(burst)
    return None


def _take(wiring: Wiring, thread: str, ready: _Read) -> list[Waiting]:
    """Take one turn in one transaction, then send; return what waits next in the thread."""
    started = time.perf_counter()
    now, burst = wiring.clock.now(), ready.burst
    with transaction(wiring.engine) as db:
        lock_thread(db, thread)
        opened = open_turn(db, burst.row_ids, now=now)
        if opened is None:  # somebody else took it
            return inbox.waiting_in(db, thread, limit=_LOOKS_AHEAD)
        version = opened.catalogue_version
        desk = open_desk(db, wiring.tools, now=now, actor="customer", catalogue_version=version)
        taken = take_turn(
            desk,
            opened,
            burst.sender,
            burst.inbound,
            ready.understanding,
            patience=burst.patience(now),
        )
    if isinstance(taken, TurnHeld):
        _LOG.info("turn.held", inbox_id=burst.row_ids[0], messages=len(burst.row_ids))
        return _peek(wiring, thread)
    _LOG.info(
        "turn.taken",
        turn_id=taken.closed.turn_id,
        inbox_id=burst.row_ids[0],
        messages=len(burst.row_ids),
        ms=round((time.perf_counter() - started) * 1000),
    )
    if taken.closed.claimed:
        _acknowledge(wiring, burst)
        sending.send_claimed(wiring, Turnover(taken.conversation, taken.closed.claimed))
    if taken.closed.is_queued and taken.conversation.id is not None:
        wiring.doorbell.ring_conversation(taken.conversation.id)
    sending.deliver_all(wiring, desk)
    for waiting in taken.threads:
        wiring.doorbell.ring_thread(waiting)
    return _peek(wiring, thread) if taken.closed.next_id is not None else []


def _acknowledge(wiring: Wiring, burst: Burst) -> None:
    """Show that a message is read just before it is answered; who is off can't be shown it."""
    with contextlib.suppress(GatewayError):
        gateway = wiring.channels.of(burst.sender.channel).gateway
        gateway.acknowledge(burst.inbound.message_id, sender=burst.sender.business_address)
