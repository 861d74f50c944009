"""Freed places go to the first in line who wants them, one after the other, and stop when taken."""

from datetime import UTC, datetime, timedelta

import pytest

from actions import booking, cancelling, moving, time_off, waitlist
from bot.dialogue.commands import (
    AppointmentView,
    BookSlot,
    CancelAppointment,
    MoveAppointment,
    Outcome,
    SlotBooked,
    SlotTaken,
)
from bot.dialogue.orders.calendars import BlockTime, UnblockTime
from bot.dialogue.orders.waitlist import AnswerPlace, JoinWaitlist, PlaceLeft, WaitlistJoined
from bot.domain.appointments import AppointmentState
from bot.domain.availability import Wish
from bot.domain.intervals import Interval
from storage.rows.waitlist import (
    FreedPlaceRow,
    OfferState,
    WaitlistOfferRow,
    WaitlistWishRow,
    WishState,
)
from tests.integration.core_bench import ANA, BETO, ZONE, Core, in_parallel

CARLA = "+5491166660003"
DORA = "+5491166660004"
THURSDAY = datetime(2027, 5, 13, tzinfo=ZONE)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(UTC)


def wait(core: Core, phone: str, name: str = "Carla", *, at: str | None = None) -> WaitlistJoined:
    """Let somebody wait for Laura's cut of Thursday, at any or one hour."""
    contact_id, conversation_id = core.meet(phone, name)
    hour = datetime.fromisoformat(f"2027-05-13T{at}").time() if at else None
    wish = Wish(THURSDAY.date(), THURSDAY.date(), hour, hour, exact=at is not None)
    service_id = core.slot("laura", "corte", "2027-05-13T17:00").service_id
    with core.desk() as desk:
        return waitlist.join(
            desk, JoinWaitlist((service_id,), (wish,)), contact_id, conversation_id
        )


def cancel(core: Core, view: AppointmentView, phone: str) -> None:
    with core.desk() as desk:
        command = CancelAppointment(view.id, view.version)
        cancelling.cancel(desk, command, core.meet(phone)[0])


def answer(core: Core, phone: str, *, accepted: bool, offer: int = -1) -> Outcome:
    contact_id, conversation_id = core.meet(phone)
    offer_id = core.all(WaitlistOfferRow)[offer].id or 0
    with core.desk() as desk:
        return waitlist.answer(desk, AnswerPlace(offer_id, accepted), contact_id, conversation_id)


def offers(core: Core) -> list[OfferState]:
    return [row.state for row in core.all(WaitlistOfferRow)]


@pytest.fixture
def taken(core: Core) -> AppointmentView:
    """Beto has Laura's cut of Thursday at 17:00."""
    return core.book(BETO, "laura", "corte", "2027-05-13T17:00")


