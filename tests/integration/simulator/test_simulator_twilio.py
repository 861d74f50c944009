"""The simulated Twilio, driven through the real twilio library."""

from datetime import timedelta
from typing import Any

import pytest
from simulator_bench import (
    ACCOUNT_SID,
    ANA,
    AUTH_TOKEN,
    SENDER,
    STATUS_URL,
    Receiver,
    Simulator,
    twilio_client,
    until,
)
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client
from twilio.rest.content.v1.content import ContentList
from twilio.rest.content.v1.content.approval_create import ApprovalCreateList

TO = f"whatsapp:{ANA}"


def content(
    twilio: Client, kind: str, definition: dict[str, Any], variables: dict[str, str] | None = None
) -> str:
    request = ContentList.ContentCreateRequest(
        {
            "friendly_name": "prueba",
            "language": "es_AR",
            "variables": variables or {},
            "types": ContentList.Types({kind: definition}),
        }
    )
    sid = twilio.content.v1.contents.create(content_create_request=request).sid
    assert sid is not None
    return str(sid)


def buttons(*titles: str, body: str = "¿Confirmás?") -> dict[str, Any]:
    actions = [{"type": "QUICK_REPLY", "title": title, "id": f"id:{title}"} for title in titles]
    return {"body": body, "actions": actions}


def approve(twilio: Client, simulator: Simulator, sid: str) -> Any:
    wish = ApprovalCreateList.ContentApprovalRequest({"name": "aviso_1", "category": "UTILITY"})
    twilio.content.v1.contents(sid).approval_create.create(content_approval_request=wish)
    simulator.settle()
    approval = twilio.content.v1.contents(sid).approval_fetch().fetch().whatsapp
    assert approval is not None
    return approval


