"""The other day that the same words may mean: said back with the date, and one tap away."""

from datetime import date, time, timedelta

from bot.dialogue.session import Days
from bot.dialogue.turn import Turn
from bot.language import formats
from bot.language.folding import words

_SMALL_HOURS_END = time(5)  # before it, «mañana» may be the day that has already begun
_WEEKDAYS = ("lunes", "martes", "miercoles", "jueves", "viernes", "sabado", "domingo")
_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)


def other_day(turn: Turn) -> Days | None:
    """Return the other day that this message may mean; None when it means one only."""
    asked = turn.reading.times.asked
    day = asked.date_from
    if day is None or asked.date_to != day:
        return None
    local = turn.now.astimezone(turn.zone)
    other = _other(turn, day, local.date(), local.time())
    return Days(other, other) if other is not None else None


def _other(turn: Turn, day: date, today: date, clock: time) -> date | None:
    said = words(turn.reading.text)
    if clock < _SMALL_HOURS_END and day == today + _DAY and "mañana" in said:
        return today
    if _WEEKDAYS[day.weekday()] not in said:
        return None
    if day == today:
        return day + _WEEK
    other = turn.reading.times.asked.alternatives
    return next((one.date_from for one in other if one.date_from != day), None)


def note(turn: Turn, day: date) -> None:
    """Say which day was understood, with its date, where it could be another."""
    today = turn.now.astimezone(turn.zone).date()
    phrase = "noted.today" if day == today else "noted.day"
    turn.first(turn.t(phrase, day=formats.long_day(day)))
