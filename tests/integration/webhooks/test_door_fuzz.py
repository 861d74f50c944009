"""Mangled webhooks at the real doors: never a 5xx, and what is kept breaks no reader."""

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bench.doors import Doors, doors_of
from tests.integration.core_bench import Core

_INPUTS = 20


@pytest.fixture
def doors(core: Core) -> Doors:
    """The doors of the test's own wiring."""
    return doors_of(core.settings, core.wiring, start=0)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.integers(0, 2**32))
def test_mangled_webhooks_break_nothing(doors: Doors, seed: int) -> None:
    doors.luck = random.Random(seed)
    for _ in range(_INPUTS):
        doors.throw()
    doors.read()

    assert doors.broken == []


def test_a_reader_that_breaks_is_noticed(
    doors: Doors, core: Core, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bench.doors.first_burst", lambda _: 1 / 0)
    for _ in range(200):
        doors.throw()
    doors.read()

    assert doors.kept
    assert any("ZeroDivisionError" in one for one in doors.broken)
