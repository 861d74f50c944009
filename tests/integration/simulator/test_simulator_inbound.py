"""What people do on the phone arrives as Twilio's signed webhooks, and their media can be had."""

import json
from typing import Any

import httpx
import pytest
from simulator_bench import (
    ACCOUNT_SID,
    ANA,
    AUTH_TOKEN,
    SENDER,
    Receiver,
    Simulator,
    receiving,
    start,
)
from twilio.rest import Client
from twilio.rest.content.v1.content import ContentList

ALWAYS = {
    "MessageSid",
    "SmsSid",
    "SmsMessageSid",
    "AccountSid",
    "ApiVersion",
    "From",
    "To",
    "Body",
    "NumMedia",
    "NumSegments",
    "ReferralNumMedia",
    "SmsStatus",
    "ProfileName",
    "MessageType",
    "ChannelMetadata",
}


def sent_choice(
    twilio: Client, simulator: Simulator, kind: str, definition: dict[str, Any]
) -> dict[str, Any]:
    """Let the bot send a message with choices; its bubble."""
    simulator.say()
    request = ContentList.ContentCreateRequest(
        {
            "friendly_name": "x",
            "language": "es_AR",
            "variables": {},
            "types": ContentList.Types({kind: definition}),
        }
    )
    sid = twilio.content.v1.contents.create(content_create_request=request).sid
    message = twilio.messages.create(to=f"whatsapp:{ANA}", from_=SENDER, content_sid=str(sid))
    simulator.settle()
    simulator.receiver.clear()
    return simulator.bubble(str(message.sid))


