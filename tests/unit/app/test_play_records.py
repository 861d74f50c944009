"""Expectations about records may take any shape, and fail in words when they do not hold."""

from datetime import datetime
from typing import Any

import pytest

from app.play.record_fields import Record
from app.play.records import judged
from bot.domain.intervals import Interval
from bot.domain.schedule import ARGENTINA


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ARGENTINA)


ANA = Record(
    {
        "customer": "ana",
        "provider": "laura",
        "service": "corte",
        "status": "waiting",
        "dates": ["2027-06-04"],
        "from": "16:00",
        "to": "20:00",
    },
    active=True,
)
CARLA = Record({**ANA.values, "customer": "carla", "status": "withdrawn"}, active=False)
OFF = Record(
    {"provider": "laura", "status": "blocked", "dates": ["2027-06-04"]},
    active=True,
    off=Interval(at("2027-06-04T13:00"), at("2027-06-04T20:00")),
    open_hours=(
        Interval(at("2027-06-04T09:00"), at("2027-06-04T13:00")),
        Interval(at("2027-06-04T16:00"), at("2027-06-04T20:00")),
    ),
)
LEAD = Record(
    {"customer": "nuevo", "status": "draft", "kind": "provider_lead", "name": "Julio Vera",
     "zone": "Almagro y Palermo", "tax_id": "20-12345678-6"},
    active=True,
)  # fmt: skip


def of_waitlist(value: Any) -> list[str]:
    return judged(value, [ANA, CARLA], key="customer", default="ana")


@pytest.mark.parametrize(
    "value",
    [
        True,
        1,
        "waiting",
        "pending",
        {"provider": "laura"},
        [{"customer": "ana", "service": "corte", "date": "2027-06-04", "wd": "fri"}],
        [{"customer": "ana"}, {"customer": "carla", "status": "withdrawn"}],
        {"customer": "carla", "status": "cancelled"},
        {"provider": ["laura", "marcos"], "part": "afternoon", "dates": ["2027-06-04"]},
    ],
)
def test_holds(value: Any) -> None:
    assert of_waitlist(value) == []


@pytest.mark.parametrize(
    "value",
    [
        False,
        "none",
        None,
        [],
        2,
        "fulfilled",
        {"provider": "marcos"},
        {"date": "2027-06-05"},
        {"wd": "sat"},
        {"part": "morning"},
        {"part": "some"},
        {"customer": "carla"},
        {"customer": "beto"},
        [{"customer": "ana"}, {"customer": "ana"}],
        {"colour": "red"},
    ],
)
def test_fails_in_words(value: Any) -> None:
    (problem, *_) = of_waitlist(value)

    assert problem


def test_nothing_there() -> None:
    assert judged(True, [], key="customer", default="ana") == ["there is none"]
    assert judged("requested", [], key="customer", default="ana")
    assert judged({}, [], key="customer", default="ana") == []


@pytest.mark.parametrize(
    "value",
    [
        {"provider": "laura", "date": "2027-06-04", "from": "16:00", "to": "20:00"},
        {"from": "13:00", "to": "20:00"},
        {"start": "2027-06-04T16:00", "end": "2027-06-04T23:00"},
        {"from": "14:00", "to": "24:00"},
    ],
)
def test_time_off_is_the_same_when_it_takes_the_same_working_hours(value: Any) -> None:
    assert judged([value], [OFF], key="provider", default=None) == []


@pytest.mark.parametrize(
    "value",
    [{"from": "16:00", "to": "18:00"}, {"from": "09:00"}, {"from": "20:00", "to": "16:00"}],
)
def test_other_hours_are_other_time_off(value: Any) -> None:
    assert judged([value], [OFF], key="provider", default=None)


def test_words_of_people_hold_what_is_looked_for() -> None:
    value = {"name": "julio vera", "zone": "Palermo", "cuit": "20123456786", "status": "new"}

    assert judged(value, [LEAD], key="customer", default="nuevo") == []
    assert judged({"cuit": "20123456787"}, [LEAD], key="customer", default="nuevo")
