"""An appointment that comes again: how often, and how many times, as people say it.

«todos los martes a las 10 por 8 semanas», «cada 15 días, 6 veces», «los próximos 4 jueves»; and
the days on which it does not: «menos el 22».
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.language.folding import fold
from bot.language.times import read_times

_NUMBERS = {
    "un": 1, "una": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7,
    "ocho": 8, "nueve": 9, "diez": 10, "once": 11, "doce": 12, "quince": 15, "veinte": 20,
}  # fmt: skip
_N = rf"(\d{{1,2}}|{'|'.join(_NUMBERS)})"
_DAY = r"(?:lunes|martes|miercoles|jueves|viernes|sabados?|domingos?)"
_EVERY = re.compile(
    rf"\b(?:todos los {_DAY}|todas las semanas|cada (?:{_DAY}|semana)|semanal(?:mente)?|turno fijo|"
    rf"fijo (?:los|todos)|cada (?:15|quince) dias|quincenal(?:mente)?|semana por medio|"
    rf"{_DAY} por medio|cada {_N} semanas)\b"
)
_COUNTED_DAYS = re.compile(
    rf"\b(?:(?:los|las) )?(?:proxim[oa]s |siguientes )?{_N} (?={_DAY}\b)|"
    r"\b(?:seguid[oa]s|consecutiv[oa]s)\b"
)
_FORTNIGHT = re.compile(
    r"\bcada (?:15|quince) dias\b|\bquincenal|\bpor medio\b|\bcada (?:2|dos) semanas\b"
)
_EVERY_WEEKS = re.compile(rf"\bcada {_N} semanas\b")
_FOR_WEEKS = re.compile(
    rf"[,]?\s*\b(?:(?:por|durante|x|las|por las|durante las) )?(?:proximas |siguientes )?"
    rf"(?<!cada )(?<!\ben )(?<!dentro de )(?<!hace )\b{_N} semanas\b"
)
_OF_WEEKS = re.compile(rf"\blos {_DAY}\b|\b(?:por|durante|x) (?:las )?(?:proximas )?{_N} semanas\b")
_FOR_MONTHS = re.compile(
    rf"[,]?\s*\b(?:por|durante|x)?\s*(?:los |el )?(?:proximos? )?{_N} mes(?:es)?\b|"
    r"\b(?:por|durante) (?:todo )?(?:el|un) mes\b"
)
_TIMES = re.compile(
    rf"[,]?\s*\b(?:por |x )?{_N} (?:veces|turnos|sesiones|clases)\b(?! (?:por|a la))"
)
_UNTIL = re.compile(r"\bhasta (?!las?\b|que\b)(.{3,30})")
_ALONE = re.compile(rf"^\W*(?:por |unas? |unos |como )*{_N}\b")
_ONE_ONLY = re.compile(
    r"\b(?:sol(?:o|amente)|nomas) (?:el primero|uno|ese|esa|una vez|el (?:lunes|martes|miercoles|"
    r"jueves|viernes|sabado))\b|\bun[oa] sol[oa]\b|\b(?:el primero|ese) (?:solo|nomas)\b"
)
_DATE = re.compile(
    rf"(?<!\bla )(?<!\blas )\b(?:{_DAY} )?\d{{1,2}}(?: ?/ ?\d{{1,2}}| de (?:enero|febrero|marzo|"
    r"abril|mayo|junio|julio|agosto|septiembre|setiembre|octubre|noviembre|diciembre))?\b"
    r"(?!:|[.,]\d| ?(?:hs?|horas?|semanas?|mes(?:es)?|veces|turnos|sesiones|clases)\b)"
)
_LEFT_OUT = re.compile(
    r"[,]?\s*\b(?:pero )?(?:menos|salvo|excepto|sacando|sin contar|sin) (?:el|los|ese|este|del) "
    rf"(?:dias? )?(?={_DATE.pattern})"
)
_TAKES_OUT = re.compile(
    r"\b(?:menos|salvo|excepto|sin|saca\w*|quita\w*|borra\w*|cancela\w*|saltea\w*|anula\w*|"
    r"no (?:puedo|podria|voy|vamos|estoy|llego|viajo|me (?:sirve|da|viene|queda)))\b|"
    rf"{_DATE.pattern} no\b"
)


@dataclass(frozen=True, slots=True)
class Repeat:
    """How an appointment comes again. times None: they did not say how often, nor until when."""

    every_weeks: int
    times: int | None = None
    weeks: int | None = None
    months: int | None = None
    until: date | None = None

    def count(self, first: date) -> int | None:
        """Return how many appointments that makes from a first day on; None when it is open."""
        if self.times is not None:
            return self.times
        if self.weeks is not None:
            return max(1, self.weeks // self.every_weeks)
        last = self.until
        if self.months is not None:
            last = _months_later(first, self.months) - timedelta(days=1)
        if last is None:
            return None
        return max(1, (last - first).days // (7 * self.every_weeks) + 1)


def repeat_in(text: str, now: datetime) -> Repeat | None:
    """Return how an appointment is to come again; None when once is meant. now: local."""
    folded = fold(text)
    counted = _COUNTED_DAYS.search(folded)
    comes_again = _EVERY.search(folded) is not None
    if not (comes_again or counted or _FOR_WEEKS.search(folded)):
        return None
    length = _length(folded, now)
    counts_days = counted is not None and counted.group(1) is not None
    if not (comes_again or counts_days):
        is_weekly = re.search(rf"\b{_DAY}\b", folded) and _OF_WEEKS.search(folded)
        return length if is_weekly and length.weeks is not None else None
    if counts_days and counted is not None and length.times is None and length.weeks is None:
        return Repeat(length.every_weeks, times=_number(counted.group(1)))
    return length


def length_in(text: str, now: datetime, every_weeks: int) -> Repeat | None:
    """Return for how long, from an answer to that question: a number alone is of times."""
    folded = fold(text)
    said = _length(folded, now)
    if said.times or said.weeks or said.months or said.until:
        return Repeat(every_weeks, said.times, said.weeks, said.months, said.until)
    match = _ALONE.search(folded)
    return Repeat(every_weeks, times=_number(match.group(1))) if match is not None else None


def left_out(text: str, now: datetime) -> tuple[date, ...]:
    """Return the days on which it does not come again («menos el 22 y el 29»), in their order."""
    folded = fold(text)
    return tuple(
        day for start, end in _exceptions(folded) for day in _dates(folded[start:end], now)
    )


def taken_out(text: str, now: datetime) -> tuple[date, ...]:
    """Return the days that somebody does not want of those they were shown («el 17 no puedo»)."""
    folded = fold(text)
    return _dates(folded, now) if _TAKES_OUT.search(folded) else ()


def without_length(text: str, now: datetime) -> str:
    """Return a text without how often it comes again, and when not: its hour is read by itself."""
    folded = fold(text)
    if len(folded) != len(text) or repeat_in(text, now) is None:
        return text
    for start, end in _exceptions(folded):
        text = text[:start] + " " * (end - start) + text[end:]
    for pattern in (_FOR_WEEKS, _FOR_MONTHS, _TIMES, _COUNTED_DAYS, _UNTIL):
        for match in pattern.finditer(folded):
            if pattern is _UNTIL and _date_after(match.group(1), now) is None:
                continue
            start, end = match.span()
            text = text[:start] + " " * (end - start) + text[end:]
    return text


def wants_one_only(text: str) -> bool:
    """Whether somebody wants just the first of those they were shown."""
    return _ONE_ONLY.search(fold(text)) is not None


def _exceptions(folded: str) -> list[tuple[int, int]]:
    """Return where the days that are left out stand: from «menos» to the last one's reason."""
    found = []
    for match in _LEFT_OUT.finditer(folded):
        end = match.end()
        while (one := _NEXT_DATE.match(folded, end)) is not None:
            end = one.end()
        reason = _ITS_REASON.match(folded, end)
        end = reason.end() if reason is not None else end
        found.append((match.start(), end))
    return found


