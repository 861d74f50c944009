"""Three sets of policies for deposits and cancelling that a business can choose by name."""

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Any

from bot.domain.policy_choices import DepositFate, DepositFor, DepositOnMove, Preset

PRESETS: Mapping[Preset, Mapping[str, Any]] = MappingProxyType(
    {
        # Trust first: only who once did not come pays ahead, and nothing paid is lost.
        Preset.FLEXIBLE: {
            "deposit_percent": 20,
            "deposit_for": DepositFor.AFTER_NO_SHOW,
            "free_cancellation_until": timedelta(hours=2),
            "early_paid_deposit": DepositFate.REFUNDED,
            "late_paid_deposit": DepositFate.CREDITED,
            "deposit_on_move": DepositOnMove.CARRIED_OVER,
        },
        # The place that a late cancellation leaves empty costs half of the deposit.
        Preset.FAIR: {
            "deposit_percent": 30,
            "deposit_for": DepositFor.ALL,
            "free_cancellation_until": timedelta(hours=24),
            "early_paid_deposit": DepositFate.REFUNDED,
            "late_paid_deposit": DepositFate.KEPT,
            "late_kept_percent": 50,
            "deposit_on_move": DepositOnMove.FIRST_WITH_NOTICE,
        },
        # For long services: what is paid stays with the business, as credit when told in time.
        Preset.STRICT: {
            "deposit_percent": 50,
            "deposit_for": DepositFor.ALL,
            "free_cancellation_until": timedelta(hours=48),
            "early_paid_deposit": DepositFate.CREDITED,
            "late_paid_deposit": DepositFate.KEPT,
            "late_kept_percent": 100,
            "deposit_on_move": DepositOnMove.FIRST_WITH_NOTICE,
        },
    }
)
"""Preset → field of Policies → value."""
