"""Appointments are made, in a place that is certain, with the notices that follow."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from actions import customers, deposits, notify, places, slots
from actions.desk import Desk
from actions.expiry import expire_holds
from actions.line import fulfil
from actions.transitions import confirmed, transition
from bot.dialogue.commands import (
    BookSlot,
    SlotBooked,
    SlotTaken,
)
from bot.domain.appointments import AppointmentEvent, AppointmentState, first_state
from bot.domain.availability import Wish
from bot.domain.catalogue import Quote, Service
from bot.domain.demands import demand_of
from bot.domain.intervals import Interval
from bot.language.addresses import zone_named
from storage.repositories import appointments
from storage.repositories.appointments import OverlapError, Spot
from storage.rows.appointments import AppointmentRow


@dataclass(frozen=True, slots=True)
class VisitPart:
    """What an appointment of a visit has to do with the others.

    first_id: the one that the visit starts with, None for that one itself. awaits_deposit: some
    service of the visit asks for one, so that all of them are held until it comes.
    """

    first_id: int | None
    awaits_deposit: bool


@dataclass(frozen=True, slots=True)
class Booker:
    """For whom an appointment is made, and where it goes; guest_name, phone: see AppointmentRow.

    visit: what it is a part of; the provider is then told when all of that is made, as of a series.
    """

    contact_id: int
    conversation_id: int
    address: str | None = None
    zone: str | None = None
    guest_name: str | None = None
    phone: str | None = None
    visit: VisitPart | None = None
    series_id: int | None = None


def book(
    desk: Desk,
    command: BookSlot,
    contact_id: int,
    conversation_id: int,
    *,
    as_of: datetime | None = None,
    visit: VisitPart | None = None,
) -> SlotBooked | SlotTaken:
    """Make an appointment in a place, or tell what is left around it when somebody was faster.

    as_of: when the place was promised, which counts for the notice that a booking needs. visit:
    see Booker.
    """
    slot = command.slot
    service = desk.catalogue.service(slot.service_id)
    provider = desk.catalogue.provider(slot.provider_id)
    zone = zone_named(command.address, provider.home_zones) if command.address else None
    to = free_place(desk, service, slot.start, zone=zone, as_of=as_of)
    if to is None:
        return taken(desk, service, slot.start, zone=zone)
    day = slot.start.astimezone(desk.catalogue.zone).date()
    quote = customers.catalogue_for(desk, contact_id).quote(service.id, day)
    who = Booker(
        contact_id,
        conversation_id,
        address=command.address if provider.visits_homes else None,
        zone=zone,
        guest_name=command.guest_name,
        phone=command.phone,
        visit=visit,
    )
    try:
        row = make(desk, service, to, quote, who)
    except OverlapError:
        return taken(desk, service, slot.start, zone=zone)
    fulfil(desk, contact_id, slot)
    return SlotBooked(appointments.view(desk.db, row))


def make(desk: Desk, service: Service, to: Spot, quote: Quote, who: Booker) -> AppointmentRow:
    """Put an appointment into its place and do what follows. Raises OverlapError."""
    must_accept = desk.catalogue.provider(service.provider_id).must_accept
    waits = quote.deposit is not None or (who.visit is not None and who.visit.awaits_deposit)
    row = AppointmentRow(
        code="",
        provider_id=service.provider_id,
        service_id=service.id,
        contact_id=who.contact_id,
        conversation_id=who.conversation_id,
        starts_at=to.during.start,
        ends_at=to.during.end,
        taken_from=to.taken.start,
        taken_until=to.taken.end,
        seat=to.place.seat,
        state=first_state(waits, must_accept),
        price_centavos=quote.price.centavos,
        deposit_centavos=quote.deposit.centavos if quote.deposit else None,
        address=who.address,
        zone=who.zone,
        guest_name=who.guest_name,
        phone=who.phone,
        visit_id=who.visit.first_id if who.visit else None,
        series_id=who.series_id,
        created_at=desk.now,
    )
    appointments.add(desk.db, row, actor=desk.actor, units=to.place.units)
    _after_booking(desk, row, told_later=who.visit is not None or who.series_id is not None)
    return row


def _after_booking(desk: Desk, row: AppointmentRow, *, told_later: bool) -> None:
    if row.state is AppointmentState.HELD:
        if row.deposit_centavos is None:
            deposits.hold(desk, row)
            return
        if not deposits.pay_by_credit(desk, row):
            deposits.ask(desk, row)
            return
        transition(desk, row, AppointmentEvent.DEPOSIT_PAID)
    if row.state is AppointmentState.PENDING_PROVIDER:
        notify.ask_provider(desk, row)
    elif not told_later:
        confirmed(desk, [row])


def free_place(
    desk: Desk,
    service: Service,
    start: datetime,
    *,
    zone: str | None,
    ignoring: int | None = None,
    as_of: datetime | None = None,
) -> Spot | None:
    """Return what an appointment takes at a start, locked; None when it is not free.

    as_of: as for `book`.
    Looks before it waits for the lock, so that of a crowd only those wait who may still get it.
    """
    own = desk.db.get_one(AppointmentRow, ignoring) if ignoring is not None else None
    expire_holds(desk, of=places.sharers(desk, service), sparing=own)
    demand = demand_of(desk.catalogue, service, zone)
    around = Interval(start, start + service.duration)
    view = places.look(desk, [service], around, ignoring=ignoring)
    if view.refusal(service, demand, start, as_of=as_of) is not None:
        return None
    places.lock(desk, [service])
    view = places.look(desk, [service], around, ignoring=ignoring)
    if view.refusal(service, demand, start, as_of=as_of) is not None:
        return None
    return view.place(service, demand, start)


def taken(
    desk: Desk,
    service: Service,
    start: datetime,
    *,
    ignoring: int | None = None,
    then: Sequence[str] = (),
    zone: str | None = None,
) -> SlotTaken:
    """Return what is left around a place that was lost.

    then: with room for these after it. zone: of a home visit.
    """
    local = start.astimezone(desk.catalogue.zone)
    clock = local.time()
    wish = Wish(local.date(), local.date(), clock, clock, exact=True)
    desk.note("slot.lost", provider_id=service.provider_id, service_id=service.id)
    return SlotTaken(slots.around(desk, [service], [wish], ignoring, then, zone))
