"""Seats, resources, time around appointments, and deposits, as the database keeps them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from actions import agenda_series, booking, cancelling, moving, series, slots, visits
from app.seed import DEMO_WORLD, load_world, read_world
from bot.dialogue.commands import (
    AppointmentCancelled,
    AppointmentMoved,
    AppointmentView,
    BookSlot,
    CancelAppointment,
    FindSlots,
    MoveAppointment,
    Outcome,
    SlotBooked,
    SlotTaken,
)
from bot.dialogue.orders.series import SeriesBooked, SeriesRefused, SeriesWanted
from bot.domain.appointments import AppointmentState
from bot.domain.availability import Wish
from bot.domain.money import Money
from storage.rows.appointments import SEAT_GUARD, UNIT_GUARD, AppointmentRow, ResourceClaimRow
from storage.rows.payments import PaymentState, RefundRow
from storage.rows.people import ContactRow
from storage.unit_of_work import transaction
from tests.integration.core_bench import ANA, BETO, ZONE, Core, in_parallel
from workers import sending

LAURA = "+5491155550101"
FRIDAY = "2027-05-14T18:00"


def phone(number: int) -> str:
    return f"+54911777700{number:02}"


@contextmanager
def world(core: Core, **changes: Any) -> Iterator[None]:
    """Load the demo world with some of its providers' words changed: provider__service=…"""
    data = read_world(DEMO_WORLD)
    for name, words in changes.items():
        target = data
        if name != "world":
            provider, _, service = name.partition("__")
            target = data["providers"][provider]
            target = target["services"][service] if service else target
        target.update(words)
    with core.desk():
        pass  # the cache sees the version that this test began with
    with transaction(core.engine) as db:
        load_world(db, data, today=core.now.date(), created_at=core.now)
    yield


def book(
    core: Core,
    number: int,
    provider: str,
    service: str,
    local: str,
    person: tuple[int, int] | None = None,
) -> Outcome:
    slot = core.slot(provider, service, local)
    person = person or core.meet(phone(number))
    with core.desk() as desk:
        return booking.book(desk, BookSlot(slot, "Av. Rivadavia 5000, Caballito"), *person)


def move(core: Core, view: AppointmentView, number: int, to: str) -> Outcome:
    row = core.appointment(view.id)
    with core.desk() as desk:
        service = desk.catalogue.service(view.service_id)
        slug = desk.catalogue.provider(view.provider_id).slug
        slot = core.slot(slug, service.slug, to)
        command = MoveAppointment(view.id, row.version, slot)
        return moving.move(desk, command, core.meet(phone(number))[0])


def cancel(core: Core, view: AppointmentView, number: int) -> AppointmentCancelled:
    row = core.appointment(view.id)
    with core.desk() as desk:
        contact, _ = core.meet(phone(number))
        done = cancelling.cancel(desk, CancelAppointment(view.id, row.version), contact)
    assert isinstance(done, AppointmentCancelled)
    sending.deliver_all(core.wiring, desk)
    return done


def pay(core: Core, view: AppointmentView) -> None:
    """Let the deposit of an appointment be paid and told."""
    row = core.deposit_of(view.id)
    core.pays(row.external_reference, amount=row.amount_centavos / 100)
    core.work()
    assert core.deposit_of(view.id).state is PaymentState.APPROVED


def booked(outcome: Outcome) -> AppointmentView:
    assert isinstance(outcome, SlotBooked)
    return outcome.appointment


