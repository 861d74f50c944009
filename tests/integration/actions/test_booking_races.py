"""No place is ever given twice, whoever races, and nobody touches what is another's."""

import itertools
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy.exc import IntegrityError

from actions import booking, cancelling, moving, requests
from bot.dialogue.commands import (
    AnswerRequest,
    AppointmentCancelled,
    AppointmentChanged,
    AppointmentMoved,
    AppointmentView,
    BookSlot,
    CancelAppointment,
    MoveAppointment,
    Outcome,
    RequestAnswered,
    SlotBooked,
    SlotTaken,
)
from bot.domain.appointments import AppointmentState
from storage.repositories import appointments
from storage.repositories.appointments import OverlapError
from storage.rows.appointments import OVERLAP_GUARD, AppointmentRow
from storage.unit_of_work import transaction
from tests.integration.core_bench import ANA, BETO, Core, in_parallel, wired

THURSDAY = "2027-05-13T17:00"


def try_to_book(
    core: Core, person: tuple[int, int], provider: str, service: str, local: str
) -> Outcome:
    slot = core.slot(provider, service, local)
    with core.desk() as desk:
        command = BookSlot(slot, "Av. Rivadavia 5000, Caballito")
        return booking.book(desk, command, *person)


def move(core: Core, view: AppointmentView, contact_id: int, to: str) -> Outcome:
    slot = core.slot("laura", "corte", to)
    with core.desk() as desk:
        return moving.move(desk, MoveAppointment(view.id, view.version, slot), contact_id)


def cancel(core: Core, view: AppointmentView, contact_id: int) -> Outcome:
    with core.desk() as desk:
        return cancelling.cancel(desk, CancelAppointment(view.id, view.version), contact_id)


def answer(core: Core, view: AppointmentView, provider_id: int, *, accepted: bool) -> Outcome:
    with core.desk(actor="provider") as desk:
        command = AnswerRequest(view.id, view.version, accepted)
        return requests.answer_request(desk, command, provider_id)


class TestRaces:
    def test_twenty_people_race_for_one_place_and_one_gets_it(self, core: Core) -> None:
        people = [core.meet(f"+54911777700{number:02}") for number in range(20)]
        outcomes: list[Outcome] = []
        with wired(core.settings) as other:
            racers = Core(core.settings, other, core.redis, core.http)

            def race(number: int) -> None:
                mine = core if number % 2 else racers
                outcomes.append(try_to_book(mine, people[number], "laura", "corte", THURSDAY))

            raised = in_parallel(*(partial(race, number) for number in range(20)))

        assert raised == []
        booked = [one for one in outcomes if isinstance(one, SlotBooked)]
        taken = [one for one in outcomes if isinstance(one, SlotTaken)]
        assert (len(booked), len(taken)) == (1, 19)
        assert all(one.nearest for one in taken)
        start = booked[0].appointment.start
        assert not [slot for one in taken for slot in one.nearest if slot.start == start]
        assert core.count("appointment") == 1

    def test_overlapping_services_of_one_provider_race_too(self, core: Core) -> None:
        wishes = [("color", "16:00"), ("corte", "16:30"), ("brushing", "17:15"), ("corte", "17:45")]
        people = [core.meet(f"+54911777700{number:02}") for number in range(4)]
        outcomes: list[Outcome] = []

        def race(number: int) -> None:
            service, hour = wishes[number]
            day = f"2027-05-13T{hour}"
            outcomes.append(try_to_book(core, people[number], "laura", service, day))

        raised = in_parallel(*(partial(race, number) for number in range(4)))

        assert raised == []
        kept = sorted((row.starts_at, row.ends_at) for row in core.all(AppointmentRow))
        assert all(first[1] <= second[0] for first, second in itertools.pairwise(kept))
        assert len(kept) == sum(isinstance(one, SlotBooked) for one in outcomes) >= 1

    def test_two_providers_do_not_stand_in_each_others_way(self, core: Core) -> None:
        first = try_to_book(core, core.meet(ANA), "laura", "corte", THURSDAY)
        second = try_to_book(core, core.meet(BETO, "Beto"), "marcos", "corte", THURSDAY)

        assert isinstance(first, SlotBooked)
        assert isinstance(second, SlotBooked)

    def test_places_that_touch_do_not_overlap(self, core: Core) -> None:
        first = try_to_book(core, core.meet(ANA), "laura", "corte", "2027-05-13T17:00")
        second = try_to_book(core, core.meet(BETO, "Beto"), "laura", "corte", "2027-05-13T17:45")

        assert isinstance(first, SlotBooked)
        assert isinstance(second, SlotBooked)

    def test_two_movers_race_for_one_place(self, core: Core) -> None:
        views = [
            core.book(ANA, "laura", "corte", "2027-05-13T09:00"),
            core.book(BETO, "laura", "corte", "2027-05-13T10:00"),
        ]
        owners = [core.meet(ANA)[0], core.meet(BETO)[0]]
        outcomes: list[Outcome] = []

        def race(number: int) -> None:
            outcomes.append(move(core, views[number], owners[number], THURSDAY))

        raised = in_parallel(partial(race, 0), partial(race, 1))

        assert raised == []
        assert sorted(type(one).__name__ for one in outcomes) == ["AppointmentMoved", "SlotTaken"]


