"""Telling the other party: notices that follow from an act, and reminders planned ahead."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from actions.desk import Desk
from actions.keys import reminder_key
from bot.dialogue import notices
from bot.dialogue.commands import AppointmentView
from bot.dialogue.describe import visit_name
from bot.domain.appointments import ACTIVE, AppointmentState
from bot.domain.reminders import reminder_due, shift_out_of_quiet
from bot.language import formats
from bot.messages.replies import Template
from storage import outbox
from storage.repositories import appointments, people
from storage.rows.appointments import AppointmentRow
from storage.rows.mail import Urgency
from storage.rows.people import ConversationRow

_VISIT_GAP = timedelta(hours=2)  # moved further apart, each has a reminder of its own
_NUDGE_ROOM = timedelta(minutes=5)


def tell_provider(desk: Desk, row: AppointmentRow, reply: Template, key: str) -> None:
    """Queue a notice to the provider of an appointment."""
    contact = people.provider_contact(desk.db, row.provider_id, desk.tools.channel, now=desk.now)
    assert contact.id is not None
    _tell(desk, contact.id, row, reply, key)


def tell_provider_of_series(desk: Desk, name: str, rows: Sequence[AppointmentRow]) -> None:
    """Queue one notice to the provider of several appointments of a series, earliest first.

    name: of a template for several.
    """
    row, dates = rows[0], dates_of(desk, rows)
    words = formats.all_of(formats.short_day(day) for day in dates)
    more = {"count": str(len(dates)), "dates": words}
    reply = about_visit(desk, name, next(iter(dates.values())), **more)
    tell_provider(desk, row, reply, f"{name}:{row.id}:{row.version}")


def tell_cancelled(desk: Desk, rows: Sequence[AppointmentRow]) -> None:
    """Tell the provider, once, of all that is cancelled of a series; rows: earliest first."""
    if len(dates_of(desk, rows)) > 1:
        tell_provider_of_series(desk, "series_cancelled", rows)
    elif rows:
        reply = about_visit(desk, "appointment_cancelled", rows)
        tell_provider(desk, rows[0], reply, f"cancelled:{rows[0].id}:{rows[0].version}")


def dates_of(desk: Desk, rows: Sequence[AppointmentRow]) -> dict[date, list[AppointmentRow]]:
    """Return local date → the appointments on it, both in the order of rows."""
    dates: dict[date, list[AppointmentRow]] = {}
    for row in rows:
        dates.setdefault(row.starts_at.astimezone(desk.catalogue.zone).date(), []).append(row)
    return dates


def tell_customer(desk: Desk, row: AppointmentRow, reply: Template, key: str) -> None:
    """Queue a notice to the customer of an appointment."""
    _tell(desk, row.contact_id, row, reply, key)


def about(desk: Desk, name: str, row: AppointmentRow, **more: str) -> Template:
    """Return a template about an appointment as it stands now."""
    return notices.about(name, view_of(desk, row), desk.catalogue, desk.phrases, **more)


def about_visit(desk: Desk, name: str, rows: Sequence[AppointmentRow], **more: str) -> Template:
    """Return a template about all appointments of a visit: named together, at the first's time."""
    return about(desk, name, rows[0], **({"service": _visit_name(desk, rows)} | more))


def _visit_name(desk: Desk, rows: Sequence[AppointmentRow]) -> str:
    return visit_name(desk.phrases, [desk.catalogue.service(one.service_id).name for one in rows])


def view_of(desk: Desk, row: AppointmentRow) -> AppointmentView:
    """Return an appointment as the dialogue sees it."""
    return appointments.view(desk.db, row)


def plan_reminder(desk: Desk, row: AppointmentRow) -> None:
    """Queue the reminder of a confirmed appointment, in place of one planned before."""
    assert row.id is not None
    outbox.cancel_pending(desk.db, row.id, Urgency.REMINDER)
    if row.state is not AppointmentState.CONFIRMED or _is_reminded_with_another(desk, row):
        return
    due_at = reminder_due(
        row.starts_at, desk.now, desk.catalogue.policies, desk.catalogue.zone, row.id
    )
    if due_at is None:
        return
    conversation = _conversation_with(desk, row.contact_id)
    if conversation is None or conversation.id is None:
        return
    with_it = [one for one in appointments.following(desk.db, row.id) if _is_close(row, one)]
    service = _visit_name(desk, [row, *with_it])
    reply = notices.reminder(view_of(desk, row), desk.catalogue, desk.phrases, service=service)
    desk.send(
        reminder_key(row.id, row.version),
        conversation.id,
        reply,
        Urgency.REMINDER,
        due_at=due_at,
        appointment_id=row.id,
    )


def ask_provider(desk: Desk, row: AppointmentRow) -> None:
    """Send a job request to the provider and set until when it can be answered."""
    policies = desk.catalogue.policies
    row.answer_by = min(desk.now + policies.provider_timeout, row.starts_at - _NUDGE_ROOM)
    row.nudged_at = None
    desk.db.add(row)
    desk.db.flush()
    reply = notices.job_request(
        view_of(desk, row), desk.catalogue, desk.phrases, until=row.answer_by
    )
    tell_provider(desk, row, reply, f"request:{row.id}:{row.version}")


def start_message(
    desk: Desk, conversation_id: int, reply: Template, key: str, *, at: datetime | None = None
) -> None:
    """Queue a message that the bot starts: it leaves outside the quiet hours, to those who want it.

    at: when it would leave, None for now. Whether it may is asked once more when it does.
    """
    desk.send(
        key,
        conversation_id,
        reply,
        Urgency.REMINDER,
        due_at=shift_out_of_quiet(
            at or desk.now,
            desk.now,
            desk.catalogue.policies.quiet_hours,
            desk.catalogue.zone,
            conversation_id,
        ),
    )


def conversation_of(desk: Desk, contact_id: int) -> int | None:
    """Return the conversation with somebody, opened when only the phone is known; else None."""
    conversation = _conversation_with(desk, contact_id)
    return conversation.id if conversation is not None else None


def _is_reminded_with_another(desk: Desk, row: AppointmentRow) -> bool:
    """Whether it follows another appointment of the same visit, whose reminder will do."""
    first = desk.db.get(AppointmentRow, row.visit_id) if row.visit_id is not None else None
    return first is not None and first.state in ACTIVE and _is_close(first, row)


def _is_close(first: AppointmentRow, row: AppointmentRow) -> bool:
    return first.starts_at <= row.starts_at <= first.ends_at + _VISIT_GAP


def _conversation_with(desk: Desk, contact_id: int) -> ConversationRow | None:
    tools = desk.tools
    return people.conversation_with(
        desk.db,
        contact_id,
        tools.business_address,
        tools.channel,
        now=desk.now,
        open_channels=tools.open_channels,
    )


def _tell(desk: Desk, contact_id: int, row: AppointmentRow, reply: Template, key: str) -> None:
    conversation = _conversation_with(desk, contact_id)
    if conversation is None or conversation.id is None:
        desk.note("notice.no_address", appointment_id=row.id, template=reply.name)
        return
    desk.send(key, conversation.id, reply, Urgency.NOTICE, appointment_id=row.id)
