"""Several appointments in one go stand or fall together, and one reminder speaks for them."""

from functools import partial

import pytest
from sqlmodel import select

from actions import booking, cancelling, handoff, time_off, visits
from actions.perform import Performer
from bot.dialogue.commands import (
    BookSlot,
    CancelAppointment,
    FindSlots,
    Outcome,
    SlotBooked,
    SlotsFound,
    SlotTaken,
)
from bot.dialogue.orders.calendars import CancelJobs
from bot.dialogue.orders.habits import NameGuest, RecallUsual, UsualRecalled
from bot.dialogue.session import Ask, Draft, Flow, Question, Session
from bot.dialogue.session_json import from_json, to_json
from bot.domain.appointments import AppointmentState
from bot.domain.availability import Wish
from storage.rows.appointments import AppointmentRow
from storage.rows.mail import OutboxState, Urgency
from storage.rows.payments import PaymentRow, PaymentState
from storage.rows.people import ContactRow, ConversationRow
from tests.integration.core_bench import ANA, BETO, Core, in_parallel
from workers import sending

FRIDAY = "2027-05-14T17:30"
FRIDAY_AFTERNOON = "2027-05-14T16:00"
LAURA = "+5491155550101"


def _book(core: Core, person: tuple[int, int], then: tuple[str, ...] = ("Barba",)) -> Outcome:
    slot = core.slot("marcos", "corte", FRIDAY)
    with core.desk() as desk:
        return visits.book(desk, BookSlot(slot, None, then, "Marta"), *person)


def _reminders(core: Core) -> list[int | None]:
    """The appointments for which a reminder waits."""
    return [
        row.appointment_id
        for row in core.outbox()
        if row.urgency is Urgency.REMINDER and row.state is OutboxState.QUEUED
    ]


def test_both_are_booked_one_after_the_other_for_the_guest(core: Core) -> None:
    outcome = _book(core, core.meet(ANA))

    assert isinstance(outcome, SlotBooked)
    (beard,) = outcome.following
    assert beard.start == outcome.appointment.end
    assert {row.guest_name for row in core.all(AppointmentRow)} == {"Marta"}
    assert _reminders(core) == [outcome.appointment.id]


def test_neither_is_booked_when_one_place_is_taken(core: Core) -> None:
    core.book(BETO, "marcos", "barba", "2027-05-14T18:00")
    before = core.count("outbox")

    outcome = _book(core, core.meet(ANA))

    assert isinstance(outcome, SlotTaken)
    assert outcome.nearest
    assert core.count("appointment") == 1
    assert core.count("outbox") == before


def test_what_the_provider_does_not_do_books_nothing(core: Core) -> None:
    assert _book(core, core.meet(ANA), then=("Color",)) == SlotTaken(())
    assert core.count("appointment") == 0


def test_two_visits_race_and_one_gets_both_places(core: Core) -> None:
    people = [core.meet(f"+54911777700{number:02}") for number in range(4)]
    outcomes: list[Outcome] = []

    raised = in_parallel(
        *(partial(lambda one: outcomes.append(_book(core, one)), one) for one in people)
    )

    assert raised == []
    assert sum(isinstance(one, SlotBooked) for one in outcomes) == 1
    assert core.count("appointment") == 2


def test_room_is_looked_for_for_the_whole_visit(core: Core) -> None:
    core.book(BETO, "marcos", "barba", "2027-05-14T18:00")
    slot = core.slot("marcos", "corte", FRIDAY)
    day = slot.start.date()
    wish = Wish(day, day)

    with core.desk() as desk:
        found = Performer(
            desk, ConversationRow(id=1), ContactRow(id=1, created_at=core.now)
        ).perform(FindSlots((slot.service_id,), (wish,), None, ("Barba",)))

    assert isinstance(found, SlotsFound)
    assert slot.start not in {one.start for one in found.matching}
    assert found.matching


