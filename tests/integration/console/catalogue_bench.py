"""What the tests of the catalogue pages share: forms as a browser would send them."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from html.parser import HTMLParser

from sqlalchemy import Engine, text
from sqlmodel import Session, SQLModel, col, select

from bot.domain.appointments import AppointmentState
from bot.domain.catalogue import Catalogue
from storage.repositories import appointments
from storage.repositories.catalogue import CatalogueCache
from storage.rows.appointments import AppointmentRow
from storage.rows.people import ContactRow
from storage.unit_of_work import transaction

PAGE = "/console/catalogue"


def empty(engine: Engine) -> None:
    """Leave nothing in the database, as in an installation where nobody set anything up."""
    tables = ", ".join(f'"{table.name}"' for table in SQLModel.metadata.sorted_tables)
    with transaction(engine) as db:
        db.execute(text(f"TRUNCATE {tables} RESTART IDENTITY CASCADE"))


def catalogue_of(engine: Engine) -> Catalogue:
    """Return the catalogue as a worker reads it."""
    with transaction(engine) as db:
        return CatalogueCache().get(db)


def provider_fields(**changed: str) -> dict[str, str]:
    """Return the fields of somebody who works in a shop from Tuesday to Saturday."""
    week = {f"hours_{day}": "9 a 13 y 16 a 20" for day in range(1, 6)}
    fields = {
        "name": "Romina Paz",
        "phone": "11 4444-0101",
        "trade": "peluquería",
        "place": "address",
        "address": "Mitre 100, Caballito",
        "confirmation": "auto",
        "holidays": "closed",
        "weight": "1",
    }
    return fields | week | changed


def service_fields(**changed: str) -> dict[str, str]:
    """Return the fields of a service of half an hour."""
    fields = {"name": "Alisado", "minutes": "30", "capacity": "1", "price": "12.000"}
    return fields | changed


def book(
    engine: Engine,
    service_id: int,
    starts_at: datetime,
    *,
    customer: str = "Sofía Duarte",
    seat: int = 1,
    zone: str | None = None,
    units: Iterable[tuple[int, int]] = (),
) -> int:
    """Put a confirmed appointment into the calendar; return its id."""
    with transaction(engine) as db:
        service = CatalogueCache().get(db).service(service_id)
        contact = _contact(db, customer, starts_at)
        row = AppointmentRow(
            code="",
            provider_id=service.provider_id,
            service_id=service_id,
            contact_id=contact,
            starts_at=starts_at,
            ends_at=starts_at + service.duration,
            seat=seat,
            zone=zone,
            state=AppointmentState.CONFIRMED,
            price_centavos=service.price.centavos,
            created_at=starts_at - timedelta(days=1),
        )
        appointments.add(db, row, actor="test", units=dict(units))
        assert row.id is not None
        return row.id


def _contact(db: Session, name: str, at: datetime) -> int:
    known = db.exec(select(ContactRow.id).where(col(ContactRow.name) == name)).first()
    if known is not None:
        return known
    row = ContactRow(name=name, created_at=at)
    db.add(row)
    db.flush()
    assert row.id is not None
    return row.id


def filled(page: str) -> dict[str, list[str]]:
    """Return what a browser would send of the form on a page, by field, but its token."""
    reader = _FormReader()
    reader.feed(page)
    return {name: values for name, values in reader.fields.items() if name != "form_token"}


class _FormReader(HTMLParser):
    """Reads the form of class «form»."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, list[str]] = {}
        self._is_inside = False
        self._select = ""
        self._area: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self._is_inside = given.get("class") == "form"
        if not self._is_inside:
            return
        name = given.get("name") or ""
        if tag == "input":
            is_choice = given.get("type") in ("radio", "checkbox")
            if not is_choice or "checked" in given:
                self._add(name, given.get("value") or "")
        elif tag == "select":
            self._select = name
            self.fields[name] = [""]
        elif tag == "option" and "selected" in given:
            self.fields[self._select] = [given.get("value") or ""]
        elif tag == "textarea":
            self._area = name
            self.fields[name] = [""]

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self.fields[self._area] = [data]

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = None

    def _add(self, name: str, value: str) -> None:
        self.fields.setdefault(name, []).append(value)
