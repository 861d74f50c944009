"""Appointments as calendar files, and the addresses under which they are lent out for some days."""

import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine

from actions.desk import Tools
from bot.domain.appointments import ACTIVE
from bot.messages.calendar_files import CalendarEvent, calendar_file
from storage.repositories import appointments
from storage.rows.appointments import AppointmentRow
from storage.unit_of_work import transaction

_LENT_FOR = timedelta(days=3)
_TOKEN = re.compile(r"(\d{1,18})\.(\d{1,12})\.([0-9a-f]{32})")


@dataclass(frozen=True, slots=True)
class LentFiles:
    """Makes addresses that nobody can guess and that end, and tells what they stand for."""

    public_url: str
    key: str

    def address(self, appointment_id: int, since: datetime) -> str:
        """Return where a calendar file is to be had; the same for the same instant."""
        until = int((since + _LENT_FOR).timestamp())
        token = f"{appointment_id}.{until}.{self._proof(appointment_id, until)}"
        return f"{self.public_url}/archivos/{token}/turno.ics"

    def appointment_of(self, token: str, now: datetime) -> int | None:
        """Return what an address stands for, None when it is not ours or has ended."""
        found = _TOKEN.fullmatch(token)
        if found is None:
            return None
        appointment_id, until = int(found[1]), int(found[2])
        is_ours = hmac.compare_digest(found[3], self._proof(appointment_id, until))
        return appointment_id if is_ours and now.timestamp() < until else None

    def _proof(self, appointment_id: int, until: int) -> str:
        words = f"calendar file|{appointment_id}|{until}"
        return hmac.new(self.key.encode(), words.encode(), hashlib.sha256).hexdigest()[:32]


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
