"""Rules for single days: «pasado», «el viernes que viene», «el 15/3», «de hoy en ocho».

`oneday` is any single day; `fixed_day` one after which a bare number is an hour
(«mañana 10»), which «el 15» is not.
"""

from collections.abc import Callable
from typing import Final

from bot.language.times.days import (
    DaySaid,
    InDays,
    InWeek,
    NumberedWeekday,
    OnDay,
    OnWeekday,
    Way,
)
from bot.language.times.grammar import Rule
from bot.language.times.hours import Clock, HourSaid, Part, with_half
from bot.language.times.said import Apposed, DayAndHours, DaysListed
from bot.language.times.values import Grain

_TUESDAY: Final = 1
_FIRST_HOUR: Final = 7


def _same(day: DaySaid) -> DaySaid:
    return day


def _weekday(way: Way) -> Callable[[int], OnWeekday]:
    return lambda weekday: OnWeekday(weekday, way)


def _listed(first: int, second: DaySaid | int) -> DaysListed:
    last = OnDay(second) if isinstance(second, int) else second
    month = last.month if isinstance(last, OnDay) else None
    ahead = last.months_ahead if isinstance(last, OnDay) else None
    return DaysListed((OnDay(first, month, months_ahead=ahead), last))


def _apposed_apart(near: DaySaid, weekday: int) -> Apposed:
    return Apposed(near, weekday, after_comma=True)


def _with_hour(day: DaySaid, hour: HourSaid) -> DayAndHours | None:
    if isinstance(hour, Clock) and hour.is_bare and hour.hour == 1 and not hour.minute:
        return None  # «mañana una …» counts
    return DayAndHours(day, (hour,))


def _half_or_quarter(day: DaySaid, hour: int, minute: int) -> DayAndHours | None:
    """«miércoles 10 30» is half past ten, «viernes 18 10» the 18th at ten."""
    is_time = minute in (30, 45) and hour >= _FIRST_HOUR
    return DayAndHours(day, (Clock(hour, minute, grain=Grain.MINUTE),)) if is_time else None


_EL: Final = "(el|la|este|ese|dia|el dia|este dia)?"
_NEXT: Final = "(que viene|que entra|que sigue|entrante|proximo|siguiente|venidero)"
_THE_OTHER: Final = "(el|al) (otro|siguiente|que sigue)"

