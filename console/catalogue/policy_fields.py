"""Which policies can be set on a page, by section: key, label, what counts now, how it is typed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from bot.domain.money import Money
from bot.domain.policy_choices import DepositFate, DepositFor, DepositOnMove, ProviderChoice
from bot.domain.rules import Policies
from bot.language import formats, typed

_HOUR, _MINUTE, _DAY = timedelta(hours=1), timedelta(minutes=1), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class PolicyField:
    """A field for one policy. key: dotted. now: what counts in policies. choices: value → phrase.

    read: what is typed → what is kept; of choices the value is kept as it is.
    """

    key: str
    label: str
    now: Callable[[Policies], str]
    choices: Mapping[str, str] = field(default_factory=dict)
    read: Callable[[str], object] = typed.whole
    is_for_business: bool = False

    @property
    def name(self) -> str:
        """The name of the field in the form."""
        return self.key.replace(".", "__")


_FATES = {
    DepositFate.REFUNDED.value: "catalogue.fate_refunded",
    DepositFate.CREDITED.value: "catalogue.fate_credited",
    DepositFate.KEPT.value: "catalogue.fate_kept",
}
_FOR = {
    DepositFor.ALL.value: "catalogue.deposit_for_all",
    DepositFor.NEW_CUSTOMERS.value: "catalogue.deposit_for_new",
    DepositFor.AFTER_NO_SHOW.value: "catalogue.deposit_for_no_show",
    DepositFor.NOBODY.value: "catalogue.deposit_for_nobody",
}
_ON_MOVE = {
    DepositOnMove.CARRIED_OVER.value: "catalogue.on_move_always",
    DepositOnMove.FIRST_WITH_NOTICE.value: "catalogue.on_move_first",
}
_CHOICE = {
    ProviderChoice.ANY.value: "catalogue.choice_any",
    ProviderChoice.FIRST_FREE.value: "catalogue.choice_first_free",
    ProviderChoice.NEAREST.value: "catalogue.choice_nearest",
    ProviderChoice.FAIR.value: "catalogue.choice_fair",
}


def _pesos(text: str) -> int:
    """Return whole pesos. Raises ValueError for centavos: deposits are round."""
    amount = typed.pesos(text)
    if amount.centavos % 100:
        raise ValueError("centavos in a policy")
    return amount.centavos // 100


def _count(text: str) -> int:
    """Return a number above zero. Raises ValueError."""
    if (number := typed.whole(text)) == 0:
        raise ValueError("no limit of zero")
    return number


SECTIONS: Mapping[str, tuple[PolicyField, ...]] = {
    "catalogue.section_deposit": (
        PolicyField(
            "deposit.for", "catalogue.policy_deposit_for", lambda p: p.deposit_for.value, _FOR
        ),
        PolicyField(
            "deposit.percent", "catalogue.policy_deposit_percent", lambda p: str(p.deposit_percent)
        ),
        PolicyField(
            "deposit.amount",
            "catalogue.policy_deposit_amount",
            lambda p: formats.money(p.deposit_amount or Money(0)),
            read=_pesos,
        ),
        PolicyField(
            "deposit.hold_minutes",
            "catalogue.policy_hold",
            lambda p: str(p.deposit_hold // _MINUTE),
        ),
        PolicyField(
            "deposit.more_minutes",
            "catalogue.policy_hold_more",
            lambda p: str(p.deposit_more // _MINUTE),
        ),
    ),
    "catalogue.section_cancelling": (
        PolicyField(
            "cancellation.free_until_hours",
            "catalogue.policy_free_until",
            lambda p: str(p.free_cancellation_until // _HOUR),
        ),
        PolicyField(
            "cancellation.early_paid_deposit",
            "catalogue.policy_early",
            lambda p: p.early_paid_deposit.value,
            _FATES,
        ),
        PolicyField(
            "cancellation.late_paid_deposit",
            "catalogue.policy_late",
            lambda p: p.late_paid_deposit.value,
            _FATES,
        ),
        PolicyField(
            "cancellation.late_kept_percent",
            "catalogue.policy_late_percent",
            lambda p: str(p.late_kept_percent),
        ),
        PolicyField(
            "reschedule.paid_deposit",
            "catalogue.policy_on_move",
            lambda p: p.deposit_on_move.value,
            _ON_MOVE,
        ),
    ),
    "catalogue.section_booking": (
        PolicyField(
            "min_notice_minutes", "catalogue.policy_notice", lambda p: str(p.min_notice // _MINUTE)
        ),
        PolicyField(
            "max_advance_days", "catalogue.policy_horizon", lambda p: str(p.horizon // _DAY)
        ),
        PolicyField(
            "slot_step_minutes", "catalogue.policy_step", lambda p: str(p.slot_step // _MINUTE)
        ),
        PolicyField(
            "slot_offset_minutes",
            "catalogue.policy_offset",
            lambda p: str(p.slot_offset // _MINUTE),
        ),
        PolicyField(
            "buffers.before_minutes",
            "catalogue.policy_before",
            lambda p: str(p.buffer_before // _MINUTE),
        ),
        PolicyField(
            "buffers.after_minutes",
            "catalogue.policy_after",
            lambda p: str(p.buffer_after // _MINUTE),
        ),
        PolicyField(
            "limits.per_day",
            "catalogue.policy_per_day",
            lambda p: str(p.quota.per_day or "—"),
            read=_count,
        ),
        PolicyField(
            "limits.per_week",
            "catalogue.policy_per_week",
            lambda p: str(p.quota.per_week or "—"),
            read=_count,
        ),
        PolicyField(
            "choice.of_provider",
            "catalogue.policy_choice",
            lambda p: p.provider_choice.value,
            _CHOICE,
            is_for_business=True,
        ),
    ),
    "catalogue.section_chat": (
        PolicyField(
            "handoff.owner_pause_minutes",
            "catalogue.policy_owner_pause",
            lambda p: str(p.owner_pause // _MINUTE),
            is_for_business=True,
        ),
    ),
}