def test_a_visit_without_its_first_has_its_own_reminder(core: Core) -> None:
    person = core.meet(ANA)
    outcome = _book(core, person)
    assert isinstance(outcome, SlotBooked)
    first, (second,) = outcome.appointment, outcome.following

    with core.desk() as desk:
        cancelling.cancel(desk, CancelAppointment(first.id, first.version), person[0])

    assert _reminders(core) == [second.id]


def test_a_guest_is_named_by_their_own_customer_only(core: Core) -> None:
    (ana_id, _), (beto_id, _) = core.meet(ANA), core.meet(BETO)
    view = core.book(ANA, "marcos", "corte", FRIDAY)

    with core.desk() as desk:
        visits.name_guest(desk, view.id, "Otro", beto_id)
    assert core.appointment(view.id).guest_name is None

    with core.desk() as desk:
        visits.name_guest(desk, view.id, "Marta", ana_id)
    assert core.appointment(view.id).guest_name == "Marta"


def test_the_usual_is_the_last_one_had(core: Core) -> None:
    ana_id, conversation_id = core.meet(ANA)
    core.book(ANA, "marcos", "corte", FRIDAY)
    later = core.book(ANA, "laura", "brushing", "2027-05-15T17:00")
    core.pass_time(hours=24 * 5)

    with core.desk() as desk:
        performer = Performer(
            desk,
            desk.db.get_one(ConversationRow, conversation_id),
            desk.db.get_one(ContactRow, ana_id),
        )
        recalled = performer.perform(RecallUsual())
        performer.perform(NameGuest(later.id, "Marta"))

    assert isinstance(recalled, UsualRecalled)
    assert recalled.appointment is not None
    assert recalled.appointment.id == later.id
    assert core.appointment(later.id).guest_name == "Marta"


def test_an_agent_makes_the_open_question_stale_and_keeps_the_draft(core: Core) -> None:
    _, conversation_id = core.meet(ANA)
    asked = Session(draft=Draft(Flow.BOOK, (1,)), question=Question(Ask.SLOT, Flow.BOOK))
    with core.desk() as desk:
        desk.db.get_one(ConversationRow, conversation_id).session = to_json(asked)

    with core.desk() as desk:
        handoff.take(desk, conversation_id, "Julieta")

    session = from_json(core.all(ConversationRow)[0].session)
    assert session.question is None
    assert session.draft == asked.draft


