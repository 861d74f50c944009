"""Read how fast messages may leave and what each costs."""

import re
from datetime import date
from decimal import Decimal

from app.environment import EnvironmentReader
from bot.messages.prices import MessageCategory, PriceList, PriceTable
from storage.pacing import Limits

_MICROS = 1_000_000
_RATE = re.compile(r"(?:(\+[1-9]\d{6,14})=)?(\d{1,4})")
_PRICE = re.compile(r"([a-z]+)=(\d{1,4}(?:\.\d{1,6})?)")
_FREE = re.compile(r"free_service=(\d{1,7})")
# Reported by resellers for Argentina in US dollars; Meta's own list holds, so look there and at the
# invoices. Source: contract sheet on the WhatsApp Cloud API, section 9.
_PRICES = (
    "USD; 2025-07-01 marketing=0.0618 utility=0.0260 authentication=0.0260; "
    "2026-10-01 marketing=0.0618 utility=0.0260 authentication=0.0260 service=0.0260 "
    "free_service=1000"
)


def read_limits(reader: EnvironmentReader, addresses: dict[str, str]) -> Limits:
    """Return the limits of sending. addresses: by the number that people see, ours on a channel."""
    per_second, of_number = 80.0, {}
    for part in (reader.text("WHATSAPP_RATE") or "80").split(","):
        found = _RATE.fullmatch(part.strip())
        if found is None or int(found[2]) < 1 or (found[1] and found[1] not in addresses):
            expected = "like 80, or 80,+5491155550000=20 for a number of ours that differs"
            reader.refuse("WHATSAPP_RATE", f"must be messages a second {expected}")
        elif found[1]:
            of_number[addresses[found[1]]] = float(found[2])
        else:
            per_second = float(found[2])
    reach = reader.integer("WHATSAPP_DAILY_REACH", default=0, low=0, high=10_000_000)
    return Limits(
        per_second=per_second,
        of_number=of_number,
        pair_seconds=reader.integer("WHATSAPP_PAIR_SECONDS", default=6, low=0, high=600),
        daily_reach=reach or None,
        names={address: number for number, address in addresses.items()},
    )


def read_prices(reader: EnvironmentReader) -> PriceTable:
    """Return the table of prices; what is wrong with it is noted in the reader."""
    currency, *lists = (reader.text("WHATSAPP_PRICES") or _PRICES).split(";")
    try:
        read = tuple(sorted((_price_list(one) for one in lists), key=lambda one: one.since))
        if not re.fullmatch(r"[A-Z]{3}", currency.strip()):
            raise ValueError(currency)
    except ValueError:
        expected = "like USD; 2026-10-01 marketing=0.06 utility=0.026 service=0.026"
        reader.refuse("WHATSAPP_PRICES", f"must be {expected} free_service=1000; …")
        return PriceTable("USD", ())
    return PriceTable(currency.strip(), read)


def _price_list(text: str) -> PriceList:
    """Return one dated list. Raises ValueError when it cannot be read."""
    since, *words = text.split()
    micros: dict[MessageCategory, int] = {}
    free = 0
    for word in words:
        if number := _FREE.fullmatch(word):
            free = int(number[1])
        elif found := _PRICE.fullmatch(word):
            micros[MessageCategory(found[1])] = int(Decimal(found[2]) * _MICROS)
        else:
            raise ValueError(word)
    return PriceList(date.fromisoformat(since), micros, free)