class TestTheConstraintAlone:
    """What the database refuses though somebody forgot the lock and the look."""

    def row(self, core: Core, phone: str, local: str, service: str = "corte") -> AppointmentRow:
        slot = core.slot("laura", service, local)
        contact_id, _ = core.meet(phone)
        return AppointmentRow(
            code="",
            provider_id=slot.provider_id,
            service_id=slot.service_id,
            contact_id=contact_id,
            starts_at=slot.start,
            ends_at=slot.end,
            state=AppointmentState.CONFIRMED,
            price_centavos=1,
            created_at=core.now,
        )

    def test_insert_over_an_active_appointment_is_an_overlap(self, core: Core) -> None:
        core.book(ANA, "laura", "corte", THURSDAY)

        with pytest.raises(OverlapError), transaction(core.engine) as db:
            appointments.add(db, self.row(core, BETO, "2027-05-13T17:30"), actor="test")

        assert core.count("appointment") == 1

    def test_bare_insert_is_refused_by_the_guard(self, core: Core) -> None:
        core.book(ANA, "laura", "corte", THURSDAY)
        row = self.row(core, BETO, "2027-05-13T16:30")
        row.code = "TN-XXXX"

        with pytest.raises(IntegrityError, match=OVERLAP_GUARD), transaction(core.engine) as db:
            db.add(row)

    def test_racing_inserts_without_the_lock_leave_one(self, core: Core) -> None:
        rows = [self.row(core, f"+54911777700{number:02}", THURSDAY) for number in range(8)]

        def insert(row: AppointmentRow) -> None:
            with transaction(core.engine) as db:
                appointments.add(db, row, actor="test")

        raised = in_parallel(*(partial(insert, row) for row in rows))

        assert len(raised) == 7
        assert {type(error) for error in raised} == {OverlapError}
        assert core.count("appointment") == 1

    def test_a_cancelled_one_keeps_nothing_taken(self, core: Core) -> None:
        view = core.book(ANA, "laura", "corte", THURSDAY)
        cancel(core, view, core.meet(ANA)[0])

        assert core.book(BETO, "laura", "corte", THURSDAY)


class TestTheLookAlone:
    @pytest.mark.parametrize(
        "local",
        ["2027-05-13T14:00", "2027-05-13T19:30", "2027-05-12T11:00", "2027-05-13T17:05"],
        ids=["in the break", "past closing", "too soon", "off the step"],
    )
    def test_a_place_outside_the_rules_is_never_given(self, core: Core, local: str) -> None:
        outcome = try_to_book(core, core.meet(ANA), "laura", "corte", local)

        assert isinstance(outcome, SlotTaken)
        assert outcome.nearest
        assert core.count("appointment") == 0


