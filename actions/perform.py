"""Doing what the engine asks: each command to its action, its answer back as an outcome."""

from dataclasses import dataclass, field

from sqlmodel import Session

from actions import (
    booking,
    cancelling,
    consent,
    handoff,
    moving,
    orders,
    payments,
    requests,
    slots,
    visits,
)
from actions.desk import Desk
from actions.orders import Asker, NotAProviderError
from bot.dialogue.commands import (
    AnswerRequest,
    AppointmentsFound,
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
    SetConsent,
    SetPromotions,
    ShowAgenda,
)
from bot.dialogue.orders.habits import NameGuest, NoteName, RecallUsual, UsualRecalled
from bot.domain.intervals import Interval
from bot.domain.schedule import local_day
from storage.repositories import appointments
from storage.rows.appointments import AppointmentRow
from storage.rows.people import ContactRow, ConversationRow


@dataclass(slots=True)
class Performer:
    """Performs the commands of one conversation's person; keeps the threads to ring afterwards."""

    desk: Desk
    conversation: ConversationRow
    contact: ContactRow
    threads: list[str] = field(default_factory=list)

    def perform(self, command: Command) -> Outcome:
        """Do one command. Who asks is this conversation's contact, whatever the text claims."""
        desk, contact_id = self.desk, self.contact.id
        assert contact_id is not None
        assert self.conversation.id is not None
        match command:
            case FindSlots():
                return slots.find(desk, command, contact_id)
            case BookSlot() if command.then:
                return visits.book(desk, command, contact_id, self.conversation.id)
            case BookSlot():
                return booking.book(desk, command, contact_id, self.conversation.id)
            case RecallUsual():
                return UsualRecalled(appointments.usual_of(desk.db, contact_id, now=desk.now))
            case NameGuest(appointment_id, guest_name):
                visits.name_guest(desk, appointment_id, guest_name, contact_id)
                return Done()
            case NoteName(name):
                self.contact.name = self.contact.name or name
                desk.db.add(self.contact)
                return Done()
            case MoveAppointment():
                return moving.move(desk, command, contact_id)
            case CancelAppointment():
                return cancelling.cancel(desk, command, contact_id)
            case ListAppointments():
                return cancelling.list_own(desk, contact_id)
            case ConfirmAttendance(appointment_id):
                return _confirm_attendance(desk, appointment_id, contact_id)
            case LookUpPayment(appointment_id):
                thread = payments.look_up(desk, appointment_id)
                self.threads += [thread] if thread else []
                return Done()
            case AnswerRequest():
                return requests.answer_request(desk, command, self._provider_id())
            case ListRequests():
                waiting = appointments.waiting_for(desk.db, self._provider_id(), now=desk.now)
                return AppointmentsFound(tuple(waiting))
            case ShowAgenda(date_from, date_to):
                zone = desk.catalogue.zone
                window = Interval(local_day(date_from, zone).start, local_day(date_to, zone).end)
                own = appointments.agenda_of(desk.db, self._provider_id(), window)
                return AppointmentsFound(tuple(own))
            case AskForHuman(reason):
                handoff.request(desk, self.conversation, reason)
                return Done()
            case SetConsent(opted_out, tapped):
                how = "tapped" if tapped else "written"
                wanted = not opted_out
                consent.set_messages(
                    desk, self.contact, self.conversation.id, wanted=wanted, how=how
                )
                return Done()
            case SetPromotions(wanted, tapped):
                how = "tapped" if tapped else "written"
                consent.set_promotions(
                    desk, self.contact, self.conversation.id, wanted=wanted, how=how
                )
                return Done()
            case Order():
                return orders.perform(Asker(desk, self.contact, self.conversation), command)

    def _provider_id(self) -> int:
        if self.contact.provider_id is None:
            raise NotAProviderError(self.contact.id)
        return self.contact.provider_id


def _confirm_attendance(desk: Desk, appointment_id: int, contact_id: int) -> Done:
    row = _own(desk.db, appointment_id, contact_id)
    if row is not None and row.attendance_confirmed_at is None:
        row.attendance_confirmed_at = desk.now
        desk.db.add(row)
        desk.note("attendance.confirmed", appointment_id=appointment_id)
    return Done()


def _own(db: Session, appointment_id: int, contact_id: int) -> AppointmentRow | None:
    row = appointments.locked(db, appointment_id)
    return row if row is not None and row.contact_id == contact_id else None
