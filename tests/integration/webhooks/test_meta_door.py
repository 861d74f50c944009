"""Meta's door: who gets in, what each batch leaves behind, and that nothing else happens in it."""

import hashlib
import hmac
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from structlog.testing import capture_logs

from storage.rows.mail import InboxKind
from tests.integration.core_bench import ANA, Core

PATH = "/webhooks/meta"
PAYLOADS = Path(__file__).parents[2] / "payloads" / "meta"
LINE_OF_PAYLOADS = "106540352242922"


@pytest.fixture
def door(core: Core) -> Iterator[httpx.Client]:
    with httpx.Client(
        base_url=f"http://127.0.0.1:{core.settings.port}", timeout=30, trust_env=False
    ) as client:
        yield client


def payload(core: Core, name: str) -> bytes:
    """Return a fixture as if it had come to our own number."""
    text = (PAYLOADS / f"{name}.json").read_text("utf-8")
    return text.replace(LINE_OF_PAYLOADS, core.settings.meta.numbers[0].id).encode()


def signature(core: Core, body: bytes, secret: str | None = None) -> str:
    key = (secret or core.settings.meta.app_secret).encode()
    return "sha256=" + hmac.new(key, body, hashlib.sha256).hexdigest()


def post(core: Core, door: httpx.Client, body: bytes) -> httpx.Response:
    headers = {"X-Hub-Signature-256": signature(core, body), "Content-Type": "application/json"}
    return door.post(PATH, content=body, headers=headers)


class TestVerification:
    def ask(self, door: httpx.Client, **more: str) -> httpx.Response:
        query = {"hub.mode": "subscribe", "hub.challenge": "1158201444"} | {
            f"hub.{name}": value for name, value in more.items()
        }
        return door.get(PATH, params=query)

    def test_our_token_is_answered_with_the_challenge(self, core: Core, door: httpx.Client) -> None:
        answer = self.ask(door, verify_token=core.settings.meta.verify_token)

        assert (answer.status_code, answer.text) == (200, "1158201444")
        assert answer.headers["Content-Type"].startswith("text/plain")

    @pytest.mark.parametrize("more", [{}, {"verify_token": "guessed"}, {"verify_token": "ñ"}])
    def test_any_other_token_is_refused(self, door: httpx.Client, more: dict[str, str]) -> None:
        assert self.ask(door, **more).status_code == 403

    def test_another_mode_is_refused(self, core: Core, door: httpx.Client) -> None:
        token = core.settings.meta.verify_token

        assert self.ask(door, verify_token=token, mode="unsubscribe").status_code == 403


class TestWhoGetsIn:
    @pytest.mark.parametrize("header", [None, "", "sha256=", "sha256=00", "ñandú"])
    def test_without_a_right_signature_nothing_is_recorded(
        self, core: Core, door: httpx.Client, header: str | None
    ) -> None:
        headers = {} if header is None else {"X-Hub-Signature-256": header.encode("latin-1")}

        answer = door.post(PATH, content=payload(core, "text"), headers=headers)

        assert answer.status_code == 403
        assert core.count("inbox") == 0

    def test_signed_with_another_secret_is_refused(self, core: Core, door: httpx.Client) -> None:
        body = payload(core, "text")
        headers = {"X-Hub-Signature-256": signature(core, body, secret="guessed")}

        assert door.post(PATH, content=body, headers=headers).status_code == 403

    def test_the_signature_is_of_the_very_bytes(self, core: Core, door: httpx.Client) -> None:
        body = payload(core, "text")
        escaped = json.dumps(json.loads(body)).encode()  # the same words, written otherwise
        headers = {"X-Hub-Signature-256": signature(core, body), "Content-Type": "application/json"}

        codes = [
            door.post(PATH, content=one, headers=headers).status_code for one in (escaped, body)
        ]

        assert codes == [403, 200]


