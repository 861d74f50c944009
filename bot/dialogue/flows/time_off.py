"""A provider's own time: taken off, given back, a holiday opened. What is booked in it is read back
before anybody is told anything."""

from collections.abc import Generator
from dataclasses import replace
from datetime import date, time, timedelta

from bot.dialogue.commands import AppointmentsFound, AppointmentView, Command, Outcome
from bot.dialogue.flows import jobs
from bot.dialogue.orders.calendars import (
    BlockTime,
    CancelJobs,
    OpenDay,
    TimeBlocked,
    TimeUnblocked,
    UnblockTime,
)
from bot.dialogue.session import Ask, Question
from bot.dialogue.taps import MenuTap, encode
from bot.dialogue.turn import Steps, Turn
from bot.domain.catalogue import Provider
from bot.domain.intervals import Interval
from bot.domain.schedule import LocalSpan
from bot.domain.time_off import LONGEST, stretches
from bot.language import formats
from bot.language.answers import YesNo
from bot.language.calendar_words import (
    begins_later,
    ends_sooner,
    gives_time,
    says_all,
    says_holiday,
    time_of_rest,
    with_dates_apart,
)
from bot.language.folding import words
from bot.language.times import NOTHING, Grain, TimeReading, read_times
from bot.messages.replies import Buttons, Choice

Answered = Generator[Command, Outcome, bool]
Hours = tuple[time | None, time | None]

_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)
_UNTIL = "hasta"
_FROM = "from:"  # about: the first day of a time off whose last is asked for
_OPENS = "opens:"  # about: the date that is being opened, when only its hours are missing


def block_time(turn: Turn) -> Steps:
    """Take time off, or give it back, as the words say; asks when if they don't say."""
    if gives_time(turn.reading.text):
        yield from _give(turn)
        return
    yield from _take(turn)


def to_when(turn: Turn) -> Answered:
    """When the time off is, or between which hours a holiday is opened."""
    question, reading = turn.session.question, turn.reading
    assert question is not None
    if reading.yes_no is YesNo.NO and not _readings(turn):
        turn.change(question=None)
        turn.tell("time_off.nothing_done")
        return True
    if question.about.startswith(_OPENS) and reading.times.asked.time_from is not None:
        day = date.fromisoformat(question.about.removeprefix(_OPENS))
        yield from _open(turn, day, reading.times.asked)
        return True
    until = reading.times.asked.date_to or reading.times.asked.date_from
    if question.about.startswith(_FROM) and until is not None:
        first = date.fromisoformat(question.about.removeprefix(_FROM))
        yield from _take_days(turn, first, until)
        return True
    if _readings(turn) and not reading.is_any("view_agenda", "mark_done", "report_no_show"):
        yield from block_time(turn)
        return True
    return False


def to_jobs(turn: Turn) -> Answered:
    """Whether the appointments in the time off are to be cancelled."""
    question, reading = turn.session.question, turn.reading
    assert question is not None
    said_yes = reading.yes_no is YesNo.YES or reading.is_any("affirm", "cancel")
    if said_yes and not reading.asks and reading.yes_no is not YesNo.NO:
        meant = zip(question.appointment_ids, question.versions, strict=True)
        yield from cancel_jobs(turn, tuple(meant))
        return True
    if reading.yes_no is YesNo.NO or reading.is_any("deny"):
        keep_jobs(turn)
        return True
    return False


def cancel_jobs(turn: Turn, meant: tuple[tuple[int, int], ...]) -> Steps:
    """Cancel appointments of this provider; their customers are told with another time at hand."""
    outcome = yield CancelJobs(meant)
    turn.change(question=None)
    assert isinstance(outcome, AppointmentsFound)
    if not outcome.appointments:
        turn.tell("jobs.gone")
        return
    turn.tell("jobs.cancelled", lines=jobs.lines(turn, outcome.appointments))


def keep_jobs(turn: Turn) -> None:
    """Leave the appointments as they are."""
    turn.change(question=None)
    turn.tell("jobs.kept")


def ask_cancel(turn: Turn, views: tuple[AppointmentView, ...], body: str) -> None:
    """Ask whether appointments are to be cancelled, under some words that name them."""
    ids, versions = tuple(view.id for view in views), tuple(view.version for view in views)
    turn.ask(Question(Ask.JOBS, appointment_ids=ids, versions=versions))
    turn.say(
        Buttons(
            body,
            (
                Choice(encode(MenuTap("jobs_cancel")), turn.t("button.jobs_cancel")),
                Choice(encode(MenuTap("jobs_keep")), turn.t("button.jobs_keep")),
            ),
        )
    )


def ask_cancel_again(turn: Turn) -> Steps:
    """Repeat whether appointments are to be cancelled, those that are still as they were."""
    views = yield from jobs.listed(turn)
    if views:
        ask_cancel(turn, views, turn.t("jobs.sure_all", lines=jobs.lines(turn, views)))
    else:
        turn.change(question=None)


