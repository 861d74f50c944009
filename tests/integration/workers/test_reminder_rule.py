"""The rule of reminders is asked again at sending: a backlog, a change, a «no» cannot break it."""

from datetime import UTC, datetime

import pytest

from actions import cancelling, moving
from bot.dialogue.commands import AppointmentView, CancelAppointment, MoveAppointment
from storage import outbox
from storage.rows.mail import OutboxRow, Urgency
from tests.integration.core_bench import ANA, NOW, ZONE, Core


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(UTC)


def reminders(core: Core) -> list[OutboxRow]:
    return [row for row in core.outbox() if row.urgency is Urgency.REMINDER]


@pytest.fixture
def booked(core: Core) -> AppointmentView:
    """Ana has a cut tomorrow, Thursday, at 12:00; its reminder is due today at 12:00."""
    return core.book(ANA, "laura", "corte", "2027-05-13T12:00")


def test_leaves_at_its_time_with_its_buttons(core: Core, booked: AppointmentView) -> None:
    core.set_now(local("2027-05-12T11:59"))
    core.tick()
    early = core.messages(ANA)
    core.set_now(local("2027-05-12T12:00"))
    core.tick()

    assert early == []
    (message,) = core.messages(ANA)
    assert [choice["id"] for choice in message["choices"]] == [
        f"reminder:{answer}:{booked.id}:{booked.version}" for answer in ("ok", "move", "cancel")
    ]


def test_backlog_inside_the_siesta_is_put_off_to_the_end_of_it(
    core: Core, booked: AppointmentView
) -> None:
    core.set_now(local("2027-05-12T13:30"))  # nobody worked since before it fell due
    core.tick()

    (row,) = reminders(core)
    assert core.messages(ANA) == []
    assert local("2027-05-12T16:00") <= row.due_at <= local("2027-05-12T16:30")

    core.set_now(row.due_at)
    core.tick()
    assert len(core.messages(ANA)) == 1


def test_backlog_of_a_night_is_put_off_to_the_morning(core: Core, booked: AppointmentView) -> None:
    core.set_now(local("2027-05-12T23:00"))
    core.tick()

    (row,) = reminders(core)
    assert core.messages(ANA) == []
    assert local("2027-05-13T09:00") <= row.due_at <= local("2027-05-13T09:30")


def test_too_late_is_withdrawn(core: Core) -> None:
    core.book(ANA, "laura", "corte", "2027-05-12T16:15")  # due at once before the siesta
    core.set_now(local("2027-05-12T15:50"))
    core.tick()

    (row,) = reminders(core)
    assert (row.state.value, row.error_code) == ("cancelled", "too_late")
    assert core.messages(ANA) == []


def test_never_leaves_after_the_start(core: Core, booked: AppointmentView) -> None:
    core.set_now(local("2027-05-13T12:01"))
    core.tick()

    assert core.messages(ANA) == []
    assert reminders(core)[0].state.value == "cancelled"


def test_opted_out_is_withdrawn(core: Core, booked: AppointmentView) -> None:
    contact_id, _ = core.meet(ANA)
    core.execute("UPDATE contact SET opted_out_at = :now WHERE id = :id", now=NOW, id=contact_id)
    core.set_now(local("2027-05-12T12:00"))
    core.tick()

    (row,) = reminders(core)
    assert (row.state.value, row.error_code) == ("cancelled", "opted_out")
    assert core.messages(ANA) == []


def test_cancelled_appointment_takes_its_reminder_with_it(
    core: Core, booked: AppointmentView
) -> None:
    contact_id, _ = core.meet(ANA)
    with core.desk() as desk:
        cancelling.cancel(desk, CancelAppointment(booked.id, booked.version), contact_id)
    core.set_now(local("2027-05-12T12:00"))
    core.tick()

    assert reminders(core)[0].state.value == "cancelled"
    assert core.messages(ANA) == []


def test_cancelled_while_the_reminder_was_leaving_is_withdrawn(
    core: Core, booked: AppointmentView
) -> None:
    contact_id, conversation_id = core.meet(ANA)
    core.set_now(local("2027-05-12T12:00"))
    outbox.claim_conversation(core.engine, conversation_id, now=core.now)  # and dies
    with core.desk() as desk:
        cancelling.cancel(desk, CancelAppointment(booked.id, booked.version), contact_id)
    core.end_leases()
    core.tick()

    (row,) = reminders(core)
    assert (row.state.value, row.error_code) == ("cancelled", "not_confirmed")
    assert core.messages(ANA) == []


def test_moved_appointment_has_its_new_reminder_only(core: Core, booked: AppointmentView) -> None:
    move(core, booked, "2027-05-14T12:00")

    old, new = reminders(core)
    assert (old.state.value, new.state.value) == ("cancelled", "queued")
    assert new.due_at == local("2027-05-13T12:00")
    core.set_now(local("2027-05-12T12:00"))
    core.tick()
    assert core.messages(ANA) == []
    core.set_now(local("2027-05-13T12:00"))
    core.tick()
    assert len(core.messages(ANA)) == 1


def test_moved_while_the_old_reminder_was_leaving_has_the_new_one_only(
    core: Core, booked: AppointmentView
) -> None:
    _, conversation_id = core.meet(ANA)
    core.set_now(local("2027-05-12T12:00"))
    outbox.claim_conversation(core.engine, conversation_id, now=core.now)  # and dies
    move(core, booked, "2027-05-14T12:00")
    core.end_leases()
    core.tick()

    old, new = reminders(core)
    assert (old.state.value, new.state.value) == ("cancelled", "queued")
    assert core.messages(ANA) == []


def move(core: Core, booked: AppointmentView, to: str) -> None:
    contact_id, _ = core.meet(ANA)
    with core.desk() as desk:
        command = MoveAppointment(booked.id, booked.version, core.slot("laura", "corte", to))
        moving.move(desk, command, contact_id)
