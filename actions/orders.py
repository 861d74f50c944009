"""Doing the commands of bot.dialogue.orders: each to its action, for whoever writes."""

from dataclasses import dataclass

from actions import (
    business,
    invoices,
    jobs,
    keeping,
    lateness,
    leads,
    media,
    personal_data,
    proposals,
    receipts,
    series,
    time_off,
    waitlist,
)
from actions.desk import Desk
from bot.dialogue.commands import AppointmentsFound, Done, Order, Outcome
from bot.dialogue.orders.business import AddService, SetPrices, SumUp
from bot.dialogue.orders.calendars import (
    AnswerProposal,
    BlockTime,
    CancelJobs,
    CloseJob,
    FindProposal,
    OpenDay,
    ProposeTime,
    RecallAppointment,
    TellLate,
    UnblockTime,
    WarnOfDelay,
)
from bot.dialogue.orders.files import AttachFile
from bot.dialogue.orders.keeping import KeepHold, KeepPlace
from bot.dialogue.orders.office import (
    AskDeletion,
    ConfirmDeletion,
    CorrectName,
    DropInvoice,
    DropLead,
    FindInvoiceable,
    FindLead,
    KeepInvoice,
    KeepLead,
    NothingAsked,
    SendInvoiceRequest,
    SendLead,
    ShowData,
    WithdrawDeletion,
)
from bot.dialogue.orders.receipts import FindReceipts
from bot.dialogue.orders.series import BookSeries, PlanSeries
from bot.dialogue.orders.waitlist import AnswerPlace, JoinWaitlist, LeaveWaitlist, WaitlistLeft
from storage.repositories import appointments
from storage.rows.appointments import AppointmentRow
from storage.rows.people import ContactRow, ConversationRow


class NotAProviderError(Exception):
    """A provider's command came from somebody who is none."""


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, with the transaction at work."""

    desk: Desk
    contact: ContactRow
    conversation: ConversationRow

    @property
    def id(self) -> int:
        """The contact."""
        assert self.contact.id is not None
        return self.contact.id

    @property
    def conversation_id(self) -> int:
        """The conversation."""
        assert self.conversation.id is not None
        return self.conversation.id

    @property
    def provider_id(self) -> int:
        """The provider who writes. Raises NotAProviderError when it is none."""
        if self.contact.provider_id is None:
            raise NotAProviderError(self.contact.id)
        return self.contact.provider_id


def perform(asker: Asker, order: Order) -> Outcome:
    """Do one order. Raises TypeError for one that nobody does."""
    outcome = _of_a_customer(asker, order) or _of_a_provider(asker, order)
    outcome = outcome or _of_the_office(asker, order)
    if outcome is None:
        raise TypeError(f"nobody does {order}")
    return outcome


def _of_a_customer(asker: Asker, order: Order) -> Outcome | None:
    desk = asker.desk
    match order:
        case JoinWaitlist():
            return waitlist.join(desk, order, asker.id, asker.conversation_id)
        case LeaveWaitlist():
            return WaitlistLeft(waitlist.leave(desk, asker.id))
        case AnswerPlace():
            return waitlist.answer(desk, order, asker.id, asker.conversation_id)
        case KeepHold():
            return keeping.hold(desk, order, asker.id)
        case KeepPlace():
            return keeping.place(desk, order, asker.id)
        case TellLate():
            return lateness.tell(desk, order, asker.id)
        case FindProposal(proposal_id):
            return proposals.find(desk, proposal_id, asker.id)
        case AnswerProposal():
            return proposals.answer(desk, order, asker.id)
        case PlanSeries(wanted):
            return series.plan(desk, wanted)
        case BookSeries(wanted):
            return series.book(desk, wanted, asker.id, asker.conversation_id)
        case AttachFile():
            media.attach(desk, order, asker.id, asker.conversation)
            return Done()
        case FindReceipts():
            return receipts.find(desk, asker.id)
        case RecallAppointment(appointment_id):
            return _recall(asker, appointment_id)
    return None


def _of_a_provider(asker: Asker, order: Order) -> Outcome | None:
    desk = asker.desk
    match order:
        case BlockTime():
            return time_off.block(desk, order, asker.provider_id)
        case UnblockTime():
            return time_off.unblock(desk, order, asker.provider_id)
        case OpenDay():
            time_off.open_day(desk, order, asker.provider_id)
            return Done()
        case CancelJobs():
            return time_off.cancel_jobs(desk, order, asker.provider_id)
        case CloseJob():
            return jobs.close(desk, order, asker.provider_id)
        case WarnOfDelay():
            return lateness.warn(desk, order, asker.provider_id)
        case ProposeTime():
            return proposals.propose(desk, order, asker.provider_id)
        case SumUp():
            return business.sum_up(desk, order, asker.provider_id)
        case SetPrices():
            return business.set_prices(desk, order, asker.provider_id)
        case AddService():
            return business.add_service(desk, order, asker.provider_id)
    return None


def _of_the_office(asker: Asker, order: Order) -> Outcome | None:
    desk = asker.desk
    match order:
        case ShowData():
            return personal_data.show(desk, asker.id)
        case CorrectName(name):
            personal_data.correct_name(desk, asker.id, name)
        case AskDeletion():
            return personal_data.ask_deletion(desk, asker.id)
        case ConfirmDeletion(request_id):
            return personal_data.confirm_deletion(desk, request_id, asker.id)
        case WithdrawDeletion():
            return Done() if personal_data.withdraw_deletion(desk, asker.id) else NothingAsked()
        case FindInvoiceable():
            return invoices.invoiceable(desk, asker.id)
        case KeepInvoice():
            return invoices.keep(desk, order, asker.id, asker.conversation)
        case SendInvoiceRequest():
            return invoices.send(desk, asker.id, asker.conversation)
        case DropInvoice():
            invoices.drop(desk, asker.id)
        case KeepLead():
            return leads.keep(desk, order, asker.id, asker.conversation)
        case FindLead():
            return leads.find(desk, asker.id)
        case SendLead():
            return leads.send(desk, asker.id, asker.conversation)
        case DropLead():
            leads.drop(desk, asker.id)
        case _:
            return None
    return Done()


def _recall(asker: Asker, appointment_id: int) -> AppointmentsFound:
    row = asker.desk.db.get(AppointmentRow, appointment_id)
    if row is None or row.contact_id != asker.id:
        return AppointmentsFound(())
    return AppointmentsFound((appointments.view(asker.desk.db, row),))
