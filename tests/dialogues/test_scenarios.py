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
