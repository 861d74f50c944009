"""How long a worker waits before its next try, and what it says about where it stumbled."""

import pytest

from workers.gateways.errors import GatewayError
from workers.places import place_of
from workers.sending import pause_after

AWAY = GatewayError("500", permanent=False)


def test_pause_doubles_up_to_its_longest() -> None:
    pauses = [
        pause_after(attempts, AWAY, longest_seconds=60).total_seconds()
        for attempts in range(1, 10_000)
    ]

    assert pauses[:6] == [2, 4, 8, 16, 32, 60]
    assert set(pauses[6:]) == {60}


@pytest.mark.parametrize(("attempts", "seconds"), [(1, 6), (2, 6), (3, 8), (5, 32), (9, 60)])
def test_pause_grows_from_the_least_that_helps(attempts: int, seconds: float) -> None:
    rate = GatewayError("131056", permanent=False, at_least=6.0)

    assert pause_after(attempts, rate, longest_seconds=60).total_seconds() == seconds


def test_pause_is_what_the_party_asked() -> None:
    asked = GatewayError("429", permanent=False, retry_after=7.0)

    assert pause_after(5, asked, longest_seconds=60).total_seconds() == 7


def test_place_names_code_and_never_the_words_of_the_error() -> None:
    with pytest.raises(ValueError, match="secreto") as raised:
        int("secreto +5491166660001")

    place = place_of(raised.value)

    assert place[-1].startswith("test_pauses_and_places.py:")
    assert "secreto" not in repr(place)
