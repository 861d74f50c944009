"""What people say about time and what it means: two thousand expressions, one a line.

The file beside this one has the format of the labelled sets: `expect` with patches in `alt`.
"""

import json
from datetime import date, datetime
from pathlib import Path

import pytest

from bot.language.times import TimeReading, read_times, to_json, to_prediction

_FILE = Path(__file__).with_name("times_cases.jsonl")
_CASES = [json.loads(line) for line in _FILE.read_text("utf-8").splitlines()]
_WINDOW = ("date_from", "date_to", "time_from", "time_to")


def _window(expected: dict[str, object]) -> dict[str, object]:
    return {field: expected[field] for field in _WINDOW}


@pytest.mark.parametrize("case", _CASES, ids=[case["id"] for case in _CASES])
def test_expression_means_what_its_case_says(case: dict[str, object]) -> None:
    expected = case["expect"]
    accepted = [_window({**expected, **patch}) for patch in ({}, *case.get("alt", ()))]

    said = read_times(case["text"], datetime.fromisoformat(case["now"]))

    assert to_prediction(said) in accepted, case["text"]
    assert said.asked.grain.value == expected["grain"]
    assert said.asked.approx == expected["approx"]
    assert said.asked.recur == expected.get("recur")
    assert list(said.asked.exclude) == expected.get("exclude", [])


@pytest.mark.parametrize(
    "case", [case for case in _CASES if "options" in case], ids=lambda case: case["id"]
)
def test_every_choice_of_the_message_is_an_option(case: dict[str, object]) -> None:
    said = read_times(case["text"], datetime.fromisoformat(case["now"]))

    options = to_json(said)["options"]

    assert isinstance(options, list)
    shown = [
        {field: option[field] for field in wanted}
        for option, wanted in zip(options, case["options"], strict=True)
    ]
    assert shown == case["options"]
    assert said.options[0] == said.asked


@pytest.mark.parametrize(
    "case", [case for case in _CASES if "moved_from" in case], ids=lambda case: case["id"]
)
def test_present_time_of_a_moved_appointment_is_told_apart(case: dict[str, object]) -> None:
    said = read_times(case["text"], datetime.fromisoformat(case["now"]))

    assert isinstance(said.moved_from, TimeReading)
    assert said.moved_from.date_from == _day(case["moved_from"]["date_from"])


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
