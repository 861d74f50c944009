"""«Mandame el evento» gives the appointment to the phone's calendar, on both channels."""

from datetime import UTC, datetime
from typing import Any

import pytest
from flask.testing import FlaskClient
from icalendar import Calendar, Event

from actions.booking import book
from actions.cancelling import cancel
from bot.dialogue.commands import BookSlot, CancelAppointment, SlotBooked
from storage.rows.mail import OutboxRow, OutboxState
from tests.integration.core_bench import ANA, PUBLIC_URL, Core

START = datetime(2027, 5, 14, 19, tzinfo=UTC)


def booked(core: Core, channel: str) -> tuple[int, int]:
    """Book a haircut for Ana on a channel; return contact and appointment."""
    contact_id, conversation_id = core.meet(ANA, channel=channel)
    with core.desk() as desk:
        command = BookSlot(core.slot("laura", "corte", "2027-05-14T16:00"), None)
        outcome = book(desk, command, contact_id, conversation_id)
    assert isinstance(outcome, SlotBooked)
    return contact_id, outcome.appointment.id


def asks(core: Core, channel: str) -> dict[str, Any]:
    """Let Ana ask for the event; return the bubble that she gets."""
    core.say(ANA, "mandame el evento para el calendario", channel=channel)
    core.work()
    return core.messages(ANA)[-1]


def event_in(data: bytes) -> Event:
    (found,) = Calendar.from_ical(data).walk("VEVENT")
    assert isinstance(found, Event)
    return found


def path_in(words: str) -> str:
    address = words.rsplit("\n", 1)[-1]
    assert address.startswith(f"{PUBLIC_URL}/archivos/")
    return address.removeprefix(PUBLIC_URL)


class TestMeta:
    def test_file_itself_is_sent(self, wordless: Core) -> None:
        booked(wordless, "meta")

        bubble = asks(wordless, "meta")

        assert bubble["kind"] == "document"
        assert "viernes" in bubble["body"]
        found = event_in(wordless.http.get(bubble["media"]["url"]).content)
        assert (found.start, str(found["SUMMARY"])) == (START, "Corte con Laura")

    def test_upload_that_fails_is_tried_again_and_sent_once(self, wordless: Core) -> None:
        booked(wordless, "meta")
        wordless.fault("meta", "500", match="/media")

        before = len(wordless.messages(ANA))
        wordless.say(ANA, "mandame el evento para el calendario", channel="meta")
        wordless.work()
        during = len(wordless.messages(ANA))
        wordless.pass_time(minutes=3)
        wordless.end_leases()
        wordless.tick()

        assert (during, len(wordless.messages(ANA))) == (before, before + 1)
        assert wordless.messages(ANA)[-1]["kind"] == "document"


class TestTwilio:
    def test_address_is_sent_and_gives_the_appointment_as_it_is(
        self, wordless: Core, web: FlaskClient
    ) -> None:
        contact_id, appointment_id = booked(wordless, "twilio")
        path = path_in(asks(wordless, "twilio")["body"])

        before = web.get(path)
        with wordless.desk() as desk:
            version = wordless.appointment(appointment_id).version
            cancel(desk, CancelAppointment(appointment_id, version), contact_id)
        after = web.get(path)

        assert before.headers["Content-Type"] == "text/calendar; charset=utf-8"
        assert before.headers["Content-Disposition"] == 'attachment; filename="turno.ics"'
        assert event_in(before.data).start == START
        assert str(event_in(after.data)["STATUS"]) == "CANCELLED"
        assert event_in(after.data)["UID"] == event_in(before.data)["UID"]

    def test_address_ends(self, wordless: Core, web: FlaskClient) -> None:
        booked(wordless, "twilio")
        path = path_in(asks(wordless, "twilio")["body"])
        wordless.pass_time(days=3)

        assert web.get(path).status_code == 404

    @pytest.mark.parametrize("change", [("turno.ics", "otro.ics"), (".", "x."), ("/1.", "/2.")])
    def test_address_that_was_changed_is_none(
        self, wordless: Core, web: FlaskClient, change: tuple[str, str]
    ) -> None:
        booked(wordless, "twilio")
        path = path_in(asks(wordless, "twilio")["body"])

        assert web.get(path.replace(*change, 1)).status_code == 404

    def test_answer_that_was_lost_does_not_send_it_twice(self, wordless: Core) -> None:
        booked(wordless, "twilio")
        wordless.fault("twilio", "timeout_after", match="Messages.json")
        before = len(wordless.messages(ANA))
        asks(wordless, "twilio")
        wordless.pass_time(minutes=1)
        wordless.end_leases()
        wordless.tick()

        assert len(wordless.messages(ANA)) == before + 1
        assert {row.state for row in wordless.all(OutboxRow)} <= {
            OutboxState.SENT,
            OutboxState.QUEUED,
        }
