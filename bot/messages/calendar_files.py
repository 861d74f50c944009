"""An appointment as a file that every phone's calendar reads (RFC 5545)."""

from dataclasses import dataclass
from datetime import UTC, datetime

from icalendar import Calendar, Event
from icalendar.enums import STATUS

CALENDAR_TYPE = "text/calendar; charset=utf-8"
_MAKER = "-//Turnero//Turnos//ES"


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """What a calendar shows. uid: the same for every version of one appointment, so that a newer
    one takes the place of an older; version: grows. start, end, told_at: aware."""

    uid: str
    version: int
    start: datetime
    end: datetime
    title: str
    text: str
    place: str
    is_cancelled: bool
    told_at: datetime


def calendar_file(event: CalendarEvent) -> bytes:
    """Return the file. Its instants are in UTC, which needs no table of time zones in it."""
    entry = Event.new(
        uid=event.uid,
        sequence=event.version,
        start=event.start.astimezone(UTC),
        end=event.end.astimezone(UTC),
        stamp=event.told_at.astimezone(UTC),
        summary=event.title,
        description=event.text,
        location=event.place or None,
        status=STATUS.CANCELLED if event.is_cancelled else STATUS.CONFIRMED,
    )
    calendar = Calendar.new(prodid=_MAKER, method="PUBLISH", subcomponents=[entry])
    return bytes(calendar.to_ical())
