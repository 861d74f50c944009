"""Twilio's two doors: who gets in, what is kept, and that nothing else happens in the request."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from structlog.testing import capture_logs
from twilio.request_validator import RequestValidator
from werkzeug.datastructures import MultiDict

from storage.doorbell import RINGS
from storage.rows.mail import InboxKind
from tests.integration.core_bench import ANA, BOT, PUBLIC_URL, Core

MESSAGE = "/webhooks/twilio/whatsapp"
STATUS = "/webhooks/twilio/status"
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def door(core: Core) -> Iterator[httpx.Client]:
    with httpx.Client(
        base_url=f"http://127.0.0.1:{core.settings.port}", timeout=30, trust_env=False
    ) as client:
        yield client


def fields(**more: str) -> dict[str, str]:
    """What Twilio posts for a text, composed from the contract sheet, section 2."""
    sid = "SM" + "1" * 32
    return {
        "MessageSid": sid,
        "SmsSid": sid,
        "SmsMessageSid": sid,
        "AccountSid": "AC" + "0" * 32,
        "From": f"whatsapp:{ANA}",
        "To": BOT,
        "WaId": ANA.removeprefix("+"),
        "ProfileName": "Ana Paz",
        "MessageType": "text",
        "Body": "Quiero un turno mañana ☀",
        "NumMedia": "0",
        "NumSegments": "1",
        "SmsStatus": "received",
        "ApiVersion": "2010-04-01",
    } | more


def signature(core: Core, address: str, form: dict[str, Any], token: str | None = None) -> str:
    validator = RequestValidator(token or core.settings.twilio_auth_token)
    return str(validator.compute_signature(address, form))


def post(
    core: Core, door: httpx.Client, form: dict[str, str], path: str = MESSAGE, query: str = ""
) -> httpx.Response:
    signed = signature(core, f"{PUBLIC_URL}{path}{query}", form)
    return door.post(path + query, data=form, headers={"X-Twilio-Signature": signed})


class TestWhoGetsIn:
    def test_missing_signature_is_refused_and_nothing_recorded(
        self, core: Core, door: httpx.Client
    ) -> None:
        answer = door.post(MESSAGE, data=fields())

        assert answer.status_code == 403
        assert core.count("inbox") == 0

    @pytest.mark.parametrize("path", [MESSAGE, STATUS])
    def test_forged_signature_is_refused_and_nothing_recorded(
        self, core: Core, door: httpx.Client, path: str
    ) -> None:
        form = fields(MessageStatus="delivered")
        forged = signature(core, PUBLIC_URL + path, form, token="guessed")

        answer = door.post(path, data=form, headers={"X-Twilio-Signature": forged})

        assert answer.status_code == 403
        assert core.count("inbox") == 0

    def test_changed_field_breaks_the_signature(self, core: Core, door: httpx.Client) -> None:
        signed = signature(core, PUBLIC_URL + MESSAGE, fields())

        answer = door.post(
            MESSAGE, data=fields(Body="Cancelalo"), headers={"X-Twilio-Signature": signed}
        )

        assert answer.status_code == 403

    def test_signature_covers_the_public_address_with_its_query(
        self, core: Core, door: httpx.Client
    ) -> None:
        query = "?t=salon-1&b=%C3%B1"

        inside = post(core, door, fields(), query=query)
        signed_without = signature(core, PUBLIC_URL + MESSAGE, fields())
        outside = door.post(
            MESSAGE + query, data=fields(), headers={"X-Twilio-Signature": signed_without}
        )

        assert (inside.status_code, outside.status_code) == (200, 403)

    def test_signature_covers_every_field_even_new_and_repeated_ones(
        self, core: Core, door: httpx.Client
    ) -> None:
        pairs = [*fields(Novedad="2027").items(), ("Otra", "b"), ("Otra", "a"), ("Vacía", "")]
        form: dict[str, Any] = {**dict(pairs), "Otra": ["b", "a"]}
        signed = signature(core, PUBLIC_URL + MESSAGE, MultiDict(form))

        answer = door.post(
            MESSAGE,
            content=urlencode(pairs),
            headers={"X-Twilio-Signature": signed, "Content-Type": FORM},
        )

        assert answer.status_code == 200


class TestWhatIsKept:
    def test_message_becomes_one_row_of_its_thread_and_one_ring(
        self, core: Core, door: httpx.Client
    ) -> None:
        answer = post(core, door, fields())

        assert (answer.status_code, answer.text) == (200, "<Response></Response>")
        (row,) = core.inbox()
        assert (row.kind, row.external_id) == (InboxKind.MESSAGE, fields()["MessageSid"])
        assert (row.thread, row.payload, row.done_at) == (core.thread(ANA), fields(), None)
        assert core.redis.lrange(RINGS, 0, -1) == [f"thread {core.thread(ANA)}".encode()]
        assert core.wiring.doorbell.queue.count == 1

    def test_nothing_but_recording_happens_in_the_request(
        self, core: Core, door: httpx.Client
    ) -> None:
        post(core, door, fields())

        assert [core.count(name) for name in ("turn", "conversation", "outbox")] == [0, 0, 0]

    def test_duplicate_is_a_200_and_nothing_else(self, core: Core, door: httpx.Client) -> None:
        codes = [post(core, door, fields()).status_code for _ in range(3)]

        assert codes == [200, 200, 200]
        assert core.count("inbox") == 1
        assert core.wiring.doorbell.waiting() == 1

    def test_status_is_kept_once_without_texts_or_phones(
        self, core: Core, door: httpx.Client
    ) -> None:
        form = {
            "MessageSid": "SM" + "2" * 32,
            "MessageStatus": "delivered",
            "To": f"whatsapp:{ANA}",
            "From": BOT,
            "ChannelToAddress": "+549116666XXXX",
        }

        codes = [post(core, door, form, STATUS).status_code for _ in range(2)]

        assert codes == [200, 200]
        (row,) = core.inbox()
        assert row.kind is InboxKind.STATUS
        assert ANA not in json.dumps(row.payload)
        assert core.wiring.doorbell.waiting() == 0  # the clock takes statuses in by itself

    def test_lost_redis_does_not_lose_the_message(self, core: Core, door: httpx.Client) -> None:
        core.redis.config_set("maxclients", 1)  # every further connection is refused
        try:
            core.redis.client_kill_filter(skipme=True)
            answer = post(core, door, fields())
        finally:
            core.redis.config_set("maxclients", 1000)

        assert answer.status_code == 200
        assert core.count("inbox") == 1

    def test_body_with_a_nul_is_kept_without_it(self, core: Core, door: httpx.Client) -> None:
        form = fields(Body="ho\x00la")

        assert post(core, door, form).status_code == 200
        assert core.inbox()[0].payload["Body"] == "hola"

    def test_field_name_with_a_nul_is_no_accident(self, core: Core, door: httpx.Client) -> None:
        assert post(core, door, fields() | {"Nov\x00edad": "1"}).status_code == 200
        assert core.count("inbox") == 1


class TestUnknownShape:
    @pytest.mark.parametrize(
        ("path", "form"),
        [
            (MESSAGE, {"From": f"whatsapp:{ANA}", "To": BOT, "Body": "sin identificador"}),
            (MESSAGE, {"MessageSid": "SM1", "Body": "sin remitente"}),
            (STATUS, {"MessageSid": "SM1", "Body": "sin estado"}),
        ],
    )
    def test_unknown_shape_is_kept_once_done_and_never_worked_on(
        self, core: Core, door: httpx.Client, path: str, form: dict[str, str]
    ) -> None:
        codes = [post(core, door, form, path).status_code for _ in range(2)]

        assert codes == [200, 200]
        (row,) = core.inbox()
        assert (row.kind, row.payload) == (InboxKind.UNKNOWN, form)
        assert row.done_at is not None
        assert core.wiring.doorbell.waiting() == 0

    def test_two_unknown_payloads_are_two_rows(self, core: Core, door: httpx.Client) -> None:
        post(core, door, {"From": "x", "Body": "1"})
        post(core, door, {"From": "x", "Body": "2"})

        assert core.count("inbox") == 2

    def test_logged_once_by_kind_and_without_its_content(
        self, core: Core, door: httpx.Client, fresh_kinds: None
    ) -> None:
        with capture_logs() as logs:
            for number in range(3):
                post(core, door, {"From": f"whatsapp:{ANA}", "Body": f"secreto {number}"})

        assert [line["event"] for line in logs] == ["webhook.unknown"]
        assert "secreto" not in repr(logs)
        assert ANA not in repr(logs)


class TestEndlessNames:
    @pytest.mark.parametrize("name", ["MessageSid", "From"])
    def test_are_kept_as_unknown(self, core: Core, door: httpx.Client, name: str) -> None:
        endless = "".join(chr(33 + number * 7919 % 90) for number in range(9000))

        assert post(core, door, fields() | {name: endless}).status_code == 200
        assert [row.kind for row in core.inbox()] == [InboxKind.UNKNOWN]


class TestMalformed:
    @pytest.mark.parametrize(
        ("content", "kind"),
        [
            (b"", FORM),
            (b"MessageSid=SM1&Body=\xff\xfe", FORM),
            (b"MessageSid=SM1&Body=%FF%FE", FORM),
        ],
        ids=["empty", "raw bytes", "quoted bytes"],
    )
    def test_malformed_is_400_and_recorded_nowhere(
        self, core: Core, door: httpx.Client, content: bytes, kind: str
    ) -> None:
        answer = door.post(
            MESSAGE, content=content, headers={"Content-Type": kind, "X-Twilio-Signature": "x"}
        )

        assert answer.status_code == 400
        assert core.count("inbox") == 0

    def test_over_a_megabyte_is_413_though_signed(self, core: Core, door: httpx.Client) -> None:
        big = fields(Body="a" * (1024 * 1024))

        assert post(core, door, big).status_code == 413
        assert core.count("inbox") == 0

    def test_half_a_megabyte_is_taken(self, core: Core, door: httpx.Client) -> None:
        assert post(core, door, fields(Body="a" * (512 * 1024))).status_code == 200

    def test_without_a_length_is_411(self, core: Core, door: httpx.Client) -> None:
        answer = door.post(
            MESSAGE,
            content=iter([urlencode(fields()).encode()]),
            headers={"Content-Type": FORM, "X-Twilio-Signature": "x"},
        )

        assert answer.status_code == 411
        assert core.count("inbox") == 0


def test_personal_data_never_gets_into_the_logs(core: Core, door: httpx.Client) -> None:
    with capture_logs() as logs:
        post(core, door, fields())
        post(core, door, fields(MessageSid="", Body="otro secreto"))
        door.post(MESSAGE, data=fields())
        core.work()  # understanding is down, which is said

    written = repr(logs)
    assert logs
    assert not [word for word in (ANA, ANA[1:], "Ana", "turno", "secreto") if word in written]
