"""What people type into the forms of the agenda, read or refused with a phrase that says why."""

import re
from collections.abc import Mapping
from datetime import date, datetime, time

from actions.agenda_customers import Customer
from actions.agenda_errors import AgendaError
from bot.domain.catalogue import Catalogue, Provider, Service
from bot.language.phones import e164

NAME_LONGEST = 60  # characters
ADDRESS_LONGEST = 160
_ID = re.compile(r"\d{1,18}")
_YEARS = range(2000, 2100)


def number(text: str | None) -> int | None:
    """Return an id; None when the text is none."""
    return int(text) if text and _ID.fullmatch(text) else None


def day(text: str | None, default: date) -> date:
    """Return a date written 2027-05-13; the default for nothing. Raises AgendaError."""
    if not text:
        return default
    try:
        found = date.fromisoformat(text)
    except ValueError as error:
        raise AgendaError("agenda.bad_day") from error
    if found.year not in _YEARS:
        raise AgendaError("agenda.bad_day")
    return found


def hour(text: str | None) -> time | None:
    """Return a time written 17:30; None for nothing. Raises AgendaError."""
    if not text:
        return None
    try:
        found = time.fromisoformat(text)
    except ValueError as error:
        raise AgendaError("agenda.bad_hour") from error
    if found.tzinfo is not None:
        raise AgendaError("agenda.bad_hour")
    return found.replace(second=0, microsecond=0)


def moment(text: str) -> datetime:
    """Return the local, naive «2027-05-13T17:30» of a place. Raises AgendaError."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise AgendaError("agenda.bad_hour") from error
    if found.tzinfo is not None or found.year not in _YEARS:
        raise AgendaError("agenda.bad_hour")
    return found


def service(text: str | None, catalogue: Catalogue) -> Service:
    """Return the service with an id. Raises AgendaError."""
    service_id = number(text)
    if service_id is None or not catalogue.has_service(service_id):
        raise AgendaError("agenda.no_service")
    return catalogue.service(service_id)


def provider(text: str | None, catalogue: Catalogue) -> Provider | None:
    """Return the provider with an id; None for nothing. Raises AgendaError for an unknown one."""
    if not text:
        return None
    provider_id = number(text)
    found = next((one for one in catalogue.providers if one.id == provider_id), None)
    if found is None:
        raise AgendaError("agenda.no_provider")
    return found


def customer(form: Mapping[str, str]) -> Customer:
    """Return who was picked or typed: a contact, or a phone with perhaps a name.

    Raises AgendaError.
    """
    name, guest = _name(form.get("name", "")), _name(form.get("guest", ""))
    if form.get("contact"):
        contact_id = number(form["contact"])
        if contact_id is None:
            raise AgendaError("agenda.no_customer")
        return Customer(contact_id=contact_id, name=name, guest=guest)
    written = form.get("phone", "").strip()
    if not written:
        raise AgendaError("agenda.no_phone")
    phone = e164(written)
    if phone is None:
        raise AgendaError("agenda.bad_phone")
    return Customer(phone=phone, name=name, guest=guest)


def _name(text: str) -> str | None:
    """Return a name that was typed; None for nothing. Raises AgendaError."""
    name = " ".join(text.split()) or None
    if name is not None and (len(name) > NAME_LONGEST or not any(map(str.isalpha, name))):
        raise AgendaError("agenda.bad_name")
    return name


def address(form: Mapping[str, str]) -> str | None:
    """Return where a home visit goes to; None for nothing."""
    return " ".join(form.get("address", "").split())[:ADDRESS_LONGEST] or None
