"""What happens because time passes: due messages, expiring holds and requests, lost rings.

One process ticks. Two would do no harm: every step claims its rows.
"""

import threading
import time
from collections.abc import Set
from datetime import datetime, timedelta

import structlog
from redis.exceptions import RedisError
from sqlalchemy.exc import DBAPIError

from actions import (
    comeback,
    expiry,
    personal_data,
    proposals,
    reviews,
    unanswered,
    waiting,
    waitlist,
)
from actions.desk import open_desk
from bot.channels.codecs import PAIR_IS_FULL, TOO_MANY, UNREACHABLE, WINDOW_CLOSED
from bot.messages.templates import CATEGORIES
from storage import costs, inbox, outbox, statuses
from storage.inbox import Held
from storage.locks import LockBusyError
from storage.statuses import Refusals
from storage.unit_of_work import transaction
from workers import media, numbers, returns, sending, templates
from workers.pace import most_in
from workers.wiring import Wiring

_LOG = structlog.get_logger()
TICK_SECONDS = 0.5
_SWEEP_EVERY_SECONDS = 3.0  # a lost ring is found by the next sweep
_SYNC_EVERY_SECONDS = 5.0  # until WhatsApp has approved every template and told of our numbers
_REVIEW_EVERY_SECONDS = 60.0  # nobody labels faster
_LOOK_AGAIN_EVERY_SECONDS = 3600.0  # at templates that WhatsApp approved once, and at numbers
_RING_AGAIN_AFTER = timedelta(seconds=5)
_BUSY_QUEUE = 100  # with so many rings waiting none was lost; more would only slow them down
_APOLOGISE_AFTER = timedelta(seconds=20)
_PAIR_PAUSE = timedelta(seconds=6)  # about one message in so long to one person
REFUSALS = Refusals(WINDOW_CLOSED, TOO_MANY, PAIR_IS_FULL, UNREACHABLE)


def run(wiring: Wiring, stop: threading.Event) -> None:
    """Tick until told to stop. A database or Redis that is away is waited for, not died of."""
    last_sweep = last_sync = last_review = -_REVIEW_EVERY_SECONDS
    last_look = time.monotonic()
    reviewed: datetime | None = None
    held = inbox.NONE_HELD
    all_approved = all_looked_at = False
    while not stop.is_set():
        try:
            tick(wiring)
            held = ring_held(wiring, held.due)
            if time.monotonic() - last_sync >= _SYNC_EVERY_SECONDS:
                all_approved = all_approved or templates.sync(wiring)
                all_looked_at = all_looked_at or numbers.look(wiring)
                last_sync = time.monotonic()
            if time.monotonic() - last_look >= _LOOK_AGAIN_EVERY_SECONDS:
                templates.look_again(wiring)
                all_looked_at = numbers.look(wiring)
                last_look = time.monotonic()
            if time.monotonic() - last_sweep >= _SWEEP_EVERY_SECONDS:
                sweep(wiring)
                last_sweep = time.monotonic()
            if time.monotonic() - last_review >= _REVIEW_EVERY_SECONDS:
                reviewed = review(wiring, reviewed)
                media.let_go(wiring)
                last_review = time.monotonic()
        except (DBAPIError, RedisError, LookupError) as error:
            _LOG.warning("clock.waits", error=type(error).__name__)
        stop.wait(min(held.next_seconds or TICK_SECONDS, TICK_SECONDS))


def tick(wiring: Wiring) -> None:
    """Do what is due: expire, nudge, ring for messages whose time has come, take in statuses."""
    now = wiring.clock.now()
    expire(wiring, now)
    ring_due(wiring, now)
    take_in_statuses(wiring, now)


def expire(wiring: Wiring, now: datetime) -> None:
    """End what ran out of time, nudge providers, put freed places to who waits, tell everybody.

    Rings for every conversation in which the bot's silence is over.
    """
    with transaction(wiring.engine) as db:
        desk = open_desk(db, wiring.tools, now=now, actor="clock")
        changed = expiry.expire_holds(desk) + proposals.expire(desk)
        changed += expiry.expire_requests(desk) + waiting.nudge_providers(desk)
        changed += waitlist.go_on(desk) + personal_data.forget_due(desk)
        changed += unanswered.release(desk)
        over = comeback.due(desk)
    if changed:
        _LOG.info("clock.changed", appointments=changed)
    sending.deliver_all(wiring, desk)
    for conversation_id in over:
        wiring.doorbell.ring_thread(returns.thread_of(conversation_id))


def ring_due(wiring: Wiring, now: datetime) -> None:
    """Ring for every conversation and refund whose time has come."""
    due = outbox.due(wiring.engine, now=now, most_later=most_in(wiring, TICK_SECONDS))
    for conversation_id in due.conversations:
        wiring.doorbell.ring_conversation(conversation_id)
    for outbox_id in due.refunds:
        wiring.doorbell.ring_refund(outbox_id)
    wiring.doorbell.ring_later(due.later)


def take_in_statuses(wiring: Wiring, now: datetime) -> None:
    """Lay the delivery notices over what left; nothing leaves for a while to who got too much."""
    refused = statuses.absorb(wiring.engine, outbox.STATUS_RANK, REFUSALS, now=now)
    for number, conversation_id in refused:
        wiring.pacer.hold_back(number, conversation_id, _PAIR_PAUSE)


def ring_held(wiring: Wiring, rung: Set[str]) -> Held:
    """Ring once for every thread that has waited long enough for the rest of a message.

    rung: those that were rung for the last time; a lost ring is the sweep's.
    """
    held = inbox.held(wiring.engine)
    for thread in sorted(held.due - rung):
        wiring.doorbell.ring_thread(thread)
    return held


def sweep(wiring: Wiring) -> None:
    """Ring for inbox threads that nobody worked on, and apologise for those that wait too long."""
    now = wiring.clock.now()
    if wiring.doorbell.waiting() < _BUSY_QUEUE:
        for thread in inbox.threads_waiting(wiring.engine, now - _RING_AGAIN_AFTER):
            wiring.doorbell.ring_thread(thread)
    for row in inbox.waiting_since(wiring.engine, now - _APOLOGISE_AFTER):
        if row.apologised_at is None and row.id is not None:
            _apologise(wiring, row.id, now)
    media.ring_due(wiring)
    numbers.keep_pace(wiring)
    reckon(wiring)


def reckon(wiring: Wiring) -> None:
    """Price what left."""
    with transaction(wiring.engine) as db:
        zone = wiring.tools.catalogue.get(db).zone
    costs.settle(wiring.engine, wiring.prices, CATEGORIES, zone=zone)


def review(wiring: Wiring, since: datetime | None) -> datetime:
    """Keep what was misunderstood since the last look; return where the next one goes on."""
    looked = reviews.keep_new(wiring.engine, wiring.tools, since=since, now=wiring.clock.now())
    if looked.kept:
        _LOG.info("reviews.kept", messages=looked.kept)
    return looked.until


def _apologise(wiring: Wiring, row_id: int, now: datetime) -> None:
    try:
        with transaction(wiring.engine) as db:
            desk = open_desk(db, wiring.tools, now=now, actor="clock")
            waiting.apologise(desk, row_id)
    except LockBusyError:
        return  # it is being answered this moment, else the next sweep says so
    sending.deliver_all(wiring, desk)
