"""What MercadoPago accepts as a checkout preference, and until when it can be paid.

Source: contract sheet mercadopago.md §2, §10, §11 (2026-11-22).
"""

import re
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

from simulator.records import Preference

ARGENTINA = timezone(timedelta(hours=-3))  # MercadoPago writes its dates with this offset
COLLECTOR_ID = 123456789
_CLIENT_ID = "1234567890123456"
_REFERENCE = re.compile(r"[A-Za-z0-9_-]{1,64}")
_DESCRIPTOR_MAX = 13
_NOTIFICATION_URL_MAX = 248
_DATES = ("expiration_date_from", "expiration_date_to", "date_of_expiration")


class MercadoPagoError(Exception):
    """A refusal of the API: HTTP status, MercadoPago's error word and its description."""

    def __init__(self, http_status: int, error: str, *, message: str) -> None:
        super().__init__(http_status, error, message)
        self.http_status = http_status
        self.error = error
        self.message = message

    def as_json(self) -> dict[str, Any]:
        """Return the body MercadoPago answers with."""
        cause = [{"code": self.error, "description": self.message}]
        return {
            "message": self.message,
            "error": self.error,
            "status": self.http_status,
            "cause": cause,
        }


def bad_request(message: str, *, error: str = "bad_request") -> MercadoPagoError:
    """Return a refusal with HTTP status 400."""
    return MercadoPagoError(400, error, message=message)


def checked_amount(body: dict[str, Any]) -> Decimal:
    """Return what a preference costs in pesos. Raises MercadoPagoError when it is not valid."""
    total = sum((_item_amount(item) for item in body.get("items") or []), Decimal(0))
    if not body.get("items"):
        raise bad_request("items needed", error="invalid_items")
    _check_texts(body)
    for name in _DATES:
        if body.get(name) and _instant(str(body[name])) is None:
            raise bad_request(f"{name} must be ISO 8601 with offset", error="invalid_date")
    if body.get("auto_return") and not (body.get("back_urls") or {}).get("success"):
        raise bad_request(
            "auto_return invalid. back_url.success must be defined", error="invalid_auto_return"
        )
    return total


def _item_amount(item: dict[str, Any]) -> Decimal:
    quantity, price = item.get("quantity"), item.get("unit_price")
    if not str(item.get("title") or "").strip():
        raise bad_request("item title needed", error="invalid_items")
    if not isinstance(quantity, int) or isinstance(quantity, bool) or quantity < 1:
        raise bad_request("quantity must be a positive integer", error="invalid_items")
    if not isinstance(price, int | float) or isinstance(price, bool) or price <= 0:
        raise bad_request("unit_price invalid", error="invalid_items")
    exact = Decimal(str(price))
    if exact != exact.quantize(Decimal("0.01")):
        raise bad_request("unit_price has more than two decimals", error="invalid_items")
    if item.get("currency_id", "ARS") != "ARS":
        raise bad_request("currency_id invalid", error="invalid_items")
    return exact * quantity


def _check_texts(body: dict[str, Any]) -> None:
    reference = body.get("external_reference")
    if reference and not (isinstance(reference, str) and _REFERENCE.fullmatch(reference)):
        raise bad_request(
            "external_reference: up to 64 letters, digits, - and _",
            error="invalid_external_reference",
        )
    if len(str(body.get("statement_descriptor") or "")) > _DESCRIPTOR_MAX:
        raise bad_request(f"statement_descriptor over {_DESCRIPTOR_MAX} characters")
    url = str(body.get("notification_url") or "")
    is_bad = not url.startswith(("https://", "http://")) or len(url) > _NOTIFICATION_URL_MAX
    if url and is_bad:
        raise bad_request("notification_url attribute must be url valid")


def _instant(text: str) -> datetime | None:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        return None
    return instant.astimezone(UTC) if instant.tzinfo else None


def is_payable(preference: Preference, now: datetime) -> bool:
    """Tell whether the link can be paid now; bounds count only when `expires` is true."""
    body = preference.body
    if not body.get("expires"):
        return True
    begin = _instant(str(body.get("expiration_date_from") or ""))
    end = _instant(str(body.get("expiration_date_to") or ""))
    return (begin is None or begin <= now) and (end is None or now < end)


def title_of(preference: Preference) -> str:
    """Return what the person pays for: the titles of the items."""
    return ", ".join(str(item["title"]) for item in preference.body["items"])


def preference_json(preference: Preference, *, init_point: str) -> dict[str, Any]:
    """Return a preference as MercadoPago's API shows it."""
    return {
        "marketplace": "NONE",
        "operation_type": "regular_payment",
        "back_urls": {"success": "", "pending": "", "failure": ""},
        "external_reference": "",
        "notification_url": None,
        "expires": False,
        "metadata": {},
        **preference.body,
        "id": preference.id,
        "client_id": _CLIENT_ID,
        "collector_id": COLLECTOR_ID,
        "site_id": "MLA",
        "date_created": iso(preference.created_at),
        "total_amount": float(preference.amount),
        "init_point": init_point,
        "sandbox_init_point": init_point,
    }


def iso(instant: datetime) -> str:
    """Return a date the way MercadoPago writes it: milliseconds and the offset of Argentina."""
    return instant.astimezone(ARGENTINA).isoformat(timespec="milliseconds")
