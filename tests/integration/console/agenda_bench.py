"""Appointments in the calendars of the demo world, for the tests of the agenda's pages."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from sqlmodel import select

from actions import agenda, agenda_time
from actions.agenda import NewAppointment
from actions.agenda_customers import Customer
from actions.desk import Desk, Tools, open_desk
from app.wiring import load_phrases
from bot.dialogue.commands import AppointmentView
from bot.domain.intervals import Interval
from storage.repositories.catalogue import CatalogueCache
from storage.rows.appointments import AppointmentRow
from storage.rows.catalogue import ProviderRow, ServiceRow
from storage.unit_of_work import transaction
from tests.integration.console.console_bench import BOT_NUMBER, ConsoleBench

ZONE = ZoneInfo("America/Argentina/Buenos_Aires")
ANA = "+5491166660001"
HOME = "Yerbal 1820, Caballito"

_Result = TypeVar("_Result")


def local(text: str) -> datetime:
    """Return the instant at which the clocks of the business show so."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(UTC)


def at_desk(bench: ConsoleBench, act: Callable[[Desk], _Result], now: datetime) -> _Result:
    """Do one act at another instant than the bench's."""
    tools = Tools(CatalogueCache(), load_phrases(), "twilio", BOT_NUMBER, 0.45)
    with transaction(bench.engine) as db:
        return act(open_desk(db, tools, now=now, actor="agent:Eva"))


def ids(bench: ConsoleBench, provider: str, service: str) -> tuple[int, int]:
    """Return the ids of a provider and of one of their services."""
    with transaction(bench.engine) as db:
        owner = db.exec(select(ProviderRow).where(ProviderRow.slug == provider)).one()
        row = db.exec(
            select(ServiceRow).where(ServiceRow.slug == service, ServiceRow.provider_id == owner.id)
        ).one()
    assert owner.id is not None
    assert row.id is not None
    return owner.id, row.id


def book(
    bench: ConsoleBench,
    provider: str,
    service: str,
    start: str,
    name: str = "Ana Paz",
    phone: str = ANA,
    address: str | None = None,
    *,
    now: datetime | None = None,
) -> AppointmentView:
    """Make an appointment. now: when it was made."""
    _, service_id = ids(bench, provider, service)
    wanted = NewAppointment(service_id, local(start), Customer(phone=phone, name=name), address)
    return at_desk(bench, lambda desk: agenda.create(desk, wanted), now or bench.now)


def block(bench: ConsoleBench, provider: str, first: str, last: str) -> None:
    """Block time of a provider."""
    with transaction(bench.engine) as db:
        owner = db.exec(select(ProviderRow).where(ProviderRow.slug == provider)).one()
    provider_id = owner.id or 0
    off = [Interval(local(first), local(last))]
    at_desk(bench, lambda desk: agenda_time.block(desk, provider_id, off), bench.now)


def stands(bench: ConsoleBench, appointment_id: int) -> AppointmentRow:
    """Return an appointment as it is stored."""
    with transaction(bench.engine) as db:
        return db.get_one(AppointmentRow, appointment_id)
