"""Customers cancel: on what terms, and what becomes of the rest of the visit."""

from collections.abc import Sequence

from sqlmodel import col, select

from actions import customers, deposits, notify
from actions.desk import Desk
from actions.transitions import changed, confirmed, is_theirs, transition
from bot.dialogue.commands import (
    AppointmentCancelled,
    AppointmentChanged,
    AppointmentsFound,
    CancelAppointment,
)
from bot.domain.appointments import ACTIVE, AppointmentEvent, AppointmentState
from bot.domain.cancellation import CancellationTerms, cancellation_terms
from storage import outbox
from storage.repositories import appointments
from storage.rows.appointments import AppointmentRow
from storage.rows.mail import Urgency


def cancel(
    desk: Desk, command: CancelAppointment, contact_id: int
) -> AppointmentCancelled | AppointmentChanged:
    """Cancel a person's own appointment on the terms they were shown, and tell its provider."""
    row = appointments.locked(desk.db, command.appointment_id)
    provider_knows = row is not None and row.state is not AppointmentState.HELD
    outcome = withdraw(desk, command, contact_id)
    if row is not None and provider_knows and isinstance(outcome, AppointmentCancelled):
        reply = notify.about(desk, "appointment_cancelled", row)
        notify.tell_provider(desk, row, reply, f"cancelled:{row.id}:{row.version}")
    return outcome


def withdraw(
    desk: Desk, command: CancelAppointment, contact_id: int
) -> AppointmentCancelled | AppointmentChanged:
    """Cancel a person's own appointment on the terms they were shown; its provider is not told."""
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
    go_on_without(desk, row, was)
    deposits.settle(desk, row.id, terms)
    return AppointmentCancelled(appointments.view(desk.db, row), terms.refund, terms.credit)


def go_on_without(desk: Desk, row: AppointmentRow, was: AppointmentState) -> None:
    """Let the rest of a visit stand without an appointment of it that is cancelled, by whomever.

    was: its state before. What waited for its deposit alone becomes final.
    """
    assert row.id is not None
    visit = appointments.visit_of(desk.db, row)
    if was is AppointmentState.HELD and row.deposit_centavos is not None:
        rest = let_rest_go_on(desk, visit)
        final = [one for one in rest if one.state is AppointmentState.CONFIRMED]
        if final:
            confirmed(desk, final)
    for following in appointments.following(desk.db, row.id):
        notify.plan_reminder(desk, following)  # the one of the visit was with this appointment


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
