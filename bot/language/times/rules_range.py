"""Rules for ranges of days, open ends and «lo antes posible»."""

from typing import Final

from bot.language.times.days import DaySaid, OnDay, OnWeekday
from bot.language.times.grammar import Rule
from bot.language.times.long_weekends import LongWeekend, NextHoliday
from bot.language.times.rules_span import day_said, third_of
from bot.language.times.said import Moved, TheOther
from bot.language.times.spans import (
    After,
    Between,
    Hedged,
    MonthSaid,
    PartOfMonth,
    Since,
    Soon,
    Soonest,
    Until,
    Week,
    Weekend,
)


def _same(day: DaySaid) -> DaySaid:
    return day


def _until_end(month: MonthSaid) -> Until:
    return Until(third_of("fines", month))


def _between(first: DaySaid | int, last: DaySaid | int) -> Between:
    return Between(day_said(first), day_said(last))


def _from_to(first: DaySaid | int, last: DaySaid | int) -> Between:
    return Between(day_said(first), day_said(last), moves=True)


RANGES: Final = (
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
        "(a? partir|desde|recien|recien a partir|recien desde|no antes|que no sea antes) "
        "(de|del|el|para el|a)? <range_end_sure>",
        Since,
    ),
    Rule(
        "days",
        "(a? partir|recien a partir|no antes|que no sea antes) del <number>",
        lambda day: Since(OnDay(day)),
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
    Rule("days", "(alrededor|cerca) (de|del) <range_day>", lambda day: Hedged(day_said(day))),
    Rule("until_day", "hasta (el)?", bool),
    Rule("until_day", "no (mas tarde|despues|mas alla) (de|del|que)", bool),
    Rule(
        "until_day",
        "(a mas tardar|como mucho|como maximo|maximo|como tope) (para)? (el|hasta el|hasta)?",
        bool,
    ),
    Rule("until_day", "(de|desde) (aca|aqui|hoy|ahora) (a|al|hasta el|hasta)", bool),
    Rule("days", "{until_day} <range_end_sure>", Until),
    Rule("days", "<oneday> ,? (a mas tardar|como (mucho|maximo|tope))", Until),
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
    Rule("days", "(despues|luego) del feriado", lambda: After(NextHoliday())),
    Rule("days", "antes del feriado", lambda: Until(NextHoliday(), included=False)),
    Rule("pointed", "el feriado", NextHoliday),
    Rule("pointed", "el {long_weekend}", LongWeekend),
    Rule("pointed", "el {weekend}", lambda: Weekend()),
    # of what people come back from, so that nobody lives there
    Rule("holidays_said", "(el|los)? <feast>", _same),
    Rule("holidays_said", "(el)? feriado", NextHoliday),
    Rule("holidays_said", "(el)? {long_weekend}", LongWeekend),
    Rule("sure_days", "(a la vuelta|cuando vuelva|volviendo) (de|del) <holidays_said>", After),
    Rule("days", "<stretch>", _same),
    Rule("the_other", "(en|para)? la (otra|siguiente|que (le)? sigue)", lambda: TheOther(True)),
    Rule("the_other", "(en|para)? el (otro|siguiente|que (le)? sigue)", lambda: TheOther(False)),
    Rule("moved_day", "(del|de) (el)? <number>", lambda day: Moved(OnDay(day), held=True)),
    Rule("moved_day", "al <number>", lambda day: Moved(OnDay(day))),
    # no day named, and yet one
    Rule("days", "<soonest>", _same),
    Rule(
        "have",
        "(tengas|tenes|tengan|haya|hay|tienen|tienes|puedas|puedan|pueda|se pueda|quede|te quede|"
        "salga|aparezca|consigas|se libere|sea)",
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
    Rule("soonest", "(cuanto|cuando) antes (mejor|posible)?", lambda: Soonest()),
    Rule("soonest", "(lo|el|la) (primero|primera|primer) {free}", lambda: Soonest()),
    Rule("soonest", "(el|la) (primer|primera) {slot} {free}?", lambda: Soonest()),
    Rule("soonest", "(el|la) (proximo|proxima) {slot} {free}", lambda: Soonest()),
    Rule(
        "soonest",
        "(el|la) (proximo|proxima|mas cercano|mas proximo) (disponible|libre|que {have})",
        Soonest,
    ),
    Rule("soonest", "(el|lo|la) que {have} mas (cerca|cercano|proximo|pronto)", Soonest),
    Rule("soonest", "el mas (cercano|proximo|pronto)", Soonest),
    Rule(
        "soonest",
        "(lo mas antes posible|de inmediato|con urgencia|lo mas antes que {have})",
        Soonest,
    ),
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
