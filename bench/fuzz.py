"""Thousands of texts nobody should send, through the whole stack: each is answered or set aside.

    python -m bench.fuzz [--messages 50000] [--people 40] [--seed 1]

The texts of bench.anything come in through the signed webhooks, are read by the real Rasa, worked
on by the real workers and answered into a sink. Afterwards the database says what became of them.
Ends with 1 when a message was refused, failed or has no fate on record.
"""

import argparse
import asyncio
import contextlib
import itertools
import json
import sys
import time

from sqlalchemy import text

from app.stack import Stack, free_ports
from bench.anything import anything
from bench.machine import describe
from bench.open_stack import open_stack
from bench.talk import Line, Webhooks
from bench.wire import Client, Sink

_PATH = "/webhooks/twilio/whatsapp"
_IN_FLIGHT = 400  # messages taken in and not yet worked on, at most
_PATIENCE_SECONDS = 180.0
_TRIES = 12  # more than there are connections that may have been closed

_LEFT = text("""
SELECT (SELECT count(*) FROM inbox WHERE done_at IS NULL AND kind = 'message')
     + (SELECT count(*) FROM outbox WHERE state IN ('queued', 'sending') AND urgency = 'reply')
""")
_FATES = text("""
SELECT count(*) AS messages,
       count(*) FILTER (WHERE i.problem IS NOT NULL) AS failed,
       count(*) FILTER (WHERE t.replies > 0) AS answered,
       count(*) FILTER (WHERE t.replies = 0 AND t.outcome = 'silent') AS set_aside,
       count(*) FILTER (WHERE t.replies > 0 AND EXISTS (
           SELECT 1 FROM outbox o WHERE o.turn_id = t.id AND o.state NOT IN ('sent', 'cancelled')))
           AS unsent,
       coalesce(max(t.total_ms), 0) AS slowest_ms
FROM inbox i LEFT JOIN turn t ON t.inbox_id = coalesce(i.joined_to, i.id) WHERE i.kind = 'message'
""")
_PROBLEMS = text(
    "SELECT problem, count(*) FROM inbox WHERE problem IS NOT NULL GROUP BY problem ORDER BY 2 DESC"
)


async def pour(stack: Stack, sink_port: int, *, messages: int, people: int, seed: int) -> int:
    """Send the texts, many people at once; return how many the door refused."""
    webhooks = Webhooks(stack.settings)
    client = Client(stack.settings.port, connections=8)
    sink = Sink(lambda *_: None)
    await sink.start(sink_port)
    numbers = itertools.count()
    texts = anything(seed)
    refused = 0

    async def send_all() -> None:
        nonlocal refused
        while (number := next(numbers)) < messages:
            phone = f"+54911{number % people:08d}"
            line = Line(next(texts))
            body, headers = webhooks.message(phone, f"SM{number:032x}", line, None)
            refused += not await _taken(client, body, headers)
            while number % 50 == 0 and _left(stack) > _IN_FLIGHT:
                await asyncio.sleep(0.2)

    await asyncio.gather(*(send_all() for _ in range(8)))
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while _left(stack) and time.monotonic() < deadline:
        await asyncio.sleep(0.2)
    await client.close()
    await sink.stop()
    return refused


async def _taken(client: Client, body: bytes, headers: dict[str, str]) -> bool:
    """Whether a webhook was taken; told again when the line was closed meanwhile."""
    for _ in range(_TRIES):
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            status, _ = await client.post(_PATH, body, headers)
            return status == 200
    return False


def _left(stack: Stack) -> int:
    with stack.engine.connect() as connection:
        return int(connection.execute(_LEFT).scalar_one())


def fates(stack: Stack) -> dict[str, int]:
    """Return what became of every message, counted."""
    with stack.engine.connect() as connection:
        found = connection.execute(_FATES).one()
        counts = {name: int(value) for name, value in found._mapping.items()}
        for problem, count in connection.execute(_PROBLEMS):
            counts[f"problem_{problem}"] = int(count)
    known = counts["answered"] + counts["set_aside"] + counts["failed"]
    return {**counts, "waiting": _left(stack), "without_fate": counts["messages"] - known}


def main() -> None:
    """Pour, count, print a table and the JSON line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=50_000)
    parser.add_argument("--people", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    sink_port = free_ports()
    with open_stack("fuzz", sink_port=sink_port, workers=3) as stack:
        began = time.monotonic()
        refused = asyncio.run(
            pour(
                stack,
                sink_port,
                messages=options.messages,
                people=options.people,
                seed=options.seed,
            )
        )
        figures = {"refused": refused, **fates(stack), "seconds": round(time.monotonic() - began)}
    print(describe())
    for name, value in figures.items():
        print(f"{name:20} {value}")
    print(json.dumps(figures))
    wrong = ("refused", "failed", "unsent", "waiting", "without_fate")
    sys.exit(any(figures[name] for name in wrong))


if __name__ == "__main__":
    main()
