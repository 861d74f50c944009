"""The simulated world misbehaves when told to, and survives being killed."""

import signal
import threading
import time
from pathlib import Path
from typing import Any

import httpx
import mercadopago
import pytest
import requests
from simulator_bench import (
    ANA,
    SENDER,
    STATUS_URL,
    Receiver,
    Simulator,
    receiving,
    start,
    twilio_client,
    until,
)
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

TO = f"whatsapp:{ANA}"


def send(twilio: Client, body: str = "Hola") -> str:
    message = twilio.messages.create(to=TO, from_=SENDER, body=body, status_callback=STATUS_URL)
    return str(message.sid)


class TestFaults:
    @pytest.mark.parametrize(("kind", "code"), [("429", 20429), ("500", 20500)])
    def test_twilio_refuses_as_often_as_armed(
        self, twilio: Client, simulator: Simulator, kind: str, code: int
    ) -> None:
        simulator.post("faults", {"party": "twilio", "kind": kind, "times": 2})

        for _ in range(2):
            with pytest.raises(TwilioRestException) as refused:
                send(twilio)
            assert refused.value.code == code
        assert send(twilio)
        assert not simulator.get("faults")["faults"]

    def test_share_of_the_requests_is_refused(self, twilio: Client, simulator: Simulator) -> None:
        fault = {"party": "twilio", "kind": "500", "times": 1000, "share": 0.3}
        simulator.post("faults", fault)

        refused = 0
        for _ in range(60):
            try:
                send(twilio)
            except TwilioRestException:
                refused += 1
        assert 8 < refused < 32
        assert simulator.get("faults")["faults"][0]["times"] == 1000 - refused

    @pytest.mark.parametrize(("kind", "arrived"), [("timeout", 0), ("timeout_after", 1)])
    def test_silence_before_and_after_the_work(
        self, twilio: Client, simulator: Simulator, kind: str, arrived: int
    ) -> None:
        simulator.post("faults", {"party": "twilio", "kind": kind, "seconds": 0.2})

        with pytest.raises(requests.exceptions.ConnectionError):
            send(twilio)

        assert len(simulator.get("messages")["messages"]) == arrived

    def test_mercadopago_is_slow_only_where_it_matches(
        self, sdk: mercadopago.SDK, simulator: Simulator
    ) -> None:
        wish = {"party": "mercadopago", "kind": "delay", "seconds": 0.4, "match": "/refunds"}
        simulator.post("faults", wish)

        begun = time.monotonic()
        sdk.payment().get(1)
        quick = time.monotonic() - begun
        sdk.refund().list_all(1)
        slow = time.monotonic() - begun - quick

        assert quick < 0.4 <= slow

    def test_webhook_is_posted_twice(self, simulator: Simulator, receiver: Receiver) -> None:
        simulator.post("faults", {"party": "webhooks", "kind": "duplicate"})

        assert simulator.say()["statuses"] == [200, 200]
        assert receiver.calls[0].form == receiver.calls[1].form

    def test_statuses_arrive_out_of_order(
        self, twilio: Client, simulator: Simulator, receiver: Receiver
    ) -> None:
        simulator.say()
        receiver.clear()
        simulator.post("faults", {"party": "twilio", "kind": "reorder", "seconds": 0.6})

        send(twilio)
        simulator.settle()

        assert receiver.statuses() == ["delivered", "read", "sent"]

    def test_a_status_and_a_payment_notice_get_lost(
        self, twilio: Client, simulator: Simulator, receiver: Receiver
    ) -> None:
        simulator.say()
        receiver.clear()
        simulator.post("faults", {"party": "webhooks", "kind": "drop_status", "match": "/status"})
        simulator.post("faults", {"party": "mercadopago", "kind": "drop_status"})

        send(twilio)
        answer = simulator.post("payments", {"external_reference": "x", "amount": 100})
        simulator.settle()

        assert answer["webhook_status"] is None
        assert receiver.statuses() == ["delivered", "read"]
        assert not receiver.actions()

    def test_impossible_fault_is_refused(self, simulator: Simulator) -> None:
        wish = {"party": "webhooks", "kind": "500"}

        assert simulator.api.post("/phones/api/faults", json=wish).status_code == 400