class TestInbound:
    def test_text_carries_all_fields_signed(self, simulator: Simulator, receiver: Receiver) -> None:
        answer = simulator.say("Hola, ¿hay turno mañana? ☀", profile_name="Ana Paz")

        call = receiver.calls[0]
        assert answer["statuses"] == [200]
        assert call.is_signed
        assert call.path == "/webhooks/twilio/whatsapp"
        assert call.form.keys() == ALWAYS | {"WaId"}
        assert call.form["From"] == f"whatsapp:{ANA}"
        assert call.form["WaId"] == ANA.removeprefix("+")
        assert call.form["MessageSid"] == answer["sid"]
        assert call.form["MessageType"] == "text"
        assert json.loads(call.form["ChannelMetadata"])["type"] == "whatsapp"
        assert simulator.bubble(answer["sid"])["status"] == "delivered"

    def test_hidden_number_has_no_wa_id(self, simulator: Simulator, receiver: Receiver) -> None:
        simulator.post("messages", {"from": "AR.9988776655", "text": "Hola"})

        form = receiver.calls[0].form
        assert form["From"] == form["ExternalUserId"] == "whatsapp:AR.9988776655"
        assert "WaId" not in form

    def test_button_tap(self, twilio: Client, simulator: Simulator, receiver: Receiver) -> None:
        definition = {
            "body": "¿Venís?",
            "actions": [{"type": "QUICK_REPLY", "title": "Sí", "id": "cf:1"}],
        }
        bubble = sent_choice(twilio, simulator, "twilio/quick-reply", definition)

        simulator.say(kind="tap", choice={"sid": bubble["sid"], "id": "cf:1"})

        form = receiver.calls[0].form
        assert (form["MessageType"], form["Body"]) == ("button", "Sí")
        assert (form["ButtonPayload"], form["ButtonText"]) == ("cf:1", "Sí")
        assert form["OriginalRepliedMessageSid"] == bubble["sid"]
        assert form["OriginalRepliedMessageSender"] == SENDER

    def test_list_tap(self, twilio: Client, simulator: Simulator, receiver: Receiver) -> None:
        items = [{"item": "Jue 26 10:00", "id": "slot:1", "description": "con Laura"}]
        bubble = sent_choice(
            twilio,
            simulator,
            "twilio/list-picker",
            {"body": "Elegí", "button": "Ver", "items": items},
        )

        simulator.say(kind="tap", choice={"sid": bubble["sid"], "id": "slot:1"})

        form = receiver.calls[0].form
        assert (form["MessageType"], form["Body"]) == ("interactive", "Jue 26 10:00")
        assert (form["ListId"], form["ListTitle"]) == ("slot:1", "Jue 26 10:00")
        assert form["ListDescription"] == "con Laura"

    @pytest.mark.parametrize(
        ("kind", "message_type", "content_type", "magic"),
        [
            ("audio", "audio", "audio/ogg", b"OggS"),
            ("image", "image", "image/png", b"\x89PNG"),
            ("sticker", "sticker", "image/webp", b"RIFF"),
            ("document", "document", "application/pdf", b"%PDF"),
            ("contact", "contacts", "text/vcard", b"BEGIN:VCARD"),
        ],
    )
    def test_media_needs_the_password_and_is_what_it_says(
        self,
        simulator: Simulator,
        receiver: Receiver,
        kind: str,
        message_type: str,
        content_type: str,
        magic: bytes,
    ) -> None:
        simulator.say("", kind=kind)
        form = receiver.calls[0].form
        url = form["MediaUrl0"].replace("https://api.twilio.com", simulator.base)

        refused = httpx.get(url)
        found = httpx.get(url, auth=(ACCOUNT_SID, AUTH_TOKEN), follow_redirects=True)

        assert (form["MessageType"], form["NumMedia"]) == (message_type, "1")
        assert refused.status_code == 401
        assert found.headers["content-type"].startswith(content_type)
        assert found.content.startswith(magic)

    def test_location(self, simulator: Simulator, receiver: Receiver) -> None:
        place = {"latitude": "-24.78", "longitude": "-65.41", "address": "Caseros 123"}
        simulator.say("", kind="location", location=place)

        form = receiver.calls[0].form
        assert (form["Latitude"], form["Longitude"]) == ("-24.78", "-65.41")
        assert form["Address"] == "Caseros 123"
        assert "Label" not in form

    def test_quote_reaction_and_unknown(self, simulator: Simulator, receiver: Receiver) -> None:
        first = simulator.say("primero")["sid"]
        simulator.say("lo de arriba", quoted=first)
        simulator.say("👍", kind="reaction", quoted=first)
        simulator.say("", kind="unknown")

        quote, reaction, unknown = (call.form for call in receiver.calls[1:])
        assert quote["OriginalRepliedMessageSid"] == first
        assert quote["OriginalRepliedMessageSender"] == f"whatsapp:{ANA}"
        assert (reaction["MessageType"], reaction["Body"]) == ("reaction", "👍")
        assert unknown["MessageType"] == "unsupported"

    def test_deliveries_repeat_the_same_body(
        self, simulator: Simulator, receiver: Receiver
    ) -> None:
        answer = simulator.say("Hola", deliveries=3)
        again = simulator.say("Hola", message_sid=answer["sid"])

        assert answer["statuses"] == [200, 200, 200]
        assert again["sid"] == answer["sid"]
        assert len({json.dumps(call.form) for call in receiver.calls}) == 1
        assert len(simulator.get("messages")["messages"]) == 1

    def test_refusing_application_leaves_one_tick(
        self, simulator: Simulator, receiver: Receiver
    ) -> None:
        receiver.codes[:] = [503]

        answer = simulator.say()

        assert answer["statuses"] == [503]
        assert simulator.bubble(answer["sid"])["status"] == "sent"

    @pytest.mark.parametrize(
        "wish",
        [
            {"text": "sin remitente"},
            {"from": ANA, "kind": "buttons"},
            {"from": ANA, "kind": "tap"},
            {"from": ANA, "sent_at": "2026-11-26T10:00:00"},
        ],
    )
    def test_bad_wish_is_refused(self, simulator: Simulator, wish: dict[str, Any]) -> None:
        assert simulator.api.post("/phones/api/messages", json=wish).status_code == 400

    def test_messages_since_and_changed_since(self, simulator: Simulator, twilio: Client) -> None:
        simulator.say("uno")
        seq = simulator.get("messages")["seq"]
        sid = twilio.messages.create(to=f"whatsapp:{ANA}", from_=SENDER, body="dos").sid
        between = simulator.get("messages")["seq"]
        simulator.settle()

        assert [m["body"] for m in simulator.get("messages", since=seq)["messages"]] == ["dos"]
        assert not simulator.get("messages", since=between)["messages"]
        changed = simulator.get("messages", changed_since=between)["messages"]
        assert [(m["sid"], m["status"]) for m in changed] == [(sid, "read")]
        assert not simulator.get("messages", phone="+5491100000000")["messages"]


class TestInsistence:
    def test_every_failure_is_retried_when_told_so(self, tmp_path: Any) -> None:
        options = ("--webhook-retries", "2", "--webhook-retry-policy", "all")
        with receiving() as receiver:
            simulator = start(receiver, tmp_path / "j.jsonl", *options)
            receiver.codes[:] = [500, 502]

            answer = simulator.say()
            simulator.kill()

        tokens = {call.headers["i-twilio-idempotency-token"] for call in receiver.calls}
        assert answer["statuses"] == [200]
        assert (len(receiver.calls), len(tokens)) == (3, 1)
