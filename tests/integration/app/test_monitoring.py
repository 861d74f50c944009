"""Health and figures: what a monitor reads is what the tables hold, and it is for monitors only."""

from collections.abc import Iterator
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask, abort
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

from app import monitoring
from app.monitoring import Watched
from app.proxies import TrustedProxies
from tests.integration.core_bench import ANA, BETO, Core
from webhooks.refusals import KEY, count_refusals


@pytest.fixture
def watched(core: Core) -> Watched:
    wiring = core.wiring
    return Watched(core.engine, core.redis, wiring.clock, wiring.doorbell, wiring.nlu, None)


def web(watched: Watched) -> FlaskClient:
    app = Flask("monitored")
    app.register_blueprint(monitoring.blueprint(watched))
    count_refusals(app, watched.redis)
    app.add_url_rule("/webhooks/x/<int:number>", "x", lambda number: abort(number))
    app.wsgi_app = TrustedProxies(app.wsgi_app, ())  # type: ignore[method-assign]
    return app.test_client()


@pytest.fixture
def client(watched: Watched) -> FlaskClient:
    return web(watched)


def figures(client: FlaskClient) -> dict[tuple[Any, ...], float]:
    """Return every sample by its name and the values of its labels, in the order of their names."""
    answer = client.get("/metrics")
    assert answer.status_code == 200
    return {
        (sample.name, *(sample.labels[name] for name in sorted(sample.labels))): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


class TestReady:
    def test_without_understanding_messages_are_taken_in(self, client: FlaskClient) -> None:
        answer = client.get("/health/ready")

        assert answer.status_code == 200
        assert answer.json == {
            "status": "degraded",
            "database": True,
            "redis": True,
            "migrations": True,
            "nlu": False,
            "oldest_waiting_seconds": None,
        }

    def test_all_is_well(self, watched: Watched) -> None:
        ready: Any = SimpleNamespace(ready=lambda: True)

        assert web(replace(watched, nlu=ready)).get("/health/ready").json["status"] == "ok"

    def test_tables_of_another_version_are_503(
        self, core: Core, client: FlaskClient, at_version: Any
    ) -> None:
        at_version("0001")

        answer = client.get("/health/ready")
        assert (answer.status_code, answer.json["migrations"]) == (503, False)
        assert client.get("/health/live").status_code == 200

    @pytest.fixture
    def at_version(self, core: Core) -> Iterator[Any]:
        with core.engine.connect() as connection:
            known = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
        yield lambda other: core.execute("UPDATE alembic_version SET version_num = :v", v=other)
        core.execute("UPDATE alembic_version SET version_num = :v", v=known)


class TestFigures:
    def test_a_turn_and_its_answer(self, core: Core, client: FlaskClient) -> None:
        core.tap(ANA, "menu:mine")
        core.work()
        core.settle()

        found = figures(client)
        assert found["turnero_webhooks_total", "message", "twilio"] == 1
        assert sum(n for key, n in found.items() if key[0] == "turnero_turns_total") == 1
        assert found["turnero_sends_total", "twilio", "sent", "reply"] == 1
        for stage in ("wait", "nlu", "total"):
            assert found["turnero_turn_seconds_count", stage] == 1
            assert found["turnero_turn_seconds_bucket", "+Inf", stage] == 1
        assert found["turnero_turn_seconds_bucket", "0.01", "nlu"] == 1
        assert found["turnero_turn_seconds_sum", "nlu"] == 0

    def test_buckets_grow_up_to_the_number_of_turns(self, core: Core, client: FlaskClient) -> None:
        for _ in range(4):
            core.tap(ANA, "menu:mine")
        core.work()
        turns = enumerate((10, 11, 30_000, 30_001), start=1)
        for number, took in turns:
            core.execute("UPDATE turn SET total_ms = :t WHERE id = :id", t=took, id=number)

        found = figures(client)
        bounds = ("0.01", "0.025", "10.0", "30.0", "+Inf")
        upto = [found["turnero_turn_seconds_bucket", bound, "total"] for bound in bounds]
        assert upto == [1, 2, 2, 3, 4]
        assert found["turnero_turn_seconds_sum", "total"] == pytest.approx(60.022)

    def test_what_waits_and_for_how_long(self, core: Core, client: FlaskClient) -> None:
        core.say(ANA, "quiero un corte")
        core.say(BETO, "quiero un corte")
        core.pass_time(seconds=30)

        found = figures(client)
        assert found["turnero_waiting", "inbox"] == 2
        assert found["turnero_oldest_waiting_seconds", "inbox"] == 30
        assert found["turnero_jobs", "rung"] == 2
        assert found["turnero_jobs", "queued"] >= 1

    def test_holds_and_reminders(self, core: Core, client: FlaskClient) -> None:
        core.book(ANA, "laura", "color", "2027-05-14 10:00")
        core.book(BETO, "marcos", "corte", "2027-05-14 11:00")

        found = figures(client)
        assert found[("turnero_holds",)] == 1
        assert found[("turnero_reminders_planned",)] >= 1
        assert sum(n for key, n in found.items() if key[0].startswith("turnero_appointment")) >= 2

    def test_counts_begin_anew_at_midnight(self, core: Core, client: FlaskClient) -> None:
        core.tap(ANA, "menu:mine")
        core.work()
        core.settle()
        core.pass_time(days=1)

        found = figures(client)
        assert not [
            key for key in found if key[0] in ("turnero_turns_total", "turnero_sends_total")
        ]

    def test_what_messages_cost(self, core: Core, client: FlaskClient) -> None:
        for phone in (ANA, BETO, ANA):
            core.tap(phone, "menu:mine")
        core.work()
        core.execute("UPDATE outbox SET category = 'utility', price_micros = 26000")
        core.execute("UPDATE outbox SET category = 'service', price_micros = 0 WHERE id = 1")

        found = figures(client)
        assert found["turnero_message_cost_total", "utility", "twilio"] == pytest.approx(0.052)
        assert ("turnero_message_cost_total", "service", "twilio") not in found

    def test_refused_webhooks_are_counted_by_path(self, core: Core, client: FlaskClient) -> None:
        for status in (403, 403, 415):
            client.get(f"/webhooks/x/{status}")
        client.get("/elsewhere")

        found = figures(client)
        path = "/webhooks/x/<int:number>"
        assert found["turnero_webhooks_refused_total", path, "403"] == 2
        assert found["turnero_webhooks_refused_total", path, "415"] == 1
        assert core.redis.hlen(KEY) == 2


class TestWhoMayRead:
    @pytest.mark.parametrize("peer", ["203.0.113.9", "", "10.0.0.1"])
    def test_without_a_token_only_this_machine(self, client: FlaskClient, peer: str) -> None:
        answer = client.get("/metrics", environ_base={"REMOTE_ADDR": peer})

        assert answer.status_code == 403

    def test_nobody_through_a_proxy_that_nobody_named(self, client: FlaskClient) -> None:
        headers = {"X-Forwarded-For": "127.0.0.1"}

        assert client.get("/metrics", headers=headers).status_code == 403

    def test_with_a_token_whoever_has_it(self, watched: Watched) -> None:
        client = web(replace(watched, metrics_token="t" * 16))
        far = {"REMOTE_ADDR": "203.0.113.9"}
        right, wrong = ({"Authorization": f"Bearer {one * 16}"} for one in "tu")

        assert client.get("/metrics", headers=right, environ_base=far).status_code == 200
        assert client.get("/metrics", headers=wrong, environ_base=far).status_code == 403
        assert client.get("/metrics").status_code == 403
