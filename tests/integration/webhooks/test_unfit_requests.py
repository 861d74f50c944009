"""What every door turns away, genuine signature or not, and that nothing of it is recorded."""

import gzip
import hashlib
import hmac
import json
import zlib
from collections.abc import Callable, Iterator
from datetime import timedelta
from urllib.parse import urlencode

import httpx
import pytest
from twilio.request_validator import RequestValidator

from tests.integration.core_bench import BOT, NOW, PUBLIC_URL, Core

TWILIO, META, MERCADOPAGO = (
    f"/webhooks/{one}" for one in ("twilio/whatsapp", "meta", "mercadopago")
)
FORM, JSON = "application/x-www-form-urlencoded", "application/json"
FIELDS = {"MessageSid": "SM1", "From": "whatsapp:+5491166660001", "To": BOT, "Body": "hola"}
Signer = Callable[[Core, bytes], dict[str, str]]


@pytest.fixture
def door(core: Core) -> Iterator[httpx.Client]:
    with httpx.Client(
        base_url=f"http://127.0.0.1:{core.settings.port}", timeout=30, trust_env=False
    ) as client:
        yield client


def twilio(core: Core, _body: bytes) -> dict[str, str]:
    validator = RequestValidator(core.settings.twilio_auth_token)
    signature = validator.compute_signature(PUBLIC_URL + TWILIO, FIELDS)
    return {"X-Twilio-Signature": signature, "Content-Type": FORM}


def meta(core: Core, body: bytes) -> dict[str, str]:
    digest = hmac.new(core.settings.meta.app_secret.encode(), body, hashlib.sha256).hexdigest()
    return {"X-Hub-Signature-256": f"sha256={digest}", "Content-Type": JSON}


def mercadopago(core: Core, _body: bytes, *, signed_at: str | None = None) -> dict[str, str]:
    instant = signed_at or str(int(NOW.timestamp()))
    manifest = f"request-id:r;ts:{instant};".encode()
    key = core.settings.mercadopago_webhook_secret.encode()
    v1 = hmac.new(key, manifest, hashlib.sha256).hexdigest()
    return {"x-signature": f"ts={instant},v1={v1}", "x-request-id": "r", "Content-Type": JSON}


DOORS = pytest.mark.parametrize(
    ("path", "signer", "body"),
    [
        (TWILIO, twilio, urlencode(FIELDS).encode()),
        (META, meta, b'{"object": "whatsapp_business_account", "entry": []}'),
        (MERCADOPAGO, mercadopago, b'{"type": "payment", "id": 1}'),
    ],
    ids=["twilio", "meta", "mercadopago"],
)


@DOORS
class TestEveryDoor:
    def test_takes_what_is_fit(
        self, core: Core, door: httpx.Client, path: str, signer: Signer, body: bytes
    ) -> None:
        assert door.post(path, content=body, headers=signer(core, body)).status_code == 200

    @pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "gzip, identity"])
    def test_compressed_is_415(
        self,
        core: Core,
        door: httpx.Client,
        path: str,
        signer: Signer,
        body: bytes,
        coding: str,
    ) -> None:
        bomb = gzip.compress(b" " * 50_000_000) if "gzip" in coding else zlib.compress(body)
        headers = {**signer(core, bomb), "Content-Encoding": coding}

        assert door.post(path, content=bomb, headers=headers).status_code == 415
        assert core.count("inbox") == 0

    @pytest.mark.parametrize("kind", ["text/plain", "multipart/form-data; boundary=x", "", "a;b;c"])
    def test_other_content_type_is_415(
        self,
        core: Core,
        door: httpx.Client,
        path: str,
        signer: Signer,
        body: bytes,
        kind: str,
    ) -> None:
        headers = {**signer(core, body), "Content-Type": kind}

        assert door.post(path, content=body, headers=headers).status_code == 415
        assert core.count("inbox") == 0

    def test_signature_that_was_changed_is_not_taken(
        self, core: Core, door: httpx.Client, path: str, signer: Signer, body: bytes
    ) -> None:
        headers = signer(core, body)
        forged = {name: value.replace("=", "=0", 1) for name, value in headers.items()}
        forged["Content-Type"] = headers["Content-Type"]
        if path == TWILIO:
            forged["X-Twilio-Signature"] = headers["X-Twilio-Signature"].swapcase()

        assert door.post(path, content=body, headers=forged).status_code == 403
        assert core.count("inbox") == 0


@pytest.mark.parametrize(
    "body",
    [
        b'{"entry": ' + b"[" * 200_000 + b"]" * 200_000 + b"}",
        b'{"entry": ' + b'{"a":' * 100_000 + b"1" + b"}" * 100_000 + b"}",
        b'{"id": ' + b"9" * 10_000 + b"}",
        b'{"id": 1e999999}' + b"," * 10,
        b"[]",
        b"\xff\xfe",
        b'"' + b"a" * 500_000,
    ],
    ids=["lists", "objects", "digits", "rest", "list", "bytes", "open"],
)
@pytest.mark.parametrize(
    ("path", "signer"), [(META, meta), (MERCADOPAGO, mercadopago)], ids=["meta", "mercadopago"]
)
def test_deep_and_broken_json_is_400(
    core: Core, door: httpx.Client, path: str, signer: Signer, body: bytes
) -> None:
    assert door.post(path, content=body, headers=signer(core, body)).status_code == 400
    assert core.count("inbox") == 0


class TestAge:
    """MercadoPago's signature tells when it was made; the others' messages are told by their id."""

    @pytest.mark.parametrize(
        ("age", "status"),
        [
            (timedelta(0), 200),
            (timedelta(days=2), 200),
            (timedelta(days=4), 403),
            (timedelta(minutes=-5), 200),
            (timedelta(minutes=-30), 403),
        ],
        ids=str,
    )
    @pytest.mark.parametrize("unit", [1, 1000], ids=["s", "ms"])
    def test_old_signature_is_403(
        self, core: Core, door: httpx.Client, age: timedelta, status: int, unit: int
    ) -> None:
        body = json.dumps({"type": "payment", "id": 1}).encode()
        signed_at = str(int((NOW - age).timestamp()) * unit)
        headers = mercadopago(core, body, signed_at=signed_at)

        assert door.post(MERCADOPAGO, content=body, headers=headers).status_code == status

    @pytest.mark.parametrize("signed_at", ["1", "9" * 5000, "99999999999999"])
    def test_no_instant_at_all_is_403(self, core: Core, door: httpx.Client, signed_at: str) -> None:
        headers = mercadopago(core, b"{}", signed_at=signed_at)

        assert door.post(MERCADOPAGO, content=b"{}", headers=headers).status_code == 403
