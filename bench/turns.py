"""Turns a second and latency of the whole stack, and of a plain Rasa server in the same run.

    python -m bench.turns [--messages 3200] [--skip-rasa]

Three loads on Turnero: closed loop (as fast as it answers), 20 turns/s (latency), 100 messages/s
for 30 s (the door, with everything answered afterwards). Then as many messages as in the closed
loop, from as many people, through the bot that `rasa init` makes, over its REST channel.
"""

import argparse
import asyncio
import itertools
import json
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlalchemy import text

from app.settings import ENV_FILE, Settings
from app.stack import Stack, free_ports
from bench.machine import cpu_seconds, describe
from bench.open_stack import open_stack
from bench.plain_rasa import plain_rasa
from bench.talk import MESSAGE_PATH, Line, Webhooks, conversation
from bench.wire import Client, Sink

_PEOPLE = 64  # some of whom wait on purpose: a bare greeting is answered after 2.5 s
_STEADY_RATE, _STEADY_SECONDS = 20.0, 20.0
_FLOOD_RATE, _FLOOD_SECONDS = 100.0, 30.0
_PATIENCE_SECONDS = 120.0


@dataclass(slots=True)
class Person:
    """Somebody in a benchmark: what they say next, and what they were last shown."""

    phone: str
    lines: Iterator[Line]
    tap_id: str | None = None
    answered: asyncio.Event = field(default_factory=asyncio.Event)
    sid: str = ""
    sent_at: float = 0.0


@dataclass(slots=True)
class Measured:
    """What was measured; milliseconds from the webhook's start. reply_ms: by message."""

    reply_ms: dict[str, float] = field(default_factory=dict)
    door_ms: list[float] = field(default_factory=list)
    refused: int = 0


class Load:
    """People who write to one stack, and the sink that hears the answers."""

    def __init__(self, stack: Stack, sink_port: int) -> None:
        self._webhooks = Webhooks(stack.settings)
        self._client = Client(stack.settings.port, connections=40)
        self._sink = Sink(self._heard)
        self._sink_port = sink_port
        self._people: dict[str, Person] = {}
        self._ids = itertools.count(1)
        self._now = stack.wiring.clock.now()
        self.measured = Measured()

    async def __aenter__(self) -> "Load":
        await self._sink.start(self._sink_port)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._client.close()
        await self._sink.stop()

    @property
    def taken(self) -> int:
        """How many messages the sink has taken."""
        return self._sink.taken

    def fresh(self) -> Measured:
        """Start measuring anew."""
        self.measured = Measured()
        return self.measured

    def person(self, number: int) -> Person:
        """Return a person with a conversation of their own."""
        phone = f"+54911{number:08d}"
        person = Person(phone, conversation(number, self._now))
        self._people[f"whatsapp:{phone}"] = person
        return person

    async def say(self, person: Person) -> None:
        """Let a person say the next thing, and measure the door."""
        line = next(person.lines)
        tap = person.tap_id if line.tap else None
        person.answered.clear()
        person.sid = f"SM{next(self._ids):032x}"
        body, headers = self._webhooks.message(person.phone, person.sid, line, tap)
        person.sent_at = time.perf_counter()
        status, _ = await self._client.post(MESSAGE_PATH, body, headers)
        self.measured.door_ms.append((time.perf_counter() - person.sent_at) * 1000)
        self.measured.refused += status != 200

    async def talk(self, person: Person, budget: "itertools.count[int]", messages: int) -> None:
        """Say one thing after the other, each when the last was answered, within the budget."""
        while next(budget) < messages:
            await self.say(person)
            await asyncio.wait_for(person.answered.wait(), _PATIENCE_SECONDS)

    def _heard(self, to: str, form: dict[str, str], at: float) -> None:
        person = self._people.get(to)
        if person is None:
            return
        variables = json.loads(form.get("ContentVariables") or "{}")
        person.tap_id = variables.get("3")  # the first choice's id, in every layout but lists
        if not person.answered.is_set():
            self.measured.reply_ms[person.sid] = (at - person.sent_at) * 1000
            person.answered.set()


