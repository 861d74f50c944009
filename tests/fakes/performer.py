"""An in-memory calendar that answers the engine's commands as actions do, without a database."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta

from bot.dialogue.commands import (
    AnswerRequest,
    AppointmentCancelled,
    AppointmentChanged,
    AppointmentMoved,
    AppointmentsFound,
    AppointmentView,
    AskForHuman,
    BookSlot,
    CancelAppointment,
    Command,
    ConfirmAttendance,
    Done,
    FindSlots,
    ListAppointments,
    ListRequests,
    LookUpPayment,
    MoveAppointment,
    Order,
    Outcome,
    RequestAnswered,
    SetConsent,
    SetPromotions,
    ShowAgenda,
    SlotBooked,
    SlotsFound,
    SlotTaken,
)
from bot.dialogue.orders.files import AttachFile
from bot.dialogue.orders.habits import NameGuest, NoteName, RecallUsual, UsualRecalled
from bot.dialogue.orders.series import (
    BookSeries,
    PlanSeries,
    SeriesBooked,
    SeriesPlanned,
    SeriesRefused,
    SeriesWanted,
)
from bot.domain import visits
from bot.domain.appointments import ACTIVE, AppointmentState, booking_code, first_state
from bot.domain.availability import (
    Obstacle,
    Refusal,
    Slot,
    Wish,
    free_starts,
    nearest,
    start_refusal,
)
from bot.domain.cancellation import cancellation_terms
from bot.domain.catalogue import Catalogue, Service
from bot.domain.intervals import Interval
from bot.domain.schedule import local_day, local_instant
from bot.domain.series import Recurrence, conflicts
from tests.fakes.office import FakeOffice

_NOON = time(12)
_AROUND = timedelta(days=10)
_ABOUT_HOURS = (
    Obstacle.BEFORE_OPENING,
    Obstacle.AFTER_CLOSING,
    Obstacle.IN_BREAK,
    Obstacle.OFF_STEP,
    Obstacle.TAKEN,
)


@dataclass(slots=True)
class FakeCalendar:
    """One customer's appointments beside times that others hold; every command is kept."""

    catalogue: Catalogue
    now: datetime
    own: list[AppointmentView] = field(default_factory=list)
    taken: list[tuple[int, Interval]] = field(default_factory=list)
    requests: list[AppointmentView] = field(default_factory=list)
    commands: list[Command] = field(default_factory=list)
    opted_out: bool = False
    promotions: bool = False
    handoff: str | None = None
    noted_name: str | None = None
    attending: list[int] = field(default_factory=list)
    office: FakeOffice = field(init=False)

    def __post_init__(self) -> None:
        self.office = FakeOffice(self.now, self.own)

    def perform(self, command: Command) -> Outcome:
        """Answer one command."""
        self.commands.append(command)
        match command:
            case FindSlots():
                return self._find(command)
            case BookSlot():
                return self._book_visit(command)
            case RecallUsual():
                return UsualRecalled(max(self.own, key=lambda one: one.start, default=None))
            case NameGuest(appointment_id, guest_name):
                named = next(one for one in self.own if one.id == appointment_id)
                self._replace(replace(named, guest_name=guest_name))
            case NoteName(name):
                self.noted_name = name
            case MoveAppointment(appointment_id, version, slot):
                return self._move(appointment_id, version, slot)
            case CancelAppointment(appointment_id, version):
                return self._cancel(appointment_id, version)
            case ListAppointments():
                return self._list()
            case ConfirmAttendance(appointment_id):
                self.attending.append(appointment_id)
            case AnswerRequest(appointment_id, version, accepted):
                return self._answer(appointment_id, version, accepted=accepted)
            case ListRequests():
                return AppointmentsFound(tuple(self.requests))
            case ShowAgenda(first, last):
                return AppointmentsFound(tuple(self._between(first, last)))
            case AskForHuman(reason):
                self.handoff = self.handoff or reason
            case SetConsent(opted_out):
                self.opted_out = opted_out
            case SetPromotions(wanted):
                self.promotions = wanted
            case LookUpPayment() | AttachFile():
                pass
            case PlanSeries(wanted):
                return self._plan(wanted)
            case BookSeries(wanted):
                return self._book_series(wanted)
            case Order():
                self.office.now = self.now
                self.office.appointments = self.own if not self.requests else self.requests
                return self.office.perform(command)
        return Done()

    def appointment(
        self,
        slug: str,
        start: str,
        *,
        state: AppointmentState = AppointmentState.CONFIRMED,
        deposit_paid: bool = False,
    ) -> AppointmentView:
        """Put an own appointment into the calendar; slug is «laura.corte», start local time."""
        provider_slug, _, service_slug = slug.partition(".")
        provider = next(one for one in self.catalogue.providers if one.slug == provider_slug)
        service = next(one for one in provider.services if one.slug == service_slug)
        local = datetime.fromisoformat(start)
        begins = local_instant(local.date(), local.time(), self.catalogue.zone)
        view = self._view(service, begins, state, address=None)
        view = replace(view, deposit_paid=deposit_paid)
        self.own.append(view)
        return view

    def take(self, provider_slug: str, start: str, minutes: int) -> None:
        """Let somebody else hold a provider's time from a local start on."""
        provider = next(one for one in self.catalogue.providers if one.slug == provider_slug)
        local = datetime.fromisoformat(start)
        begins = local_instant(local.date(), local.time(), self.catalogue.zone)
        self.taken.append((provider.id, Interval(begins, begins + timedelta(minutes=minutes))))

    def active(self) -> list[AppointmentView]:
        """Return own active appointments that have not ended, earliest first."""
        still = [one for one in self.own if one.state in ACTIVE and one.end > self.now]
        return sorted(still, key=lambda one: one.start)

    def _view(
        self, service: Service, start: datetime, state: AppointmentState, address: str | None
    ) -> AppointmentView:
        number = len(self.own) + 1
        held = state is AppointmentState.HELD
        hold = self.catalogue.policies.deposit_hold
        return AppointmentView(
            id=number,
            code=booking_code(number.to_bytes(4, "big")),
            provider_id=service.provider_id,
            service_id=service.id,
            start=start,
            end=start + service.duration,
            state=state,
            price=service.price,
            deposit=service.deposit,
            deposit_paid=False,
            address=address,
            version=1,
            customer_name="Ana Benítez",
            payment_id=number if service.deposit else None,
            hold_expires_at=self.now + hold if held else None,
        )

    def _busy(self, provider_id: int, ignoring: int | None) -> list[Interval]:
        own = [
            Interval(one.start, one.end)
            for one in self.active()
            if one.provider_id == provider_id and one.id != ignoring
        ]
        return own + [during for holder, during in self.taken if holder == provider_id]

    def _free(
        self,
        ids: Sequence[int],
        window: Interval,
        ignoring: int | None,
        then: Sequence[str] = (),
    ) -> list[Slot]:
        slots = []
        rules = self.catalogue.policies.rules
        for service in map(self.catalogue.service, ids):
            provider = self.catalogue.provider(service.provider_id)
            visit = visits.services_of(self.catalogue, service, then)
            if not visit:
                continue
            starts = free_starts(
                provider.schedule,
                rules,
                visits.length(visit, rules.slot_step),
                self._busy(provider.id, ignoring),
                window,
                self.now,
            )
            slots += [
                Slot(provider.id, service.id, start, start + service.duration) for start in starts
            ]
        return sorted(slots, key=lambda slot: slot.start)

    def _find(self, command: FindSlots) -> SlotsFound:
        zone = self.catalogue.zone
        whole = Interval(self.now, self.now + timedelta(days=61))
        pool = self._free(command.service_ids, whole, command.ignoring, command.then)
        fitting = tuple(
            slot for slot in pool if any(wish.allows(slot.start, zone) for wish in command.wishes)
        )
        if fitting:
            return SlotsFound(fitting[:600], (), ())
        around = self._around(
            command.service_ids, command.wishes[0], command.ignoring, command.then
        )
        refusals = [
            self._refusal(self.catalogue.service(one), wish, command.ignoring)
            for wish in command.wishes
            if wish.date_from is not None and wish.date_from == wish.date_to
            for one in command.service_ids
        ]
        return SlotsFound((), around, tuple(refusals))

    def _around(
        self, ids: Sequence[int], wish: Wish, ignoring: int | None, then: Sequence[str] = ()
    ) -> tuple[Slot, ...]:
        zone = self.catalogue.zone
        day = wish.date_from or self.now.astimezone(zone).date()
        target = local_instant(day, wish.time_from or _NOON, zone)
        horizon = self.now + self.catalogue.policies.horizon
        first = max(self.now, min(target - _AROUND, horizon))
        reach = Interval(first, max(target, self.now) + _AROUND)
        pool = self._free(ids, reach, ignoring, then)
        same_day = [slot for slot in pool if slot.start.astimezone(zone).date() == day]
        return nearest(same_day if len(same_day) >= 3 else pool, target, 3, zone)

    def _refusal(self, service: Service, wish: Wish, ignoring: int | None) -> Refusal:
        assert wish.date_from is not None
        provider = self.catalogue.provider(service.provider_id)
        hours = provider.schedule.hours_on(wish.date_from)
        clock = wish.time_from or (hours[0].start if hours else _NOON)
        start = local_instant(wish.date_from, clock, self.catalogue.zone)
        refusal = start_refusal(
            provider.schedule,
            self.catalogue.policies.rules,
            service.duration,
            self._busy(provider.id, ignoring),
            start,
            self.now,
        )
        if refusal and (wish.exact or not (hours and refusal.obstacle in _ABOUT_HOURS)):
            return refusal
        if refusal and not wish.exact and not wish.meets(hours):
            return refusal
        name = provider.schedule.closed.get(wish.date_from)
        return Refusal(Obstacle.TAKEN, wish.date_from, name, hours, None)

    def _is_free(self, slot: Slot, ignoring: int | None = None) -> bool:
        window = Interval(slot.start, slot.start + timedelta(minutes=1))
        return bool(self._free([slot.service_id], window, ignoring))

    def _nearest_to(self, slot: Slot, ignoring: int | None = None) -> tuple[Slot, ...]:
        local = slot.start.astimezone(self.catalogue.zone)
        wish = Wish(local.date(), local.date(), local.time(), local.time(), exact=True)
        return self._around([slot.service_id], wish, ignoring)

    def _book_visit(self, command: BookSlot) -> SlotBooked | SlotTaken:
        first = self.catalogue.service(command.slot.service_id)
        services = visits.services_of(self.catalogue, first, command.then)
        step = self.catalogue.policies.rules.slot_step
        before, made = list(self.own), []
        for place in visits.places(services, command.slot.start, step):
            booked = self._book(place, command.address)
            if isinstance(booked, SlotTaken):
                self.own = before
                return SlotTaken(self._nearest_to(command.slot))
            first_id = made[0].id if made else None
            named = replace(booked.appointment, guest_name=command.guest_name, visit_id=first_id)
            if visits.deposit(services) is not None:
                until = self.now + self.catalogue.policies.deposit_hold
                named = replace(named, state=AppointmentState.HELD, hold_expires_at=until)
            self._replace(named)
            made.append(named)
        return SlotBooked(made[0], tuple(made[1:]))

    def _book(self, slot: Slot, address: str | None) -> SlotBooked | SlotTaken:
        if not self._is_free(slot):
            return SlotTaken(self._nearest_to(slot))
        service = self.catalogue.service(slot.service_id)
        provider = self.catalogue.provider(slot.provider_id)
        state = first_state(service.deposit is not None, provider.must_accept)
        view = self._view(service, slot.start, state, address)
        self.own.append(view)
        return SlotBooked(view)

    def _plan(self, wanted: SeriesWanted) -> SeriesPlanned:
        service = self.catalogue.service(wanted.service_id)
        provider = self.catalogue.provider(service.provider_id)
        regular = Recurrence(
            wanted.first,
            wanted.count,
            self.catalogue.zone,
            wanted.every_weeks,
            frozenset(wanted.except_for),
        ).starts()
        zone = self.catalogue.zone
        starts = tuple(
            sorted(wanted.instead.get(one.astimezone(zone).date(), one) for one in regular)
        )
        length = visits.length(self._visit(wanted), self.catalogue.policies.slot_step)

        def refusal_at(start: datetime) -> Refusal | None:
            reach = replace(self.catalogue.policies.rules, horizon=timedelta(days=400))
            busy = self._busy(provider.id, None)
            return start_refusal(provider.schedule, reach, length, busy, start, self.now)

        return SeriesPlanned(starts, conflicts(starts, refusal_at))

    def _book_series(self, wanted: SeriesWanted) -> SeriesBooked | SeriesRefused:
        found = self._plan(wanted)
        if found.conflicts:
            return SeriesRefused(found.conflicts, ())
        services, step = self._visit(wanted), self.catalogue.policies.slot_step
        held = any(service.deposit is not None for service in services)
        made: list[list[AppointmentView]] = []
        for number, start in enumerate(found.starts):
            state = first_state(held and number == 0, needs_provider=False)
            made.append([])
            for place, service in zip(visits.places(services, start, step), services, strict=True):
                self.own.append(self._view(service, place.start, state, wanted.address))
                made[-1].append(self.own[-1])
        return SeriesBooked(1, tuple(views[0] for views in made), tuple(made[0][1:]))

    def _visit(self, wanted: SeriesWanted) -> tuple[Service, ...]:
        first = self.catalogue.service(wanted.service_id)
        return visits.services_of(self.catalogue, first, wanted.then)

    def _current(self, appointment_id: int, version: int) -> AppointmentView | None:
        return next(
            (one for one in self.active() if (one.id, one.version) == (appointment_id, version)),
            None,
        )

    def _replace(self, view: AppointmentView) -> None:
        self.own = [view if one.id == view.id else one for one in self.own]

    def _move(
        self, appointment_id: int, version: int, slot: Slot
    ) -> AppointmentMoved | AppointmentChanged | SlotTaken:
        view = self._current(appointment_id, version)
        if view is None:
            return AppointmentChanged(None)
        if not self._is_free(slot, ignoring=view.id):
            return SlotTaken(self._nearest_to(slot, view.id))
        moved = replace(view, start=slot.start, end=slot.end, version=version + 1)
        self._replace(moved)
        return AppointmentMoved(moved, view.start)

    def _cancel(
        self, appointment_id: int, version: int
    ) -> AppointmentCancelled | AppointmentChanged:
        view = self._current(appointment_id, version)
        if view is None:
            return AppointmentChanged(None)
        paid = view.deposit if view.deposit_paid else None
        policies = self.catalogue.policies_of(view.service_id)
        terms = cancellation_terms(policies, view.start, paid, self.now)
        gone = replace(view, state=AppointmentState.CANCELLED, version=version + 1)
        self._replace(gone)
        return AppointmentCancelled(gone, terms.refund, terms.credit)

    def _list(self) -> AppointmentsFound:
        views = tuple(self.active())
        policies = self.catalogue.policies
        terms = tuple(
            cancellation_terms(
                policies, one.start, one.deposit if one.deposit_paid else None, self.now
            )
            for one in views
        )
        return AppointmentsFound(views, terms)

    def _answer(
        self, appointment_id: int, version: int, *, accepted: bool
    ) -> RequestAnswered | AppointmentChanged:
        for view in self.requests:
            if (view.id, view.version) == (appointment_id, version):
                self.requests.remove(view)
                state = AppointmentState.CONFIRMED if accepted else AppointmentState.DECLINED
                return RequestAnswered(replace(view, state=state, version=version + 1))
        return AppointmentChanged(None)

    def _between(self, first: object, last: object) -> list[AppointmentView]:
        zone = self.catalogue.zone
        days = {one.id: local_day(one.start.astimezone(zone).date(), zone) for one in self.own}
        window = Interval(local_day(first, zone).start, local_day(last, zone).end)  # type: ignore[arg-type] # dates
        return [
            one
            for one in sorted(self.own, key=lambda one: one.start)
            if one.state in ACTIVE
            if window.overlaps(days[one.id])
        ]
