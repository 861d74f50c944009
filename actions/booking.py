"""Appointments: made, moved, cancelled, accepted, declined, expired. Each change is one transition,
one event row, and the notices that follow, all in the caller's transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update
from sqlmodel import col, select

from actions import instead, notify, slots
from actions.desk import Desk
from actions.line import fulfil
from actions.refunds import refund_deposit
from bot.dialogue.commands import (
    AnswerRequest,
    AppointmentCancelled,
    AppointmentChanged,
    AppointmentMoved,
    AppointmentsFound,
    BookSlot,
    CancelAppointment,
    MoveAppointment,
    RequestAnswered,
    SlotBooked,
    SlotTaken,
)
from bot.domain.appointments import ACTIVE, AppointmentEvent, AppointmentState, first_state
from bot.domain.availability import Wish, start_refusal
from bot.domain.cancellation import CancellationTerms, cancellation_terms
from bot.domain.catalogue import Provider, Service
from bot.domain.intervals import Interval
from bot.domain.money import Money
from bot.language import formats
from storage import outbox
from storage.locks import lock_calendars
from storage.repositories import appointments
from storage.repositories.appointments import OverlapError
from storage.repositories.calendars import drop_proposals
from storage.repositories.waitlist import free_up
from storage.rows.appointments import AppointmentRow
from storage.rows.mail import Urgency
from storage.rows.payments import PaymentRow, PaymentState


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
    what it is a part of; the provider is then told when all of that is made.
    """
    slot = command.slot
    service = desk.catalogue.service(slot.service_id)
    provider = desk.catalogue.provider(slot.provider_id)
    lock_calendars(desk.db, [provider.id])
    expire_holds(desk, provider_id=provider.id)
    if not _is_free(desk, provider, service, slot.start, as_of=as_of):
        return taken(desk, service, slot.start)
    waits = service.deposit is not None or (visit is not None and visit.awaits_deposit)
    state = first_state(waits, provider.must_accept)
    row = AppointmentRow(
        code="",
        provider_id=provider.id,
        service_id=service.id,
        contact_id=contact_id,
        conversation_id=conversation_id,
        starts_at=slot.start,
        ends_at=slot.start + service.duration,
        state=state,
        price_centavos=service.price.centavos,
        deposit_centavos=service.deposit.centavos if service.deposit else None,
        address=command.address if provider.visits_homes else None,
        guest_name=command.guest_name,
        phone=command.phone,
        visit_id=visit.first_id if visit else None,
        created_at=desk.now,
    )
    try:
        appointments.add(desk.db, row, actor=desk.actor)
    except OverlapError:
        return taken(desk, service, slot.start)
    _after_booking(desk, row, service, provider, told_later=visit is not None)
    fulfil(desk, contact_id, slot)
    return SlotBooked(appointments.view(desk.db, row))


def _after_booking(
    desk: Desk, row: AppointmentRow, service: Service, provider: Provider, *, told_later: bool
) -> None:
    if row.state is AppointmentState.HELD:
        row.hold_expires_at = min(desk.now + desk.catalogue.policies.deposit_hold, row.starts_at)
        desk.db.add(row)
        if service.deposit is not None:
            _ask_deposit(desk, row, service, provider)
    elif row.state is AppointmentState.PENDING_PROVIDER:
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


def move(
    desk: Desk, command: MoveAppointment, contact_id: int
) -> AppointmentMoved | AppointmentChanged | SlotTaken:
    """Give an appointment another place; the old one is kept until the new one is certain."""
    row = appointments.locked(desk.db, command.appointment_id)
    if not _is_theirs(row, contact_id, command.version):
        return _changed(desk, row, contact_id)
    assert row is not None
    service = desk.catalogue.service(row.service_id)
    provider = desk.catalogue.provider(row.provider_id)
    lock_calendars(desk.db, [provider.id])
    expire_holds(desk, provider_id=provider.id, sparing=appointments.visit_of(desk.db, row))
    start, before = command.slot.start, row.starts_at
    if not _is_free(desk, provider, service, start, ignoring=row.id):
        return taken(desk, service, start, ignoring=row.id)
    place, left = Interval(start, start + service.duration), Interval(row.starts_at, row.ends_at)
    try:
        moved = _moved(desk, row, place, must_accept=provider.must_accept)
    except OverlapError:
        return taken(desk, service, start, ignoring=row.id)
    if moved.id == row.id:
        drop_proposals(desk.db, command.appointment_id)
        free_up(desk.db, provider.id, left, now=desk.now)
    fulfil(desk, contact_id, command.slot)
    if moved.state is AppointmentState.PENDING_PROVIDER:
        notify.ask_provider(desk, moved)
        notify.plan_reminder(desk, moved)  # takes back the one of its old time
    elif moved.state is AppointmentState.CONFIRMED:
        reply = notify.about(
            desk, "appointment_moved", moved, before=formats.long_when(before, desk.catalogue.zone)
        )
        notify.tell_provider(desk, moved, reply, f"moved:{moved.id}:{moved.version}")
        notify.plan_reminder(desk, moved)
    return AppointmentMoved(appointments.view(desk.db, moved), before)


