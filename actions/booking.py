"""Appointments: made, cancelled, accepted, declined, expired. Each change is one transition, one
event row, and the notices that follow, all in the caller's transaction. Moving is in moving."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select

from actions import customers, deposits, instead, notify, places, slots
from actions.desk import Desk
from actions.line import fulfil
from actions.refunds import refund_deposit
from bot.dialogue.commands import (
    AnswerRequest,
    AppointmentCancelled,
    AppointmentChanged,
    AppointmentsFound,
    BookSlot,
    CancelAppointment,
    RequestAnswered,
    SlotBooked,
    SlotTaken,
)
from bot.domain.appointments import ACTIVE, AppointmentEvent, AppointmentState, first_state
from bot.domain.availability import Wish
from bot.domain.cancellation import CancellationTerms, cancellation_terms
from bot.domain.catalogue import Quote, Service
from bot.domain.demands import demand_of
from bot.domain.intervals import Interval
from bot.language.addresses import zone_named
from storage import outbox
from storage.repositories import appointments
from storage.repositories.appointments import OverlapError, Spot
from storage.repositories.calendars import drop_proposals
from storage.repositories.waitlist import free_up
from storage.rows.appointments import AppointmentRow
from storage.rows.mail import Urgency


@dataclass(frozen=True, slots=True)
class VisitPart:
    """What an appointment of a visit has to do with the others.

    first_id: the one that the visit starts with, None for that one itself. awaits_deposit: some
    service of the visit asks for one, so that all of them are held until it comes.
    """

    first_id: int | None
    awaits_deposit: bool


_GIVEN_UP = frozenset(
    {AppointmentState.CANCELLED, AppointmentState.DECLINED, AppointmentState.EXPIRED}
)


@dataclass(frozen=True, slots=True)
class Booker:
    """For whom an appointment is made, and where it goes; guest_name, phone: see AppointmentRow.

    visit: what it is a part of; the provider is then told when all of that is made.
    """

    contact_id: int
    conversation_id: int
    address: str | None = None
    zone: str | None = None
    guest_name: str | None = None
    phone: str | None = None
    visit: VisitPart | None = None
    series_id: int | None = None


def book(
    desk: Desk,
    command: BookSlot,
    contact_id: int,
    conversation_id: int,
    *,
    as_of: datetime | None = None,
    visit: VisitPart | None = None,
) -> SlotBooked | SlotTaken:
    """Make an appointment in a place, or tell what is left around it when somebody was faster.

    as_of: when the place was promised, which counts for the notice that a booking needs. visit:
    see Booker.
    """
    slot = command.slot
    service = desk.catalogue.service(slot.service_id)
    provider = desk.catalogue.provider(slot.provider_id)
    zone = zone_named(command.address, provider.home_zones) if command.address else None
    to = free_place(desk, service, slot.start, zone=zone, as_of=as_of)
    if to is None:
        return taken(desk, service, slot.start)
    day = slot.start.astimezone(desk.catalogue.zone).date()
    quote = customers.catalogue_for(desk, contact_id).quote(service.id, day)
    who = Booker(
        contact_id,
        conversation_id,
        address=command.address if provider.visits_homes else None,
        zone=zone,
        guest_name=command.guest_name,
        phone=command.phone,
        visit=visit,
    )
    try:
        row = make(desk, service, to, quote, who)
    except OverlapError:
        return taken(desk, service, slot.start)
    fulfil(desk, contact_id, slot)
    return SlotBooked(appointments.view(desk.db, row))


def make(desk: Desk, service: Service, to: Spot, quote: Quote, who: Booker) -> AppointmentRow:
    """Put an appointment into its place and do what follows. Raises OverlapError."""
    must_accept = desk.catalogue.provider(service.provider_id).must_accept
    waits = quote.deposit is not None or (who.visit is not None and who.visit.awaits_deposit)
    row = AppointmentRow(
        code="",
        provider_id=service.provider_id,
        service_id=service.id,
        contact_id=who.contact_id,
        conversation_id=who.conversation_id,
        starts_at=to.during.start,
        ends_at=to.during.end,
        taken_from=to.taken.start,
        taken_until=to.taken.end,
        seat=to.place.seat,
        state=first_state(waits, must_accept),
        price_centavos=quote.price.centavos,
        deposit_centavos=quote.deposit.centavos if quote.deposit else None,
        address=who.address,
        zone=who.zone,
        guest_name=who.guest_name,
        phone=who.phone,
        visit_id=who.visit.first_id if who.visit else None,
        series_id=who.series_id,
        created_at=desk.now,
    )
    appointments.add(desk.db, row, actor=desk.actor, units=to.place.units)
    _after_booking(desk, row, told_later=who.visit is not None)
    return row


def _after_booking(desk: Desk, row: AppointmentRow, *, told_later: bool) -> None:
    if row.state is AppointmentState.HELD:
        if row.deposit_centavos is None:
            deposits.hold(desk, row)
            return
        if not deposits.pay_by_credit(desk, row):
            deposits.ask(desk, row)
            return
        transition(desk, row, AppointmentEvent.DEPOSIT_PAID)
    if row.state is AppointmentState.PENDING_PROVIDER:
        notify.ask_provider(desk, row)
    elif not told_later:
        confirmed(desk, [row])


def confirmed(desk: Desk, rows: Sequence[AppointmentRow]) -> None:
    """Do what follows when a visit became final: tell the provider once, plan the reminder.

    rows: its appointments in order, not none.
    """
    first = rows[0]
    reply = notify.about_visit(desk, "appointment_new", rows)
    notify.tell_provider(desk, first, reply, f"new:{first.id}:{first.version}")
    for row in rows:
        notify.plan_reminder(desk, row)


def cancel(
    desk: Desk, command: CancelAppointment, contact_id: int
) -> AppointmentCancelled | AppointmentChanged:
    """Cancel a person's own appointment on the terms they were shown."""
    row = appointments.locked(desk.db, command.appointment_id)
    if not is_theirs(row, contact_id, command.version):
        return changed(desk, row, contact_id)
    assert row is not None
    was = row.state
    terms = terms_of(desk, row)
    transition(desk, row, AppointmentEvent.CUSTOMER_CANCELLED)
    assert row.id is not None
    outbox.cancel_pending(desk.db, row.id, Urgency.REMINDER)
    _cancel_replacements(desk, row.id)
    if was is AppointmentState.HELD and row.deposit_centavos is not None:
        _keep_rest(desk, row)
    for following in appointments.following(desk.db, row.id):
        notify.plan_reminder(desk, following)  # the one of the visit was with this appointment
    if was is not AppointmentState.HELD:
        reply = notify.about(desk, "appointment_cancelled", row)
        notify.tell_provider(desk, row, reply, f"cancelled:{row.id}:{row.version}")
    deposits.settle(desk, row.id, terms)
    return AppointmentCancelled(appointments.view(desk.db, row), terms.refund, terms.credit)


