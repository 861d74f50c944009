"""Rules for single days: «pasado», «el viernes que viene», «el 15/3», «de hoy en ocho».

`oneday` is any single day; `fixed_day` one after which a bare number is an hour
(«mañana 10»), which «el 15» is not.
"""

from typing import Final

from bot.language.times.days import (
    DayBeside,
    DaySaid,
    InDays,
    InMonths,
    InWeek,
    NumberedWeekday,
    OnDay,
    OnWeekday,
    Way,
    WeekdayBeside,
)
from bot.language.times.feasts import FEASTS, Feast
from bot.language.times.grammar import Rule
from bot.language.times.hours import Clock, HourSaid, Part
from bot.language.times.said import Apposed, DayAndHours, DaysListed
from bot.language.times.spans import MonthSaid, NthWeekday, PartOfMonth
from bot.language.times.values import Grain

_FORTNIGHTS: Final = {15: 14, 8: 7}
_YEAR_MONTHS: Final = 12
_TUESDAY: Final = 1
_LONGEST_COUNT: Final = 365


def _same(day: DaySaid) -> DaySaid:
    return day


def _weekday(way: Way) -> object:
    return lambda weekday: OnWeekday(weekday, way)


def _in_days(count: int) -> InDays | None:
    if count > _LONGEST_COUNT:
        return None
    return InDays(count, _FORTNIGHTS.get(count))


def _by_then(day: DaySaid) -> DaySaid:
    """«de acá a 10 días»: the day, hedged."""
    return InDays(day.count, day.idiom, approx=True) if isinstance(day, InDays) else day


def _idiom(day: DaySaid, count: int) -> DayBeside | None:
    """«de hoy en ocho» is a week from today, «en quince» two."""
    return DayBeside(day, _FORTNIGHTS[count]) if count in _FORTNIGHTS else None


def _dated(day: int, month: int, year: int | None = None) -> OnDay:
    return OnDay(day, month, year)


def _of_pair(pair: tuple[int, int]) -> OnDay:
    return OnDay(*pair)


def _listed(first: int, second: DaySaid | int) -> DaysListed:
    last = OnDay(second) if isinstance(second, int) else second
    month = last.month if isinstance(last, OnDay) else None
    ahead = last.months_ahead if isinstance(last, OnDay) else None
    return DaysListed((OnDay(first, month, months_ahead=ahead), last))


def _with_hour(day: DaySaid, hour: HourSaid) -> DayAndHours | None:
    if isinstance(hour, Clock) and hour.is_bare and hour.hour == 1 and not hour.minute:
        return None  # «mañana una …» counts
    return DayAndHours(day, (hour,))


_EL: Final = "(el|la|este|ese|dia|el dia|este dia)?"
_NEXT: Final = "(que viene|que entra|que sigue|entrante|proximo|siguiente|venidero)"
_THE_OTHER: Final = "(el|al) (otro|siguiente|que sigue)"

_FEAST_RULES: Final = tuple(
    Rule("feast", pattern, lambda of_year=of_year: Feast(of_year))
    for pattern, of_year in FEASTS.items()
)

