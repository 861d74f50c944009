"""Hundreds of thousands of mangled payloads at every decoder, without door and database.

    python -m bench.decoders [--inputs 200000] [--seed 1]

Ends with 1 when a decoder raised what its door would answer with 5xx.
"""

import argparse
import itertools
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from bench.machine import describe
from bench.mangled import ever_worse
from bot.channels import meta, twilio
from bot.channels.errors import UnknownShapeError
from bot.channels.meta_batch import ItemKind, Ours, items
from webhooks.door import keepable, keepable_value

NOW = datetime(2027, 5, 12, 13, 15, tzinfo=UTC)
_OURS = Ours(("106540352242922",), "mark")


def broken(party: str, *, inputs: int, seed: int, read: Counter[str]) -> Iterator[str]:
    """Yield what broke a decoder, and count what the others were read as."""
    decode = {"twilio": _twilio, "meta": _meta}[party]
    payloads = ever_worse(party, random.Random(seed))
    for payload in itertools.islice(payloads, inputs):
        try:
            read.update(decode(payload))
        except RecursionError:
            read["too deep"] += 1  # the doors answer 400
        except Exception as error:
            yield f"{party} {type(error).__name__} {error}: {payload!r:.2000}"


def _twilio(payload: Any) -> list[str]:
    if not isinstance(payload, dict):
        return ["no form"]
    form = {keepable(str(name)): keepable(str(value)) for name, value in payload.items()}
    return [_kind(twilio, form)]


def _meta(payload: Any) -> list[str]:
    if not isinstance(payload, dict):
        return ["no object"]
    found = list(items(keepable_value(payload), _OURS))
    for item in found:
        json.dumps(item.payload)
        item.id.encode()
        item.thread.encode()
    return [
        _kind(meta, item.payload) if item.kind is ItemKind.MESSAGE else item.kind.name
        for item in found
    ]


def _kind(codec: Any, payload: Any) -> str:
    try:
        codec.decode_sender(payload)
        return str(codec.decode(payload, NOW).kind.name)
    except UnknownShapeError:
        return "unknown shape"


def main() -> None:
    """Decode, print a table and the JSON line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    began = time.process_time()
    read: Counter[str] = Counter()
    found = [
        one
        for party in ("twilio", "meta")
        for one in broken(party, inputs=options.inputs // 2, seed=options.seed, read=read)
    ]
    figures = {
        "inputs": options.inputs,
        "read_as": dict(read.most_common()),
        "broken": len(found),
        "cpu_seconds": round(time.process_time() - began, 1),
    }
    lines = [describe(), *(f"{name:12} {value}" for name, value in figures.items())]
    sys.stdout.write("\n".join([*lines, *found[:5], json.dumps(figures)]) + "\n")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
