"""Rules for dates, feasts and days counted from another: «15/3», «navidad», «de hoy en ocho»."""

from typing import Final

from bot.language.times.days import (
    DayBeside,
    DaySaid,
    InDays,
    InMonths,
    NumberedWeekday,
    OnDay,
    OnWeekday,
    WeekdayAhead,
    WeekdayBeside,
)
from bot.language.times.feasts import FEASTS, Feast
from bot.language.times.grammar import Rule
from bot.language.times.long_weekends import NextHoliday, WorkingWeekday
from bot.language.times.spans import Hedged, MonthSaid, NthWeekday, PartOfMonth
from bot.language.times.values import Grain

_FORTNIGHTS: Final = {15: 14, 8: 7}
_ROUND_DAYS: Final = frozenset((8, 10, 15, 20, 30, 40, 45, 60, 90))
_YEAR_MONTHS: Final = 12
_MARCH: Final = 3
_LONGEST_COUNT: Final = 365
_EL: Final = "(el|la|este|ese|dia|el dia|este dia)?"


def _same(day: DaySaid) -> DaySaid:
    return day


def _in_days(count: int) -> InDays | None:
    if count > _LONGEST_COUNT:
        return None
    return InDays(count, _FORTNIGHTS.get(count))


def _by_then(day: DaySaid) -> DaySaid:
    """«de acá a 10 días»: the day, hedged."""
    return InDays(day.count, day.idiom, approx=True) if isinstance(day, InDays) else day


def _days_by_then(count: int) -> DaySaid | None:
    """«de acá a 15»: days, where the number is one that days are counted in."""
    if count not in _ROUND_DAYS:
        return None
    return InDays(count, _FORTNIGHTS.get(count), approx=True)


def _idiom(day: DaySaid, count: int) -> Hedged | None:
    """«de hoy en ocho» is a week from today, «en quince» two."""
    return Hedged(DayBeside(day, _FORTNIGHTS[count])) if count in _FORTNIGHTS else None


def _nth_ahead(nth: int, weekday: int) -> DaySaid:
    """«el primer lunes»: from now on; «el último viernes»: of the month at hand."""
    return WeekdayAhead(weekday, nth) if nth > 0 else NthWeekday(nth, weekday, MonthSaid())


def _dated(day: int, month: int, year: int | None = None) -> OnDay:
    return OnDay(day, month, year)


def _of_pair(pair: tuple[int, int]) -> OnDay:
    return OnDay(*pair)


_FEASTS: Final = tuple(
    Rule("feast", pattern, lambda of_year=of_year: Feast(of_year))
    for pattern, of_year in FEASTS.items()
)

DATES: Final = (
    *_FEASTS,
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
    Rule("dated_in_words", "<month> (el|dia|el dia)? <number>", lambda m, day: OnDay(day, m)),
    Rule(
        "dated_in_words",
        "<short_month> (el|dia|el dia)? <number>",
        lambda m, day: None if m == _MARCH else OnDay(day, m),  # «mar 3» is rather a Tuesday
    ),
    Rule("dated_in_words", "<day_month>", _of_pair),
    Rule("dated_in_words", "<full_date>", lambda parts: OnDay(*parts)),
    Rule("dated", "<dated_in_words>", _same),
    Rule("dated", "<dot_date>", _of_pair),
    Rule("month_at_hand", "(este mes|corriente|mes|corriente mes|mes corriente)", lambda: 0),
    Rule(
        "month_at_hand",
        "(el)? (mes que viene|proximo mes|mes proximo|mes entrante|mes siguiente|otro mes|mes "
        "que entra)",
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
    Rule("numbered", f"{_EL} <short_weekday> <number>", NumberedWeekday),
    Rule("numbered", "(el|dia|el dia|este|este dia) <number>", OnDay),
    Rule("numbered", "(el|dia|el dia) {first}", lambda: OnDay(1)),
    Rule(
        "nth_day",
        "(un|algun) <weekday> (de|en) <month_name>",
        lambda weekday, month: NthWeekday(1, weekday, MonthSaid(month)),
    ),
    Rule(
        "nth_day",
        "(el)? <nth> <weekday> (de|del) <month_ref>",
        lambda nth, weekday, month: NthWeekday(nth, weekday, month),
    ),
    Rule("nth_day", "(el)? <nth> <weekday>", _nth_ahead),
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
    Rule("feast_day", "(el)? feriado (de|del) <weekday>", OnWeekday),
    Rule("feast_day", "(el)? proximo feriado", NextHoliday),
    Rule("feast_day", "(el)? feriado que viene", NextHoliday),
    Rule("weekday_day", f"{_EL} <weekday> que no (es|sea|cae|caiga) (en)? feriado", WorkingWeekday),
    # counted from now or from another day
    Rule("how_many", "<num>", lambda number: number),
    Rule("how_many", "un par de", lambda: 2),
    Rule("how_many", "(unos|unas) <num>", lambda number: number),
    Rule("ahead", "<how_many> (dias|dia)", _in_days),
    Rule(
        "ahead",
        "<how_many> (semanas|semana|semanita)",
        lambda n: InDays(n * 7) if n * 7 <= _LONGEST_COUNT else None,
    ),
    Rule(
        "ahead", "<how_many> (meses|mes)", lambda n: InMonths(n) if n <= _YEAR_MONTHS * 2 else None
    ),
    Rule("ahead", "una quincena", lambda: InDays(15, 14)),
    Rule("ahead", "(una)? semana y media", lambda: InDays(10, approx=True)),
    Rule("ahead", "(un)? mes y medio", lambda: InDays(45, approx=True)),
    Rule("ahead", "un ano", lambda: InMonths(_YEAR_MONTHS)),
    Rule("offset", "(en|dentro de) (unos|unas) <ahead>", _by_then),
    Rule("offset", "(en|dentro de) <ahead>", _same),
    Rule("offset", "(en|dentro de) <how_many> <weekday>", lambda n, w: WeekdayAhead(w, n or 1)),
    Rule("offset", "(en|dentro de) <how_many> <weekdays>", lambda n, w: WeekdayAhead(w, n or 1)),
    Rule("offset", "de (aca|aqui|hoy|ahora) (a|en) <ahead>", _by_then),
    Rule("offset", "de (aca|aqui) a <num> (,|.|?|$)", _days_by_then),
    Rule("offset", "(de)? <near> en <num> dias?", _idiom),
    Rule("offset", "de (este)? <weekday> en <num> dias?", lambda w, n: _idiom(OnWeekday(w), n)),
    Rule("offset", f"{_EL} <weekday> en <num> dias?", lambda w, n: _idiom(OnWeekday(w), n)),
    Rule("base", "<feast_day>", _same),
    Rule("base", "<dated_day>", _same),
    Rule("base", "<numbered>", _same),
    Rule("base", "(el)? feriado", NextHoliday),  # alone it is any: «¿el feriado abren?»
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
)
