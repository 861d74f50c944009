"""Reminders in virtual time: sixteen workers that take turns on one clock."""

import heapq
import itertools
import json
import random
import statistics
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from redis import Redis
from sqlalchemy import text

from actions.desk import open_desk
from app.database import upgrade
from app.embedded import start_postgres, start_redis
from app.seed import DEMO_WORLD, load_world, read_world
from app.settings import Settings
from app.wiring import wiring_of
from bench import reminders_data
from bot.channels.twilio import Rendered
from bot.dialogue.taps import ReminderTap, encode
from bot.messages.replies import Choice, Template, Text, to_json
from storage.pacing import Pacer
from storage.rows.mail import Urgency
from storage.unit_of_work import transaction
from workers import clock, sending
from workers.channels import Channels
from workers.wiring import Wiring

_DUE = datetime(2027, 5, 12, 19, 0, tzinfo=UTC)  # 16:00 in Buenos Aires, when the siesta ends
_WORKERS = 16
_CALL_SECONDS = 0.12  # of WhatsApp, for each message
_LISTEN_SECONDS = 0.02  # until an idle worker hears a ring
_REPLIES_A_SECOND = 4.0
_WINDOW = timedelta(hours=24)


class VirtualClock:
    """One time for threads that take turns: whoever passes time lets those before it go first."""

    def __init__(self) -> None:
        self._instant = _DUE
        self._turn = threading.Condition()
        self._asleep: list[tuple[datetime, int]] = []
        self._awake = 0
        self.is_over = False

    def now(self) -> datetime:
        """Return the instant at which the running thread is."""
        return self._instant

    def pass_seconds(self, seconds: float) -> None:
        """Let time pass for the running thread."""
        self.sleep_until(self._instant + timedelta(seconds=seconds))

    def sleep_until(self, instant: datetime) -> None:
        """Let the others run until an instant; ties in the order of asking."""
        with self._turn:
            place = (instant, next(_PLACES))
            heapq.heappush(self._asleep, place)
            self._awake -= 1
            self._turn.notify_all()
            while self._awake or self._asleep[0] != place:
                self._turn.wait()
            heapq.heappop(self._asleep)
            self._awake += 1
            self._instant = max(self._instant, instant)

    def run(self, *players: Callable[[], None]) -> None:
        """Run functions as threads on this time until all have come to their end."""
        self._awake = len(players)
        threads = [threading.Thread(target=self._play, args=(one,)) for one in players]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _play(self, player: Callable[[], None]) -> None:
        try:
            self.pass_seconds(0)
            player()
        finally:
            with self._turn:
                self._awake -= 1
                self._turn.notify_all()


_PLACES = itertools.count()


@dataclass(frozen=True, slots=True)
class Call:
    """One message handed over: to whom, when it was begun, whether as an approved template."""

    to: str
    at: datetime
    as_template: bool
    reference: int


@dataclass(slots=True)
class Whatsapp:
    """Takes every message, after a while."""

    clock: VirtualClock
    calls: list[Call] = field(default_factory=list)

    def send(
        self, rendered: Rendered, *, to: str, sender: str, reference: int, now: datetime
    ) -> str:
        """Take one message and return its id."""
        self.calls.append(Call(to, self.clock.now(), rendered.as_template, reference))
        self.clock.pass_seconds(_CALL_SECONDS)
        return f"SM{reference}"

    def find_sent(self, rendered: Rendered, **_: Any) -> None:
        """Return None: no call here ends without an answer."""

    def is_approved(self, content: Any, *, now: datetime) -> bool:
        """Return True: every template is approved."""
        return True

    def look_again(self, *, now: datetime) -> None:
        """Do nothing: none changes."""

    def acknowledge(self, message_id: str, *, sender: str) -> None:
        """Do nothing."""

    def close(self) -> None:
        """Do nothing."""


def measure(settings: Settings, folder: Path, people: int) -> dict[str, Any]:
    """Let so many reminders leave and return the figures. The folder's data are made anew."""
    with start_postgres(folder) as database, start_redis(folder) as redis_url:
        upgrade(database)
        with Redis.from_url(redis_url) as redis:
            redis.flushall()
        chosen = replace(settings, database_url=database, redis_url=redis_url)
        wiring, clock_, whatsapp = _wired(chosen)
        _fill(wiring, people)
        started = time.process_time()
        replies = _run(wiring, clock_)
        cpu = time.process_time() - started
        figures = _figures(wiring, whatsapp.calls, replies)
        figures["cpu_ms_each"] = round(cpu * 1000 / len(whatsapp.calls), 2)
        wiring.engine.dispose()
        return figures


def _wired(settings: Settings) -> tuple[Wiring, VirtualClock, Whatsapp]:
    """Return the wiring of a worker whose time and WhatsApp are virtual."""
    wiring, clock_ = wiring_of(settings), VirtualClock()
    redis = wiring.doorbell.queue.connection
    whatsapp = Whatsapp(clock_)
    pacer = Pacer(redis, settings.sending_limits, now_ms=lambda: clock_.now().timestamp() * 1000)
    wiring = replace(
        wiring,
        clock=clock_,
        channels=Channels({"twilio": whatsapp}),
        pacer=pacer,
        pause=clock_.pass_seconds,
    )
    return wiring, clock_, whatsapp


