"""The web of the whole stack: limits at the real server, health, phones passed on, the clock."""

import hashlib
import hmac
from typing import Any

import pytest

from tests.integration.core_bench import ANA, NOW, until
from tests.integration.faults.fault_bench import FaultBench

pytestmark = pytest.mark.stack


class TestLimits:
    def test_body_over_a_megabyte_is_413(self, bench: FaultBench) -> None:
        answer = bench.web.post("/webhooks/twilio/whatsapp", data={"Body": "a" * 1024 * 1024})

        assert answer.status_code == 413
        assert bench.count("inbox") == 0

    def test_body_of_unknown_length_is_411(self, bench: FaultBench) -> None:
        answer = bench.web.post("/webhooks/mercadopago?data.id=1", content=iter([b"{}"]))

        assert answer.status_code == 411

    def test_settings_reach_the_doors(self, bench: FaultBench) -> None:
        """The secret that MercadoPago's door checks is the one of the settings."""
        secret = bench.stack.settings.mercadopago_webhook_secret.encode()
        signed_at = int(NOW.timestamp())
        manifest = f"id:7;request-id:r;ts:{signed_at};".encode()
        v1 = hmac.new(secret, manifest, hashlib.sha256).hexdigest()
        headers = {"x-signature": f"ts={signed_at},v1={v1}", "x-request-id": "r"}
        body = {"type": "payment", "id": 1, "action": "payment.created"}

        answer = bench.web.post("/webhooks/mercadopago?data.id=7", json=body, headers=headers)

        assert answer.status_code == 200
        assert bench.count("inbox WHERE kind = 'payment'") == 1


class TestHealth:
    def test_live_and_ready(self, bench: FaultBench) -> None:
        live, ready = bench.web.get("/health/live"), bench.web.get("/health/ready")

        assert (live.status_code, live.json()) == (200, {"live": True})
        assert ready.status_code == 200
        assert (ready.json()["database"], ready.json()["redis"]) == (True, True)

    def test_ready_tells_how_long_the_oldest_has_waited(self, bench: FaultBench) -> None:
        with bench.a_turn_that_hangs():
            bench.tap(ANA, "menu:mine")
            waited = bench.web.get("/health/ready").json()["oldest_waiting_seconds"]
        until(lambda: bench.count("turn") == 1)

        assert waited is not None
        assert bench.web.get("/health/ready").json()["oldest_waiting_seconds"] is None


class TestPhones:
    def test_page_and_its_files_are_passed_on(self, bench: FaultBench) -> None:
        page = bench.web.get("/phones")

        assert page.status_code == 200
        assert "text/html" in page.headers["content-type"]
        assert bench.web.get("/phones/nowhere").status_code == 404

    def test_post_is_passed_on(self, bench: FaultBench) -> None:
        body = {"from": ANA, "kind": "tap", "choice": {"id": "menu:mine", "title": "x"}}

        answer = bench.web.post("/phones/api/messages", json=body)

        assert answer.status_code == 200
        until(lambda: bench.bubbles(ANA))

    def test_events_arrive_while_they_happen(self, bench: FaultBench) -> None:
        with bench.web.stream("GET", "/phones/events") as events:
            lines = events.iter_lines()
            assert events.headers["content-type"].startswith("text/event-stream")
            assert next(line for line in lines if line.startswith("event:")) == "event: hello"

            bench.tap(ANA, "menu:mine")

            assert ANA in next(line for line in lines if ANA in line)


class TestClock:
    def test_moves_forward_for_everybody(self, bench: FaultBench) -> None:
        before = bench.stack.wiring.clock.now()

        answer = bench.web.post("/demo/clock", json={"advance_minutes": 90})

        assert answer.status_code == 200
        moved = (bench.stack.wiring.clock.now() - before).total_seconds()
        assert 90 * 60 <= moved < 90 * 60 + 30
        assert answer.json()["zone"] == "America/Argentina/Buenos_Aires"

    @pytest.mark.parametrize(
        "body",
        [
            b"",
            b"not json",
            b"[]",
            b"{}",
            b'{"now": "tomorrow"}',
            b'{"now": "2027-05-12T00:00:00-03:00"}',
            b'{"now": "0001-01-01T00:00:00"}',
            b'{"now": "9999-12-31T23:59:59"}',
            b'{"advance_minutes": -1}',
            b'{"advance_minutes": 1e9}',
            b'{"advance_minutes": 1e300}',
            b'{"advance_minutes": NaN}',
            b'{"advance_minutes": Infinity}',
            b'{"advance_minutes": true}',
            b'{"advance_minutes": "5"}',
        ],
        ids=lambda body: body.decode() or "empty",
    )
    def test_anything_else_is_400_and_moves_nothing(self, bench: FaultBench, body: bytes) -> None:
        before = bench.stack.wiring.clock.now()
        headers: dict[str, Any] = {"Content-Type": "application/json"}

        answer = bench.web.post("/demo/clock", content=body, headers=headers)

        assert answer.status_code == 400
        assert bench.stack.wiring.clock.now() == before
