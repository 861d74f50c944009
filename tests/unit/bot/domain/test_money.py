"""Money is exact, whole centavos, half-up."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.money import Money

amounts = st.builds(Money, st.integers(-(10**12), 10**12))


@pytest.mark.parametrize(
    ("amount", "centavos"),
    [(12000, 1_200_000), (0, 0), (Decimal("0.005"), 1), (Decimal("-0.005"), -1)],
)
def test_pesos_become_centavos_half_up(amount: int | Decimal, centavos: int) -> None:
    assert Money.pesos(amount) == Money(centavos)


@pytest.mark.parametrize(
    ("centavos", "percent", "expected"),
    [
        (4_500_000, 30, 1_350_000),
        (1, 50, 1),
        (-1, 50, -1),
        (101, Decimal("0.5"), 1),
        (99, Decimal("0.5"), 0),
    ],
)
def test_share_rounds_half_up(centavos: int, percent: int | Decimal, expected: int) -> None:
    assert Money(centavos).share(percent) == Money(expected)


def test_floats_are_refused_everywhere() -> None:
    with pytest.raises(TypeError, match="float"):
        Money(1.0)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="float"):
        Money.pesos(1.5)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="float"):
        Money(1).share(0.5)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        Money(1) * 0.5  # type: ignore[operator]
    with pytest.raises(TypeError):
        Money(1) + 1  # type: ignore[operator]
    with pytest.raises(TypeError):
        Money(1) - 1  # type: ignore[operator]
    with pytest.raises(TypeError, match="bool"):
        Money(True)


def test_money_orders_and_zero_is_false() -> None:
    assert Money.pesos(5) < Money.pesos(12)
    assert not Money(0)
    assert Money(1)


def test_to_decimal_has_two_decimals() -> None:
    assert str(Money.pesos(13500).to_decimal()) == "13500.00"
    assert str(Money(-5).to_decimal()) == "-0.05"


@given(amounts, amounts, st.integers(-50, 50))
def test_arithmetic_is_that_of_centavos(a: Money, b: Money, times: int) -> None:
    assert a + b - b == a
    assert a + -a == Money(0)
    assert a * times == times * a == Money(a.centavos * times)
    assert Money.pesos(a.to_decimal()) == a


@given(amounts, st.integers(0, 100))
def test_share_never_strays_more_than_half_a_centavo(amount: Money, percent: int) -> None:
    exact = Decimal(amount.centavos) * percent / 100

    assert abs(amount.share(percent).centavos - exact) <= Decimal("0.5")
