"""Which of the times of a message are asked for, and which are refused, reasons or gone by.

Each mark between two phrases speaks of the one on its left or the one on its right; commas
and nearness decide («el jueves no, el viernes» refuses Thursday, «no el jueves, el viernes» too).
"""

from typing import Final

from bot.language.times.days import OnWeekday
from bot.language.times.keeping import keep_something, turn_round
from bot.language.times.listing import listed_with, spread
from bot.language.times.marks import Mark
from bot.language.times.phrases import LIGHT, STOPS, Message, Phrase, Standing
from bot.language.times.said import EVERY_DAY, Apposed

Gap = list[str | Mark]

_INTRODUCES: Final = frozenset(
    ["para", "turno", "turnito", "cita", "que", "si", "reserva", "lugar", Mark.YES]
)
_ASSERTS: Final = frozenset(
    ("es", "era", "son", "quiero", "queria", "quise", "dije", "pedi", Mark.CORRECTION, Mark.BOOK)
)
_WISHED: Final = frozenset((Mark.MOVE, Mark.BOOK, Mark.CORRECTION))
_AND: Final = frozenset((",", "y"))
_OFFERS: Final = frozenset((Mark.CHOICE, Mark.ELSE))
_SIGHS: Final = frozenset(("uh", "ay", "uy", "ah", "eh", "mm", "bueno", "che", "ups", "nah"))
_REASONS: Final = (Mark.REASON, Mark.LEAVING)
_ASIDES: Final = frozenset(
    (
        *(*_REASONS, Mark.DUTY, Mark.EVENT, Mark.DONE, Mark.ASIDE, Mark.PAST),
        Mark.OPENING,
        Mark.FAREWELL,
        Mark.FREED,
    )
)
_FAR_RIGHT: Final = 4
_NEAR: Final = 1


def judge(message: Message) -> None:
    """Give every phrase of the message its standing."""
    for at, gap in enumerate(message.gaps):
        for index, mark in enumerate(gap):
            if isinstance(mark, Mark):
                _apply(message, at, gap[:index], mark, gap[index + 1 :])
    _refuse_compared(message)
    _join_also(message)
    _part_apposed(message)
    turn_round(message)
    keep_something(message)


def _apply(message: Message, at: int, before: Gap, mark: Mark, after: Gap) -> None:
    """Let one mark speak of its neighbours; before, after: its gap without it."""
    left = message.phrases[at - 1] if at else None
    right = message.phrases[at] if at < len(message.phrases) else None
    if mark in (Mark.NO, Mark.UNABLE) and right is not None and _answers_itself(before, after):
        _replace(message, at)  # «el martes? no, el miércoles»
        return
    if left is not None and _is_stopped(before):
        left = None
    if right is not None and _is_stopped(after):
        right = None
    if mark is Mark.NO:
        _refuse_by_no(message, at, before, after, left, right)
    elif mark is Mark.UNABLE:
        _refuse_by_inability(message, at, before, after, left, right)
    elif mark in (Mark.INSTEAD, Mark.NEITHER):
        if right is not None and _is_light(after):
            right.standing = Standing.REFUSED
    elif mark is Mark.EXCEPT:
        if right is not None and _is_light(after):
            spread(message, at, +1, Standing.EXCLUDED)
        if (
            left is not None
            and left.repeat is not None
            and left.repeat.rule == EVERY_DAY
            and not left.hours
        ):
            left.standing = Standing.IGNORED  # «todos los días menos el lunes»: any other day
    elif mark is Mark.CORRECTION:
        if right is not None and "," not in after[1:] and not _OFFERS.intersection(after):
            _replace(message, at)
    elif mark in _ASIDES:
        _set_aside(message, at, mark, before, after)
    elif mark is Mark.HEDGE:
        if right is not None and _is_light(after):
            right.is_hedged = True
        elif left is not None and _is_light(before):
            left.is_hedged = True


def _refuse_by_no(
    message: Message, at: int, before: Gap, after: Gap, left: Phrase | None, right: Phrase | None
) -> None:
    if _refuses_part(left, right, before, after):
        return
    is_adjacent = right is not None and _is_light(after) and "," not in after
    is_after_left = left is not None and _words(before) <= _NEAR
    if is_adjacent and is_after_left and _ASSERTS.intersection(message.gaps[at - 1]):
        is_after_left = False  # «era el miércoles no el martes»
    if is_after_left and ("," not in before or (_is_light(before) and not is_adjacent)):
        spread(message, at - 1, -1, Standing.REFUSED)
    elif is_adjacent:
        spread(message, at, +1, Standing.REFUSED)


def _refuse_by_inability(
    message: Message, at: int, before: Gap, after: Gap, left: Phrase | None, right: Phrase | None
) -> None:
    if _refuses_part(left, right, before, after):
        return
    is_other_clause = "," in after or not _WISHED.isdisjoint(after)
    reaches_right = right is not None and not is_other_clause and _words(after) <= _FAR_RIGHT
    if left is not None and _words(before) <= _NEAR and "," not in before:
        spread(message, at - 1, -1, Standing.REFUSED)
    elif reaches_right:
        spread(message, at, +1, Standing.REFUSED)
    elif left is not None and _words(before) <= _NEAR and Mark.MOVE not in message.gaps[at - 1]:
        spread(message, at - 1, -1, Standing.REFUSED)


