"""Appointments that come again, as the business makes, moves and cancels them; all told at once.

Everything of a series is done, or nothing and which times stand in the way.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlmodel import col, select

from actions import moving, notify, series, time_off
from actions.agenda import Asked, NewAppointment, asked_by, lost, slot_of
from actions.agenda_errors import AgendaError, ChangedError, LostTime, SeriesLostError
from actions.agenda_notices import tell_customer, tell_of_series
from actions.desk import Desk
from bot.dialogue.commands import AppointmentMoved, AppointmentView, MoveAppointment, SlotTaken
from bot.dialogue.orders.calendars import CancelJobs
from bot.dialogue.orders.series import SeriesRefused, SeriesWanted
from bot.domain.appointments import ACTIVE, AppointmentState
from bot.domain.schedule import local_instant
from bot.domain.series import LONGEST_SERIES
from bot.language import formats
from storage.repositories import appointments
from storage.rows.appointments import AppointmentRow


@dataclass(frozen=True, slots=True)
class NewSeries:
    """An appointment and how often it comes again.

    skipped: dates on which it does not. instead: for some dates the time that is taken there.
    """

    first: NewAppointment
    count: int
    every_weeks: int = 1
    skipped: frozenset[date] = frozenset()
    instead: Mapping[date, datetime] = field(default_factory=dict)


def create(desk: Desk, wanted: NewSeries) -> AppointmentView:
    """Book all of a series; return its first appointment. Raises AgendaError, SeriesLostError."""
    asked = asked_by(desk, wanted.first)
    provider = desk.catalogue.provider(asked.service.provider_id)
    if wanted.first.then:
        raise AgendaError("agenda.series_of_one")
    if provider.must_accept:
        raise AgendaError("agenda.series_one_by_one", provider=provider.first_name)
    if not 2 <= wanted.count <= LONGEST_SERIES or wanted.every_weeks < 1:
        raise AgendaError("agenda.series_length", most=str(LONGEST_SERIES))
    order = _order(wanted, asked)
    if (known := _same(desk, order, asked)) is not None:
        return appointments.view(desk.db, known)
    outcome = series.book(desk, order, asked.contact_id, asked.conversation_id)
    if isinstance(outcome, SeriesRefused):
        raise _refused(outcome, order)
    rows = [desk.db.get_one(AppointmentRow, one.id) for one in outcome.appointments]
    tell_of_series(desk, "series_for_you", rows)
    return outcome.appointments[0]


def _order(wanted: NewSeries, asked: Asked) -> SeriesWanted:
    first = wanted.first
    return SeriesWanted(
        first.service_id,
        first.start,
        wanted.count,
        wanted.every_weeks,
        wanted.skipped,
        first.address,
        wanted.instead,
        asked.guest_name,
    )


def _same(desk: Desk, order: SeriesWanted, asked: Asked) -> AppointmentRow | None:
    """Return the first appointment of the series that a form sent twice has made already."""
    starts = series.times_of(desk, order)
    statement = select(AppointmentRow).where(
        AppointmentRow.contact_id == asked.contact_id,
        AppointmentRow.service_id == order.service_id,
        col(AppointmentRow.series_id).is_not(None),
        col(AppointmentRow.starts_at).in_(starts),
        col(AppointmentRow.state).in_(ACTIVE),
    )
    found = desk.db.exec(statement.order_by(col(AppointmentRow.starts_at))).all()
    mine = [row for row in found if row.guest_name == asked.guest_name]
    return mine[0] if starts and len(mine) == len(starts) else None


def _refused(outcome: SeriesRefused, order: SeriesWanted) -> AgendaError:
    """Return why a series was not booked: its lost times, or that none is left of it."""
    if outcome.conflicts:
        pairs = zip(outcome.conflicts, outcome.nearest, strict=True)
        lost_times = (LostTime(one.start, one.refusal, around.nearest) for one, around in pairs)
        return SeriesLostError("agenda.series_lost", tuple(lost_times))
    if outcome.nearest:
        first = LostTime(order.first, None, outcome.nearest[0].nearest)
        return SeriesLostError("agenda.series_lost", (first,))
    return AgendaError("agenda.series_empty")


def move_rest(desk: Desk, appointment_id: int, version: int, start: datetime) -> AppointmentView:
    """Move an appointment and those of its series after it by as many days, to one hour.

    Raises AgendaError, ChangedError, SeriesLostError.
    """
    rest = _rest(desk, appointment_id, version)
    row = rest[0]
    if row.starts_at == start:
        raise AgendaError("agenda.same_time")
    before = {one.id: one.starts_at for one in rest}
    moved: list[tuple[AppointmentRow, datetime]] = []
    failed: list[LostTime] = []
    targets = list(zip(rest, _targets(desk, rest, start), strict=True))
    for one, target in targets if start < row.starts_at else reversed(targets):
        outcome = _move(desk, one, target)
        if isinstance(outcome, LostTime):
            failed.append(outcome)
        else:
            moved.append((outcome, before[one.id]))
    if failed:
        in_order = tuple(sorted(failed, key=lambda time: time.start))
        raise SeriesLostError("agenda.series_not_moved", in_order)
    moved.sort(key=lambda pair: pair[0].starts_at)
    _tell_moved(desk, moved)
    return appointments.view(desk.db, moved[0][0])


def _tell_moved(desk: Desk, moved: Sequence[tuple[AppointmentRow, datetime]]) -> None:
    """Tell customer and provider of a moved series at once, or one by one while some is open.

    moved: each with when it was before, earliest first.
    """
    rows = [row for row, _ in moved]
    if len(notify.dates_of(desk, rows)) > 1 and all(
        one.state is AppointmentState.CONFIRMED for one in rows
    ):
        tell_of_series(desk, "series_moved_for_you", rows)
        notify.tell_provider_of_series(desk, "series_moved", rows)
        return
    for row, was in moved:
        before = formats.long_when(was, desk.catalogue.zone)
        tell_customer(desk, "moved_for_you", [row], before=before)
        moving.tell_provider(desk, row, was)


def _targets(desk: Desk, rest: Sequence[AppointmentRow], start: datetime) -> list[datetime]:
    """Return where each of a series goes when the first of them goes to a start.

    What follows in a visit keeps its distance from what the visit begins with.
    """
    local = start.astimezone(desk.catalogue.zone)
    dates = notify.dates_of(desk, rest)
    ahead = local.date() - next(iter(dates))
    return [
        local_instant(day + ahead, local.time(), desk.catalogue.zone)
        + (one.starts_at - rows[0].starts_at)
        for day, rows in dates.items()
        for one in rows
    ]


def _move(desk: Desk, row: AppointmentRow, start: datetime) -> AppointmentRow | LostTime:
    assert row.id is not None
    service = desk.catalogue.service(row.service_id)
    horizon = desk.catalogue.policies_of(service.id).horizon
    command = MoveAppointment(row.id, row.version, slot_of(service, start))
    in_reach = max(desk.now, min(row.starts_at, start) - horizon)
    outcome = moving.relocate(desk, command, row.contact_id, as_of=in_reach)
    if isinstance(outcome, AppointmentMoved):
        return desk.db.get_one(AppointmentRow, outcome.appointment.id)
    if not isinstance(outcome, SlotTaken):
        raise ChangedError
    why = lost(desk, service, start, outcome, zone=row.zone, ignoring=row.id, as_of=in_reach)
    return LostTime(start, why.refusal, why.nearest)


def cancel_rest_as_asked(desk: Desk, appointment_id: int, version: int) -> AppointmentView:
    """Cancel an appointment and those of its series after it because the customer wants it.

    Raises ChangedError.
    """
    rest = _rest(desk, appointment_id, version)
    row = rest[0]
    if not series.cancel_rest(desk, appointment_id, row.contact_id):
        raise ChangedError
    tell_of_series(desk, "series_cancelled_for_you", rest)
    return appointments.view(desk.db, row)


def cancel_rest_ours(desk: Desk, appointment_id: int, version: int) -> AppointmentView:
    """Cancel an appointment and those of its series after it because the business cannot.

    Deposits go back whole, and each is offered another time. Raises ChangedError.
    """
    rest = _rest(desk, appointment_id, version)
    row = rest[0]
    known = [one for one in rest if one.state is not AppointmentState.HELD]
    meant = tuple((one.id or 0, one.version) for one in rest)
    if not time_off.cancel_jobs(desk, CancelJobs(meant), row.provider_id).appointments:
        raise ChangedError
    notify.tell_cancelled(desk, known)
    return appointments.view(desk.db, row)


def _rest(desk: Desk, appointment_id: int, version: int) -> list[AppointmentRow]:
    """Return an appointment and those of its series after it, earliest first, locked.

    Raises ChangedError when it is not as it was on the page, AgendaError when it is over.
    """
    row = desk.db.get(AppointmentRow, appointment_id)
    if row is None or row.series_id is None:
        raise ChangedError
    rest = appointments.rest_of_series(desk.db, row)
    if not rest or (rest[0].id, rest[0].version) != (appointment_id, version):
        raise ChangedError
    if row.ends_at <= desk.now:
        raise AgendaError("agenda.over")
    return rest
