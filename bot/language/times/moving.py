"""Appointments to be moved: which time of the message is where they stand now.

«pasame el turno del jueves para el viernes»: Thursday is the present time, Friday the one asked.
"""

from dataclasses import replace

from bot.language.times.hours import Window
from bot.language.times.marks import Mark
from bot.language.times.phrases import LIGHT, Message, Phrase, Standing
from bot.language.times.spans import Between

_FROM = frozenset(("del", "de"))
_TO = frozenset(("para", "al", "a"))
_FOR = frozenset(("por", "para", "al"))
_APPOINTMENT = frozenset(
    ["turno", "turnito", "cita", "reserva", "lo", "el", "la", "consulta", "clase", "sesion"]
)


def part_moved(message: Message) -> None:
    """Mark the phrase an appointment is moved from, when the message moves one."""
    if _part_cancelled(message):
        return
    is_move = Mark.MOVE in message.marks
    if is_move:
        _split_ranges(message)
    asked = [phrase for phrase in message.phrases if phrase.standing is Standing.ASKED]
    for at, phrase in enumerate(message.phrases):
        if phrase.standing is Standing.EXCLUDED:
            continue
        others = [other for other in asked if other is not phrase]
        if not (is_move or any(other.has_day for other in others)):
            continue
        if not _is_present_time(message, at, is_move):
            continue
        phrase.standing = Standing.MOVED_FROM
        if others and not any(other.has_day for other in others) and phrase.day is not None:
            others[0].day = phrase.day
        return


def _part_cancelled(message: Message) -> bool:
    """Part «cancelame el del jueves» from the time asked for instead; False when there is none."""
    for at, phrase in enumerate(message.phrases):
        before = message.gaps[at]
        if phrase.standing is not Standing.ASKED or Mark.CANCEL not in before:
            continue
        between = before[before.index(Mark.CANCEL) + 1 :]
        others = (one for one in message.phrases if one is not phrase)
        is_other = any(one.standing is Standing.ASKED and one.has_day for one in others)
        if is_other and all(item in LIGHT or item in _APPOINTMENT for item in between):
            phrase.standing = Standing.MOVED_FROM
            return True
    return False


def _is_present_time(message: Message, at: int, is_move: bool) -> bool:
    """True for «del jueves» of an appointment, «el turno de mañana», «tengo turno el jueves»."""
    phrase, before, after = message.phrases[at], message.gaps[at], message.gaps[at + 1]
    if after[:1] == [Mark.CHOICE]:
        return False
    if phrase.is_held:
        return is_move or _leads_on(after)
    if is_move and _is_exchanged(message, at):
        return True
    words = [item for item in before if isinstance(item, str)]
    is_of = bool(before) and before[-1] in _FROM
    if is_of and is_move:
        return True
    if is_of and len(words) > 1 and words[-2] in _APPOINTMENT and _leads_on(after):
        return True
    if Mark.HELD in before and all(item in LIGHT for item in before[before.index(Mark.HELD) + 1 :]):
        return True
    if is_move and Mark.OWNED in before and all(item in LIGHT for item in _after_owned(before)):
        return True
    return bool(after) and after[0] is Mark.HELD


def _after_owned(before: list[str | Mark]) -> list[str | Mark]:
    return before[before.index(Mark.OWNED) + 1 :]


def _is_exchanged(message: Message, at: int) -> bool:
    """True for the first of «cambiame el lunes por el martes», «las 5 por las 6»."""
    phrases, after = message.phrases, message.gaps[at + 1]
    if at + 1 == len(phrases) or phrases[at].has_day != phrases[at + 1].has_day:
        return False
    if not after:  # «las 5 por las 6»: «por» belongs to the hour
        return bool(phrases[at].hours and phrases[at + 1].hours) and not phrases[at].has_day
    return after[0] in _FOR and all(item in LIGHT for item in after)


def _leads_on(after: list[str | Mark]) -> bool:
    return bool(after) and after[0] in _TO


def _split_ranges(message: Message) -> None:
    """Read «del jueves al viernes», «de las 5 a las 6» as from one to the other."""
    for at, phrase in enumerate(message.phrases):
        day = phrase.day
        if phrase.standing is not Standing.ASKED:
            continue
        if isinstance(day, Between) and day.moves:
            phrase.day = day.last
            message.phrases.insert(at, _left_behind(phrase, Phrase(day=day.first)))
            message.gaps.insert(at, ["del"])
            return
        for hour in phrase.hours:
            if isinstance(hour, Window) and hour.moves and hour.start and hour.end:
                others = tuple(one for one in phrase.hours if one is not hour)
                phrase.hours = (*others, hour.end)
                old = Phrase(day=phrase.day, hours=(*others, hour.start))
                message.phrases.insert(at, _left_behind(phrase, old))
                message.gaps.insert(at, ["del"])
                return


def _left_behind(phrase: Phrase, old: Phrase) -> Phrase:
    return replace(old, pieces=list(phrase.pieces))
