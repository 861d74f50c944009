"""Times as plain data, for logs, the command line and the comparison with a labelled set."""

from datetime import date, time

from bot.language.times.values import TimeReading, TimesSaid


def to_prediction(said: TimesSaid) -> dict[str, str | None]:
    """Return the asked time as ISO dates and "HH:MM" texts, null for what was not said."""
    return _window(said.asked)


def to_json(said: TimesSaid) -> dict[str, object]:
    """Return everything the message said as JSON-ready values."""
    return {
        "asked": _reading(said.asked),
        "options": [_reading(option) for option in said.options],
        "refused": [_reading(refused) for refused in said.refused],
        "moved_from": None if said.moved_from is None else _reading(said.moved_from),
        "same_time": said.same_time,
        "same_day": said.same_day,
        "any_day": said.any_day,
        "any_time": said.any_time,
        "later": said.later,
        "earlier": said.earlier,
        "spans": [list(span) for span in said.spans],
    }


def _window(reading: TimeReading) -> dict[str, str | None]:
    return {
        "date_from": _day(reading.date_from),
        "date_to": _day(reading.date_to),
        "time_from": _hour(reading.time_from),
        "time_to": _hour(reading.time_to),
    }


def _reading(reading: TimeReading) -> dict[str, object]:
    return {
        **_window(reading),
        "grain": reading.grain.value,
        "approx": reading.approx,
        "recur": reading.recur,
        "exclude": list(reading.exclude),
        "alternatives": [_window(other) for other in reading.alternatives],
        "hour_is_ambiguous": reading.hour_is_ambiguous,
    }


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _hour(hour: time | None) -> str | None:
    return None if hour is None else hour.strftime("%H:%M")
