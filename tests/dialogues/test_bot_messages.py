"""What a booking costs in bot messages: few are needed, and its event says how many they were."""

from pathlib import Path

import pytest
from sqlmodel import select

from actions.booked import APPOINTMENT_BOOKED
from app.play.player import Played, play_file, read_scenarios
from app.stack import Stack
from storage.rows.facts import EventRow
from storage.unit_of_work import transaction

pytestmark = pytest.mark.stack


@pytest.mark.parametrize(
    ("file", "scenario_id", "most"),
    [
        pytest.param("main.yaml", "S01", 2, id="in one sentence"),
        pytest.param("independent.yaml", "H02", 5, id="slot by slot"),
    ],
)
def test_booking_takes_few_bot_messages(
    stack: Stack, file: str, scenario_id: str, most: int
) -> None:
    played = _played(stack, file, scenario_id)

    (cost,) = played.costs
    assert played.bot_messages <= most
    assert cost.bot_messages == played.bot_messages


def test_event_of_a_booking_counts_turns_and_messages(stack: Stack) -> None:
    _played(stack, "independent.yaml", "H02")

    with transaction(stack.engine) as db:
        noted = db.exec(select(EventRow).where(EventRow.kind == APPOINTMENT_BOOKED)).one()
    assert noted.appointment_id is not None
    assert noted.details == {"appointments": 1, "bot_messages": 5, "turns": 5}


def test_visit_of_two_services_is_one_booking(stack: Stack) -> None:
    played = _played(stack, "repairs.yaml", "R01")

    assert [one.bot_messages for one in played.costs] == [2]


def test_second_booking_counts_from_the_first_on(stack: Stack) -> None:
    main = read_scenarios(Path(__file__).parent / "main.yaml")
    steps = [
        {"say": "corte con Laura mañana a las 17", "settle": ["sí"]},
        {"say": "y también barba con Marcos el viernes a las 11", "settle": ["sí"]},
    ]
    bookings = [
        {"provider": "laura", "service": "corte", "start": "2027-05-13T17:00"},
        {"provider": "marcos", "service": "barba", "start": "2027-05-14T11:00"},
    ]
    for number, step in enumerate(steps, start=1):
        step["expect"] = {"bookings": bookings[:number]}
    scenario = {"id": "two", "now": "2027-05-12T10:15:00-03:00", "customer": "ana", "steps": steps}

    (played,) = play_file(stack, {**main, "scenarios": [scenario]}, None)

    assert played.failures == []
    assert [one.bot_messages for one in played.costs] == [2, 2]


def _played(stack: Stack, file: str, scenario_id: str) -> Played:
    data = read_scenarios(Path(__file__).parent / file)
    (played,) = play_file(stack, data, scenario_id)
    assert played.passed, "\n".join(played.transcript)
    return played