DAYS: Final = (
    # near
    Rule("near", "hoy (mismo|dia)?", lambda: InDays(0)),
    Rule("near", "(en)? el? dia de hoy", lambda: InDays(0)),
    Rule("near", "(en|dentro de) el dia", lambda: InDays(0)),
    Rule("near", "manana (mismo)?", lambda: InDays(1)),
    Rule("near", "(en)? el? dia de manana", lambda: InDays(1)),
    Rule("near", "pasado manana?", lambda: InDays(2)),
    Rule("near_day", "<near>", _same),
    Rule("near_day", "<near> (el|dia)? <weekday>", Apposed),
    Rule("near_day", "<near> , (el|dia)? <weekday>", _apposed_apart),
    Rule("near_day", "<near> ,? (el|dia)? {weekday} (el|dia)? {dom}", _same),
    Rule("near_day", "<near> ,? (el|dia)? {weekday}? {dated_in_words}", _same),
    # weekdays
    Rule("weekday_day", "(el|la|ese|dia|el dia)? <weekday>", OnWeekday),
    Rule("weekday_day", "este (mismo)? <weekday>", _weekday(Way.THIS)),
    Rule("weekday_day", f"{_EL} <weekday> {_NEXT}", _weekday(Way.COMING)),
    Rule("weekday_day", "(el|este)? (proximo|siguiente) <weekday>", _weekday(Way.COMING)),
    Rule("weekday_day", "(el)? otro <weekday>", _weekday(Way.OTHER)),
    Rule(
        "weekday_day",
        f"no (es|para)? (el|este) <weekday> {_NEXT}? ,? (si no|pero)? {_THE_OTHER} {{weekday}}?",
        _weekday(Way.OTHER),
    ),
    Rule(
        "weekday_day",
        "no (es|para)? este <weekday> ,? (si no|pero)? el (que viene|proximo|de la otra semana)",
        _weekday(Way.OTHER),
    ),
    Rule(
        "weekday_day",
        f"(el|este)? <weekday> {_NEXT}? ,? no ,? (si no|pero)? {_THE_OTHER} {{weekday}}?",
        _weekday(Way.OTHER),
    ),
    Rule("weekday_day", f"{_EL} <weekday> de? {{next_week}}", lambda day: InWeek(day, 1)),
    Rule("weekday_day", f"{_EL} <weekday> de (esta|la) semana", lambda day: InWeek(day, 0)),
    Rule("weekday_day", f"{_EL} <weekday> de la otra (semana)?", lambda day: InWeek(day, 2)),
    Rule(
        "weekday_day",
        f"{_EL} <weekday> de la otra semana? ,? no (de)? la (semana)? (que viene|proxima)",
        lambda day: InWeek(day, 2),
    ),
    Rule(
        "weekday_day",
        f"{_EL} <weekday> de la otra semana? ,? no (de)? esta (semana)?",
        lambda day: InWeek(day, 1),
    ),
    Rule("weekday_day", f"{_EL} <weekday> (en|dentro de) dos semanas", lambda day: InWeek(day, 2)),
    # «mar» is Tuesday only where nothing else fits, being the sea and March too
    Rule("weekday_day", "^ mar", lambda: OnWeekday(_TUESDAY)),
    Rule(
        "days",
        "<weekday_day> (o|u|y|,|/|-) mar",
        lambda day: DaysListed((day, OnWeekday(_TUESDAY))),
    ),
    Rule(
        "days",
        "(el)? mar (a las)? <hour_said>",
        lambda hour: DayAndHours(OnWeekday(_TUESDAY), (hour,)),
    ),
    Rule(
        "days",
        "(el)? mar (a|por|de|en) <la_part>",
        lambda part: DayAndHours(OnWeekday(_TUESDAY), (part,)),
    ),
    Rule("days", f"{_EL} <short_weekday> <sure_time>", lambda w, at: _with_hour(OnWeekday(w), at)),
    Rule(
        "days",
        f"{_EL} <short_weekday> a las <hour_said>",
        lambda w, at: _with_hour(OnWeekday(w), at),
    ),
    # together
    Rule("fixed_day", "<near_day>", _same),
    Rule("fixed_day", "<weekday_day>", _same),
    Rule("fixed_day", "<dated_day>", _same),
    Rule("oneday", "<fixed_day>", _same),
    Rule("oneday", "<dotted_day>", _same),
    Rule("oneday", "<numbered>", _same),
    Rule("oneday", "<nth_day>", _same),
    Rule("oneday", "<feast_day>", _same),
    Rule("oneday", "<offset>", _same),
    Rule("oneday", "<beside>", _same),
    Rule("days", "<oneday>", _same),
    Rule("days", "(el|los|dia|dias) <number> (o|u|y|,|/) (el)? <number>", _listed),
    Rule("days", "(el|los|dia|dias)? <number> (o|u|y|,|/) (el)? <dated>", _listed),
    # with an hour
    Rule(
        "days",
        f"{_EL} <weekday> <number> (a|por|en) <la_part>",
        lambda weekday, number, part: DayAndHours(NumberedWeekday(weekday, number), (part,)),
    ),
    Rule("days", "<fixed_day> <hour_said>", _with_hour),
    Rule("days", "<weekday_day> <hour> <two_digits> {hs}?", _half_or_quarter),
    Rule(
        "days",
        "<near_day> <hour> <two_digits> {hs}?",
        lambda day, hour, minute: DayAndHours(day, (Clock(hour, minute, grain=Grain.MINUTE),)),
    ),
    Rule("days", "<fixed_day> ,? <bare_window>", _with_hour),
    Rule("sure_days", "(el|al|del) <dated> <hhmm>", lambda day, v: _with_hour(day, Clock(*v))),
    Rule("days", "<fixed_day> (tarde|tardes)", lambda day: DayAndHours(day, (Part.AFTERNOON,))),
    Rule(
        "days",
        "^ de manana ,? <weekday_day>",
        lambda day: DayAndHours(day, (Part.MORNING,)),
    ),
    Rule("days", "manana manana", lambda: DayAndHours(InDays(1), (Part.MORNING,))),
    Rule("days", "<fixed_day> noche", lambda day: DayAndHours(day, (Part.NIGHT,))),
    Rule("this_part", "tarde", lambda: Part.AFTERNOON),
    Rule("this_part", "manana", lambda: Part.MORNING),
    Rule("this_part", "noche", lambda: Part.NIGHT),
    Rule("this_part", "<la_part>", lambda part: part),
    Rule(
        "days",
        "(a|por|en|para)? <la_part> de manana",
        lambda part: None if part is Part.MORNING else DayAndHours(InDays(1), (part,)),
    ),
    Rule(
        "days",
        "(a|para|tipo)? (las|la)? <clock> <half> de manana",
        lambda clock, half: _with_hour(InDays(1), with_half(clock, half)),
    ),
    Rule("days", "tarde del <fixed_day>", lambda day: DayAndHours(day, (Part.AFTERNOON,))),
    Rule("days", "noche del <fixed_day>", lambda day: DayAndHours(day, (Part.NIGHT,))),
    Rule("days", "(esta|este) (misma)? <this_part>", lambda part: DayAndHours(InDays(0), (part,))),
    Rule("days", "ahora (mismo)? <part>", lambda part: DayAndHours(InDays(0), (part,))),
    Rule("days", "ahora a? las <hour_said>", lambda hour: DayAndHours(InDays(0), (hour,))),
    Rule("held", "(turno|cita|consulta|clase|reserva|visita|sesion|hora)", bool),
    Rule(
        "days",
        "((el|mi|del|al|tu|la|los) {held}|agenda|turnos) de manana",
        lambda: DayAndHours(InDays(1), held=True),
    ),
    Rule("days", "(lo|el|la|los) de manana", lambda: DayAndHours(InDays(1), held=True)),
)