class TestClasses:
    def test_fourteen_race_for_twelve_seats(self, core: Core) -> None:
        people = [core.meet(phone(number)) for number in range(14)]
        outcomes: list[Outcome] = []

        def race(number: int) -> None:
            outcomes.append(book(core, number, "paula", "yoga", FRIDAY, people[number]))

        raised = in_parallel(*(partial(race, number) for number in range(14)))

        assert raised == []
        assert sum(isinstance(one, SlotBooked) for one in outcomes) == 12
        taken = [one for one in outcomes if isinstance(one, SlotTaken)]
        assert len(taken) == 2
        assert all(one.nearest for one in taken)
        assert sorted(row.seat for row in core.all(AppointmentRow)) == list(range(1, 13))

    def test_a_seat_that_is_given_up_is_given_again(self, core: Core) -> None:
        views = [booked(book(core, number, "paula", "yoga", FRIDAY)) for number in range(3)]
        cancel(core, views[1], 1)

        again = booked(book(core, 5, "paula", "yoga", FRIDAY))

        assert core.appointment(again.id).seat == 2

    def test_two_who_come_together_sit_in_one_class_or_in_none(self, core: Core) -> None:
        with world(core, paula__yoga={"capacity": 3}):
            first = self._book_two(core, 0)
            second = self._book_two(core, 1)

        assert isinstance(first, SlotBooked)
        assert {one.start for one in (first.appointment, *first.following)} == {
            first.appointment.start
        }
        assert isinstance(second, SlotTaken)
        assert sorted(row.seat for row in core.all(AppointmentRow)) == [1, 2]
        assert all(one.start != first.appointment.start for one in second.nearest)

    def _book_two(self, core: Core, number: int) -> Outcome:
        person, slot = core.meet(phone(number)), core.slot("paula", "yoga", FRIDAY)
        with core.desk() as desk:
            return visits.book(desk, BookSlot(slot, None, ("Yoga",)), *person)

    def test_paid_late_it_is_another_seat_of_the_same_class(self, core: Core) -> None:
        with world(core, paula__yoga={"deposit": 2000}):
            late = booked(book(core, 0, "paula", "yoga", FRIDAY))
            core.pass_time(minutes=61)
            core.tick()
            other = booked(book(core, 1, "paula", "yoga", FRIDAY))

            pay(core, late)

        seats = [core.appointment(one.id).seat for one in (late, other)]
        assert core.appointment(late.id).state is AppointmentState.CONFIRMED
        assert seats == [2, 1]

    def test_the_database_alone_refuses_a_seat_twice(self, core: Core) -> None:
        view = booked(book(core, 0, "paula", "yoga", FRIDAY))
        row = core.appointment(view.id)
        twin = AppointmentRow(**row.model_dump(exclude={"id", "code"}), code="TN-TWIN")

        with pytest.raises(IntegrityError, match=SEAT_GUARD), transaction(core.engine) as db:
            db.add(twin)

    def test_the_database_alone_refuses_two_sessions_at_once(self, core: Core) -> None:
        view = booked(book(core, 0, "paula", "yoga", FRIDAY))
        later = core.appointment(view.id).model_dump(exclude={"id"})
        for name in ("starts_at", "ends_at", "taken_from", "taken_until"):
            later[name] += timedelta(minutes=30)
        later |= {"code": "TN-TWIN", "seat": 2}

        with pytest.raises(IntegrityError, match="never_overlaps"), transaction(core.engine) as db:
            db.add(AppointmentRow(**later))

    def test_found_and_bookable_are_the_same(self, core: Core) -> None:
        for number in range(11):
            book(core, number, "paula", "yoga", FRIDAY)
        slot = core.slot("paula", "yoga", FRIDAY)

        def is_found() -> bool:
            with core.desk() as desk:
                wish = Wish(date(2027, 5, 14), date(2027, 5, 14))
                found = slots.find(desk, FindSlots((slot.service_id,), (wish,)))
            return slot in found.matching

        assert is_found()
        booked(book(core, 11, "paula", "yoga", FRIDAY))
        assert not is_found()
        assert isinstance(book(core, 12, "paula", "yoga", FRIDAY), SlotTaken)


