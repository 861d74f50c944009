"""Calls the application as Twilio, Meta and MercadoPago would: signed, with their patience.

Sources: contract sheets twilio-whatsapp.md §2.2, §3, §5, whatsapp-cloud-api.md §2 and
mercadopago.md §5 (2026-11-22).
"""

import hashlib
import hmac
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx
from twilio.request_validator import RequestValidator

from simulator.clock import Clock
from simulator.courier import Courier
from simulator.faults import SLOW_WEBHOOK_KINDS, FaultKind, Faults, Party

NO_ANSWER = 0  # in place of an HTTP code: refused, reset or too slow

_TWILIO_SECONDS = httpx.Timeout(15.0, connect=5.0)  # Twilio's documented patience
_MERCADOPAGO_SECONDS = httpx.Timeout(22.0, connect=5.0)  # MercadoPago's documented patience
_META_SECONDS = httpx.Timeout(15.0, connect=5.0)  # Meta does not say how long it waits
_RETRY_PAUSE_SECONDS = 0.3  # Twilio does not say how long it pauses
# The application closes idle connections after 2 s (gunicorn); we leave before it does.
_LIMITS = httpx.Limits(max_connections=200, max_keepalive_connections=40, keepalive_expiry=1.0)
_INBOUND_KINDS = SLOW_WEBHOOK_KINDS - {FaultKind.DROP_STATUS}


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the application is reached (app), known (public), and seen by browsers (browser)."""

    app: str
    public: str
    browser: str


@dataclass(frozen=True, slots=True)
class Secrets:
    """Keys of the webhook signatures."""

    auth_token: str
    meta_app_secret: str
    mp_webhook_secret: str


@dataclass(frozen=True, slots=True)
class Insistence:
    """Twilio's connection overrides: retries is `rc`; after_every_failure is `rp=all`, not `ct`."""

    retries: int = 1
    after_every_failure: bool = False


class Webhooks:
    """Posts webhooks and answers with the HTTP codes it got, `NO_ANSWER` where none came."""

    def __init__(
        self,
        *,
        addresses: Addresses,
        secrets: Secrets,
        insistence: Insistence,
        faults: Faults,
        courier: Courier,
        clock: Clock,
    ) -> None:
        self._addresses = addresses
        self._secrets = secrets
        self._insistence = insistence
        self._faults = faults
        self._courier = courier
        self._clock = clock
        self._client = httpx.Client(limits=_LIMITS, trust_env=False)
        self._validator = RequestValidator(secrets.auth_token)

    def inbound(self, params: dict[str, str]) -> list[int]:
        """Post what a person sent; one code per delivery. Empty when a fault put it off."""
        url = self._addresses.public + "/webhooks/twilio/whatsapp"
        return self._misbehaving(
            Party.TWILIO, url, kinds=_INBOUND_KINDS, post=lambda: self._post_twilio(url, params)
        )

    def status(self, url: str, params: dict[str, str]) -> list[int]:
        """Post a status callback; one code per delivery. Empty when dropped or put off."""
        return self._misbehaving(
            Party.TWILIO, url, kinds=SLOW_WEBHOOK_KINDS, post=lambda: self._post_twilio(url, params)
        )

    def meta(self, body: bytes, *, is_inbound: bool) -> list[int]:
        """Post a batch of Meta's; one code per delivery. Empty when dropped or put off."""
        url = self._addresses.public + "/webhooks/meta"
        kinds = _INBOUND_KINDS if is_inbound else SLOW_WEBHOOK_KINDS
        return self._misbehaving(
            Party.META, url, kinds=kinds, post=lambda: self._post_meta(url, body)
        )

    def payment(self, url: str, payment_id: str, *, body: dict[str, Any]) -> list[int]:
        """Post a payment notice; one code per delivery. Empty when dropped or put off."""
        full = f"{url}{'&' if '?' in url else '?'}data.id={payment_id}&type=payment"
        return self._misbehaving(
            Party.MERCADOPAGO,
            full,
            kinds=SLOW_WEBHOOK_KINDS,
            post=lambda: self._post_mercadopago(full, payment_id, body=body),
        )

    def _misbehaving(
        self, party: Party, url: str, *, kinds: frozenset[FaultKind], post: Callable[[], int]
    ) -> list[int]:
        fault = self._faults.take_for_webhook(party, urlsplit(url).path, kinds=kinds)
        if fault is None:
            return [post()]
        if fault.kind is FaultKind.DROP_STATUS:
            return []
        if fault.kind is FaultKind.REORDER:
            self._courier.after(fault.seconds, lambda: _run(post))
            return []
        if fault.kind is FaultKind.DUPLICATE:
            return [post(), post()]
        time.sleep(fault.seconds)
        return [post()]

    def _post_twilio(self, url: str, params: dict[str, str]) -> int:
        headers = {
            "X-Twilio-Signature": str(self._validator.compute_signature(url, params)),
            "I-Twilio-Idempotency-Token": str(uuid.uuid4()),
            "User-Agent": "TwilioProxy/1.1",
        }
        for _ in range(self._insistence.retries):
            code, is_unconnected = self._post(
                url, headers=headers, timeout=_TWILIO_SECONDS, data=params
            )
            has_failed = code == NO_ANSWER or code >= 400
            is_retried = is_unconnected or (self._insistence.after_every_failure and has_failed)
            if not is_retried:
                return code
            time.sleep(_RETRY_PAUSE_SECONDS)
        return self._post(url, headers=headers, timeout=_TWILIO_SECONDS, data=params)[0]

    def _post_meta(self, url: str, body: bytes) -> int:
        digest = hmac.new(self._secrets.meta_app_secret.encode(), body, hashlib.sha256)
        headers = {
            "X-Hub-Signature-256": f"sha256={digest.hexdigest()}",
            "Content-Type": "application/json",
            "User-Agent": "facebookexternalua",
        }
        return self._post(url, headers=headers, timeout=_META_SECONDS, content=body)[0]

    def _post_mercadopago(self, url: str, payment_id: str, *, body: dict[str, Any]) -> int:
        request_id = str(uuid.uuid4())
        seconds = int(self._clock.now().timestamp())
        manifest = f"id:{payment_id};request-id:{request_id};ts:{seconds};"
        key = self._secrets.mp_webhook_secret.encode()
        v1 = hmac.new(key, manifest.encode(), hashlib.sha256).hexdigest()
        headers = {
            "x-signature": f"ts={seconds},v1={v1}",
            "x-request-id": request_id,
            "User-Agent": "MercadoPago WebHook v1.0 payment",
        }
        return self._post(url, headers=headers, timeout=_MERCADOPAGO_SECONDS, json=body)[0]

    def _post(
        self,
        url: str,
        *,
        headers: dict[str, str],
        timeout: httpx.Timeout,
        data: dict[str, str] | None = None,
        json: dict[str, Any] | None = None,
        content: bytes | None = None,
    ) -> tuple[int, bool]:
        """Post once: the HTTP code, and whether there was not even a connection."""
        try:
            answer = self._client.post(
                self._reachable(url),
                headers=headers,
                timeout=timeout,
                data=data,
                json=json,
                content=content,
            )
        except (httpx.ConnectError, httpx.ConnectTimeout):
            return NO_ANSWER, True
        except httpx.HTTPError:
            return NO_ANSWER, False
        return answer.status_code, False

    def _reachable(self, url: str) -> str:
        """Return where a public address is really served on this machine."""
        if url.startswith(self._addresses.public):
            return self._addresses.app + url[len(self._addresses.public) :]
        return url


def _run(post: Callable[[], int]) -> None:
    post()
