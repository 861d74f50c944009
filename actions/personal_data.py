"""A person's own data: shown, corrected, deleted. Always the data of whoever writes.

Source: Ley 25.326, art. 14 and 16; by when, see bot.domain.personal_data.
"""

from sqlalchemy import func
from sqlmodel import col, select

from actions.cancelling import cancel, list_own
from actions.desk import Desk
from actions.line import close_offers, end_wish
from bot.dialogue.commands import AppointmentCancelled, CancelAppointment
from bot.dialogue.orders.office import (
    DataFound,
    DeletionAsked,
    DeletionConfirmed,
    NothingAsked,
)
from bot.domain.appointments import ACTIVE
from bot.domain.holidays import argentine_holidays
from bot.domain.money import Money
from bot.domain.personal_data import (
    DELETION_PAUSE,
    DataRequestKind,
    DataRequestState,
    due_on,
)
from storage.erasure import forget
from storage.repositories import people, requests
from storage.repositories import waitlist as line
from storage.rows.appointments import AppointmentRow
from storage.rows.payments import PaymentRow, PaymentState
from storage.rows.people import ContactRow
from storage.rows.requests import DataRequestRow
from storage.rows.waitlist import OfferState, WishState

_PHONE_TAIL = 4  # digits that are told: enough to know one's own phone


def show(desk: Desk, contact_id: int) -> DataFound:
    """Return what is kept of a person; the request is answered with it, and noted as done."""
    contact = desk.db.get_one(ContactRow, contact_id)
    request = _note(desk, contact_id, DataRequestKind.ACCESS, DataRequestState.DONE)
    rows = desk.db.exec(select(AppointmentRow).where(AppointmentRow.contact_id == contact_id)).all()
    ahead = sum(row.state in ACTIVE and row.ends_at > desk.now for row in rows)
    paid = (
        select(func.coalesce(func.sum(PaymentRow.amount_centavos), 0))
        .join(AppointmentRow, col(AppointmentRow.id) == PaymentRow.appointment_id)
        .where(AppointmentRow.contact_id == contact_id, PaymentRow.state == PaymentState.APPROVED)
    )
    phone = people.phone_of(desk.db, contact_id)
    return DataFound(
        name=contact.name,
        phone=phone[-_PHONE_TAIL:] if phone else None,
        since=contact.created_at.astimezone(desk.catalogue.zone).date(),
        ahead=ahead,
        past=len(rows) - ahead,
        paid=Money(int(desk.db.exec(paid).one())),
        waits_for=len(line.waiting_of(desk.db, contact_id)),
        addresses=tuple(dict.fromkeys(row.address for row in rows if row.address)),
        opted_out=contact.opted_out_at is not None,
        due_on=request.due_on,
    )


def correct_name(desk: Desk, contact_id: int, name: str) -> None:
    """Put another name on file."""
    contact = desk.db.get_one(ContactRow, contact_id)
    contact.name = name
    desk.db.add(contact)
    _note(desk, contact_id, DataRequestKind.CORRECTION, DataRequestState.DONE)


def ask_deletion(desk: Desk, contact_id: int) -> DeletionAsked:
    """Note that somebody wants to be forgotten, and return what they would lose by it."""
    request = requests.open_deletion(desk.db, contact_id) or _note(
        desk, contact_id, DataRequestKind.DELETION, DataRequestState.REQUESTED
    )
    assert request.id is not None
    own = list_own(desk, contact_id)
    back = [terms.refund.centavos for terms in own.terms if terms.refund is not None]
    return DeletionAsked(request.id, own.appointments, Money(sum(back)) if back else None)


def confirm_deletion(
    desk: Desk, request_id: int, contact_id: int
) -> DeletionConfirmed | NothingAsked:
    """Cancel what is ahead of a person who surely wants to be forgotten; the clock does the rest.

    It waits for a day, so that they can change their mind.
    """
    request = requests.open_deletion(desk.db, contact_id)
    if request is None or request.id != request_id:
        return NothingAsked()
    cancelled = 0
    if request.state is DataRequestState.REQUESTED:
        request.state, request.confirmed_at = DataRequestState.CONFIRMED, desk.now
        desk.db.add(request)
        for view in list_own(desk, contact_id).appointments:
            outcome = cancel(desk, CancelAppointment(view.id, view.version), contact_id)
            cancelled += isinstance(outcome, AppointmentCancelled)
        waiting = line.waiting_of(desk.db, contact_id)
        for wish in waiting:
            end_wish(desk, wish, WishState.WITHDRAWN)
        close_offers(desk, waiting, OfferState.DECLINED)
        desk.note("data.deletion_confirmed")
    return DeletionConfirmed(request.due_on, cancelled)


def withdraw_deletion(desk: Desk, contact_id: int) -> bool:
    """Take a wish to be forgotten back; whether there was one."""
    request = requests.open_deletion(desk.db, contact_id)
    if request is None:
        return False
    request.state, request.done_at = DataRequestState.WITHDRAWN, desk.now
    desk.db.add(request)
    return True


def forget_due(desk: Desk) -> int:
    """Forget those who confirmed long enough ago; return how many."""
    statement = (
        select(DataRequestRow)
        .where(
            DataRequestRow.kind == DataRequestKind.DELETION,
            DataRequestRow.state == DataRequestState.CONFIRMED,
            col(DataRequestRow.confirmed_at) <= desk.now - DELETION_PAUSE,
        )
        .with_for_update(skip_locked=True)
    )
    due = desk.db.exec(statement).all()
    for request in due:
        request.state, request.done_at = DataRequestState.DONE, desk.now
        desk.db.add(request)
        desk.db.flush()
        forget(desk.db, request.contact_id, now=desk.now)
        desk.note("data.deleted")
    return len(due)


def _note(
    desk: Desk, contact_id: int, kind: DataRequestKind, state: DataRequestState
) -> DataRequestRow:
    today = desk.now.astimezone(desk.catalogue.zone).date()
    holidays = {**argentine_holidays(today.year), **argentine_holidays(today.year + 1)}
    row = DataRequestRow(
        contact_id=contact_id,
        kind=kind,
        state=state,
        due_on=due_on(kind, today, holidays),
        created_at=desk.now,
        done_at=desk.now if state is DataRequestState.DONE else None,
    )
    desk.db.add(row)
    desk.db.flush()
    return row