class TestResources:
    HOUR = "2027-05-14T10:00"

    def test_one_chair_is_not_given_to_two(self, core: Core) -> None:
        resources = read_world(DEMO_WORLD)["resources"]
        resources["sillones"]["units"] = 1
        with world(core, world={"resources": resources}, marcos__corte={"resources": ["sillones"]}):
            people = [core.meet(phone(number)) for number in range(2)]
            outcomes: list[Outcome] = []

            def race(number: int, who: str) -> None:
                outcomes.append(book(core, number, who, "corte", self.HOUR, people[number]))

            raised = in_parallel(partial(race, 0, "laura"), partial(race, 1, "marcos"))

        assert raised == []
        assert sorted(type(one).__name__ for one in outcomes) == ["SlotBooked", "SlotTaken"]

    def test_each_takes_a_chair_of_its_own_and_gives_it_back(self, core: Core) -> None:
        with world(core, marcos__corte={"resources": ["sillones"]}):
            first = booked(book(core, 0, "laura", "corte", self.HOUR))
            booked(book(core, 1, "marcos", "corte", self.HOUR))

            cancel(core, first, 0)

        claims = [(row.unit, row.is_active) for row in core.all(ResourceClaimRow)]
        assert claims == [(1, False), (2, True)]

    def test_a_moved_one_takes_its_chair_along(self, core: Core) -> None:
        view = booked(book(core, 0, "laura", "corte", self.HOUR))

        move(core, view, 0, "2027-05-14T11:00")

        row = core.appointment(view.id)
        active = [one for one in core.all(ResourceClaimRow) if one.is_active]
        assert [(one.starts_at, one.taken_until) for one in active] == [
            (row.starts_at, row.ends_at)
        ]

    def test_those_of_one_class_share_the_room(self, core: Core) -> None:
        for number in range(3):
            booked(book(core, number, "paula", "yoga", FRIDAY))

        assert {row.unit for row in core.all(ResourceClaimRow)} == {1}

    def test_the_database_alone_refuses_a_unit_twice(self, core: Core) -> None:
        booked(book(core, 0, "laura", "corte", self.HOUR))
        claim = core.all(ResourceClaimRow)[0]
        other = claim.model_dump(exclude={"id"}) | {
            "starts_at": claim.starts_at - timedelta(minutes=5)
        }

        with pytest.raises(IntegrityError, match=UNIT_GUARD), transaction(core.engine) as db:
            db.add(ResourceClaimRow(**other))


class TestTimeAround:
    def test_time_around_is_kept_and_not_only_by_looking(self, core: Core) -> None:
        buffers = {"policies": {"buffers": {"after_minutes": 30}}}
        with world(core, laura__corte=buffers):
            first = booked(book(core, 0, "laura", "corte", "2027-05-14T10:00"))
            outcome = book(core, 1, "laura", "corte", "2027-05-14T11:00")
            free = book(core, 1, "laura", "corte", "2027-05-14T11:15")

        assert isinstance(outcome, SlotTaken)
        booked(free)
        row = core.appointment(first.id)
        assert row.taken_until - row.ends_at == timedelta(minutes=30)

    def test_a_full_day_takes_nobody(self, core: Core) -> None:
        with world(core, laura={"policies": {"limits": {"per_day": 1}}}):
            booked(book(core, 0, "laura", "corte", "2027-05-14T10:00"))

            assert isinstance(book(core, 1, "laura", "corte", "2027-05-14T18:00"), SlotTaken)
            booked(book(core, 1, "laura", "corte", "2027-05-15T10:00"))

    def test_a_visit_far_away_needs_the_way(self, core: Core) -> None:
        far = {"policies": {"travel": {"usual_minutes": 45}}}
        slot = partial(core.slot, "diego", "visita")
        with world(core, diego=far):
            people = [core.meet(phone(number)) for number in range(3)]
            outcomes = []
            for person, local, address in (
                (people[0], "2027-05-14T09:00", "Yerbal 1820, Caballito"),
                (people[1], "2027-05-14T10:00", "Nazca 230, Flores"),
                (people[2], "2027-05-14T10:00", "Yerbal 900, Caballito"),
            ):
                with core.desk() as desk:
                    outcomes.append(booking.book(desk, BookSlot(slot(local), address), *person))

        assert [type(one).__name__ for one in outcomes] == ["SlotBooked", "SlotTaken", "SlotBooked"]


