"""Appointments whose reminder left and was not answered by anything."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import String, cast, func, or_
from sqlmodel import Session, col, select

from bot.domain.appointments import AppointmentState
from storage.rows.appointments import AppointmentRow
from storage.rows.mail import OutboxRow, OutboxState, Urgency
from storage.rows.people import ConversationRow

_TIME_TO_ANSWER = timedelta(hours=1)  # nobody is called who was reminded just now


def unanswered(db: Session, *, now: datetime, until: datetime) -> Sequence[AppointmentRow]:
    """Return the confirmed appointments of a stretch that nobody said they come to, earliest first.

    Each was reminded of as it stands now, at least an hour ago, and its person has not written
    since.
    """
    reminder = func.concat(
        "reminder:", cast(AppointmentRow.id, String), ":", cast(AppointmentRow.version, String)
    )
    wrote = col(ConversationRow.last_inbound_at)
    statement = (
        select(AppointmentRow)
        .join(OutboxRow, col(OutboxRow.appointment_id) == col(AppointmentRow.id))
        .join(ConversationRow, col(ConversationRow.id) == col(OutboxRow.conversation_id))
        .where(
            AppointmentRow.state == AppointmentState.CONFIRMED,
            col(AppointmentRow.attendance_confirmed_at).is_(None),
            AppointmentRow.starts_at > now,
            AppointmentRow.starts_at <= until,
            OutboxRow.urgency == Urgency.REMINDER,
            OutboxRow.state == OutboxState.SENT,
            col(OutboxRow.key) == reminder,
            col(OutboxRow.sent_at) <= now - _TIME_TO_ANSWER,
            or_(wrote.is_(None), wrote < col(OutboxRow.sent_at)),
        )
        .order_by(col(AppointmentRow.starts_at), col(AppointmentRow.id))
        .with_for_update(of=AppointmentRow, skip_locked=True)
    )
    return db.exec(statement).all()
