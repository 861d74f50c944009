"""Coming late: a customer's provider is told, a provider's next customers are warned."""

from datetime import timedelta

from sqlmodel import col, select

from actions import notify
from actions.desk import Desk
from bot.dialogue import notices
from bot.dialogue.commands import AppointmentChanged
from bot.dialogue.orders.calendars import CustomersWarned, LateTold, TellLate, WarnOfDelay
from bot.domain.appointments import ACTIVE, AppointmentState
from bot.domain.intervals import Interval
from bot.domain.lateness import ripple
from bot.domain.schedule import local_day
from storage.repositories import appointments
from storage.rows.appointments import AppointmentRow


def tell(desk: Desk, command: TellLate, contact_id: int) -> LateTold | AppointmentChanged:
    """Tell the provider of a person's own appointment that they come late."""
    row = appointments.locked(desk.db, command.appointment_id)
    if row is None or row.contact_id != contact_id or row.state not in ACTIVE:
        return AppointmentChanged(None)
    minutes = _minutes(command.delay) if command.delay is not None else None
    view = notify.view_of(desk, row)
    reply = notices.customer_late(view, desk.catalogue, desk.phrases, minutes=minutes)
    notify.tell_provider(desk, row, reply, f"late:{row.id}:{minutes}:{desk.now.isoformat()}")
    if row.attendance_confirmed_at is None:
        row.attendance_confirmed_at = desk.now  # who says how late they come, comes
        desk.db.add(row)
    desk.note("appointment.late", appointment_id=row.id, minutes=minutes)
    following = select(AppointmentRow.starts_at).where(
        AppointmentRow.provider_id == row.provider_id,
        col(AppointmentRow.state).in_(ACTIVE),
        col(AppointmentRow.starts_at) >= row.ends_at,
    )
    ordered = following.order_by(col(AppointmentRow.starts_at)).limit(1)
    return LateTold(view, desk.db.exec(ordered).first())


def warn(desk: Desk, command: WarnOfDelay, provider_id: int) -> CustomersWarned:
    """Warn the customers of a provider whose appointments of today start late."""
    zone = desk.catalogue.provider(provider_id).schedule.zone
    today = local_day(desk.now.astimezone(zone).date(), zone)
    statement = (
        select(AppointmentRow)
        .where(
            AppointmentRow.provider_id == provider_id,
            AppointmentRow.state == AppointmentState.CONFIRMED,
            col(AppointmentRow.starts_at) > desk.now - command.delay,
            col(AppointmentRow.starts_at) < today.end,
        )
        .order_by(col(AppointmentRow.starts_at))
    )
    rows = desk.db.exec(statement).all()
    touched = ripple([Interval(row.starts_at, row.ends_at) for row in rows], command.delay)
    for one in touched:
        row = rows[one.at]
        reply = notices.provider_late(
            notify.view_of(desk, row), desk.catalogue, desk.phrases, by=one.by
        )
        key = f"provider_late:{row.id}:{row.version}:{desk.now.isoformat()}"
        notify.tell_customer(desk, row, reply, key)
    desk.note("provider.late", provider_id=provider_id, minutes=_minutes(command.delay))
    return CustomersWarned(
        tuple(appointments.views(desk.db, [rows[one.at] for one in touched])),
        tuple(one.by for one in touched),
    )


def _minutes(delay: timedelta) -> int:
    return int(delay.total_seconds() // 60)