class TestSending:
    def test_text_is_queued_then_sent_delivered_and_read(
        self, twilio: Client, simulator: Simulator, receiver: Receiver
    ) -> None:
        simulator.say()

        message = twilio.messages.create(
            to=TO, from_=SENDER, body="¡Hola, Ana! ☀", status_callback=STATUS_URL
        )
        simulator.settle()

        assert message.status == "queued"
        assert message.date_created is not None
        assert receiver.statuses() == ["sent", "delivered", "read"]
        assert all(call.is_signed for call in receiver.calls)
        assert receiver.calls[-1].form["ChannelToAddress"] == "+549112233XXXX"
        assert twilio.messages(str(message.sid)).fetch().status == "read"

    def test_no_blue_ticks_for_who_turned_them_off(
        self, twilio: Client, simulator: Simulator, receiver: Receiver
    ) -> None:
        simulator.post("people", [{"phone": ANA, "name": "Ana", "reads": False}])
        simulator.say()

        twilio.messages.create(to=TO, from_=SENDER, body="Hola", status_callback=STATUS_URL)
        simulator.settle()

        assert receiver.statuses() == ["sent", "delivered"]

    @pytest.mark.parametrize(
        ("fields", "code"),
        [
            ({"to": "", "body": "x"}, 21604),
            ({"to": "whatsapp:5491122334455", "body": "x"}, 21211),
            ({"to": ANA, "body": "x"}, 21910),
            ({"from_": "whatsapp:+5491100000000", "body": "x"}, 63007),
            ({"from_": "+5491155550000", "body": "x"}, 21606),
            ({"from_": "", "body": "x"}, 21603),
            ({"body": "  "}, 21602),
            ({"body": "x" * 1601}, 21617),
            ({"content_sid": "HX" + "0" * 32}, 21655),
            ({"body": "x", "status_callback": "ftp://x"}, 21609),
            ({"body": "x", "messaging_service_sid": "MG1"}, 21701),
        ],
    )
    def test_bad_request_is_refused_with_twilios_code(
        self, twilio: Client, fields: dict[str, str], code: int
    ) -> None:
        with pytest.raises(TwilioRestException) as refused:
            twilio.messages.create(**{"to": TO, "from_": SENDER, **fields})

        assert (refused.value.status, refused.value.code) == (400, code)

    @pytest.mark.parametrize(
        ("account", "token"), [(ACCOUNT_SID, "otro"), ("AC" + "2" * 32, AUTH_TOKEN)]
    )
    def test_wrong_login_is_refused(self, simulator: Simulator, account: str, token: str) -> None:
        client = twilio_client(simulator, account=account, token=token)

        with pytest.raises(TwilioRestException) as refused:
            client.messages.create(to=TO, from_=SENDER, body="x")
        client.http_client.session.close()

        assert (refused.value.status, refused.value.code) == (401, 20003)

    def test_free_text_outside_the_window_fails_later(
        self, twilio: Client, simulator: Simulator, receiver: Receiver
    ) -> None:
        simulator.say()
        yesterday = simulator.now() - timedelta(hours=24, minutes=1)
        simulator.post("window", {"phone": ANA, "last_inbound": yesterday.isoformat()})
        receiver.clear()

        message = twilio.messages.create(
            to=TO, from_=SENDER, body="¿Venís?", status_callback=STATUS_URL
        )
        simulator.settle()

        assert receiver.statuses() == ["failed"]
        assert receiver.calls[0].form["ErrorCode"] == "63016"
        assert twilio.messages(str(message.sid)).fetch().error_code == 63016

    def test_one_person_gets_a_burst_and_then_one_in_six_seconds(
        self, twilio: Client, simulator: Simulator, receiver: Receiver
    ) -> None:
        simulator.post("clock", {"now": "2027-05-12T10:00:00-03:00"})
        simulator.say()
        simulator.say(**{"from": "+5491122334456"})
        receiver.clear()

        def send(words: str, to: str = TO) -> str:
            return str(
                twilio.messages.create(
                    to=to, from_=SENDER, body=words, status_callback=STATUS_URL
                ).sid
            )

        sids = [send(str(number)) for number in range(47)]
        other = send("hola", "whatsapp:+5491122334456")
        simulator.settle()

        told = {sid: simulator.bubble(sid)["error_code"] for sid in [*sids, other]}
        assert [sid for sid, code in told.items() if code == 63018] == sids[45:]
        failed = [one.form for one in receiver.calls if one.form["MessageStatus"] == "failed"]
        assert {one["MessageSid"]: one["ErrorCode"] for one in failed} == dict.fromkeys(
            sids[45:], "63018"
        )

        later = simulator.now() + timedelta(seconds=7)
        simulator.post("clock", {"now": later.isoformat()})
        after = [send("por fin"), send("otro")]
        simulator.settle()
        assert [simulator.bubble(sid)["error_code"] for sid in after] == [None, 63018]

    def test_moving_the_clock_closes_the_window(self, twilio: Client, simulator: Simulator) -> None:
        simulator.say()
        simulator.post("clock", {"offset_seconds": 25 * 3600})

        message = twilio.messages.create(to=TO, from_=SENDER, body="¿Venís?")
        simulator.settle()

        assert simulator.bubble(str(message.sid))["error_code"] == 63016

    def test_listing_finds_by_person_time_and_page(
        self, twilio: Client, simulator: Simulator
    ) -> None:
        simulator.say()
        sids = [twilio.messages.create(to=TO, from_=SENDER, body=f"nº {n}").sid for n in range(5)]
        twilio.messages.create(to="whatsapp:+5491100001111", from_=SENDER, body="a otra")
        before = simulator.now() - timedelta(minutes=1)

        found = twilio.messages.list(to=TO, from_=SENDER, date_sent_after=before, page_size=2)

        assert [message.sid for message in found] == sids[::-1]
        assert not twilio.messages.list(to=TO, date_sent_after=before + timedelta(hours=1))

    def test_redaction_and_deletion(self, twilio: Client, simulator: Simulator) -> None:
        sid = str(twilio.messages.create(to=TO, from_=SENDER, body="secreto").sid)

        assert twilio.messages(sid).update(body="").body == ""
        assert twilio.messages(sid).delete()
        with pytest.raises(TwilioRestException, match="not found"):
            twilio.messages(sid).fetch()

    def test_typing_marks_the_persons_bubble_as_read(
        self, twilio: Client, simulator: Simulator
    ) -> None:
        sid = simulator.say()["sid"]

        shown = twilio.messaging.v2.typing_indicator.create(channel="whatsapp", message_id=sid)

        assert shown.success
        assert simulator.bubble(sid)["status"] == "read"