def _keep_rest(desk: Desk, row: AppointmentRow) -> None:
    """Make the rest of a visit final when the service that asked for a deposit is cancelled."""
    rest = let_rest_go_on(desk, appointments.visit_of(desk.db, row))
    final = [one for one in rest if one.state is AppointmentState.CONFIRMED]
    if final:
        confirmed(desk, final)


def let_rest_go_on(desk: Desk, visit: Sequence[AppointmentRow]) -> list[AppointmentRow]:
    """Let what is held in a visit go on when no deposit is waited for any more; return it.

    Providers that confirm each are asked; the others are not told yet.
    """
    rest = [one for one in visit if one.state is AppointmentState.HELD]
    if any(one.deposit_centavos is not None for one in rest):
        return []
    for one in rest:
        transition(desk, one, AppointmentEvent.DEPOSIT_DROPPED)
        if one.state is AppointmentState.PENDING_PROVIDER:
            notify.ask_provider(desk, one)
    return rest


def terms_of(desk: Desk, row: AppointmentRow) -> CancellationTerms:
    """Return at what cost an appointment could be cancelled now."""
    policies = customers.catalogue_for(desk, row.contact_id).policies_of(row.service_id)
    paid = deposits.paid_deposit(desk.db, row)
    return cancellation_terms(policies, row.starts_at, paid, desk.now)


