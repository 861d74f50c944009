"""What goes wrong during a fault run: who is killed when, and how the outside world misbehaves."""

import asyncio
import contextlib
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from signal import SIGINT, SIGKILL

import httpx
from redis import Redis
from redis.exceptions import RedisError

from app.embedded import redis_url
from tests.faults.running import RunningTurnero

# One call in ten to a channel goes wrong: before its work is done or after, or is turned away.
_REFUSALS = (
    {"kind": "500", "share": 0.04},
    {"kind": "429", "share": 0.03},
    {"kind": "timeout_after", "share": 0.02, "seconds": 0.2},
    {"kind": "timeout", "share": 0.01, "seconds": 0.2},
)
_ALWAYS = 10**9


@dataclass(frozen=True, slots=True)
class Mischief:
    """One way to be rude to a run. name: as the report counts it; False: it hit nobody."""

    name: str
    do: Callable[[RunningTurnero], bool]


def _killed(name: str) -> Mischief:
    return Mischief(f"kill -9 {name}", lambda run: run.hit(name, SIGKILL))


def _empty_redis(run: RunningTurnero) -> bool:
    with contextlib.suppress(RedisError), Redis.from_url(redis_url(run.settings)) as redis:
        redis.flushall()
        return True
    return False


def deck(workers: int) -> list[Mischief]:
    """Return every way once; Rasa comes first, since it takes longest to come back."""
    return [
        _killed("nlu"),
        _killed("web"),
        _killed("worker-1"),
        Mischief("Redis emptied", _empty_redis),
        Mischief("PostgreSQL restarted", lambda run: run.hit("postgres", SIGINT)),
        Mischief("kill -9 one of the web", lambda run: run.hit_child("web", SIGKILL)),
        _killed("clock"),
        _killed(f"worker-{workers}"),
        _killed("redis"),
        _killed("postgres"),
    ]


async def be_rude(
    run: RunningTurnero, *, seconds: float, every: float, workers: int, seed: int
) -> Counter[str]:
    """Do one after the other, in a new order each round; return how often each hit somebody."""
    done: Counter[str] = Counter()
    luck = random.Random(seed)
    ends = asyncio.get_running_loop().time() + seconds
    round_of = deck(workers)
    while True:
        for one in round_of:
            await asyncio.sleep(every)
            if asyncio.get_running_loop().time() > ends:
                return done
            done[one.name] += await asyncio.to_thread(one.do, run)
        luck.shuffle(round_of)


def arm_channels(run: RunningTurnero, channels: tuple[str, ...]) -> None:
    """Let one call in ten to every channel go wrong."""
    for party in channels:
        for fault in _REFUSALS:
            run.control("POST", "faults", json={"party": party, "times": _ALWAYS, **fault})


def disarm(run: RunningTurnero) -> None:
    """Let the outside world behave again."""
    with contextlib.suppress(httpx.HTTPError):
        run.control("DELETE", "faults")
