"""Rules for stretches of days: weeks, weekends, months, their parts, ranges and open ends."""

from typing import Final

from bot.language.times.days import DaySaid, OnDay, OnWeekday, WeekdayBeside
from bot.language.times.grammar import Rule
from bot.language.times.spans import (
    After,
    Between,
    Hedged,
    MonthSaid,
    NthWeekday,
    PartOfMonth,
    PartOfWeek,
    Since,
    Soon,
    Soonest,
    Until,
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


def _same(day: DaySaid) -> DaySaid:
    return day


def _third(third: str, month: MonthSaid) -> PartOfMonth:
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


def _until_end(month: MonthSaid) -> Until:
    return Until(_third("fines", month))


def _day(day: DaySaid | int) -> DaySaid:
    return OnDay(day) if isinstance(day, int) else day


def _between(first: DaySaid | int, last: DaySaid | int) -> Between:
    return Between(_day(first), _day(last))


def _from_to(first: DaySaid | int, last: DaySaid | int) -> Between:
    return Between(_day(first), _day(last), moves=True)


_COMING: Final = "(que viene|proxima|entrante|siguiente|que entra|que sigue)"
_NEXT: Final = f"(proxima semana|semana {_COMING})"
_AT: Final = "(a|en|para|por|hacia|sobre)?"

SPANS: Final = (
    # weeks
    Rule("next_week", f"(la)? {_NEXT}", bool),
    Rule("this_week", "(en|durante|dentro de|de|por)? esta (misma)? semana", bool),
    Rule("this_week", "(en|durante|dentro de|en el transcurso de|de) la semana", bool),
    Rule(
        "this_week", "(en|durante)? (lo que queda|el resto|lo que resta) de (la|esta) semana", bool
    ),
    Rule("stretch", "{this_week}", lambda: Week(0)),
    Rule("stretch", "(en|durante|para|dentro de)? {next_week}", lambda: Week(1)),
    Rule("stretch", "(la)? otra semana", lambda: Week(2, others=(1,))),
    Rule(
        "stretch",
        f"no (en|para)? esta (semana)? ,? (si no|pero)? (la|en la|para la) (otra|proxima|que viene|{_NEXT}|otra semana)",
        lambda: Week(1),
    ),
    Rule(
        "stretch",
        f"esta (semana)? no ,? (si no|pero)? (la|en la) (otra|proxima|que viene|{_NEXT}|otra semana)",
        lambda: Week(1),
    ),
    Rule(
        "stretch",
        f"no (la|en la) ({_NEXT}|que viene) ,? (si no|pero)? (la|en la) (otra|siguiente|otra semana|que sigue)",
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
    Rule("stretch", "{next_week} ,? a principios", lambda: PartOfWeek(0, 2, 1)),
    Rule("stretch", "{next_week} ,? a (mediados|mitad)", lambda: PartOfWeek(2, 2, 1)),
    Rule(
        "stretch",
        f"{_AT} (la)? semana (del|de la|que cae el|que cae) <range_day>",
        lambda day: WeekHolding(_day(day)),
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
    Rule("stretch", f"{_AT} (el|este|al)? {{weekend}}", lambda: Weekend()),
    Rule(
        "stretch",
        f"{_AT} (el|este|al)? {{weekend}} (que viene|proximo|entrante|que entra)",
        lambda: Weekend(coming=True),
    ),
    Rule("stretch", f"{_AT} (el)? proximo {{weekend}}", lambda: Weekend(coming=True)),
    Rule("stretch", f"{_AT} (el)? otro {{weekend}}", lambda: Weekend(1)),
    Rule("stretch", f"{_AT} (el)? {{weekend}} del <range_day>", lambda day: WeekendOf(_day(day))),
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
        f"{_AT} (el)? (proximo mes|mes que viene|mes proximo|mes entrante|mes siguiente|mes que entra|otro mes)",
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
    Rule("stretch", "a? finde mes", lambda: _third("fines", MonthSaid())),
    Rule("stretch", "<third> (de|del|d)? <month_ref>", _third),
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
    Rule("stretch", f"{_AT} (la)? <nth> quincena ((de|del) <month_ref>)?", _fortnight),
    Rule("stretch", f"{_AT} (la)? <nth> semana (de|del) <month_ref>", _week_of_month),
    # ranges
    Rule("range_day", "<oneday>", _same),
    Rule("range_day", "<number>", lambda day: day),
    Rule("range_end", "<range_day>", lambda day: day),
    Rule("range_end", "<stretch>", _same),
    Rule("days", "del <range_day> (al|hasta el|a|hasta) <range_end>", _from_to),
    Rule("days", "(de|desde) <oneday> (a|al|hasta|hasta el) <range_end>", _from_to),
    Rule("days", "desde el? <range_day> (al|hasta|hasta el|a) <range_end>", _between),
    Rule("days", "entre <oneday> y (el)? <range_day>", _between),
    Rule("days", "entre el? <number> y el? <dated>", _between),
    Rule("days", "<weekday> a <weekday>", lambda a, b: Between(OnWeekday(a), OnWeekday(b))),
    # open ends
    Rule(
        "days",
        "(a? partir|desde|recien|recien a partir|recien desde|no antes) (de|del|el|para el|a)? <range_end_sure>",
        Since,
    ),
    Rule(
        "days", "(a? partir|recien a partir|no antes) del <number>", lambda day: Since(OnDay(day))
    ),
    Rule("days", "recien (para|en|a)? <range_end_sure>", Since),
    Rule(
        "days", "(del|de) <range_end_sure> (en (adelante|mas)|(para|pa) (adelante|delante))", Since
    ),
    Rule(
        "days",
        "del <number> (en (adelante|mas)|(para|pa) (adelante|delante))",
        lambda day: Since(OnDay(day)),
    ),
    Rule("days", "<oneday> (en|para|pa) adelante", Since),
    Rule("days", "<oneday> o (despues|mas adelante)", Since),
    Rule("range_end_sure", "<oneday>", _same),
    Rule("range_end_sure", "<stretch>", _same),
    Rule("range_end_sure", "<month>", lambda month: PartOfMonth(MonthSaid(month))),
    Rule("days", "(alrededor|cerca) (de|del) <range_day>", lambda day: Hedged(_day(day))),
    Rule("until_day", "hasta (el)?", bool),
    Rule("until_day", "no (mas tarde|despues|mas alla) (de|del|que)", bool),
    Rule(
        "until_day",
        "(a mas tardar|como mucho|como maximo|maximo|como tope) (para)? (el|hasta el|hasta)?",
        bool,
    ),
    Rule("until_day", "(de|desde) (aca|aqui|hoy|ahora) (a|al|hasta el|hasta)", bool),
    Rule("days", "{until_day} <range_end_sure>", Until),
    Rule("days", "(de|desde) (aca|aqui|hoy) (al|hasta el) <number>", lambda day: Until(OnDay(day))),
    Rule(
        "days",
        "antes (de|del|que) (termine|terminar|termina)? (el|los)? (fin|fines) (de|del) <month_ref>",
        _until_end,
    ),
    Rule("days", "antes (de|del|que) (termine|terminar|termina) (el|la)? <month_ref>", _until_end),
    Rule("days", "antes (de|del) <range_end_sure>", lambda day: Until(day, included=False)),
    Rule("days", "antes del <number>", lambda day: Until(OnDay(day), included=False)),
    Rule(
        "days", "antes (de que|que)? (termine|terminar|termina) la semana", lambda: Until(Week(0))
    ),
    Rule("days", "(despues|luego) (de|del) <range_end_sure>", After),
    Rule("days", "(despues|luego) del <number>", lambda day: After(OnDay(day))),
    Rule("days", "(pasado|pasada|pasadas|pasando) <pointed>", After),
    Rule("pointed", "el <number>", OnDay),
    Rule("pointed", "<feast_day>", _same),
    Rule("pointed", "el {weekend}", lambda: Weekend()),
    Rule("days", "<stretch>", _same),
    # no day named, and yet one
    Rule("days", "<soonest>", _same),
    Rule(
        "have",
        "(tengas|tenes|tengan|haya|hay|tienen|tienes|puedas|puedan|pueda|se pueda|quede|te quede|salga|aparezca|consigas|se libere|sea)",
        bool,
    ),
    Rule(
        "slot",
        "(turno|turnito|lugar|lugarcito|hueco|huequito|espacio|horario|hora|cita|disponible|libre)",
        bool,
    ),
    Rule("free", "(disponible|libre|posible|que {have}|que {have} (libre|disponible))", bool),
    Rule(
        "soonest",
        "lo (antes|mas (pronto|rapido|urgente|cercano|proximo|cerca)) (posible|que {have})",
        lambda: Soonest(),
    ),
    Rule("soonest", "cuanto antes (mejor|posible)?", lambda: Soonest()),
    Rule("soonest", "(lo|el|la) (primero|primera|primer) {free}", lambda: Soonest()),
    Rule("soonest", "(el|la) (primer|primera) {slot} {free}?", lambda: Soonest()),
    Rule("soonest", "(el|la) (proximo|proxima) {slot} {free}", lambda: Soonest()),
    Rule("soonest", "(el)? {slot} (mas (cercano|proximo|pronto|cerca)) {free}?", lambda: Soonest()),
    Rule("soonest", "lo que {have} (mas (cerca|pronto|cercano|rapido)|primero)", lambda: Soonest()),
    Rule(
        "soonest", "(apenas|ni bien|en cuanto) {have} (algo|un {slot}|{slot})?", lambda: Soonest()
    ),
    Rule(
        "soonest",
        "(al toque|a la brevedad|asap|lo mas ya|cuanto mas rapido mejor|cuanto mas pronto mejor)",
        lambda: Soonest(),
    ),
    Rule("days", "(en|dentro de) un (rato|ratito|toque|ratin|momento|momentito)", Soon),
)