class TestTheLine:
    def test_a_cancelled_place_is_put_to_the_first(
        self, core: Core, taken: AppointmentView
    ) -> None:
        wait(core, CARLA, at="17:00")
        wait(core, DORA, "Dora", at="17:00")
        cancel(core, taken, BETO)
        core.tick()

        (message,) = core.messages(CARLA)
        assert "jueves 13/5 a las 17:00" in message["body"]
        assert "10:30" in message["body"]
        assert core.messages(DORA) == []

    def test_a_no_goes_on_to_the_next(self, core: Core, taken: AppointmentView) -> None:
        wait(core, CARLA, at="17:00")
        wait(core, DORA, "Dora", at="17:00")
        cancel(core, taken, BETO)
        core.tick()
        answer(core, CARLA, accepted=False)
        core.tick()

        assert len(core.messages(DORA)) == 1
        assert offers(core) == [OfferState.DECLINED, OfferState.OPEN]

    def test_silence_goes_on_to_the_next_and_is_told(
        self, core: Core, taken: AppointmentView
    ) -> None:
        wait(core, CARLA, at="17:00")
        wait(core, DORA, "Dora", at="17:00")
        cancel(core, taken, BETO)
        core.tick()
        core.pass_time(minutes=14)
        core.tick()
        assert core.messages(DORA) == []
        core.pass_time(minutes=1)
        core.tick()

        assert "venció" in core.messages(CARLA)[-1]["body"]
        assert len(core.messages(DORA)) == 1
        assert isinstance(answer(core, CARLA, accepted=True, offer=0), PlaceLeft)

    def test_the_end_of_the_line_is_the_end(self, core: Core, taken: AppointmentView) -> None:
        wait(core, CARLA, at="17:00")
        cancel(core, taken, BETO)
        core.tick()
        answer(core, CARLA, accepted=False)
        core.tick()
        core.tick()

        (freed,) = core.all(FreedPlaceRow)
        assert freed.done_at is not None
        assert len(core.messages(CARLA)) == 1

    def test_a_yes_books_and_ends_the_wish(self, core: Core, taken: AppointmentView) -> None:
        wait(core, CARLA, at="17:00")
        wait(core, DORA, "Dora", at="17:00")
        cancel(core, taken, BETO)
        core.tick()
        outcome = answer(core, CARLA, accepted=True)
        core.tick()

        assert isinstance(outcome, SlotBooked)
        assert outcome.appointment.state is AppointmentState.CONFIRMED
        assert core.messages(DORA) == []
        states = [row.state for row in core.all(WaitlistWishRow)]
        assert states == [WishState.FULFILLED, WishState.WAITING]

    def test_nobody_else_can_have_a_place_that_is_kept(
        self, core: Core, taken: AppointmentView
    ) -> None:
        wait(core, CARLA, at="17:00")
        cancel(core, taken, BETO)
        core.tick()
        with core.desk() as desk:
            slot = core.slot("laura", "corte", "2027-05-13T17:00")
            outcome = booking.book(desk, BookSlot(slot, None), *core.meet(DORA, "Dora"))

        assert isinstance(outcome, SlotTaken)

    def test_two_answers_at_once_make_one_appointment(
        self, core: Core, taken: AppointmentView
    ) -> None:
        wait(core, CARLA, at="17:00")
        cancel(core, taken, BETO)
        core.tick()

        raised = in_parallel(
            lambda: answer(core, CARLA, accepted=True), lambda: answer(core, CARLA, accepted=True)
        )

        assert raised == []
        states = [core.appointment(one + 1).state for one in range(core.count("appointment"))]
        assert states == [AppointmentState.CANCELLED, AppointmentState.CONFIRMED]

    def test_it_is_promised_even_when_the_notice_is_short_by_then(self, core: Core) -> None:
        view = core.book(BETO, "laura", "corte", "2027-05-12T12:15")
        contact_id, conversation_id = core.meet(CARLA, "Carla")
        wish = Wish(THURSDAY.date() - timedelta(days=1), THURSDAY.date() - timedelta(days=1))
        with core.desk() as desk:
            command = JoinWaitlist((view.service_id,), (wish,))
            waitlist.join(desk, command, contact_id, conversation_id)
        cancel(core, view, BETO)
        core.tick()
        core.pass_time(minutes=10)  # 12:15 is less than two hours away now

        assert isinstance(answer(core, CARLA, accepted=True), SlotBooked)


