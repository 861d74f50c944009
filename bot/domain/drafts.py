"""What somebody wants the catalogue to say, each checked by itself before anything is written.

A draft says what is wrong field by field, so that a form can show it where it was typed. What
depends on the rest of the catalogue (a name or phone that is taken) is checked by actions.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import Enum

from bot.domain.holidays import provinces
from bot.domain.money import Money
from bot.domain.schedule import LocalSpan, Season, WeeklyHours
from bot.domain.travel import TravelTimes

NAME_LONGEST = 60  # characters; WhatsApp cuts it in menus
ADDRESS_LONGEST = 120  # characters
MOST_ZONES = 40
MOST_UNITS = 500
MOST_PESOS = 20_000_000  # a table's integer holds no more centavos
SHORTEST = timedelta(minutes=5)
LONGEST = timedelta(hours=12)
LONGEST_BUFFER = timedelta(hours=4)  # on both sides of LONGEST it is within the table's one day
LONGEST_WAY = timedelta(hours=6)
MOST_WEIGHT = 100
MOST_DAYS = 92  # a longer absence is a change of the week's hours
_DAY = timedelta(days=1)
_NONE = timedelta(0)


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a field cannot be kept: the id of a phrase, and what fills it."""

    phrase: str
    values: Mapping[str, object] = field(default_factory=dict)


Problems = Mapping[str, Problem]
"""Name of a field → what is wrong with it; empty when nothing is."""


class Working(Enum):
    """What becomes of a day that is not like others."""

    CLOSED = "closed"
    USUAL = "usual"  # the week's own hours
    SPECIAL = "special"  # hours of its own


@dataclass(frozen=True, slots=True)
class ProviderDraft:
    """A provider. phone: E.164. home_zones: where they go; then there is no address.

    holiday_hours: when holidays is SPECIAL. province: ISO letter. weight: their share in dealing.
    """

    name: str
    trade: str
    phone: str
    week: WeeklyHours
    address: str | None = None
    home_zones: tuple[str, ...] = ()
    must_accept: bool = False
    holidays: Working = Working.CLOSED
    holiday_hours: tuple[LocalSpan, ...] = ()
    province: str | None = None
    weight: int = 1
    travel: TravelTimes = field(default_factory=TravelTimes)

    def problems(self) -> Problems:
        """Return what is wrong, by field."""
        found = {
            "name": _name_problem(self.name),
            "trade": _name_problem(self.trade, missing="catalogue.trade_missing"),
            "address": self._address_problem(),
            "zones": self._zones_problem(),
            "hours": None if any(self.week.days) else Problem("catalogue.hours_missing"),
            "holiday_hours": _hours_problem(self.holidays, self.holiday_hours),
            "province": self._province_problem(),
            "weight": _range_problem(self.weight, 1, MOST_WEIGHT),
            "ways": self._ways_problem(),
            "usual_way": _span_problem(self.travel.usual, _NONE, LONGEST_WAY),
        }
        return _only_found(found)

    def _address_problem(self) -> Problem | None:
        if not self.address and not self.home_zones:
            return Problem("catalogue.place_missing")
        return _length_problem(self.address or "", ADDRESS_LONGEST)

    def _zones_problem(self) -> Problem | None:
        if len(self.home_zones) > MOST_ZONES:
            return Problem("catalogue.too_many", {"most": MOST_ZONES})
        wrong = [one for one in self.home_zones if " - " in one or len(one) > NAME_LONGEST]
        return Problem("catalogue.zone_wrong", {"zone": wrong[0]}) if wrong else None

    def _province_problem(self) -> Problem | None:
        is_known = self.province is None or self.province in provinces()
        return None if is_known else Problem("catalogue.choice_wrong")

    def _ways_problem(self) -> Problem | None:
        if self.travel.between and max(self.travel.between.values()) > LONGEST_WAY:
            return _span_problem(max(self.travel.between.values()), _NONE, LONGEST_WAY)
        named = {zone for pair in self.travel.between for zone in pair}
        strange = sorted(named - set(self.home_zones))
        return Problem("catalogue.zone_unknown", {"zone": strange[0]}) if strange else None


