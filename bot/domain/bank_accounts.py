"""Where a provider is paid: a CBU or CVU of 22 digits with its check digits, or an alias.

An alias is 6 to 20 letters, digits, dots or hyphens. Source: BCRA, Com. A 6044.
"""

import re

from stdnum.ar import cbu

_DIGITS = re.compile(r"(?<!\d)(?:\d[\s.\-]?){21}\d(?!\d)")
_LONG_NUMBER = re.compile(r"\d(?:[\s.\-]?\d){15,}")
_ALIAS = re.compile(r"(?<![\w.\-])(?=[\w.\-]*[a-z])[a-z0-9.\-]{6,20}(?![\w.\-])", re.IGNORECASE)
_SAID = re.compile(r"\balias\b[\s:]*(?:es[\s:]+)?", re.IGNORECASE)


def account_in(text: str) -> str | None:
    """Return the right CBU of a text, digits only, else its alias in capitals; None without one.

    A word without a dot or digit is an alias only where it is called one.
    """
    for match in _DIGITS.finditer(text):
        digits = re.sub(r"\D", "", match.group())
        if cbu.is_valid(digits):
            return digits
    if looks_like_cbu(text):
        return None
    called = _SAID.search(text)
    if called is not None:
        alias = _ALIAS.match(text[called.end() :].strip())
        return alias.group().strip(".").upper() if alias is not None else None
    for found in _ALIAS.finditer(text):
        if "." in found.group().strip("."):
            return found.group().strip(".").upper()
    return None


def looks_like_cbu(text: str) -> bool:
    """Whether a text holds a number that is long enough to be meant as one, right or wrong."""
    return _LONG_NUMBER.search(text) is not None
