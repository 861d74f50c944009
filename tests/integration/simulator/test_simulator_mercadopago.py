"""The simulated MercadoPago, driven through the real mercadopago library and its checkout page."""

from datetime import timedelta
from typing import Any

import httpx
import mercadopago
import pytest
from mercadopago.config import RequestOptions
from simulator_bench import MP_TOKEN, Receiver, Routed, Simulator


def preference(**more: Any) -> dict[str, Any]:
    item = {
        "id": "turno-1",
        "title": "Seña corte jue 26/11 10:00",
        "quantity": 1,
        "unit_price": 13500.0,
        "currency_id": "ARS",
    }
    return {"items": [item], "external_reference": "turno-1-a1", **more}


def keyed(key: str) -> RequestOptions:
    return RequestOptions(
        access_token=MP_TOKEN, custom_headers={"x-idempotency-key": key}, connection_timeout=5.0
    )


def create(sdk: mercadopago.SDK, **more: Any) -> dict[str, Any]:
    answer = sdk.preference().create(preference(**more))
    assert answer["status"] == 201, answer["response"]
    return dict(answer["response"])


def choose(link: str, outcome: str) -> httpx.Response:
    return httpx.post(link, data={"outcome": outcome})


def paid(sdk: mercadopago.SDK, simulator: Simulator) -> int:
    """Pay a fresh preference on its page; the payment's id."""
    choose(create(sdk)["init_point"], "approved")
    simulator.settle()
    simulator.receiver.clear()
    return int(simulator.get("payments")["payments"][-1]["id"])


class TestPreferences:
    def test_wrong_token_is_refused(self, simulator: Simulator) -> None:
        sdk = mercadopago.SDK("APP_USR-otro", http_client=Routed(simulator.base))

        assert sdk.preference().create(preference())["status"] == 401

    def test_same_key_and_body_give_the_same_preference(
        self, sdk: mercadopago.SDK, simulator: Simulator
    ) -> None:
        first = sdk.preference().create(preference(), keyed("k1"))["response"]
        again = sdk.preference().create(preference(), keyed("k1"))["response"]
        other = sdk.preference().create(preference(external_reference="b"), keyed("k1"))

        assert first == again
        assert other["status"] == 409
        assert len(simulator.get("preferences")["preferences"]) == 1
        assert sdk.preference().get(first["id"])["response"] == first

    @pytest.mark.parametrize(
        "wrong",
        [
            {"items": []},
            {"items": [{"title": "", "quantity": 1, "unit_price": 1}]},
            {"items": [{"title": "x", "quantity": 0, "unit_price": 1}]},
            {"items": [{"title": "x", "quantity": 1, "unit_price": -1}]},
            {"items": [{"title": "x", "quantity": 1, "unit_price": 1.005}]},
            {"items": [{"title": "x", "quantity": 1, "unit_price": "13500"}]},
            {"external_reference": "con espacios"},
            {"external_reference": "x" * 65},
            {"expiration_date_to": "2026-11-26T10:00:00"},
            {"auto_return": "approved"},
            {"statement_descriptor": "DEMASIADO LARGO"},
        ],
    )
    def test_invalid_preference_is_refused(
        self, sdk: mercadopago.SDK, wrong: dict[str, Any]
    ) -> None:
        answer = sdk.preference().create(preference(**wrong))

        assert answer["status"] == 400
        assert answer["response"]["cause"]


