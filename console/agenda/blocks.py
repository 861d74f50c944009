"""Time that providers do not work: blocked here, listed with what is booked in it, given back."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from actions import agenda_time
from actions.agenda_errors import AgendaError, ChangedError
from bot.dialogue import describe
from bot.domain.appointments import ACTIVE
from bot.domain.catalogue import Catalogue, Provider
from bot.domain.intervals import Interval
from bot.domain.time_off import LONGEST, stretches
from console.agenda import days, fields, wordings
from console.agenda.office import Office
from console.entrance import Page
from storage.reports import agenda
from storage.reports.agenda import Kept, KeptFor

_SHOWN = timedelta(days=366)  # how far ahead blocked time is listed
_DONE = {"blocked": "agenda.done_blocked", "back": "agenda.done_given_back"}


def install(routes: Blueprint, office: Office) -> None:
    """Add the page to the routes of the console."""

    @routes.get("/agenda/blocks", endpoint="agenda_blocks")
    def show() -> Page:
        return _page(office, request.args, None)

    @routes.post("/agenda/blocks", endpoint="agenda_block")
    def block() -> AnyResponse | Page:
        try:
            provider, off = _wanted(office.catalogue(), request.form, office.now)
            office.perform(lambda desk: agenda_time.block(desk, provider.id, off))
        except AgendaError as error:
            return _page(office, request.form, error)
        return redirect(url_for("console.agenda_blocks", provider=provider.id, done="blocked"), 303)

    @routes.post(
        f"/agenda/blocks/<int(max={2**63 - 1}):time_off_id>/back", endpoint="agenda_give_back"
    )
    def give_back(time_off_id: int) -> AnyResponse | Page:
        try:
            office.perform(lambda desk: agenda_time.give_back(desk, time_off_id))
        except AgendaError as error:
            return _page(office, request.form, error)
        return redirect(url_for("console.agenda_blocks", done="back"), 303)


def _wanted(
    catalogue: Catalogue, typed: Mapping[str, str], now: datetime
) -> tuple[Provider, tuple[Interval, ...]]:
    """Return whose time is to be blocked, and which. Raises AgendaError."""
    provider = fields.provider(typed.get("provider"), catalogue)
    if provider is None:
        raise AgendaError("agenda.no_provider")
    if not typed.get("first"):
        raise AgendaError("agenda.bad_day")
    first = fields.day(typed["first"], date.min)
    last = fields.day(typed.get("last"), first)
    hours = _hours(typed)
    if last < first:
        raise AgendaError("agenda.days_turned")
    if last - first > LONGEST:
        raise AgendaError("agenda.too_long", most=str(LONGEST.days))
    return provider, stretches(first, last, hours, zone=provider.schedule.zone, now=now)


def _hours(typed: Mapping[str, str]) -> tuple[time | None, time | None]:
    """Return the hours of each day, (None, None) for all of it. Raises AgendaError."""
    begin, end = fields.hour(typed.get("from")), fields.hour(typed.get("until"))
    if begin is not None and end is not None and end != time.min and end <= begin:
        raise AgendaError("agenda.hours_turned")
    return begin, None if end == time.min else end


def _page(office: Office, typed: Mapping[str, str], error: AgendaError | None) -> Page:
    catalogue = office.catalogue()
    done = _DONE.get(typed.get("done", ""))
    page = render_template(
        "console/agenda/blocks.html",
        typed=typed,
        chosen=fields.number(typed.get("provider")),
        providers=catalogue.providers,
        today=office.today(catalogue).isoformat(),
        problem=wordings.problem(office.phrases, error, catalogue) if error else "",
        done=done and office.phrases(done),
        blocked=_blocked(office, catalogue),
    )
    if error is None:
        return page, 200
    return page, 409 if isinstance(error, ChangedError) else 422


def _blocked(office: Office, catalogue: Catalogue) -> list[dict[str, object]]:
    """Return the blocked time from now on, each with the appointments that stand in it."""
    window = Interval(office.now, office.now + _SHOWN)
    ids = [one.id for one in catalogue.providers]
    off = [one for one in agenda.kept_in(office.engine, ids, window) if one.why is KeptFor.OFF]
    return [_row(office, catalogue, one) for one in off]


def _row(office: Office, catalogue: Catalogue, one: Kept) -> dict[str, object]:
    provider = catalogue.provider(one.provider_id)
    inside = [
        view
        for view in agenda.appointments_in(office.engine, [one.provider_id], one.during)
        if view.state in ACTIVE and view.end > office.now and catalogue.has_service(view.service_id)
    ]
    return {
        "id": one.id,
        "provider": provider.name,
        "when": describe.time_off(office.phrases, one.during, provider.schedule.zone),
        "inside": days.listed(catalogue, inside, office.phrases),
    }
