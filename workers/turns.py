"""From an inbox row to a turn taken and its replies sent: one job, one conversation, in order."""

import contextlib
import time
from dataclasses import dataclass

import structlog

from actions.desk import open_desk
from actions.turn import take_turn
from bot.channels.codecs import CODECS
from bot.channels.errors import UnknownShapeError
from bot.messages.inbound import Inbound, InboundKind, Sender
from bot.messages.understanding import Understanding
from nlu.client import NluUnavailableError
from storage import inbox
from storage.locks import LockBusyError, lock_thread
from storage.outbox import Turnover
from storage.rows.mail import InboxRow
from storage.turns import open_turn
from storage.unit_of_work import transaction
from workers import sending
from workers.gateways.errors import GatewayError
from workers.places import place_of
from workers.wiring import Wiring

_LOG = structlog.get_logger()
MOST_ATTEMPTS = 5  # a message that fails so often is buried, with its problem on record
_CHOKED = 500  # Rasa is up and broke on this very text: waiting for it would hold the thread up
_MOST_AT_ONCE = 50  # leave the rest of a flooded thread to the next ring


@dataclass(frozen=True, slots=True)
class _Read:
    """A row made ready for its turn."""

    row_id: int
    sender: Sender
    inbound: Inbound
    understanding: Understanding | None


def work(wiring: Wiring, thread: str) -> None:
    """Take the turns of a thread until nothing waits, or understanding is down."""
    row = _peek(wiring, thread)
    for _ in range(_MOST_AT_ONCE):
        if row is None:
            return
        row_id = row.id
        assert row_id is not None
        try:
            ready = _read(wiring, row)
            if ready is None:
                return
            row_id = ready.row_id
            row = _take(wiring, thread, ready)
        except LockBusyError:
            return  # whoever holds it goes on with this row afterwards
        except Exception as error:
            name, now = type(error).__name__, wiring.clock.now()
            _LOG.error("turn.failed", inbox_id=row_id, error=name, at=place_of(error))
            buried = inbox.note_failure(wiring.engine, row_id, name, most=MOST_ATTEMPTS, now=now)
            if not buried:
                return
            row = _peek(wiring, thread)


def _peek(wiring: Wiring, thread: str) -> InboxRow | None:
    with transaction(wiring.engine) as db:
        return inbox.next_of(db, thread)


def _read(wiring: Wiring, row: InboxRow) -> _Read | None:
    """Return a row with its meaning; None when it has to wait or is nothing to answer."""
    assert row.id is not None
    ready = _decode(wiring, row)
    if ready is None:
        return None
    if ready.inbound.kind is not InboundKind.TEXT and not ready.inbound.text.strip():
        return ready
    if ready.inbound.kind is InboundKind.TAP:
        return ready
    try:
        understanding = wiring.nlu.understand(ready.inbound.text)
    except NluUnavailableError as error:
        if error.status == _CHOKED:
            raise
        _LOG.warning("turn.waits", inbox_id=row.id, reason=error.reason)
        return _overtaking_tap(wiring, row)
    return _Read(row.id, ready.sender, ready.inbound, understanding)


def _decode(wiring: Wiring, row: InboxRow) -> _Read | None:
    assert row.id is not None
    try:
        codec = CODECS[row.source]
        sender = codec.decode_sender(row.payload)
        inbound = codec.decode(row.payload, row.received_at)
    except UnknownShapeError:
        with transaction(wiring.engine) as db:
            kept = db.get_one(InboxRow, row.id)
            inbox.finish(db, kept, now=wiring.clock.now(), problem="unknown_shape")
        return None
    return _Read(row.id, sender, inbound, None)


def _overtaking_tap(wiring: Wiring, waiting: InboxRow) -> _Read | None:
    """Return a tap behind a message that must wait, so that buttons work meanwhile."""
    with transaction(wiring.engine) as db:
        rows = inbox.waiting_of(db, waiting.thread)
    found = (_decode(wiring, row) for row in rows)
    return next((one for one in found if one and one.inbound.kind is InboundKind.TAP), None)


def _take(wiring: Wiring, thread: str, ready: _Read) -> InboxRow | None:
    """Take one turn in one transaction, then send; return what waits next in the thread."""
    started = time.perf_counter()
    now = wiring.clock.now()
    with transaction(wiring.engine) as db:
        lock_thread(db, thread)
        opened = open_turn(db, ready.row_id)
        if opened is None:
            return inbox.next_of(db, thread)  # somebody else took it
        version = opened.catalogue_version
        desk = open_desk(db, wiring.tools, now=now, actor="customer", catalogue_version=version)
        taken = take_turn(desk, opened, ready.sender, ready.inbound, ready.understanding)
    _LOG.info(
        "turn.taken",
        turn_id=taken.closed.turn_id,
        inbox_id=ready.row_id,
        ms=round((time.perf_counter() - started) * 1000),
    )
    if taken.closed.claimed:
        _acknowledge(wiring, ready)
        sending.send_claimed(wiring, Turnover(taken.conversation, taken.closed.claimed))
    sending.deliver_all(wiring, desk)
    for waiting in taken.threads:
        wiring.doorbell.ring_thread(waiting)
    return _peek(wiring, thread) if taken.closed.next_id is not None else None


def _acknowledge(wiring: Wiring, ready: _Read) -> None:
    """Show that a message is read just before it is answered; who is off can't be shown it."""
    with contextlib.suppress(GatewayError):
        gateway = wiring.channels.of(ready.sender.channel).gateway
        gateway.acknowledge(ready.inbound.message_id, sender=ready.sender.business_address)