def _moved(
    desk: Desk, row: AppointmentRow, place: Interval, *, must_accept: bool
) -> AppointmentRow:
    """Return the appointment at its new place: the same row, or a second one until it is accepted.

    A new time that overlaps the old one cannot stand beside it, so that the old one is given up.
    """
    beside = Interval(row.starts_at, row.ends_at).overlaps(place)
    if must_accept and row.state is AppointmentState.CONFIRMED and not beside:
        return _ask_for_another(desk, row, place)
    return appointments.move(
        desk.db, row, place, needs_provider=must_accept, actor=desk.actor, now=desk.now
    )


def _ask_for_another(desk: Desk, row: AppointmentRow, place: Interval) -> AppointmentRow:
    """Put a second appointment beside one that the provider has accepted, until they accept it."""
    other = AppointmentRow(
        code="",
        provider_id=row.provider_id,
        service_id=row.service_id,
        contact_id=row.contact_id,
        conversation_id=row.conversation_id,
        starts_at=place.start,
        ends_at=place.end,
        state=AppointmentState.PENDING_PROVIDER,
        price_centavos=row.price_centavos,
        address=row.address,
        replaces_id=row.id,
        created_at=desk.now,
    )
    return appointments.add(desk.db, other, actor=desk.actor)


def cancel(
    desk: Desk, command: CancelAppointment, contact_id: int
) -> AppointmentCancelled | AppointmentChanged:
    """Cancel a person's own appointment on the terms they were shown."""
    row = appointments.locked(desk.db, command.appointment_id)
    if not _is_theirs(row, contact_id, command.version):
        return _changed(desk, row, contact_id)
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
    if terms.refund is not None:
        refund_deposit(desk, row.id, reason="cancelled_in_time")
    return AppointmentCancelled(appointments.view(desk.db, row), terms.refund)


def _keep_rest(desk: Desk, row: AppointmentRow) -> None:
    """Make the rest of a visit final when the service that asked for a deposit is cancelled."""
    visit = appointments.visit_of(desk.db, row)
    rest = [one for one in visit if one.state is AppointmentState.HELD]
    if not rest or any(one.deposit_centavos is not None for one in rest):
        return
    for one in rest:
        transition(desk, one, AppointmentEvent.DEPOSIT_DROPPED)
    confirmed(desk, rest)


def terms_of(desk: Desk, row: AppointmentRow) -> CancellationTerms:
    """Return at what cost an appointment could be cancelled now."""
    paid = _paid_deposit(desk, row)
    return cancellation_terms(desk.catalogue.policies, row.starts_at, paid, desk.now)


def list_own(desk: Desk, contact_id: int) -> AppointmentsFound:
    """Return a person's active appointments with the terms of cancelling each."""
    views = appointments.active_of(desk.db, contact_id, now=desk.now)
    policies = desk.catalogue.policies
    terms = tuple(
        cancellation_terms(
            policies, view.start, view.deposit if view.deposit_paid else None, desk.now
        )
        for view in views
    )
    return AppointmentsFound(tuple(views), terms)


def answer_request(
    desk: Desk, command: AnswerRequest, provider_id: int
) -> RequestAnswered | AppointmentChanged:
    """Take a provider's answer to a job request; a late one changes nothing."""
    row = appointments.locked(desk.db, command.appointment_id)
    if row is None or row.provider_id != provider_id:
        return AppointmentChanged(None)
    waiting = row.state is AppointmentState.PENDING_PROVIDER and row.version == command.version
    if not waiting or (row.answer_by is not None and row.answer_by <= desk.now):
        return AppointmentChanged(appointments.view(desk.db, row))
    if command.accepted:
        transition(desk, row, AppointmentEvent.PROVIDER_ACCEPTED)
        _give_way(desk, row)
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


