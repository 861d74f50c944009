"""The form of a new appointment: what, when and for whom; its places are those that are free."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from actions import agenda as acts
from actions import agenda_places
from actions.agenda import NewAppointment
from actions.agenda_customers import Customer
from actions.agenda_errors import AgendaError, ChangedError, PlaceLostError
from bot.domain.catalogue import Catalogue, Provider, Service
from bot.domain.schedule import local_instant
from bot.language import formats
from console.agenda import fields, wordings
from console.agenda.office import Office
from console.agenda.wordings import Place
from console.entrance import Page
from storage.reports import agenda

OTHER = "other"  # the place is the hour that was typed


@dataclass(slots=True)
class Form:
    """What the page shows: what was typed, and what there is to choose from."""

    typed: Mapping[str, str]
    providers: tuple[Provider, ...]
    day: date
    service: Service | None = None
    places: list[Place] = field(default_factory=list)
    nearest: list[Place] = field(default_factory=list)
    picked: str = ""
    contact_name: str | None = None
    problem: str = ""

    @property
    def shown(self) -> str:
        """Return for what the places are shown, so that a change of it is noticed."""
        return f"{self.service.id}|{self.day.isoformat()}" if self.service else ""

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
            wanted = _wanted(office.catalogue(), request.form)
            made = office.perform(lambda desk: acts.create(desk, wanted))
        except AgendaError as error:
            return _page(office, *_refused(office, request.form, error))
        url = url_for("console.agenda_sheet", appointment_id=made.id, done="booked")
        return redirect(url, 303)


def _page(office: Office, form: Form, status: int) -> Page:
    page = render_template(
        "console/agenda/new.html",
        form=form,
        customers=agenda.customers(office.engine),
        name_longest=fields.NAME_LONGEST,
        address_longest=fields.ADDRESS_LONGEST,
        today=office.today(office.catalogue()).isoformat(),
        money=formats.money,
        zones=formats.all_of,
    )
    return page, status


def _opened(office: Office, typed: Mapping[str, str]) -> tuple[Form, int]:
    """Return the form with the free places of what is chosen so far."""
    catalogue = office.catalogue()
    form = Form(typed, _offered(catalogue, typed), office.today(catalogue))
    try:
        form.day = fields.day(typed.get("day"), form.day)
        form.contact_name = _contact_name(office, typed)
        if typed.get("service"):
            form.service = fields.service(typed["service"], catalogue)
            _find_places(office, catalogue, form)
    except AgendaError as error:
        form.problem = wordings.problem(office.phrases, error, catalogue)
        return form, 422
    return form, 200


def _refused(office: Office, typed: Mapping[str, str], error: AgendaError) -> tuple[Form, int]:
    """Return the form as it was typed, with why nothing was booked and what is free instead."""
    catalogue = office.catalogue()
    form, _ = _opened(office, typed)
    service_id = form.service.id if form.service else None
    form.problem = wordings.problem(office.phrases, error, catalogue, service_id)
    if isinstance(error, PlaceLostError):
        form.nearest = [wordings.place_near(one, catalogue.zone) for one in error.nearest]
        form.picked = ""
    return form, 409 if isinstance(error, PlaceLostError | ChangedError) else 422


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
    service_id, day, address = form.service.id, form.day, fields.address(form.typed)
    found = office.perform(
        lambda desk: agenda_places.free_on(desk, service_id, day, address=address)
    )
    form.places = [wordings.place_at(one, catalogue.zone) for one in found.starts]
    form.nearest = [wordings.place_near(one, catalogue.zone) for one in found.nearest]
    hour = form.typed.get("hour")
    form.picked = form.typed.get("place") or (f"{day.isoformat()}T{hour}" if hour else "")


def _wanted(catalogue: Catalogue, typed: Mapping[str, str]) -> NewAppointment:
    """Return the appointment that a form asks for. Raises AgendaError."""
    service = fields.service(typed.get("service"), catalogue)
    start = _start(catalogue, service, typed)
    customer: Customer = fields.customer(typed)
    return NewAppointment(service.id, start, customer, fields.address(typed))


def _start(catalogue: Catalogue, service: Service, typed: Mapping[str, str]) -> datetime:
    zone = catalogue.zone
    place = typed.get("place", "")
    if place and place != OTHER:
        shown = f"{service.id}|{typed.get('day', '')}"
        if typed.get("shown", shown) != shown:
            raise AgendaError("agenda.choose_again")
        local = fields.moment(place)
        return local_instant(local.date(), local.time(), zone)
    hour: time | None = fields.hour(typed.get("hour"))
    if hour is None or not typed.get("day"):
        raise AgendaError("agenda.no_hour")
    return local_instant(fields.day(typed["day"], date.min), hour, zone)
