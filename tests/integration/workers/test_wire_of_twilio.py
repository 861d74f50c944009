"""What we say to Twilio, and what the simulator answers, is what Twilio's own description says."""

import base64
import json
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from twilio.rest import Client
from twilio.rest.content.v1.content import ContentList

from bot.channels import twilio as codec
from bot.channels.fitting import template_source
from bot.messages.replies import (
    Buttons,
    Choice,
    Document,
    LocationRequest,
    Menu,
    PaymentLink,
    Reply,
    Template,
    Text,
)
from bot.messages.templates import TEMPLATES
from storage.rows.facts import ChannelContentRow
from tests.fakes.recorder import Recorder, recording
from tests.fakes.twilio_description import KEPT, differences, extract
from tests.integration.core_bench import ANA, BOT, Core
from workers.gateways.errors import GatewayError
from workers.gateways.twilio import TwilioGateway, TwilioLogin
from workers.gateways.twilio_http import KeptConnections

TO = f"whatsapp:{ANA}"
SERVICE = "MG" + "5" * 32
KEY = "SK" + "6" * 32
CHOICES = tuple(Choice(f"tap:{number}", f"Fila {number}", "con Laura") for number in range(10))
DESCRIBED = json.loads(KEPT.read_text(encoding="utf-8"))


@pytest.fixture
def wire(core: Core) -> Iterator[Recorder]:
    """Everything that goes between here and the simulator, each difference a failure."""
    with recording(core.settings.twilio_api_url) as recorder:
        yield recorder
    found = [problem for one in recorder.exchanges for problem in differences(one, DESCRIBED)]
    assert found == []


@pytest.fixture
def gateway(core: Core, wire: Recorder) -> Iterator[TwilioGateway]:
    """Ours, with nothing registered yet, and Ana's window open."""
    core.meet(ANA)
    core.execute("DELETE FROM channel_content")
    made = make(core, wire)
    yield made
    made.close()


def make(core: Core, wire: Recorder, login: tuple[str, str] | None = None) -> TwilioGateway:
    settings = core.settings
    return TwilioGateway(
        TwilioLogin(settings.twilio_account_sid, *(login or settings.twilio_login)),
        api_url=wire.url,
        status_callback=f"{settings.public_url}/webhooks/twilio/status",
        engine=core.engine,
        messaging_service=SERVICE if login is None else None,
    )


def send(core: Core, gateway: TwilioGateway, reply: Reply, **more: Any) -> str:
    rendered = codec.encode(reply, window_is_open=True, link="https://mpago.la/1", **more)
    return gateway.send(rendered, to=TO, sender=BOT, reference=1, now=core.now)


