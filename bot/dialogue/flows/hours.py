"""When somebody works: of a day that was asked about, or of every week."""

from collections.abc import Callable, Iterable
from datetime import date

from bot.dialogue.turn import Turn
from bot.domain.catalogue import Provider
from bot.domain.schedule import LocalSpan
from bot.language import formats
from bot.language.folding import words

_LEAST_RUN = 3  # days; of two, both are named
_WEEKDAYS = (
    "weekday.mon",
    "weekday.tue",
    "weekday.wed",
    "weekday.thu",
    "weekday.fri",
    "weekday.sat",
    "weekday.sun",
)
_HOLIDAYS = {"feriado", "feriados"}


def hours(turn: Turn, providers: tuple[Provider, ...]) -> str:
    """Return the hours of the day asked about, or of the week; providers empty means all."""
    asked = turn.reading.times.asked
    people = providers or turn.catalogue.providers
    holiday = _next_holiday(turn, people) if _HOLIDAYS & set(words(turn.reading.text)) else None
    if holiday is not None:
        day, name = holiday
        return turn.t("answer.hours_holidays", day=formats.long_day(day), name=name)
    is_day = asked.date_from is not None and asked.date_to in (asked.date_from, None)
    if asked.date_from is not None and is_day:
        return _of_day(turn, people, asked.date_from)
    return turn.t("answer.hours", lines=_lines(_grouped(people, lambda one: _week(turn, one))))


def _next_holiday(turn: Turn, people: Iterable[Provider]) -> tuple[date, str] | None:
    """Return the next named day on which none of them works; None when there is none."""
    today = turn.now.astimezone(turn.zone).date()
    closed = [one.schedule.closed for one in people]
    shared = set(closed[0]).intersection(*closed)
    ahead = sorted(day for day in shared if day >= today and closed[0][day])
    return (ahead[0], closed[0][ahead[0]]) if ahead else None


def _of_day(turn: Turn, people: tuple[Provider, ...], day: date) -> str:
    """Return who works on a day and when, the same hours together."""
    at_work = [one for one in people if one.schedule.hours_on(day)]
    if not at_work:
        name = next((one.schedule.closed[day] for one in people if day in one.schedule.closed), "")
        phrase = "refusal.holiday" if name else "answer.hours_nobody"
        return turn.t(phrase, day=formats.long_day(day), name=name)
    lines = _grouped(at_work, lambda one: formats.hours(one.schedule.hours_on(day)))
    return turn.t("answer.hours_of_day", day=formats.long_day(day), lines=_lines(lines))


def _grouped(people: Iterable[Provider], hours_of: Callable[[Provider], str]) -> list[str]:
    """Return «Laura y Rocío: 9:00 a 13:00», those with the same hours together, in order."""
    by_hours: dict[str, list[str]] = {}
    for one in people:
        by_hours.setdefault(hours_of(one), []).append(one.first_name)
    return [f"{formats.all_of(names)}: {said}" for said, names in by_hours.items()]


def _week(turn: Turn, provider: Provider) -> str:
    """Return «lun a vie de 9:00 a 13:00; sáb de 9:00 a 12:00»: days of the same hours together."""
    by_hours: dict[tuple[LocalSpan, ...], list[int]] = {}
    for weekday, spans in enumerate(provider.schedule.weekly.days):
        if spans:
            by_hours.setdefault(tuple(spans), []).append(weekday)
    return "; ".join(
        turn.t("answer.hours_days", days=_days(turn, days), hours=formats.hours(spans))
        for spans, days in by_hours.items()
    )


def _days(turn: Turn, weekdays: list[int]) -> str:
    """Return «lun a sáb», or «lun, mié y vie» where some day lies between that is not of them."""
    names = [turn.t(_WEEKDAYS[one]) for one in weekdays]
    is_run = weekdays[-1] - weekdays[0] == len(weekdays) - 1
    if is_run and len(weekdays) >= _LEAST_RUN:
        return turn.t("answer.hours_run", first=names[0], last=names[-1])
    return formats.all_of(names)


def _lines(lines: Iterable[str]) -> str:
    return "\n".join(f"• {line}" for line in lines)
