"""Another time that a provider proposes: kept free, put to the customer, answered or run out."""

from datetime import timedelta

from actions import notify, places
from actions.desk import Desk
from actions.refunds import refund_deposit
from actions.transitions import transition
from bot.dialogue import notices
from bot.dialogue.commands import AppointmentChanged, Outcome
from bot.dialogue.orders.calendars import (
    AnswerProposal,
    PlaceBusy,
    ProposalClosed,
    ProposalFound,
    ProposeTime,
    TimeProposed,
)
from bot.domain.appointments import AppointmentEvent, AppointmentState
from bot.domain.intervals import Interval
from storage.locks import lock_calendars
from storage.repositories import appointments, calendars
from storage.repositories.waitlist import free_up
from storage.rows.appointments import AppointmentRow
from storage.rows.calendars import ProposalState, TimeProposalRow

_MAY_MOVE = (AppointmentState.PENDING_PROVIDER, AppointmentState.CONFIRMED)
_ROOM = timedelta(minutes=5)  # an answer comes at least so long before the appointment


def propose(desk: Desk, command: ProposeTime, provider_id: int) -> Outcome:
    """Put another time to the customer of an appointment, and keep it until they answer."""
    row = appointments.locked(desk.db, command.appointment_id)
    if row is None or row.provider_id != provider_id:
        return AppointmentChanged(None)
    if row.state not in _MAY_MOVE or row.version != command.version or row.ends_at <= desk.now:
        return AppointmentChanged(notify.view_of(desk, row))
    lock_calendars(desk.db, [provider_id])
    assert row.id is not None
    _replace(desk, row.id)
    place = Interval(command.start, command.start + (row.ends_at - row.starts_at))
    if place.start - _ROOM <= desk.now:
        return PlaceBusy(None)
    if appointments.busy(desk.db, [provider_id], place, ignoring=row.id)[provider_id]:
        jobs = appointments.active_in(desk.db, provider_id, [place])
        return PlaceBusy(next((job for job in jobs if job.id != row.id), None))
    until = min(desk.now + desk.catalogue.policies.provider_timeout, place.start - _ROOM)
    if row.state is AppointmentState.CONFIRMED:
        until = min(until, row.starts_at)
    proposal = TimeProposalRow(
        appointment_id=row.id,
        provider_id=provider_id,
        version=row.version,
        starts_at=place.start,
        ends_at=place.end,
        state=ProposalState.OPEN,
        expires_at=until,
        created_at=desk.now,
    )
    desk.db.add(proposal)
    if row.state is AppointmentState.PENDING_PROVIDER:
        row.answer_by, row.nudged_at = until, desk.now  # the provider has answered
        desk.db.add(row)
    desk.db.flush()
    assert proposal.id is not None
    view = notify.view_of(desk, row)
    reply = notices.time_proposed(
        proposal.id, view, desk.catalogue, desk.phrases, start=place.start, until=until
    )
    notify.tell_customer(desk, row, reply, f"proposal:{proposal.id}")
    return TimeProposed(view, until)


def find(desk: Desk, proposal_id: int, contact_id: int) -> ProposalFound | AppointmentChanged:
    """Return a proposal that waits for this person's answer, with its appointment."""
    found = _open_one(desk, proposal_id, contact_id)
    if found is None:
        return AppointmentChanged(None)
    proposal, row = found
    return ProposalFound(notify.view_of(desk, row), proposal.starts_at)


def answer(
    desk: Desk, command: AnswerProposal, contact_id: int
) -> ProposalClosed | AppointmentChanged:
    """Take the customer's answer: the appointment is final at the new time, or comes to nothing.

    A confirmed appointment that is not moved stays as it was.
    """
    found = _open_one(desk, command.proposal_id, contact_id)
    if found is None:
        return AppointmentChanged(None)
    proposal, row = found
    places.lock(desk, [desk.catalogue.service(row.service_id)])
    if command.accepted:
        _accept(desk, proposal, row)
    else:
        _close(desk, proposal, ProposalState.DECLINED)
        reply = notify.about(desk, "proposal_declined", row)
        notify.tell_provider(desk, row, reply, f"proposal_declined:{proposal.id}")
        if row.state is AppointmentState.PENDING_PROVIDER:
            transition(desk, row, AppointmentEvent.PROVIDER_DECLINED)
            assert row.id is not None
            refund_deposit(desk, row.id, reason="provider_declined")
    return ProposalClosed(notify.view_of(desk, row), command.accepted)


def expire(desk: Desk) -> int:
    """End the proposals that nobody answered in time, and tell both; return how many."""
    over = calendars.open_proposals(desk.db, until=desk.now)
    for proposal in over:
        _close(desk, proposal, ProposalState.LAPSED)
        row = appointments.locked(desk.db, proposal.appointment_id)
        if row is None or row.version != proposal.version:
            continue
        customer = notify.about(desk, "proposal_lapsed", row)
        provider = notify.about(desk, "proposal_unanswered", row)
        if row.state is AppointmentState.PENDING_PROVIDER:
            transition(desk, row, AppointmentEvent.REQUEST_EXPIRED)
            assert row.id is not None
            refund_deposit(desk, row.id, reason="provider_declined")
            notify.tell_customer(desk, row, customer, f"proposal_lapsed:{proposal.id}")
        notify.tell_provider(desk, row, provider, f"proposal_unanswered:{proposal.id}")
    return len(over)


def _open_one(
    desk: Desk, proposal_id: int, contact_id: int
) -> tuple[TimeProposalRow, AppointmentRow] | None:
    proposal = calendars.proposal_locked(desk.db, proposal_id)
    if proposal is None or proposal.state is not ProposalState.OPEN:
        return None
    row = appointments.locked(desk.db, proposal.appointment_id)
    if row is None or row.contact_id != contact_id or row.version != proposal.version:
        return None
    if proposal.expires_at <= desk.now or row.state not in _MAY_MOVE:
        return None
    return proposal, row


def _accept(desk: Desk, proposal: TimeProposalRow, row: AppointmentRow) -> None:
    _close(desk, proposal, ProposalState.ACCEPTED)
    left = Interval(row.starts_at, row.ends_at)
    appointments.move(
        desk.db,
        row,
        places.as_proposed(desk, row, Interval(proposal.starts_at, proposal.ends_at)),
        actor=desk.actor,
        now=desk.now,
    )
    if row.state is AppointmentState.PENDING_PROVIDER:
        transition(desk, row, AppointmentEvent.PROVIDER_ACCEPTED)
    free_up(desk.db, row.provider_id, left, now=desk.now)
    reply = notify.about(desk, "proposal_accepted", row)
    notify.tell_provider(desk, row, reply, f"proposal_accepted:{proposal.id}")
    notify.plan_reminder(desk, row)


def _replace(desk: Desk, appointment_id: int) -> None:
    for proposal in calendars.open_proposals(desk.db, appointment_id=appointment_id):
        _close(desk, proposal, ProposalState.LAPSED)


def _close(desk: Desk, proposal: TimeProposalRow, state: ProposalState) -> None:
    proposal.state = state
    desk.db.add(proposal)
    desk.db.flush()
    if state is not ProposalState.ACCEPTED:
        free_up(
            desk.db,
            proposal.provider_id,
            Interval(proposal.starts_at, proposal.ends_at),
            now=desk.now,
        )
