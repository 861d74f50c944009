"""A provider's own calendar: time off, days opened, and appointments that the provider cancels."""

from collections.abc import Sequence

from sqlmodel import col, delete, select

from actions import notify
from actions.cancelling import go_on_without
from actions.desk import Desk
from actions.refunds import refund_deposit
from actions.transitions import transition
from bot.dialogue import notices
from bot.dialogue.commands import AppointmentsFound, AppointmentView
from bot.dialogue.orders.calendars import (
    BlockTime,
    CancelJobs,
    OpenDay,
    TimeBlocked,
    TimeUnblocked,
    UnblockTime,
)
from bot.domain.appointments import ACTIVE, AppointmentEvent, AppointmentState
from bot.domain.intervals import Interval, merge
from bot.domain.schedule import local_day
from bot.domain.time_off import without
from storage import outbox
from storage.locks import lock_calendars
from storage.repositories import appointments, calendars
from storage.repositories.waitlist import free_up
from storage.rows.calendars import OpenDayRow, TimeOffRow
from storage.rows.catalogue import BusinessRow
from storage.rows.mail import Urgency


def block(desk: Desk, command: BlockTime, provider_id: int) -> TimeBlocked:
    """Put time off into force; the appointments in it stay until the provider says otherwise."""
    lock_calendars(desk.db, [provider_id])
    off = merge(command.off)
    known = [_during(row) for row in calendars.time_off(desk.db, provider_id, after=desk.now)]
    new = [one for one in off if one.subtract(known)]
    calendars.put_off(desk.db, provider_id, new, now=desk.now)
    desk.note("time_off.set", provider_id=provider_id)
    return TimeBlocked(tuple(appointments.active_in(desk.db, provider_id, off)))


def unblock(desk: Desk, command: UnblockTime, provider_id: int) -> TimeUnblocked:
    """Take time off back, in whole or in part; who waits for a place may get one."""
    lock_calendars(desk.db, [provider_id])
    freed: list[Interval] = []
    for row in calendars.time_off(desk.db, provider_id, after=desk.now):
        during = _during(row)
        lifted = [during] if command.within is None else list(command.within)
        common = [one for part in lifted if (one := during.intersect(part)) is not None]
        if not common:
            continue
        row.lifted_at = desk.now
        desk.db.add(row)
        calendars.put_off(desk.db, provider_id, without(during, common), now=desk.now)
        freed += common
    for one in merge(freed):
        free_up(desk.db, provider_id, one, now=desk.now)
    return TimeUnblocked(merge(freed))


def open_day(desk: Desk, command: OpenDay, provider_id: int) -> None:
    """Let a provider work on one date in the hours given; the catalogue is read anew."""
    desk.db.execute(
        delete(OpenDayRow).where(
            col(OpenDayRow.provider_id) == provider_id, col(OpenDayRow.day) == command.day
        )
    )
    for span in command.hours:
        desk.db.add(
            OpenDayRow(provider_id=provider_id, day=command.day, opens=span.start, closes=span.end)
        )
    business = desk.db.exec(select(BusinessRow).with_for_update()).one()
    business.catalogue_version += 1
    desk.db.add(business)
    zone = desk.catalogue.provider(provider_id).schedule.zone
    whole = local_day(command.day, zone)
    unblock(desk, UnblockTime((whole,)), provider_id)
    free_up(desk.db, provider_id, whole, now=desk.now)


def cancel_jobs(desk: Desk, command: CancelJobs, provider_id: int) -> AppointmentsFound:
    """Cancel a provider's appointments: deposits go back whole, and each customer is told.

    Those that changed meanwhile stay. Returns the cancelled ones, as they stand now.
    """
    done = [
        view
        for appointment_id, version in command.meant
        for view in _cancel(desk, appointment_id, version, provider_id)
    ]
    return AppointmentsFound(tuple(done))


def _cancel(
    desk: Desk, appointment_id: int, version: int, provider_id: int
) -> Sequence[AppointmentView]:
    row = appointments.locked(desk.db, appointment_id)
    if row is None or row.provider_id != provider_id or row.state not in ACTIVE:
        return ()
    if row.version != version or row.id is None:
        return ()
    was = row.state
    asked = was is AppointmentState.PENDING_PROVIDER
    event = AppointmentEvent.PROVIDER_DECLINED if asked else AppointmentEvent.PROVIDER_CANCELLED
    transition(desk, row, event)
    outbox.cancel_pending(desk.db, row.id, Urgency.REMINDER)
    go_on_without(desk, row, was)
    paid = notify.view_of(desk, row).deposit_paid
    refund_deposit(desk, row.id, reason="provider_cancelled")
    view = notify.view_of(desk, row)
    reply = notices.provider_cancelled(view, desk.catalogue, desk.phrases, refunded=paid)
    notify.tell_customer(desk, row, reply, f"provider_cancelled:{row.id}:{row.version}")
    return (view,)


def _during(row: TimeOffRow) -> Interval:
    return Interval(row.starts_at, row.ends_at)
