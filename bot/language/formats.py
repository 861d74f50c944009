"""How instants and money are written in Argentina: «jue 13/5 17:00 hs», «$ 12.000»."""

from collections.abc import Iterable
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_currency

from bot.domain.money import Money
from bot.domain.schedule import LocalSpan

LOCALE = "es_AR"


def short_day(day: date) -> str:
    """Return «jue 13/5»."""
    return format_date(day, "EEE d/M", locale=LOCALE)


def long_day(day: date) -> str:
    """Return «jueves 13/5»."""
    return format_date(day, "EEEE d/M", locale=LOCALE)


def month_of(day: date) -> str:
    """Return «mayo de 2027»."""
    return format_date(day, "MMMM 'de' y", locale=LOCALE)


def hour(moment: time) -> str:
    """Return «17:00 hs»."""
    return f"{moment:%H:%M} hs"


def when(instant: datetime, zone: ZoneInfo) -> str:
    """Return «jue 13/5 17:00 hs» in the given zone."""
    local = instant.astimezone(zone)
    return f"{short_day(local.date())} {hour(local.time())}"


def long_when(instant: datetime, zone: ZoneInfo) -> str:
    """Return «jueves 13/5 a las 17:00 hs» in the given zone."""
    local = instant.astimezone(zone)
    return f"{long_day(local.date())} a las {hour(local.time())}"


def money(amount: Money) -> str:
    """Return «$ 12.000», with centavos only when there are some."""
    decimals = "" if amount.centavos % 100 == 0 else ".00"
    return format_currency(
        amount.to_decimal(), "ARS", f"¤ #,##0{decimals}", locale=LOCALE, currency_digits=False
    )


def hours(spans: Iterable[LocalSpan]) -> str:
    """Return «9:00 a 13:00 y 16:00 a 20:00»."""
    return all_of([f"{span.start:%-H:%M} a {span.end:%-H:%M}" for span in spans])


def all_of(items: Iterable[str]) -> str:
    """Return «corte, color y brushing»."""
    return format_list(list(items), locale=LOCALE)


def any_of(items: Iterable[str]) -> str:
    """Return «jueves o viernes»."""
    return format_list(list(items), style="or", locale=LOCALE)
