"""What monitors ask: is it alive, is it ready, and its figures in Prometheus' own format."""

import hmac
from collections.abc import Iterator
from dataclasses import dataclass

from flask import Blueprint, Response, abort, jsonify, request
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector
from redis import Redis
from redis.exceptions import RedisError
from rq.registry import FailedJobRegistry
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from app.database import newest_version, version_of
from app.proxies import STRANGE_PROXY
from nlu.client import NluClient
from storage.clock import Clock
from storage.doorbell import Doorbell
from storage.reports import health, metrics
from storage.reports.metrics import BUCKETS_MS, Durations, Family
from webhooks.refusals import refusals

_OURSELVES = ("127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class Watched:
    """What is looked at. metrics_token None: figures are for this machine alone."""

    engine: Engine
    redis: Redis
    clock: Clock
    doorbell: Doorbell
    nlu: NluClient
    metrics_token: str | None


def blueprint(watched: Watched) -> Blueprint:
    """Return the routes /health/live, /health/ready and /metrics."""
    routes = Blueprint("monitoring", __name__)
    newest = newest_version()
    registry = CollectorRegistry()
    registry.register(_Figures(watched))

    @routes.get("/health/live")
    def live() -> Response:
        return jsonify(live=True)

    @routes.get("/health/ready")
    def ready() -> tuple[Response, int]:
        """Answer 200 while messages can be taken in; without Rasa they wait, and are answered."""
        found = health.check(watched.engine, watched.redis, now=watched.clock.now())
        is_newest = found.database and _version(watched.engine) == newest
        understands = watched.nlu.ready()
        takes_in = found.database and found.redis and is_newest
        body = jsonify(
            status="down" if not takes_in else "ok" if understands else "degraded",
            database=found.database,
            redis=found.redis,
            migrations=is_newest,
            nlu=understands,
            oldest_waiting_seconds=found.oldest_waiting_seconds,
        )
        return body, 200 if takes_in else 503

    @routes.get("/metrics")
    def figures() -> Response:
        if not _may_read(watched.metrics_token):
            abort(403)
        try:
            text = generate_latest(registry)
        except (DBAPIError, RedisError):
            abort(503)
        return Response(text, content_type=CONTENT_TYPE_PLAIN_0_0_4)

    return routes


def _may_read(token: str | None) -> bool:
    if token is None:
        is_direct = not request.environ.get(STRANGE_PROXY)
        return is_direct and request.remote_addr in _OURSELVES
    given = request.headers.get("Authorization", "")
    return hmac.compare_digest(given.encode(), f"Bearer {token}".encode())


def _version(engine: Engine) -> str | None:
    try:
        return version_of(engine)
    except DBAPIError:
        return None


@dataclass(frozen=True, slots=True, eq=False)
class _Figures(Collector):
    """Asks tables and Redis at every scrape, so that all processes of the web tell the same."""

    watched: Watched

    def describe(self) -> list[Metric]:
        """Return nothing: asking before the first scrape would need the database."""
        return []

    def collect(self) -> Iterator[Metric]:
        """Yield every family. Raises DBAPIError, RedisError."""
        now, engine = self.watched.clock.now(), self.watched.engine
        for family in metrics.families(engine, now=now):
            yield _metric(family)
        yield _histogram(metrics.durations(engine, now=now))
        yield self._refused()
        yield self._jobs()

    def _refused(self) -> Metric:
        metric = CounterMetricFamily(
            "turnero_webhooks_refused",
            "Requests that the doors turned away, by path and status.",
            labels=("path", "status"),
        )
        for (path, status), count in refusals(self.watched.redis):
            metric.add_metric((path, status), count)
        return metric

    def _jobs(self) -> Metric:
        queue = self.watched.doorbell.queue
        metric = GaugeMetricFamily(
            "turnero_jobs", "Rings unanswered, and jobs of RQ by state.", labels=("state",)
        )
        metric.add_metric(("rung",), self.watched.doorbell.waiting())
        metric.add_metric(("queued",), queue.count)
        metric.add_metric(("failed",), FailedJobRegistry(queue=queue).count)
        return metric


def _metric(family: Family) -> Metric:
    kind = CounterMetricFamily if family.counts else GaugeMetricFamily
    metric = kind(family.name, family.help, labels=family.labels)
    for labels, value in family.samples:
        metric.add_metric(labels, value)
    return metric


def _histogram(stages: list[Durations]) -> Metric:
    metric = HistogramMetricFamily(
        "turnero_turn_seconds",
        "How long turns took: waiting for a worker, understanding, and altogether.",
        labels=("stage",),
    )
    bounds = [*(str(ms / 1000) for ms in BUCKETS_MS), "+Inf"]
    for one in stages:
        upto = [sum(one.turns[: place + 1]) for place in range(len(bounds))]
        metric.add_metric((one.stage,), list(zip(bounds, upto, strict=True)), one.seconds)
    return metric
