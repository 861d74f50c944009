"""The dates of a series as a form shows them: each goes ahead, is left out, or has its own time."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from actions.agenda_errors import LostTime
from bot.domain.catalogue import Catalogue
from bot.language import formats
from bot.language.phrases import Phrases
from console.agenda import wanted, wordings
from console.agenda.wanted import Typed
from console.agenda.wordings import Place


@dataclass(frozen=True, slots=True)
class DateLine:
    """One date. why: what stands in its way, "" for nothing; near: places to have instead.

    instead: the time of its own that was picked, in words.
    """

    name: str
    label: str
    picked: str
    instead: str = ""
    why: str = ""
    near: tuple[Place, ...] = ()


def lines(
    catalogue: Catalogue,
    first: date,
    typed: Typed,
    lost: Sequence[LostTime],
    service_id: int,
    phrases: Phrases,
) -> list[DateLine]:
    """Return every date of a series, none for one appointment alone. Raises AgendaError."""
    found = []
    for day in wanted.days(first, typed):
        picked = wanted.on_date(day, typed)
        trouble = next((one for one in lost if _is_of(day, picked, one, catalogue)), None)
        is_moved = picked not in ("", wanted.SKIP)
        instead = (
            formats.when(wanted.instant(catalogue, picked), catalogue.zone) if is_moved else ""
        )
        line = DateLine(f"on-{day.isoformat()}", formats.short_day(day), picked, instead)
        found.append(
            line if trouble is None else _told(line, trouble, catalogue, service_id, phrases)
        )
    return found


def lost_lines(
    catalogue: Catalogue, lost: Sequence[LostTime], service_id: int, phrases: Phrases
) -> list[DateLine]:
    """Return the times that stand in the way of a series that was to be moved."""
    return [
        _told(
            DateLine("", formats.when(one.start, catalogue.zone), ""),
            one,
            catalogue,
            service_id,
            phrases,
        )
        for one in lost
    ]


def _is_of(day: date, picked: str, lost: LostTime, catalogue: Catalogue) -> bool:
    """Whether a lost time is the one of a date of the series."""
    local = lost.start.astimezone(catalogue.zone)
    if picked and picked != wanted.SKIP:
        return f"{local:%Y-%m-%dT%H:%M}" == picked
    return local.date() == day and not picked


def _told(
    line: DateLine, lost: LostTime, catalogue: Catalogue, service_id: int, phrases: Phrases
) -> DateLine:
    near = tuple(wordings.place_near(one, catalogue.zone) for one in lost.nearest)
    why = wordings.refusal(phrases, lost.refusal, catalogue, service_id)
    return replace(line, why=why, near=near)
