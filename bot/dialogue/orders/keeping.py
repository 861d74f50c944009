"""Keeping a place longer for somebody who asks for it: what waits for its deposit, or was freed."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from bot.dialogue.commands import Order, Report


class Keeping(Enum):
    """What came of asking to keep a place longer."""

    LONGER = "longer"
    NO_LONGER = "no_longer"  # it was prolonged already, or never can be
    WAITED_FOR = "waited_for"  # somebody else is in line for it


@dataclass(frozen=True, slots=True)
class KeepHold(Order):
    """Keep an own appointment that waits for its deposit longer, once."""

    appointment_id: int


@dataclass(frozen=True, slots=True)
class KeepPlace(Order):
    """Keep a freed place that is put to this person longer, once."""

    offer_id: int


@dataclass(frozen=True, slots=True)
class PlaceKept(Report):
    """The place is kept until then, longer than before or not."""

    until: datetime
    keeping: Keeping


@dataclass(frozen=True, slots=True)
class NothingKept(Report):
    """It is not kept for them any more."""
