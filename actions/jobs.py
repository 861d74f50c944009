"""How a job ended: done, or its customer did not come. Said by the provider it belongs to."""

from actions import notify, recovery
from actions.desk import Desk
from actions.transitions import transition
from bot.dialogue.commands import AppointmentChanged
from bot.dialogue.orders.calendars import CloseJob, JobClosed
from bot.domain.appointments import AppointmentEvent, AppointmentState
from storage import outbox
from storage.repositories import appointments
from storage.rows.mail import Urgency


def close(desk: Desk, command: CloseJob, provider_id: int) -> JobClosed | AppointmentChanged:
    """Note how a job ended; who did not come is asked kindly whether they want another time."""
    row = appointments.locked(desk.db, command.appointment_id)
    if row is None or row.provider_id != provider_id:
        return AppointmentChanged(None)
    is_over = row.state is not AppointmentState.CONFIRMED or row.version != command.version
    if is_over or (not command.came and row.starts_at > desk.now):
        return AppointmentChanged(notify.view_of(desk, row))
    event = AppointmentEvent.MARKED_DONE if command.came else AppointmentEvent.MARKED_NO_SHOW
    transition(desk, row, event)
    assert row.id is not None
    outbox.cancel_pending(desk.db, row.id, Urgency.REMINDER)
    if not command.came:
        recovery.begin(desk, row)
    return JobClosed(notify.view_of(desk, row))
