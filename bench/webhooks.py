"""The doors at 200 webhooks a second for a minute, and whether all of it is worked on afterwards.

    python -m bench.webhooks [--rate 200] [--seconds 60] [--messages 0.25]

On the whole stack through its signed webhooks, with Twilio's sink of bench.turns. Of the webhooks a
share are messages of people; the rest are the notices «sent», «delivered» and «read» of what the
bot answered them, which is what a number in use gets: three for each message. Ends with 1 when a
webhook was not answered with 2xx or something was left over.
"""

import argparse
import asyncio
import itertools
import json
import random
import sys
import time
from collections import Counter, deque
from dataclasses import dataclass, field

from sqlalchemy import text

from app.stack import Stack, free_ports
from bench.machine import cpu_seconds, describe
from bench.open_stack import open_stack
from bench.talk import MESSAGE_PATH, STATUS_PATH, Webhooks, conversation
from bench.turns import percentile
from bench.wire import Client, Sink

_PEOPLE = 2000  # none of whom writes twice while the first is being answered
_CONNECTIONS = 40
_WORDS = ("sent", "delivered", "read")
_PATIENCE_SECONDS = 600.0
_LEFT = text("""
SELECT (SELECT count(*) FROM inbox WHERE done_at IS NULL)
     + (SELECT count(*) FROM outbox WHERE state IN ('queued', 'sending') AND urgency = 'reply')
""")
_OUTCOME = text("""
SELECT count(*) FILTER (WHERE kind = 'message') AS messages,
       count(*) FILTER (WHERE kind = 'status') AS notices,
       count(*) FILTER (WHERE problem IS NOT NULL) AS problems,
       (SELECT count(*) FROM outbox WHERE state = 'sent') AS sent,
       (SELECT count(*) FROM outbox WHERE state = 'failed') AS failed
FROM inbox
""")


@dataclass(slots=True)
class Figures:
    """What the doors answered: milliseconds of each webhook, and how often each status.

    late_ms: how far behind the plan the load itself was at worst.
    """

    took_ms: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    late_ms: float = 0.0


class World:
    """People who write, and Twilio, which tells what became of the answers."""

    def __init__(self, stack: Stack, share: float) -> None:
        self._webhooks = Webhooks(stack.settings)
        self._port = stack.settings.port
        self._client = Client(self._port, connections=_CONNECTIONS)
        self._luck = random.Random(1)
        self._share = share
        self._ids = itertools.count(1)
        self._answers = 0
        self._notices: deque[tuple[str, str, str]] = deque()
        now = stack.wiring.clock.now()
        self._crowd = itertools.cycle(
            [(f"+54911{n:08d}", conversation(n, now)) for n in range(_PEOPLE)]
        )
        self.sink = Sink(self._heard)
        self.figures = Figures()

    async def close(self) -> None:
        """Hang up."""
        await self._client.close()
        await self.sink.stop()

    async def hang_up(self) -> None:
        """Go on over new connections."""
        await self._client.close()
        self._client = Client(self._port, connections=_CONNECTIONS)

    async def at_rate(self, rate: float, seconds: float) -> None:
        """Post so many webhooks a second, however slowly they are answered."""
        started = time.perf_counter()
        tasks = []
        for number in range(int(rate * seconds)):
            ahead = started + number / rate - time.perf_counter()
            self.figures.late_ms = max(self.figures.late_ms, -ahead * 1000)
            await asyncio.sleep(max(0.0, ahead))
            tasks.append(asyncio.create_task(self._post(*self._next())))
        await asyncio.gather(*tasks)

    async def tell_the_rest(self) -> None:
        """Post the notices that are still due, one after the other."""
        while self._notices:
            await self._post(STATUS_PATH, *self._webhooks.status(*self._notices.popleft()))

    async def _post(self, path: str, body: bytes, headers: dict[str, str]) -> None:
        began = time.perf_counter()
        try:
            status, _ = await self._client.post(path, body, headers)
        except (OSError, asyncio.IncompleteReadError):
            status = 0
        self.figures.took_ms.append((time.perf_counter() - began) * 1000)
        self.figures.statuses[status] += 1

    def _next(self) -> tuple[str, bytes, dict[str, str]]:
        if self._notices and self._luck.random() >= self._share:
            return STATUS_PATH, *self._webhooks.status(*self._notices.popleft())
        phone, lines = next(self._crowd)
        sid = f"SM{next(self._ids):032x}"
        return MESSAGE_PATH, *self._webhooks.message(phone, sid, next(lines), None)

    def _heard(self, to: str, _form: dict[str, str], _at: float) -> None:
        self._answers += 1  # the sink numbers what it takes in the same way
        phone, sid = to.removeprefix("whatsapp:"), f"SM{self._answers:032x}"
        self._notices.extend((phone, sid, word) for word in _WORDS)


async def measure(stack: Stack, sink_port: int, options: argparse.Namespace) -> dict[str, object]:
    """Put the load on a stack, wait until nothing is left, and return the figures."""
    world = World(stack, options.messages)
    await world.sink.start(sink_port)
    await world.at_rate(20, 10)  # connections, layouts and caches warm up
    world.figures = figures = Figures()
    before = cpu_seconds(stack)
    await world.at_rate(options.rate, options.seconds)
    used = cpu_seconds(stack)
    left, seconds = await _worked_off(stack)
    counted = len(figures.took_ms)
    await world.hang_up()  # what lay idle meanwhile the server has closed
    await world.tell_the_rest()
    rest, _ = await _worked_off(stack)
    await world.close()
    with stack.engine.connect() as connection:
        outcome = connection.execute(_OUTCOME).one()
    return {
        "rate": options.rate,
        "webhooks": counted,
        "statuses": {str(status): count for status, count in sorted(figures.statuses.items())},
        "not_2xx": sum(n for status, n in figures.statuses.items() if not 200 <= status < 300),
        "p50_ms": round(percentile(figures.took_ms[:counted], 0.50), 1),
        "p95_ms": round(percentile(figures.took_ms[:counted], 0.95), 1),
        "p99_ms": round(percentile(figures.took_ms[:counted], 0.99), 1),
        "max_ms": round(max(figures.took_ms[:counted]), 1),
        "load_late_ms": round(figures.late_ms, 1),
        "worked_off_s": round(seconds, 1),
        "left": left + rest,
        **outcome._asdict(),
        "cpu_s": {name: round(used[name] - before[name], 1) for name in sorted(used)},
    }


async def _worked_off(stack: Stack) -> tuple[int, float]:
    """Wait until nothing waits any more; return what was left after all, and how long it took."""
    started = time.perf_counter()
    left = -1
    while left and time.perf_counter() - started < _PATIENCE_SECONDS:
        await asyncio.sleep(0.2)
        with stack.engine.connect() as connection:
            left = int(connection.execute(_LEFT).scalar_one())
    return left, time.perf_counter() - started


def main() -> None:
    """Measure, print a table and the JSON line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rate", type=float, default=200.0)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--messages", type=float, default=0.25, help="their share, from 0 to 1")
    parser.add_argument("--workers", type=int, default=3)
    options = parser.parse_args()
    sink_port = free_ports()
    with open_stack("webhooks", sink_port=sink_port, workers=options.workers) as stack:
        figures = asyncio.run(measure(stack, sink_port, options))
    lines = [describe(), *(f"{name:14} {value}" for name, value in figures.items())]
    sys.stdout.write("\n".join([*lines, json.dumps(figures)]) + "\n")
    sys.exit(bool(figures["not_2xx"] or figures["left"]))


if __name__ == "__main__":
    main()
