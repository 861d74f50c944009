"""A provider's own time, delays, ends of jobs and other times, and what customers are told."""

from datetime import UTC, datetime, timedelta

import pytest

from actions import booking, jobs, lateness, proposals, slots, time_off
from bot.dialogue.commands import (
    AppointmentChanged,
    AppointmentView,
    BookSlot,
    FindSlots,
    Outcome,
    SlotTaken,
)
from bot.dialogue.orders.calendars import (
    AnswerProposal,
    BlockTime,
    CancelJobs,
    CloseJob,
    JobClosed,
    LateTold,
    OpenDay,
    PlaceBusy,
    ProposalClosed,
    ProposeTime,
    TellLate,
    TimeBlocked,
    TimeProposed,
    UnblockTime,
    WarnOfDelay,
)
from bot.domain.appointments import AppointmentState
from bot.domain.availability import Obstacle, Wish
from bot.domain.intervals import Interval
from bot.domain.schedule import LocalSpan
from storage.rows.appointments import AppointmentEventRow
from storage.rows.calendars import ProposalState, TimeOffRow, TimeProposalRow
from tests.integration.core_bench import ANA, BETO, ZONE, Core

LAURA = "+5491155550101"
WHERE = "Yerbal 1820, Caballito"


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(UTC)


def between(first: str, last: str) -> Interval:
    return Interval(local(first), local(last))


def block(core: Core, provider_id: int, *off: Interval) -> TimeBlocked:
    with core.desk(actor="provider") as desk:
        return time_off.block(desk, BlockTime(off), provider_id)


def propose(core: Core, view: AppointmentView, start: str) -> Outcome:
    with core.desk(actor="provider") as desk:
        command = ProposeTime(view.id, view.version, local(start))
        return proposals.propose(desk, command, view.provider_id)


def answer(core: Core, phone: str, *, accepted: bool) -> Outcome:
    proposal_id = core.all(TimeProposalRow)[-1].id or 0
    with core.desk() as desk:
        return proposals.answer(desk, AnswerProposal(proposal_id, accepted), core.meet(phone)[0])


class TestTimeOff:
    @pytest.fixture
    def booked(self, core: Core) -> AppointmentView:
        """Ana has a cut on Thursday at 17:00."""
        return core.book(ANA, "laura", "corte", "2027-05-13T17:00")

    def test_what_is_booked_stays_and_is_read_back(
        self, core: Core, booked: AppointmentView
    ) -> None:
        outcome = block(core, booked.provider_id, between("2027-05-13T16:00", "2027-05-13T20:00"))

        assert [job.id for job in outcome.jobs] == [booked.id]
        assert core.appointment(booked.id).state is AppointmentState.CONFIRMED
        assert core.messages(ANA) == []

    def test_nothing_can_be_booked_in_it(self, core: Core, booked: AppointmentView) -> None:
        block(core, booked.provider_id, between("2027-05-14T00:00", "2027-05-15T00:00"))
        friday = datetime(2027, 5, 14).date()
        with core.desk() as desk:
            found = slots.find(desk, FindSlots((booked.service_id,), (Wish(friday, friday),)))
            slot = core.slot("laura", "corte", "2027-05-14T17:00")
            outcome = booking.book(desk, BookSlot(slot, None), *core.meet(BETO))

        assert found.matching == ()
        assert found.refusals[0].obstacle is Obstacle.CLOSED_DAY
        assert isinstance(outcome, SlotTaken)

    def test_the_same_twice_is_kept_once(self, core: Core, booked: AppointmentView) -> None:
        day = between("2027-05-14T00:00", "2027-05-15T00:00")
        block(core, booked.provider_id, day)
        block(core, booked.provider_id, day)

        assert core.count("time_off") == 1

    def test_a_part_may_be_given_back(self, core: Core, booked: AppointmentView) -> None:
        block(core, booked.provider_id, between("2027-05-14T00:00", "2027-05-15T00:00"))
        morning = between("2027-05-14T09:00", "2027-05-14T13:00")
        with core.desk() as desk:
            outcome = time_off.unblock(desk, UnblockTime((morning,)), booked.provider_id)

        assert outcome.freed == (morning,)
        left = [
            (row.starts_at, row.ends_at) for row in core.all(TimeOffRow) if row.lifted_at is None
        ]
        assert left == [
            (local("2027-05-14T00:00"), morning.start),
            (morning.end, local("2027-05-15T00:00")),
        ]

    def test_a_holiday_is_opened(self, core: Core, booked: AppointmentView) -> None:
        day = datetime(2027, 5, 25).date()
        span = LocalSpan.parse("10:00-14:00")
        with core.desk() as desk:
            time_off.open_day(desk, OpenDay(day, (span,)), booked.provider_id)
        with core.desk() as desk:
            found = slots.find(desk, FindSlots((booked.service_id,), (Wish(day, day),)))

        hours = [one.start.astimezone(ZONE).hour for one in found.matching]
        assert (min(hours), max(hours)) == (10, 13)

    def test_a_cancelled_customer_gets_the_deposit_and_a_way_on(self, core: Core) -> None:
        view = core.book(ANA, "laura", "color", "2027-05-13T17:00")
        core.pays(core.deposit_of(view.id).external_reference, amount=13500)
        core.work()
        version = core.appointment(view.id).version
        with core.desk(actor="provider") as desk:
            command = CancelJobs(((view.id, version), (999, 1)))
            done = time_off.cancel_jobs(desk, command, view.provider_id)
        core.tick()

        assert [one.id for one in done.appointments] == [view.id]
        assert core.appointment(view.id).state is AppointmentState.CANCELLED
        last = core.messages(ANA)[-1]
        assert "13.500" in last["body"]
        assert [choice["id"] for choice in last["choices"]] == [
            f"rebook:{view.id}:yes",
            f"rebook:{view.id}:no",
        ]
        assert core.count("refund") == 1

    def test_nobody_cancels_what_is_anothers(self, core: Core, booked: AppointmentView) -> None:
        with core.desk() as desk:
            command = CancelJobs(((booked.id, booked.version),))
            done = time_off.cancel_jobs(desk, command, booked.provider_id + 1)

        assert done.appointments == ()


