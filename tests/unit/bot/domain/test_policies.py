"""Policies: the defaults are the product's, and configuration is read or refused by key."""

from copy import deepcopy
from datetime import time, timedelta
from typing import Any

import pytest

from bot.domain.errors import DomainError
from bot.domain.policy_choices import NoAnswer
from bot.domain.quiet_hours import QuietHours
from bot.domain.rules import BookingRules, DepositFate, PaymentMeans, Policies
from bot.domain.schedule import LocalSpan, WeeklyHours

_OFFICE = {day: ["09:00-18:00"] for day in ("mon", "tue", "wed", "thu", "fri")}
_PRODUCT: dict[str, Any] = {
    "min_notice_minutes": 120,
    "max_advance_days": 60,
    "slot_step_minutes": 15,
    "cancellation": {
        "free_until_hours": 24,
        "late": "warn_then_allow",
        "late_paid_deposit": "kept",
        "early_paid_deposit": "refunded",
    },
    "reschedule": {
        "paid_deposit": "carried_over",
        "old_slot_kept_until_new_one_is_agreed": True,
    },
    "deposit": {
        "hold_minutes": 60,
        "on_expiry": "release_slot_and_tell_customer",
        "paid_after_expiry": "reinstate_if_slot_free_else_tell_and_refund_or_human",
    },
    "provider_request": {
        "timeout_minutes": 120,
        "nudge_provider_after_minutes": 60,
        "on_decline_or_timeout": "tell_customer_and_offer_other_times_or_providers",
        "answer_after_timeout": "does_not_revive",
    },
    "reminders": {
        "hours_before": 24,
        "if_booked_later_than_that_hours_before": 3,
        "only_for": ["confirmed"],
    },
    "quiet_hours": {"siesta": ["13:00-16:00"], "night": ["21:00-09:00"]},
    "waitlist": {"offer_to_first_in_line": True, "offer_minutes": 15},
    "handoff": {
        "office_hours": _OFFICE,
        "bot_answers_until_an_agent_takes_it": True,
        "bot_silent_while_agent_has_it": True,
    },
    "fallback": {"offer_human_after_misses_in_a_row": 3},
    "opt_out": {
        "stops": "all_messages_the_bot_starts",
        "bookings": "untouched",
        "bot_still_answers_when_written_to": True,
    },
    "data_deletion": {"needs_confirmation": True, "warns_of_future_bookings": True},
    "payment_means": ["efectivo", "transferencia", "mercadopago"],
}


def with_value(path: str, value: object) -> dict[str, Any]:
    mapping = deepcopy(_PRODUCT)
    *sections, key = path.split(".")
    place = mapping
    for section in sections:
        place = place[section]
    place[key] = value
    return mapping


def test_defaults_are_the_product_policies() -> None:
    assert Policies.from_mapping(_PRODUCT) == Policies() == Policies.from_mapping({})


def test_rules_are_the_part_for_availability() -> None:
    assert Policies().rules == BookingRules(
        min_notice=timedelta(hours=2), horizon=timedelta(days=60), slot_step=timedelta(minutes=15)
    )