class TestOurs:
    @pytest.mark.parametrize(
        "reply",
        [
            Text("¡Hola, Ana! ☀ ¿Qué te reservo?"),
            Buttons("¿Va?", CHOICES[:3]),
            Menu("¿Cuál?", "Ver", CHOICES),
            PaymentLink("La seña", "Pagar", 1),
            LocationRequest("¿Dónde?"),
            Document("El evento", "https://x.ar/e.ics", "e.ics", "text/calendar"),
        ],
        ids=lambda reply: type(reply).__name__,
    )
    def test_every_kind_of_reply(
        self, core: Core, gateway: TwilioGateway, wire: Recorder, reply: Reply
    ) -> None:
        sid = send(core, gateway, reply)

        core.settle()
        (bubble,) = [one for one in core.messages(ANA) if one["sid"] == sid]
        assert (bubble["error_code"], bubble["status"]) == (None, "read")
        assert wire.exchanges[-1].path.endswith("/Messages.json")

    def test_every_template_registered_judged_and_sent(
        self, core: Core, gateway: TwilioGateway, wire: Recorder
    ) -> None:
        words = core.wiring.tools.phrases.seeded(0)
        for name in ("reminder", "come_back", "job_expired"):
            spec = TEMPLATES[name]
            assert not gateway.is_approved(codec.template_content(spec, words), now=core.now)
            core.settle()
            choices = tuple(Choice(f"tap:{title}", words(title)) for title in spec.buttons)
            reply = Template(name, spec.samples, choices, "")
            source = template_source(spec, words)
            rendered = codec.encode(reply, window_is_open=False, link=None, template_source=source)
            gateway.send(rendered, to=TO, sender=BOT, reference=1, now=core.now)

        sent = [one for one in wire.exchanges if one.path.endswith("whatsapp")]
        assert [json.loads(one.body)["category"] for one in sent] == [
            "UTILITY",
            "MARKETING",
            "UTILITY",
        ]
        rows = {row.name: row.status for row in core.all(ChannelContentRow)}
        assert rows == dict.fromkeys(("reminder", "come_back", "job_expired"), "approved")

    def test_what_left_unnoted_is_looked_up(self, core: Core, gateway: TwilioGateway) -> None:
        sid = send(core, gateway, Text("una sola vez"))
        rendered = codec.encode(Text("una sola vez"), window_is_open=True, link=None)

        found = gateway.find_sent(rendered, to=TO, since=core.now, noted=(), waited=False)

        assert found == sid

    def test_login_and_form_are_as_the_library_sends_them(
        self, core: Core, gateway: TwilioGateway, wire: Recorder
    ) -> None:
        send(core, gateway, Text("hola"))

        (ours,) = wire.exchanges
        login = base64.b64decode(ours.headers["authorization"].removeprefix("Basic ")).decode()
        assert login == ":".join(core.settings.twilio_login)
        assert ours.headers["content-type"] == "application/x-www-form-urlencoded"
        assert ours.headers["accept"] == "application/json"

    def test_a_messaging_service_is_named_beside_the_sender(
        self, core: Core, gateway: TwilioGateway, wire: Recorder
    ) -> None:
        sid = send(core, gateway, Text("hola"))

        form = parse_qs(wire.exchanges[-1].body.decode())
        assert (form["MessagingServiceSid"], form["From"]) == ([SERVICE], [BOT])
        assert next(one for one in core.messages(ANA) if one["sid"] == sid)["body"] == "hola"

    def test_a_key_asks_in_the_accounts_stead(self, core: Core) -> None:
        with recording(core.settings.twilio_api_url) as wire:
            made = make(core, wire, (KEY, "the secret of a key"))
            with pytest.raises(GatewayError) as refused:  # the simulator knows no such key
                send(core, made, Text("hola"))
            made.close()

        (asked,) = wire.exchanges
        login = base64.b64decode(asked.headers["authorization"].removeprefix("Basic ")).decode()
        assert login == f"{KEY}:the secret of a key"
        assert f"/Accounts/{core.settings.twilio_account_sid}/" in asked.path
        assert (refused.value.code, refused.value.permanent) == ("20003", False)

    def test_acknowledged_message_is_read_and_shows_typing(
        self, core: Core, gateway: TwilioGateway, wire: Recorder
    ) -> None:
        sid = core.say(ANA, "hola")["sid"]

        gateway.acknowledge(sid, sender=BOT)

        (bubble,) = [one for one in core.get("messages")["messages"] if one["sid"] == sid]
        assert bubble["status"] == "read"
        assert [one.path for one in wire.exchanges] == ["/v2/Indicators/Typing.json"]

    def test_failed_acknowledgement_hurts_nobody_and_is_not_repeated_at_once(
        self, core: Core
    ) -> None:
        sid = core.say(ANA, "hola")["sid"]
        core.fault("twilio", "500", match="Typing")
        with recording(core.settings.twilio_api_url) as wire:
            made = make(core, wire)
            for _ in range(2):
                made.acknowledge(sid, sender=BOT)
            made.close()

        assert [one.status for one in wire.exchanges] == [500]


