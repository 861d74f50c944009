"""What holds for every message, whatever it says."""

import json
import unicodedata
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.language.times import (
    TimeReading,
    TimesSaid,
    read_time_answer,
    read_times,
    to_json,
    to_prediction,
)

_CASES = [
    json.loads(line)
    for name in ("times_cases.jsonl", "times_independent.jsonl")
    for line in Path(__file__).with_name(name).read_text("utf-8").splitlines()
]
_TEXTS = [case["text"] for case in _CASES]
# Only a capital tells this man from the day.
_TYPED_EXACTLY = frozenset(
    ("Domingo Fernández, dni 20111222", "Domingo Fernández", "es para Domingo")
)
_SYMBOLS = st.text("0123456789 :./-,yaopmhs'°½ñ?\n", max_size=40)
_PIECES = st.lists(st.one_of(_SYMBOLS, st.text(max_size=20)), max_size=8).map(" ".join)

_NOWS = st.datetimes(datetime(2026, 1, 1), datetime(2032, 12, 31))
_WORDS = st.sampled_from(sorted({word for text in _TEXTS for word in text.split()}))
_MADE_UP = st.lists(_WORDS, max_size=14).map(" ".join)
_MESSAGES = st.one_of(st.sampled_from(_TEXTS), _MADE_UP, st.text(max_size=60))


def _readings(said: TimesSaid) -> list[TimeReading]:
    moved = [] if said.moved_from is None else [said.moved_from]
    readings = [said.asked, *said.options, *said.refused, *moved]
    return [one for reading in readings for one in (reading, *reading.alternatives)]


@settings(max_examples=500, deadline=None)
@given(text=_MESSAGES, now=_NOWS)
def test_no_reading_is_before_today_or_ends_before_it_begins(text: str, now: datetime) -> None:
    readings = [*_readings(read_times(text, now)), *_readings(read_time_answer(text, now))]

    for reading in readings:
        assert reading.date_from is None or reading.date_from >= now.date()
        assert reading.date_to is None or reading.date_to >= now.date()
        if reading.date_from is not None and reading.date_to is not None:
            assert reading.date_from <= reading.date_to


@settings(max_examples=2000, deadline=None, derandomize=True)
@given(text=st.one_of(_PIECES, _MADE_UP, st.text()), now=_NOWS)
def test_whatever_is_typed_is_read(text: str, now: datetime) -> None:
    for said in (read_times(text, now), read_time_answer(text, now)):
        assert all(
            reading.date_from is None or reading.date_from >= now.date()
            for reading in _readings(said)
        )


@settings(max_examples=300, deadline=None)
@given(text=_MESSAGES, now=_NOWS)
def test_reading_twice_gives_the_same(text: str, now: datetime) -> None:
    assert read_times(text, now) == read_times(text, now)


@settings(max_examples=300, deadline=None)
@given(text=_MESSAGES, now=_NOWS)
def test_spans_are_ordered_disjoint_and_inside_the_text(text: str, now: datetime) -> None:
    spans = read_times(text, now).spans

    edges = [edge for span in spans for edge in span]
    assert edges == sorted(edges)
    assert all(start < end <= len(text) for start, end in spans)


@settings(max_examples=300, deadline=None)
@given(text=_MESSAGES, now=_NOWS)
def test_everything_said_is_json(text: str, now: datetime) -> None:
    said = read_times(text, now)

    assert json.loads(json.dumps(to_json(said)))["asked"].items() >= to_prediction(said).items()


@settings(max_examples=300, deadline=None)
@given(text=_MESSAGES, now=_NOWS)
def test_first_option_is_the_one_asked(text: str, now: datetime) -> None:
    said = read_times(text, now)

    assert said.options == () or (len(said.options) > 1 and said.options[0] == said.asked)


def _without_accents(text: str) -> str:
    parts = unicodedata.normalize("NFD", text)
    return "".join(part for part in parts if unicodedata.category(part) != "Mn")


def _widely_spaced(text: str) -> str:
    return f"  {text.replace(' ', '   ')}\t"


def _with_accents_apart(text: str) -> str:
    return unicodedata.normalize("NFD", text)


@pytest.mark.parametrize(
    "retyped",
    [_without_accents, str.upper, str.lower, str.title, _widely_spaced, _with_accents_apart],
    ids=lambda function: function.__name__.strip("_"),
)
def test_meaning_survives_other_typing(retyped: Callable[[str], str]) -> None:
    changed = [
        case["text"]
        for case in _CASES
        if case["text"] not in _TYPED_EXACTLY
        and to_prediction(read_times(case["text"], datetime.fromisoformat(case["now"])))
        != to_prediction(read_times(retyped(case["text"]), datetime.fromisoformat(case["now"])))
    ]

    assert changed == []


@given(text=st.sampled_from(_TEXTS), minutes=st.integers(0, 60 * 24))
@settings(deadline=None)
def test_aware_now_reads_like_its_wall_clock(text: str, minutes: int) -> None:
    now = datetime(2027, 3, 10) + timedelta(minutes=minutes)

    assert read_times(text, now.astimezone()) == read_times(text, now)


def test_a_very_long_message_is_read_and_not_refused() -> None:
    now = datetime(2027, 3, 10, 11, 20)

    said = read_times("el viernes a las 5 " + "bla bla " * 4000, now)

    assert to_prediction(said)["time_from"] == "17:00"
