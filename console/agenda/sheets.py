"""One appointment: all of it, and what can be done with it now."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from actions import agenda as acts
from actions import agenda_places, agenda_series
from actions.agenda_errors import AgendaError, ChangedError, PlaceLostError, SeriesLostError
from actions.desk import Desk
from bot.dialogue.commands import AppointmentView
from bot.domain.appointments import ACTIVE, AppointmentState
from bot.domain.schedule import local_instant
from bot.language import formats
from console import media
from console.agenda import dates, days, fields, wordings
from console.agenda.days import Piece
from console.agenda.office import Office
from console.entrance import Page
from storage.reports import agenda
from storage.reports.agenda import Change, Sheet

_ONE = f"/agenda/appointments/<int(max={2**63 - 1}):appointment_id>"
_DONE = {
    "booked": "agenda.done_booked",
    "series": "agenda.done_series",
    "moved": "agenda.done_moved",
    "rest_moved": "agenda.done_rest_moved",
    "accept": "agenda.done_accepted",
    "decline": "agenda.done_declined",
    "kept": "agenda.done_kept",
    "missed": "agenda.done_missed",
    "cancel": "agenda.done_cancelled",
    "rest_cancelled": "agenda.done_rest_cancelled",
}
_CANCELS = {
    ("customer", False): acts.cancel_as_asked,
    ("customer", True): agenda_series.cancel_rest_as_asked,
    ("business", False): acts.cancel_ours,
    ("business", True): agenda_series.cancel_rest_ours,
}


def install(routes: Blueprint, office: Office) -> None:
    """Add the pages to the routes of the console."""

    def existing(appointment_id: int) -> Sheet:
        found = agenda.sheet(office.engine, appointment_id)
        if found is None or not office.catalogue().has_service(found.view.service_id):
            abort(404)
        return found

    @routes.get(_ONE, endpoint="agenda_sheet")
    def show(appointment_id: int) -> Page:
        return _page(office, existing(appointment_id), "", 200)

    @routes.post(f"{_ONE}/<any(accept,decline,kept,missed,cancel):act>", endpoint="agenda_act")
    def act(appointment_id: int, act: str) -> AnyResponse | Page:
        existing(appointment_id)
        version = fields.number(request.form.get("version")) or 0
        try:
            office.perform(_act(act, appointment_id, version))
        except AgendaError as error:
            problem = wordings.problem(office.phrases, error, office.catalogue())
            status = 409 if isinstance(error, ChangedError) else 422
            return _page(office, existing(appointment_id), problem, status)
        is_rest = act == "cancel" and _means_rest()
        return _to_sheet(appointment_id, "rest_cancelled" if is_rest else act)

    @routes.get(f"{_ONE}/move", endpoint="agenda_move")
    def choose(appointment_id: int) -> Page:
        return _move_page(office, existing(appointment_id), None)

    @routes.post(f"{_ONE}/move", endpoint="agenda_moved")
    def move(appointment_id: int) -> AnyResponse | Page:
        existing(appointment_id)
        version = fields.number(request.form.get("version")) or 0
        try:
            local = fields.moment(_place(request.form.get("place", "")))
            start = local_instant(local.date(), local.time(), office.catalogue().zone)
            run = agenda_series.move_rest if _means_rest() else acts.move
            moved = office.perform(lambda desk: run(desk, appointment_id, version, start))
        except AgendaError as error:
            return _move_page(office, existing(appointment_id), error)
        return _to_sheet(moved.id, "rest_moved" if _means_rest() else "moved")


def _act(act: str, appointment_id: int, version: int) -> Callable[[Desk], AppointmentView]:
    """Return what an address asks for. Raises AgendaError when it is not said who cancels."""
    if act in ("accept", "decline"):
        accepted = act == "accept"
        return lambda desk: acts.answer(desk, appointment_id, version, accepted=accepted)
    if act in ("kept", "missed"):
        return lambda desk: acts.close(desk, appointment_id, version, came=act == "kept")
    run = _CANCELS.get((request.form.get("by", ""), _means_rest()))
    if run is None:
        raise AgendaError("agenda.who_cancels")
    return lambda desk: run(desk, appointment_id, version)


def _means_rest() -> bool:
    """Whether a form is about an appointment and those of its series after it."""
    return request.form.get("which") == "rest"


def _place(chosen: str) -> str:
    """Return the place that was chosen, or the day and hour that were typed. Raises AgendaError."""
    if chosen and chosen != "other":
        return chosen
    day, hour = fields.day(request.form.get("day"), date.min), fields.hour(request.form.get("hour"))
    if hour is None or day == date.min:
        raise AgendaError("agenda.no_hour")
    return f"{day.isoformat()}T{hour:%H:%M}"


def _to_sheet(appointment_id: int, done: str) -> AnyResponse:
    url = url_for("console.agenda_sheet", appointment_id=appointment_id, done=done)
    return redirect(url, 303)


def _page(office: Office, sheet: Sheet, problem: str, status: int) -> Page:
    view, now, phrases = sheet.view, office.now, office.phrases
    is_ahead = view.state in ACTIVE and view.end > now
    terms = None
    if is_ahead:
        terms = office.perform(lambda desk: agenda_places.cancellation_terms(desk, view.id))
    done = _DONE.get(request.args.get("done", "")) if request.method == "GET" else None
    page = render_template(
        "console/agenda/sheet.html",
        problem=problem,
        done=done and phrases(done),
        can_answer=view.state is AppointmentState.PENDING_PROVIDER
        and (sheet.answer_by is None or sheet.answer_by > now),
        can_move=is_ahead,
        can_close=view.state is AppointmentState.CONFIRMED and view.start <= now,
        can_cancel=is_ahead,
        terms=wordings.terms(phrases, terms),
        **_values(office, sheet),
    )
    return page, status


def _values(office: Office, sheet: Sheet) -> dict[str, object]:
    """Return what both pages of an appointment show of it."""
    catalogue, view = office.catalogue(), sheet.view
    local = view.start.astimezone(catalogue.zone)
    return {
        "sheet": sheet,
        "view": view,
        "who": wordings.who(office.phrases, view),
        "state": wordings.state(office.phrases, view),
        "service": catalogue.service(view.service_id),
        "provider": catalogue.provider(view.provider_id),
        "day": local.date().isoformat(),
        "when": formats.long_when(view.start, catalogue.zone),
        "hours": wordings.hours(view.start, view.end, catalogue.zone),
        "money": formats.money,
        "files": media.of_appointment(office, view.id),
        "changes": [_change(office, one) for one in sheet.changes],
        "visit": _others(office, sheet.visit),
        "rest": _others(office, sheet.rest),
        "which": request.form.get("which", ""),
    }


def _others(office: Office, views: Sequence[AppointmentView]) -> list[Piece]:
    """Return what belongs to an appointment, each with its day."""
    catalogue = office.catalogue()
    pieces = days.listed(catalogue, views, office.phrases)
    return [
        replace(piece, hours=formats.when(view.start, catalogue.zone))
        for view, piece in zip(views, pieces, strict=True)
    ]


def _change(office: Office, change: Change) -> dict[str, str]:
    """Return one thing that happened, in words. by: the agent who did it, "" for anybody else."""
    catalogue = office.catalogue()
    kind, _, agent = change.actor.partition(":")
    return {
        "when": formats.when(change.at, catalogue.zone),
        "what": wordings.event(office.phrases, change.event),
        "by": agent if kind == "agent" else "",
    }


def _move_page(office: Office, sheet: Sheet, error: AgendaError | None) -> Page:
    catalogue, phrases, view = office.catalogue(), office.phrases, sheet.view
    own_day = view.start.astimezone(catalogue.zone).date()
    problem = wordings.problem(phrases, error, catalogue, view.service_id) if error else ""
    try:
        day = fields.day(request.values.get("day"), max(own_day, office.today(catalogue)))
    except AgendaError as wrong:
        day, error = own_day, error or wrong
        problem = problem or wordings.problem(phrases, wrong, catalogue)
    found = office.perform(lambda desk: agenda_places.free_to_move(desk, view.id, day))
    nearest = error.nearest if isinstance(error, PlaceLostError) else found.nearest
    page = render_template(
        "console/agenda/move.html",
        problem=problem,
        chosen_day=day.isoformat(),
        chosen_day_words=formats.long_day(day),
        places=[
            wordings.place_at(one, catalogue.zone) for one in found.starts if one != view.start
        ],
        nearest=[
            wordings.place_near(one, catalogue.zone) for one in nearest if one.start != view.start
        ],
        typed=request.form,
        lost=dates.lost_lines(
            catalogue,
            error.lost if isinstance(error, SeriesLostError) else (),
            view.service_id,
            phrases,
        ),
        **_values(office, sheet),
    )
    if error is None:
        return page, 200
    return page, 409 if isinstance(error, PlaceLostError | SeriesLostError | ChangedError) else 422
