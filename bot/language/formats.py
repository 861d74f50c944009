"""How instants and money are written: «jue 13/5 17:00 hs», «$ 12.000», «Thu 13 May 17:00».

As in Argentina, unless what is written is for somebody who reads another language: see `spoken`.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_currency

from bot.domain.money import Money
from bot.domain.schedule import LocalSpan

LOCALE = "es_AR"


@dataclass(frozen=True, slots=True)
class _Style:
    """How one language writes days and hours; short, long: Babel's patterns of a day.

    and_from_to: a stretch of hours after the first.
    """

    short: str
    long: str
    hour: str
    day_and_hour: str
    from_to: str
    and_from_to: str


_STYLES = {
    LOCALE: _Style("EEE d/M", "EEEE d/M", "{:%H:%M} hs", "{} a las {}", "{} a {}", "de {} a {}"),
    "en": _Style("EEE d MMM", "EEEE d MMMM", "{:%H:%M}", "{} at {}", "{} to {}", "{} to {}"),
    "pt_BR": _Style("EEE d/M", "EEEE d/M", "{:%H:%M}", "{} às {}", "{} às {}", "{} às {}"),
}
_SPOKEN: ContextVar[str] = ContextVar("spoken", default=LOCALE)


@contextmanager
def spoken(language: str | None) -> Iterator[None]:
    """Write in a language while this is open; None is the house's own.

    Only around what is said to one person: a notice to another made meanwhile would be in it too.
    """
    token = _SPOKEN.set(language if language in _STYLES else LOCALE)
    try:
        yield
    finally:
        _SPOKEN.reset(token)


def short_day(day: date) -> str:
    """Return «jue 13/5»."""
    return _day(day, _style().short)


def long_day(day: date) -> str:
    """Return «jueves 13/5»."""
    return _day(day, _style().long)


def month(day: date) -> str:
    """Return «mayo»."""
    return format_date(day, "LLLL", locale=LOCALE)


def month_of(day: date) -> str:
    """Return «mayo de 2027»."""
    return format_date(day, "MMMM 'de' y", locale=LOCALE)


def hour(moment: time) -> str:
    """Return «17:00 hs»."""
    return _style().hour.format(moment)


def when(instant: datetime, zone: ZoneInfo) -> str:
    """Return «jue 13/5 17:00 hs» in the given zone."""
    local = instant.astimezone(zone)
    return f"{short_day(local.date())} {hour(local.time())}"


def long_when(instant: datetime, zone: ZoneInfo) -> str:
    """Return «jueves 13/5 a las 17:00 hs» in the given zone."""
    local = instant.astimezone(zone)
    return _style().day_and_hour.format(long_day(local.date()), hour(local.time()))


def full_when(instant: datetime, zone: ZoneInfo) -> str:
    """Return «viernes 14/5/2027, 16:00 hs» in the given zone, for what is kept."""
    local = instant.astimezone(zone)
    return f"{_day(local.date(), 'EEEE d/M/y')}, {hour(local.time())}"


def money(amount: Money) -> str:
    """Return «$ 12.000», with centavos only when there are some; so in every language."""
    decimals = "" if amount.centavos % 100 == 0 else ".00"
    return format_currency(
        amount.to_decimal(), "ARS", f"¤ #,##0{decimals}", locale=LOCALE, currency_digits=False
    )


def hours(spans: Iterable[LocalSpan]) -> str:
    """Return «9:00 a 13:00 y de 16:00 a 20:00»."""
    style = _style()
    return all_of(
        (style.and_from_to if at else style.from_to).format(
            f"{one.start:%-H:%M}", f"{one.end:%-H:%M}"
        )
        for at, one in enumerate(spans)
    )


def all_of(items: Iterable[str]) -> str:
    """Return «corte, color y brushing»."""
    return format_list(list(items), locale=_SPOKEN.get())


def any_of(items: Iterable[str]) -> str:
    """Return «jueves o viernes»."""
    return format_list(list(items), style="or", locale=_SPOKEN.get())


def _style() -> _Style:
    return _STYLES[_SPOKEN.get()]


def _day(day: date, pattern: str) -> str:
    return format_date(day, pattern, locale=_SPOKEN.get()).replace(".", "")  # «qui.» in Brazil
