"""Rules for stretches of days: weeks, weekends, months, their parts, ranges and open ends."""

from typing import Final

from bot.language.times.days import DaySaid, OnDay, WeekdayBeside
from bot.language.times.grammar import Rule
from bot.language.times.long_weekends import LongWeekend
from bot.language.times.spans import (
    Between,
    Fortnight,
    MonthSaid,
    NthWeekday,
    PartOfMonth,
    PartOfWeek,
    Week,
    Weekend,
    WeekendOf,
    WeekHolding,
)
from bot.language.times.values import Grain

_DECEMBER: Final = 12
_THIRDS: Final = {"principios": (1, 10), "mediados": (11, 20), "fines": (21, -1)}
_LAST_WEEK: Final = -7
_SATURDAY: Final = 5
_NAMES: Final = (4, 7)


def third_of(third: str, month: MonthSaid) -> PartOfMonth:
    """Return the beginning, middle or end of a month."""
    return PartOfMonth(month, *_THIRDS[third], approx=True)


def _week_of_month(nth: int, month: MonthSaid) -> PartOfMonth:
    first, last = (_LAST_WEEK, -1) if nth < 0 else (7 * nth - 6, 7 * nth)
    return PartOfMonth(month, first, last, grain=Grain.WEEK)


def _fortnight(nth: int, month: MonthSaid | None) -> PartOfMonth | None:
    if nth not in (1, 2, -1):
        return None
    return PartOfMonth(month or MonthSaid(), *((1, 15) if nth == 1 else (16, -1)))


def _perhaps_a_name(month: int) -> PartOfMonth | None:
    """«para Abril» and «para Julio» may be for a person."""
    return PartOfMonth(MonthSaid(month), may_be_name=True) if month in _NAMES else None


def day_said(day: DaySaid | int) -> DaySaid:
    """Return a day; a number alone is a day of the month."""
    return OnDay(day) if isinstance(day, int) else day


_COMING: Final = "(que viene|proxima|entrante|siguiente|que entra|que sigue)"
_NEXT: Final = f"((proxima|proximo) semana|semana {_COMING})"
_AT: Final = "(a|en|para|por|hacia|sobre)?"

