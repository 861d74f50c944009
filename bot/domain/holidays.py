"""Holidays of Argentina and of its provinces, from the `holidays` package.

Rule: a holiday (feriado) closes; a non-working day (día no laborable) does not, as the employer
decides. The package lists both as public, so the two non-working kinds are left out by the names
it gives them: Maundy Thursday and the bridge days decreed each year for tourism. A date that is
both keeps its holiday (2 April 2026). A provider that closes on such a day says so as a closed
date. Bridge days and moved dates are decreed yearly: keep the package up to date.
Source: holidays 0.109, language "es"; decree 1584/2010 (Maundy Thursday as non-working day).
"""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from types import MappingProxyType

from holidays import country_holidays

_NON_WORKING = frozenset({"Jueves Santo", "Feriado con fines turísticos"})  # labels of the package
_SEPARATOR = "; "  # how the package joins the names of one date


def _holiday_name(names: str) -> str:
    """Return the names of one date without those of non-working days; "" when none is left."""
    kept = (name for name in names.split(_SEPARATOR) if name not in _NON_WORKING)
    return _SEPARATOR.join(kept)


def provinces() -> tuple[str, ...]:
    """Return the letters of the provinces, as in ISO 3166-2:AR: «A» is Salta, «C» the capital."""
    return tuple(country_holidays("AR").subdivisions)


def province_names() -> Mapping[str, str]:
    """Return letter → name of every province, by name."""
    named = country_holidays("AR").subdivisions_aliases
    return {letter: name for name, letter in sorted(named.items())}


def provincial_holidays(year: int, province: str) -> Mapping[date, str]:
    """Return date → name of the holidays that only a province has, by date.

    Raises ValueError for an unknown letter.
    """
    if province not in provinces():
        raise ValueError(f"no province: {province!r}")
    national = argentine_holidays(year)
    both = _named(year, province)
    return MappingProxyType({day: name for day, name in both.items() if day not in national})


def argentine_holidays(year: int) -> Mapping[date, str]:
    """Return date → name of every national holiday of the year, read-only, by date."""
    return _named(year, None)


@lru_cache(maxsize=64)
def _named(year: int, province: str | None) -> Mapping[date, str]:
    """Return the holidays of the country, and of a province.

    The language is fixed: without it the package follows the locale of the machine.
    """
    public = country_holidays("AR", subdiv=province, years=year, language="es")
    named = ((day, _holiday_name(names)) for day, names in sorted(public.items()))
    return MappingProxyType({day: name for day, name in named if name})
