"""The policies of a business as one frozen value. Keys and their reading are in policy_keys."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import time, timedelta

from bot.domain.calendars import Quota
from bot.domain.errors import DomainError
from bot.domain.money import Money
from bot.domain.policy_choices import (
    DepositFate,
    DepositFor,
    DepositOnMove,
    NoAnswer,
    PaymentMeans,
    ProviderChoice,
)
from bot.domain.policy_keys import read_fields
from bot.domain.quiet_hours import QuietHours
from bot.domain.schedule import LocalSpan, WeeklyHours
from bot.domain.travel import TravelTimes

__all__ = ["BookingRules", "DepositFate", "PaymentMeans", "Policies"]

_DAY = timedelta(days=1)
_OFFICE_DAY = (LocalSpan(time(9), time(18)),)
_OFFICE_HOURS = WeeklyHours((_OFFICE_DAY,) * 5 + ((), ()))
_QUIET_HOURS = QuietHours()
_NO_QUOTA = Quota()
_NO_TRAVEL = TravelTimes()
RECOVER_AFTER = (timedelta(0), timedelta(days=2), timedelta(days=7))
_KINDNESS = (DepositFate.KEPT, DepositFate.CREDITED, DepositFate.REFUNDED)
"""A late cancellation is never met with more kindness than one in time."""


@dataclass(frozen=True, slots=True)
class BookingRules:
    """When a start may be booked: how soon, how far ahead, on which step of the wall clock.

    The horizon is counted in local days: the whole day on which now + horizon falls is bookable.
    Raises ValueError when step is not within (0, 1 day] or notice or horizon is negative.
    """

    min_notice: timedelta
    horizon: timedelta
    slot_step: timedelta
    slot_offset: timedelta = timedelta(0)  # of the first start after midnight

    def __post_init__(self) -> None:
        if not timedelta(0) < self.slot_step <= _DAY:
            raise ValueError(f"slot_step out of range: {self.slot_step}")
        if not timedelta(0) <= self.slot_offset < self.slot_step:
            raise ValueError(f"slot_offset out of range: {self.slot_offset}")
        if min(self.min_notice, self.horizon) < timedelta(0):
            raise ValueError("min_notice and horizon cannot be negative")


@dataclass(frozen=True, slots=True)
class Policies:
    """Every rule that a business may set; the defaults are those of the product.

    A provider, a service and a customer may each have some of their own, laid over the wider ones.
    quota: of a provider's sessions, or of one service's where it is set for that. deposit_amount,
    deposit_percent: for services without a deposit of their own; the amount wins.
    """

    min_notice: timedelta = timedelta(minutes=120)
    horizon: timedelta = timedelta(days=60)
    slot_step: timedelta = timedelta(minutes=15)
    slot_offset: timedelta = timedelta(0)
    buffer_before: timedelta = timedelta(0)
    buffer_after: timedelta = timedelta(0)
    quota: Quota = _NO_QUOTA
    travel: TravelTimes = _NO_TRAVEL
    provider_choice: ProviderChoice = ProviderChoice.ANY
    same_again_first: bool = False
    free_cancellation_until: timedelta = timedelta(hours=24)  # before the start
    early_paid_deposit: DepositFate = DepositFate.REFUNDED
    late_paid_deposit: DepositFate = DepositFate.KEPT
    late_kept_percent: int = 100  # of the deposit, when it is kept
    deposit_on_move: DepositOnMove = DepositOnMove.CARRIED_OVER
    deposit_amount: Money | None = None
    deposit_percent: int = 0
    deposit_for: DepositFor = DepositFor.ALL
    deposit_hold: timedelta = timedelta(minutes=60)
    deposit_more: timedelta = timedelta(minutes=30)  # once, for who asks to keep it longer
    provider_timeout: timedelta = timedelta(minutes=120)
    provider_nudge_after: timedelta = timedelta(minutes=60)
    reminder_before: timedelta = timedelta(hours=24)
    late_reminder_before: timedelta = timedelta(hours=3)  # when booked later than reminder_before
    quiet_hours: QuietHours = _QUIET_HOURS
    waitlist_offer: timedelta = timedelta(minutes=15)
    recover_after: tuple[timedelta, ...] = RECOVER_AFTER  # from when they did not come
    no_answer: NoAnswer = NoAnswer.CALL
    no_answer_before: timedelta = timedelta(hours=3)  # the start, when a reminder was not answered
    office_hours: WeeklyHours = _OFFICE_HOURS
    owner_pause: timedelta = timedelta(minutes=60)  # after the owner wrote from the phone's app
    misses_before_human: int = 3
    payment_means: tuple[PaymentMeans, ...] = tuple(PaymentMeans)

    @property
    def rules(self) -> BookingRules:
        """The part that availability needs."""
        return BookingRules(self.min_notice, self.horizon, self.slot_step, self.slot_offset)

    @classmethod
    def from_mapping(cls, mapping: Mapping[str, object]) -> "Policies":
        """Return the policies written in a mapping; a key left out keeps its default.

        Raises DomainError "unknown_policy" or "invalid_policy", with `key` (dotted) and `value`.
        """
        return cls().overlaid(mapping)

    def overlaid(self, mapping: Mapping[str, object]) -> "Policies":
        """Return these policies with those of a mapping laid over them. Raises as from_mapping."""
        if not mapping:
            return self
        laid = replace(self, **read_fields(mapping))
        if laid.slot_offset >= laid.slot_step:
            minutes = laid.slot_offset // timedelta(minutes=1)
            raise DomainError("invalid_policy", key="slot_offset_minutes", value=minutes)
        early, late = laid.early_paid_deposit, laid.late_paid_deposit
        if _KINDNESS.index(late) > _KINDNESS.index(early):
            raise DomainError(
                "invalid_policy", key="cancellation.late_paid_deposit", value=late.value
            )
        if early is DepositFate.KEPT and laid.late_kept_percent < 100:
            raise DomainError(
                "invalid_policy",
                key="cancellation.late_kept_percent",
                value=laid.late_kept_percent,
            )
        return laid
