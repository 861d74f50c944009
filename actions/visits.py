"""Several appointments booked in one go, for one visit: all of them or none."""

from dataclasses import replace

from actions import booking, places
from actions.desk import Desk
from bot.dialogue.commands import AppointmentView, BookSlot, SlotBooked, SlotTaken
from bot.domain import visits
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
    places.lock(desk, services)
    made: list[AppointmentView] = []
    try:
        with desk.db.begin_nested():
            for place in visits.places(services, command.slot.start, step):
                visit_id = made[0].id if made else None
                one = replace(command, slot=place, then=())
                booked = booking.book(desk, one, contact_id, conversation_id, visit_id=visit_id)
                if isinstance(booked, SlotTaken):
                    raise _PlaceLostError
                made.append(booked.appointment)
    except _PlaceLostError:
        return booking.taken(desk, first, command.slot.start, then=command.then)
    if not made:
        return SlotTaken(())
    return SlotBooked(made[0], tuple(made[1:]))


def name_guest(desk: Desk, appointment_id: int, guest_name: str, contact_id: int) -> None:
    """Note who comes to a person's own appointment, and to those of the same visit."""
    row = appointments.locked(desk.db, appointment_id)
    if row is None or row.contact_id != contact_id or row.id is None:
        return
    rows: list[AppointmentRow] = [row, *appointments.following(desk.db, row.id)]
    for one in rows:
        one.guest_name = guest_name
        desk.db.add(one)
