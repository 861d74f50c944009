"""Who did not come is written to up to three times, and not once more after any sign of life."""

import pytest

from actions import jobs
from bot.dialogue.commands import AppointmentView
from bot.dialogue.orders.calendars import CloseJob
from storage.rows.mail import OutboxRow
from tests.integration.core_bench import ANA, Core

_WROTE = "UPDATE conversation SET last_inbound_at = :at"


@pytest.fixture
def missed(core: Core) -> AppointmentView:
    """Ana did not come to her cut of Wednesday at 12:15; her provider says so at 12:30."""
    view = core.book(ANA, "marcos", "corte", "2027-05-12T12:15")
    core.pass_time(hours=2, minutes=15)
    with core.desk(actor="provider") as desk:
        jobs.close(desk, CloseJob(view.id, view.version, came=False), view.provider_id)
    core.tick()
    return view


def states(core: Core) -> list[str]:
    return [row.state.value for row in written(core)]


def written(core: Core) -> list[OutboxRow]:
    return [row for row in core.outbox() if row.key.startswith("missed:")]


def test_three_are_planned_ever_later(core: Core, missed: AppointmentView) -> None:
    first, second, third = written(core)

    assert first.state.value == "sent"
    assert (second.due_at - first.created_at).days == 2
    assert (third.due_at - first.created_at).days == 7


def test_all_leave_when_nothing_is_heard(core: Core, missed: AppointmentView) -> None:
    for _ in range(8):
        core.pass_time(days=1)
        core.tick()

    assert states(core) == ["sent"] * 3
    assert len([words for words in core.bubbles(ANA) if "Marcos" in words]) >= 3


def test_an_answer_ends_them(core: Core, missed: AppointmentView) -> None:
    core.pass_time(hours=1)
    core.execute(_WROTE, at=core.now)
    for _ in range(8):
        core.pass_time(days=1)
        core.tick()

    assert states(core) == ["sent", "cancelled", "cancelled"]
    assert written(core)[1].error_code == "answered"


def test_another_appointment_ends_them(core: Core, missed: AppointmentView) -> None:
    core.pass_time(hours=1)
    core.book(ANA, "marcos", "corte", "2027-05-28T17:00")
    core.execute(_WROTE, at=core.now.replace(year=2020))
    for _ in range(8):
        core.pass_time(days=1)
        core.tick()

    assert states(core) == ["sent", "cancelled", "cancelled"]
