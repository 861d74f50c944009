"""Pages of days that are not like others: seasons of a provider, and single dates."""

from datetime import date

from flask import Blueprint, abort
from werkzeug.wrappers import Response as AnyResponse

from actions.catalogue import calendar as acts
from bot.domain.drafts import DatesDraft, Working
from bot.domain.schedule import Season
from bot.language import typed
from console.catalogue import office, words
from console.catalogue.form import Form
from console.catalogue.office import ID, Office
from console.catalogue.week_fields import read_hours, read_week, week_values
from console.entrance import Page
from storage.reports import catalogue as reports

_DAY_WRONG = "catalogue.day_of_year_wrong"
_DATE_WRONG = "catalogue.date_wrong"
_HOLIDAYS_SHOWN = 12
_JANUARY = (1, 1)


def install(routes: Blueprint, desk: Office) -> None:
    """Add the pages of seasons and dates to the routes of the console."""
    _install_seasons(routes, desk)
    _install_dates(routes, desk)


def _install_seasons(routes: Blueprint, desk: Office) -> None:
    def page(form: Form, provider_id: int, season_id: int | None) -> Page:
        provider = reports.provider_draft(desk.engine, desk.tools.catalogue, provider_id)
        if provider is None:
            abort(404)
        return desk.page(
            "season",
            form,
            provider=provider,
            provider_id=provider_id,
            season_id=season_id,
            weekdays=words.WEEKDAYS,
        )

    def owner_of(season_id: int) -> int:
        return reports.season_owner(desk.engine, season_id) or abort(404)

    @routes.get(f"/catalogue/providers/<{ID}:provider_id>/seasons/new")
    def new_season(provider_id: int) -> Page:
        provider = reports.provider_draft(desk.engine, desk.tools.catalogue, provider_id)
        return page(Form.of(week_values(provider.week) if provider else {}), provider_id, None)

    @routes.post(f"/catalogue/providers/<{ID}:provider_id>/seasons/new")
    def create_season(provider_id: int) -> AnyResponse | Page:
        if reports.provider_draft(desk.engine, desk.tools.catalogue, provider_id) is None:
            abort(404)
        form = office.typed()
        season = _season(form)
        if not desk.keep(form, lambda one: acts.put_season(desk.engine, provider_id, season, one)):
            return page(form, provider_id, None)
        return office.back(f"provider-{provider_id}")

    @routes.get(f"/catalogue/seasons/<{ID}:season_id>")
    def season(season_id: int) -> Page:
        provider_id = owner_of(season_id)
        known = reports.seasons(desk.engine, desk.tools.catalogue, provider_id)[season_id]
        (first_month, first), (last_month, last) = known.first, known.last
        days = {"first": f"{first}/{first_month}", "last": f"{last}/{last_month}"}
        return page(Form.of(days | week_values(known.weekly)), provider_id, season_id)

    @routes.post(f"/catalogue/seasons/<{ID}:season_id>")
    def change_season(season_id: int) -> AnyResponse | Page:
        provider_id = owner_of(season_id)
        form = office.typed()
        if form.has("then", "remove"):
            return remove(form, provider_id, season_id)
        changed = _season(form)
        if not desk.keep(
            form,
            lambda one: acts.put_season(
                desk.engine, provider_id, changed, one, season_id=season_id
            ),
        ):
            return page(form, provider_id, season_id)
        return office.back(f"provider-{provider_id}")

    def remove(form: Form, provider_id: int, season_id: int) -> AnyResponse | Page:
        if not desk.keep(form, lambda one: acts.remove_season(desk.engine, season_id, one)):
            return desk.page("confirm", form, title="catalogue.remove_season")
        return office.back(f"provider-{provider_id}")


def _install_dates(routes: Blueprint, desk: Office) -> None:
    def page(form: Form) -> Page:
        catalogue = reports.present(desk.engine, desk.tools.catalogue)
        holidays = reports.holidays(desk.engine, desk.today, limit=_HOLIDAYS_SHOWN)
        return desk.page(
            "dates",
            form,
            providers=catalogue.in_force if catalogue else (),
            lines=[
                words.date_line(one, desk.phrases) for one in reports.dates(desk.engine, desk.today)
            ],
            holidays=[(words.long_date(day), name, where) for day, name, where in holidays],
            today=desk.today.isoformat(),
        )

    @routes.get("/catalogue/dates")
    def dates() -> Page:
        return page(Form.of({"working": Working.CLOSED.value}))

    @routes.post("/catalogue/dates")
    def put_dates() -> AnyResponse | Page:
        form = office.typed()
        draft = _dates(form, desk.today)
        if not desk.keep(form, lambda editor: acts.put_dates(desk.engine, draft, editor)):
            return page(form)
        return office.back("dates")

    @routes.post("/catalogue/dates/clear")
    def clear_date() -> AnyResponse | Page:
        form = office.typed()
        day = form.read("day", date.fromisoformat, _DATE_WRONG, otherwise=desk.today)
        provider_id = form.read("provider_id", typed.whole, _DATE_WRONG, otherwise=0)
        if not desk.keep(
            form, lambda editor: acts.clear_date(desk.engine, provider_id, day, editor)
        ):
            return desk.page("confirm", form, title="catalogue.clear_title")
        return office.back("dates")


def _season(form: Form) -> Season:
    """Return the season of a form; what is wrong with it is noted in the form."""
    return Season(
        form.read("first", typed.day_of_year, _DAY_WRONG, otherwise=_JANUARY),
        form.read("last", typed.day_of_year, _DAY_WRONG, otherwise=_JANUARY),
        read_week(form),
    )


def _dates(form: Form, today: date) -> DatesDraft:
    """Return the days of a form; what is wrong with them is noted in the form."""
    first = form.read("first", date.fromisoformat, _DATE_WRONG, otherwise=today)
    draft = DatesDraft(
        first=first,
        last=form.read_if_any("last", date.fromisoformat, _DATE_WRONG) or first,
        working=form.choose("working", Working, otherwise=Working.CLOSED),
        provider_id=form.read_if_any("provider", typed.whole, "catalogue.choice_wrong"),
        hours=read_hours(form, "hours"),
        name=" ".join(form.value("name").split()),
    )

    form.blame(draft.problems(today))
    return draft