class TestHolds:
    def test_a_held_place_is_taken(self, core: Core) -> None:
        core.book(ANA, "laura", "color", THURSDAY)

        outcome = try_to_book(core, core.meet(BETO, "Beto"), "laura", "corte", THURSDAY)

        assert isinstance(outcome, SlotTaken)

    def test_expired_hold_frees_its_place_at_booking_without_a_tick(self, core: Core) -> None:
        held = core.book(ANA, "laura", "color", THURSDAY)
        core.pass_time(minutes=61)

        outcome = try_to_book(core, core.meet(BETO, "Beto"), "laura", "corte", THURSDAY)

        assert isinstance(outcome, SlotBooked)
        assert core.appointment(held.id).state is AppointmentState.EXPIRED

    def test_expired_hold_is_told_once(self, core: Core) -> None:
        core.book(ANA, "laura", "color", THURSDAY)
        core.pass_time(minutes=61)

        core.tick()
        core.tick()

        assert len(core.bubbles(ANA)) == 1

    def test_hold_ends_at_the_start_at_the_latest(self, core: Core) -> None:
        held = core.book(ANA, "norma", "kapping", "2027-05-13T14:30")

        row = core.appointment(held.id)
        assert row.hold_expires_at is not None
        assert row.hold_expires_at <= min(row.starts_at, core.now + timedelta(hours=1))


class TestMoving:
    def test_the_old_place_is_free_afterwards_and_the_provider_told(self, core: Core) -> None:
        view = core.book(ANA, "laura", "corte", THURSDAY)

        outcome = move(core, view, core.meet(ANA)[0], "2027-05-14T10:00")

        assert isinstance(outcome, AppointmentMoved)
        assert core.book(BETO, "laura", "corte", THURSDAY)
        keys = [row.key for row in core.outbox()]
        assert f"moved:{view.id}:{outcome.appointment.version}" in keys

    def test_a_taken_new_place_leaves_the_old_one_as_it_was(self, core: Core) -> None:
        view = core.book(ANA, "laura", "corte", THURSDAY)
        core.book(BETO, "laura", "corte", "2027-05-14T10:00")

        outcome = move(core, view, core.meet(ANA)[0], "2027-05-14T10:15")

        assert isinstance(outcome, SlotTaken)
        row = core.appointment(view.id)
        assert (row.starts_at, row.state, row.version) == (
            view.start,
            AppointmentState.CONFIRMED,
            view.version,
        )

    def test_a_move_into_its_own_old_place_is_no_overlap(self, core: Core) -> None:
        view = core.book(ANA, "laura", "corte", THURSDAY)

        outcome = move(core, view, core.meet(ANA)[0], "2027-05-13T17:30")

        assert isinstance(outcome, AppointmentMoved)

    def test_accepted_job_is_kept_until_the_provider_accepts_its_new_place(
        self, core: Core
    ) -> None:
        view = accepted_job(core)
        contact_id, _ = core.meet(ANA)
        with core.desk() as desk:
            slot = core.slot("diego", "visita", "2027-05-14T10:00")
            moved = moving.move(desk, MoveAppointment(view.id, view.version, slot), contact_id)
        assert isinstance(moved, AppointmentMoved)
        assert core.appointment(view.id).state is AppointmentState.CONFIRMED

        answer(core, moved.appointment, view.provider_id, accepted=True)

        assert core.appointment(view.id).state is AppointmentState.CANCELLED
        assert core.appointment(moved.appointment.id).state is AppointmentState.CONFIRMED

    def test_declined_new_place_leaves_the_accepted_job(self, core: Core) -> None:
        view = accepted_job(core)
        contact_id, _ = core.meet(ANA)
        with core.desk() as desk:
            slot = core.slot("diego", "visita", "2027-05-14T10:00")
            moved = moving.move(desk, MoveAppointment(view.id, view.version, slot), contact_id)
        assert isinstance(moved, AppointmentMoved)

        answer(core, moved.appointment, view.provider_id, accepted=False)

        assert core.appointment(view.id).state is AppointmentState.CONFIRMED

    def test_accepted_job_moves_onto_a_time_that_overlaps_itself_and_is_asked_again(
        self, core: Core
    ) -> None:
        view = accepted_job(core)

        moved = move(core, view, core.meet(ANA)[0], "2027-05-13T15:30")

        assert isinstance(moved, AppointmentMoved)
        assert moved.appointment.id == view.id
        assert core.appointment(view.id).state is AppointmentState.PENDING_PROVIDER

    def test_cancelling_takes_back_the_request_for_another_time(self, core: Core) -> None:
        view = accepted_job(core)
        contact_id, _ = core.meet(ANA)
        moved = move(core, view, contact_id, "2027-05-14T10:00")
        assert isinstance(moved, AppointmentMoved)

        cancel(core, view, contact_id)

        assert core.appointment(moved.appointment.id).state is AppointmentState.CANCELLED


