"""The overview of the catalogue, and what leads on from it. Other pages are beside this module."""

from collections.abc import Callable

from flask import Blueprint, abort, render_template, request
from sqlalchemy import Engine
from werkzeug.wrappers import Response as AnyResponse

from actions.catalogue import retiring
from actions.catalogue.retiring import Kind
from actions.desk import Tools
from bot.domain.catalogue import Catalogue
from console.catalogue import (
    calendar,
    office,
    policies,
    providers,
    resources,
    services,
    words,
)
from console.catalogue.office import ID, Office
from console.catalogue.starts import Start
from console.entrance import Page
from storage.clock import Clock
from storage.reports import catalogue as reports

_HOLIDAYS_SHOWN = 3
_KINDS = "any(providers,services,resources)"
_STARTS = {
    Start.CHAIRS: ("catalogue.start_chairs", "catalogue.start_chairs_text"),
    Start.VISITS: ("catalogue.start_visits", "catalogue.start_visits_text"),
    Start.CLASSES: ("catalogue.start_classes", "catalogue.start_classes_text"),
    Start.OTHER: ("catalogue.start_other", "catalogue.start_other_text"),
}


def install(
    routes: Blueprint,
    engine: Engine,
    clock: Clock,
    tools: Tools,
    agent: Callable[[], str],
    *,
    try_url: str | None,
) -> None:
    """Add every page of the catalogue to the routes of the console."""
    desk = Office(engine, clock, tools, agent)
    providers.install(routes, desk)
    services.install(routes, desk)
    resources.install(routes, desk)
    calendar.install(routes, desk)
    policies.install(routes, desk)

    @routes.get("/catalogue")
    def catalogue() -> str:
        known = reports.present(engine, tools.catalogue)
        starting = known is None or not (known.in_force or known.retired)
        if known is None or starting:
            return render_template("console/catalogue/begin.html", starts=_STARTS)
        return _overview(desk, known, try_url)

    @routes.get("/catalogue/begin")
    def begin() -> str:
        return render_template("console/catalogue/begin.html", starts=_STARTS)

    @routes.post(f"/catalogue/<{_KINDS}:kind>/<{ID}:row_id>/<any(retire,restore):act>")
    def retire(kind: str, row_id: int, act: str) -> AnyResponse | Page:
        run = {"retire": retiring.retire, "restore": retiring.restore}[act]
        form = office.typed()
        try:
            kept = desk.keep(form, lambda editor: run(engine, Kind(kind), row_id, editor))
        except LookupError:
            abort(404)
        if not kept:
            return desk.page("confirm", form, title="catalogue.retire_title")
        return office.back("resources" if kind == Kind.RESOURCE.value else "")


def _overview(desk: Office, known: Catalogue, try_url: str | None) -> str:
    lines = [words.date_line(one, desk.phrases) for one in reports.dates(desk.engine, desk.today)]
    holidays = reports.holidays(desk.engine, desk.today, limit=_HOLIDAYS_SHOWN)
    own = reports.own_policies(desk.engine)
    return render_template(
        "console/catalogue/overview.html",
        cards=words.cards(known.priced_on(desk.today), desk.phrases),
        retired=[(one.id, one.name, one.trade) for one in known.retired],
        resources=reports.resources(desk.engine, desk.tools.catalogue),
        lines=lines,
        holidays=[(words.long_date(day), name) for day, name, _ in holidays],
        preset=own.get("preset"),
        free_hours=int(known.policies.free_cancellation_until.total_seconds() // 3600),
        is_done="done" in request.args,
        try_url=try_url,
    )