class TestDelays:
    def test_the_provider_is_told_and_the_next_one_known(self, core: Core) -> None:
        view = core.book(ANA, "laura", "corte", "2027-05-12T17:00")
        following = core.book(BETO, "laura", "corte", "2027-05-12T17:45")
        with core.desk() as desk:
            command = TellLate(view.id, timedelta(minutes=15))
            outcome = lateness.tell(desk, command, core.meet(ANA)[0])
        core.tick()

        assert isinstance(outcome, LateTold)
        assert outcome.following == following.start
        assert "15 minutos" in core.messages(LAURA)[-1]["body"]
        assert core.appointment(view.id).attendance_confirmed_at is not None

    def test_nobody_is_late_for_another(self, core: Core) -> None:
        view = core.book(ANA, "laura", "corte", "2027-05-12T17:00")
        with core.desk() as desk:
            outcome = lateness.tell(desk, TellLate(view.id, None), core.meet(BETO)[0])

        assert outcome == AppointmentChanged(None)

    def test_a_late_provider_delays_those_that_touch(self, core: Core) -> None:
        core.book(ANA, "laura", "corte", "2027-05-12T17:00")
        core.book(BETO, "laura", "corte", "2027-05-12T19:00")
        provider_id = core.slot("laura", "corte", "2027-05-12T17:00").provider_id
        with core.desk(actor="provider") as desk:
            outcome = lateness.warn(desk, WarnOfDelay(timedelta(minutes=20)), provider_id)
        core.tick()

        assert outcome.delays == (timedelta(minutes=20),)
        assert "17:20" in core.messages(ANA)[-1]["body"]
        assert core.messages(BETO) == []


class TestEndsOfJobs:
    @pytest.fixture
    def begun(self, core: Core) -> AppointmentView:
        """Ana's cut of 17:00 began half an hour ago."""
        view = core.book(ANA, "laura", "corte", "2027-05-12T17:00")
        core.set_now(local("2027-05-12T17:30"))
        return view

    def close(self, core: Core, view: AppointmentView, provider: int, *, came: bool) -> Outcome:
        with core.desk(actor="provider") as desk:
            return jobs.close(desk, CloseJob(view.id, view.version, came), provider)

    def test_done_asks_the_customer_nothing(self, core: Core, begun: AppointmentView) -> None:
        before = len(core.messages(ANA))
        outcome = self.close(core, begun, begun.provider_id, came=True)
        core.tick()

        assert isinstance(outcome, JobClosed)
        assert core.appointment(begun.id).state is AppointmentState.COMPLETED
        assert core.all(AppointmentEventRow)[-1].event == "marked_done"
        assert len(core.messages(ANA)) == before

    def test_who_did_not_come_gets_a_kind_word(self, core: Core, begun: AppointmentView) -> None:
        self.close(core, begun, begun.provider_id, came=False)
        core.tick()

        assert core.appointment(begun.id).state is AppointmentState.NO_SHOW
        assert core.messages(ANA)[-1]["choices"][0]["id"] == f"rebook:{begun.id}:yes"

    def test_but_not_at_night(self, core: Core, begun: AppointmentView) -> None:
        core.set_now(local("2027-05-12T21:30"))
        before = len(core.messages(ANA))
        self.close(core, begun, begun.provider_id, came=False)
        core.tick()
        assert len(core.messages(ANA)) == before
        core.set_now(local("2027-05-13T09:30"))
        core.tick()

        assert len(core.messages(ANA)) == before + 1

    def test_nobody_missed_what_is_still_to_come(self, core: Core) -> None:
        view = core.book(ANA, "laura", "corte", "2027-05-12T17:00")

        assert isinstance(self.close(core, view, view.provider_id, came=False), AppointmentChanged)

    def test_it_ends_once_and_by_its_own_provider(self, core: Core, begun: AppointmentView) -> None:
        assert isinstance(
            self.close(core, begun, begun.provider_id + 1, came=True), AppointmentChanged
        )
        self.close(core, begun, begun.provider_id, came=True)

        assert isinstance(
            self.close(core, begun, begun.provider_id, came=False), AppointmentChanged
        )