class TestSimulator:
    @pytest.fixture
    def client(self, core: Core, wire: Recorder) -> Iterator[Client]:
        """The library as it comes, but for its addresses."""
        core.meet(ANA)
        http = KeptConnections(timeout_seconds=10)
        settings = core.settings
        client = Client(settings.twilio_account_sid, settings.twilio_auth_token, http_client=http)
        for domain in (client.api, client.content, client.messaging):
            domain.base_url = wire.url
        yield client
        http.close()

    def test_life_of_a_message(self, core: Core, client: Client) -> None:
        sid = client.messages.create(to=TO, from_=BOT, body="hola").sid
        assert sid is not None
        core.settle()

        assert client.messages(sid).fetch().status == "read"
        assert [one.sid for one in client.messages.list(to=TO, limit=5)] == [sid]
        assert client.messages(sid).update(body="").body == ""
        assert client.messages(sid).delete()

    def test_failed_one(self, core: Core, client: Client) -> None:
        stranger = "whatsapp:+5491100001111"
        sid = client.messages.create(to=stranger, from_=BOT, body="hola").sid
        assert sid is not None
        core.settle()

        assert client.messages(sid).fetch().error_code == 63016

    def test_files(self, core: Core, client: Client) -> None:
        sid = core.post("messages", {"from": ANA, "kind": "image", "text": "así"})["sid"]

        (media,) = client.messages(sid).media.list()
        assert media.sid is not None
        assert client.messages(sid).media(media.sid).fetch().content_type == "image/png"
        assert client.messages(sid).media(media.sid).delete()

    def test_contents_and_approvals(self, client: Client) -> None:
        request = ContentList.ContentCreateRequest(
            {
                "friendly_name": "prueba",
                "language": "es_AR",
                "variables": {"1": "Ana"},
                "types": ContentList.Types({"twilio/text": {"body": "Hola {{1}}, te espero."}}),
            }
        )
        sid = client.content.v1.contents.create(content_create_request=request).sid
        assert sid is not None

        assert client.content.v1.contents(sid).fetch().language == "es_AR"
        assert client.content.v1.contents(sid).approval_fetch().fetch().whatsapp is not None
        assert client.content.v1.contents.list(limit=1, page_size=1)
        assert client.content.v1.content_and_approvals.list(limit=1, page_size=1)
        assert client.content.v1.contents(sid).delete()

    def test_typing(self, core: Core, client: Client) -> None:
        sid = core.say(ANA, "hola")["sid"]

        shown = client.messaging.v2.typing_indicator.create(channel="whatsapp", message_id=sid)

        assert shown.success


class TestComparison:
    """The comparison itself finds what it should."""

    @pytest.fixture
    def spoken(self, core: Core) -> Any:
        core.meet(ANA)
        with recording(core.settings.twilio_api_url) as recorder:
            http = KeptConnections(timeout_seconds=10)
            settings = core.settings
            client = Client(
                settings.twilio_account_sid, settings.twilio_auth_token, http_client=http
            )
            client.api.base_url = recorder.url
            client.messages.create(to=TO, from_=BOT, body="hola")
            http.close()
        (exchange,) = recorder.exchanges
        assert differences(exchange, DESCRIBED) == []
        return exchange

    @pytest.mark.parametrize(
        ("change", "problem"),
        [
            ({"body": b"To=x&Bodi=x"}, "'Bodi' was unexpected"),
            ({"body": b"To=x&Body=x&Body=y"}, "Body twice"),
            ({"body": b"To=x&ContentSid=HX1"}, "is too short"),
            ({"body": b"To=x&Attempt=two"}, "not of type 'integer'"),
            ({"path": "/2010-04-01/Accounts/AC1/Messages.json"}, "is too short"),
            ({"path": "/2010-04-01/Message.json"}, "no such operation"),
            ({"query": {"Page": ["1"]}}, "'Page' was unexpected"),
            ({"headers": {"content-type": "application/json"}}, "a body of application/json"),
            ({"body": b""}, "no body"),
            ({"status": 200}, "answered with 200"),
            ({"answer": b"{}"}, "is a required property"),
        ],
        ids=str,
    )
    def test_finds_a_difference(self, spoken: Any, change: dict[str, Any], problem: str) -> None:
        found = differences(replace(spoken, **change), DESCRIBED)

        assert any(problem in one for one in found), found

    def test_kept_description_is_the_published_one(self) -> None:
        checkout = os.environ.get("TWILIO_OAI")
        if checkout is None:
            pytest.skip("TWILIO_OAI names no checkout of github.com/twilio/twilio-oai")

        assert extract(Path(checkout)) == DESCRIBED
