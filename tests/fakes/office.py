"""Orders answered in memory, beside the fake calendar: the line, a provider's time, the office."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from bot.dialogue.commands import (
    AppointmentChanged,
    AppointmentsFound,
    AppointmentView,
    Done,
    Order,
    Outcome,
    SlotBooked,
)
from bot.dialogue.orders import business, calendars, keeping, office, receipts, waitlist
from bot.domain.appointments import ACTIVE, AppointmentState
from bot.domain.availability import Slot
from bot.domain.intervals import Interval
from bot.domain.lateness import ripple
from bot.domain.money import Money

_LEAD = ("name", "trade", "zone", "services", "hours", "tax_id", "account")
DUE = date(2027, 5, 19)
NO_TAKINGS = business.SummedUp(0, Money(0), 0, Money(0), 0, Money(0))


@dataclass(slots=True)
class FakeOffice:
    """What was ordered, and the few things that a dialogue asks back.

    appointments: all there are, the person's own or the provider's jobs. places: what is kept for
    the person by offer; proposals: the times proposed by id.
    """

    now: datetime
    appointments: list[AppointmentView]
    waiting: list[waitlist.JoinWaitlist] = field(default_factory=list)
    places: dict[int, Slot] = field(default_factory=dict)
    proposals: dict[int, tuple[int, datetime]] = field(default_factory=dict)
    prolonged: list[Order] = field(default_factory=list)
    kept: keeping.Keeping = keeping.Keeping.LONGER
    off: list[Interval] = field(default_factory=list)
    opened: list[calendars.OpenDay] = field(default_factory=list)
    late: list[timedelta | None] = field(default_factory=list)
    following: datetime | None = None
    deletion: str | None = None
    name: str | None = None
    invoice: office.InvoiceKept | None = None
    sent_invoices: list[office.InvoiceKept] = field(default_factory=list)
    lead: office.LeadKept | None = None
    takings: business.SummedUp = NO_TAKINGS
    prices: list[business.SetPrices] = field(default_factory=list)
    services: list[business.AddService] = field(default_factory=list)
    paid: list[receipts.PaidDeposit] = field(default_factory=list)

    def perform(self, order: Order) -> Outcome:
        """Answer one order."""
        for answer in (
            self._of_line,
            self._of_time,
            self._of_jobs,
            self._of_business,
            self._of_office,
        ):
            outcome = answer(order)
            if outcome is not None:
                return outcome
        raise TypeError(f"the fake does not know {order}")

    def _of_line(self, order: Order) -> Outcome | None:
        match order:
            case waitlist.JoinWaitlist():
                again = order in self.waiting
                self.waiting += [] if again else [order]
                return waitlist.WaitlistJoined(again)
            case waitlist.LeaveWaitlist():
                count = len(self.waiting)
                self.waiting.clear()
                return waitlist.WaitlistLeft(count)
            case keeping.KeepPlace() | keeping.KeepHold():
                self.prolonged.append(order)
                return keeping.PlaceKept(self.now + timedelta(minutes=90), self.kept)
            case waitlist.AnswerPlace(offer_id, accepted):
                place = self.places.pop(offer_id, None)
                if place is None or not accepted:
                    return waitlist.PlaceLeft(late=place is None)
                return SlotBooked(self._booked(place))
        return None

    def _of_time(self, order: Order) -> Outcome | None:
        match order:
            case calendars.BlockTime(off):
                self.off += off
                jobs = [one for one in self._active() if self._meets(one, off)]
                return calendars.TimeBlocked(tuple(jobs))
            case calendars.UnblockTime(within):
                freed = [one for one in self.off if within is None or one.overlaps(within[0])]
                self.off = [one for one in self.off if one not in freed]
                return calendars.TimeUnblocked(tuple(freed))
            case calendars.OpenDay():
                self.opened.append(order)
                return Done()
            case calendars.TellLate(appointment_id, delay):
                view = self._find(appointment_id)
                self.late.append(delay)
                if view is None:
                    return AppointmentChanged(None)
                return calendars.LateTold(view, self.following)
            case calendars.WarnOfDelay(delay):
                ahead = [one for one in self._active() if one.start > self.now - delay]
                touched = ripple([Interval(one.start, one.end) for one in ahead], delay)
                return calendars.CustomersWarned(
                    tuple(ahead[one.at] for one in touched), tuple(one.by for one in touched)
                )
        return None

    def _of_jobs(self, order: Order) -> Outcome | None:
        match order:
            case calendars.CancelJobs(meant):
                found = [
                    self._end(one, version, AppointmentState.CANCELLED) for one, version in meant
                ]
                return AppointmentsFound(tuple(one for one in found if one is not None))
            case calendars.CloseJob(appointment_id, version, came):
                state = AppointmentState.COMPLETED if came else AppointmentState.NO_SHOW
                closed = self._end(appointment_id, version, state)
                return calendars.JobClosed(closed) if closed else AppointmentChanged(None)
            case calendars.ProposeTime(appointment_id, _, start):
                return self._propose(appointment_id, start)
            case calendars.FindProposal(proposal_id):
                view, start = self._proposed(proposal_id)
                return calendars.ProposalFound(view, start) if view else AppointmentChanged(None)
            case calendars.AnswerProposal(proposal_id, accepted):
                view, start = self._proposed(proposal_id)
                self.proposals.pop(proposal_id, None)
                if view is None:
                    return AppointmentChanged(None)
                moved = replace(view, start=start, end=start + (view.end - view.start))
                return calendars.ProposalClosed(moved if accepted else view, accepted)
            case calendars.RecallAppointment(appointment_id):
                view = self._find(appointment_id)
                return AppointmentsFound((view,) if view else ())
        return None

    def _of_business(self, order: Order) -> Outcome | None:
        match order:
            case business.SumUp():
                return self.takings
            case business.SetPrices():
                self.prices.append(order)
                return Done()
            case business.AddService(name):
                if any(one.name == name for one in self.services):
                    return business.ServiceKnown(99)
                self.services.append(order)
                return business.ServiceAdded(99)
        return None

    def _of_office(self, order: Order) -> Outcome | None:
        match order:
            case office.ShowData():
                return office.DataFound(
                    self.name, "0201", date(2027, 1, 2), 1, 2, Money(0), 0, (), False, DUE
                )
            case office.CorrectName(name):
                self.name = name
                return Done()
            case office.AskDeletion():
                self.deletion = "requested"
                return office.DeletionAsked(7, tuple(self._active()), None)
            case office.ConfirmDeletion(request_id):
                if request_id != 7 or self.deletion is None:
                    return office.NothingAsked()
                self.deletion = "confirmed"
                return office.DeletionConfirmed(DUE, len(self._active()))
            case office.WithdrawDeletion():
                had, self.deletion = self.deletion, None
                return Done() if had else office.NothingAsked()
            case receipts.FindReceipts():
                return receipts.ReceiptsFound(tuple(self.paid))
            case office.FindInvoiceable():
                return AppointmentsFound(tuple(self.appointments))
            case office.KeepInvoice():
                self.invoice = self._merged(order, self.invoice)
                return self.invoice
            case office.SendInvoiceRequest():
                assert self.invoice is not None
                self.sent_invoices.append(self.invoice)
                return self.invoice
            case office.DropInvoice():
                self.invoice = None
                return Done()
        return self._of_leads(order)

    def _of_leads(self, order: Order) -> Outcome | None:
        match order:
            case office.KeepLead():
                known = self.lead or office.LeadKept(*[None] * 7, submitted=False)
                said = {
                    name: value for name in _LEAD if (value := getattr(order, name)) is not None
                }
                self.lead = replace(known, **said)
                return self.lead
            case office.FindLead():
                return self.lead or office.NothingAsked()
            case office.SendLead():
                if self.lead is None:
                    return office.NothingAsked()
                self.lead = replace(self.lead, submitted=True)
                return self.lead
            case office.DropLead():
                self.lead = None
                return Done()
        return None

    def _merged(
        self, order: office.KeepInvoice, known: office.InvoiceKept | None
    ) -> office.InvoiceKept:
        kept = known or office.InvoiceKept(None, None, None, None)
        return office.InvoiceKept(
            order.appointment_id or kept.appointment_id,
            order.tax_id or kept.tax_id,
            order.tax_name or kept.tax_name,
            order.letter or kept.letter,
        )

    def _active(self) -> list[AppointmentView]:
        active = [one for one in self.appointments if one.state in ACTIVE]
        return sorted(active, key=lambda one: one.start)

    def _find(self, appointment_id: int) -> AppointmentView | None:
        return next((one for one in self.appointments if one.id == appointment_id), None)

    def _end(
        self, appointment_id: int, version: int, state: AppointmentState
    ) -> AppointmentView | None:
        view = self._find(appointment_id)
        if view is None or view.version != version or view.state not in ACTIVE:
            return None
        ended = replace(view, state=state, version=version + 1)
        self.appointments[self.appointments.index(view)] = ended
        return ended

    def _propose(self, appointment_id: int, start: datetime) -> Outcome:
        view = self._find(appointment_id)
        if view is None:
            return AppointmentChanged(None)
        place = Interval(start, start + (view.end - view.start))
        others = [one for one in self._active() if one.id != view.id and self._meets(one, (place,))]
        if others or start <= self.now:
            return calendars.PlaceBusy(others[0] if others else None)
        self.proposals[len(self.proposals) + 1] = (appointment_id, start)
        return calendars.TimeProposed(view, self.now + timedelta(hours=2))

    def _proposed(self, proposal_id: int) -> tuple[AppointmentView | None, datetime]:
        appointment_id, start = self.proposals.get(proposal_id, (0, self.now))
        return self._find(appointment_id), start

    def _booked(self, place: Slot) -> AppointmentView:
        number = len(self.appointments) + 1
        view = AppointmentView(
            number, f"TN-{number:04}", place.provider_id, place.service_id, place.start, place.end,
            AppointmentState.CONFIRMED, Money(1_200_000), None, False, None, 1,
        )  # fmt: skip
        self.appointments.append(view)
        return view

    @staticmethod
    def _meets(view: AppointmentView, off: tuple[Interval, ...]) -> bool:
        return any(one.overlaps(Interval(view.start, view.end)) for one in off)