def _fill(wiring: Wiring, people: int) -> None:
    with transaction(wiring.engine) as db:
        tables = "outbox, appointment, conversation, contact_identity, contact, provider, business"
        db.execute(text(f"TRUNCATE {tables} RESTART IDENTITY CASCADE"))
        load_world(db, read_world(DEMO_WORLD), today=_DUE.date(), created_at=_DUE)
    limits, number = wiring.pacer.limits, wiring.tools.business_address
    drain = timedelta(seconds=people / limits.rate_of(number))
    titles = {"ok": "Voy", "move": "Cambiar", "cancel": "Cancelar"}
    choices = tuple(Choice(encode(ReminderTap(tap, 1, 1)), title) for tap, title in titles.items())
    values = ("Clase", "Sol", "mañana jueves 16:00", "en Gorriti 4800")
    reminder = json.dumps(to_json(Template("reminder", values, choices, "Te espero mañana.")))
    reminders_data.fill(
        wiring.engine, people=people, number=number, reminder=reminder, due_at=_DUE, drain=drain
    )


def _run(wiring: Wiring, clock_: VirtualClock) -> dict[int, datetime]:
    """Tick, answer rings and let people be answered until nothing is owed; return the replies.

    By outbox row, when each was put.
    """
    replies: dict[int, datetime] = {}

    def tick() -> None:
        while not clock_.is_over:
            clock.ring_due(wiring, clock_.now())
            clock_.is_over = not wiring.doorbell.waiting() and not _owed(wiring)
            clock_.pass_seconds(clock.TICK_SECONDS)

    def ask() -> None:
        luck = random.Random(0)
        while True:
            clock_.pass_seconds(luck.expovariate(_REPLIES_A_SECOND))
            if clock_.is_over:
                return
            replies[_answer_somebody(wiring, len(replies))] = clock_.now()

    def work() -> None:
        while not clock_.is_over or wiring.doorbell.waiting():
            ring = wiring.doorbell.next_ring()
            if ring is None:
                clock_.pass_seconds(_LISTEN_SECONDS)
            else:
                sending.deliver(wiring, int(ring.name))

    clock_.run(tick, ask, *[work] * _WORKERS)
    return replies


def _answer_somebody(wiring: Wiring, number: int) -> int:
    """Owe somebody an answer, as a turn does, and ring for it; return the outbox row."""
    with transaction(wiring.engine) as db:
        conversation = db.execute(_SOMEBODY, {"number": number}).scalar_one()
        desk = open_desk(db, wiring.tools, now=wiring.clock.now(), actor="customer")
        row_id = desk.send(f"reply:{number}", conversation, Text("¡Dale!"), Urgency.REPLY)
        db.execute(_WROTE, {"id": conversation, "now": wiring.clock.now()})
    wiring.doorbell.ring_conversation(conversation)
    assert row_id is not None
    return row_id


_SOMEBODY = text(
    "SELECT 1000001 + 4 * (:number * 7919 % (count(*) / 4)) FROM contact WHERE id > 1000000"
)
_WROTE = text("UPDATE conversation SET last_inbound_at = :now WHERE id = :id")
_OWED = text("SELECT EXISTS (SELECT 1 FROM outbox WHERE state IN ('queued', 'sending'))")


def _owed(wiring: Wiring) -> bool:
    with wiring.engine.connect() as connection:
        return bool(connection.execute(_OWED).scalar_one())


_WINDOWS = text("""
SELECT o.id, o.urgency, c.last_inbound_at FROM outbox o
JOIN conversation c ON c.id = o.conversation_id WHERE o.state = 'sent'
""")


def _figures(wiring: Wiring, calls: list[Call], replies: dict[int, datetime]) -> dict[str, Any]:
    with wiring.engine.connect() as connection:
        rows = {row.id: row for row in connection.execute(_WINDOWS)}
        states = dict(
            connection.execute(text("SELECT state, count(*) FROM outbox GROUP BY 1")).all()
        )
    reminders = [one for one in calls if one.reference not in replies]
    waits = [
        (one.at - replies[one.reference]).total_seconds() * 1000 + _CALL_SECONDS * 1000
        for one in calls
        if one.reference in replies
    ]
    instants = sorted(one.at.timestamp() for one in calls)
    span = max(one.at for one in reminders) - min(one.at for one in reminders)
    late = [
        one
        for one in reminders
        if not one.as_template
        and (seen := rows[one.reference].last_inbound_at) is not None
        and one.at - seen >= _WINDOW
    ]
    quantiles = statistics.quantiles(waits, n=100)
    return {
        "reminders": len(reminders),
        "minutes": round(span.total_seconds() / 60, 1),
        "rate_allowed": wiring.pacer.limits.rate_of(wiring.tools.business_address),
        "messages_per_s": round(len(calls) / (span.total_seconds() or 1), 1),
        "most_in_a_second": _most_in_a_second(instants),
        "replies": len(waits),
        "reply_p50_ms": round(quantiles[49]),
        "reply_p95_ms": round(quantiles[94]),
        "reply_max_ms": round(max(waits)),
        "as_template": sum(one.as_template for one in reminders),
        "sent_twice": sum(n - 1 for n in Counter(one.reference for one in calls).values()),
        "into_a_closed_window": len(late),
        "left_behind": sum(count for state, count in states.items() if state != "sent"),
    }


def _most_in_a_second(instants: list[float]) -> int:
    """Return how many of sorted instants lie in any one second."""
    most, first = 0, 0
    for number, instant in enumerate(instants):
        while instants[first] <= instant - 1:
            first += 1
        most = max(most, number - first + 1)
    return most
