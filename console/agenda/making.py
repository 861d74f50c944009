"""The form of a new appointment: what, when and for whom; its places are those that are free."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from actions import agenda as acts
from actions import agenda_places, agenda_series
from actions.agenda_errors import (
    AgendaError,
    ChangedError,
    LostTime,
    PlaceLostError,
    SeriesLostError,
)
from actions.agenda_series import NewSeries
from actions.desk import Desk
from bot.dialogue.commands import AppointmentView
from bot.domain.catalogue import Catalogue, Provider, Service
from bot.domain.series import LONGEST_SERIES
from bot.language import formats
from console.agenda import dates, fields, wanted, wordings
from console.agenda.dates import DateLine
from console.agenda.office import Office
from console.agenda.wanted import Typed
from console.agenda.wordings import Place
from console.entrance import Page
from storage.reports import agenda


@dataclass(slots=True)
class Form:
    """What the page shows: what was typed, and what there is to choose from."""

    typed: Typed
    providers: tuple[Provider, ...]
    day: date
    service: Service | None = None
    others: tuple[Service, ...] = ()
    also: tuple[int, ...] = ()
    dates: list[DateLine] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    nearest: list[Place] = field(default_factory=list)
    picked: str = ""
    contact_name: str | None = None
    problem: str = ""

    @property
    def shown(self) -> str:
        """Return for what the places are shown, so that a change of it is noticed."""
        if self.service is None:
            return ""
        return wanted.shown(self.service, self.day.isoformat(), self.typed)

    @property
    def is_more(self) -> bool:
        """Whether it is for more than one person, service or time."""
        given = (self.typed.get("people"), self.typed.get("times"))
        return bool(self.also) or any(one not in (None, "", "1") for one in given)

    @property
    def typed_hour(self) -> str:
        """Return the hour that was asked for, unless it is one of the places."""
        places = {one.value for one in (*self.places, *self.nearest)}
        return "" if self.picked in places else self.typed.get("hour", "")


def install(routes: Blueprint, office: Office) -> None:
    """Add the page to the routes of the console."""

    @routes.get("/agenda/new", endpoint="agenda_new")
    def show() -> Page:
        return _page(office, *_opened(office, request.args))

    @routes.post("/agenda/new", endpoint="agenda_create")
    def create() -> AnyResponse | Page:
        if request.form.get("do") != "book":
            return _page(office, *_opened(office, request.form))
        try:
            made, done = _book(office)
        except AgendaError as error:
            return _page(office, *_refused(office, request.form, error))
        url = url_for("console.agenda_sheet", appointment_id=made.id, done=done)
        return redirect(url, 303)


def _book(office: Office) -> tuple[AppointmentView, str]:
    """Book what the form asks for; return the first of it and what is said. Raises AgendaError."""
    asked = wanted.read(office.catalogue(), request.form)

    def act(desk: Desk) -> AppointmentView:
        if isinstance(asked, NewSeries):
            return agenda_series.create(desk, asked)
        return acts.create(desk, asked)

    return office.perform(act), "series" if isinstance(asked, NewSeries) else "booked"


def _page(office: Office, form: Form, status: int) -> Page:
    page = render_template(
        "console/agenda/new.html",
        form=form,
        customers=agenda.customers(office.engine),
        name_longest=fields.NAME_LONGEST,
        address_longest=fields.ADDRESS_LONGEST,
        series_longest=LONGEST_SERIES,
        weeks_between=range(1, wanted.MOST_WEEKS_BETWEEN + 1),
        today=office.today(office.catalogue()).isoformat(),
        money=formats.money,
        zones=formats.all_of,
    )
    return page, status


def _opened(office: Office, typed: Typed, lost: tuple[LostTime, ...] = ()) -> tuple[Form, int]:
    """Return the form with the free places of what is chosen so far."""
    catalogue = office.catalogue()
    form = Form(typed, _offered(catalogue, typed), office.today(catalogue))
    try:
        form.day = fields.day(typed.get("day"), form.day)
        form.contact_name = _contact_name(office, typed)
        if typed.get("service"):
            form.service = fields.service(typed["service"], catalogue)
            _find_places(office, catalogue, form)
            form.dates = dates.lines(
                catalogue, form.day, typed, lost, form.service.id, office.phrases
            )
            if lost:
                _keep_usual_hour(form)
    except AgendaError as error:
        form.problem = wordings.problem(office.phrases, error, catalogue)
        return form, 422
    return form, 200


def _keep_usual_hour(form: Form) -> None:
    """Let the hour of a series stay chosen when it is taken on its first date."""
    known = {one.value for one in (*form.places, *form.nearest)}
    if form.picked not in ("", wanted.OTHER, *known):
        form.places.insert(0, Place(form.picked, f"{fields.moment(form.picked):%H:%M}"))


def _refused(office: Office, typed: Typed, error: AgendaError) -> tuple[Form, int]:
    """Return the form as it was typed, with why nothing was booked and what is free instead."""
    catalogue = office.catalogue()
    form, _ = _opened(office, typed, error.lost if isinstance(error, SeriesLostError) else ())
    service_id = form.service.id if form.service else None
    form.problem = wordings.problem(office.phrases, error, catalogue, service_id)
    if isinstance(error, PlaceLostError):
        form.nearest = [wordings.place_near(one, catalogue.zone) for one in error.nearest]
        form.picked = ""
    return form, 409 if isinstance(error, PlaceLostError | SeriesLostError | ChangedError) else 422


def _offered(catalogue: Catalogue, typed: Mapping[str, str]) -> tuple[Provider, ...]:
    """Return the providers to choose from, the one of the column first."""
    chosen = fields.number(typed.get("provider"))
    return tuple(sorted(catalogue.providers, key=lambda one: one.id != chosen))


def _contact_name(office: Office, typed: Mapping[str, str]) -> str | None:
    """Return the name of the customer who was picked, None when nobody was. Raises AgendaError."""
    if not typed.get("contact"):
        return None
    contact_id = fields.number(typed["contact"])
    name = agenda.name_of(office.engine, contact_id) if contact_id is not None else None
    if name is None:
        raise AgendaError("agenda.no_customer")
    return name


def _find_places(office: Office, catalogue: Catalogue, form: Form) -> None:
    assert form.service is not None
    service, day, address = form.service, form.day, fields.address(form.typed)
    own = catalogue.provider(service.provider_id).services
    form.others = tuple(one for one in own if one.id != service.id)
    more = wanted.also(catalogue, service, form.typed)
    form.also = tuple(one.id for one in more)
    then = wanted.following(service, more, wanted.people(service, form.typed))
    found = office.perform(
        lambda desk: agenda_places.free_on(desk, service.id, day, address=address, then=then)
    )
    form.places = [wordings.place_at(one, catalogue.zone) for one in found.starts]
    form.nearest = [wordings.place_near(one, catalogue.zone) for one in found.nearest]
    hour = form.typed.get("hour")
    form.picked = form.typed.get("place") or (f"{day.isoformat()}T{hour}" if hour else "")
