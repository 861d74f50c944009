"""A form as typed, with what is wrong beside each field and what keeping it would break."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Self, TypeVar

from werkzeug.datastructures import MultiDict

from bot.domain.drafts import Problem, Problems
from console.catalogue.words import CasualtyShown

_Read = TypeVar("_Read")
AGREED = "agreed"


@dataclass(slots=True)
class Form:
    """The values of fields, by name. casualties: shown, and agreed to by sending it again."""

    values: Mapping[str, Sequence[str]]
    problems: dict[str, Problem] = field(default_factory=dict)
    casualties: Sequence[CasualtyShown] = ()

    @classmethod
    def typed(cls, given: MultiDict[str, str]) -> Self:
        """Return a form that was sent, with line ends as people type them."""
        return cls(
            {
                name: [one.replace("\r\n", "\n").replace("\x00", "") for one in given.getlist(name)]
                for name in given
            }
        )

    @classmethod
    def of(cls, values: Mapping[str, str | Sequence[str]]) -> Self:
        """Return a form to be filled, with what it begins with."""
        return cls(
            {name: [one] if isinstance(one, str) else [*one] for name, one in values.items()}
        )

    def value(self, name: str) -> str:
        """Return what stands in a field; "" when nothing does."""
        return next(iter(self.values.get(name, ())), "").strip()

    def has(self, name: str, value: str) -> bool:
        """Whether a choice is made."""
        return value in self.values.get(name, ())

    def numbers(self, name: str) -> tuple[int, ...]:
        """Return the ids of the choices made; what is no id is left out."""
        return tuple(
            int(one) for one in self.values.get(name, ()) if one.isascii() and one.isdigit()
        )

    def read(
        self, name: str, reader: Callable[[str], _Read], wrong: str, *, otherwise: _Read
    ) -> _Read:
        """Return what a field says; when it can't be read, blame it and return `otherwise`."""
        try:
            return reader(self.value(name))
        except ValueError:
            self.problems.setdefault(name, Problem(wrong))
            return otherwise

    def read_if_any(self, name: str, reader: Callable[[str], _Read], wrong: str) -> _Read | None:
        """Return what a field says, None when it is empty; blame it when it can't be read."""
        if not self.value(name):
            return None
        return self.read(name, lambda text: reader(text), wrong, otherwise=None)

    def choose(self, name: str, among: Callable[[str], _Read], *, otherwise: _Read) -> _Read:
        """Return the choice made; one that is not among those offered is blamed."""
        if not self.value(name):
            return otherwise
        return self.read(name, among, "catalogue.choice_wrong", otherwise=otherwise)

    def blame(self, problems: Problems) -> None:
        """Note what is wrong; what was wrong with a field already says more."""
        for name, problem in problems.items():
            self.problems.setdefault(name, problem)

    @property
    def agreed(self) -> frozenset[int]:
        """The appointments that the person was shown and leaves as they are."""
        return frozenset(
            int(one)
            for text in self.values.get(AGREED, ())
            for one in text.split(",")
            if one.isascii() and one.isdigit()
        )

    @property
    def to_agree(self) -> str:
        """What the button that agrees sends."""
        return ",".join(str(one.appointment_id) for one in self.casualties)