async def closed_loop(load: Load, messages: int) -> float:
    """Return turns a second when everybody writes again as soon as they are answered."""
    people = [load.person(number) for number in range(_PEOPLE)]
    budget = itertools.count()
    started = time.perf_counter()
    await asyncio.gather(*(load.talk(person, budget, messages) for person in people))
    return messages / (time.perf_counter() - started)


async def steady(load: Load) -> None:
    """Send at a fixed rate, each from somebody who waits for nothing else."""
    await _at_rate(load, _STEADY_RATE, _STEADY_SECONDS, first_person=1000, people=60)


async def flood(load: Load) -> None:
    """Send 100 messages a second for 30 s."""
    await _at_rate(load, _FLOOD_RATE, _FLOOD_SECONDS, first_person=10_000, people=3000)


async def _at_rate(
    load: Load, rate: float, seconds: float, *, first_person: int, people: int
) -> None:
    crowd = [load.person(first_person + number) for number in range(people)]
    started = time.perf_counter()
    tasks = []
    for number in range(int(rate * seconds)):
        await asyncio.sleep(max(0.0, started + number / rate - time.perf_counter()))
        tasks.append(asyncio.create_task(load.say(crowd[number % people])))
    await asyncio.gather(*tasks)


async def _drained(stack: Stack) -> float:
    """Return how long it took until every message was worked on, in seconds."""
    started = time.perf_counter()
    while time.perf_counter() - started < _PATIENCE_SECONDS:
        with stack.engine.connect() as connection:
            left = connection.execute(_LEFT).scalar_one()
        if not left:
            break
        await asyncio.sleep(0.1)
    return time.perf_counter() - started


_LEFT = text("""
SELECT (SELECT count(*) FROM inbox WHERE done_at IS NULL AND kind = 'message')
     + (SELECT count(*) FROM outbox WHERE state IN ('queued', 'sending') AND urgency = 'reply')
""")
_ANSWERED = text("""
SELECT count(*) FILTER (WHERE t.id IS NOT NULL) AS turns, count(*) AS messages,
       count(*) FILTER (WHERE t.replies > 0 AND NOT EXISTS (
           SELECT 1 FROM outbox o WHERE o.turn_id = t.id AND o.state = 'sent')) AS unsent,
       count(*) FILTER (WHERE t.kind = 'text' AND t.nlu_ms = 0) AS meaning_known
FROM inbox i LEFT JOIN turn t ON t.inbox_id = coalesce(i.joined_to, i.id)
WHERE i.kind = 'message'
""")
_HELD = text("SELECT external_id FROM inbox WHERE hold_until IS NOT NULL")