def _take(turn: Turn) -> Steps:
    readings = _readings(turn)
    if any(reading.recur is not None for reading in readings):
        turn.tell("time_off.weekly")
        return
    begins = next((one.date_from for one in readings if one.date_from and not one.date_to), None)
    if begins is not None:
        turn.ask(Question(Ask.TIME_OFF, about=f"{_FROM}{begins.isoformat()}"))
        turn.tell("time_off.until", day=formats.long_day(begins))
        return
    yield from _take_all(turn, readings)


def _take_days(turn: Turn, first: date, last: date) -> Steps:
    """Take whole days off, the end of which was asked for."""
    while last < first:
        last += _WEEK
    reading = replace(NOTHING, date_from=first, date_to=last, grain=Grain.DAY)
    yield from _take_all(turn, (reading,))


def _take_all(turn: Turn, readings: tuple[TimeReading, ...]) -> Steps:
    off = [part for reading in readings for part in _stretches(turn, reading)]
    if not off:
        turn.ask(Question(Ask.TIME_OFF))
        turn.tell("time_off.past" if readings else "time_off.when")
        return
    outcome = yield BlockTime(tuple(off))
    assert isinstance(outcome, TimeBlocked)
    when = formats.all_of(dict.fromkeys(_in_words(turn, reading) for reading in readings))
    if not outcome.jobs:
        turn.change(question=None)
        turn.tell("time_off.done", when=when)
        return
    turn.first(turn.t("time_off.done", when=when))
    phrase = "time_off.jobs_one" if len(outcome.jobs) == 1 else "time_off.jobs"
    ask_cancel(turn, outcome.jobs, turn.t(phrase, lines=jobs.lines(turn, outcome.jobs)))


def _give(turn: Turn) -> Steps:
    provider = _provider(turn)
    readings = _readings(turn)
    day = _holiday(turn, provider) if not readings and says_holiday(turn.reading.text) else None
    if readings and readings[0].date_from is not None:
        first = readings[0].date_from
        if readings[0].date_to == first and not provider.schedule.hours_on(first):
            day = first
    if day is not None:
        yield from _open(turn, day, readings[0] if readings else None)
        return
    if not readings and not says_all(turn.reading.text):
        turn.ask(Question(Ask.TIME_OFF))
        turn.tell("time_off.which")
        return
    within = tuple(part for reading in readings for part in _stretches(turn, reading))
    outcome = yield UnblockTime(within if readings else None)
    assert isinstance(outcome, TimeUnblocked)
    turn.change(question=None)
    if not outcome.freed:
        turn.tell("time_off.nothing_off")
        return
    open_ones = [one for one in outcome.freed if _meets_hours(provider, one)]
    when = formats.all_of(_interval_words(turn, one) for one in open_ones or outcome.freed)
    turn.tell("time_off.lifted", when=when)


def _open(turn: Turn, day: date, said: TimeReading | None) -> Steps:
    """Open a closed date in the hours said, else in those of its weekday; asks if it has none."""
    hours = _provider(turn).schedule.week_of(day).days[day.weekday()]
    if said is not None and said.time_from and said.time_to and said.time_from != said.time_to:
        hours = (LocalSpan(said.time_from, said.time_to),)
    if not hours:
        turn.ask(Question(Ask.TIME_OFF, about=f"{_OPENS}{day.isoformat()}"))
        turn.tell("time_off.which_hours", day=formats.long_day(day))
        return
    yield OpenDay(day, hours)
    turn.change(question=None)
    turn.tell("time_off.opened", day=formats.long_day(day), hours=formats.hours(hours))


def _readings(turn: Turn) -> tuple[TimeReading, ...]:
    """Return the times a provider speaks of, refused ones too: «el jueves de 16 a 18 no puedo»."""
    times, text = turn.reading.times, turn.reading.text
    apart = with_dates_apart(text)
    if apart is not None:
        return _read(turn, apart)
    if (rest := time_of_rest(text)) is not None and (found := _read(turn, rest)):
        return found
    said = times.options or (times.asked,)
    found = tuple(one for one in said if not one.is_nothing)
    if len(found) == 2 and _UNTIL in words(text):
        found = _joined(*found)
    if not any(one.date_from for one in found):
        found = _in_spans(turn) or found
    found = found or tuple(one for one in times.refused if not one.is_nothing)
    return tuple(_as_off(one, text) for one in found)


def _in_spans(turn: Turn) -> tuple[TimeReading, ...]:
    """Return the times in what the language server took for such, if they name a day."""
    understood = turn.input.understanding
    spans = understood.entity_texts("time") if understood is not None else ()
    found = _read(turn, " ".join(spans))
    return found if any(one.date_from for one in found) else ()


def _read(turn: Turn, text: str) -> tuple[TimeReading, ...]:
    times = read_times(text, turn.now.astimezone(turn.zone).replace(tzinfo=None))
    return tuple(one for one in times.options or (times.asked,) if not one.is_nothing)


