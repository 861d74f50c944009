"""Argentine holidays and feasts by name, and when they next fall.

Days are the nominal ones: transfers of movable holidays are decrees, kept in the calendar of
closed days, and no customer means them when saying the name.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from bot.language.times.days import Days
from bot.language.times.values import Grain

_DAY: Final = timedelta(days=1)
_SUNDAY: Final = 6
_OF_YEAR = Callable[[int], tuple[date, date]]


def easter_sunday(year: int) -> date:
    """Return Easter Sunday. Source: the anonymous Gregorian computus (Meeus, ch. 8)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


def _fixed(month: int, day: int) -> _OF_YEAR:
    return lambda year: (date(year, month, day), date(year, month, day))


def _easter(first: int, last: int) -> _OF_YEAR:
    def of_year(year: int) -> tuple[date, date]:
        sunday = easter_sunday(year)
        return sunday + first * _DAY, sunday + last * _DAY

    return of_year


def _third_sunday(month: int) -> _OF_YEAR:
    def of_year(year: int) -> tuple[date, date]:
        first = date(year, month, 1)
        sunday = first + (_SUNDAY - first.weekday()) * _DAY + 14 * _DAY
        return sunday, sunday

    return of_year


def _holidays_of_december(year: int) -> tuple[date, date]:
    return date(year, 12, 25), date(year + 1, 1, 1)


# Pattern of the name -> its days in a year.
FEASTS: Final[dict[str, _OF_YEAR]] = {
    "ano nuevo": _fixed(1, 1),
    "(dia de)? (los)? reyes (magos)?": _fixed(1, 6),
    "(dia de)? san valentin": _fixed(2, 14),
    "dia de los enamorados": _fixed(2, 14),
    "(los)? carnavales": _easter(-48, -47),
    "(el|los|feriado de)? carnaval": _easter(-48, -47),
    "(finde|finde largo|fin de semana|fin de semana largo) de carnaval": _easter(-50, -47),
    "lunes de carnaval": _easter(-48, -48),
    "martes de carnaval": _easter(-47, -47),
    "miercoles de ceniza": _easter(-46, -46),
    "dia (internacional)? de la mujer": _fixed(3, 8),
    "dia de san patricio": _fixed(3, 17),
    "dia de la memoria": _fixed(3, 24),
    "dia (de)? (las|los)? (malvinas|veteranos|veterano) (de malvinas)?": _fixed(4, 2),
    "domingo de ramos": _easter(-7, -7),
    "(la)? semana santa": _easter(-3, 0),
    "jueves santo": _easter(-3, -3),
    "viernes santo": _easter(-2, -2),
    "sabado (santo|de gloria)": _easter(-1, -1),
    "(domingo|dia)? (de)? (las)? (pascua|pascuas)": _easter(0, 0),
    "lunes de (pascua|pascuas)": _easter(1, 1),
    "corpus (christi|cristi)": _easter(60, 60),
    "dia (del|de los|de las|de la|de) (trabajador|trabajadores|trabajo|obrero)": _fixed(5, 1),
    "dia de la patria": _fixed(5, 25),
    "(dia de la)? revolucion de mayo": _fixed(5, 25),
    "dia del padre": _third_sunday(6),
    "dia de (martin miguel de)? guemes": _fixed(6, 17),
    "dia de la bandera": _fixed(6, 20),
    "dia de belgrano": _fixed(6, 20),
    "dia de la independencia": _fixed(7, 9),
    "dia (del|de los|de las|de la) (amigo|amiga|amigos|amistad)": _fixed(7, 20),
    "dia de la pachamama": _fixed(8, 1),
    "dia de san cayetano": _fixed(8, 7),
    "dia (del|de los|de las|de la) (nino|ninos|nina|ninez|infancias|ninas)": _third_sunday(8),
    "(dia|feriado) de san martin": _fixed(8, 17),
    "dia de santa rosa": _fixed(8, 30),
    "dia (del|de la|de los) (maestro|maestra|maestros)": _fixed(9, 11),
    "dia del profesor": _fixed(9, 17),
    "(dia de)? (la)? primavera": _fixed(9, 21),
    "dia (del|de los|de la) (estudiante|estudiantes)": _fixed(9, 21),
    "dia de la (raza|diversidad|hispanidad) (cultural)?": _fixed(10, 12),
    "dia de la diversidad cultural": _fixed(10, 12),
    "dia (de|de la|de las) (madre|madres|mama|mamas)": _third_sunday(10),
    "dia de la lealtad": _fixed(10, 17),
    "halloween": _fixed(10, 31),
    "noche de brujas": _fixed(10, 31),
    "dia de (todos)? los santos": _fixed(11, 1),
    "dia de (los)? muertos": _fixed(11, 2),
    "dia de la tradicion": _fixed(11, 10),
    "dia de la (soberania) (nacional)?": _fixed(11, 20),
    "dia de la virgen": _fixed(12, 8),
    "(dia de)? (la)? inmaculada (concepcion)?": _fixed(12, 8),
    "nochebuena": _fixed(12, 24),
    "noche buena": _fixed(12, 24),
    "(dia de)? navidad": _fixed(12, 25),
    "(las)? navidades": _fixed(12, 25),
    "dia de los (inocentes|santos inocentes)": _fixed(12, 28),
    "fin de ano": _fixed(12, 31),
    "(nochevieja|noche vieja)": _fixed(12, 31),
    "(ultimo dia del ano|despedida de ano)": _fixed(12, 31),
    "las fiestas (de fin de ano)?": _holidays_of_december,
}


@dataclass(frozen=True, slots=True)
class Feast:
    """A holiday by its name."""

    of_year: _OF_YEAR

    def days(self, today: date, since: date) -> Days:
        """Return its next days, today's included, clipped to today."""
        start, end = next(
            days
            for days in (self.of_year(year) for year in range(today.year - 1, today.year + 3))
            if days[1] >= since
        )
        return Days(max(start, today), end, Grain.DAY)