class TestWhoseItIs:
    def test_another_persons_appointment_can_neither_be_moved_nor_cancelled(
        self, core: Core
    ) -> None:
        view = core.book(ANA, "laura", "corte", THURSDAY)
        beto, _ = core.meet(BETO, "Beto")

        outcomes = [move(core, view, beto, "2027-05-14T10:00"), cancel(core, view, beto)]

        assert outcomes == [AppointmentChanged(None)] * 2
        assert core.appointment(view.id).state is AppointmentState.CONFIRMED
        assert core.appointment(view.id).starts_at == view.start

    def test_one_that_never_was_is_no_different(self, core: Core) -> None:
        view = core.book(ANA, "laura", "corte", THURSDAY)
        beto, _ = core.meet(BETO, "Beto")
        core.execute("DELETE FROM appointment_event; DELETE FROM outbox; DELETE FROM appointment")

        assert cancel(core, view, beto) == AppointmentChanged(None)

    def test_an_old_button_changes_nothing(self, core: Core) -> None:
        view = core.book(ANA, "laura", "corte", THURSDAY)
        ana, _ = core.meet(ANA)
        move(core, view, ana, "2027-05-14T10:00")

        outcome = cancel(core, view, ana)

        assert isinstance(outcome, AppointmentChanged)
        assert outcome.current is not None
        assert core.appointment(view.id).state is AppointmentState.CONFIRMED

    def test_cancelling_twice_happens_once(self, core: Core) -> None:
        view = core.book(ANA, "laura", "corte", THURSDAY)
        ana, _ = core.meet(ANA)

        first, second = cancel(core, view, ana), cancel(core, view, ana)

        assert isinstance(first, AppointmentCancelled)
        assert isinstance(second, AppointmentChanged)


class TestProviders:
    def test_another_providers_request_cannot_be_answered(self, core: Core) -> None:
        view = core.book(ANA, "diego", "visita", "2027-05-13T10:00", "Rivadavia 5000, Caballito")
        stranger = core.slot("ruben", "visita", "2027-05-13T10:00").provider_id

        outcome = answer(core, view, stranger, accepted=True)

        assert outcome == AppointmentChanged(None)
        assert core.appointment(view.id).state is AppointmentState.PENDING_PROVIDER

    def test_late_answer_does_not_revive(self, core: Core) -> None:
        view = core.book(ANA, "diego", "visita", "2027-05-13T15:00", "Rivadavia 5000, Caballito")
        core.pass_time(minutes=121)

        before_the_tick = answer(core, view, view.provider_id, accepted=True)
        core.tick()
        after_it = answer(core, view, view.provider_id, accepted=True)

        assert isinstance(before_the_tick, AppointmentChanged)
        assert isinstance(after_it, AppointmentChanged)
        assert core.appointment(view.id).state is AppointmentState.EXPIRED

    def test_second_answer_changes_nothing(self, core: Core) -> None:
        view = accepted_job(core)

        outcome = answer(core, view, view.provider_id, accepted=False)

        assert isinstance(outcome, AppointmentChanged)
        assert core.appointment(view.id).state is AppointmentState.CONFIRMED


def accepted_job(core: Core) -> AppointmentView:
    view = core.book(ANA, "diego", "visita", "2027-05-13T15:00", "Rivadavia 5000, Caballito")
    outcome = answer(core, view, view.provider_id, accepted=True)
    assert isinstance(outcome, RequestAnswered)
    return outcome.appointment


def test_code_that_is_taken_is_drawn_again(core: Core, monkeypatch: pytest.MonkeyPatch) -> None:
    draws = iter([bytes(8), bytes(8), b"\x01" * 8])
    monkeypatch.setattr(appointments.secrets, "token_bytes", lambda _: next(draws))

    first = core.book(ANA, "laura", "corte", THURSDAY)
    second = core.book(BETO, "laura", "corte", "2027-05-14T11:00")

    assert first.code != second.code
