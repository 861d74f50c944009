"""A session rebuilt from its JSON is the same session; an unknown version starts anew."""

import json
from datetime import UTC, date, datetime, time

import pytest

from bot.dialogue.session import (
    Ask,
    Days,
    Draft,
    Flow,
    Hours,
    Offer,
    OfferedSlot,
    Question,
    Session,
)
from bot.dialogue.session_json import from_json, to_json
from bot.dialogue.taps import (
    CancelTap,
    MenuTap,
    OtherTimesTap,
    ReminderTap,
    RequestTap,
    ServiceTap,
    SlotTap,
    Tap,
    WhichTap,
    decode,
    encode,
)

_AT = datetime(2027, 5, 13, 20, tzinfo=UTC)
_DRAFT = Draft(
    Flow.MOVE,
    (1, 2),
    (Days(date(2027, 5, 13), None, (0, 6)),),
    (Hours(time(17), time(17), exact=True),),
    hours_are_readings=True,
    any_provider=True,
    address="Yerbal 1820",
    zone="Caballito",
    moving_id=3,
    moving_version=4,
    then=("Barba",),
)


@pytest.mark.parametrize(
    "session",
    [
        Session(),
        Session(
            turn=7,
            draft=_DRAFT,
            question=Question(Ask.CANCEL, Flow.CANCEL, (1, 2), (3, 4)),
            offer=Offer(7, (OfferedSlot(1, _AT),), (OfferedSlot(2, _AT),)),
            misses=2,
            last_turn_at=_AT,
            last_appointment_id=9,
            before=_DRAFT,
            parked=_DRAFT,
            topic=(1, 2),
            address="Yerbal 1820",
            zone="Caballito",
        ),
        Session(question=Question(Ask.HUMAN)),
    ],
)
def test_it_round_trips(session: Session) -> None:
    assert from_json(json.loads(json.dumps(to_json(session)))) == session


@pytest.mark.parametrize("data", [None, {}, {"version": 1}, {"version": 999}])
def test_an_unknown_version_starts_anew(data: dict[str, int] | None) -> None:
    assert from_json(data) == Session()


@pytest.mark.parametrize(
    "tap",
    [
        SlotTap(3, 4, _AT),
        OtherTimesTap(3),
        ServiceTap(2, (1, 2)),
        WhichTap(Flow.PAY, 1, 2),
        CancelTap(1, 2, True),
        CancelTap(1, 2, False),
        ReminderTap("move", 1, 2),
        RequestTap(True, 1, 2),
        RequestTap(False, 1, 2),
        MenuTap("book"),
    ],
)
def test_taps_round_trip(tap: Tap) -> None:
    assert decode(encode(tap)) == tap


def test_a_draft_of_before_series_comes_once() -> None:
    data = to_json(Session(draft=_DRAFT))
    for name in ("times", "every_weeks"):
        del data["draft"][name]

    assert from_json(data).draft == _DRAFT