class TestDeposits:
    def test_a_percentage_is_asked_of_those_who_did_not_come(self, core: Core) -> None:
        flexible = {"policies": {"preset": "flexible"}}
        with world(core, marcos=flexible):
            known = booked(book(core, 0, "marcos", "corte", "2027-05-14T10:00"))
            core.execute("UPDATE appointment SET state = 'no_show'")
            absent = booked(book(core, 0, "marcos", "corte", "2027-05-14T11:00"))

        assert known.deposit is None
        assert (absent.deposit, absent.state) == (Money.pesos(2000), AppointmentState.HELD)

    def test_a_customers_own_policy_wins(self, core: Core) -> None:
        contact, _ = core.meet(phone(0))
        with transaction(core.engine) as db:
            db.get_one(ContactRow, contact).policies = {"deposit": {"for": "nobody"}}

        view = booked(book(core, 0, "laura", "color", "2027-05-14T10:00"))

        assert view.state is AppointmentState.CONFIRMED

    def test_half_goes_back_when_half_is_kept(self, core: Core) -> None:
        with world(core, laura={"policies": {"preset": "justa"}}):
            view = booked(book(core, 0, "laura", "color", "2027-05-13T10:00"))
            pay(core, view)

            done = cancel(core, view, 0)
            core.work()

        assert done.refund == Money.pesos(6750)
        assert [row.amount_centavos for row in core.all(RefundRow)] == [675000]
        refunds = core.get("refunds")["refunds"]
        assert float(refunds[-1]["amount"]) == 6750

    def test_credit_pays_the_next_deposit(self, core: Core) -> None:
        with world(core, laura={"policies": {"preset": "estricta"}}):
            view = booked(book(core, 0, "laura", "color", "2027-05-20T10:00"))
            pay(core, view)
            done = cancel(core, view, 0)

            again = booked(book(core, 0, "laura", "color", "2027-05-21T10:00"))
            third = booked(book(core, 0, "laura", "color", "2027-05-22T10:00"))

        assert (done.refund, done.credit) == (None, view.deposit)
        assert (again.state, again.deposit_paid) == (AppointmentState.CONFIRMED, True)
        assert third.state is AppointmentState.HELD

    def test_a_second_move_asks_for_a_new_deposit_and_keeps_the_old_place(self, core: Core) -> None:
        with world(core, laura={"policies": {"preset": "justa"}}):
            view = booked(book(core, 0, "laura", "color", "2027-05-20T10:00"))
            pay(core, view)
            first = move(core, view, 0, "2027-05-21T10:00")
            assert isinstance(first, AppointmentMoved)
            assert (first.appointment.id, first.appointment.deposit_paid) == (view.id, True)

            second = move(core, view, 0, "2027-05-22T10:00")
            assert isinstance(second, AppointmentMoved)
            beside = second.appointment
            kept = core.appointment(view.id).state
            pay(core, beside)

        assert beside.state is AppointmentState.HELD
        assert kept is AppointmentState.CONFIRMED
        assert core.appointment(view.id).state is AppointmentState.CANCELLED
        assert core.appointment(beside.id).state is AppointmentState.CONFIRMED

    def test_an_unpaid_second_move_leaves_the_old_place(self, core: Core) -> None:
        with world(core, laura={"policies": {"preset": "justa"}}):
            view = booked(book(core, 0, "laura", "color", "2027-05-20T10:00"))
            pay(core, view)
            move(core, view, 0, "2027-05-21T10:00")
            beside = move(core, view, 0, "2027-05-22T10:00")
            assert isinstance(beside, AppointmentMoved)
            core.pass_time(minutes=61)
            core.tick()

        assert core.appointment(beside.appointment.id).state is AppointmentState.EXPIRED
        assert core.appointment(view.id).state is AppointmentState.CONFIRMED


class TestPrices:
    def test_an_unpaid_one_takes_the_price_of_the_day_it_is_moved_to(self, core: Core) -> None:
        with world(core, laura__corte={"prices": {"2027-05-20": 15000}}):
            view = booked(book(core, 0, "laura", "corte", "2027-05-14T10:00"))
            moved = move(core, view, 0, "2027-05-21T10:00")

        assert isinstance(moved, AppointmentMoved)
        assert (view.price, moved.appointment.price) == (Money.pesos(12000), Money.pesos(15000))

    def test_a_paid_deposit_freezes_the_price(self, core: Core) -> None:
        rise = {"prices": {"2027-05-20": {"price": 60000, "deposit": 18000}}}
        with world(core, laura__color=rise):
            view = booked(book(core, 0, "laura", "color", "2027-05-14T10:00"))
            pay(core, view)
            moved = move(core, view, 0, "2027-05-21T10:00")

        assert isinstance(moved, AppointmentMoved)
        assert moved.appointment.price == Money.pesos(45000)


