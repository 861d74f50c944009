"""Waiting for a place: joining the line, leaving it, answering a place that was freed."""

from dataclasses import dataclass

from bot.dialogue.commands import Order, Report
from bot.domain.availability import Wish


@dataclass(frozen=True, slots=True)
class JoinWaitlist(Order):
    """Wait for a place of any of the services that fits any of the wishes."""

    service_ids: tuple[int, ...]
    wishes: tuple[Wish, ...]
    address: str | None = None


@dataclass(frozen=True, slots=True)
class LeaveWaitlist(Order):
    """Wait for nothing any more."""


@dataclass(frozen=True, slots=True)
class AnswerPlace(Order):
    """Take a place that was freed and is kept for this person, or leave it to the next in line."""

    offer_id: int
    accepted: bool


@dataclass(frozen=True, slots=True)
class WaitlistJoined(Report):
    """The wish is in the line; again: it was there before."""

    again: bool


@dataclass(frozen=True, slots=True)
class WaitlistLeft(Report):
    """How many wishes were taken out of the line."""

    count: int


@dataclass(frozen=True, slots=True)
class PlaceLeft(Report):
    """The place goes to the next in line; late: it did already, because the time was over."""

    late: bool
