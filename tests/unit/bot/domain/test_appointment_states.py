"""The life of an appointment and its booking code."""

import re
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.appointments import (
    ACTIVE,
    AppointmentEvent,
    AppointmentState,
    booking_code,
    first_state,
    next_state,
    normalise_code,
)
from bot.domain.errors import DomainError

S = AppointmentState
E = AppointmentEvent

_MOVES = [
    # state, event, automatic, provider confirms
    (S.HELD, E.DEPOSIT_PAID, S.CONFIRMED, S.PENDING_PROVIDER),
    (S.HELD, E.DEPOSIT_DROPPED, S.CONFIRMED, S.PENDING_PROVIDER),
    (S.HELD, E.MOVED, S.HELD, S.HELD),
    (S.HELD, E.HOLD_EXPIRED, S.EXPIRED, S.EXPIRED),
    (S.HELD, E.CUSTOMER_CANCELLED, S.CANCELLED, S.CANCELLED),
    (S.HELD, E.PROVIDER_CANCELLED, S.CANCELLED, S.CANCELLED),
    (S.PENDING_PROVIDER, E.PROVIDER_ACCEPTED, S.CONFIRMED, S.CONFIRMED),
    (S.PENDING_PROVIDER, E.PROVIDER_DECLINED, S.DECLINED, S.DECLINED),
    (S.PENDING_PROVIDER, E.MOVED, S.PENDING_PROVIDER, S.PENDING_PROVIDER),
    (S.PENDING_PROVIDER, E.REQUEST_EXPIRED, S.EXPIRED, S.EXPIRED),
    (S.PENDING_PROVIDER, E.CUSTOMER_CANCELLED, S.CANCELLED, S.CANCELLED),
    (S.PENDING_PROVIDER, E.PROVIDER_CANCELLED, S.CANCELLED, S.CANCELLED),
    (S.CONFIRMED, E.MOVED, S.CONFIRMED, S.PENDING_PROVIDER),
    (S.CONFIRMED, E.CUSTOMER_CANCELLED, S.CANCELLED, S.CANCELLED),
    (S.CONFIRMED, E.PROVIDER_CANCELLED, S.CANCELLED, S.CANCELLED),
    (S.CONFIRMED, E.MARKED_NO_SHOW, S.NO_SHOW, S.NO_SHOW),
    (S.CONFIRMED, E.MARKED_DONE, S.COMPLETED, S.COMPLETED),
    (S.CONFIRMED, E.RELEASED, S.CANCELLED, S.CANCELLED),
    (S.EXPIRED, E.REINSTATED, S.CONFIRMED, S.PENDING_PROVIDER),
]
_KNOWN = {(state, event) for state, event, _, _ in _MOVES}


@pytest.mark.parametrize(("state", "event", "automatic", "asked"), _MOVES)
def test_moves(state: S, event: E, automatic: S, asked: S) -> None:
    assert next_state(state, event, needs_provider=False) is automatic
    assert next_state(state, event, needs_provider=True) is asked


@pytest.mark.parametrize(("state", "event"), [pair for pair in product(S, E) if pair not in _KNOWN])
def test_every_other_move_is_refused(state: S, event: E) -> None:
    with pytest.raises(DomainError) as caught:
        next_state(state, event, needs_provider=False)

    assert caught.value.code == "invalid_transition"
    assert caught.value.data == {"state": state.value, "event": event.value}


def test_an_ended_appointment_comes_back_only_by_reinstatement() -> None:
    revived = {event for state, event in _KNOWN if state not in ACTIVE}

    assert revived == {E.REINSTATED}


def test_a_late_answer_of_the_provider_does_not_revive() -> None:
    with pytest.raises(DomainError):
        next_state(S.EXPIRED, E.PROVIDER_ACCEPTED, needs_provider=True)


@pytest.mark.parametrize(
    ("has_deposit", "needs_provider", "expected"),
    [
        (True, True, S.HELD),
        (True, False, S.HELD),
        (False, True, S.PENDING_PROVIDER),
        (False, False, S.CONFIRMED),
    ],
)
def test_first_state(has_deposit: bool, needs_provider: bool, expected: S) -> None:
    assert first_state(has_deposit, needs_provider) is expected
    assert expected in ACTIVE


@given(st.binary(min_size=4, max_size=16))
def test_codes_have_no_look_alikes_and_read_back(random_bytes: bytes) -> None:
    code = booking_code(random_bytes)

    assert re.fullmatch(r"TN-[2-9B-HJ-NP-TV-Z]{4}", code)
    assert not set(code[3:]) & set("01IOAEU")
    assert normalise_code(code) == code
    assert normalise_code(f"  es el {code.lower().replace('-', ' ')}, gracias") == code


def test_different_bytes_give_different_codes() -> None:
    codes = {booking_code(number.to_bytes(4, "big")) for number in range(29**3)}

    assert len(codes) == 29**3


def test_too_few_bytes_are_refused() -> None:
    with pytest.raises(ValueError, match="at least 4"):
        booking_code(b"abc")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("TN-4KX7", "TN-4KX7"),
        ("tn4kx7", "TN-4KX7"),
        ("cancelá el tn – 4kx7!", "TN-4KX7"),
        ("4KX7", None),
        ("TN-4KX", None),
        ("TN-4KX77", None),
        ("TN-4KO7", None),
        ("aTN-4KX7", None),
        ("hola", None),
        ("", None),
    ],
)
def test_codes_are_found_as_people_type_them(text: str, expected: str | None) -> None:
    assert normalise_code(text) == expected
