"""Appointments that come again: all of them are made, or none and the conflicts are told."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from actions import booking, cancelling, customers, expiry, notify, places
from actions.booking import Booker
from actions.desk import Desk
from actions.transitions import confirmed
from bot.dialogue.commands import (
    AppointmentCancelled,
    CancelAppointment,
)
from bot.dialogue.orders.series import (
    SeriesBooked,
    SeriesPlanned,
    SeriesRefused,
    SeriesWanted,
)
from bot.domain.appointments import AppointmentState
from bot.domain.availability import Refusal
from bot.domain.calendars import Demand
from bot.domain.catalogue import Quote, Service
from bot.domain.demands import demand_of
from bot.domain.intervals import Interval
from bot.domain.series import Conflict, Recurrence, conflicts
from bot.language import formats
from bot.language.addresses import zone_named
from storage.repositories import appointments
from storage.repositories.appointments import OverlapError, Spot
from storage.rows.appointments import AppointmentRow, SeriesRow


@dataclass(frozen=True, slots=True)
class _Prospect:
    """A series looked at: its times, and what decides whether each can be had."""

    service: Service
    demand: Demand
    view: places.View
    starts: tuple[datetime, ...]
    goes_to: str | None
    conflicts: tuple[Conflict, ...]

    def place(self, start: datetime) -> Spot:
        """Return what the appointment at one of its times takes."""
        return self.view.place(self.service, self.demand, start)


def plan(desk: Desk, wanted: SeriesWanted) -> SeriesPlanned:
    """Tell which times of a series can be had now; nothing is booked or kept."""
    service = desk.catalogue.service(wanted.service_id)
    expiry.expire_holds(desk, of=places.sharers(desk, service))
    prospect = _look(desk, wanted)
    return SeriesPlanned(prospect.starts, prospect.conflicts)


def book(
    desk: Desk, wanted: SeriesWanted, contact_id: int, conversation_id: int
) -> SeriesBooked | SeriesRefused:
    """Make all appointments of a series, or tell which times are not to be had.

    Its times after the first may lie beyond the horizon. A deposit is asked for the first alone;
    without it the others come to nothing too (see expiry.expire_holds).
    """
    service = desk.catalogue.service(wanted.service_id)
    expiry.expire_holds(desk, of=places.sharers(desk, service))
    places.lock(desk, [service])
    prospect = _look(desk, wanted)
    starts = prospect.starts
    if prospect.conflicts or not starts:
        around = tuple(booking.taken(desk, service, one.start) for one in prospect.conflicts)
        return SeriesRefused(prospect.conflicts, around)
    series = _keep(desk, wanted, contact_id)
    who = Booker(
        contact_id,
        conversation_id,
        address=wanted.address if desk.catalogue.provider(service.provider_id).home_zones else None,
        zone=prospect.goes_to,
        guest_name=wanted.guest_name,
        series_id=series.id,
    )
    try:
        with desk.db.begin_nested():
            made = [
                booking.make(desk, service, prospect.place(start), price, who)
                for start, price in zip(starts, _quotes(desk, service, starts, who), strict=True)
            ]
    except OverlapError:
        desk.db.delete(series)
        return SeriesRefused((), (booking.taken(desk, service, wanted.first),))
    assert series.id is not None
    _tell(desk, made)
    return SeriesBooked(series.id, tuple(appointments.views(desk.db, made)))


def _look(desk: Desk, wanted: SeriesWanted) -> _Prospect:
    """Look at the calendars over the whole of a series."""
    service = desk.catalogue.service(wanted.service_id)
    starts = times_of(desk, wanted)
    home = desk.catalogue.provider(service.provider_id).home_zones
    goes_to = zone_named(wanted.address, home) if wanted.address else None
    window = Interval(
        min(starts, default=wanted.first), max(starts, default=wanted.first) + service.duration
    )
    view = places.look(desk, [service], window)
    demand = demand_of(desk.catalogue, service, goes_to)
    horizon = desk.catalogue.policies_of(service.id).horizon

    def refusal_at(start: datetime) -> Refusal | None:
        in_reach = max(desk.now, start - horizon) if start != starts[0] else desk.now
        return view.refusal(service, demand, start, as_of=in_reach)

    return _Prospect(service, demand, view, starts, goes_to, conflicts(starts, refusal_at))


def times_of(desk: Desk, wanted: SeriesWanted) -> tuple[datetime, ...]:
    """Return when a series takes place, ascending."""
    zone = desk.catalogue.zone
    regular = Recurrence(
        wanted.first, wanted.count, zone, wanted.every_weeks, frozenset(wanted.except_for)
    ).starts()
    return tuple(sorted({wanted.instead.get(one.astimezone(zone).date(), one) for one in regular}))


def _tell(desk: Desk, made: Sequence[AppointmentRow]) -> None:
    """Tell the provider of what is final of a series, once, and plan its reminders."""
    final = [row for row in made if row.state is AppointmentState.CONFIRMED]
    if len(final) == 1:
        confirmed(desk, final)
    if len(final) < 2:
        return
    last = formats.long_when(final[-1].starts_at, desk.catalogue.zone)
    reply = notify.about(desk, "series_new", final[0], count=str(len(final)), last=last)
    notify.tell_provider(desk, final[0], reply, f"series:{final[0].id}:{final[0].version}")
    for row in final:
        notify.plan_reminder(desk, row)


def _quotes(
    desk: Desk, service: Service, starts: Sequence[datetime], who: Booker
) -> Iterator[Quote]:
    """Yield what each time costs, the deposit of the first one only."""
    catalogue = customers.catalogue_for(desk, who.contact_id)
    for number, start in enumerate(starts):
        quote = catalogue.quote(service.id, start.astimezone(catalogue.zone).date())
        yield quote if number == 0 else Quote(quote.price, None)


def _keep(desk: Desk, wanted: SeriesWanted, contact_id: int) -> SeriesRow:
    row = SeriesRow(
        contact_id=contact_id,
        service_id=wanted.service_id,
        first_start=wanted.first,
        count=wanted.count,
        every_weeks=wanted.every_weeks,
        except_for=sorted(day.isoformat() for day in wanted.except_for),
        created_at=desk.now,
    )
    desk.db.add(row)
    desk.db.flush()
    return row


def cancel_rest(
    desk: Desk, appointment_id: int, contact_id: int
) -> tuple[AppointmentCancelled, ...]:
    """Cancel a person's appointment and those of its series after it, each on its own terms.

    The provider is told once. Empty when it is not theirs or of no series.
    """
    row = desk.db.get(AppointmentRow, appointment_id)
    if row is None or row.contact_id != contact_id or row.series_id is None:
        return ()
    done, known = [], []
    for one in appointments.rest_of_series(desk.db, row):
        provider_knows = one.state is not AppointmentState.HELD
        command = CancelAppointment(one.id or 0, one.version)
        outcome = cancelling.withdraw(desk, command, contact_id)
        if isinstance(outcome, AppointmentCancelled):
            done.append(outcome)
            known += [one] if provider_knows else []
    tell_cancelled(desk, known)
    return tuple(done)


def tell_cancelled(desk: Desk, rows: Sequence[AppointmentRow]) -> None:
    """Tell the provider, once, of all that is cancelled of a series; rows: earliest first."""
    if len(rows) > 1:
        notify.tell_provider_of_series(desk, "series_cancelled", rows)
    for row in rows if len(rows) == 1 else ():
        reply = notify.about(desk, "appointment_cancelled", row)
        notify.tell_provider(desk, row, reply, f"cancelled:{row.id}:{row.version}")
