"""Appointments as calendar files."""

from datetime import datetime

from sqlalchemy import Engine

from actions.desk import Tools
from bot.domain.appointments import ACTIVE
from bot.messages.calendar_files import CalendarEvent, calendar_file
from storage.repositories import appointments
from storage.rows.appointments import AppointmentRow
from storage.unit_of_work import transaction


def calendar_of(
    engine: Engine, tools: Tools, appointment_id: int, *, now: datetime
) -> bytes | None:
    """Return an appointment as it is now, as a calendar file; None when there is none."""
    with transaction(engine) as db:
        row = db.get(AppointmentRow, appointment_id)
        if row is None:
            return None
        view, catalogue = appointments.view(db, row), tools.catalogue.get(db)
    if not catalogue.has_service(view.service_id):
        return None
    service, provider = catalogue.service(view.service_id), catalogue.provider(view.provider_id)
    phrases = tools.phrases
    return calendar_file(
        CalendarEvent(
            uid=f"turnero-{view.id}-{view.code}",
            version=view.version,
            start=view.start,
            end=view.end,
            title=phrases("calendar.title", service=service.name, provider=provider.first_name),
            text=phrases("calendar.text", code=view.code),
            place=view.address or provider.address or "",
            is_cancelled=view.state not in ACTIVE,
            told_at=now,
        )
    )