def _give_way(desk: Desk, row: AppointmentRow) -> None:
    """Cancel the appointment that this one replaces, now that it is certain."""
    if row.replaces_id is None:
        return
    old = appointments.locked(desk.db, row.replaces_id)
    if old is not None and old.state in ACTIVE and old.id is not None:
        transition(desk, old, AppointmentEvent.CUSTOMER_CANCELLED)
        outbox.cancel_pending(desk.db, old.id, Urgency.REMINDER)
        desk.db.execute(  # the deposit goes with the person, not with the old time
            update(PaymentRow)
            .where(col(PaymentRow.appointment_id) == old.id)
            .values(appointment_id=row.id)
        )
        row.deposit_centavos = old.deposit_centavos
        desk.db.add(row)
        desk.db.flush()


def _cancel_replacements(desk: Desk, appointment_id: int) -> None:
    """Take back the requests for another time of an appointment that is cancelled."""
    statement = select(AppointmentRow).where(
        AppointmentRow.replaces_id == appointment_id,
        AppointmentRow.state == AppointmentState.PENDING_PROVIDER,
    )
    for other in desk.db.exec(statement).all():
        transition(desk, other, AppointmentEvent.CUSTOMER_CANCELLED)
        reply = notify.about(desk, "appointment_cancelled", other)
        notify.tell_provider(desk, other, reply, f"cancelled:{other.id}:{other.version}")


def expire_holds(
    desk: Desk, *, provider_id: int | None = None, sparing: Sequence[AppointmentRow] = ()
) -> int:
    """Free the places whose deposit did not come in time, and tell once a visit; return how many.

    sparing: appointments that are left as they are.
    """
    statement = (
        select(AppointmentRow)
        .where(
            AppointmentRow.state == AppointmentState.HELD,
            col(AppointmentRow.hold_expires_at) <= desk.now,
        )
        .with_for_update(skip_locked=True)
    )
    if provider_id is not None:
        statement = statement.where(AppointmentRow.provider_id == provider_id)
    spared = {row.id for row in sparing}
    expired = [row for row in desk.db.exec(statement).all() if row.id not in spared]
    visits: dict[int | None, list[AppointmentRow]] = {}
    for row in sorted(expired, key=lambda one: one.starts_at):
        transition(desk, row, AppointmentEvent.HOLD_EXPIRED)
        visits.setdefault(row.visit_id or row.id, []).append(row)
    for rows in visits.values():
        reply = notify.about_visit(desk, "hold_expired", rows)
        key = f"hold_expired:{rows[0].id}:{rows[0].version}"
        notify.tell_customer(desk, rows[0], reply, key)
    return len(expired)


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


def _ask_deposit(desk: Desk, row: AppointmentRow, service: Service, provider: Provider) -> None:
    assert row.id is not None
    assert row.deposit_centavos is not None
    assert row.hold_expires_at is not None
    title = desk.phrases(
        "payment.title",
        service=service.name,
        provider=provider.first_name,
        when=formats.when(row.starts_at, desk.catalogue.zone),
    )
    desk.db.add(
        PaymentRow(
            appointment_id=row.id,
            external_reference=f"turnero-{row.code}-{row.id}",
            amount_centavos=row.deposit_centavos,
            state=PaymentState.ASKED,
            title=title,
            expires_at=row.hold_expires_at,
            created_at=desk.now,
            updated_at=desk.now,
        )
    )
    desk.db.flush()


def _paid_deposit(desk: Desk, row: AppointmentRow) -> Money | None:
    statement = select(PaymentRow).where(
        PaymentRow.appointment_id == row.id, PaymentRow.state == PaymentState.APPROVED
    )
    payment = desk.db.exec(statement).first()
    return Money(payment.amount_centavos) if payment else None


def _is_free(
    desk: Desk,
    provider: Provider,
    service: Service,
    start: datetime,
    *,
    ignoring: int | None = None,
    as_of: datetime | None = None,
) -> bool:
    window = Interval(start, start + service.duration)
    busy = appointments.busy(desk.db, [provider.id], window, ignoring=ignoring)[provider.id]
    rules = desk.catalogue.policies.rules
    refusal = start_refusal(
        provider.schedule, rules, service.duration, busy, start, as_of or desk.now
    )
    return refusal is None


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


def _is_theirs(row: AppointmentRow | None, contact_id: int, version: int) -> bool:
    """Whether it is this person's, active, and still as they saw it."""
    return (
        row is not None
        and row.contact_id == contact_id
        and row.state in ACTIVE
        and row.version == version
    )


def _changed(desk: Desk, row: AppointmentRow | None, contact_id: int) -> AppointmentChanged:
    if row is None or row.contact_id != contact_id:
        return AppointmentChanged(None)
    return AppointmentChanged(appointments.view(desk.db, row))
