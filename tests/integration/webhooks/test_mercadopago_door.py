"""MercadoPago's door: signed hints are kept once, and looked up by nobody in the request."""

import hashlib
import hmac
import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from structlog.testing import capture_logs

from storage.rows.mail import InboxKind
from tests.integration.core_bench import Core

PATH = "/webhooks/mercadopago"
REQUEST_ID = "3f0c7a1e-9b1d-4f0e-8a55-5b1a7f4f8c11"


@pytest.fixture
def door(core: Core) -> Iterator[httpx.Client]:
    with httpx.Client(
        base_url=f"http://127.0.0.1:{core.settings.port}", timeout=30, trust_env=False
    ) as client:
        yield client


def notice(**more: Any) -> dict[str, Any]:
    return {
        "id": 112233445566,
        "live_mode": True,
        "type": "payment",
        "date_created": "2027-05-12T13:15:00Z",
        "user_id": 44444,
        "api_version": "v1",
        "action": "payment.updated",
        "data": {"id": "12345678901"},
    } | more


def post(
    core: Core,
    door: httpx.Client,
    body: Any,
    *,
    data_id: str = "12345678901",
    secret: str | None = None,
    request_id: str = REQUEST_ID,
) -> httpx.Response:
    manifest = f"request-id:{request_id};ts:1810127700;"
    if data_id:
        manifest = f"id:{data_id};{manifest}"
    key = (secret or core.settings.mercadopago_webhook_secret).encode()
    v1 = hmac.new(key, manifest.encode(), hashlib.sha256).hexdigest()
    headers = {
        "x-signature": f"ts=1810127700,v1={v1}",
        "x-request-id": request_id,
        "Content-Type": "application/json",
    }
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return door.post(f"{PATH}?data.id={data_id}&type=payment", content=content, headers=headers)


class TestWhoGetsIn:
    @pytest.mark.parametrize(
        "headers",
        [
            {},
            {"x-signature": "ts=1,v1=00", "x-request-id": "a"},
            {"x-signature": "nonsense", "x-request-id": "a"},
        ],
        ids=["missing", "forged", "malformed"],
    )
    def test_unsigned_is_refused_and_nothing_recorded(
        self, core: Core, door: httpx.Client, headers: dict[str, str]
    ) -> None:
        answer = door.post(f"{PATH}?data.id=1&type=payment", json=notice(), headers=headers)

        assert answer.status_code == 403
        assert core.count("inbox") == 0

    def test_signed_with_another_secret_is_refused(self, core: Core, door: httpx.Client) -> None:
        assert post(core, door, notice(), secret="guessed").status_code == 403

    def test_signature_holds_for_its_own_payment_only(self, core: Core, door: httpx.Client) -> None:
        signed = post(core, door, notice())
        headers = {name: signed.request.headers[name] for name in ("x-signature", "x-request-id")}

        answer = door.post(f"{PATH}?data.id=999&type=payment", json=notice(), headers=headers)

        assert (signed.status_code, answer.status_code) == (200, 403)


class TestWhatIsKept:
    def test_payment_notice_is_kept_once_and_rung_for(self, core: Core, door: httpx.Client) -> None:
        codes = [post(core, door, notice()).status_code for _ in range(3)]

        assert codes == [200, 200, 200]
        (row,) = core.inbox()
        assert (row.kind, row.thread) == (InboxKind.PAYMENT, "mercadopago|12345678901")
        assert row.payload["payment_id"] == "12345678901"
        assert core.wiring.doorbell.waiting() == 1
        assert core.count("payment") == 0

    def test_two_notices_of_one_payment_are_two_rows(self, core: Core, door: httpx.Client) -> None:
        post(core, door, notice(id=1))
        post(core, door, notice(id=2))

        assert core.count("inbox") == 2

    def test_notices_without_an_id_are_told_apart_by_their_request(
        self, core: Core, door: httpx.Client
    ) -> None:
        bare = {name: value for name, value in notice().items() if name != "id"}

        post(core, door, bare, request_id="first")
        post(core, door, bare, request_id="second")

        assert core.count("inbox") == 2

    @pytest.mark.parametrize(
        ("body", "data_id"),
        [
            (notice(type="topic_chargebacks_wh"), "12345678901"),
            (notice(type="mp-connect", action="application.deauthorized"), "12345678901"),
            (notice(), "no-number"),
            (notice(), ""),
            ({"type": "topic_merchant_order_wh"}, "1"),
        ],
        ids=["chargeback", "connect", "odd id", "no id", "order"],
    )
    def test_unknown_shape_is_kept_once_done(
        self, core: Core, door: httpx.Client, body: Any, data_id: str
    ) -> None:
        codes = [post(core, door, body, data_id=data_id).status_code for _ in range(2)]

        assert codes == [200, 200]
        (row,) = core.inbox()
        assert row.kind is InboxKind.UNKNOWN
        assert row.done_at is not None
        assert core.wiring.doorbell.waiting() == 0

    def test_unknown_kind_is_logged_once(
        self, core: Core, door: httpx.Client, fresh_kinds: None
    ) -> None:
        with capture_logs() as logs:
            for number in range(3):
                post(core, door, notice(type="stop_delivery_op_wh", id=number))

        assert [(line["event"], line["shape"]) for line in logs] == [
            ("webhook.unknown", "stop_delivery_op_wh")
        ]

    @pytest.mark.parametrize("odd", ["nul\x00", "half \ud800"], ids=["nul", "half a letter"])
    def test_letters_that_a_database_refuses_are_no_accident(
        self, core: Core, door: httpx.Client, odd: str
    ) -> None:
        answer = post(core, door, json.dumps(notice(action=odd)).encode())

        assert answer.status_code == 200
        assert core.count("inbox") == 1


class TestMalformed:
    @pytest.mark.parametrize(
        "content",
        [
            b"",
            b"not json",
            b'{"type": "\xff"}',
            b"[1, 2]",
            b'"payment"',
            b"[" * 100_000,
            b'{"a":' * 50_000,
            b'{"id": ' + b"9" * 6000 + b"}",
        ],
        ids=["empty", "words", "broken utf-8", "list", "text", "deep", "deep objects", "number"],
    )
    def test_malformed_is_400_and_recorded_nowhere(
        self, core: Core, door: httpx.Client, content: bytes
    ) -> None:
        assert post(core, door, content).status_code == 400
        assert core.count("inbox") == 0

    def test_over_a_megabyte_is_413(self, core: Core, door: httpx.Client) -> None:
        big = b'{"type": "payment", "x": "' + b"a" * (1024 * 1024) + b'"}'

        assert post(core, door, big).status_code == 413
        assert core.count("inbox") == 0

    def test_without_a_length_is_411(self, core: Core, door: httpx.Client) -> None:
        answer = door.post(f"{PATH}?data.id=1", content=iter([b"{}"]))

        assert answer.status_code == 411