class TestSeries:
    def wanted(self, core: Core, service: str = "corte", **more: Any) -> SeriesWanted:
        slot = core.slot("laura", service, "2027-05-18T10:00")
        return SeriesWanted(slot.service_id, slot.start, 4, **more)

    def test_all_of_it_is_made(self, core: Core) -> None:
        with core.desk() as desk:
            made = series.book(desk, self.wanted(core), *core.meet(ANA))

        assert isinstance(made, SeriesBooked)
        days = [view.start.astimezone(ZONE).date() for view in made.appointments]
        assert [day.day for day in days] == [18, 25, 1, 8]
        assert {day.weekday() for day in days} == {1}

    def test_the_provider_is_told_once_and_every_time_is_reminded(self, core: Core) -> None:
        with core.desk() as desk:
            series.book(desk, self.wanted(core), *core.meet(ANA))

        keys = [row.key.split(":")[0] for row in core.outbox()]
        assert keys.count("series") == 1
        assert keys.count("new") == 0
        assert keys.count("reminder") == 4

    def test_planning_books_nothing(self, core: Core) -> None:
        core.book(BETO, "laura", "corte", "2027-05-25T10:15")

        with core.desk() as desk:
            planned = series.plan(desk, self.wanted(core))

        assert [one.start.day for one in planned.conflicts] == [25]
        assert [start.day for start in planned.free] == [18, 1, 8]
        assert core.count("appointment") == 1

    def test_one_time_that_is_taken_leaves_nothing_booked_and_is_told(self, core: Core) -> None:
        core.book(BETO, "laura", "corte", "2027-05-25T10:15")

        with core.desk() as desk:
            refused = series.book(desk, self.wanted(core), *core.meet(ANA))

        assert isinstance(refused, SeriesRefused)
        assert [one.start.day for one in refused.conflicts] == [25]
        assert refused.nearest[0].nearest
        assert core.count("appointment") == 1
        assert core.count("series") == 0

    def test_without_that_date_it_is_made(self, core: Core) -> None:
        core.book(BETO, "laura", "corte", "2027-05-25T10:15")
        wanted = self.wanted(core, except_for={date(2027, 5, 25)})

        with core.desk() as desk:
            made = series.book(desk, wanted, *core.meet(ANA))

        assert isinstance(made, SeriesBooked)
        assert len(made.appointments) == 3

    def test_it_may_reach_beyond_the_horizon(self, core: Core) -> None:
        with core.desk() as desk:
            made = series.book(desk, self.wanted(core, every_weeks=4), *core.meet(ANA))

        assert isinstance(made, SeriesBooked)

    def test_one_is_cancelled_or_the_rest(self, core: Core) -> None:
        contact, conversation = core.meet(ANA)
        with core.desk() as desk:
            made = series.book(desk, self.wanted(core), contact, conversation)
        assert isinstance(made, SeriesBooked)
        second, third = made.appointments[1:3]

        with core.desk() as desk:
            cancelling.cancel(desk, CancelAppointment(second.id, second.version), contact)
            done = series.cancel_rest(desk, third.id, contact)

        assert len(done) == 2
        states = [core.appointment(view.id).state.value for view in made.appointments]
        assert states == ["confirmed", "cancelled", "cancelled", "cancelled"]

    def test_the_provider_is_told_once_what_is_moved_of_it(self, core: Core) -> None:
        first = self.booked(core)[0]

        with core.desk() as desk:
            at_eleven = first.start + timedelta(hours=1)
            agenda_series.move_rest(desk, first.id, first.version, at_eleven)
        core.tick()

        told = [one["body"] for one in core.messages(LAURA)[1:]]
        assert len(told) == 1
        assert "11:00" in told[0]
        assert all(day in told[0] for day in ("18/5", "25/5", "1/6", "8/6"))

    @pytest.mark.parametrize("by", ["customer", "business"])
    def test_the_provider_is_told_once_what_is_cancelled_of_it(self, core: Core, by: str) -> None:
        second = self.booked(core)[1]
        cancels = {
            "customer": agenda_series.cancel_rest_as_asked,
            "business": agenda_series.cancel_rest_ours,
        }

        with core.desk() as desk:
            cancels[by](desk, second.id, second.version)
        core.tick()

        told = [one["body"] for one in core.messages(LAURA)[1:]]
        assert len(told) == 1
        assert all(day in told[0] for day in ("25/5", "1/6", "8/6"))
        assert "18/5" not in told[0]

    def test_the_last_one_of_it_is_told_as_any_other(self, core: Core) -> None:
        last = self.booked(core)[-1]

        with core.desk() as desk:
            agenda_series.cancel_rest_as_asked(desk, last.id, last.version)

        keys = [row.key.split(":")[0] for row in core.outbox()]
        assert keys.count("cancelled") == 1
        assert keys.count("series_cancelled") == 0

    def booked(self, core: Core) -> tuple[AppointmentView, ...]:
        """Book a series of Ana's whose provider has been told."""
        with core.desk() as desk:
            made = series.book(desk, self.wanted(core), *core.meet(ANA))
        assert isinstance(made, SeriesBooked)
        core.tick()
        return made.appointments

    def test_nobody_cancels_anothers_rest(self, core: Core) -> None:
        with core.desk() as desk:
            made = series.book(desk, self.wanted(core), *core.meet(ANA))
        assert isinstance(made, SeriesBooked)
        alone = core.book(BETO, "marcos", "corte", "2027-05-18T10:00")

        with core.desk() as desk:
            strangers = series.cancel_rest(desk, made.appointments[0].id, core.meet(BETO)[0])
            no_series = series.cancel_rest(desk, alone.id, core.meet(BETO)[0])

        assert strangers == no_series == ()

    def test_two_services_make_a_visit_of_each_date(self, core: Core) -> None:
        with core.desk() as desk:
            made = series.book(desk, self.wanted(core, then=("Brushing",)), *core.meet(ANA))

        assert isinstance(made, SeriesBooked)
        rows = sorted(core.all(AppointmentRow), key=lambda one: one.starts_at)
        assert len(rows) == 8
        firsts, seconds = rows[::2], rows[1::2]
        assert [one.visit_id for one in seconds] == [one.id for one in firsts]
        assert all(
            one.ends_at == other.starts_at for one, other in zip(firsts, seconds, strict=True)
        )
        keys = [row.key.split(":")[0] for row in core.outbox()]
        assert keys.count("series") == 1
        assert keys.count("reminder") == 4

    def test_a_date_without_room_for_both_is_told_with_others(self, core: Core) -> None:
        core.book(BETO, "laura", "corte", "2027-05-25T10:45")

        with core.desk() as desk:
            planned = series.plan(desk, self.wanted(core, then=("Brushing",)))

        assert [one.start.day for one in planned.conflicts] == [25]
        assert all(slot.start.day == 25 for slot in planned.nearest[0].nearest)
        assert len(planned.nearest) == 1

    def test_two_people_have_seats_of_their_own_in_each_class(self, core: Core) -> None:
        with world(core, laura__corte={"capacity": 4}):
            core.book(BETO, "laura", "corte", "2027-05-25T10:00")
            with core.desk() as desk:
                made = series.book(desk, self.wanted(core, then=("Corte",)), *core.meet(ANA))

        assert isinstance(made, SeriesBooked)
        on_the_25th = [one for one in core.all(AppointmentRow) if one.starts_at.day == 25]
        assert sorted(one.seat for one in on_the_25th) == [1, 2, 3]

    def test_visits_are_moved_and_cancelled_with_what_follows(self, core: Core) -> None:
        with core.desk() as desk:
            made = series.book(desk, self.wanted(core, then=("Brushing",)), *core.meet(ANA))
        assert isinstance(made, SeriesBooked)
        core.tick()
        first = made.appointments[0]

        with core.desk() as desk:
            at_eleven = first.start + timedelta(hours=1)
            moved = agenda_series.move_rest(desk, first.id, first.version, at_eleven)
        rows = sorted(core.all(AppointmentRow), key=lambda one: one.starts_at)
        hours = [one.starts_at.astimezone(ZONE).strftime("%H:%M") for one in rows]
        with core.desk() as desk:
            agenda_series.cancel_rest_as_asked(desk, moved.id, moved.version)
        core.tick()

        assert hours == ["11:00", "11:45"] * 4
        assert {row.state for row in core.all(AppointmentRow)} == {AppointmentState.CANCELLED}
        told = [one["body"] for one in core.messages(LAURA)[1:]]
        assert len(told) == 2
        assert all("4" in one and "Corte y Brushing" in one for one in told)

    def test_an_unpaid_deposit_of_a_visit_ends_all_of_them(self, core: Core) -> None:
        with core.desk() as desk:
            wanted = self.wanted(core, "color", then=("Corte",))
            made = series.book(desk, wanted, *core.meet(ANA))
        assert isinstance(made, SeriesBooked)
        core.tick()
        assert made.following

        core.pass_time(hours=2)
        core.tick()

        states = {row.state for row in core.all(AppointmentRow)}
        assert states == {AppointmentState.EXPIRED, AppointmentState.CANCELLED}
        told = [one["body"] for one in core.messages(LAURA)[1:]]
        assert len(told) == 1
        assert "4 lugares" in core.messages(ANA)[-1]["body"]

    def test_an_unpaid_first_deposit_ends_all_of_it(self, core: Core) -> None:
        with core.desk() as desk:
            made = series.book(desk, self.wanted(core, "color"), *core.meet(ANA))
        assert isinstance(made, SeriesBooked)
        assert [view.deposit for view in made.appointments[1:]] == [None] * 3
        core.pass_time(minutes=61)

        core.tick()

        states = {core.appointment(view.id).state.value for view in made.appointments}
        assert states == {"expired", "cancelled"}