class TestWhoIsAsked:
    def test_nobody_in_the_siesta(self, core: Core, taken: AppointmentView) -> None:
        wait(core, CARLA, at="17:00")
        core.set_now(local("2027-05-12T13:30"))
        cancel(core, taken, BETO)
        core.tick()
        assert core.messages(CARLA) == []
        assert offers(core) == []  # nor does its time run meanwhile
        core.set_now(local("2027-05-12T16:00"))
        core.tick()

        assert "16:15" in core.messages(CARLA)[0]["body"]

    def test_nobody_who_wants_no_messages(self, core: Core, taken: AppointmentView) -> None:
        wait(core, CARLA, at="17:00")
        core.execute("UPDATE contact SET opted_out_at = now() WHERE name = 'Carla'")
        cancel(core, taken, BETO)
        core.tick()

        assert core.messages(CARLA) == []

    def test_nobody_whose_day_is_over(self, core: Core) -> None:
        wait(core, CARLA)
        core.set_now(local("2027-05-14T10:00"))
        core.tick()

        (row,) = core.all(WaitlistWishRow)
        assert row.state is WishState.ENDED

    def test_nobody_who_wants_another_hour(self, core: Core, taken: AppointmentView) -> None:
        wait(core, CARLA, at="19:00")
        cancel(core, taken, BETO)
        core.tick()

        assert core.messages(CARLA) == []

    def test_nobody_who_left(self, core: Core, taken: AppointmentView) -> None:
        wait(core, CARLA, at="17:00")
        with core.desk() as desk:
            assert waitlist.leave(desk, core.meet(CARLA)[0]) == 1
        cancel(core, taken, BETO)
        core.tick()

        assert core.messages(CARLA) == []

    def test_nobody_who_booked_it_meanwhile(self, core: Core, taken: AppointmentView) -> None:
        wait(core, CARLA)
        core.book(CARLA, "laura", "corte", "2027-05-13T16:00")
        cancel(core, taken, BETO)
        core.tick()

        (row,) = core.all(WaitlistWishRow)
        assert row.state is WishState.FULFILLED
        assert not [one for one in core.bubbles(CARLA) if "liberó" in one]

    def test_the_same_wish_stands_once(self, core: Core) -> None:
        assert wait(core, CARLA) == WaitlistJoined(again=False)
        assert wait(core, CARLA) == WaitlistJoined(again=True)
        assert core.count("waitlist_wish") == 1


class TestWhatFrees:
    def test_a_move(self, core: Core, taken: AppointmentView) -> None:
        wait(core, CARLA, at="17:00")
        with core.desk() as desk:
            slot = core.slot("laura", "corte", "2027-05-14T17:00")
            command = MoveAppointment(taken.id, taken.version, slot)
            moving.move(desk, command, core.meet(BETO)[0])
        core.tick()

        assert len(core.messages(CARLA)) == 1

    def test_a_deposit_that_does_not_come(self, core: Core) -> None:
        held = core.book(BETO, "laura", "color", "2027-05-13T17:00")
        wait(core, CARLA, at="17:00")
        assert held.hold_expires_at is not None
        core.set_now(held.hold_expires_at)
        core.tick()
        core.tick()

        assert len(core.messages(CARLA)) == 1

    def test_time_given_back(self, core: Core) -> None:
        day = Interval(THURSDAY, THURSDAY + timedelta(days=1))
        provider_id = core.slot("laura", "corte", "2027-05-13T17:00").provider_id
        with core.desk() as desk:
            time_off.block(desk, BlockTime((day,)), provider_id)
        wait(core, CARLA, at="17:00")
        with core.desk() as desk:
            time_off.unblock(desk, UnblockTime(None), provider_id)
        core.tick()

        assert len(core.messages(CARLA)) == 1

    def test_time_taken_off_gives_nobody_a_place(self, core: Core, taken: AppointmentView) -> None:
        wait(core, CARLA, at="17:00")
        day = Interval(THURSDAY, THURSDAY + timedelta(days=1))
        with core.desk() as desk:
            time_off.block(desk, BlockTime((day,)), taken.provider_id)
        cancel(core, taken, BETO)
        core.tick()

        assert core.messages(CARLA) == []


def test_a_deposit_that_comes_late_finds_the_place_kept_for_another(core: Core) -> None:
    held = core.book(ANA, "laura", "color", "2027-05-13T17:00")
    wait(core, CARLA, at="17:00")
    assert held.hold_expires_at is not None
    core.set_now(held.hold_expires_at)
    core.tick()
    core.tick()
    core.pays(core.deposit_of(held.id).external_reference, amount=13500)
    core.work()

    assert core.appointment(held.id).state is AppointmentState.EXPIRED
    assert core.count("refund") == 1
