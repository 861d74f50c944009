"""The simulated Cloud API takes what Meta takes, refuses what it refuses, and tells of it."""

import hashlib
import hmac
import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from simulator_bench import (
    ANA,
    META_ACCOUNT,
    META_LINE,
    META_SECRET,
    META_TOKEN,
    Receiver,
    Simulator,
    until,
)

DIGITS = ANA.removeprefix("+")
Call = Callable[..., Any]


@pytest.fixture
def graph(simulator: Simulator) -> Iterator[httpx.Client]:
    """The Graph API with the right token."""
    with httpx.Client(
        base_url=f"{simulator.base}/v23.0/",
        headers={"Authorization": f"Bearer {META_TOKEN}"},
        timeout=10,
        trust_env=False,
    ) as client:
        yield client


@pytest.fixture
def wrote(simulator: Simulator) -> None:
    """Ana has just written to the number at Meta."""
    simulator.post("messages", {"from": ANA, "text": "hola", "channel": "meta"})
    simulator.settle()
    simulator.receiver.clear()


def send(graph: httpx.Client, content: dict[str, Any], **more: Any) -> httpx.Response:
    head = {"messaging_product": "whatsapp", "recipient_type": "individual", "to": DIGITS}
    return graph.post(f"{META_LINE}/messages", json={**head, **content, **more})


def text(body: str = "hola") -> dict[str, Any]:
    return {"type": "text", "text": {"body": body}}


def interactive(kind: str, action: dict[str, Any], body: str = "¿Va?") -> dict[str, Any]:
    content = {"type": kind, "body": {"text": body}, "action": action}
    return {"type": "interactive", "interactive": content}


def buttons(*titles: str) -> dict[str, Any]:
    made = [
        {"type": "reply", "reply": {"id": f"b{number}", "title": title}}
        for number, title in enumerate(titles)
    ]
    return interactive("button", {"buttons": made})


def rows(count: int, **more: str) -> dict[str, Any]:
    made = [{"id": f"r{number}", "title": "Jue 10:00", **more} for number in range(count)]
    return interactive("list", {"button": "Ver", "sections": [{"rows": made}]})


def link(title: str = "Pagar", url: str = "https://x.ar") -> dict[str, Any]:
    parameters = {"display_text": title, "url": url}
    return interactive("cta_url", {"name": "cta_url", "parameters": parameters})


def code_of(answer: httpx.Response) -> int:
    return int(answer.json()["error"]["code"])


def values(receiver: Receiver) -> list[dict[str, Any]]:
    """Return what Meta's webhooks told, in order."""
    return [
        change["value"]
        for call in receiver.calls
        if call.path == "/webhooks/meta"
        for entry in call.json["entry"]
        for change in entry["changes"]
    ]


def statuses(receiver: Receiver) -> list[dict[str, Any]]:
    return [one for value in values(receiver) for one in value.get("statuses", [])]


class TestLogin:
    def test_another_token_is_refused(self, graph: httpx.Client) -> None:
        answer = graph.get(META_LINE, headers={"Authorization": "Bearer x"})

        assert (answer.status_code, code_of(answer)) == (401, 190)

    def test_numbers_can_be_asked_for(self, graph: httpx.Client) -> None:
        listed = graph.get(f"{META_ACCOUNT}/phone_numbers").json()["data"]

        assert [one["id"] for one in listed] == [META_LINE]
        assert graph.get(META_LINE).json()["display_phone_number"] == "+5491155550001"


