"""Rules for what comes back: «todos los martes», «viernes por medio», «cada 15 días»."""

from typing import Final

from bot.language.times.days import OnDay
from bot.language.times.grammar import Rule
from bot.language.times.hours import Part
from bot.language.times.said import EVERY_DAY, WEEKDAY_CODES, Daily, FirstOf, Repeat
from bot.language.times.spans import MonthSaid, NthWeekday, Since

_DAYS_OF_WEEK: Final = 7
_FORTNIGHT: Final = 15


def weekly(weekdays: tuple[int, ...], interval: int = 1) -> Repeat:
    """Return the weekly repetition of some weekdays."""
    codes = ",".join(WEEKDAY_CODES[weekday] for weekday in sorted(set(weekdays)))
    every = f"INTERVAL={interval};" if interval > 1 else ""
    return Repeat(f"FREQ=WEEKLY;{every}BYDAY={codes}", FirstOf(weekdays), weekdays)


def _every(unit: str, interval: int = 1) -> Repeat:
    return Repeat(f"FREQ={unit}" + (f";INTERVAL={interval}" if interval > 1 else ""))


def _every_days(count: int) -> Repeat | None:
    """«cada 15 días» is every two weeks; other counts are literal."""
    if count == _FORTNIGHT or (count % _DAYS_OF_WEEK == 0 and count):
        return _every("WEEKLY", count // _DAYS_OF_WEEK)
    return _every("DAILY", count) if count else None


def _monthly(day: int) -> Repeat:
    return Repeat(f"FREQ=MONTHLY;BYMONTHDAY={day}", Since(OnDay(day)))


def _monthly_weekday(nth: int, weekday: int) -> Repeat:
    rule = f"FREQ=MONTHLY;BYDAY={nth}{WEEKDAY_CODES[weekday]}"
    return Repeat(rule, Since(NthWeekday(nth, weekday, MonthSaid())))


def _with_the_rest(day: int, rest: tuple[int, ...]) -> tuple[int, ...] | None:
    return (day, *rest) if len(rest) < _DAYS_OF_WEEK else None


REPEATS: Final = (
    Rule("weekdays_said", "<weekday>", lambda day: (day,)),
    Rule("weekdays_said", "<weekdays>", lambda day: (day,)),
    Rule(
        "weekdays_said",
        "<weekday> (,|y|e|o|,? y) (los|el)? <weekdays_said>",
        _with_the_rest,
    ),
    Rule(
        "weekdays_said",
        "<weekdays> (,|y|e|o) (los|el)? <weekdays_said>",
        _with_the_rest,
    ),
    Rule("all_the", "(todos|todas|todo|toditos) (los|lo)? (dias)?", bool),
    Rule("all_the", "(cada|los|los dias)", bool),
    Rule("weekends", "(fines de semana|findes|fin de semanas|finde)", bool),
    Rule("repeat", "{all_the} <weekdays_said>", weekly),
    Rule("repeat", "<weekdays>", lambda day: weekly((day,))),
    Rule("repeat", "(todos los|los|cada) {weekends}", lambda: weekly((5, 6))),
    Rule("repeat", "(todos los|los) dias (de semana|habiles)", lambda: weekly((0, 1, 2, 3, 4))),
    Rule("repeat", "(un|cada|los|el)? <weekday> (de)? por medio", lambda day: weekly((day,), 2)),
    Rule("repeat", "(los)? <weekdays> (de)? por medio", lambda day: weekly((day,), 2)),
    Rule(
        "repeat",
        "cada (2|dos) (<weekday>|<weekdays>)",
        lambda a, b: weekly((b if a is None else a,), 2),
    ),
    Rule("repeat", "todos los dias de lunes a viernes", lambda: weekly((0, 1, 2, 3, 4))),
    Rule("repeat", "fines de semana", lambda: weekly((5, 6))),
    Rule(
        "repeat",
        "(un|el)? <weekday> si (y)? (otro|uno|un {weekday}) no",
        lambda day: weekly((day,), 2),
    ),
    Rule("two_weeks", "(cada)? (15|quince) dias", bool),
    Rule("two_weeks", "cada (2|dos) semanas", bool),
    Rule("two_weeks", "semana (de)? por medio", bool),
    Rule("two_weeks", "(quincenal|quincenalmente|cada quincena)", bool),
    Rule(
        "repeat",
        "(una vez)? {two_weeks} ,? (el|los|un)? <weekdays_said>",
        lambda days: weekly(days, 2),
    ),
    Rule(
        "repeat",
        "(los|el|un)? <weekdays_said> ,? cada (15 dias|quince dias|2 semanas|dos semanas)",
        lambda days: weekly(days, 2),
    ),
    Rule(
        "repeat",
        "(los|el|un)? <weekdays_said> (semana por medio|cada semana)",
        lambda days: weekly(days),
    ),
    Rule("repeat", "semana (de)? por medio", lambda: _every("WEEKLY", 2)),
    Rule("repeat", "(todos los|todo los|cada) (dias|dia)", lambda: Repeat(EVERY_DAY, Daily())),
    Rule("daily_part", "(mananas|manana)", lambda: Part.MORNING),
    Rule("daily_part", "(tardes|tarde)", lambda: Part.AFTERNOON),
    Rule("daily_part", "(noches|noche)", lambda: Part.NIGHT),
    Rule("daily_part", "(mediodias|mediodia)", lambda: Part.MIDDAY),
    Rule(
        "repeat",
        "(todas las|todos los|cada) <daily_part>",
        lambda part: Repeat(EVERY_DAY, Daily(), hours=(part,)),
    ),
    Rule("repeat", "dia (de)? por medio", lambda: Repeat("FREQ=DAILY;INTERVAL=2", Daily())),
    Rule(
        "times", "(una|un|<num>) (vez|veces|clase|clases|sesion|sesiones|dias)", lambda number: True
    ),
    Rule("per", "(por|a|al|a la|cada|en la|en el)", bool),
    Rule("repeat", "{times} {per} semana", lambda: _every("WEEKLY")),
    Rule("repeat", "{times} {per} mes", lambda: _every("MONTHLY")),
    Rule("repeat", "{times} {per} dia", lambda: _every("DAILY")),
    Rule("repeat", "{times} {per} ano", lambda: _every("YEARLY")),
    Rule("repeat", "{times} cada <num> semanas", lambda count: _every("WEEKLY", count)),
    Rule("repeat", "{times} cada <num> dias", _every_days),
    Rule("repeat", "(cada|todas las) (semana|semanas)", lambda: _every("WEEKLY")),
    Rule("repeat", "(cada|todos los) (mes|meses)", lambda: _every("MONTHLY")),
    Rule("repeat", "(semanal|semanalmente)", lambda: _every("WEEKLY")),
    Rule("repeat", "(mensual|mensualmente)", lambda: _every("MONTHLY")),
    Rule("repeat", "(quincenal|quincenalmente|cada quincena)", lambda: _every("WEEKLY", 2)),
    Rule("repeat", "cada <num> (dias|dia)", _every_days),
    Rule(
        "repeat",
        "cada <num> (semanas|semana)",
        lambda count: _every("WEEKLY", count) if count else None,
    ),
    Rule(
        "repeat",
        "cada <num> (meses|mes)",
        lambda count: _every("MONTHLY", count) if count else None,
    ),
    Rule(
        "repeat",
        "(los|el|todos los) (dia|dias)? <number> de (cada|todos los) (mes|meses)",
        _monthly,
    ),
    Rule("repeat", "(el|los|todos los)? <nth> <weekday> de cada mes", _monthly_weekday),
    Rule(
        "repeat",
        "(todos)? los primeros <weekday> (de|del|de cada) mes",
        lambda day: _monthly_weekday(1, day),
    ),
    Rule("repeat", "cada <nth> <weekday> (del|de cada) mes", _monthly_weekday),
)