class TestContent:
    def test_quick_reply_shows_its_buttons(self, twilio: Client, simulator: Simulator) -> None:
        simulator.say()
        definition = buttons("Sí", "No", body="{{1}}, ¿venís el {{2}}?")
        sid = content(twilio, "twilio/quick-reply", definition, {"1": "Ana", "2": "jueves"})

        message = twilio.messages.create(
            to=TO, from_=SENDER, content_sid=sid, content_variables='{"2": "viernes"}'
        )
        simulator.settle()
        bubble = simulator.bubble(str(message.sid))

        assert bubble["kind"] == "buttons"
        assert bubble["body"] == "Ana, ¿venís el viernes?"
        assert [choice["title"] for choice in bubble["choices"]] == ["Sí", "No"]
        assert (bubble["status"], bubble["template"]) == ("read", False)

    def test_list_shows_its_rows(self, twilio: Client, simulator: Simulator) -> None:
        simulator.say()
        items = [{"item": "{{1}}", "id": "slot:{{2}}", "description": "con {{3}}"}]
        definition = {"body": "Elegí un horario", "button": "Ver horarios", "items": items}
        sid = content(twilio, "twilio/list-picker", definition)

        variables = '{"1": "Jue 26 10:00", "2": "7", "3": "Laura"}'
        message = twilio.messages.create(
            to=TO, from_=SENDER, content_sid=sid, content_variables=variables
        )
        bubble = simulator.bubble(str(message.sid))

        assert (bubble["kind"], bubble["button"]) == ("list", "Ver horarios")
        assert bubble["choices"] == [
            {"type": "row", "id": "slot:7", "title": "Jue 26 10:00", "description": "con Laura"}
        ]

    def test_call_to_action_shows_its_link(self, twilio: Client, simulator: Simulator) -> None:
        simulator.say()
        action = {"type": "URL", "title": "Pagar la seña", "url": "https://mp.example/{{1}}"}
        sid = content(
            twilio, "twilio/call-to-action", {"body": "Falta la seña", "actions": [action]}
        )

        message = twilio.messages.create(
            to=TO, from_=SENDER, content_sid=sid, content_variables='{"1": "abc"}'
        )

        assert simulator.bubble(str(message.sid))["links"] == [
            {"title": "Pagar la seña", "url": "https://mp.example/abc"}
        ]

    @pytest.mark.parametrize(
        ("kind", "definition"),
        [
            ("twilio/quick-reply", buttons("Un título demasiado largo")),
            ("twilio/quick-reply", buttons()),
            ("twilio/quick-reply", buttons("Sí", body="x" * 1025)),
            ("twilio/quick-reply", buttons("Sí", "Sí")),
            ("twilio/list-picker", {"body": "x", "button": "Ver", "items": []}),
            (
                "twilio/list-picker",
                {"body": "x", "button": "Ver", "items": [{"item": "a", "id": "b"}]},
            ),
            ("twilio/text", {"body": ""}),
        ],
    )
    def test_definition_over_the_limits_is_refused(
        self, twilio: Client, kind: str, definition: dict[str, Any]
    ) -> None:
        with pytest.raises(TwilioRestException) as refused:
            content(twilio, kind, definition)

        assert (refused.value.status, refused.value.code) == (400, 20422)

    def test_four_buttons_fail_without_approval(self, twilio: Client, simulator: Simulator) -> None:
        simulator.say()
        sid = content(twilio, "twilio/quick-reply", buttons("1", "2", "3", "4"))

        message = twilio.messages.create(to=TO, from_=SENDER, content_sid=sid)
        simulator.settle()

        assert simulator.bubble(str(message.sid))["error_code"] == 63021

    def test_missing_or_empty_variables(self, twilio: Client, simulator: Simulator) -> None:
        simulator.say()
        sid = content(twilio, "twilio/text", {"body": "Hola {{1}}, chau"})

        message = twilio.messages.create(to=TO, from_=SENDER, content_sid=sid)
        simulator.settle()

        assert simulator.bubble(str(message.sid))["error_code"] == 63021
        with pytest.raises(TwilioRestException) as refused:
            twilio.messages.create(
                to=TO, from_=SENDER, content_sid=sid, content_variables='{"1": ""}'
            )
        assert refused.value.code == 21656

    def test_approved_template_opens_a_conversation(
        self, twilio: Client, simulator: Simulator
    ) -> None:
        definition = {"body": "Hola {{1}}, te esperamos mañana."}
        sid = content(twilio, "twilio/text", definition, {"1": "Ana"})

        before = twilio.messages.create(to=TO, from_=SENDER, content_sid=sid)
        approval = approve(twilio, simulator, sid)
        after = twilio.messages.create(to=TO, from_=SENDER, content_sid=sid)
        simulator.settle()

        assert approval["status"] == "approved"
        assert simulator.bubble(str(before.sid))["error_code"] == 63016
        shown = simulator.bubble(str(after.sid))
        assert (shown["status"], shown["template"]) == ("read", True)

    def test_template_that_starts_with_a_variable_is_rejected(
        self, twilio: Client, simulator: Simulator
    ) -> None:
        sid = content(twilio, "twilio/text", {"body": "{{1}}, hola."}, {"1": "Ana"})

        approval = approve(twilio, simulator, sid)

        assert approval["status"] == "rejected"
        assert "start or end" in approval["rejection_reason"]

    def test_contents_are_listed_over_pages(self, twilio: Client) -> None:
        sids = [content(twilio, "twilio/text", {"body": f"Hola {n}"}) for n in range(3)]

        assert [c.sid for c in twilio.content.v1.contents.list(page_size=2)] == sids
        both = twilio.content.v1.content_and_approvals.list()
        assert [c.sid for c in both] == sids
        assert twilio.content.v1.contents(sids[0]).delete()
        assert len(twilio.content.v1.contents.list()) == 2


class TestStatusControl:
    def test_status_can_be_forced(
        self, twilio: Client, simulator: Simulator, receiver: Receiver
    ) -> None:
        message = twilio.messages.create(to=TO, from_=SENDER, body="x", status_callback=STATUS_URL)
        simulator.settle()
        receiver.clear()

        answer = simulator.post(
            "statuses", {"sid": message.sid, "status": "undelivered", "error_code": 63024}
        )

        assert answer["statuses"] == [200]
        until(lambda: receiver.statuses() == ["undelivered"])
        assert receiver.calls[0].form["ErrorCode"] == "63024"
