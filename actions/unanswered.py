"""Reminders that nobody answered: the place is released, or somebody of the business calls.

Which of the two is a policy. A place with a paid deposit is never released: it is called about.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine

from actions import cancelling, notify
from actions.console import Touched
from actions.desk import Desk, Tools, open_desk
from actions.transitions import transition
from bot.dialogue import notices
from bot.dialogue.commands import AppointmentCancelled, AppointmentView, CancelAppointment
from bot.domain.appointments import ACTIVE, AppointmentEvent
from bot.domain.policy_choices import NoAnswer
from storage import outbox
from storage.repositories import appointments, people
from storage.repositories.unanswered import unanswered
from storage.rows.appointments import AppointmentRow
from storage.rows.mail import Urgency
from storage.unit_of_work import transaction

_FARTHEST = timedelta(hours=48)  # a policy that decides earlier is asked no earlier than this
_TO_COME_ANYWAY = timedelta(hours=1)  # released later, they could not be told in time


@dataclass(frozen=True, slots=True)
class Call:
    """Somebody to call. phone None: the channel hides it, they can only be written to."""

    appointment: AppointmentView
    service: str
    provider: str
    phone: str | None
    conversation_id: int | None


def release(desk: Desk) -> int:
    """Free the places whose policy says so, and tell both sides; return how many."""
    zone = desk.catalogue.zone
    if not any(_releases(desk, one.id) for one in desk.catalogue.services):
        return 0
    if desk.catalogue.policies.quiet_hours.is_quiet(desk.now, zone):
        return 0  # nobody could be told now
    released = [row for row in _due(desk) if _is_released(desk, row)]
    for row in released:
        _release(desk, row)
    return len(released)


def listing(engine: Engine, tools: Tools, *, now: datetime) -> list[Call]:
    """Return who is to be called about what, soonest first."""
    with _desk(engine, tools, "clock", now) as desk:
        return [_call(desk, row) for row in _due(desk) if not _is_released(desk, row)]


def comes(engine: Engine, tools: Tools, appointment_id: int, *, by: str, now: datetime) -> Touched:
    """Note that somebody said on the phone that they come."""
    with _desk(engine, tools, f"agent:{by}", now) as desk:
        row = appointments.locked(desk.db, appointment_id)
        if row is not None and row.state in ACTIVE and row.attendance_confirmed_at is None:
            row.attendance_confirmed_at = now
            desk.db.add(row)
            desk.note("attendance.confirmed", appointment_id=appointment_id)
    return Touched(())


def stays_away(
    engine: Engine, tools: Tools, appointment_id: int, *, by: str, now: datetime
) -> Touched:
    """Cancel for somebody who said on the phone that they don't come, on their own terms."""
    with _desk(engine, tools, f"agent:{by}", now) as desk:
        row = desk.db.get(AppointmentRow, appointment_id)
        if row is not None:
            command = CancelAppointment(appointment_id, row.version)
            outcome = cancelling.cancel(desk, command, row.contact_id)
            if isinstance(outcome, AppointmentCancelled):
                desk.note("attendance.refused", appointment_id=appointment_id)
    return Touched(tuple(sorted(desk.conversations)))


def _due(desk: Desk) -> list[AppointmentRow]:
    """Return what was not answered and has come near enough, locked."""
    rows = unanswered(desk.db, now=desk.now, until=desk.now + _FARTHEST)
    found = []
    for row in rows:
        policies = desk.catalogue.policies_of(row.service_id)
        is_near = row.starts_at - desk.now <= policies.no_answer_before
        if is_near and policies.no_answer is not NoAnswer.NOTHING:
            found.append(row)
    return found


def _releases(desk: Desk, service_id: int) -> bool:
    return desk.catalogue.policies_of(service_id).no_answer is NoAnswer.RELEASE


def _is_released(desk: Desk, row: AppointmentRow) -> bool:
    has_time = row.starts_at - desk.now >= _TO_COME_ANYWAY
    wants = _releases(desk, row.service_id) and has_time
    return wants and not notify.view_of(desk, row).deposit_paid


def _release(desk: Desk, row: AppointmentRow) -> None:
    transition(desk, row, AppointmentEvent.RELEASED)
    assert row.id is not None
    outbox.cancel_pending(desk.db, row.id, Urgency.REMINDER)
    customer = notices.released(notify.view_of(desk, row), desk.catalogue, desk.phrases)
    notify.tell_customer(desk, row, customer, f"released:{row.id}:{row.version}")
    provider = notify.about(desk, "job_released", row)
    notify.tell_provider(desk, row, provider, f"job_released:{row.id}:{row.version}")


def _call(desk: Desk, row: AppointmentRow) -> Call:
    service = desk.catalogue.service(row.service_id)
    return Call(
        appointment=notify.view_of(desk, row),
        service=service.name,
        provider=desk.catalogue.provider(row.provider_id).name,
        phone=row.phone or people.phone_of(desk.db, row.contact_id),
        conversation_id=notify.conversation_of(desk, row.contact_id),
    )


@contextmanager
def _desk(engine: Engine, tools: Tools, actor: str, now: datetime) -> Iterator[Desk]:
    with transaction(engine) as db:
        yield open_desk(db, tools, now=now, actor=actor)