def _as_off(one: TimeReading, text: str) -> TimeReading:
    """Return «cierro a las 17» as off from then on, «arranco a las 16» as off until then."""
    if one.time_from is None or one.time_from != one.time_to:
        return one
    if begins_later(text):
        return replace(one, time_from=None)
    return replace(one, time_to=None) if ends_sooner(text) else one


def _joined(first: TimeReading, last: TimeReading) -> tuple[TimeReading, ...]:
    """Return «el lunes que viene hasta el miércoles» as one reading; both when it is not that."""
    if first.date_from is None or first.date_from != first.date_to or last.date_to is None:
        return first, last
    end = last.date_to
    while end < first.date_from:
        end += _WEEK
    return (replace(first, date_to=end),)


def _stretches(turn: Turn, reading: TimeReading) -> tuple[Interval, ...]:
    days = _days(turn, reading)
    if days is None:
        return ()
    return stretches(
        *days,
        _hours(reading),
        zone=turn.zone,
        now=turn.now,
        without=[_WEEKDAYS.index(day) for day in reading.exclude],
    )


def _days(turn: Turn, reading: TimeReading) -> tuple[date, date] | None:
    """Return the first and last local day meant; hours alone are today's, or tomorrow's if past."""
    if reading.date_from is not None:
        last = reading.date_to
        if last is None or not timedelta(0) <= last - reading.date_from <= LONGEST:
            return None
        return reading.date_from, last
    local = turn.now.astimezone(turn.zone)
    if reading.date_to is not None:
        return (local.date(), reading.date_to) if reading.date_to >= local.date() else None
    end = reading.time_to
    is_past = end is not None and end != time.min and end <= local.time()
    today = local.date()
    return (today + _DAY, today + _DAY) if is_past else (today, today)


def _hours(reading: TimeReading) -> Hours:
    return reading.time_from, reading.time_to


def _in_words(turn: Turn, reading: TimeReading) -> str:
    days = _days(turn, reading)
    assert days is not None
    first, last = days
    if first != last:
        said = turn.t("time_off.days", first=formats.long_day(first), last=formats.long_day(last))
    else:
        said = turn.t("time_off.day", day=formats.long_day(first))
    span = _span(turn, first, _hours(reading))
    if span is None:
        return said
    return turn.t("time_off.day_hours", day=said, hours=formats.hours([span]))


def _span(turn: Turn, day: date, hours: Hours) -> LocalSpan | None:
    """Return the hours meant, told within those of the day; None for the whole day."""
    first, last = hours
    if first is None and last is None:
        return None
    if first is not None and first == last:
        return LocalSpan(first, (first.replace(hour=(first.hour + 1) % 24)))
    spans = _provider(turn).schedule.hours_on(day)
    opens = min((span.start for span in spans), default=time.min)
    closes = max((span.end for span in spans if span.end != time.min), default=time.min)
    start = max(first or opens, opens)
    if first is not None:
        later = [span.start for span in spans if span.start >= first]
        inside = any(span.start <= first < span.end for span in spans)
        start = first if inside or not later else min(later)
    end = min(last, closes) if last and closes != time.min else (last or closes)
    if start < end or end == time.min != start:
        return LocalSpan(start, end)
    return LocalSpan(first or time.min, last or time.min)


def _meets_hours(provider: Provider, one: Interval) -> bool:
    """Whether a stretch holds any hour in which the provider works; a long one is taken to."""
    first, last = (provider.schedule.local_date(edge) for edge in (one.start, one.end))
    if last - first > _WEEK:
        return True
    days = (first + _DAY * ahead for ahead in range((last - first).days + 1))
    return any(span.overlaps(one) for day in days for span in provider.schedule.open_intervals(day))


def _interval_words(turn: Turn, one: Interval) -> str:
    start, end = one.start.astimezone(turn.zone), one.end.astimezone(turn.zone)
    first, last = start.date(), (end - timedelta(minutes=1)).date()
    if first != last:
        return turn.t("time_off.days", first=formats.long_day(first), last=formats.long_day(last))
    span = _span(turn, first, (start.time(), end.time() if end.time() != time.min else None))
    whole = start.time() == time.min and end.time() == time.min
    said = turn.t("time_off.day", day=formats.long_day(first))
    if span is None or whole:
        return said
    return turn.t("time_off.day_hours", day=said, hours=formats.hours([span]))


def _holiday(turn: Turn, provider: Provider) -> date | None:
    """Return the next holiday, first of those on which they would work otherwise."""
    today, schedule = turn.now.astimezone(turn.zone).date(), provider.schedule
    ahead = sorted(day for day, name in schedule.closed.items() if name and day >= today)
    worked = (day for day in ahead if schedule.week_of(day).days[day.weekday()])
    return next(worked, ahead[0] if ahead else None)


def _provider(turn: Turn) -> Provider:
    assert turn.input.person.provider_id is not None
    return turn.catalogue.provider(turn.input.person.provider_id)
