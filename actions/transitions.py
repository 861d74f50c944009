"""What happens to appointments: one transition, one event row; who is told when it is final."""

from collections.abc import Sequence

from actions import notify
from actions.desk import Desk
from bot.dialogue.commands import (
    AppointmentChanged,
)
from bot.domain.appointments import ACTIVE, AppointmentEvent, AppointmentState
from bot.domain.intervals import Interval
from storage.repositories import appointments
from storage.repositories.calendars import drop_proposals
from storage.repositories.waitlist import free_up
from storage.rows.appointments import AppointmentRow

_GIVEN_UP = frozenset(
    {AppointmentState.CANCELLED, AppointmentState.DECLINED, AppointmentState.EXPIRED}
)


def transition(desk: Desk, row: AppointmentRow, event: AppointmentEvent) -> None:
    """Let something happen to an appointment; a place that it gives up goes to those who wait."""
    was_active = row.state in ACTIVE
    appointments.transition(
        desk.db,
        row,
        event,
        needs_provider=desk.catalogue.provider(row.provider_id).must_accept,
        actor=desk.actor,
        now=desk.now,
    )
    assert row.id is not None
    drop_proposals(desk.db, row.id)
    if was_active and row.state in _GIVEN_UP and row.ends_at > desk.now:
        place = Interval(row.starts_at, row.ends_at)
        free_up(desk.db, row.provider_id, place, now=desk.now)


def confirmed(desk: Desk, rows: Sequence[AppointmentRow]) -> None:
    """Do what follows when a visit became final: tell the provider once, plan the reminder.

    rows: its appointments in order, not none.
    """
    first = rows[0]
    reply = notify.about_visit(desk, "appointment_new", rows)
    notify.tell_provider(desk, first, reply, f"new:{first.id}:{first.version}")
    for row in rows:
        notify.plan_reminder(desk, row)


def is_theirs(row: AppointmentRow | None, contact_id: int, version: int) -> bool:
    """Whether it is this person's, active, and still as they saw it."""
    return (
        row is not None
        and row.contact_id == contact_id
        and row.state in ACTIVE
        and row.version == version
    )


def changed(desk: Desk, row: AppointmentRow | None, contact_id: int) -> AppointmentChanged:
    """Return how an appointment stands that is not what a person saw; nothing of another's."""
    if row is None or row.contact_id != contact_id:
        return AppointmentChanged(None)
    return AppointmentChanged(appointments.view(desk.db, row))
