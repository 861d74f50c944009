"""Several appointments booked in one go, for one visit: all of them or none."""

from dataclasses import replace

from actions import booking, cancelling, customers, places, transitions
from actions.booking import VisitPart
from actions.desk import Desk
from bot.dialogue.commands import BookSlot, SlotBooked, SlotTaken
from bot.domain import visits
from bot.domain.appointments import AppointmentState
from storage.repositories import appointments
from storage.rows.appointments import AppointmentRow


class _PlaceLostError(Exception):
    """One place of the visit was taken, so that the others are given back."""


def book(
    desk: Desk, command: BookSlot, contact_id: int, conversation_id: int
) -> SlotBooked | SlotTaken:
    """Make the appointments of a visit, or none of them when one place is taken."""
    first = desk.catalogue.service(command.slot.service_id)
    services = visits.services_of(desk.catalogue, first, command.then)
    step = desk.catalogue.policies_of(first.id).slot_step
    day = command.slot.start.astimezone(desk.catalogue.zone).date()
    theirs = customers.catalogue_for(desk, contact_id)
    awaits_deposit = any(theirs.quote(one.id, day).deposit is not None for one in services)
    places.lock(desk, services)
    made: list[AppointmentRow] = []
    try:
        with desk.db.begin_nested():
            for place in visits.places(services, command.slot.start, step):
                part = VisitPart(made[0].id if made else None, awaits_deposit)
                one = replace(command, slot=place, then=())
                booked = booking.book(desk, one, contact_id, conversation_id, visit=part)
                if isinstance(booked, SlotTaken):
                    raise _PlaceLostError
                made.append(desk.db.get_one(AppointmentRow, booked.appointment.id))
    except _PlaceLostError:
        return booking.taken(desk, first, command.slot.start, then=command.then)
    if not made:
        return SlotTaken(())
    cancelling.let_rest_go_on(desk, made)
    if made[0].state is AppointmentState.CONFIRMED:
        transitions.confirmed(desk, made)
    views = appointments.views(desk.db, made)
    return SlotBooked(views[0], tuple(views[1:]))


def name_guest(desk: Desk, appointment_id: int, guest_name: str, contact_id: int) -> None:
    """Note who comes to a person's own appointment, and to those of the same visit."""
    row = appointments.locked(desk.db, appointment_id)
    if row is None or row.contact_id != contact_id or row.id is None:
        return
    rows: list[AppointmentRow] = [row, *appointments.following(desk.db, row.id)]
    for one in rows:
        one.guest_name = guest_name
        desk.db.add(one)
