"""Every scenario of this folder passes against the real stack, and a broken expectation fails."""

import copy
from pathlib import Path
from typing import Any

import pytest

from app.play.player import play, play_file, read_scenarios
from app.play.stage import Stage
from app.stack import Stack

_FILES = sorted(Path(__file__).parent.glob("*.yaml"))
_ALL = [
    pytest.param(path, scenario["id"], id=f"{path.stem}-{scenario['id']}")
    for path in _FILES
    for scenario in read_scenarios(path)["scenarios"]
]
_BROKEN: list[tuple[str, dict[str, Any]]] = [
    ("sent", {"sent": 3}),
    ("mention", {"mention": [["dinosaurio"]]}),
    ("not_mention", {"not_mention": ["Laura"]}),
    ("files", {"files": ["application/pdf"]}),
    ("bookings", {"bookings": [{"provider": "marcos", "start": "2027-05-13T17:00"}]}),
    ("wrong hour", {"bookings": [{"provider": "laura", "start": "2027-05-13T17:15"}]}),
    ("reminders", {"reminders": [{"start": "2027-05-13T17:00", "at": "2027-05-12T16:00"}]}),
    ("payment_link", {"payment_link": {"amount": 100}}),
    ("handoff", {"handoff": "requested"}),
    ("consent", {"consent": "out"}),
    ("attendance", {"attendance": {"start": "2027-05-13T17:00", "confirmed": True}}),
    ("slot_count", {"slot_count": {"provider": "laura", "start": "2027-05-13T17:00", "active": 2}}),
    ("template", {"template": True}),
    ("refund", {"refund": {"amount": 1}}),
    ("relayed", {"relayed_to_customer": True}),
    ("to", {"to": {"laura": {"sent": {"min": 1}}}}),
    ("offers", {"offers": {"min": 5}}),
    ("unknown", {"teleports": True}),
]
_BROKEN_RECORDS: list[tuple[str, str, dict[str, Any]]] = [
    ("nobody waits", "K04", {"waitlist": 2}),
    ("who waits", "K02", {"waitlist": [{"customer": "ana", "provider": "marcos"}]}),
    ("how many wait", "K02", {"waitlist": []}),
    ("what is known", "K02", {"waitlist": {"colour": "red"}}),
    ("blocked day", "K05", {"blocked": [{"provider": "laura", "date": "2027-06-05"}]}),
    ("blocked hours", "K06", {"blocked": {"provider": "laura", "from": "09:00", "to": "13:00"}}),
    ("blocked at all", "K07", {"blocked": False}),
    ("data request", "K20", {"data_request": "deletion"}),
    ("data request state", "K18", {"data_request": {"status": "done"}}),
    ("invoice number", "K22", {"invoice": {"cuit": "20-12345678-6"}}),
    ("invoice missing", "K21", {"invoice": True}),
    ("lead", "K23", {"provider_lead": {"trade": "plomero"}}),
    ("lead missing", "K23", {"provider_lead": "none"}),
    ("price", "K05", {"catalogue": {"provider": "laura", "service": "corte", "price": 1}}),
    ("service missing", "K05", {"catalogue": [{"provider": "laura", "service": "botox"}]}),
    ("nobody to call", "K05", {"calls": [{"customer": "ana"}]}),
]

_AT_SIX = {"provider": "vera", "start": "2027-06-07T18:00"}
# Scenario of booking.yaml, the step (from 0) whose expectation is replaced, and by what.
_BROKEN_BOOKINGS: list[tuple[str, int, dict[str, Any]]] = [
    ("G01", 0, {"slot_count": {**_AT_SIX, "active": 13}}),
    ("G03", 0, {"offers": {"includes": "2027-06-07T17:30"}}),
    ("G05", 0, {"offers": {"min": 1, "each": {"not_between": ["17:15", "19:00"]}}}),
    ("G06", 0, {"offers": {"includes": "2027-06-03T11:00"}}),
    ("G11", 0, {"offers": {"min": 1, "each": {"date": "2027-06-03"}}}),
    ("G14", 2, {"bookings": [{"provider": "luz", "price": 14000}]}),
    ("G17", 1, {"bookings": [{**_AT_SIX, "start": "2027-06-07T19:00"}]}),
    ("G21", 0, {"bookings": [{"provider": ["mora", "teo"]}]}),
    ("G23", 0, {"mention": [["22/6"]]}),
    ("G25", 0, {"payment_link": {"amount": 15000}}),
    ("G26", 0, {"refund": {"amount": 4500}}),
    ("G35", 0, {"bookings": [{"provider": "mora", "service": "color", "price": 60000}]}),
    ("G37", 0, {"to": {"carla": {"sent": 1}}}),
    ("G50", 2, {"to": {"carla": {"sent": 1}}}),
    ("G57", 1, {"blocked": [{"provider": "mora"}]}),
]


@pytest.mark.stack
@pytest.mark.parametrize(("path", "scenario_id"), _ALL)
def test_scenario_passes(stack: Stack, path: Path, scenario_id: str) -> None:
    data = read_scenarios(path)

    (played,) = play_file(stack, data, scenario_id)

    assert played.passed, "\n".join(played.transcript)


@pytest.mark.stack
@pytest.mark.parametrize(("name", "broken"), _BROKEN, ids=[name for name, _ in _BROKEN])
def test_player_fails_a_broken_expectation(stack: Stack, name: str, broken: dict[str, Any]) -> None:
    data = read_scenarios(Path(__file__).parent / "main.yaml")
    scenario = copy.deepcopy(next(one for one in data["scenarios"] if one["id"] == "S01"))
    scenario["steps"][0]["expect"] = broken

    with Stage(stack, data["world"]) as stage:
        played = play(stage, scenario)

    assert not played.passed


@pytest.mark.stack
@pytest.mark.parametrize(
    ("name", "scenario_id", "broken"), _BROKEN_RECORDS, ids=[one[0] for one in _BROKEN_RECORDS]
)
def test_player_fails_a_broken_record(
    stack: Stack, name: str, scenario_id: str, broken: dict[str, Any]
) -> None:
    data = read_scenarios(Path(__file__).parent / "records.yaml")
    scenario = copy.deepcopy(next(one for one in data["scenarios"] if one["id"] == scenario_id))
    scenario["steps"] = [{**scenario["steps"][0], "expect": broken}]

    with Stage(stack, data["world"]) as stage:
        played = play(stage, scenario)

    assert not played.passed


@pytest.mark.stack
@pytest.mark.parametrize(
    ("scenario_id", "at", "broken"), _BROKEN_BOOKINGS, ids=[one[0] for one in _BROKEN_BOOKINGS]
)
def test_player_fails_a_broken_booking(
    stack: Stack, scenario_id: str, at: int, broken: dict[str, Any]
) -> None:
    data = read_scenarios(Path(__file__).parent / "booking.yaml")
    scenario = copy.deepcopy(next(one for one in data["scenarios"] if one["id"] == scenario_id))
    steps = scenario["steps"]
    scenario["steps"] = [*steps[:at], {**steps[at], "expect": broken}]

    with Stage(stack, data["world"]) as stage:
        played = play(stage, scenario)

    assert played.failures
    assert all(one.startswith(f"step {at + 1}: ") for one in played.failures)
