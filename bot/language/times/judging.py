"""Which of the times of a message are asked for, and which are refused, reasons or gone by.

Each mark between two phrases speaks of the one on its left or the one on its right; commas
and nearness decide («el jueves no, el viernes» refuses Thursday, «no el jueves, el viernes» too).
"""

from dataclasses import replace
from typing import Final

from bot.language.times.days import DaySaid
from bot.language.times.hours import Clock, HourSaid, Window
from bot.language.times.marks import Mark
from bot.language.times.phrases import LIGHT, STOPS, Message, Phrase, Standing
from bot.language.times.spans import After, Since, Until

Gap = list[str | Mark]

_INTRODUCES: Final = frozenset(
    ["para", "turno", "turnito", "cita", "que", "si", "reserva", "lugar"]
)
_ASSERTS: Final = frozenset(("es", "era", Mark.CORRECTION))
_LINKS: Final = frozenset(("y", "e", Mark.CHOICE, Mark.NEITHER))
_ASIDES: Final = frozenset(
    (
        *(Mark.REASON, Mark.DUTY, Mark.EVENT, Mark.DONE, Mark.ASIDE, Mark.PAST),
        Mark.OPENING,
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
    _turn_round(message)
    _keep_something(message)


def _apply(message: Message, at: int, before: Gap, mark: Mark, after: Gap) -> None:
    """Let one mark speak of its neighbours; before, after: its gap without it."""
    left = message.phrases[at - 1] if at else None
    right = message.phrases[at] if at < len(message.phrases) else None
    if mark is Mark.NO and before in (["?"], ["."]) and after[:1] == [","] and right is not None:
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
            _spread(message, at, +1, Standing.EXCLUDED)
    elif mark is Mark.CORRECTION:
        if right is not None and "," not in after[1:] and Mark.CHOICE not in after:
            _replace(message, at)
    elif mark in _ASIDES:
        _set_aside(mark, before, after, left, right)
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
        _spread(message, at - 1, -1, Standing.REFUSED)
    elif is_adjacent:
        _spread(message, at, +1, Standing.REFUSED)


def _refuse_by_inability(
    message: Message, at: int, before: Gap, after: Gap, left: Phrase | None, right: Phrase | None
) -> None:
    if _refuses_part(left, right, before, after):
        return
    reaches_right = right is not None and "," not in after and _words(after) <= _FAR_RIGHT
    if left is not None and _words(before) <= _NEAR and "," not in before:
        _spread(message, at - 1, -1, Standing.REFUSED)
    elif reaches_right:
        _spread(message, at, +1, Standing.REFUSED)
    elif left is not None and _words(before) <= _NEAR:
        _spread(message, at - 1, -1, Standing.REFUSED)


def _refuses_part(left: Phrase | None, right: Phrase | None, before: Gap, after: Gap) -> bool:
    """Refuse «el lunes no puedo a la mañana»: that part of that day, not the day."""
    if left is None or right is None or left.hours or right.has_day:
        return False
    if "," in before or "," in after or _words(before) > _NEAR or not _is_light(after):
        return False
    left.standing, right.standing = Standing.IGNORED, Standing.REFUSED
    right.day = left.day
    return True


def _set_aside(
    mark: Mark, before: Gap, after: Gap, left: Phrase | None, right: Phrase | None
) -> None:
    """A time beside a reason, a payment or something done is not the one asked for."""
    reach = 0 if mark is Mark.PAST else _FAR_RIGHT
    if (
        right is not None
        and "," not in after
        and _words(after) <= reach
        and (mark is Mark.REASON or not _INTRODUCES & {str(item) for item in after})
    ):
        _ignore(mark, right)
    near = 0 if mark is Mark.PAST else _NEAR
    if left is not None and "," not in before and _words(before) <= near:
        _ignore(mark, left)


def _ignore(mark: Mark, phrase: Phrase) -> None:
    if (phrase.is_held and mark is Mark.ASIDE) or (phrase.has_day and mark is Mark.OPENING):
        return
    phrase.is_duty = mark is Mark.DUTY
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
            _spread(message, place, -1, Standing.REFUSED)
            if not new.has_day:
                new.day, new.repeat = old.day, old.repeat
            if not new.hours:
                new.hours = old.hours
            return


def _spread(message: Message, at: int, step: int, standing: Standing) -> None:
    """Give a standing to a phrase and to those listed with it: «lunes y martes no puedo»."""
    message.phrases[at].standing = standing
    while 0 <= at + step < len(message.phrases):
        gap = message.gaps[at + 1] if step > 0 else message.gaps[at]
        if not any(item in _LINKS for item in gap):
            return
        if any(item not in _LINKS and item not in LIGHT and item != "," for item in gap):
            return
        at += step
        message.phrases[at].standing = standing


def _refuse_compared(message: Message) -> None:
    """«mejor el viernes que el jueves» refuses Thursday."""
    if Mark.CORRECTION not in message.marks:
        return
    for phrase, gap in zip(message.phrases[1:], message.gaps[1:], strict=False):
        if gap == ["que"] or gap == ["que", "el"]:
            phrase.standing = Standing.REFUSED


def _turn_round(message: Message) -> None:
    """«antes de las 6 no puedo» asks for 6 or later, unless another hour is asked for."""
    if any(one.standing is Standing.ASKED and one.hours for one in message.phrases):
        return
    for phrase in message.phrases:
        if phrase.standing is not Standing.REFUSED:
            continue
        turned = tuple(_other_side(hour) for hour in phrase.hours)
        day = _other_days(phrase.day)
        if turned != phrase.hours or (day is not phrase.day and not phrase.hours):
            phrase.hours, phrase.standing = turned, Standing.ASKED
            phrase.day = phrase.day if phrase.hours else day


def _other_side(hour: HourSaid) -> HourSaid:
    if isinstance(hour, Window) and hour.is_open:
        return replace(hour, start=hour.end, end=hour.start)
    return hour


def _other_days(day: DaySaid | None) -> DaySaid | None:
    if isinstance(day, Until):
        return After(day.day) if day.included else Since(day.day)
    if isinstance(day, Since):
        return Until(day.day, included=False)
    return Until(day.day) if isinstance(day, After) else day


def _keep_something(message: Message) -> None:
    """Ask for what was set aside when nothing else is asked for.

    «no el jueves» alone corrects the bot, and «tengo que ir hoy» gives no reason for anything.
    """
    if any(phrase.standing is Standing.ASKED for phrase in message.phrases):
        return
    for phrase in message.phrases:
        if phrase.is_duty:
            phrase.standing = Standing.ASKED
    if len(message.phrases) == 1 and message.gaps[0][-1:] == [Mark.NO]:
        only = message.phrases[0]
        if only.has_day or any(isinstance(hour, Clock) for hour in only.hours):
            only.standing = Standing.ASKED


def _is_stopped(gap: Gap) -> bool:
    return any(item in STOPS for item in gap if isinstance(item, str))


def _is_light(gap: Gap) -> bool:
    return all(item in LIGHT or item == "," or item is Mark.HEDGE for item in gap)


def _words(gap: Gap) -> int:
    """Return how many words of weight stand in a gap."""
    return sum(
        item not in LIGHT and item != "," and item not in (Mark.YES, Mark.HEDGE) for item in gap
    )