def percentile(values: list[float], share: float) -> float:
    """Return the value below which a share of the values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else float("nan")


async def measure(stack: Stack, sink_port: int, messages: int) -> dict[str, float]:
    """Put all loads on a stack and return the figures."""
    async with Load(stack, sink_port) as load:
        await closed_loop(load, 3 * _PEOPLE)  # connections, layouts and caches warm up
        closed = load.fresh()
        before = cpu_seconds(stack)
        turns_per_s = await closed_loop(load, messages)
        after = cpu_seconds(stack)
        latency = load.fresh()
        await steady(load)
        await _drained(stack)
        door = load.fresh()
        await flood(load)
        drained = await _drained(stack)
    with stack.engine.connect() as connection:
        counts = connection.execute(_ANSWERED).one()
        held = set(connection.execute(_HELD).scalars())
    at_once = [took for sid, took in latency.reply_ms.items() if sid not in held]
    waited = [took for sid, took in latency.reply_ms.items() if sid in held]
    closed_at_once = [took for sid, took in closed.reply_ms.items() if sid not in held]
    return {
        "turns_per_s": round(turns_per_s, 1),
        "closed_p50_ms": round(statistics.median(closed_at_once), 1),
        "closed_held": len(closed.reply_ms) - len(closed_at_once),
        **{
            f"cpu_ms_{name}": round((after[name] - before[name]) / messages * 1000, 2)
            for name in sorted(after)
        },
        "p50_ms": round(percentile(at_once, 0.50), 1),
        "p95_ms": round(percentile(at_once, 0.95), 1),
        "p99_ms": round(percentile(at_once, 0.99), 1),
        "held": len(waited),
        "held_p50_ms": round(percentile(waited, 0.50), 1),
        "webhook_p50_ms": round(percentile(door.door_ms, 0.50), 1),
        "webhook_p99_ms": round(percentile(door.door_ms, 0.99), 1),
        "flood_messages": len(door.door_ms),
        "flood_refused": door.refused,
        "flood_drained_s": round(drained, 1),
        "messages": counts.messages,
        "turns": counts.turns,
        "unsent": counts.unsent,
        "meaning_known": counts.meaning_known,
    }


async def measure_rasa(port: int, messages: int, *, at_once: int) -> tuple[float, float]:
    """Return turns a second and median ms of a plain Rasa, with as many people and messages.

    at_once: how many write at the same time; each person's messages come one after the other.
    """
    client = Client(port, connections=at_once)
    budget = itertools.count()
    took: list[float] = []
    texts = itertools.cycle(
        ("hello", "i am good", "i feel sad", "yes", "no", "bye", "are you a bot?")
    )

    async def talk(number: int) -> None:
        for turn in itertools.count():
            if next(budget) >= messages:
                return
            person = (number + turn * at_once) % _PEOPLE if at_once < _PEOPLE else number
            body = json.dumps({"sender": f"p{at_once}-{person}", "message": next(texts)}).encode()
            started = time.perf_counter()
            await client.post("/webhooks/rest/webhook", body, {"Content-Type": "application/json"})
            took.append((time.perf_counter() - started) * 1000)

    started = time.perf_counter()
    await asyncio.gather(*(talk(number) for number in range(at_once)))
    rate = messages / (time.perf_counter() - started)
    await client.close()
    return round(rate, 1), round(percentile(took, 0.5), 1)


def compare(port: int, messages: int, turns_per_s: float) -> dict[str, float]:
    """Measure a plain Rasa under the same closed loop, and one message at a time."""
    asyncio.run(measure_rasa(port, _PEOPLE, at_once=1))  # warms up
    rate, p50 = asyncio.run(measure_rasa(port, messages, at_once=_PEOPLE))
    calm_rate, calm_p50 = asyncio.run(measure_rasa(port, messages // 4, at_once=1))
    return {
        "rasa_turns_per_s": rate,
        "rasa_p50_ms": p50,
        "rasa_one_at_a_time_turns_per_s": calm_rate,
        "rasa_one_at_a_time_p50_ms": calm_p50,
        "ratio": round(turns_per_s / rate, 2),
        "ratio_to_one_at_a_time": round(turns_per_s / calm_rate, 2),
    }


def main() -> None:
    """Measure, print a table and the JSON line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=50 * _PEOPLE)
    parser.add_argument("--workers", type=int, default=3)
    parser.add_argument("--skip-rasa", action="store_true")
    options = parser.parse_args()
    figures: dict[str, float] = {}
    sink_port = free_ports()
    with open_stack("stack", sink_port=sink_port, workers=options.workers) as stack:
        figures |= asyncio.run(measure(stack, sink_port, options.messages))
    if not options.skip_rasa:
        with plain_rasa(Settings.load({}, ENV_FILE).data_dir / "bench" / "rasa") as port:
            figures |= compare(port, options.messages, figures["turns_per_s"])
    print(describe())
    for name, value in figures.items():
        print(f"{name:20} {value}")
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
