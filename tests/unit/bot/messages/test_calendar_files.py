"""The calendar file of an appointment, read back as a phone does."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Event

from bot.messages.calendar_files import CalendarEvent, calendar_file

START = datetime(2027, 5, 14, 19, tzinfo=UTC)
EVENT = CalendarEvent(
    uid="turnero-7-ABCD",
    version=3,
    start=START,
    end=START + timedelta(minutes=45),
    title="Corte con Laura",
    text="Código del turno: ABCD; ¡te esperamos!\nHasta el viernes, ¿sí?",
    place="Yerbal 1820, Caballito",
    is_cancelled=False,
    told_at=START - timedelta(days=2),
)


def read(event: CalendarEvent) -> Event:
    calendar = Calendar.from_ical(calendar_file(event))
    (found,) = calendar.walk("VEVENT")
    assert isinstance(found, Event)
    return found


class TestCalendarFile:
    def test_it_says_what_when_and_where(self) -> None:
        found = read(EVENT)

        assert (found.start, found.end) == (EVENT.start, EVENT.end)
        assert str(found["SUMMARY"]) == EVENT.title
        assert str(found["DESCRIPTION"]) == EVENT.text
        assert str(found["LOCATION"]) == EVENT.place

    def test_newer_version_takes_the_place_of_the_older(self) -> None:
        found = read(replace(EVENT, version=4))

        assert (str(found["UID"]), int(found["SEQUENCE"])) == (EVENT.uid, 4)

    def test_cancelled_one_says_so(self) -> None:
        assert str(read(EVENT)["STATUS"]) == "CONFIRMED"
        assert str(read(replace(EVENT, is_cancelled=True))["STATUS"]) == "CANCELLED"

    def test_words_cannot_add_lines_of_their_own(self) -> None:
        found = read(replace(EVENT, title="Corte\r\nATTENDEE:mailto:x@example.com", place=""))

        assert "ATTENDEE" not in found
        assert "LOCATION" not in found

    def test_lines_are_no_longer_than_calendars_read(self) -> None:
        lines = calendar_file(replace(EVENT, title="ñ" * 300)).split(b"\r\n")

        assert max(len(line) for line in lines) <= 75
