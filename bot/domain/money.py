"""Amounts in Argentine pesos, exact to the centavo. It must never meet a float, nor format text."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Self

_CENTAVOS_PER_PESO = 100


def _half_up(amount: Decimal) -> int:
    """Return the nearest whole number; a half goes away from zero."""
    return int(amount.quantize(Decimal(1), rounding=ROUND_HALF_UP))


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount of pesos, held in centavos; may be negative (what is owed back).

    Raises TypeError for anything but an int, so that a float cannot slip in.
    """

    centavos: int

    def __post_init__(self) -> None:
        if type(self.centavos) is not int:
            raise TypeError(f"centavos must be int, not {type(self.centavos).__name__}")

    @classmethod
    def pesos(cls, amount: int | Decimal) -> Self:
        """Return an amount given in pesos; fractions of a centavo are rounded half-up."""
        if type(amount) is int:
            return cls(amount * _CENTAVOS_PER_PESO)
        if isinstance(amount, Decimal):
            return cls(_half_up(amount * _CENTAVOS_PER_PESO))
        raise TypeError(f"pesos must be int or Decimal, not {type(amount).__name__}")

    def __add__(self, other: "Money") -> "Money":
        if not isinstance(other, Money):
            return NotImplemented
        return Money(self.centavos + other.centavos)

    def __sub__(self, other: "Money") -> "Money":
        if not isinstance(other, Money):
            return NotImplemented
        return Money(self.centavos - other.centavos)

    def __neg__(self) -> "Money":
        return Money(-self.centavos)

    def __mul__(self, times: int) -> "Money":
        if type(times) is not int:
            return NotImplemented
        return Money(self.centavos * times)

    __rmul__ = __mul__

    def __bool__(self) -> bool:
        """Tell whether there is any amount; zero is false."""
        return self.centavos != 0

    def share(self, percent: int | Decimal) -> "Money":
        """Return `percent` hundredths of the amount, rounded half-up to the centavo."""
        if type(percent) is not int and not isinstance(percent, Decimal):
            raise TypeError(f"percent must be int or Decimal, not {type(percent).__name__}")
        return Money(_half_up(Decimal(self.centavos) * percent / 100))

    def to_decimal(self) -> Decimal:
        """Return the pesos with two decimals, as payment and invoice services want them."""
        return Decimal(self.centavos).scaleb(-2)
