"""Deposits through MercadoPago's own library: preferences, payments, refunds.

Source: contract sheet on MercadoPago (2026-11-22), sections 2 to 4 and 12.
"""

import warnings
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import mercadopago
import requests
from mercadopago.config import RequestOptions
from mercadopago.errors.exceptions import MercadoPagoError
from mercadopago.http import HttpClient

from actions.payments import GatewayPayment, GatewayStatus
from bot.domain.money import Money
from workers.gateways.errors import GatewayError

REAL_API = "https://api.mercadopago.com"
TIMEOUT_SECONDS = 10.0
_STATUS = {
    "approved": GatewayStatus.APPROVED,
    "authorized": GatewayStatus.PENDING,
    "in_process": GatewayStatus.PENDING,
    "pending": GatewayStatus.PENDING,
    "rejected": GatewayStatus.REJECTED,
}


class _RoutedHttp(HttpClient):  # type: ignore[misc] # the library is untyped
    """The library's own client, sent to another address than the real one."""

    def __init__(self, base: str) -> None:
        self._base = base.rstrip("/")

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Any:
        """Pass a request on to the other address."""
        return super().request(method, url.replace(REAL_API, self._base, 1), *args, **kwargs)


@dataclass(frozen=True, slots=True)
class Checkout:
    """A preference: its id and the address where it is paid."""

    preference_id: str
    url: str


@dataclass(frozen=True, slots=True)
class DepositRequest:
    """What a preference is made from. return_url: where the payer is sent afterwards."""

    reference: str
    title: str
    amount: Money
    expires_at: datetime
    notification_url: str
    return_url: str


class MercadoPagoGateway:
    """One seller's account."""

    def __init__(self, access_token: str, *, api_url: str) -> None:
        self._sdk = mercadopago.SDK(access_token, http_client=_RoutedHttp(api_url))

    def create_checkout(self, deposit: DepositRequest) -> Checkout:
        """Make the preference of a deposit; the same reference gives the same one again."""
        body = {
            "items": [
                {
                    "id": deposit.reference,
                    "title": deposit.title,
                    "quantity": 1,
                    # The library's encoder takes no Decimal; whole centavos survive the float.
                    "unit_price": float(deposit.amount.to_decimal()),
                    "currency_id": "ARS",
                    "category_id": "services",
                }
            ],
            "external_reference": deposit.reference,
            "notification_url": deposit.notification_url,
            "back_urls": {
                "success": f"{deposit.return_url}?estado=ok",
                "pending": f"{deposit.return_url}?estado=pendiente",
                "failure": f"{deposit.return_url}?estado=rechazado",
            },
            "binary_mode": False,
            "expires": True,
            "expiration_date_to": deposit.expires_at.isoformat(timespec="milliseconds"),
            # Vouchers paid in cash credit days later, when the place is long gone.
            "payment_methods": {"excluded_payment_types": [{"id": "ticket"}, {"id": "atm"}]},
        }
        options = self._options(f"preference-{deposit.reference}")
        answer = self._call(self._sdk.preference().create, body, options)
        return Checkout(str(answer["id"]), str(answer["init_point"]))

    def payment(self, payment_id: str) -> GatewayPayment | None:
        """Return a payment as MercadoPago shows it now; None when it knows no such payment."""
        try:
            answer = self._call(self._sdk.payment().get, payment_id, self._options())
        except GatewayError as error:
            if error.code == "404":
                return None
            raise
        return _payment(answer)

    def find_payments(self, reference: str) -> list[GatewayPayment]:
        """Return the payments made for one of our references, newest first."""
        filters = {"external_reference": reference, "sort": "date_created", "criteria": "desc"}
        answer = self._call(self._sdk.payment().search, filters, self._options())
        return [_payment(one) for one in answer.get("results", [])]

    def refund(self, payment_id: str, *, key: str, part: Money | None = None) -> str:
        """Give a payment back and return the refund's id; the same key does it once.

        part: how much of it; None is the whole.
        """
        body = {"amount": float(part.to_decimal())} if part is not None else None
        answer = self._call(
            self._sdk.refund().create, payment_id, body, self._options(f"refund-{key}")
        )
        return str(answer["id"])

    def _options(self, key: str | None = None) -> RequestOptions:
        headers = {"x-idempotency-key": key[:64]} if key else None
        return RequestOptions(connection_timeout=TIMEOUT_SECONDS, custom_headers=headers)

    def _call(self, function: Any, *args: Any) -> Any:
        try:
            with warnings.catch_warnings():
                # The library says that notification_url is old; MercadoPago's pages say it wins
                # over the panel's address, and only it makes an installation work by itself.
                warnings.simplefilter("ignore", DeprecationWarning)
                answer = function(*args)
        except (requests.RequestException, MercadoPagoError) as error:
            raise GatewayError(type(error).__name__, permanent=False, unknown=True) from error
        status = int(answer["status"])
        if 200 <= status < 300:
            return answer["response"]
        again = status == 429 or status >= 500 or status in (401, 403)
        raise GatewayError(str(status), permanent=not again)


def _payment(raw: Any) -> GatewayPayment:
    amount = Decimal(str(raw["transaction_amount"]))
    return GatewayPayment(
        id=str(raw["id"]),
        status=_STATUS.get(str(raw["status"]), GatewayStatus.OTHER),
        external_reference=raw.get("external_reference"),
        amount=Money.pesos(amount),
        currency=str(raw.get("currency_id")),
    )