def list_own(desk: Desk, contact_id: int) -> AppointmentsFound:
    """Return a person's active appointments with the terms of cancelling each."""
    views = appointments.active_of(desk.db, contact_id, now=desk.now)
    catalogue = customers.catalogue_for(desk, contact_id)
    terms = tuple(
        cancellation_terms(
            catalogue.policies_of(view.service_id),
            view.start,
            view.deposit if view.deposit_paid else None,
            desk.now,
        )
        for view in views
    )
    return AppointmentsFound(tuple(views), terms)


def answer_request(
    desk: Desk, command: AnswerRequest, provider_id: int
) -> RequestAnswered | AppointmentChanged:
    """Take a provider's answer to a job request; a late one changes nothing."""
    row = appointments.locked_after_replaced(desk.db, command.appointment_id)
    if row is None or row.provider_id != provider_id:
        return AppointmentChanged(None)
    waiting = row.state is AppointmentState.PENDING_PROVIDER and row.version == command.version
    if not waiting or (row.answer_by is not None and row.answer_by <= desk.now):
        return AppointmentChanged(appointments.view(desk.db, row))
    if command.accepted:
        transition(desk, row, AppointmentEvent.PROVIDER_ACCEPTED)
        give_way(desk, row)
        reply = notify.about(desk, "request_accepted", row)
        notify.tell_customer(desk, row, reply, f"accepted:{row.id}:{row.version}")
        notify.plan_reminder(desk, row)
    else:
        transition(desk, row, AppointmentEvent.PROVIDER_DECLINED)
        reply = instead.notice(desk, row, "request_declined")
        notify.tell_customer(desk, row, reply, f"declined:{row.id}:{row.version}")
        assert row.id is not None
        refund_deposit(desk, row.id, reason="provider_declined")
    return RequestAnswered(appointments.view(desk.db, row))


def give_way(desk: Desk, row: AppointmentRow) -> None:
    """Cancel the appointment that this one replaces, now that it is certain.

    Its deposit goes along, unless another was paid for the new time.
    """
    if row.replaces_id is None:
        return
    old = appointments.locked(desk.db, row.replaces_id)
    if old is not None and old.state in ACTIVE and old.id is not None:
        transition(desk, old, AppointmentEvent.CUSTOMER_CANCELLED)
        outbox.cancel_pending(desk.db, old.id, Urgency.REMINDER)
        if row.deposit_centavos is None:
            deposits.carry_over(desk.db, old, row)


def _cancel_replacements(desk: Desk, appointment_id: int) -> None:
    """Take back what was to replace an appointment that is cancelled."""
    statement = select(AppointmentRow).where(
        AppointmentRow.replaces_id == appointment_id,
        col(AppointmentRow.state).in_(ACTIVE),
    )
    for other in desk.db.exec(statement).all():
        was_asked = other.state is AppointmentState.PENDING_PROVIDER
        transition(desk, other, AppointmentEvent.CUSTOMER_CANCELLED)
        if was_asked:
            reply = notify.about(desk, "appointment_cancelled", other)
            notify.tell_provider(desk, other, reply, f"cancelled:{other.id}:{other.version}")


def expire_holds(
    desk: Desk, *, of: Collection[int] | None = None, sparing: AppointmentRow | None = None
) -> int:
    """Free the places whose deposit did not come in time, and tell once a visit; return how many.

    of: ids of providers, None for all. sparing: an appointment that is left as it is, and with it
    its visit.
    """
    statement = (
        select(AppointmentRow)
        .where(
            AppointmentRow.state == AppointmentState.HELD,
            col(AppointmentRow.hold_expires_at) <= desk.now,
        )
        .with_for_update(skip_locked=True)
    )
    if of is not None:
        statement = statement.where(col(AppointmentRow.provider_id).in_(of))
    spared = _visit_key(sparing) if sparing is not None else None
    expired = [row for row in desk.db.exec(statement).all() if _visit_key(row) != spared]
    visits: dict[int, list[AppointmentRow]] = {}
    for row in sorted(expired, key=lambda one: one.starts_at):
        transition(desk, row, AppointmentEvent.HOLD_EXPIRED)
        visits.setdefault(_visit_key(row), []).append(row)
    for rows in visits.values():
        reply = notify.about_visit(desk, "hold_expired", rows)
        key = f"hold_expired:{rows[0].id}:{rows[0].version}"
        notify.tell_customer(desk, rows[0], reply, key)
        _end_series(desk, rows[0])
    return len(expired)


