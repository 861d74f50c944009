"""Appointments that come again: all of them are made, or none and the conflicts are told."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from actions import booking, cancelling, customers, expiry, notify, places
from actions.booking import Booker, VisitPart
from actions.desk import Desk
from actions.transitions import confirmed
from bot.dialogue.commands import (
    AppointmentCancelled,
    CancelAppointment,
    SlotTaken,
)
from bot.dialogue.orders.series import (
    SeriesBooked,
    SeriesPlanned,
    SeriesRefused,
    SeriesWanted,
)
from bot.domain import visits
from bot.domain.appointments import AppointmentState
from bot.domain.availability import Refusal
from bot.domain.catalogue import Quote, Service
from bot.domain.demands import demand_of, visit_demand
from bot.domain.intervals import Interval
from bot.domain.series import Conflict, Recurrence, conflicts
from bot.language import formats
from bot.language.addresses import zone_named
from storage.repositories import appointments
from storage.repositories.appointments import OverlapError, Spot
from storage.rows.appointments import AppointmentRow, SeriesRow

_MOST_NEAREST = 4  # times that cannot be had for which others are looked for
_Dates = list[list[AppointmentRow]]
"""The appointments of each date of a series, in order."""


@dataclass(frozen=True, slots=True)
class _Prospect:
    """A series looked at: what is done each time, its times, and which of them cannot be had.

    services: in order, empty when their provider does not do them all.
    """

    services: tuple[Service, ...]
    view: places.View
    starts: tuple[datetime, ...]
    goes_to: str | None
    conflicts: tuple[Conflict, ...]

    def spots(self, desk: Desk, start: datetime) -> tuple[Spot, ...]:
        """Return what each appointment at one of its times takes."""
        step = desk.catalogue.policies_of(self.services[0].id).slot_step
        found = [
            self.view.place(service, demand_of(desk.catalogue, service, self.goes_to), place.start)
            for service, place in zip(
                self.services, visits.places(self.services, start, step), strict=True
            )
        ]
        return tuple(self._seated(found) if visits.share_session(self.services) else found)

    def _seated(self, spots: Sequence[Spot]) -> list[Spot]:
        """Return the spots of several people in one session, each with a free seat of its own."""
        service, start = self.services[0], spots[0].during.start
        session = self.view.calendars[service.provider_id].session(service.id, start)
        taken = {one.seat for one in session}
        free = (seat for seat in range(1, service.capacity + 1) if seat not in taken)
        return [
            replace(spot, place=replace(spot.place, seat=seat))
            for spot, seat in zip(spots, free, strict=False)
        ]


def plan(desk: Desk, wanted: SeriesWanted) -> SeriesPlanned:
    """Tell which times of a series can be had now; nothing is booked or kept."""
    service = desk.catalogue.service(wanted.service_id)
    expiry.expire_holds(desk, of=places.sharers(desk, service))
    prospect = _look(desk, wanted)
    first_lost = prospect.conflicts[:_MOST_NEAREST]
    return SeriesPlanned(prospect.starts, prospect.conflicts, _around(desk, wanted, first_lost))


def book(
    desk: Desk, wanted: SeriesWanted, contact_id: int, conversation_id: int
) -> SeriesBooked | SeriesRefused:
    """Make all appointments of a series, or tell which times are not to be had.

    What is done on one date in one visit is had as a whole, or that date is not to be had.

    Its times after the first may lie beyond the horizon. A deposit is asked for the first alone;
    without it the others come to nothing too (see expiry.expire_holds).
    """
    service = desk.catalogue.service(wanted.service_id)
    expiry.expire_holds(desk, of=places.sharers(desk, service))
    places.lock(desk, visits.services_of(desk.catalogue, service, wanted.then))
    prospect = _look(desk, wanted)
    if prospect.conflicts or not prospect.starts:
        return SeriesRefused(prospect.conflicts, _around(desk, wanted, prospect.conflicts))
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
            dates = [
                _make(desk, prospect, start, who, with_deposit=number == 0)
                for number, start in enumerate(prospect.starts)
            ]
    except OverlapError:
        desk.db.delete(series)
        return SeriesRefused((), (booking.taken(desk, service, wanted.first, then=wanted.then),))
    assert series.id is not None
    cancelling.let_rest_go_on(desk, dates[0])
    _tell(desk, dates)
    return SeriesBooked(
        series.id,
        tuple(appointments.views(desk.db, [rows[0] for rows in dates])),
        tuple(appointments.views(desk.db, dates[0][1:])),
    )


def _make(
    desk: Desk, prospect: _Prospect, start: datetime, who: Booker, *, with_deposit: bool
) -> list[AppointmentRow]:
    """Make what is done on one date, with its deposits or without. Raises OverlapError."""
    catalogue = customers.catalogue_for(desk, who.contact_id)
    day = start.astimezone(catalogue.zone).date()
    quotes = [catalogue.quote(one.id, day) for one in prospect.services]
    if not with_deposit:
        quotes = [Quote(quote.price, None) for quote in quotes]
    awaits = any(quote.deposit is not None for quote in quotes)
    made: list[AppointmentRow] = []
    spots = prospect.spots(desk, start)
    for service, spot, quote in zip(prospect.services, spots, quotes, strict=True):
        part = VisitPart(made[0].id if made else None, awaits)
        made.append(booking.make(desk, service, spot, quote, replace(who, visit=part)))
    return made


def _around(desk: Desk, wanted: SeriesWanted, lost: Sequence[Conflict]) -> tuple[SlotTaken, ...]:
    """Return what is left around times that cannot be had, in their order."""
    service, goes_to = desk.catalogue.service(wanted.service_id), _zone(desk, wanted)
    return tuple(
        booking.taken(desk, service, one.start, then=wanted.then, zone=goes_to) for one in lost
    )


def _zone(desk: Desk, wanted: SeriesWanted) -> str | None:
    """Return the zone to which the provider goes, None when they do not."""
    home = desk.catalogue.provider_of(wanted.service_id).home_zones
    return zone_named(wanted.address, home) if wanted.address else None


def _look(desk: Desk, wanted: SeriesWanted) -> _Prospect:
    """Look at the calendars over the whole of a series."""
    service = desk.catalogue.service(wanted.service_id)
    services = visits.services_of(desk.catalogue, service, wanted.then)
    starts = times_of(desk, wanted) if services else ()
    goes_to = _zone(desk, wanted)
    window = Interval(
        min(starts, default=wanted.first), max(starts, default=wanted.first) + service.duration
    )
    view = places.look(desk, services, window)
    demand = visit_demand(desk.catalogue, service, wanted.then, goes_to)
    horizon = desk.catalogue.policies_of(service.id).horizon

    def refusal_at(start: datetime) -> Refusal | None:
        assert demand is not None  # there are no starts without
        in_reach = max(desk.now, start - horizon) if start != starts[0] else desk.now
        return view.refusal(service, demand, start, as_of=in_reach)

    return _Prospect(services, view, starts, goes_to, conflicts(starts, refusal_at))


def times_of(desk: Desk, wanted: SeriesWanted) -> tuple[datetime, ...]:
    """Return when a series takes place, ascending."""
    zone = desk.catalogue.zone
    regular = Recurrence(
        wanted.first, wanted.count, zone, wanted.every_weeks, frozenset(wanted.except_for)
    ).starts()
    return tuple(sorted({wanted.instead.get(one.astimezone(zone).date(), one) for one in regular}))


def _tell(desk: Desk, dates: _Dates) -> None:
    """Tell the provider of what is final of a series, once, and plan its reminders."""
    final = [rows for rows in dates if rows[0].state is AppointmentState.CONFIRMED]
    if len(final) == 1:
        confirmed(desk, final[0])
    if len(final) < 2:
        return
    first = final[0][0]
    last = formats.long_when(final[-1][0].starts_at, desk.catalogue.zone)
    reply = notify.about_visit(desk, "series_new", final[0], count=str(len(final)), last=last)
    notify.tell_provider(desk, first, reply, f"series:{first.id}:{first.version}")
    for row in (row for rows in final for row in rows):
        notify.plan_reminder(desk, row)


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
    notify.tell_cancelled(desk, known)
    return tuple(done)
