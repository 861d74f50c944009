"""The policies of a business as one frozen value, and how they are read from configuration.

Choices that the bot knows only one way to do are not fields: reading checks that the configuration
asks for that way, so nobody can configure a behaviour that does not exist.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import time, timedelta
from enum import Enum
from typing import Any

from bot.domain.errors import DomainError
from bot.domain.quiet_hours import QuietHours
from bot.domain.schedule import LocalSpan, WeeklyHours

_DAY = timedelta(days=1)
_OFFICE_DAY = (LocalSpan(time(9), time(18)),)
_OFFICE_HOURS = WeeklyHours((_OFFICE_DAY,) * 5 + ((), ()))
_QUIET_HOURS = QuietHours()


class DepositFate(Enum):
    """What becomes of a paid deposit when the customer cancels."""

    KEPT = "kept"
    REFUNDED = "refunded"


class PaymentMeans(Enum):
    """How a customer may pay; values are the words used in configuration."""

    CASH = "efectivo"
    TRANSFER = "transferencia"
    MERCADOPAGO = "mercadopago"


@dataclass(frozen=True, slots=True)
class BookingRules:
    """When a start may be booked: how soon, how far ahead, on which step of the wall clock.

    The horizon is counted in local days: the whole day on which now + horizon falls is bookable.
    Raises ValueError when step is not within (0, 1 day] or notice or horizon is negative.
    """

    min_notice: timedelta
    horizon: timedelta
    slot_step: timedelta

    def __post_init__(self) -> None:
        if not timedelta(0) < self.slot_step <= _DAY:
            raise ValueError(f"slot_step out of range: {self.slot_step}")
        if min(self.min_notice, self.horizon) < timedelta(0):
            raise ValueError("min_notice and horizon cannot be negative")


@dataclass(frozen=True, slots=True)
class Policies:
    """Every rule that a business may set; the defaults are those of the product."""

    min_notice: timedelta = timedelta(minutes=120)
    horizon: timedelta = timedelta(days=60)
    slot_step: timedelta = timedelta(minutes=15)
    free_cancellation_until: timedelta = timedelta(hours=24)  # before the start
    early_paid_deposit: DepositFate = DepositFate.REFUNDED
    late_paid_deposit: DepositFate = DepositFate.KEPT
    deposit_hold: timedelta = timedelta(minutes=60)
    provider_timeout: timedelta = timedelta(minutes=120)
    provider_nudge_after: timedelta = timedelta(minutes=60)
    reminder_before: timedelta = timedelta(hours=24)
    late_reminder_before: timedelta = timedelta(hours=3)  # when booked later than reminder_before
    quiet_hours: QuietHours = _QUIET_HOURS
    waitlist_offer: timedelta = timedelta(minutes=30)
    office_hours: WeeklyHours = _OFFICE_HOURS
    misses_before_human: int = 3
    payment_means: tuple[PaymentMeans, ...] = tuple(PaymentMeans)

    @property
    def rules(self) -> BookingRules:
        """The part that availability needs."""
        return BookingRules(self.min_notice, self.horizon, self.slot_step)

    @classmethod
    def from_mapping(cls, mapping: Mapping[str, object]) -> "Policies":
        """Return the policies written in a mapping; a key left out keeps its default.

        Raises DomainError "unknown_policy" or "invalid_policy", with `key` (dotted) and `value`.
        """
        return replace(cls(), **_read(mapping, prefix=""))


def _whole(value: object, *, least: int) -> int:
    if type(value) is not int or value < least:
        raise ValueError(f"not a whole number from {least} up")
    return value


def _minutes(value: object) -> timedelta:
    return timedelta(minutes=_whole(value, least=1))


def _minutes_or_none(value: object) -> timedelta:
    return timedelta(minutes=_whole(value, least=0))


def _step(value: object) -> timedelta:
    step = _minutes(value)
    if _DAY % step:
        raise ValueError("a step must divide the day")
    return step


def _hours(value: object) -> timedelta:
    return timedelta(hours=_whole(value, least=1))


def _hours_or_none(value: object) -> timedelta:
    return timedelta(hours=_whole(value, least=0))


def _days(value: object) -> timedelta:
    return timedelta(days=_whole(value, least=1))


def _count(value: object) -> int:
    return _whole(value, least=1)


def _named_spans(value: object) -> dict[str, list[str]]:
    """Return a name → list of "HH:MM-HH:MM"; raises ValueError for any other shape."""
    if not isinstance(value, Mapping):
        raise ValueError("not a mapping of hours")
    for spans in value.values():
        if not isinstance(spans, list) or not all(isinstance(span, str) for span in spans):
            raise ValueError("not a list of hours")
    return {str(name): spans for name, spans in value.items()}


def _week(value: object) -> WeeklyHours:
    return WeeklyHours.from_mapping(_named_spans(value))


def _quiet(value: object) -> QuietHours:
    spans = _named_spans(value).values()
    return QuietHours(tuple(LocalSpan.parse(text) for texts in spans for text in texts))


def _means(value: object) -> tuple[PaymentMeans, ...]:
    if not isinstance(value, list) or not value:
        raise ValueError("not a list of means of payment")
    return tuple(PaymentMeans(word) for word in value)


_READERS: Mapping[str, tuple[str, Callable[[object], object]]] = {
    "min_notice_minutes": ("min_notice", _minutes_or_none),
    "max_advance_days": ("horizon", _days),
    "slot_step_minutes": ("slot_step", _step),
    "cancellation.free_until_hours": ("free_cancellation_until", _hours_or_none),
    "cancellation.early_paid_deposit": ("early_paid_deposit", DepositFate),
    "cancellation.late_paid_deposit": ("late_paid_deposit", DepositFate),
    "deposit.hold_minutes": ("deposit_hold", _minutes),
    "provider_request.timeout_minutes": ("provider_timeout", _minutes),
    "provider_request.nudge_provider_after_minutes": ("provider_nudge_after", _minutes),
    "reminders.hours_before": ("reminder_before", _hours),
    "reminders.if_booked_later_than_that_hours_before": ("late_reminder_before", _hours),
    "quiet_hours": ("quiet_hours", _quiet),
    "waitlist.offer_minutes": ("waitlist_offer", _minutes),
    "handoff.office_hours": ("office_hours", _week),
    "fallback.offer_human_after_misses_in_a_row": ("misses_before_human", _count),
    "payment_means": ("payment_means", _means),
}

_ONLY_WAY: Mapping[str, object] = {
    "cancellation.late": "warn_then_allow",
    "reschedule.paid_deposit": "carried_over",
    "reschedule.old_slot_kept_until_new_one_is_agreed": True,
    "deposit.on_expiry": "release_slot_and_tell_customer",
    "deposit.paid_after_expiry": "reinstate_if_slot_free_else_tell_and_refund_or_human",
    "provider_request.on_decline_or_timeout": ("tell_customer_and_offer_other_times_or_providers"),
    "provider_request.answer_after_timeout": "does_not_revive",
    "reminders.only_for": ["confirmed"],
    "waitlist.offer_to_first_in_line": True,
    "handoff.bot_answers_until_an_agent_takes_it": True,
    "handoff.bot_silent_while_agent_has_it": True,
    "opt_out.stops": "all_messages_the_bot_starts",
    "opt_out.bookings": "untouched",
    "opt_out.bot_still_answers_when_written_to": True,
    "data_deletion.needs_confirmation": True,
    "data_deletion.warns_of_future_bookings": True,
}

_SECTIONS = frozenset(path.partition(".")[0] for path in (*_READERS, *_ONLY_WAY) if "." in path)


def _read(mapping: Mapping[str, object], prefix: str) -> dict[str, Any]:
    """Return field name → value for every key of the mapping, sections included."""
    fields: dict[str, Any] = {}
    for key, value in mapping.items():
        path = f"{prefix}{key}"
        if path in _READERS:
            name, reader = _READERS[path]
            try:
                fields[name] = reader(value)
            except ValueError as error:
                raise DomainError("invalid_policy", key=path, value=value) from error
        elif path in _SECTIONS and isinstance(value, Mapping):
            fields |= _read(value, prefix=f"{path}.")
        elif path in _SECTIONS or path in _ONLY_WAY:
            _check_only_way(path, value)
        else:
            raise DomainError("unknown_policy", key=path, value=value)
    return fields


def _check_only_way(path: str, value: object) -> None:
    """Raise DomainError unless the value is the only one that the bot can do."""
    if path not in _ONLY_WAY or _ONLY_WAY[path] != value:
        raise DomainError("invalid_policy", key=path, value=value)
