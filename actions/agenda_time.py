"""Time of a provider that the business blocks and gives back, with the provider told."""

from collections.abc import Sequence

from actions import notify, time_off
from actions.agenda_errors import AgendaError, ChangedError
from actions.desk import Desk
from bot.dialogue import describe, notices
from bot.dialogue.commands import AppointmentView
from bot.dialogue.orders.calendars import BlockTime, UnblockTime
from bot.domain.intervals import Interval
from storage.repositories import people
from storage.rows.calendars import TimeOffRow
from storage.rows.mail import Urgency


def block(desk: Desk, provider_id: int, off: Sequence[Interval]) -> tuple[AppointmentView, ...]:
    """Put time off into force; return the appointments in it, which stay. Raises AgendaError."""
    if not off:
        raise AgendaError("agenda.time_past")
    outcome = time_off.block(desk, BlockTime(tuple(off)), provider_id)
    _tell(desk, provider_id, "time_blocked", off)
    return outcome.jobs


def give_back(desk: Desk, time_off_id: int) -> None:
    """Take time off back; who waits for a place may get one. Raises ChangedError."""
    row = desk.db.get(TimeOffRow, time_off_id, with_for_update=True)
    if row is None or row.lifted_at is not None or row.ends_at <= desk.now:
        raise ChangedError
    freed = Interval(row.starts_at, row.ends_at)
    time_off.unblock(desk, UnblockTime((freed,)), row.provider_id)
    _tell(desk, row.provider_id, "time_given_back", [freed])


def _tell(desk: Desk, provider_id: int, name: str, off: Sequence[Interval]) -> None:
    contact = people.provider_contact(desk.db, provider_id, desk.tools.channel, now=desk.now)
    assert contact.id is not None
    conversation_id = notify.conversation_of(desk, contact.id)
    if conversation_id is None:
        desk.note("notice.no_address", provider_id=provider_id, template=name)
        return
    zone = desk.catalogue.provider(provider_id).schedule.zone
    when = describe.times_off(desk.phrases, off, zone)
    reply = notices.make(name, desk.phrases, {"when": when})
    key = f"{name}:{provider_id}:{off[0].start.isoformat()}:{desk.now.isoformat()}"
    desk.send(key, conversation_id, reply, Urgency.NOTICE)
