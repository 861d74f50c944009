"""Argentine tax numbers as people write them: CUIT or CUIL with its check digit, and DNI.

Source: the check digit of AFIP's CUIT, weights 5 4 3 2 7 6 5 4 3 2, modulo 11.
"""

import re
from dataclasses import dataclass
from enum import Enum

_WEIGHTS = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
_CUIT_PREFIXES = {"20", "23", "24", "25", "26", "27", "30", "33", "34"}
_OF_COMPANIES = {"30", "33", "34"}
_CUIT = re.compile(r"(?<!\d)(\d{2})[\s.\-–/]{0,2}(\d{2}\.?\d{3}\.?\d{3})[\s.\-–/]{0,2}(\d)(?!\d)")
_DNI = re.compile(r"(?<![\d\-–/])(\d{1,2}[.\s]\d{3}[.\s]\d{3}|\d{7,8})(?![\d\-–/])")
_LONG_NUMBER = re.compile(r"\d[\d\s.\-–/]{6,14}\d")


class TaxIdKind(Enum):
    """What sort of number it is."""

    CUIT = "cuit"
    DNI = "dni"


@dataclass(frozen=True, slots=True)
class TaxId:
    """A tax number that can be right; digits only."""

    kind: TaxIdKind
    digits: str

    @property
    def is_company(self) -> bool:
        """Whether it belongs to a company, which has a name of its own."""
        return self.kind is TaxIdKind.CUIT and self.digits[:2] in _OF_COMPANIES

    def __str__(self) -> str:
        if self.kind is TaxIdKind.CUIT:
            return f"{self.digits[:2]}-{self.digits[2:10]}-{self.digits[10]}"
        return f"{int(self.digits):,}".replace(",", ".")


def is_cuit(digits: str) -> bool:
    """Whether eleven digits are a CUIT: a known kind, and the check digit is right."""
    if len(digits) != 11 or not digits.isascii() or not digits.isdigit():
        return False
    if digits[:2] not in _CUIT_PREFIXES:
        return False
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits, strict=False))
    check = (11 - total % 11) % 11
    return check == int(digits[10])  # a check of 10 is never given: such numbers get another kind


def tax_id_in(text: str) -> TaxId | None:
    """Return the first right tax number in a text, a CUIT before a DNI; None when there is none."""
    for match in _CUIT.finditer(text):
        digits = "".join(match.groups()).replace(".", "")
        if is_cuit(digits):
            return TaxId(TaxIdKind.CUIT, digits)
    for match in _DNI.finditer(text):
        digits = re.sub(r"\D", "", match.group(1))
        if digits[0] != "0":
            return TaxId(TaxIdKind.DNI, digits)
    return None


def looks_like_tax_id(text: str) -> bool:
    """Whether a text holds a long number that may be meant as one, right or wrong."""
    return any(
        7 <= len(re.sub(r"\D", "", match.group())) <= 12 for match in _LONG_NUMBER.finditer(text)
    )
