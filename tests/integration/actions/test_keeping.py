"""A place is kept longer for who asks: once, as far as its link can be paid, over nobody's head."""

from datetime import date

from actions import cancelling, keeping, visits, waitlist
from bot.dialogue.commands import AppointmentView, BookSlot, CancelAppointment, SlotBooked
from bot.dialogue.orders.keeping import KeepHold, Keeping, KeepPlace, NothingKept, PlaceKept
from bot.dialogue.orders.waitlist import JoinWaitlist
from bot.domain.appointments import AppointmentState
from bot.domain.availability import Wish
from storage.rows.appointments import AppointmentRow
from storage.rows.waitlist import OfferState, WaitlistOfferRow
from tests.integration.core_bench import ANA, BETO, Core

CARLA = "+5491166660003"


def keep(core: Core, phone: str, view: AppointmentView) -> PlaceKept | NothingKept:
    contact, _ = core.meet(phone)
    with core.desk() as desk:
        return keeping.hold(desk, KeepHold(view.id), contact)


def keep_place(core: Core, phone: str) -> PlaceKept | NothingKept:
    contact, _ = core.meet(phone)
    (offer,) = core.all(WaitlistOfferRow)
    assert offer.id is not None
    with core.desk() as desk:
        return keeping.place(desk, KeepPlace(offer.id), contact)


def wait(core: Core, phone: str, who: str, service: str, start: str) -> None:
    slot = core.slot(who, service, start)
    day = date.fromisoformat(start[:10])
    wish = Wish(day, day, None, None)
    with core.desk() as desk:
        command = JoinWaitlist((slot.service_id,), (wish,))
        waitlist.join(desk, command, *core.meet(phone))


class TestHolds:
    START = "2027-05-14T16:00"

    def test_half_an_hour_more_and_only_once(self, core: Core) -> None:
        view = core.book(ANA, "laura", "color", self.START)
        core.pass_time(minutes=50)

        first, second = keep(core, ANA, view), keep(core, ANA, view)

        assert view.hold_expires_at is not None
        assert isinstance(first, PlaceKept)
        assert first.keeping is Keeping.LONGER
        assert (first.until - view.hold_expires_at).total_seconds() == 30 * 60
        assert second == PlaceKept(first.until, Keeping.NO_LONGER)
        assert first.until == core.deposit_of(view.id).expires_at
        core.pass_time(minutes=39)
        core.tick()
        assert core.appointment(view.id).state is AppointmentState.HELD
        core.pass_time(minutes=1)
        core.tick()
        assert core.appointment(view.id).state is AppointmentState.EXPIRED

    def test_not_while_somebody_waits_for_it(self, core: Core) -> None:
        view = core.book(ANA, "laura", "color", self.START)
        wait(core, BETO, "laura", "corte", self.START)

        kept = keep(core, ANA, view)

        assert isinstance(kept, PlaceKept)
        assert kept.keeping is Keeping.WAITED_FOR
        assert core.appointment(view.id).hold_expires_at == view.hold_expires_at

    def test_who_waits_for_another_day_is_in_nobodys_way(self, core: Core) -> None:
        view = core.book(ANA, "laura", "color", self.START)
        wait(core, BETO, "laura", "corte", "2027-05-15T16:00")
        wait(core, ANA, "laura", "corte", self.START)

        kept = keep(core, ANA, view)

        assert isinstance(kept, PlaceKept)
        assert kept.keeping is Keeping.LONGER

    def test_all_of_a_visit(self, core: Core) -> None:
        slot = core.slot("laura", "color", self.START)
        with core.desk() as desk:
            booked = visits.book(desk, BookSlot(slot, None, ("Corte",)), *core.meet(ANA))
        assert isinstance(booked, SlotBooked)

        keep(core, ANA, booked.appointment)

        ends = {row.hold_expires_at for row in core.all(AppointmentRow)}
        assert ends == {core.deposit_of(booked.appointment.id).expires_at}

    def test_nothing_of_anothers_nor_what_is_over(self, core: Core) -> None:
        view = core.book(ANA, "laura", "color", self.START)
        final = core.book(ANA, "laura", "corte", "2027-05-15T10:00")

        strangers = keep(core, BETO, view)
        core.pass_time(minutes=61)

        assert strangers == keep(core, ANA, view) == keep(core, ANA, final) == NothingKept()


class TestFreedPlaces:
    START = "2027-05-13T17:00"

    def offered(self, core: Core) -> None:
        """Let Ana be offered what Beto gave up."""
        taken = core.book(BETO, "laura", "corte", self.START)
        wait(core, ANA, "laura", "corte", self.START)
        with core.desk() as desk:
            command = CancelAppointment(taken.id, taken.version)
            cancelling.cancel(desk, command, core.meet(BETO)[0])
        core.tick()

    def test_as_long_again_and_only_once(self, core: Core) -> None:
        self.offered(core)
        core.pass_time(minutes=10)

        first, second = keep_place(core, ANA), keep_place(core, ANA)
        core.pass_time(minutes=19)
        core.tick()
        (still,) = core.all(WaitlistOfferRow)
        core.pass_time(minutes=1)
        core.tick()

        assert isinstance(first, PlaceKept)
        assert first.keeping is Keeping.LONGER
        assert second == PlaceKept(first.until, Keeping.NO_LONGER)
        assert still.state is OfferState.OPEN
        assert core.all(WaitlistOfferRow)[0].state is OfferState.LAPSED

    def test_not_while_the_next_one_waits(self, core: Core) -> None:
        self.offered(core)
        wait(core, CARLA, "laura", "corte", self.START)

        kept = keep_place(core, ANA)

        assert isinstance(kept, PlaceKept)
        assert kept.keeping is Keeping.WAITED_FOR

    def test_nothing_of_anothers(self, core: Core) -> None:
        self.offered(core)

        assert keep_place(core, BETO) == NothingKept()
