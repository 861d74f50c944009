"""Whether the parts that keep things answer, and how long the oldest message has waited."""

from dataclasses import dataclass
from datetime import datetime

from redis import Redis
from redis.exceptions import RedisError
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError


@dataclass(frozen=True, slots=True)
class Health:
    """What is up. oldest_waiting_seconds None: nothing waits, or the database is away."""

    database: bool
    redis: bool
    oldest_waiting_seconds: float | None


def check(engine: Engine, redis: Redis, *, now: datetime) -> Health:
    """Ask database and Redis for a sign of life."""
    oldest = None
    try:
        with engine.connect() as connection:
            received = connection.execute(
                text(
                    "SELECT min(received_at) FROM inbox WHERE done_at IS NULL AND kind <> 'status'"
                )
            ).scalar_one_or_none()
        database = True
        if received is not None:
            oldest = max(0.0, (now - received).total_seconds())
    except DBAPIError:
        database = False
    try:
        redis_up = bool(redis.ping())
    except RedisError:
        redis_up = False
    return Health(database, redis_up, oldest)
