"""Pages of policies: a preset, and what differs from it; of the business, a provider, a service."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, abort, request
from werkzeug.wrappers import Response as AnyResponse

from actions.catalogue import policies as acts
from bot.domain.catalogue import Catalogue
from bot.domain.drafts import Problem
from bot.domain.policy_choices import Preset
from bot.domain.policy_edits import written
from bot.domain.rules import Policies
from console.catalogue import office
from console.catalogue.form import Form
from console.catalogue.office import ID, Office
from console.catalogue.policy_fields import SECTIONS, PolicyField
from console.entrance import Page
from storage.reports import catalogue as reports

_PRESETS = {
    Preset.FLEXIBLE.value: "catalogue.preset_flexible",
    Preset.FAIR.value: "catalogue.preset_fair",
    Preset.STRICT.value: "catalogue.preset_strict",
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
        return reports.present(desk.engine, desk.tools.catalogue) or abort(404)

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
        if reports.service(desk.engine, desk.tools.catalogue, service_id, desk.today) is None:
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
    every = [one for section in SECTIONS.values() for one in section]
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
        for section, fields in SECTIONS.items()
        if any(one in offered for one in fields)
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
