"""How often the doors turned something away: counted in Redis, as nothing of it is recorded.

What is taken in costs nothing here; it is counted from the inbox.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import structlog
from flask import Flask, Response, request
from redis import Redis
from redis.exceptions import RedisError

KEY = "turnero:refused"
_LOG = structlog.get_logger()


def count_refusals(app: Flask, redis: Redis) -> None:
    """Count every webhook that is not answered with 200."""

    @app.after_request
    def count(response: Response) -> Response:
        rule = request.url_rule
        if response.status_code >= 400 and rule is not None and rule.rule.startswith("/webhooks/"):
            _count(redis, rule.rule, response.status_code)
        return response


def _count(redis: Redis, path: str, status: int) -> None:
    try:
        redis.hincrby(KEY, f"{path} {status}", 1)
    except RedisError as error:
        _LOG.warning("webhook.not_counted", error=type(error).__name__)


def refusals(redis: Redis) -> Iterator[tuple[tuple[str, str], int]]:
    """Yield path and status, and how often it was answered. Raises RedisError."""
    counts: Mapping[Any, Any] = redis.hgetall(KEY)
    for field, count in sorted(counts.items()):
        path, _, status = str(field, "utf-8").rpartition(" ")
        yield (path, status), int(count)
