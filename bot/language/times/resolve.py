"""Times as said looked up in the calendar: from a draft and `now` to a reading."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.language.times.days import Days, DaySaid, NumberedWeekday, OnWeekday, monday_of
from bot.language.times.draft import Draft
from bot.language.times.hours import Clock, HourSaid, InMinutes, Part
from bot.language.times.said import WEEKDAY_CODES
from bot.language.times.settle import Hours, settle, to_time
from bot.language.times.values import Grain, TimeReading

_HOURS_A_DAY = 24
_DAY = timedelta(days=1)


def resolve(draft: Draft, now: datetime, *, exclude: Sequence[str] = ()) -> TimeReading:
    """Return what a draft means at `now`, its other accepted readings inside it."""
    if draft.moment is not None:
        return _moment(draft.moment, now)
    today, minute = now.date(), now.hour * 60 + now.minute
    day, said = _hour_or_date(draft.day, draft.hours, today)
    days = Days(None, None, Grain.NONE) if day is None else day.days(today, today)
    if days is None:
        days = Days(None, None, Grain.NONE)
    hours = settle(said)
    if hours is not None and days.or_today and hours.is_ahead_of(minute):
        following = (days.start, days.end)
        end = today if days.end is not None else None
        days = replace(days, start=today, end=end, or_today=False)
        if draft.repeat is None:
            days = replace(days, others=(following,))
    if days.start == days.end == today:
        hours = settle(said, past=minute)
    days = _past_excluded(days, exclude)
    reading = _reading(days, hours, draft)
    return replace(reading, exclude=tuple(exclude), alternatives=_others(reading, days, hours))


def _past_excluded(days: Days, exclude: Sequence[str]) -> Days:
    """Return the week after, where nothing is left of the week asked for («el finde no»)."""
    if days.grain is not Grain.WEEK or days.start is None or days.end is None:
        return days
    left = (days.start + number * _DAY for number in range((days.end - days.start).days + 1))
    if not all(WEEKDAY_CODES[day.weekday()] in exclude for day in left):
        return days
    monday = monday_of(days.end) + 7 * _DAY
    return replace(days, start=monday, end=monday + 6 * _DAY)


def _hour_or_date(
    day: DaySaid | None, hours: tuple[HourSaid, ...], today: date
) -> tuple[DaySaid | None, tuple[HourSaid, ...]]:
    """Read the 18 of «viernes 18» as an hour when there is no such date soon."""
    if not isinstance(day, NumberedWeekday) or day.days(today, today) is not None:
        return day, hours
    if hours and all(_holds(hour, day.day) for hour in hours):
        return OnWeekday(day.weekday), (Clock(day.day), *hours)  # «viernes 5 a la tarde»
    surely = replace(day, is_date=True)
    if hours and surely.days(today, today) is not None:
        return surely, hours
    weekday = OnWeekday(day.weekday)
    if hours or day.day >= _HOURS_A_DAY:
        return weekday, hours
    if day.month is not None:
        return weekday, (Clock(day.day, day.month, grain=Grain.MINUTE),)
    return weekday, (Clock(day.day),)


def _holds(part: HourSaid, number: int) -> bool:
    """Whether a number may be an hour of that part of the day."""
    if not isinstance(part, Part) or number >= _HOURS_A_DAY:
        return False
    return part.start <= Clock(number).minutes(part.half) < part.end


def _moment(moment: InMinutes, now: datetime) -> TimeReading:
    at = now.replace(second=0, microsecond=0) + timedelta(minutes=moment.count)
    return TimeReading(
        at.date(), at.date(), at.time(), at.time(), Grain.MINUTE, approx=moment.approx
    )


def _reading(days: Days, hours: Hours | None, draft: Draft) -> TimeReading:
    is_hedged = draft.is_hedged or days.approx
    return TimeReading(
        days.start,
        days.end,
        to_time(hours.start) if hours else None,
        to_time(hours.end) if hours else None,
        hours.grain if hours else days.grain,
        approx=is_hedged or (hours is not None and hours.approx),
        recur=draft.repeat.rule if draft.repeat else None,
        hour_is_ambiguous=hours is not None and hours.is_ambiguous,
    )


def _others(reading: TimeReading, days: Days, hours: Hours | None) -> tuple[TimeReading, ...]:
    """Return the other readings of the day, then those of the hour."""
    other_days = [replace(reading, date_from=start, date_to=end) for start, end in days.others]
    other_hours = [
        replace(reading, time_from=to_time(start), time_to=to_time(end))
        for start, end in (hours.others if hours else ())
    ]
    return (*other_days, *other_hours)
