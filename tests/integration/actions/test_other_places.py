"""A job that was declined or not answered: the customer is told with places that are free."""

import pytest

from actions import requests
from bot.dialogue.commands import AnswerRequest, AppointmentView
from bot.dialogue.taps import InsteadTap, decode
from bot.domain.appointments import AppointmentState
from storage.rows.appointments import AppointmentRow
from storage.rows.mail import OutboxRow
from tests.integration.core_bench import ANA, BETO, Core

ADDRESS = "Yatay 300, Almagro"
THURSDAY = "2027-05-13T11:00"


@pytest.fixture
def job(core: Core) -> AppointmentView:
    """Diego is asked for Almagro, where Rubén goes too."""
    return core.book(ANA, "diego", "visita", THURSDAY, ADDRESS)


def decline(core: Core, job: AppointmentView) -> OutboxRow:
    with core.desk(actor="provider") as desk:
        requests.answer_request(desk, AnswerRequest(job.id, job.version, False), job.provider_id)
    return notice(core, "declined")


def notice(core: Core, key: str) -> OutboxRow:
    (row,) = [one for one in core.outbox() if one.key.startswith(f"{key}:")]
    return row


def places(row: OutboxRow) -> list[InsteadTap]:
    taps = [decode(choice["id"]) for choice in row.payload["choices"]]
    assert all(isinstance(tap, InsteadTap) for tap in taps)
    return [tap for tap in taps if isinstance(tap, InsteadTap)]


def test_another_who_goes_there_at_the_same_time_comes_first(
    core: Core, job: AppointmentView
) -> None:
    offered = places(decline(core, job))

    ruben = core.slot("ruben", "visita", THURSDAY)
    assert len(offered) == 3
    assert (offered[0].service_id, offered[0].start) == (ruben.service_id, ruben.start)
    assert all((tap.service_id, tap.start) != (job.service_id, job.start) for tap in offered)


def test_who_does_not_go_there_is_not_offered(core: Core) -> None:
    job = core.book(ANA, "diego", "visita", THURSDAY, "Rojas 450, Caballito")

    offered = places(decline(core, job))

    assert {tap.service_id for tap in offered} == {job.service_id}


def test_what_is_taken_is_not_offered(core: Core, job: AppointmentView) -> None:
    core.book(BETO, "ruben", "visita", THURSDAY, ADDRESS)

    offered = places(decline(core, job))

    ruben = core.slot("ruben", "visita", THURSDAY)
    assert (ruben.service_id, ruben.start) not in {(one.service_id, one.start) for one in offered}


def test_who_did_not_answer_brings_the_same(core: Core, job: AppointmentView) -> None:
    core.pass_time(hours=2, minutes=1)
    core.tick()

    assert "no contestó" in notice(core, "request_expired").payload["body"]
    assert len(places(notice(core, "request_expired"))) == 3


@pytest.mark.parametrize("times", [1, 2])
def test_a_tap_takes_the_place_once(core: Core, job: AppointmentView, times: int) -> None:
    row = decline(core, job)
    core.work()
    before = core.count("appointment")

    for _ in range(times):
        core.tap(ANA, row.payload["choices"][0]["id"])
        core.work()

    assert core.count("appointment") == before + 1
    taken = max(core.all(AppointmentRow), key=lambda one: one.id or 0)
    assert taken.state is AppointmentState.PENDING_PROVIDER
    assert taken.address == ADDRESS
    assert taken.starts_at == places(row)[0].start
