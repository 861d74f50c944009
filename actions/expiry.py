"""What ends by itself: holds whose deposit did not come, job requests that nobody answered."""

from collections.abc import Collection

from sqlmodel import col, select

from actions import instead, notify
from actions.desk import Desk
from actions.refunds import refund_deposit
from actions.transitions import transition
from bot.domain.appointments import ACTIVE, AppointmentEvent, AppointmentState
from storage import outbox
from storage.repositories import appointments
from storage.rows.appointments import AppointmentRow
from storage.rows.mail import Urgency


def expire_holds(
    desk: Desk, *, of: Collection[int] | None = None, sparing: AppointmentRow | None = None
) -> int:
    """Free the places whose deposit did not come in time, and tell once a visit; return how many.

    of: ids of providers, None for all. sparing: an appointment that is left as it is, and with it
    its visit.
    """
    spared = _visit_key(sparing) if sparing is not None else None
    overdue = appointments.overdue_holds(desk.db, provider_ids=of, now=desk.now)
    expired = [row for row in overdue if _visit_key(row) != spared]
    visits: dict[int, list[AppointmentRow]] = {}
    for row in sorted(expired, key=lambda one: one.starts_at):
        transition(desk, row, AppointmentEvent.HOLD_EXPIRED)
        visits.setdefault(_visit_key(row), []).append(row)
    for rows in visits.values():
        ended = _end_series(desk, rows[0])
        key = f"hold_expired:{rows[0].id}:{rows[0].version}"
        if ended:
            reply = notify.about_visit(desk, "series_expired", rows, count=str(ended + 1))
        else:
            reply = notify.about_visit(desk, "hold_expired", rows)
        notify.tell_customer(desk, rows[0], reply, key)
    return len(expired)


def _visit_key(row: AppointmentRow) -> int:
    """Return the id of the appointment that a row's visit starts with; its own when it is none."""
    key = row.visit_id or row.id
    assert key is not None
    return key


def _end_series(desk: Desk, first: AppointmentRow) -> int:
    """Cancel what was to follow an appointment whose deposit did not come; return how many dates.

    The provider is told once.
    """
    if first.series_id is None or first.replaces_id is not None:
        return 0
    following = select(AppointmentRow).where(
        AppointmentRow.series_id == first.series_id,
        AppointmentRow.starts_at > first.starts_at,
        col(AppointmentRow.state).in_(ACTIVE),
    )
    rows = desk.db.exec(following.order_by(col(AppointmentRow.id)).with_for_update()).all()
    for row in rows:
        transition(desk, row, AppointmentEvent.CUSTOMER_CANCELLED)
        outbox.cancel_pending(desk.db, row.id or 0, Urgency.REMINDER)
    notify.tell_cancelled(desk, sorted(rows, key=lambda one: one.starts_at))
    return len(notify.dates_of(desk, rows))


def expire_requests(desk: Desk) -> int:
    """End the job requests that nobody answered in time, and tell both; return how many."""
    statement = (
        select(AppointmentRow)
        .where(
            AppointmentRow.state == AppointmentState.PENDING_PROVIDER,
            col(AppointmentRow.answer_by) <= desk.now,
        )
        .with_for_update(skip_locked=True)
    )
    expired = desk.db.exec(statement).all()
    for row in expired:
        transition(desk, row, AppointmentEvent.REQUEST_EXPIRED)
        customer = instead.notice(desk, row, "request_expired")
        notify.tell_customer(desk, row, customer, f"request_expired:{row.id}:{row.version}")
        provider = notify.about(desk, "job_expired", row)
        notify.tell_provider(desk, row, provider, f"job_expired:{row.id}:{row.version}")
        assert row.id is not None
        refund_deposit(desk, row.id, reason="provider_did_not_answer")
    return len(expired)