@pytest.mark.parametrize(
    ("path", "value", "field", "expected"),
    [
        ("min_notice_minutes", 0, "min_notice", timedelta(0)),
        ("max_advance_days", 30, "horizon", timedelta(days=30)),
        ("slot_step_minutes", 30, "slot_step", timedelta(minutes=30)),
        ("cancellation.free_until_hours", 48, "free_cancellation_until", timedelta(hours=48)),
        ("cancellation.late_paid_deposit", "refunded", "late_paid_deposit", DepositFate.REFUNDED),
        ("deposit.hold_minutes", 30, "deposit_hold", timedelta(minutes=30)),
        ("reminders.hours_before", 12, "reminder_before", timedelta(hours=12)),
        ("quiet_hours", {}, "quiet_hours", QuietHours(())),
        (
            "handoff.office_hours",
            {"sat": ["10:00-13:00"]},
            "office_hours",
            WeeklyHours.from_spans([(5, LocalSpan(time(10), time(13)))]),
        ),
        ("fallback.offer_human_after_misses_in_a_row", 2, "misses_before_human", 2),
        ("payment_means", ["efectivo"], "payment_means", (PaymentMeans.CASH,)),
    ],
)
def test_values_are_read(path: str, value: object, field: str, expected: object) -> None:
    assert getattr(Policies.from_mapping(with_value(path, value)), field) == expected


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("min_notice_minutes", -1),
        ("min_notice_minutes", 1.5),
        ("min_notice_minutes", True),
        ("min_notice_minutes", "120"),
        ("max_advance_days", 0),
        ("slot_step_minutes", 7),
        ("slot_step_minutes", 0),
        ("cancellation", None),
        ("cancellation.late", "forbid"),
        ("cancellation.late_paid_deposit", "burnt"),
        ("reschedule.old_slot_kept_until_new_one_is_agreed", False),
        ("reminders.only_for", ["held"]),
        ("quiet_hours", ["13:00-16:00"]),
        ("quiet_hours", {"siesta": "13:00-16:00"}),
        ("quiet_hours", {"siesta": [1300]}),
        ("quiet_hours", {"always": ["00:00-24:00"]}),
        ("handoff.office_hours", {"lunes": ["09:00-18:00"]}),
        ("handoff.office_hours", {"mon": ["18:00-09:00"]}),
        ("payment_means", "efectivo"),
        ("payment_means", []),
        ("payment_means", ["trueque"]),
    ],
)
def test_wrong_values_are_refused_by_key(path: str, value: object) -> None:
    with pytest.raises(DomainError) as caught:
        Policies.from_mapping(with_value(path, value))

    assert caught.value.code == "invalid_policy"
    assert caught.value.data == {"key": path, "value": value}


@pytest.mark.parametrize("path", ["min_notice", "deposit.hold_hours", "loyalty"])
def test_unknown_keys_are_refused(path: str) -> None:
    with pytest.raises(DomainError) as caught:
        Policies.from_mapping(with_value(path, 1))

    assert caught.value.code == "unknown_policy"
    assert caught.value.data["key"] == path


@pytest.mark.parametrize(
    ("min_notice", "horizon", "slot_step"), [(0, 1, 0), (0, 1, 25 * 60), (-1, 1, 15), (0, -1, 15)]
)
def test_impossible_rules_are_refused(min_notice: int, horizon: int, slot_step: int) -> None:
    with pytest.raises(ValueError, match=r"range|negative"):
        BookingRules(
            timedelta(minutes=min_notice), timedelta(days=horizon), timedelta(minutes=slot_step)
        )


class TestWhoDoesNotComeOrAnswer:
    def test_messages_to_who_did_not_come_are_timed_by_the_business(self) -> None:
        policies = Policies.from_mapping({"no_show": {"recover_after_hours": [0, 24]}})

        assert policies.recover_after == (timedelta(0), timedelta(hours=24))
        assert Policies.from_mapping({"no_show": {"recover_after_hours": []}}).recover_after == ()

    @pytest.mark.parametrize("hours", [[0, 1, 2, 3], [5, 1], [0, 0], [-1], "0", ["0"]])
    def test_more_than_three_or_no_order_is_refused(self, hours: object) -> None:
        with pytest.raises(DomainError) as caught:
            Policies.from_mapping({"no_show": {"recover_after_hours": hours}})

        assert caught.value.data["key"] == "no_show.recover_after_hours"

    def test_what_becomes_of_no_answer(self) -> None:
        asked = {"reminders": {"no_answer": "release", "no_answer_hours_before": 6}}

        policies = Policies.from_mapping(asked)

        assert policies.no_answer is NoAnswer.RELEASE
        assert policies.no_answer_before == timedelta(hours=6)
        assert Policies().no_answer is NoAnswer.CALL
        with pytest.raises(DomainError):
            Policies.from_mapping({"reminders": {"no_answer": "shout"}})