@dataclass(frozen=True, slots=True)
class ServiceDraft:
    """A service of a provider. price, deposit: from price_from on; None: from today on.

    before, after: kept free around it, step: between possible starts; None: as the policies say.
    dropped: days whose prices to come are taken back. resources: ids, one unit of each is needed.
    """

    name: str
    duration: timedelta
    price: Money
    deposit: Money | None = None
    price_from: date | None = None
    dropped: frozenset[date] = frozenset()
    capacity: int = 1
    resources: tuple[int, ...] = ()
    before: timedelta | None = None
    after: timedelta | None = None
    step: timedelta | None = None

    def problems(self) -> Problems:
        """Return what is wrong, by field."""
        found = {
            "name": _name_problem(self.name),
            "minutes": _span_problem(self.duration, SHORTEST, LONGEST),
            "price": _price_problem(self.price),
            "deposit": self._deposit_problem(),
            "capacity": _range_problem(self.capacity, 1, MOST_UNITS),
            "before": _span_problem(self.before or _NONE, _NONE, LONGEST_BUFFER),
            "after": _span_problem(self.after or _NONE, _NONE, LONGEST_BUFFER),
            "step": self._step_problem(),
        }
        return _only_found(found)

    def _deposit_problem(self) -> Problem | None:
        if self.deposit is not None and self.deposit > self.price:
            return Problem("catalogue.deposit_above_price")
        return None

    def _step_problem(self) -> Problem | None:
        divides = self.step is None or (self.step > _NONE and not _DAY % self.step)
        return None if divides else Problem("catalogue.step_wrong")


@dataclass(frozen=True, slots=True)
class ResourceDraft:
    """Something that services share; units: how many there are."""

    name: str
    units: int

    def problems(self) -> Problems:
        """Return what is wrong, by field."""
        found = {
            "name": _name_problem(self.name),
            "units": _range_problem(self.units, 1, MOST_UNITS),
        }
        return _only_found(found)


@dataclass(frozen=True, slots=True)
class DatesDraft:
    """Days, both included, on which providers work otherwise; provider_id None: all of them."""

    first: date
    last: date
    working: Working
    provider_id: int | None = None
    hours: tuple[LocalSpan, ...] = ()
    name: str = ""

    def problems(self, today: date) -> Problems:
        """Return what is wrong, by field."""
        found = {
            "first": Problem("catalogue.date_past") if self.first < today else None,
            "last": self._last_problem(),
            "hours": _hours_problem(self.working, self.hours),
            "name": _length_problem(self.name, NAME_LONGEST),
        }
        return _only_found(found)

    @property
    def days(self) -> tuple[date, ...]:
        """Return every day of it, in order."""
        return tuple(
            self.first + _DAY * ahead for ahead in range((self.last - self.first).days + 1)
        )

    def _last_problem(self) -> Problem | None:
        if self.last < self.first:
            return Problem("catalogue.dates_backwards")
        too_long = (self.last - self.first).days >= MOST_DAYS
        return Problem("catalogue.dates_too_long", {"most": MOST_DAYS}) if too_long else None


def season_problems(season: Season, others: tuple[Season, ...]) -> Problems:
    """Return what is wrong with a season beside the others of its provider, by field."""
    if not any(season.weekly.days):
        return {"hours": Problem("catalogue.hours_missing")}
    if any(season.overlaps(other) for other in others):
        return {"first": Problem("catalogue.season_overlaps")}
    return {}


def _name_problem(name: str, *, missing: str = "catalogue.name_missing") -> Problem | None:
    if not any(sign.isalnum() for sign in name):
        return Problem(missing)
    return _length_problem(name, NAME_LONGEST)


def _length_problem(text: str, most: int) -> Problem | None:
    return Problem("catalogue.too_long", {"most": most}) if len(text) > most else None


def _range_problem(value: int, least: int, most: int) -> Problem | None:
    if least <= value <= most:
        return None
    return Problem("catalogue.out_of_range", {"least": least, "most": most})


def _span_problem(value: timedelta, least: timedelta, most: timedelta) -> Problem | None:
    minute = timedelta(minutes=1)
    return _range_problem(value // minute, least // minute, most // minute)


def _price_problem(price: Money) -> Problem | None:
    if Money(0) <= price <= Money.pesos(MOST_PESOS):
        return None
    return Problem("catalogue.out_of_range", {"least": 0, "most": MOST_PESOS})


def _hours_problem(working: Working, hours: tuple[LocalSpan, ...]) -> Problem | None:
    is_missing = working is Working.SPECIAL and not hours
    return Problem("catalogue.special_hours_missing") if is_missing else None


def _only_found(found: Mapping[str, Problem | None]) -> dict[str, Problem]:
    return {name: problem for name, problem in found.items() if problem is not None}