@pytest.mark.usefixtures("wrote")
class TestLimits:
    @pytest.mark.parametrize(
        "content",
        [
            text("a" * 4096),
            buttons("Sí", "No", "Otro"),
            buttons("a" * 20),
            rows(10, description="a" * 72),
            link("a" * 20),
            interactive("location_request_message", {"name": "send_location"}),
            interactive("request_contact_info", {"name": "request_contact_info"}),
            {"type": "image", "image": {"link": "https://x.ar/a.png", "caption": "a" * 1024}},
            {"type": "location", "location": {"latitude": -34.6, "longitude": -58.4}},
        ],
        ids=str,
    )
    def test_what_is_at_the_limit_is_taken(
        self, graph: httpx.Client, content: dict[str, Any]
    ) -> None:
        answer = send(graph, content)

        assert answer.status_code == 200, answer.text
        assert answer.json()["messages"][0]["id"].startswith("wamid.")
        assert answer.json()["contacts"] == [{"input": DIGITS, "wa_id": DIGITS}]

    @pytest.mark.parametrize(
        ("content", "code"),
        [
            (text("a" * 4097), 131009),
            (text(" "), 131008),
            (buttons("1", "2", "3", "4"), 131009),
            (buttons("a" * 21), 131009),
            (buttons("Sí", "Sí"), 131009),
            (buttons(), 131008),
            (rows(11), 131009),
            (rows(2, title="a" * 25), 131009),
            (rows(2, description="a" * 73), 131009),
            (rows(2, id="same"), 131009),
            (link("a" * 21), 131009),
            (link(url="javascript:x"), 131009),
            (interactive("button", {"buttons": []}, body="a" * 1025), 131009),
            (interactive("hologram", {}), 131009),
            ({"type": "hologram", "hologram": {}}, 131051),
            ({"type": "audio", "audio": {"link": "https://x.ar/a.ogg", "caption": "x"}}, 131009),
            ({"type": "document", "document": {"id": "404"}}, 100),
            (text() | {"to": "mañana"}, 131009),
            (text() | {"to": ""}, 131008),
            (text() | {"messaging_product": "sms"}, 100),
            (text() | {"biz_opaque_callback_data": "a" * 513}, 131009),
        ],
        ids=str,
    )
    def test_what_is_over_it_is_refused(
        self, simulator: Simulator, graph: httpx.Client, content: dict[str, Any], code: int
    ) -> None:
        answer = send(graph, content)

        assert (answer.status_code, code_of(answer)) == (400, code)
        assert [m for m in simulator.get("messages")["messages"] if m["direction"] == "out"] == []

    def test_one_person_gets_a_burst_and_then_one_in_six_seconds(
        self, simulator: Simulator, graph: httpx.Client
    ) -> None:
        simulator.post("clock", {"now": "2027-05-12T10:00:00-03:00"})
        simulator.post("messages", {"from": ANA, "text": "hola", "channel": "meta"})
        taken = [send(graph, text(str(number))).status_code for number in range(47)]

        assert taken == [200] * 45 + [400] * 2
        later = simulator.now() + timedelta(seconds=7)
        simulator.post("clock", {"now": later.isoformat()})
        assert send(graph, text("por fin")).status_code == 200
        assert code_of(send(graph, text("otro"))) == 131056


class TestStatuses:
    @pytest.mark.usefixtures("wrote")
    def test_sent_delivered_read_with_what_we_gave_along(
        self, simulator: Simulator, graph: httpx.Client, receiver: Receiver
    ) -> None:
        sid = send(graph, text(), biz_opaque_callback_data="mark:7").json()["messages"][0]["id"]
        simulator.settle()

        found = statuses(receiver)
        assert [one["status"] for one in found] == ["sent", "delivered", "read"]
        assert {one["id"] for one in found} == {sid}
        assert {one["biz_opaque_callback_data"] for one in found} == {"mark:7"}
        assert all(call.is_signed for call in receiver.calls)

    @pytest.mark.usefixtures("wrote")
    def test_statuses_of_many_messages_travel_together(
        self, simulator: Simulator, graph: httpx.Client, receiver: Receiver
    ) -> None:
        for number in range(10):
            send(graph, text(str(number)))
        simulator.settle()

        assert len(statuses(receiver)) == 30
        assert len(receiver.calls) < 30

    def test_closed_window_is_found_out_later(
        self, simulator: Simulator, graph: httpx.Client, receiver: Receiver
    ) -> None:
        assert send(graph, text()).status_code == 200
        simulator.settle()

        (told,) = statuses(receiver)
        assert (told["status"], told["errors"][0]["code"]) == ("failed", 131047)

    def test_window_of_one_number_is_not_the_others(
        self, simulator: Simulator, graph: httpx.Client, receiver: Receiver
    ) -> None:
        simulator.say("hola a Twilio")
        send(graph, text())
        simulator.settle()

        assert [one["status"] for one in statuses(receiver)] == ["failed"]

    def test_unanswered_webhook_is_told_again(
        self, simulator: Simulator, receiver: Receiver
    ) -> None:
        receiver.codes[:] = [500]

        told = simulator.post("messages", {"from": ANA, "text": "hola", "channel": "meta"})

        assert told["statuses"] == [500]
        until(lambda: len(receiver.calls) == 2)
        first, again = receiver.calls
        assert first.json == again.json