class TestChoice:
    WISH = Wish(date(2027, 5, 14), date(2027, 5, 14))

    def offered(self, core: Core, contact: int | None, zone: str | None = None) -> set[str]:
        ids = [
            core.slot(who, "corte", "2027-05-14T10:00").service_id for who in ("laura", "marcos")
        ]
        with core.desk() as desk:
            found = slots.find(desk, FindSlots(tuple(ids), (self.WISH,), zone=zone), contact)
            return {desk.catalogue.provider(slot.provider_id).slug for slot in found.matching}

    @pytest.mark.parametrize(
        ("choice", "zone", "slugs"),
        [
            ("any", None, {"laura", "marcos"}),
            ("first_free", None, {"laura"}),
            ("fair", None, {"marcos"}),
            ("nearest", "Almagro", {"marcos"}),
            ("nearest", "Caballito", {"laura"}),
        ],
    )
    def test_who_is_offered(
        self, core: Core, choice: str, zone: str | None, slugs: set[str]
    ) -> None:
        policies = read_world(DEMO_WORLD)["policies"]
        policies |= {"choice": {"of_provider": choice}, "travel": {"usual_minutes": 30}}
        core.book(BETO, "laura", "corte", "2027-05-13T10:00")

        with world(core, world={"policies": policies}):
            assert self.offered(core, core.meet(ANA)[0], zone) == slugs

    def test_the_same_again_comes_first(self, core: Core) -> None:
        policies = read_world(DEMO_WORLD)["policies"] | {"choice": {"same_again_first": True}}
        core.book(ANA, "marcos", "corte", "2027-05-13T10:00")
        core.execute("UPDATE appointment SET state = 'completed'")

        with world(core, world={"policies": policies}):
            assert self.offered(core, core.meet(ANA)[0]) == {"marcos"}
            assert self.offered(core, core.meet(BETO)[0]) == {"laura", "marcos"}
            assert self.offered(core, None) == {"laura", "marcos"}


class TestOwnDates:
    def test_what_they_are_for_is_nobodys_holiday(self, core: Core) -> None:
        closed = {"2027-05-13": "Casamiento", "2027-05-25": "Viaje"}
        with world(core, marcos={"closed": closed}), core.desk() as desk:
            marcos = next(one for one in desk.catalogue.providers if one.slug == "marcos")

        assert marcos.schedule.closed[date(2027, 5, 13)] == ""
        assert "Revolución" in marcos.schedule.closed[date(2027, 5, 25)]