class TestProposals:
    @pytest.fixture
    def asked(self, core: Core) -> AppointmentView:
        """Ana asked Diego for Thursday at 10:00."""
        return core.book(ANA, "diego", "visita", "2027-05-13T10:00", WHERE)

    def test_the_customer_is_asked_and_the_time_is_kept(
        self, core: Core, asked: AppointmentView
    ) -> None:
        outcome = propose(core, asked, "2027-05-13T14:00")
        core.tick()

        assert isinstance(outcome, TimeProposed)
        message = core.messages(ANA)[-1]
        assert "14:00" in message["body"]
        assert len(message["choices"]) == 3
        with core.desk() as desk:
            slot = core.slot("diego", "visita", "2027-05-13T14:00")
            taken = booking.book(desk, BookSlot(slot, WHERE), *core.meet(BETO))
        assert isinstance(taken, SlotTaken)

    def test_a_yes_makes_it_final_at_the_new_time(self, core: Core, asked: AppointmentView) -> None:
        propose(core, asked, "2027-05-13T14:00")
        outcome = answer(core, ANA, accepted=True)

        assert isinstance(outcome, ProposalClosed)
        row = core.appointment(asked.id)
        assert row.state is AppointmentState.CONFIRMED
        assert row.starts_at == local("2027-05-13T14:00")
        assert isinstance(answer(core, ANA, accepted=True), AppointmentChanged)

    def test_a_no_ends_the_request(self, core: Core, asked: AppointmentView) -> None:
        propose(core, asked, "2027-05-13T14:00")
        answer(core, ANA, accepted=False)

        assert core.appointment(asked.id).state is AppointmentState.DECLINED

    def test_only_the_customer_answers(self, core: Core, asked: AppointmentView) -> None:
        propose(core, asked, "2027-05-13T14:00")

        assert isinstance(answer(core, BETO, accepted=True), AppointmentChanged)

    def test_silence_ends_it_and_both_are_told(self, core: Core, asked: AppointmentView) -> None:
        propose(core, asked, "2027-05-13T14:00")
        core.pass_time(hours=2)
        core.tick()

        assert core.appointment(asked.id).state is AppointmentState.EXPIRED
        assert "venció" in core.messages(ANA)[-1]["body"]
        assert "no contestó" in core.messages("+5491155550104")[-1]["body"]
        assert core.all(TimeProposalRow)[0].state is ProposalState.LAPSED

    def test_a_second_one_takes_the_place_of_the_first(
        self, core: Core, asked: AppointmentView
    ) -> None:
        propose(core, asked, "2027-05-13T14:00")
        propose(core, asked, "2027-05-13T15:00")

        states = [row.state for row in core.all(TimeProposalRow)]
        assert states == [ProposalState.LAPSED, ProposalState.OPEN]

    def test_where_somebody_is_already_it_cannot_be(
        self, core: Core, asked: AppointmentView
    ) -> None:
        other = core.book(BETO, "diego", "visita", "2027-05-13T14:00", WHERE)

        outcome = propose(core, asked, "2027-05-13T14:30")

        assert isinstance(outcome, PlaceBusy)
        assert outcome.by is not None
        assert outcome.by.id == other.id

    def test_a_confirmed_one_stays_as_it_was_on_a_no(self, core: Core) -> None:
        view = core.book(ANA, "laura", "corte", "2027-05-13T17:00")
        propose(core, view, "2027-05-14T17:00")
        core.tick()
        asked = core.messages(ANA)[-1]
        answer(core, ANA, accepted=False)

        assert "sigue como estaba" in asked["body"]
        assert core.appointment(view.id).state is AppointmentState.CONFIRMED
        assert core.appointment(view.id).starts_at == view.start

    def test_a_cancelled_one_has_no_proposal_any_more(self, core: Core) -> None:
        view = core.book(ANA, "laura", "corte", "2027-05-13T17:00")
        propose(core, view, "2027-05-14T17:00")
        with core.desk(actor="provider") as desk:
            command = CancelJobs(((view.id, view.version),))
            time_off.cancel_jobs(desk, command, view.provider_id)

        assert isinstance(answer(core, ANA, accepted=True), AppointmentChanged)
