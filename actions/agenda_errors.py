"""Why nothing was done in the agenda: a phrase for people and what it names."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.availability import Refusal, Slot


class AgendaError(Exception):
    """Nothing was done. problem: the phrase that says why; values: what fills its places."""

    def __init__(self, problem: str, **values: str) -> None:
        super().__init__(problem)
        self.problem = problem
        self.values = values


class ChangedError(AgendaError):
    """It is not what was on the page any more: somebody else was faster."""

    def __init__(self) -> None:
        super().__init__("agenda.changed")


class PlaceLostError(AgendaError):
    """A place is not to be had. refusal None: it was taken this very moment.

    nearest: what is left around it.
    """

    def __init__(self, refusal: Refusal | None, nearest: tuple[Slot, ...]) -> None:
        super().__init__("agenda.refused_taken")
        self.refusal = refusal
        self.nearest = nearest


@dataclass(frozen=True, slots=True)
class LostTime:
    """A time of a series that is not to be had. refusal None: it was taken this very moment.

    start: as the series has it. nearest: what is left around it.
    """

    start: datetime
    refusal: Refusal | None
    nearest: tuple[Slot, ...]


class SeriesLostError(AgendaError):
    """Some times of a series are not to be had, so that none of it was done."""

    def __init__(self, problem: str, lost: tuple[LostTime, ...]) -> None:
        super().__init__(problem)
        self.lost = lost