def _refuses_part(left: Phrase | None, right: Phrase | None, before: Gap, after: Gap) -> bool:
    """Refuse «el lunes no puedo a la mañana»: that part of that day, not the day."""
    if left is None or right is None or left.hours or right.has_day:
        return False
    if "," in before or "," in after or _words(before) > _NEAR or not _is_light(after):
        return False
    left.standing, right.standing = Standing.IGNORED, Standing.REFUSED
    right.day = left.day
    return True


def _answers_itself(before: Gap, after: Gap) -> bool:
    """True for the «no» of «el martes? uh no, …»."""
    asked = [item for item in before if item not in _SIGHS]
    return asked in (["?"], ["."]) and bool(after) and after[0] in (",", ".")


def _set_aside(message: Message, at: int, mark: Mark, before: Gap, after: Gap) -> None:
    """A time beside a reason, a payment or something done is not the one asked for."""
    left = message.phrases[at - 1] if at and not _is_stopped(before) else None
    right = None if at == len(message.phrases) or _is_stopped(after) else message.phrases[at]
    is_reason = mark in _REASONS
    if is_reason and _share_a_day(mark, left, right, before, after):
        return
    reach, near = (0, 0) if mark is Mark.PAST else (_FAR_RIGHT, _NEAR)
    if (
        right is not None
        and "," not in after
        and _words(after) <= reach
        and Mark.BOOK not in after
        and after[-1:] != ["y"]
        and (is_reason or _INTRODUCES.isdisjoint(after))
    ):
        for place in [at, *(listed_with(message, at, +1) if is_reason else ())]:
            _ignore(mark, message.phrases[place])
    if left is not None and not _AND.intersection(before) and _words(before) <= near:
        for place in [at - 1, *(listed_with(message, at - 1, -1) if is_reason else ())]:
            _ignore(mark, message.phrases[place])


def _ignore(mark: Mark, phrase: Phrase) -> None:
    if (phrase.is_held and mark is Mark.ASIDE) or (phrase.has_day and mark is Mark.OPENING):
        return
    phrase.beside = mark
    if mark is Mark.EVENT and phrase.has_day:
        phrase.hours, phrase.other_hour, phrase.is_event = (), None, True
        return
    phrase.standing = Standing.IGNORED


def _replace(message: Message, at: int) -> None:
    """The phrase after a correction takes the place of the last one of its kind."""
    new = message.phrases[at]
    for place in range(at - 1, -1, -1):
        old = message.phrases[place]
        if old.standing is not Standing.ASKED:
            continue
        if (old.has_day and new.has_day) or (old.hours and new.hours and not new.has_day):
            spread(message, place, -1, Standing.REFUSED)
            if not new.has_day:
                new.day, new.repeat = old.day, old.repeat
            if not new.hours:
                new.hours = old.hours
            return


def _refuse_compared(message: Message) -> None:
    """«mejor el viernes que el jueves» refuses Thursday."""
    if Mark.CORRECTION not in message.marks:
        return
    for phrase, gap in zip(message.phrases[1:], message.gaps[1:], strict=False):
        if gap == ["que"] or gap == ["que", "el"]:
            phrase.standing = Standing.REFUSED


def _join_also(message: Message) -> None:
    """«los martes curso, los jueves también»: the second stands as the first does."""
    for at in range(1, len(message.phrases)):
        before, phrase = message.phrases[at - 1], message.phrases[at]
        if message.gaps[at + 1][:1] == ["tambien"] and before.standing is not Standing.ASKED:
            phrase.standing, phrase.beside = before.standing, before.beside


def _part_apposed(message: Message) -> None:
    """«ni mañana ni pasado, el martes» refuses the day after tomorrow and asks for Tuesday."""
    for phrase in message.phrases:
        day = phrase.day
        is_refused = phrase.standing is Standing.REFUSED
        if is_refused and isinstance(day, Apposed) and day.after_comma:
            phrase.day, phrase.standing = OnWeekday(day.weekday), Standing.ASKED


def _share_a_day(
    mark: Mark, left: Phrase | None, right: Phrase | None, before: Gap, after: Gap
) -> bool:
    """Set aside «mañana entro a las 14» as one time, whose day may still be the one meant."""
    if left is None or right is None or left.hours or right.has_day or not left.has_day:
        return False
    if "," in before or "," in after or _words(before) > _NEAR or _words(after) > _FAR_RIGHT:
        return False
    left.standing = right.standing = Standing.IGNORED
    left.beside = right.beside = mark
    right.day = left.day
    return True


def _is_stopped(gap: Gap) -> bool:
    return any(item in STOPS for item in gap if isinstance(item, str))


def _is_light(gap: Gap) -> bool:
    return all(item in LIGHT or item == "," or item is Mark.HEDGE for item in gap)


def _words(gap: Gap) -> int:
    """Return how many words of weight stand in a gap."""
    return sum(
        item not in LIGHT and item != "," and item not in (Mark.YES, Mark.HEDGE) for item in gap
    )