class TestWhatIsKept:
    def test_message_becomes_one_row_of_its_thread_and_one_ring(
        self, core: Core, door: httpx.Client
    ) -> None:
        answer = post(core, door, payload(core, "text"))

        assert (answer.status_code, answer.text) == (200, "")
        (row,) = core.inbox()
        line = core.settings.meta.numbers[0].id
        assert (row.source, row.kind, row.done_at) == ("meta", InboxKind.MESSAGE, None)
        assert row.thread == f"meta|{line}|5493874123456"
        ring = core.wiring.doorbell.next_ring()
        assert (ring and ring.name, core.wiring.doorbell.waiting()) == (row.thread, 0)
        assert [core.count(name) for name in ("turn", "conversation", "outbox")] == [0, 0, 0]

    def test_every_item_of_a_batch_is_a_row_and_every_thread_is_rung_once(
        self, core: Core, door: httpx.Client
    ) -> None:
        post(core, door, payload(core, "batch"))

        kinds = [row.kind.value for row in core.inbox()]
        assert kinds == ["message", "message", "message", "unknown", "status", "account"]
        assert core.wiring.doorbell.waiting() == 3

    @pytest.mark.parametrize("name", sorted(path.stem for path in PAYLOADS.glob("*.json")))
    def test_told_three_times_it_is_kept_once(
        self, core: Core, door: httpx.Client, name: str
    ) -> None:
        codes = [post(core, door, payload(core, name)).status_code for _ in range(3)]

        assert codes == [200, 200, 200]
        assert core.count("inbox") == (6 if name == "batch" else 1)

    def test_a_batch_with_old_and_new_items_keeps_the_new(
        self, core: Core, door: httpx.Client
    ) -> None:
        post(core, door, payload(core, "status_read"))
        post(core, door, payload(core, "batch"))

        assert core.count("inbox") == 6

    def test_status_is_kept_without_texts_or_phones(self, core: Core, door: httpx.Client) -> None:
        post(core, door, payload(core, "status_sent"))

        (row,) = core.inbox()
        assert row.kind is InboxKind.STATUS
        assert "549387" not in json.dumps(row.payload)
        assert core.wiring.doorbell.waiting() == 0  # the clock takes statuses in by itself

    def test_news_are_only_kept(self, core: Core, door: httpx.Client) -> None:
        post(core, door, payload(core, "phone_quality"))

        (row,) = core.inbox()
        assert (row.kind, row.done_at) == (InboxKind.NEWS, core.now)
        assert core.wiring.doorbell.waiting() == 0

    @pytest.mark.parametrize(
        ("name", "kind"),
        [("standby", InboxKind.STANDBY), ("smb_message_echoes", InboxKind.ECHO)],
    )
    def test_what_others_of_us_do_is_worked_on(
        self, core: Core, door: httpx.Client, name: str, kind: InboxKind
    ) -> None:
        post(core, door, payload(core, name))

        (row,) = core.inbox()
        assert (row.kind, row.done_at) == (kind, None)
        assert core.wiring.doorbell.waiting() == 1

    def test_a_thousand_items_are_a_thousand_rows(self, core: Core, door: httpx.Client) -> None:
        batch = json.loads(payload(core, "text"))
        value = batch["entry"][0]["changes"][0]["value"]
        first = value["messages"][0]
        value["messages"] = [{**first, "id": f"wamid.{number}"} for number in range(1000)]

        assert post(core, door, json.dumps(batch).encode()).status_code == 200
        assert core.count("inbox") == 1000
        assert core.wiring.doorbell.waiting() == 1

    @pytest.mark.parametrize("odd", ["nul\x00", "half \ud800"], ids=["nul", "half a letter"])
    def test_letters_that_a_database_refuses_are_no_accident(
        self, core: Core, door: httpx.Client, odd: str
    ) -> None:
        batch = json.loads(payload(core, "text"))
        value = batch["entry"][0]["changes"][0]["value"]
        value["messages"][0]["text"] = {"body": odd, odd: float("nan")}

        assert post(core, door, json.dumps(batch).encode()).status_code == 200
        assert core.count("inbox") == 1


class TestUnknown:
    @pytest.mark.parametrize(
        "body",
        [
            {},
            {"object": "page", "entry": []},
            {"object": "whatsapp_business_account", "entry": [7]},
            {"object": "whatsapp_business_account", "entry": [{"changes": ["x"]}]},
            {"object": "whatsapp_business_account", "entry": [{"changes": [{"field": 1}]}]},
        ],
    )
    def test_unknown_shape_is_kept_once_done(
        self, core: Core, door: httpx.Client, body: Any
    ) -> None:
        codes = [post(core, door, json.dumps(body).encode()).status_code for _ in range(2)]

        assert codes == [200, 200]
        (row,) = core.inbox()
        assert row.kind is InboxKind.UNKNOWN
        assert row.done_at is not None

    def test_logged_once_by_kind_and_without_its_content(
        self, core: Core, door: httpx.Client, fresh_kinds: None
    ) -> None:
        with capture_logs() as logs:
            for _ in range(3):
                post(core, door, payload(core, "new_field"))
                post(core, door, payload(core, "other_number"))

        assert [line["shape"] for line in logs] == ["brain_waves", "messages.other_number"]
        assert "549387" not in repr(logs)


class TestMalformed:
    @pytest.mark.parametrize(
        "body",
        [
            b"",
            b"not json",
            b'{"x": "\xff"}',
            b"[1]",
            b'"x"',
            b"[" * 100_000,
            b'{"a":' * 900 + b"1" + b"}" * 900,
        ],
        ids=["empty", "words", "broken utf-8", "list", "text", "deep", "deep objects"],
    )
    def test_malformed_is_400_and_recorded_nowhere(
        self, core: Core, door: httpx.Client, body: bytes
    ) -> None:
        assert post(core, door, body).status_code == 400
        assert core.count("inbox") == 0

    def test_over_three_megabytes_is_413_though_signed(
        self, core: Core, door: httpx.Client
    ) -> None:
        big = json.dumps({"object": "x", "pad": "a" * 3 * 1024 * 1024}).encode()

        assert post(core, door, big).status_code == 413
        assert core.count("inbox") == 0

    def test_without_a_length_is_411(self, core: Core, door: httpx.Client) -> None:
        answer = door.post(PATH, content=iter([b"{}"]))

        assert answer.status_code == 411


def test_personal_data_never_gets_into_the_logs(core: Core, door: httpx.Client) -> None:
    with capture_logs() as logs:
        for path in PAYLOADS.glob("*.json"):
            post(core, door, payload(core, path.stem))
        core.work()  # understanding is down, which is said

    written = repr(logs)
    assert logs
    personal = (ANA[1:], "5493874", "Ana", "Beto", "turno mañana", "wamid.", "AR.134")
    assert not [word for word in personal if word in written]