def _visit_key(row: AppointmentRow) -> int:
    """Return the id of the appointment that a row's visit starts with; its own when it is none."""
    key = row.visit_id or row.id
    assert key is not None
    return key


def _end_series(desk: Desk, first: AppointmentRow) -> None:
    """Cancel what was to follow an appointment whose deposit did not come."""
    if first.series_id is None or first.replaces_id is not None:
        return
    following = select(AppointmentRow).where(
        AppointmentRow.series_id == first.series_id,
        AppointmentRow.starts_at > first.starts_at,
        col(AppointmentRow.state).in_(ACTIVE),
    )
    for row in desk.db.exec(following.order_by(col(AppointmentRow.id)).with_for_update()).all():
        transition(desk, row, AppointmentEvent.CUSTOMER_CANCELLED)
        outbox.cancel_pending(desk.db, row.id or 0, Urgency.REMINDER)
        reply = notify.about(desk, "appointment_cancelled", row)
        notify.tell_provider(desk, row, reply, f"cancelled:{row.id}:{row.version}")


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


def transition(desk: Desk, row: AppointmentRow, event: AppointmentEvent) -> None:
    """Let something happen to an appointment; a place that it gives up goes to those who wait."""
    was_active = row.state in ACTIVE
    appointments.transition(
        desk.db,
        row,
        event,
        needs_provider=desk.catalogue.provider(row.provider_id).must_accept,
        actor=desk.actor,
        now=desk.now,
    )
    assert row.id is not None
    drop_proposals(desk.db, row.id)
    if was_active and row.state in _GIVEN_UP and row.ends_at > desk.now:
        place = Interval(row.starts_at, row.ends_at)
        free_up(desk.db, row.provider_id, place, now=desk.now)


def free_place(
    desk: Desk,
    service: Service,
    start: datetime,
    *,
    zone: str | None,
    ignoring: int | None = None,
    as_of: datetime | None = None,
) -> Spot | None:
    """Return what an appointment takes at a start, locked; None when it is not free.

    as_of: as for `book`.
    Looks before it waits for the lock, so that of a crowd only those wait who may still get it.
    """
    own = desk.db.get_one(AppointmentRow, ignoring) if ignoring is not None else None
    expire_holds(desk, of=places.sharers(desk, service), sparing=own)
    demand = demand_of(desk.catalogue, service, zone)
    around = Interval(start, start + service.duration)
    view = places.look(desk, [service], around, ignoring=ignoring)
    if view.refusal(service, demand, start, as_of=as_of) is not None:
        return None
    places.lock(desk, [service])
    view = places.look(desk, [service], around, ignoring=ignoring)
    if view.refusal(service, demand, start, as_of=as_of) is not None:
        return None
    return view.place(service, demand, start)


def taken(
    desk: Desk,
    service: Service,
    start: datetime,
    *,
    ignoring: int | None = None,
    then: Sequence[str] = (),
) -> SlotTaken:
    """Return what is left around a place that was lost; then: with room for these after it."""
    local = start.astimezone(desk.catalogue.zone)
    clock = local.time()
    wish = Wish(local.date(), local.date(), clock, clock, exact=True)
    desk.note("slot.lost", provider_id=service.provider_id, service_id=service.id)
    return SlotTaken(slots.around(desk, [service], [wish], ignoring, then))


def is_theirs(row: AppointmentRow | None, contact_id: int, version: int) -> bool:
    """Whether it is this person's, active, and still as they saw it."""
    return (
        row is not None
        and row.contact_id == contact_id
        and row.state in ACTIVE
        and row.version == version
    )


def changed(desk: Desk, row: AppointmentRow | None, contact_id: int) -> AppointmentChanged:
    """Return how an appointment stands that is not what a person saw; nothing of another's."""
    if row is None or row.contact_id != contact_id:
        return AppointmentChanged(None)
    return AppointmentChanged(appointments.view(desk.db, row))
