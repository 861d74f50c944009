"""The seven fields of a week and its break, read and filled."""

from collections.abc import Callable

from bot.domain.drafts import Problem
from bot.domain.schedule import LocalSpan, WeeklyHours
from bot.language import typed
from console.catalogue import words
from console.catalogue.form import Form

_DAYS = range(7)
_WRONG = "catalogue.hours_wrong"


def read_week(form: Form) -> WeeklyHours:
    """Return the week of a form without its break; fields that can't be read are blamed."""
    spans = [(day, span) for day in _DAYS for span in _hours(form, f"hours_{day}")]
    week = WeeklyHours.from_spans(spans)
    pauses = _hours(form, "break")
    if not pauses:
        return week
    left = week.without(WeeklyHours.from_spans((day, one) for day in _DAYS for one in pauses))
    if week.days == left.days:
        form.problems.setdefault("break", Problem("catalogue.break_outside"))
    return left


def read_hours(form: Form, name: str) -> tuple[LocalSpan, ...]:
    """Return the hours of one field; blamed when they can't be read."""
    return _hours(form, name)


def week_values(week: WeeklyHours) -> dict[str, str]:
    """Return what the seven fields show."""
    return {f"hours_{day}": words.typed_hours(spans) for day, spans in enumerate(week.days)}


def _hours(form: Form, name: str) -> tuple[LocalSpan, ...]:
    reader: Callable[[str], tuple[LocalSpan, ...]] = typed.hours
    return form.read(name, reader, _WRONG, otherwise=())