class TestInbound:
    def tell(self, simulator: Simulator, **more: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        simulator.receiver.clear()
        simulator.post("messages", {"from": ANA, "channel": "meta", **more})
        (value,) = [one for one in values(simulator.receiver) if "messages" in one]
        return value, value["messages"][0]

    def test_text(self, simulator: Simulator) -> None:
        value, message = self.tell(simulator, text="hola", profile_name="Ana Paz")

        assert message["from"] == DIGITS
        assert message["text"] == {"body": "hola"}
        assert value["metadata"]["phone_number_id"] == META_LINE
        (contact,) = value["contacts"]
        assert (contact["wa_id"], contact["profile"]["name"]) == (DIGITS, "Ana Paz")
        assert contact["user_id"] == message["from_user_id"]

    def test_hidden_number_has_no_phone_anywhere(self, simulator: Simulator) -> None:
        value, message = self.tell(simulator, **{"from": "AR.77"}, text="hola")

        assert "from" not in message
        assert "wa_id" not in value["contacts"][0]
        assert message["from_user_id"] == "AR.77"

    @pytest.mark.parametrize(
        ("kind", "name"),
        [
            ("audio", "audio"),
            ("image", "image"),
            ("sticker", "sticker"),
            ("document", "document"),
            ("location", "location"),
            ("contact", "contacts"),
            ("unknown", "unsupported"),
        ],
    )
    def test_other_kinds(self, simulator: Simulator, kind: str, name: str) -> None:
        _, message = self.tell(simulator, kind=kind)

        assert message["type"] == name

    def test_taps_on_buttons_rows_and_templates_look_different(
        self, simulator: Simulator, graph: httpx.Client
    ) -> None:
        self.tell(simulator, text="hola")
        approve(simulator, graph)
        sent = [buttons("Sí"), rows(1), template("Ana", "b:1")]
        sids = [send(graph, one).json()["messages"][0]["id"] for one in sent]
        seen = []
        for sid, id_ in zip(sids, ("b0", "r0", "b:1"), strict=True):
            _, message = self.tell(simulator, kind="tap", choice={"sid": sid, "id": id_})
            assert message["context"]["id"] == sid
            seen.append(message.get("interactive", message).get("type"))

        assert seen == ["button_reply", "list_reply", "button"]

    def test_number_given_when_asked_for_says_so(
        self, simulator: Simulator, graph: httpx.Client
    ) -> None:
        self.tell(simulator, text="hola")
        asked = interactive("request_contact_info", {"name": "request_contact_info"})
        sid = send(graph, asked).json()["messages"][0]["id"]

        _, message = self.tell(simulator, kind="contact", quoted=sid)

        (card,) = message["contacts"]
        assert (card["origin"], card["phones"][0]["wa_id"]) == ("contact_request", DIGITS)

    def test_signature_is_of_the_bytes_sent(self, simulator: Simulator, receiver: Receiver) -> None:
        simulator.post("messages", {"from": ANA, "text": "ñandú ☀", "channel": "meta"})

        assert receiver.calls[-1].is_signed
        assert not hmac.compare_digest(
            receiver.calls[-1].headers["x-hub-signature-256"],
            "sha256=" + hmac.new(META_SECRET.encode(), b"{}", hashlib.sha256).hexdigest(),
        )

    def test_read_and_typing(self, simulator: Simulator, graph: httpx.Client) -> None:
        sid = simulator.post("messages", {"from": ANA, "text": "hola", "channel": "meta"})["sid"]
        body = {"messaging_product": "whatsapp", "status": "read", "message_id": sid}

        answer = graph.post(f"{META_LINE}/messages", json=body)

        assert answer.json() == {"success": True}
        assert simulator.bubble(sid)["status"] == "read"


def template(value: str, payload: str, name: str = "prueba") -> dict[str, Any]:
    parts = [
        {"type": "body", "parameters": [{"type": "text", "text": value}]},
        {
            "type": "button",
            "sub_type": "quick_reply",
            "index": "0",
            "parameters": [{"type": "payload", "payload": payload}],
        },
    ]
    content = {"name": name, "language": {"code": "es_AR"}, "components": parts}
    return {"type": "template", "template": content}


def create(graph: httpx.Client, body: str = "Hola {{1}}, te espero.", **more: Any) -> Any:
    components = [
        {"type": "BODY", "text": body, "example": {"body_text": [["Ana"]]}},
        {"type": "BUTTONS", "buttons": [{"type": "QUICK_REPLY", "text": "Voy"}]},
    ]
    asked = {"name": "prueba", "language": "es_AR", "category": "UTILITY"}
    return graph.post(
        f"{META_ACCOUNT}/message_templates", json={**asked, "components": components, **more}
    )


def approve(simulator: Simulator, graph: httpx.Client) -> None:
    assert create(graph).json()["status"] == "PENDING"
    simulator.settle()


class TestTemplates:
    def test_is_approved_after_a_while_and_told(
        self, simulator: Simulator, graph: httpx.Client, receiver: Receiver
    ) -> None:
        approve(simulator, graph)

        listed = graph.get(f"{META_ACCOUNT}/message_templates", params={"name": "prueba"}).json()
        assert [one["status"] for one in listed["data"]] == ["APPROVED"]
        assert [one["event"] for one in values(receiver)] == ["APPROVED"]

    def test_leaves_outside_the_window_and_shows_its_values(
        self, simulator: Simulator, graph: httpx.Client, receiver: Receiver
    ) -> None:
        approve(simulator, graph)
        sid = send(graph, template("Ana", "ok:1")).json()["messages"][0]["id"]
        simulator.settle()

        bubble = simulator.bubble(sid)
        assert (bubble["body"], bubble["template"]) == ("Hola Ana, te espero.", True)
        assert [one["id"] for one in bubble["choices"]] == ["ok:1"]
        assert statuses(receiver)[-1]["status"] == "read"

    @pytest.mark.parametrize(
        ("content", "code"),
        [
            (template("Ana", "x", name="otra"), 132001),
            (template("Ana\nPaz", "x"), 132018),
            (template("Ana     Paz", "x"), 132018),
            (template("Ana", "x" * 257), 131009),
        ],
        ids=["unknown", "new line", "spaces", "payload"],
    )
    def test_wrong_use_is_refused(
        self, simulator: Simulator, graph: httpx.Client, content: dict[str, Any], code: int
    ) -> None:
        approve(simulator, graph)

        assert code_of(send(graph, content)) == code

    def test_wrong_number_of_values_is_refused(
        self, simulator: Simulator, graph: httpx.Client
    ) -> None:
        approve(simulator, graph)
        content = template("Ana", "x")
        content["template"]["components"][0]["parameters"] = []

        assert code_of(send(graph, content)) == 132000

    def test_paused_one_is_refused(self, simulator: Simulator, graph: httpx.Client) -> None:
        approve(simulator, graph)
        simulator.post("templates", {"name": "prueba", "status": "PAUSED"})

        assert code_of(send(graph, template("Ana", "x"))) == 132015

    @pytest.mark.parametrize(
        "body", ["{{1}} te espera.", "Te espera {{1}}", "Hola {{1}}{{2}}, bien."]
    )
    def test_bad_form_is_rejected(
        self, simulator: Simulator, graph: httpx.Client, body: str
    ) -> None:
        create(graph, body)
        simulator.settle()

        (found,) = graph.get(f"{META_ACCOUNT}/message_templates").json()["data"]
        assert found["status"] == "REJECTED"

    @pytest.mark.parametrize(
        "more", [{"name": "Con Espacios"}, {"category": "SPAM"}, {"components": []}], ids=str
    )
    def test_malformed_is_refused(self, graph: httpx.Client, more: dict[str, Any]) -> None:
        assert code_of(create(graph, **more)) == 100

    def test_same_name_and_language_twice_is_refused(self, graph: httpx.Client) -> None:
        create(graph)

        assert create(graph).json()["error"]["error_subcode"] == 2388024

    def test_long_lists_come_in_pages(self, graph: httpx.Client) -> None:
        for number in range(5):
            create(graph, name=f"prueba_{number}")
        path, seen, after = f"{META_ACCOUNT}/message_templates", [], "0"
        while True:
            page = graph.get(path, params={"limit": 2, "after": after}).json()
            seen += [one["name"] for one in page["data"]]
            if "paging" not in page:
                break
            after = page["paging"]["cursors"]["after"]

        assert seen == [f"prueba_{number}" for number in range(5)]


class TestFaults:
    @pytest.mark.parametrize(("kind", "code"), [("429", 130429), ("500", 131000)])
    def test_refuses_on_request(
        self, simulator: Simulator, graph: httpx.Client, kind: str, code: int
    ) -> None:
        simulator.post("faults", {"party": "meta", "kind": kind})

        answer = send(graph, text())

        assert (answer.status_code, code_of(answer)) == (int(kind), code)

    def test_does_and_does_not_answer_on_request(
        self, simulator: Simulator, graph: httpx.Client
    ) -> None:
        simulator.post("faults", {"party": "meta", "kind": "timeout_after", "seconds": 0.1})

        with pytest.raises(httpx.HTTPError):
            send(graph, text("salió"))

        bodies = [one["body"] for one in simulator.get("messages")["messages"]]
        assert bodies == ["salió"]

    def test_tells_twice_on_request(self, simulator: Simulator, receiver: Receiver) -> None:
        simulator.post("faults", {"party": "meta", "kind": "duplicate"})

        told = simulator.post("messages", {"from": ANA, "text": "hola", "channel": "meta"})

        assert told["statuses"] == [200, 200]
        assert json.dumps(receiver.calls[0].json) == json.dumps(receiver.calls[1].json)


class TestBesideTheTalk:
    """What the business does on its phone, and what becomes of people's names."""

    def told(self, simulator: Simulator, field: str) -> dict[str, Any]:
        (value,) = [
            change["value"]
            for call in simulator.receiver.calls
            if call.path == "/webhooks/meta"
            for entry in call.json["entry"]
            for change in entry["changes"]
            if change["field"] == field
        ]
        return dict(value)

    def test_an_answer_from_the_app_reaches_the_person_and_is_echoed(
        self, simulator: Simulator, wrote: None
    ) -> None:
        sid = simulator.post("echoes", {"to": ANA, "text": "Te atiendo yo"})["sid"]

        (echo,) = self.told(simulator, "smb_message_echoes")["message_echoes"]
        assert (echo["to"], echo["id"], echo["text"]) == (DIGITS, sid, {"body": "Te atiendo yo"})
        shown = simulator.get("messages", phone=ANA)["messages"][-1]
        assert (shown["body"], shown["by_app"], shown["direction"]) == (
            "Te atiendo yo",
            True,
            "out",
        )

    def test_our_own_message_may_be_echoed(
        self, simulator: Simulator, graph: httpx.Client, wrote: None
    ) -> None:
        sid = send(graph, text()).json()["messages"][0]["id"]

        assert simulator.post("echoes", {"sid": sid})["sid"] == sid

        (echo,) = self.told(simulator, "smb_message_echoes")["message_echoes"]
        assert echo["id"] == sid

    def test_in_standby_the_message_comes_by_another_field(self, simulator: Simulator) -> None:
        simulator.receiver.clear()
        simulator.post(
            "messages", {"from": ANA, "text": "hola", "channel": "meta", "standby": True}
        )

        assert self.told(simulator, "standby")["messages"][0]["from"] == DIGITS

    def test_a_number_changes_with_its_id(self, simulator: Simulator) -> None:
        simulator.receiver.clear()
        simulator.post("people", {"phone": ANA, "name": "Ana Paz"})
        simulator.post("renames", {"phone": ANA, "new": "+5491122330000"})

        (message,) = self.told(simulator, "messages")["messages"]
        assert message["from"] == DIGITS
        assert message["system"]["wa_id"] == "5491122330000"
        assert message["system"]["user_id"] != message["from_user_id"]
        people = {one["phone"]: one["name"] for one in simulator.get("people")["people"]}
        assert people.get("+5491122330000") == "Ana Paz"
        assert ANA not in people

    def test_an_id_changes_by_its_own_field(self, simulator: Simulator) -> None:
        simulator.receiver.clear()
        simulator.post("renames", {"phone": "AR.1", "new": "AR.2"})

        (update,) = self.told(simulator, "user_id_update")["user_id_update"]
        assert update == {"user_id": {"previous": "AR.1", "current": "AR.2"}}
