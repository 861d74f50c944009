"""Rules for times counted from this minute: «en media hora», «en 2hs», «ahora mismo»."""

from typing import Final

from bot.language.times.grammar import Rule
from bot.language.times.hours import InMinutes
from bot.language.times.said import Now

_HOUR: Final = 60
_LONGEST_HOURS: Final = 72
_LONGEST_MINUTES: Final = 600


def _hours(count: int, more: int = 0) -> int | None:
    return count * _HOUR + more if 0 < count <= _LONGEST_HOURS else None


def _hedged(minutes: int) -> InMinutes:
    return InMinutes(minutes, approx=True)


NOW: Final = (
    Rule("while", "<num> minutos", lambda n: n if 0 < n <= _LONGEST_MINUTES else None),
    Rule("while", "<num> (hs|horas|hora|horitas)", _hours),
    Rule("while", "media (hora|horita)", lambda: 30),
    Rule("while", "(un)? cuarto de hora", lambda: 15),
    Rule("while", "(3|tres) cuartos de hora", lambda: 45),
    Rule("while", "{one_half} hora", lambda: 30),
    Rule("while", "(una|un)? (hora|horita)", lambda: _HOUR),
    Rule(
        "while", "(una)? (hora|horita) y (media|<quarter>)", lambda quarter: _HOUR + (quarter or 30)
    ),
    Rule("while", "(una)? (hora|horita) y <minutes> minutos?", lambda m: _HOUR + m),
    Rule("while", "<num> (hs|horas|hora) y <quarter>", _hours),
    Rule("while", "<num> (hs|horas|hora) y <minutes> minutos", _hours),
    Rule("while", "<num> y <quarter> (hs|horas)", _hours),
    Rule("while", "un par de horas", lambda: 2 * _HOUR),
    Rule("moment", "(hoy (mismo)?)? ,? (en|dentro de) <while>", InMinutes),
    Rule(
        "moment",
        "(en|dentro de) (unas|unos|como|aproximadamente|mas o menos|tipo) <while>",
        _hedged,
    ),
    Rule("moment", "de (aca|aqui|ahora) (a|en) <while>", _hedged),
    Rule("moment", "ahora (mismo|ya|nomas|al toque|urgente)", lambda: InMinutes(0, approx=True)),
    Rule(
        "moment",
        "(ya mismo|ya ya|en este momento|para ya|para ahora|en seguida|inmediatamente|ahora en un "
        "toque|ya urgente|ya urgentemente|ya por favor)",
        lambda: InMinutes(0, approx=True),
    ),
    Rule("moment", "^ ya (,|.|?)? $", lambda: InMinutes(0, approx=True)),
    Rule("now", "ya", lambda: Now(may_open=False)),
    Rule("now", "ahora", lambda: Now(may_open=True)),
)