def _dates(folded: str, now: datetime) -> tuple[date, ...]:
    said = (read_times(f"el {one.group()}", now).asked for one in _DATE.finditer(folded))
    return tuple(one.date_from for one in said if one.date_from and one.date_from == one.date_to)


_ITS_REASON = re.compile(
    r",? (?:que|porque|ya que|pq|xq) (?:(?:ese|esos|ahi) (?:dias? )?)?no\b[^,.;\n]*"
)
_NEXT_DATE = re.compile(rf"(?:(?:\s*,\s*|\s+y\s+|\s+ni\s+)?(?:(?:el|los) )?)?(?:{_DATE.pattern})")


def _length(folded: str, now: datetime) -> Repeat:
    every = 2 if _FORTNIGHT.search(folded) else 1
    interval = _EVERY_WEEKS.search(folded)
    if interval is not None:
        every = _number(interval.group(1))
    times, weeks, months = (one.search(folded) for one in (_TIMES, _FOR_WEEKS, _FOR_MONTHS))
    if times is not None:
        return Repeat(every, times=_number(times.group(1)))
    if weeks is not None:
        return Repeat(every, weeks=_number(weeks.group(1)))
    if months is not None:
        return Repeat(every, months=_number(months.group(1) or "1"))
    until = _UNTIL.search(folded)
    return Repeat(every, until=_date_after(until.group(1), now) if until is not None else None)


def _date_after(said: str, now: datetime) -> date | None:
    """Return the day «hasta …» names: the last one of a stretch («fin de julio»)."""
    asked = read_times(said, now).asked
    return asked.date_to or asked.date_from


def _months_later(day: date, months: int) -> date:
    number = day.month - 1 + months
    year, month = day.year + number // 12, number % 12 + 1
    last = (date(year, month, 28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return date(year, month, min(day.day, last.day))


def _number(said: str) -> int:
    return _NUMBERS.get(said) or int(said)