class TestCheckout:
    def test_page_shows_amount_and_title(self, sdk: mercadopago.SDK) -> None:
        page = httpx.get(create(sdk)["init_point"])

        assert "$ 13.500" in page.text
        assert "Seña corte jue 26/11 10:00" in page.text
        assert page.headers["content-security-policy"].startswith("default-src 'self'")

    def test_approval_is_announced_and_found(
        self, sdk: mercadopago.SDK, simulator: Simulator, receiver: Receiver
    ) -> None:
        answer = choose(create(sdk)["init_point"], "approved")
        simulator.settle()
        found = sdk.payment().search({"external_reference": "turno-1-a1"})["response"]

        payment = found["results"][0]
        call = receiver.calls[0]
        assert answer.status_code == 200
        assert found["paging"]["total"] == 1
        assert (payment["status"], payment["status_detail"]) == ("approved", "accredited")
        assert payment["transaction_amount"] == 13500
        assert receiver.actions() == ["payment.created", "payment.updated"]
        assert call.path == "/webhooks/mercadopago"
        assert call.query == {"data.id": str(payment["id"]), "type": "payment"}
        assert sdk.payment().get(payment["id"])["response"] == payment

    def test_rejection_goes_back_with_its_reason(
        self, sdk: mercadopago.SDK, simulator: Simulator
    ) -> None:
        back = {"success": "https://t.example/ok", "failure": "https://t.example/no?t=1"}
        link = create(sdk, back_urls=back)["init_point"]

        answer = choose(link, "rejected:cc_rejected_insufficient_amount")
        simulator.settle()

        payment = simulator.get("payments")["payments"][0]
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("https://t.example/no?t=1&collection_id=")
        assert "status=rejected" in answer.headers["location"]
        assert payment["status_detail"] == "cc_rejected_insufficient_amount"

    def test_notification_url_wins(
        self, sdk: mercadopago.SDK, simulator: Simulator, receiver: Receiver
    ) -> None:
        url = "https://turnos.example.ar/mp/aviso?source_news=webhooks"
        with pytest.warns(DeprecationWarning, match="notification_url"):
            link = create(sdk, notification_url=url)["init_point"]

        choose(link, "pending")
        simulator.settle()

        assert receiver.calls[0].path == "/mp/aviso"
        assert receiver.calls[0].query["source_news"] == "webhooks"

    def test_expired_link_cannot_be_paid(self, sdk: mercadopago.SDK, simulator: Simulator) -> None:
        until = (simulator.now() + timedelta(minutes=30)).isoformat()
        link = create(sdk, expires=True, expiration_date_to=until)["init_point"]
        simulator.post("clock", {"offset_seconds": 3600})

        assert "venció" in httpx.get(link).text
        assert choose(link, "approved").status_code == 410
        assert not simulator.get("payments")["payments"]

    def test_unanswered_webhook_is_retried(
        self, sdk: mercadopago.SDK, simulator: Simulator, receiver: Receiver
    ) -> None:
        link = create(sdk)["init_point"]
        receiver.codes[:] = [500, 500]

        choose(link, "approved")
        simulator.settle()

        assert sorted(receiver.actions()) == ["payment.created"] * 2 + ["payment.updated"] * 2

    def test_pending_payment_can_be_cancelled_and_paid_one_cannot(
        self, sdk: mercadopago.SDK, simulator: Simulator
    ) -> None:
        choose(create(sdk)["init_point"], "pending")
        pending = simulator.get("payments")["payments"][0]["id"]

        cancelled = sdk.payment().update(pending, {"status": "cancelled"})
        again = sdk.payment().update(pending, {"status": "cancelled"})

        assert cancelled["response"]["status"] == "cancelled"
        assert again["status"] == 400


class TestRefunds:
    def test_total_refund_happens_once_per_key(
        self, sdk: mercadopago.SDK, simulator: Simulator, receiver: Receiver
    ) -> None:
        payment = paid(sdk, simulator)

        first = sdk.refund().create(payment, None, keyed("r1"))
        again = sdk.refund().create(payment, None, keyed("r1"))
        other = sdk.refund().create(payment, None, keyed("r2"))
        simulator.settle()

        assert (first["status"], first["response"]) == (again["status"], again["response"])
        assert first["response"]["amount"] == 13500
        assert other["status"] == 400
        assert sdk.payment().get(payment)["response"]["status"] == "refunded"
        assert receiver.actions() == ["payment.updated"]
        assert len(sdk.refund().list_all(payment)["response"]) == 1

    def test_partial_refunds_until_nothing_is_left(
        self, sdk: mercadopago.SDK, simulator: Simulator
    ) -> None:
        payment = paid(sdk, simulator)

        sdk.refund().create(payment, {"amount": 3500.0}, keyed("r1"))
        partial = sdk.payment().get(payment)["response"]
        too_much = sdk.refund().create(payment, {"amount": 10000.01}, keyed("r2"))
        sdk.refund().create(payment, {"amount": 10000.0}, keyed("r3"))

        assert (partial["status"], partial["status_detail"]) == ("approved", "partially_refunded")
        assert partial["transaction_amount_refunded"] == 3500
        assert too_much["status"] == 400
        assert sdk.payment().get(payment)["response"]["status"] == "refunded"
        assert [r["amount"] for r in simulator.get("refunds")["refunds"]] == [3500, 10000]

    def test_unknown_payment_is_not_found(self, sdk: mercadopago.SDK) -> None:
        assert sdk.payment().get(99)["status"] == 404
        assert sdk.refund().create(99, None, keyed("r1"))["status"] == 404


class TestControl:
    def test_two_approvals_of_one_link(
        self, sdk: mercadopago.SDK, simulator: Simulator, receiver: Receiver
    ) -> None:
        create(sdk)

        first = simulator.post("payments", {"external_reference": "turno-1-a1"})
        second = simulator.post("payments", {"external_reference": "turno-1-a1"})

        assert first["webhook_status"] == 200
        assert first["payment"]["amount"] == 13500
        assert first["payment"]["id"] != second["payment"]["id"]
        assert receiver.actions() == ["payment.created", "payment.created"]

    def test_pending_payment_is_approved_later(
        self, sdk: mercadopago.SDK, simulator: Simulator, receiver: Receiver
    ) -> None:
        wish = {"preference_id": create(sdk)["id"], "status": "in_process"}
        payment = simulator.post("payments", wish)["payment"]

        simulator.post("payments", {"payment_id": payment["id"], "status": "approved"})

        assert sdk.payment().get(payment["id"])["response"]["status"] == "approved"
        assert receiver.actions() == ["payment.created", "payment.updated"]