class TestMemory:
    def test_conversation_survives_a_kill(self, tmp_path: Path) -> None:
        journal = tmp_path / "journal.jsonl"
        with receiving() as receiver:
            first = start(receiver, journal, "--status-delay", "0.5")
            first.say("Hola")
            client = twilio_client(first)
            sid = send(client)
            client.http_client.session.close()
            before = first.get("messages")
            first.kill()
            with journal.open("ab") as torn:
                torn.write(b'{"seq": 99, "op": "pu')

            second = start(receiver, journal)
            second.settle()
            after = second.get("messages")
            second.kill()

        assert [m["sid"] for m in after["messages"]] == [m["sid"] for m in before["messages"]]
        assert next(m["status"] for m in after["messages"] if m["sid"] == sid) == "read"
        assert receiver.statuses() == ["sent", "delivered", "read"]

    def test_payment_notice_survives_a_kill(self, tmp_path: Path) -> None:
        journal = tmp_path / "journal.jsonl"
        with receiving() as receiver:
            receiver.codes[:] = [503]
            first = start(receiver, journal)
            first.post("payments", {"external_reference": "x", "amount": 100})
            first.kill()

            second = start(receiver, journal)
            until(lambda: receiver.actions() == ["payment.created"] * 2)
            kept = second.get("payments")["payments"]
            second.settle()
            second.kill()

        assert [payment["external_reference"] for payment in kept] == ["x"]

    def test_reset_forgets_everything_but_the_sequence(self, simulator: Simulator) -> None:
        simulator.say()
        seq = simulator.get("messages")["seq"]

        assert simulator.post("reset")["seq"] > seq
        assert not simulator.get("messages")["messages"]

    def test_sigterm_ends_it_cleanly_with_a_page_open(self, tmp_path: Path) -> None:
        with receiving() as receiver:
            simulator = start(receiver, tmp_path / "j.jsonl")
            reading = threading.Thread(target=read_events, args=(simulator, [], 10))
            reading.start()
            begun = time.monotonic()

            code = simulator.end(signal.SIGTERM)
            reading.join()

        assert code == 0
        assert time.monotonic() - begun < 5


def read_events(simulator: Simulator, found: list[str], most: int) -> None:
    """Collect the names of the events of the page's stream, until there are enough."""
    url = f"{simulator.base}/phones/events"
    try:
        with httpx.stream("GET", url, params={"since": 0}, timeout=10) as stream:
            for line in stream.iter_lines():
                if line.startswith("event: "):
                    found.append(line.removeprefix("event: "))
                if len(found) >= most:
                    return
    except httpx.HTTPError:
        return


class TestPage:
    def test_page_needs_no_other_host_and_no_inline_script(self, simulator: Simulator) -> None:
        page = simulator.api.get("/phones")

        assert page.status_code == 200
        assert "http://" not in page.text
        assert "https://" not in page.text
        assert "<script>" not in page.text
        assert 'style="' not in page.text

    def test_stream_tells_what_happened_and_happens(
        self, simulator: Simulator, twilio: Client
    ) -> None:
        simulator.say("antes")
        found: list[Any] = []
        reading = threading.Thread(target=read_events, args=(simulator, found, 6))
        reading.start()
        until(lambda: len(found) >= 2)

        send(twilio, "después")
        reading.join()

        assert found == ["hello"] + ["message"] * 5

    def test_people_can_be_added_and_changed(self, simulator: Simulator) -> None:
        assert len(simulator.get("people")["people"]) == 2

        simulator.post("people", [{"phone": ANA, "name": "Ana", "role": "customer"}])
        people = simulator.post("people", {"phone": ANA, "note": "VIP"})["people"]

        known = {"phone": ANA, "name": "Ana", "role": "customer", "note": "VIP"}
        assert people == [{**known, "reads": True, "number": ""}]

    def test_who_is_known_already_is_not_told_again(self, simulator: Simulator) -> None:
        simulator.post("people", {"phone": ANA, "name": "Ana"})
        seq = simulator.get("messages")["seq"]

        simulator.post("people", {"phone": ANA, "name": "Ana"})
        assert simulator.get("messages")["seq"] == seq

        simulator.post("people", {"phone": ANA, "role": "provider"})
        assert simulator.get("messages")["seq"] == seq + 1

    def test_there_is_always_a_customer_to_write_as(self, simulator: Simulator) -> None:
        people = simulator.post("people", {"phone": ANA, "name": "Ana", "role": "provider"})[
            "people"
        ]

        assert [one["role"] for one in people] == ["provider", "customer"]