DAYS: Final = (
    *_FEAST_RULES,
    # near
    Rule("near", "hoy (mismo|dia)?", lambda: InDays(0)),
    Rule("near", "(en)? el? dia de hoy", lambda: InDays(0)),
    Rule("near", "(en|dentro de) el dia", lambda: InDays(0)),
    Rule("near", "manana (mismo)?", lambda: InDays(1)),
    Rule("near", "(en)? el? dia de manana", lambda: InDays(1)),
    Rule("near", "pasado manana?", lambda: InDays(2)),
    Rule("near_day", "<near>", _same),
    Rule("near_day", "<near> ,? (el|dia)? <weekday>", Apposed),
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
        f"no (el|este) <weekday> {_NEXT}? ,? (si no|pero)? {_THE_OTHER} {{weekday}}?",
        _weekday(Way.OTHER),
    ),
    Rule(
        "weekday_day",
        "no este <weekday> ,? (si no|pero)? el (que viene|proximo|de la otra semana)",
        _weekday(Way.OTHER),
    ),
    Rule(
        "weekday_day",
        f"(el|este)? <weekday> {_NEXT}? ,? no ,? (si no|pero)? {_THE_OTHER} {{weekday}}?",
        _weekday(Way.OTHER),
    ),
    Rule("weekday_day", f"{_EL} <weekday> de? {{next_week}}", lambda day: InWeek(day, 1)),
    Rule("weekday_day", f"{{next_week}} ,? {_EL} <weekday>", lambda day: InWeek(day, 1)),
    Rule("weekday_day", f"{_EL} <weekday> de (esta|la) semana", lambda day: InWeek(day, 0)),
    Rule("weekday_day", f"esta semana ,? {_EL} <weekday>", lambda day: InWeek(day, 0)),
    Rule("weekday_day", f"{_EL} <weekday> de la otra (semana)?", lambda day: InWeek(day, 2)),
    Rule("weekday_day", f"la otra semana ,? {_EL} <weekday>", lambda day: InWeek(day, 2)),
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
    Rule("weekday_day", f"{_EL} <weekday> en <dom> dias?", lambda w, n: _idiom(OnWeekday(w), n)),
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
    # dates
    Rule("number", "<dom>", lambda day: day),
    Rule("number", "treinta y (un|uno)", lambda: 31),
    Rule("number", "<padded>", lambda day: day or None),
    Rule("month_name", "<month>", lambda month: month),
    Rule("month_name", "<short_month>", lambda month: month),
    Rule("dated_in_words", "<number> de? <month_name> ((de|del)? <year>)?", _dated),
    Rule("dated_in_words", "<number> (de|del) (mes de) <month_name>", _dated),
    Rule(
        "dated_in_words",
        "(primero|{first}) de? <month_name> ((de|del)? <year>)?",
        lambda m, y: OnDay(1, m, y),
    ),
    Rule("dated_in_words", "<day_month>", _of_pair),
    Rule("dated_in_words", "<full_date>", lambda parts: OnDay(*parts)),
    Rule("dated", "<dated_in_words>", _same),
    Rule("dated", "<dot_date>", _of_pair),
    Rule("month_at_hand", "(este mes|corriente|mes|corriente mes|mes corriente)", lambda: 0),
    Rule(
        "month_at_hand",
        "(el)? (mes que viene|proximo mes|mes proximo|mes entrante|mes siguiente|otro mes|mes que entra)",
        lambda: 1,
    ),
    Rule("dated", "<number> (de|del) <month_at_hand>", lambda day, n: OnDay(day, months_ahead=n)),
    Rule("dated", "(primero|{first}) (de|del) <month_at_hand>", lambda n: OnDay(1, months_ahead=n)),
    Rule("dated_day", f"{_EL} <dated>", _same),
    Rule("dated_day", "(el|dia|^) <loose_date>", _of_pair),
    Rule("dated_day", f"{_EL} {{weekday}} ,? (el|dia|el dia)? <dated_in_words>", _same),
    Rule(
        "dotted_day", f"{_EL} <weekday> <dot_date>", lambda day, pair: NumberedWeekday(day, *pair)
    ),
    Rule("numbered", f"{_EL} <weekday> ,? (el|dia|el dia)? <number>", NumberedWeekday),
    Rule("numbered", "(el|dia|el dia|este|este dia) <number>", OnDay),
    Rule("numbered", "(el|dia|el dia) {first}", lambda: OnDay(1)),
    Rule(
        "nth_day",
        "(el)? <nth> <weekday> (de|del) <month_ref>",
        lambda nth, weekday, month: NthWeekday(nth, weekday, month),
    ),
    Rule(
        "nth_day",
        "(el)? ultimo dia (habil)? (de|del) <month_ref>",
        lambda month: PartOfMonth(month, -1, -1, grain=Grain.DAY),
    ),
    Rule("month_ref", "<month_name>", MonthSaid),
    Rule("month_ref", "(este)? mes", MonthSaid),
    Rule(
        "month_ref",
        "<month_at_hand>",
        lambda ahead: MonthSaid(ahead=ahead) if ahead else MonthSaid(),
    ),
    # feasts
    Rule("feast_day", "(el|la|los|las|al)? (feriado (de|del)?)? <feast>", _same),
    Rule("feast_day", "(el)? feriado (de|del) <dated_day>", _same),
    Rule("feast_day", "(el)? feriado del <number>", OnDay),
    # counted from now or from another day
    Rule("how_many", "<num>", lambda number: number),
    Rule("how_many", "un par de", lambda: 2),
    Rule("how_many", "(unos|unas) <num>", lambda number: number),
    Rule("ahead", "<how_many> (dias|dia)", _in_days),
    Rule(
        "ahead",
        "<how_many> (semanas|semana)",
        lambda n: InDays(n * 7) if n * 7 <= _LONGEST_COUNT else None,
    ),
    Rule(
        "ahead", "<how_many> (meses|mes)", lambda n: InMonths(n) if n <= _YEAR_MONTHS * 2 else None
    ),
    Rule("ahead", "una quincena", lambda: InDays(15, 14)),
    Rule("ahead", "(una)? semana y media", lambda: InDays(10, approx=True)),
    Rule("ahead", "(un)? mes y medio", lambda: InDays(45, approx=True)),
    Rule("ahead", "un ano", lambda: InMonths(_YEAR_MONTHS)),
    Rule("offset", "(en|dentro de|de) <ahead>", _same),
    Rule("offset", "(en|dentro de) (unos|unas) <ahead>", _by_then),
    Rule("offset", "de (aca|aqui|hoy|ahora|aca) (a|en) <ahead>", _by_then),
    Rule("offset", "(de)? <near> en <num> dias?", _idiom),
    Rule("offset", "de (este)? <weekday> en <num> dias?", lambda w, n: _idiom(OnWeekday(w), n)),
    Rule("base", "<feast_day>", _same),
    Rule("base", "<dated_day>", _same),
    Rule("base", "<numbered>", _same),
    Rule(
        "beside", "<how_many> (dia|dias) antes (de|del) <base>", lambda n, day: DayBeside(day, -n)
    ),
    Rule(
        "beside", "<how_many> (dia|dias) despues (de|del) <base>", lambda n, day: DayBeside(day, n)
    ),
    Rule(
        "beside",
        "(el)? dia (anterior|previo|antes) (a|al|de|del) <base>",
        lambda day: DayBeside(day, -1),
    ),
    Rule("beside", "(la)? vispera (de|del) <base>", lambda day: DayBeside(day, -1)),
    Rule(
        "beside",
        "(el)? dia (siguiente|despues|posterior) (a|al|de|del) <base>",
        lambda day: DayBeside(day, 1),
    ),
    Rule(
        "beside",
        "(el)? <weekday> (antes|anterior|previo) (a|al|de|del) <base>",
        lambda w, day: WeekdayBeside(w, day, before=True),
    ),
    Rule(
        "beside",
        "(el)? <weekday> (despues|siguiente|posterior) (a|al|de|del) <base>",
        lambda w, day: WeekdayBeside(w, day, before=False),
    ),
    Rule("sure_days", "<beside>", _same),
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
    Rule("days", "<fixed_day> <hour_said>", _with_hour),
    Rule("days", "<fixed_day> ,? <bare_window>", _with_hour),
    Rule("sure_days", "(el|al|del) <dated> <hhmm>", lambda day, v: _with_hour(day, Clock(*v))),
    Rule("days", "<fixed_day> (tarde|tardes)", lambda day: DayAndHours(day, (Part.AFTERNOON,))),
    Rule("days", "<fixed_day> noche", lambda day: DayAndHours(day, (Part.NIGHT,))),
    Rule("this_part", "tarde", lambda: Part.AFTERNOON),
    Rule("this_part", "manana", lambda: Part.MORNING),
    Rule("this_part", "noche", lambda: Part.NIGHT),
    Rule("this_part", "<la_part>", lambda part: part),
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
