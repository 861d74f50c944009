"""A reminder that nobody answers: a call list, or the place is free again, as the policy says."""

import pytest
from sqlmodel import select

from actions import unanswered
from actions.unanswered import Call
from bot.dialogue.commands import AppointmentView
from storage.repositories import own_services
from storage.rows.catalogue import ProviderRow
from storage.unit_of_work import transaction
from tests.integration.core_bench import ANA, Core

MARCOS = "+5491155550102"


@pytest.fixture
def reminded(core: Core) -> AppointmentView:
    """Ana was reminded on Thursday at 17:00 of her cut on Friday at 17:00; it is 14:05 there."""
    view = core.book(ANA, "marcos", "corte", "2027-05-14T17:00")
    core.pass_time(days=1, hours=6, minutes=46)
    core.tick()
    core.pass_time(hours=21, minutes=4)
    return view


def calls(core: Core) -> list[Call]:
    return unanswered.listing(core.engine, core.wiring.tools, now=core.now)


def releases(core: Core, **more: object) -> None:
    """Let Marcos release what is not answered."""
    with transaction(core.engine) as db:
        row = db.exec(select(ProviderRow).where(ProviderRow.slug == "marcos")).one()
        row.policies = {"reminders": {"no_answer": "release", **more}}
        db.add(row)
        own_services.lock_catalogue(db)


class TestCallList:
    def test_holds_who_did_not_answer(self, core: Core, reminded: AppointmentView) -> None:
        (call,) = calls(core)

        assert (call.appointment.id, call.phone, call.provider) == (
            reminded.id,
            ANA,
            "Marcos Ledesma",
        )

    def test_not_before_it_is_near(self, core: Core, reminded: AppointmentView) -> None:
        core.pass_time(minutes=-30)

        assert calls(core) == []

    def test_nobody_who_wrote_since(self, core: Core, reminded: AppointmentView) -> None:
        core.execute("UPDATE conversation SET last_inbound_at = :at", at=core.now)

        assert calls(core) == []

    def test_nobody_who_was_not_reminded(self, core: Core) -> None:
        core.book(ANA, "marcos", "corte", "2027-05-12T13:00")

        assert calls(core) == []

    def test_who_comes_leaves_it(self, core: Core, reminded: AppointmentView) -> None:
        unanswered.comes(core.engine, core.wiring.tools, reminded.id, by="Ana", now=core.now)

        assert calls(core) == []
        assert core.appointment(reminded.id).attendance_confirmed_at == core.now
        assert core.appointment(reminded.id).state.value == "confirmed"

    def test_who_stays_away_is_cancelled_and_the_provider_told(
        self, core: Core, reminded: AppointmentView
    ) -> None:
        touched = unanswered.stays_away(
            core.engine, core.wiring.tools, reminded.id, by="Ana", now=core.now
        )
        for conversation_id in touched.conversations:
            core.deliver(conversation_id)

        assert calls(core) == []
        assert core.appointment(reminded.id).state.value == "cancelled"
        assert "cancel" in core.bubbles(MARCOS)[-1].lower()


class TestRelease:
    def test_waits_for_the_end_of_the_siesta(self, core: Core, reminded: AppointmentView) -> None:
        releases(core)

        core.tick()  # at 14:05

        assert core.appointment(reminded.id).state.value == "confirmed"

    def test_too_late_to_be_told_it_is_called_about(
        self, core: Core, reminded: AppointmentView
    ) -> None:
        releases(core)
        core.pass_time(hours=1, minutes=56)  # 16:01

        core.tick()

        assert core.appointment(reminded.id).state.value == "confirmed"
        assert [one.appointment.id for one in calls(core)] == [reminded.id]

    def test_frees_the_place_and_tells_both(self, core: Core, reminded: AppointmentView) -> None:
        releases(core, no_answer_hours_before=5)
        core.pass_time(hours=-1, minutes=-30)  # 12:35

        core.tick()

        assert core.appointment(reminded.id).state.value == "cancelled"
        assert "liberamos" in core.bubbles(ANA)[-1]
        assert "libr" in core.bubbles(MARCOS)[-1]
        assert calls(core) == []
        core.book("+5491166660001", "marcos", "corte", "2027-05-14T17:00")

    def test_never_where_a_deposit_was_paid(self, core: Core, reminded: AppointmentView) -> None:
        releases(core, no_answer_hours_before=5)
        core.execute(
            "INSERT INTO payment (appointment_id, external_reference, amount_centavos, state, "
            "title, expires_at, created_at, updated_at) "
            "VALUES (:id, 'r', 100, 'approved', 't', :at, :at, :at)",
            id=reminded.id,
            at=core.now,
        )
        core.execute("UPDATE appointment SET deposit_centavos = 100 WHERE id = :id", id=reminded.id)
        core.pass_time(hours=-1, minutes=-30)

        core.tick()

        assert core.appointment(reminded.id).state.value == "confirmed"
        assert [one.appointment.id for one in calls(core)] == [reminded.id]
