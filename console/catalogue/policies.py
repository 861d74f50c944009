"""Pages of policies: a preset, and what differs from it; of the business, a provider, a service."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from flask import Blueprint, abort, request
from werkzeug.wrappers import Response as AnyResponse

from actions.catalogue import policies as acts
from bot.domain.catalogue import Catalogue
from bot.domain.drafts import Problem
from bot.domain.money import Money
from bot.domain.policy_choices import (
    DepositFate,
    DepositFor,
    DepositOnMove,
    Preset,
    ProviderChoice,
)
from bot.domain.policy_edits import written
from bot.domain.rules import Policies
from bot.language import formats, typed
from console.catalogue import office
from console.catalogue.form import Form
from console.catalogue.office import ID, Office
from console.entrance import Page
from storage.reports import catalogue as reports

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


_PRESETS = {
    Preset.FLEXIBLE.value: "catalogue.preset_flexible",
    Preset.FAIR.value: "catalogue.preset_fair",
    Preset.STRICT.value: "catalogue.preset_strict",
}
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


_SECTIONS: Mapping[str, tuple[PolicyField, ...]] = {
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
}


def install(routes: Blueprint, desk: Office) -> None:
    """Add the pages of policies to the routes of the console."""

    def page(form: Form, whose: str, wider: Policies, anchor: str, *, of_business: bool) -> Page:
        return desk.page(
            "policies",
            form,
            whose=whose,
            presets=_PRESETS,
            sections=_shown(wider, desk, of_business=of_business),
            of_business=of_business,
            action=request.path,
            anchor=anchor,
        )

    def answer(whose: str, wider: Policies, anchor: str, **ids: int) -> AnyResponse | Page:
        if request.method == "GET":
            own = reports.own_policies(desk.engine, **ids)
            return page(_filled(own), whose, wider, anchor, of_business=not ids)
        form = office.typed()
        changes = _changes(form, of_business=not ids)
        if not desk.keep(form, lambda one: acts.change(desk.engine, changes, one, **ids)):
            form.problems = {_name(key): problem for key, problem in form.problems.items()}
            return page(form, whose, wider, anchor, of_business=not ids)
        return office.back(anchor)

    def present() -> Catalogue:
        return reports.present(desk.engine) or abort(404)

    @routes.route("/catalogue/policies", methods=["GET", "POST"])
    def policies() -> AnyResponse | Page:
        return answer("", Policies(), "policies")

    @routes.route(f"/catalogue/providers/<{ID}:provider_id>/policies", methods=["GET", "POST"])
    def provider_policies(provider_id: int) -> AnyResponse | Page:
        catalogue = present()
        known = [one for one in (*catalogue.in_force, *catalogue.retired) if one.id == provider_id]
        if not known:
            abort(404)
        return answer(
            known[0].name, catalogue.policies, f"provider-{provider_id}", provider_id=provider_id
        )

    @routes.route(f"/catalogue/services/<{ID}:service_id>/policies", methods=["GET", "POST"])
    def service_policies(service_id: int) -> AnyResponse | Page:
        catalogue = present()
        if reports.service(desk.engine, service_id, desk.today) is None:
            abort(404)
        service = catalogue.service(service_id)
        whose = desk.phrases(
            "catalogue.service_with",
            service=service.name,
            provider=catalogue.provider(service.provider_id).name,
        )
        wider = catalogue.policies_of_provider(service.provider_id)
        anchor = f"provider-{service.provider_id}"
        return answer(whose, wider, anchor, service_id=service_id)


def _name(key: str) -> str:
    return key.replace(".", "__")


def _fields(*, of_business: bool) -> list[PolicyField]:
    every = [one for section in _SECTIONS.values() for one in section]
    return [one for one in every if of_business or not one.is_for_business]


def _shown(wider: Policies, desk: Office, *, of_business: bool) -> dict[str, list[dict[str, Any]]]:
    """Return the fields by section, each with what counts when it is left empty."""
    offered = _fields(of_business=of_business)
    return {
        section: [
            {
                "name": one.name,
                "label": one.label,
                "choices": one.choices,
                "otherwise": _otherwise(one, wider, desk),
            }
            for one in fields
            if one in offered
        ]
        for section, fields in _SECTIONS.items()
    }


def _otherwise(one: PolicyField, wider: Policies, desk: Office) -> str:
    now = one.now(wider)
    return desk.phrases(one.choices[now]) if now in one.choices else now


def _filled(own: Mapping[str, Any]) -> Form:
    values = {one.name: written(own, one.key) for one in _fields(of_business=True)}
    values["preset"] = written(own, "preset")
    return Form.of({name: str(value) for name, value in values.items() if value is not None})


def _changes(form: Form, *, of_business: bool) -> dict[str, object | None]:
    """Return what a form sets, by dotted key; None for what is left to the wider policies."""
    found: dict[str, object | None] = {"preset": form.choose("preset", _preset, otherwise=None)}
    for one in _fields(of_business=of_business):
        text = form.value(one.name)
        if one.choices:
            found[one.key] = text or None
            if text and text not in one.choices:
                form.problems[one.name] = Problem("catalogue.choice_wrong")
        else:
            found[one.key] = form.read_if_any(one.name, one.read, "catalogue.number_wrong")
    return found


def _preset(text: str) -> str | None:
    return Preset(text).value
