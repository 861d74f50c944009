"""How a business begins: what kind it is, and what its forms therefore begin with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import time
from enum import Enum

from bot.domain.schedule import LocalSpan
from bot.language.phrases import Phrases
from console.catalogue import words


class Start(Enum):
    """A kind of business."""

    CHAIRS = "salon"
    VISITS = "domicilio"
    CLASSES = "clases"
    OTHER = "otro"


@dataclass(frozen=True, slots=True)
class _Defaults:
    """What forms begin with. week: weekday → hours; Monday is 0."""

    trade: str
    service: str
    week: Mapping[int, Sequence[LocalSpan]]
    provider_fields: Mapping[str, str] = field(default_factory=dict)
    service_fields: Mapping[str, str] = field(default_factory=dict)


_MORNING, _AFTERNOON = LocalSpan(time(9), time(13)), LocalSpan(time(16), time(20))
_WHOLE, _EARLY = LocalSpan(time(9), time(18)), LocalSpan(time(8), time(17))
_SHORT, _EVENING = LocalSpan(time(8), time(12)), LocalSpan(time(18), time(21))
_AT_WORK = range(5)
_DEFAULTS: Mapping[Start, _Defaults] = {
    Start.CHAIRS: _Defaults(
        "catalogue.example_trade_chairs",
        "catalogue.example_service_chairs",
        dict.fromkeys(range(1, 6), (_MORNING, _AFTERNOON)),
        service_fields={"minutes": "45"},
    ),
    Start.VISITS: _Defaults(
        "catalogue.example_trade_visits",
        "catalogue.example_service_visits",
        dict.fromkeys(_AT_WORK, (_EARLY,)) | {5: (_SHORT,)},
        provider_fields={"place": "home", "confirmation": "provider", "usual_way": "30"},
        service_fields={"minutes": "60"},
    ),
    Start.CLASSES: _Defaults(
        "catalogue.example_trade_classes",
        "catalogue.example_service_classes",
        dict.fromkeys((0, 2, 4), (_EVENING,)),
        service_fields={"minutes": "60", "capacity": "12", "step": "60"},
    ),
    Start.OTHER: _Defaults(
        "catalogue.example_trade_other",
        "catalogue.example_service_other",
        dict.fromkeys(_AT_WORK, (_WHOLE,)),
    ),
}


def start_of(text: str) -> Start:
    """Return the kind that an address names; OTHER for anything else."""
    return next((one for one in Start if one.value == text), Start.OTHER)


def provider_fields(start: Start) -> dict[str, str]:
    """Return what the form of a new provider begins with."""
    defaults = _DEFAULTS[start]
    week = {f"hours_{day}": words.typed_hours(spans) for day, spans in defaults.week.items()}
    common = {"place": "address", "confirmation": "auto", "holidays": "closed", "weight": "1"}
    return {**common, **week, **defaults.provider_fields}


def service_fields(start: Start) -> dict[str, str]:
    """Return what the form of a new service begins with."""
    return {"minutes": "30", "capacity": "1", **_DEFAULTS[start].service_fields}


def example_trade(start: Start, phrases: Phrases) -> str:
    """Return what could stand in the field of the trade."""
    return phrases(_DEFAULTS[start].trade)


def example_service(start: Start, phrases: Phrases) -> str:
    """Return what could stand in the field of the service's name."""
    return phrases(_DEFAULTS[start].service)
