"""Who is offered among several: the order is total, stable, and what the business chose."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.choosing import Candidate, offered, ranked
from bot.domain.policy_choices import ProviderChoice

_NINE = datetime(2027, 4, 12, 12, tzinfo=UTC)
_HOUR = timedelta(hours=1)


def free(*hours: int) -> dict[int, datetime]:
    """Return the first free start of providers 1, 2, …, in hours after nine."""
    return {number: _NINE + _HOUR * hour for number, hour in enumerate(hours, start=1)}


_ANA = Candidate(1, given=6, weight=2, way=_HOUR)
_BEA = Candidate(2, given=4, weight=1, way=None)
_CLO = Candidate(3, given=5, weight=1, way=_HOUR / 2)
_ALL = (_ANA, _BEA, _CLO)


@pytest.mark.parametrize(
    ("choice", "order"),
    [
        (ProviderChoice.ANY, (1, 2, 3)),
        (ProviderChoice.FIRST_FREE, (2, 1, 3)),
        (ProviderChoice.NEAREST, (3, 1, 2)),
        (ProviderChoice.FAIR, (1, 2, 3)),
    ],
)
def test_the_order_is_what_the_business_chose(
    choice: ProviderChoice, order: tuple[int, ...]
) -> None:
    assert ranked(_ALL, choice, free(1, 0, 2)) == order


def test_one_is_offered_by_a_choice_and_everybody_without_one() -> None:
    assert offered(_ALL, ProviderChoice.ANY, free(0, 0, 0)) == (1, 2, 3)
    assert offered(_ALL, ProviderChoice.FAIR, free(0, 0, 0)) == (1,)


def test_who_is_not_free_is_left_out() -> None:
    assert ranked(_ALL, ProviderChoice.FAIR, {2: _NINE}) == (2,)
    assert offered(_ALL, ProviderChoice.FAIR, {}) == ()


def test_the_same_again_comes_before_the_choice() -> None:
    known = Candidate(3, with_customer=2, given=50)
    seen = Candidate(2, with_customer=1)
    everybody = (_ANA, seen, known)

    assert offered(everybody, ProviderChoice.FAIR, free(0, 0, 0), same_again_first=True) == (3,)
    assert offered(everybody, ProviderChoice.ANY, free(0, 0, 0), same_again_first=True) == (3,)
    assert offered(everybody, ProviderChoice.ANY, free(0, 0), same_again_first=True) == (2,)
    assert offered(everybody, ProviderChoice.ANY, free(0), same_again_first=True) == (1,)
    assert offered(everybody, ProviderChoice.ANY, free(0, 0, 0)) == (1, 2, 3)


def test_a_new_customer_knows_nobody() -> None:
    assert offered(_ALL, ProviderChoice.ANY, free(0, 0, 0), same_again_first=True) == (1, 2, 3)


def test_a_weight_is_above_zero() -> None:
    with pytest.raises(ValueError, match="weight"):
        Candidate(1, weight=0)


@given(st.lists(st.integers(1, 5), min_size=1, max_size=6), st.integers(1, 120))
def test_fair_dealing_gives_everybody_their_share(weights: list[int], rounds: int) -> None:
    given = [0] * len(weights)
    for _ in range(rounds):
        candidates = [
            Candidate(number, given=given[number], weight=weight)
            for number, weight in enumerate(weights)
        ]
        start = dict.fromkeys(range(len(weights)), _NINE)
        given[ranked(candidates, ProviderChoice.FAIR, start)[0]] += 1

    whole = sum(weights)
    assert all(
        abs(got - rounds * weight / whole) <= max(weights) + 1
        for got, weight in zip(given, weights, strict=True)
    )


@given(
    st.lists(
        st.builds(
            Candidate,
            provider_id=st.integers(1, 9),
            with_customer=st.integers(0, 3),
            given=st.integers(0, 9),
            weight=st.integers(1, 3),
            way=st.none() | st.timedeltas(timedelta(0), _HOUR),
        ),
        unique_by=lambda one: one.provider_id,
    ),
    st.sampled_from(ProviderChoice),
    st.dictionaries(st.integers(1, 9), st.integers(0, 5).map(lambda hour: _NINE + _HOUR * hour)),
    st.booleans(),
)
def test_everybody_who_is_free_is_ranked_once(
    candidates: list[Candidate],
    choice: ProviderChoice,
    first_free: dict[int, datetime],
    same_again_first: bool,
) -> None:
    order = ranked(candidates, choice, first_free, same_again_first=same_again_first)

    assert sorted(order) == sorted({one.provider_id for one in candidates} & set(first_free))
    if same_again_first:
        known = {one.provider_id: one.with_customer for one in candidates}
        visits = [known[one] for one in order]
        assert visits == sorted(visits, reverse=True)
