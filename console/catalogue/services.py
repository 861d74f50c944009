"""Pages of services: duration, price and from when it counts, seats, time around, resources."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask import Blueprint, abort, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from actions.catalogue import services as acts
from bot.domain.drafts import ResourceDraft, ServiceDraft
from bot.domain.money import Money
from bot.language import typed
from bot.language.phrases import Phrases
from console.catalogue import office, starts, words
from console.catalogue.form import Form
from console.catalogue.office import ID, Office
from console.entrance import Page
from storage.reports import catalogue as reports

_NUMBER_WRONG = "catalogue.number_wrong"
_MONEY_WRONG = "catalogue.money_wrong"
_NEW_UNITS = 1


def install(routes: Blueprint, desk: Office) -> None:
    """Add the pages of services to the routes of the console."""

    def page(form: Form, provider_id: int, service_id: int | None, **values: Any) -> Page:
        provider = reports.provider_draft(desk.engine, desk.tools.catalogue, provider_id)
        assert provider is not None
        return desk.page(
            "service",
            form,
            provider=provider,
            provider_id=provider_id,
            service_id=service_id,
            resources=[
                one
                for one in reports.resources(desk.engine, desk.tools.catalogue)
                if not one.is_retired
            ],
            today=desk.today.isoformat(),
            example=starts.example_service(_start(), desk.phrases),
            kind=request.args.get("kind", ""),
            **values,
        )

    @routes.get(f"/catalogue/providers/<{ID}:provider_id>/services/new")
    def new_service(provider_id: int) -> Page:
        if reports.provider_draft(desk.engine, desk.tools.catalogue, provider_id) is None:
            abort(404)
        return page(Form.of(starts.service_fields(_start())), provider_id, None)

    @routes.post(f"/catalogue/providers/<{ID}:provider_id>/services/new")
    def create_service(provider_id: int) -> AnyResponse | Page:
        if reports.provider_draft(desk.engine, desk.tools.catalogue, provider_id) is None:
            abort(404)
        form = office.typed()
        draft, resource = _draft(form), _new_resource(form)
        if not desk.keep(
            form,
            lambda one: acts.create(desk.engine, provider_id, draft, one, resource=resource),
        ):
            return page(form, provider_id, None)
        if form.value("then") == "another":
            kind = request.args.get("kind")
            return redirect(url_for("console.new_service", provider_id=provider_id, kind=kind), 303)
        return office.back(f"provider-{provider_id}")

    @routes.get(f"/catalogue/services/<{ID}:service_id>")
    def service(service_id: int) -> Page:
        found = reports.service(desk.engine, desk.tools.catalogue, service_id, desk.today)
        if found is None:
            abort(404)
        form = Form.of(_values(found.draft))
        return page(form, found.provider_id, service_id, planned=_planned(found, desk.phrases))

    @routes.post(f"/catalogue/services/<{ID}:service_id>")
    def change_service(service_id: int) -> AnyResponse | Page:
        found = reports.service(desk.engine, desk.tools.catalogue, service_id, desk.today)
        if found is None:
            abort(404)
        form = office.typed()
        draft, resource = _draft(form), _new_resource(form)
        if not desk.keep(
            form, lambda one: acts.change(desk.engine, service_id, draft, one, resource=resource)
        ):
            return page(form, found.provider_id, service_id, planned=_planned(found, desk.phrases))
        return office.back(f"provider-{found.provider_id}")


def _start() -> starts.Start:
    return starts.start_of(request.args.get("kind", ""))


def _draft(form: Form) -> ServiceDraft:
    """Return the service of a form; what is wrong with it is noted in the form."""
    draft = ServiceDraft(
        name=" ".join(form.value("name").split()),
        duration=form.read("minutes", typed.minutes, _NUMBER_WRONG, otherwise=typed.minutes("30")),
        price=form.read("price", typed.pesos, _MONEY_WRONG, otherwise=Money(0)),
        deposit=form.read_if_any("deposit", typed.pesos, _MONEY_WRONG) or None,
        price_from=form.read_if_any("price_from", date.fromisoformat, "catalogue.date_wrong"),
        dropped=frozenset(_dates(form.values.get("dropped", ()))),
        capacity=form.read("capacity", typed.whole, _NUMBER_WRONG, otherwise=1),
        resources=form.numbers("resources"),
        before=form.read_if_any("before", typed.minutes, _NUMBER_WRONG),
        after=form.read_if_any("after", typed.minutes, _NUMBER_WRONG),
        step=form.read_if_any("step", typed.minutes, _NUMBER_WRONG),
    )
    problems = dict(draft.problems())
    if "price" in form.problems:
        problems.pop("deposit", None)  # it is compared with a price that could not be read
    form.blame(problems)
    return draft


def _new_resource(form: Form) -> ResourceDraft | None:
    """Return the resource that is made along with the service; None when none is named."""
    name = " ".join(form.value("resource_name").split())
    if not name:
        return None
    units = form.read("units", typed.whole, _NUMBER_WRONG, otherwise=_NEW_UNITS)
    draft = ResourceDraft(name, units)
    problems = dict(draft.problems())
    if "name" in problems:
        problems["resource_name"] = problems.pop("name")
    form.blame(problems)
    return draft


def _dates(texts: Sequence[str]) -> list[date]:
    return [date.fromisoformat(text) for text in texts if _is_date(text)]


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _planned(found: reports.ServiceShown, phrases: Phrases) -> list[tuple[str, str]]:
    """Return the prices to come: day as ISO, and the line that shows it."""
    return [
        (day.isoformat(), f"{words.long_date(day)}: {words.priced(one, phrases)}")
        for one in found.planned
        for day in (one.valid_from,)
    ]


def _values(draft: ServiceDraft) -> Mapping[str, str | Sequence[str]]:
    """Return what the fields of a service show."""
    return {
        "name": draft.name,
        "minutes": words.typed_minutes(draft.duration),
        "price": words.typed_money(draft.price),
        "deposit": words.typed_money(draft.deposit),
        "capacity": str(draft.capacity),
        "resources": [str(one) for one in draft.resources],
        "before": words.typed_minutes(draft.before),
        "after": words.typed_minutes(draft.after),
        "step": words.typed_minutes(draft.step),
    }
