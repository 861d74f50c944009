"""Reminders in real time: a whole stack, the simulator as WhatsApp, people writing meanwhile."""

import json
import statistics
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import Row, text

from app.seed import DEMO_WORLD, load_world, read_world
from app.settings import Settings
from app.stack import Stack, nlu_server, private_stack
from bench import reminders_data
from bot.dialogue.taps import ReminderTap, encode
from bot.messages.replies import Choice, Template, to_json
from storage.clock import DemoClock
from storage.unit_of_work import transaction
from workers import templates

_DUE = datetime(2027, 5, 12, 19, 0, tzinfo=UTC)  # 16:00 in Buenos Aires, when the siesta ends
_RATE = 20  # as of a number in coexistence: the machine is to be faster than WhatsApp
_EVERY_SECONDS = 0.5  # somebody writes
_WORDS = ("qué horarios hacen?", "dónde queda?", "aceptan débito?", "cuánto sale el corte?")
_PATIENCE_SECONDS = 120.0


def measure(settings: Settings, folder: Path, people: int) -> dict[str, Any]:
    """Let so many reminders leave on a stack of its own and return the figures."""
    environ = {"WHATSAPP_RATE": str(_RATE), "WHATSAPP_PAIR_SECONDS": "6"}
    with (
        nlu_server(settings) as nlu_url,
        private_stack(folder, nlu_url=nlu_url, workers=3, with_clock=True, environ=environ) as one,
    ):
        _fill(one, people)
        before = int(_messages(one, since=10**9)["seq"])  # the simulator remembers other runs
        written = _write_until_over(one)
        return _figures(one, written, before)


def _fill(stack: Stack, people: int) -> None:
    wiring = stack.wiring
    assert isinstance(wiring.clock, DemoClock)
    wiring.clock.set(_DUE - timedelta(minutes=2))
    with transaction(wiring.engine) as db:
        tables = "outbox, inbox, appointment, conversation, contact_identity, contact, provider"
        db.execute(text(f"TRUNCATE {tables}, business RESTART IDENTITY CASCADE"))
        load_world(db, read_world(DEMO_WORLD), today=_DUE.date(), created_at=_DUE)
    _control(stack, "clock", {"now": (_DUE - timedelta(minutes=2)).isoformat()})
    while not templates.sync(wiring):
        time.sleep(0.2)
    titles = {"ok": "Voy", "move": "Cambiar", "cancel": "Cancelar"}
    choices = tuple(Choice(encode(ReminderTap(tap, 1, 1)), title) for tap, title in titles.items())
    values = ("Clase", "Sol", "mañana jueves 16:00", "en Gorriti 4800")
    reminder = json.dumps(to_json(Template("reminder", values, choices, "Te espero mañana.")))
    reminders_data.fill(
        wiring.engine,
        people=people,
        number=wiring.tools.business_address,
        reminder=reminder,
        due_at=_DUE,
        drain=timedelta(seconds=people / _RATE),
    )
    with wiring.engine.connect() as connection:
        for phone, seen in connection.execute(_WRITERS):
            window = {"phone": phone, "last_inbound": seen.isoformat(), "channel": "twilio"}
            _control(stack, "window", window)
    wiring.clock.set(_DUE - timedelta(seconds=1))
    _control(stack, "clock", {"now": (_DUE - timedelta(seconds=1)).isoformat()})


_WRITERS = text("""
SELECT split_part(address, ':', 2), last_inbound_at FROM conversation
WHERE last_inbound_at IS NOT NULL
""")


def _write_until_over(stack: Stack) -> int:
    """Let somebody new write every half second while reminders leave; return how many did."""
    written, begun = 0, time.monotonic()
    while time.monotonic() < begun + _PATIENCE_SECONDS:
        message = {
            "from": f"+54933{written:08d}",
            "kind": "text",
            "text": _WORDS[written % len(_WORDS)],
        }
        _control(stack, "messages", message)
        written += 1
        time.sleep(_EVERY_SECONDS)
        if not _count(stack, "urgency = 'reminder' AND state IN ('queued', 'sending')"):
            break
    while _waiting(stack) and time.monotonic() < begun + _PATIENCE_SECONDS:
        time.sleep(0.1)
    return written


def _control(stack: Stack, path: str, body: dict[str, Any]) -> None:
    address = f"{stack.settings.simulator_url}/phones/api/{path}"
    httpx.post(address, json=body, timeout=30, trust_env=False).raise_for_status()


def _count(stack: Stack, where: str) -> int:
    with stack.engine.connect() as connection:
        statement = text(f"SELECT count(*) FROM outbox WHERE {where}")  # noqa: S608 - our words
        return int(connection.execute(statement).scalar_one())


def _waiting(stack: Stack) -> int:
    with stack.engine.connect() as connection:
        statement = text("SELECT count(*) FROM inbox WHERE done_at IS NULL AND kind = 'message'")
        return int(connection.execute(statement).scalar_one())


_SENT = text("""
SELECT o.urgency, o.sent_at, o.as_template, o.status_rank, o.error_code, c.last_inbound_at,
       i.received_at
FROM outbox o JOIN conversation c ON c.id = o.conversation_id
LEFT JOIN turn t ON t.id = o.turn_id LEFT JOIN inbox i ON i.id = t.inbox_id
WHERE o.state = 'sent' ORDER BY o.sent_at
""")


def _messages(stack: Stack, *, since: int) -> dict[str, Any]:
    """Return what the simulator has of messages after a number of its own."""
    address = f"{stack.settings.simulator_url}/phones/api/messages"
    answer = httpx.get(address, params={"since": since}, timeout=30, trust_env=False)
    found: dict[str, Any] = answer.raise_for_status().json()
    return found


def _figures(stack: Stack, written: int, before: int) -> dict[str, Any]:
    with stack.engine.connect() as connection:
        rows: Sequence[Row[Any]] = connection.execute(_SENT).all()
    reminders = [row for row in rows if row.urgency == "reminder"]
    waits = [
        (row.sent_at - row.received_at).total_seconds() * 1000
        for row in rows
        if row.urgency == "reply" and row.received_at is not None
    ]
    found = _messages(stack, since=before)["messages"]
    reached = [one for one in found if one["direction"] == "out"]
    phones = [one["phone"] for one in reached if one["phone"].startswith("+54911")]
    span = (reminders[-1].sent_at - reminders[0].sent_at).total_seconds()
    quantiles = statistics.quantiles(waits, n=100)
    return {
        "reminders": len(reminders),
        "rate_allowed": _RATE,
        "messages_per_s": round(len(rows) / span, 1),
        "written": written,
        "replies": len(waits),
        "reply_p50_ms": round(quantiles[49]),
        "reply_p95_ms": round(quantiles[94]),
        "as_template": sum(row.as_template for row in reminders),
        "sent_twice": len(phones) - len(set(phones)),
        "refused": sum(row.error_code is not None for row in rows),
        "left_behind": _count(stack, "state <> 'sent'"),
    }
