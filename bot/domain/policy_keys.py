"""How policies are written in configuration, and read from it: one reader for each dotted key.

Choices that the bot knows only one way to do are not fields: reading checks that the configuration
asks for that way, so nobody can configure a behaviour that does not exist.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, TypeVar

from bot.domain.calendars import Quota
from bot.domain.errors import DomainError
from bot.domain.money import Money
from bot.domain.policy_choices import (
    DepositFate,
    DepositFor,
    DepositOnMove,
    NoAnswer,
    PaymentMeans,
    Preset,
    ProviderChoice,
)
from bot.domain.presets import PRESETS
from bot.domain.quiet_hours import QuietHours
from bot.domain.schedule import LocalSpan, WeeklyHours
from bot.domain.travel import TravelTimes

_DAY = timedelta(days=1)
_MOST_RECOVERIES = 3  # as many templates as there are
_Read = TypeVar("_Read")


def read_fields(mapping: Mapping[str, object]) -> dict[str, Any]:
    """Return field of Policies → value for every key written; a preset gives way to the others.

    Raises DomainError "unknown_policy" or "invalid_policy", with `key` (dotted) and `value`.
    """
    fields: dict[str, Any] = {}
    if "preset" in mapping:
        fields |= PRESETS[_value(Preset, "preset", mapping["preset"])]
    rest = {key: value for key, value in mapping.items() if key != "preset"}
    return fields | _read(rest, prefix="")


def keys_of(preset: Preset) -> frozenset[str]:
    """Return the dotted keys of what a preset sets."""
    return frozenset(path for path, (name, _) in _READERS.items() if name in PRESETS[preset])


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


def _percent(value: object) -> int:
    percent = _whole(value, least=0)
    if percent > 100:
        raise ValueError("more than all of it")
    return percent


def _pesos(value: object) -> Money:
    return Money.pesos(_whole(value, least=1))


def _flag(value: object) -> bool:
    if type(value) is not bool:
        raise ValueError("not true or false")
    return value


def _quota(value: object) -> Quota:
    if not isinstance(value, Mapping) or not set(value) <= {"per_day", "per_week"}:
        raise ValueError("not limits by per_day and per_week")
    return Quota(**{str(key): _count(most) for key, most in value.items()})


def _travel(value: object) -> TravelTimes:
    """Return the times written as {"usual_minutes": 30, "Flores - Almagro": 15}."""
    if not isinstance(value, Mapping):
        raise ValueError("not a mapping of minutes")
    between = {}
    for name, minutes in value.items():
        zones = frozenset(part.strip() for part in str(name).split(" - "))
        if name != "usual_minutes":
            between[zones] = _minutes_or_none(minutes)
        if name != "usual_minutes" and len(str(name).split(" - ")) != 2:
            raise ValueError("not two zones")
    return TravelTimes(_minutes_or_none(value.get("usual_minutes", 0)), between)


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


def _recovery(value: object) -> tuple[timedelta, ...]:
    """Return when people who did not come are written to: at most three times, ever later."""
    if not isinstance(value, list) or len(value) > _MOST_RECOVERIES:
        raise ValueError("not up to three times")
    after = tuple(_hours_or_none(one) for one in value)
    if list(after) != sorted(set(after)):
        raise ValueError("not ascending")
    return after


def _means(value: object) -> tuple[PaymentMeans, ...]:
    if not isinstance(value, list) or not value:
        raise ValueError("not a list of means of payment")
    return tuple(PaymentMeans(word) for word in value)


_READERS: Mapping[str, tuple[str, Callable[[object], object]]] = {
    "min_notice_minutes": ("min_notice", _minutes_or_none),
    "max_advance_days": ("horizon", _days),
    "slot_step_minutes": ("slot_step", _step),
    "slot_offset_minutes": ("slot_offset", _minutes_or_none),
    "buffers.before_minutes": ("buffer_before", _minutes_or_none),
    "buffers.after_minutes": ("buffer_after", _minutes_or_none),
    "limits": ("quota", _quota),
    "travel": ("travel", _travel),
    "choice.of_provider": ("provider_choice", ProviderChoice),
    "choice.same_again_first": ("same_again_first", _flag),
    "cancellation.free_until_hours": ("free_cancellation_until", _hours_or_none),
    "cancellation.early_paid_deposit": ("early_paid_deposit", DepositFate),
    "cancellation.late_paid_deposit": ("late_paid_deposit", DepositFate),
    "cancellation.late_kept_percent": ("late_kept_percent", _percent),
    "reschedule.paid_deposit": ("deposit_on_move", DepositOnMove),
    "deposit.amount": ("deposit_amount", _pesos),
    "deposit.percent": ("deposit_percent", _percent),
    "deposit.for": ("deposit_for", DepositFor),
    "deposit.hold_minutes": ("deposit_hold", _minutes),
    "deposit.more_minutes": ("deposit_more", _minutes_or_none),
    "provider_request.timeout_minutes": ("provider_timeout", _minutes),
    "provider_request.nudge_provider_after_minutes": ("provider_nudge_after", _minutes),
    "reminders.hours_before": ("reminder_before", _hours),
    "reminders.if_booked_later_than_that_hours_before": ("late_reminder_before", _hours),
    "reminders.no_answer": ("no_answer", NoAnswer),
    "reminders.no_answer_hours_before": ("no_answer_before", _hours),
    "no_show.recover_after_hours": ("recover_after", _recovery),
    "quiet_hours": ("quiet_hours", _quiet),
    "waitlist.offer_minutes": ("waitlist_offer", _minutes),
    "handoff.office_hours": ("office_hours", _week),
    "handoff.owner_pause_minutes": ("owner_pause", _minutes),
    "fallback.offer_human_after_misses_in_a_row": ("misses_before_human", _count),
    "payment_means": ("payment_means", _means),
}

_ONLY_WAY: Mapping[str, object] = {
    "cancellation.late": "warn_then_allow",
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
            fields[name] = _value(reader, path, value)
        elif path in _SECTIONS and isinstance(value, Mapping):
            fields |= _read(value, prefix=f"{path}.")
        elif path in _SECTIONS or path in _ONLY_WAY:
            _check_only_way(path, value)
        else:
            raise DomainError("unknown_policy", key=path, value=value)
    return fields


def _value(reader: Callable[[object], _Read], path: str, value: object) -> _Read:
    try:
        return reader(value)
    except ValueError as error:
        raise DomainError("invalid_policy", key=path, value=value) from error


def _check_only_way(path: str, value: object) -> None:
    """Raise DomainError unless the value is the only one that the bot can do."""
    if path not in _ONLY_WAY or _ONLY_WAY[path] != value:
        raise DomainError("invalid_policy", key=path, value=value)
