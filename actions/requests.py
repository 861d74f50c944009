"""Job requests: the provider accepts or declines, and what an accepted one replaces goes."""

from actions import deposits, instead, notify
from actions.desk import Desk
from actions.refunds import refund_deposit
from actions.transitions import transition
from bot.dialogue.commands import (
    AnswerRequest,
    AppointmentChanged,
    RequestAnswered,
)
from bot.domain.appointments import ACTIVE, AppointmentEvent, AppointmentState
from storage import outbox
from storage.repositories import appointments
from storage.rows.appointments import AppointmentRow
from storage.rows.mail import Urgency


def answer_request(
    desk: Desk, command: AnswerRequest, provider_id: int
) -> RequestAnswered | AppointmentChanged:
    """Take a provider's answer to a job request; a late one changes nothing."""
    row = appointments.locked_after_replaced(desk.db, command.appointment_id)
    if row is None or row.provider_id != provider_id:
        return AppointmentChanged(None)
    waiting = row.state is AppointmentState.PENDING_PROVIDER and row.version == command.version
    if not waiting or (row.answer_by is not None and row.answer_by <= desk.now):
        return AppointmentChanged(appointments.view(desk.db, row))
    if command.accepted:
        transition(desk, row, AppointmentEvent.PROVIDER_ACCEPTED)
        give_way(desk, row)
        reply = notify.about(desk, "request_accepted", row)
        notify.tell_customer(desk, row, reply, f"accepted:{row.id}:{row.version}")
        notify.plan_reminder(desk, row)
    else:
        transition(desk, row, AppointmentEvent.PROVIDER_DECLINED)
        reply = instead.notice(desk, row, "request_declined")
        notify.tell_customer(desk, row, reply, f"declined:{row.id}:{row.version}")
        assert row.id is not None
        refund_deposit(desk, row.id, reason="provider_declined")
    return RequestAnswered(appointments.view(desk.db, row))


def give_way(desk: Desk, row: AppointmentRow) -> None:
    """Cancel the appointment that this one replaces, now that it is certain.

    Its deposit goes along, unless another was paid for the new time.
    """
    if row.replaces_id is None:
        return
    old = appointments.locked(desk.db, row.replaces_id)
    if old is not None and old.state in ACTIVE and old.id is not None:
        transition(desk, old, AppointmentEvent.CUSTOMER_CANCELLED)
        outbox.cancel_pending(desk.db, old.id, Urgency.REMINDER)
        if row.deposit_centavos is None:
            deposits.carry_over(desk.db, old, row)