class TestOneDeposit:
    """Corte y color with Laura: the deposit of the color holds both."""

    @pytest.fixture
    def visit(self, core: Core) -> SlotBooked:
        person = core.meet(ANA)
        with core.desk() as desk:
            command = BookSlot(core.slot("laura", "corte", FRIDAY_AFTERNOON), None, ("Color",))
            outcome = visits.book(desk, command, *person)
        sending.deliver_all(core.wiring, desk)
        assert isinstance(outcome, SlotBooked)
        return outcome

    def test_both_wait_for_it_and_the_provider_is_not_told(
        self, core: Core, visit: SlotBooked
    ) -> None:
        assert _states(core) == [AppointmentState.HELD, AppointmentState.HELD]
        assert len({row.hold_expires_at for row in core.all(AppointmentRow)}) == 1
        assert core.count("payment") == 1
        assert core.bubbles(LAURA) == []
        assert visit.appointment.payment_id is None
        assert visit.following[0].payment_id is not None

    def test_paid_both_are_final_and_each_side_is_told_once(
        self, core: Core, visit: SlotBooked
    ) -> None:
        _pay(core, visit)

        assert _states(core) == [AppointmentState.CONFIRMED, AppointmentState.CONFIRMED]
        (told,) = core.bubbles(ANA)
        assert "Corte y Color" in told
        assert "16:00" in told
        (told,) = core.bubbles(LAURA)
        assert "Corte y Color" in told
        assert _reminders(core) == [visit.appointment.id]

    def test_unpaid_both_are_released_and_told_once(self, core: Core, visit: SlotBooked) -> None:
        core.pass_time(minutes=61)
        core.tick()

        assert _states(core) == [AppointmentState.EXPIRED, AppointmentState.EXPIRED]
        (told,) = core.bubbles(ANA)
        assert "Corte y Color" in told

    def test_paid_late_both_come_back(self, core: Core, visit: SlotBooked) -> None:
        core.pass_time(minutes=61)
        core.tick()

        _pay(core, visit)

        assert _states(core) == [AppointmentState.CONFIRMED, AppointmentState.CONFIRMED]

    def test_paid_late_neither_comes_back_when_one_place_is_taken(
        self, core: Core, visit: SlotBooked
    ) -> None:
        core.pass_time(minutes=61)
        core.tick()
        core.book(BETO, "laura", "corte", FRIDAY_AFTERNOON)

        _pay(core, visit)

        theirs = [row.state for row in core.all(AppointmentRow)][:2]
        assert theirs == [AppointmentState.EXPIRED, AppointmentState.EXPIRED]
        assert core.deposit_of(visit.following[0].id).state is PaymentState.REFUNDED

    def test_without_the_color_the_cut_needs_no_deposit(
        self, core: Core, visit: SlotBooked
    ) -> None:
        (color,) = visit.following
        contact_id, _ = core.meet(ANA)

        with core.desk() as desk:
            cancelling.cancel(desk, CancelAppointment(color.id, color.version), contact_id)

        assert _states(core) == [AppointmentState.CONFIRMED, AppointmentState.CANCELLED]

    def test_without_the_color_by_the_provider_the_cut_stands_too(
        self, core: Core, visit: SlotBooked
    ) -> None:
        (color,) = visit.following

        with core.desk() as desk:
            command = CancelJobs(((color.id, color.version),))
            time_off.cancel_jobs(desk, command, color.provider_id)

        assert _states(core) == [AppointmentState.CONFIRMED, AppointmentState.CANCELLED]


def test_a_deposit_left_from_before_holds_the_whole_visit(core: Core) -> None:
    person = core.meet(ANA)
    with core.desk() as desk:
        before = BookSlot(core.slot("laura", "color", "2027-05-20T10:00"), None)
        missed = booking.book(desk, before, *person)
        assert isinstance(missed, SlotBooked)
    with core.desk() as desk:
        payment = desk.db.exec(select(PaymentRow)).one()
        payment.state = PaymentState.CREDITED
        desk.db.get_one(AppointmentRow, missed.appointment.id).state = AppointmentState.CANCELLED

    with core.desk() as desk:
        command = BookSlot(core.slot("laura", "corte", FRIDAY_AFTERNOON), None, ("Color",))
        outcome = visits.book(desk, command, *person)

    assert isinstance(outcome, SlotBooked)
    made = (outcome.appointment, *outcome.following)
    assert [one.state for one in made] == [AppointmentState.CONFIRMED] * 2
    new = [row for row in core.outbox() if row.key.startswith("new:")]
    assert ["Corte y Color" in row.payload["body"] for row in new] == [True]


def test_the_provider_is_told_of_a_visit_once(core: Core) -> None:
    _book(core, core.meet(ANA))

    new = [row for row in core.outbox() if row.key.startswith("new:")]

    assert len(new) == 1
    assert "Corte y Barba" in new[0].payload["body"]


def _states(core: Core) -> list[AppointmentState]:
    return [row.state for row in sorted(core.all(AppointmentRow), key=lambda one: one.starts_at)]


def _pay(core: Core, visit: SlotBooked) -> None:
    deposit = core.deposit_of(visit.following[0].id)
    assert deposit.id is not None
    sending.checkout_url(core.wiring, deposit.id, now=core.now)
    core.pays(deposit.external_reference, amount=deposit.amount_centavos / 100)
    core.work()