SPANS: Final = (
    # weeks
    Rule("next_week", f"(la)? {_NEXT}", bool),
    Rule("this_week", "(en|durante|dentro de|de|por)? esta (misma)? semana", bool),
    Rule("this_week", "(en|durante|dentro de|en el transcurso de|de) la semana", bool),
    Rule(
        "this_week", "(en|durante)? (lo que queda|el resto|lo que resta) de (la|esta) semana", bool
    ),
    Rule("next_week", f"(lo que queda|el resto|lo que resta|algun dia) de (la)? {_NEXT}", bool),
    Rule("stretch", "{this_week}", lambda: Week(0)),
    Rule("stretch", "(en|durante|para|dentro de)? {next_week}", lambda: Week(1)),
    Rule("stretch", "(mejor|prefiero|para|en|y|^|,) (en|para)? la que viene", lambda: Week(1)),
    Rule("stretch", "(la)? otra semana", lambda: Week(2, others=(1,))),
    Rule(
        "stretch",
        "no (en|para)? esta (semana)? ,? (si no|pero)? (la|en la|para la) (otra|proxima|que "
        f"viene|{_NEXT}|otra semana)",
        lambda: Week(1),
    ),
    Rule(
        "stretch",
        f"esta (semana)? no ,? (si no|pero)? (la|en la) (otra|proxima|que viene|{_NEXT}|otra "
        "semana)",
        lambda: Week(1),
    ),
    Rule(
        "stretch",
        f"no (la|en la) ({_NEXT}|que viene) ,? (si no|pero)? (la|en la) (otra|siguiente|otra "
        "semana|que sigue)",
        lambda: Week(2),
    ),
    Rule(
        "stretch",
        f"(la)? {_NEXT} no ,? (si no|pero)? (la|en la) (otra|siguiente|otra semana|que sigue)",
        lambda: Week(2),
    ),
    Rule("stretch", "la (que viene) no ,? la (otra|siguiente)", lambda: Week(2)),
    Rule("stretch", "(la)? otra semana ,? no la que viene", lambda: Week(2)),
    Rule(
        "week_begin",
        f"{_AT} (el)? (principios|arrancando|arranca|empezando|inicio) (de|del)? (la)?",
        bool,
    ),
    Rule("week_middle", f"{_AT} (la|el)? (mitad|mediados|medio) (de|del) (la)?", bool),
    Rule("week_end", f"{_AT} (el)? (fines|fin) de la", bool),
    Rule("that_week", "(semana|esta semana)", lambda: 0),
    Rule("that_week", _NEXT, lambda: 1),
    Rule("that_week", "otra semana", lambda: 2),
    Rule("stretch", "{week_begin} <that_week>", lambda weeks: PartOfWeek(0, 2, weeks)),
    Rule("stretch", "{week_middle} <that_week>", lambda weeks: PartOfWeek(2, 2, weeks)),
    Rule("stretch", "{week_end} <that_week>", lambda weeks: PartOfWeek(3, 4, weeks)),
    Rule("stretch", "{next_week} ,? a principios (de (la)? semana)?", lambda: PartOfWeek(0, 2, 1)),
    Rule(
        "stretch",
        "{next_week} ,? a (mediados|mitad) (de (la)? semana)?",
        lambda: PartOfWeek(2, 2, 1),
    ),
    Rule(
        "stretch",
        f"{_AT} (la)? semana (del|de la|que cae el|que cae) <range_day>",
        lambda day: WeekHolding(day_said(day)),
    ),
    Rule(
        "stretch",
        f"{_AT} (la)? semana del <range_day> (al|hasta el) <range_day>",
        lambda first, last: Between(day_said(first), day_said(last)),
    ),
    Rule("stretch", f"{_AT} (la)? semana de <base>", lambda day: WeekHolding(day)),
    Rule(
        "stretch",
        f"{_AT} (la)? semana (antes|anterior|previa) (a|al|de|del) <base>",
        lambda day: WeekHolding(day, -1),
    ),
    Rule(
        "stretch",
        f"{_AT} (la)? semana (despues|siguiente|posterior) (a|al|de|del) <base>",
        lambda day: WeekHolding(day, 1),
    ),
    # weekends
    Rule("weekend", "(finde|fin de semana|finde semana|fin de semanita|findecito) largo?", bool),
    Rule("long_weekend", "(finde|fin de semana|finde semana|findecito) largo", bool),
    Rule("stretch", f"{_AT} (el|este|al)? {{long_weekend}} (que viene|proximo)?", LongWeekend),
    Rule("stretch", f"{_AT} (el)? proximo {{long_weekend}}", LongWeekend),
    Rule("stretch", f"{_AT} (el)? {{long_weekend}} (de|del) <month_ref>", LongWeekend),
    Rule(
        "stretch",
        f"{_AT} (el)? {{long_weekend}} (de|del|por) <base>",
        lambda day: LongWeekend(day=day),
    ),
    Rule("stretch", f"{_AT} (el|este|al)? {{weekend}}", lambda: Weekend()),
    Rule(
        "stretch",
        f"{_AT} (el|este|al)? {{weekend}} (que viene|proximo|entrante|que entra)",
        lambda: Weekend(coming=True),
    ),
    Rule("stretch", f"{_AT} (el)? proximo {{weekend}}", lambda: Weekend(coming=True)),
    Rule("stretch", f"{_AT} (el)? otro {{weekend}}", lambda: Weekend(1)),
    Rule(
        "stretch", f"{_AT} (el)? {{weekend}} del <range_day>", lambda day: WeekendOf(day_said(day))
    ),
    Rule(
        "sure_days",
        f"{_AT} (el)? {{weekend}} (antes|anterior|previo) (a|al|de|del) <base>",
        lambda day: WeekendOf(WeekdayBeside(_SATURDAY, day, before=True)),
    ),
    Rule(
        "sure_days",
        f"{_AT} (el)? {{weekend}} (despues|siguiente|posterior) (a|al|de|del) <base>",
        lambda day: WeekendOf(WeekdayBeside(_SATURDAY, day, before=False)),
    ),
    Rule(
        "sure_days",
        f"{_AT} (el)? <nth> {{weekend}} (de|del) <month_ref>",
        lambda nth, month: WeekendOf(NthWeekday(nth, _SATURDAY, month)),
    ),
    Rule(
        "stretch",
        f"{_AT} (el)? {{weekend}} (siguiente|de la otra semana|de {_NEXT}|de la {_NEXT})",
        lambda: Weekend(1),
    ),
    Rule(
        "stretch",
        "no (este|el) {weekend} ,? (si no|pero)? el (otro|que viene|proximo|siguiente)",
        lambda: Weekend(1),
    ),
    Rule(
        "stretch",
        "(este|el) {weekend} no ,? (si no|pero)? el (otro|que viene|proximo|siguiente)",
        lambda: Weekend(1),
    ),
    # months and their parts
    Rule("stretch", "para <month>", _perhaps_a_name),
    Rule(
        "stretch",
        "(en|para|durante|todo|por|a) (el mes de|todo)? <month>",
        lambda month: PartOfMonth(MonthSaid(month)),
    ),
    Rule("stretch", "(en|para) <short_month>", lambda month: PartOfMonth(MonthSaid(month))),
    Rule("stretch", "^ <month> ?? $", lambda month: PartOfMonth(MonthSaid(month))),
    Rule("stretch", "el mes de <month>", lambda month: PartOfMonth(MonthSaid(month))),
    Rule("stretch", "<month> (que viene|proximo)", lambda month: PartOfMonth(MonthSaid(month))),
    Rule(
        "stretch",
        f"{_AT} (el)? (proximo mes|mes que viene|mes proximo|mes entrante|mes siguiente|mes que "
        "entra|otro mes)",
        lambda: PartOfMonth(MonthSaid(ahead=1)),
    ),
    Rule(
        "stretch", "(en|durante|dentro de)? (este|el) mes", lambda: PartOfMonth(MonthSaid(ahead=0))
    ),
    Rule(
        "stretch",
        "(en|durante)? (lo que queda|el resto) (de|del) (este)? mes",
        lambda: PartOfMonth(MonthSaid(ahead=0)),
    ),
    Rule(
        "third",
        f"{_AT} (los|el|la)? (principios|primeros dias|los primeros dias)",
        lambda: "principios",
    ),
    Rule("third", f"{_AT} (la)? (mediados|mitad)", lambda: "mediados"),
    Rule("third", f"{_AT} (el|los)? (fines|fin|ultimos dias)", lambda: "fines"),
    Rule(
        "stretch",
        "(este|el) mes ya? no ,? (si no|pero)? el (otro|que viene|proximo|siguiente)",
        lambda: PartOfMonth(MonthSaid(ahead=1)),
    ),
    Rule(
        "stretch",
        "(en|para) <month> ,? <third>",
        lambda month, third: third_of(third, MonthSaid(month)),
    ),
    Rule(
        "stretch",
        "(en|para) <month> ,? (a|en|para)? (la)? <nth> quincena",
        lambda month, nth: _fortnight(nth, MonthSaid(month)),
    ),
    Rule(
        "stretch",
        "(el)? <month_name> ,? (a|para|hacia) <third>",
        lambda month, third: third_of(third, MonthSaid(month)),
    ),
    Rule("stretch", "a? finde mes", lambda: third_of("fines", MonthSaid())),
    Rule("stretch", "<third> (de|del|d)? <month_ref>", third_of),
    Rule(
        "stretch",
        "a (fin|fines) de ano",
        lambda: PartOfMonth(MonthSaid(_DECEMBER), 21, -1, approx=True),
    ),
    Rule(
        "stretch",
        "(a)? principios (de|del) ano",
        lambda: PartOfMonth(MonthSaid(1), 1, 10, approx=True),
    ),
    Rule("stretch", f"{_AT} esta (misma)? quincena", lambda: Fortnight(is_next=False)),
    Rule("stretch", f"{_AT} (la)? quincena {_COMING}", lambda: Fortnight(is_next=True)),
    Rule("stretch", f"{_AT} (la)? (proxima|otra) quincena", lambda: Fortnight(is_next=True)),
    Rule("stretch", f"{_AT} (la)? <nth> quincena ((de|del) <month_ref>)?", _fortnight),
    Rule("stretch", f"{_AT} (la)? <nth> semana (de|del) <month_ref>", _week_of_month),
)
