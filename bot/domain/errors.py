"""The one exception of the domain: a broken rule, as a code and data, never as a sentence.

Expected refusals (a taken slot, a closed day) are values, not errors. The text for people is made
from the code at the edge, in their language.
"""


class DomainError(Exception):
    """A broken rule: `code` names it, `data` holds the values that broke it."""

    code: str
    data: dict[str, object]

    def __init__(self, code: str, **data: object) -> None:
        super().__init__(code, data)
        self.code = code
        self.data = data

    def __str__(self) -> str:
        """Return code and data on one line, for logs and tests."""
        pairs = (f"{key}={value!r}" for key, value in self.data.items())
        return " ".join((self.code, *pairs))
