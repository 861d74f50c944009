"""Messages read for time: the one way into this package.

Tokens → pieces that rules recognise → phrases → which of them are asked for → readings.
"""

from dataclasses import replace
from datetime import datetime
from typing import Final

from bot.language.times.cover import cover
from bot.language.times.days import InWeek, NumberedWeekday, OnDay, OnWeekday
from bot.language.times.draft import Draft
from bot.language.times.drafting import drafts_of
from bot.language.times.judging import judge
from bot.language.times.marks import Mark
from bot.language.times.moving import part_moved
from bot.language.times.phrases import Message, Phrase, Standing, phrases_of
from bot.language.times.resolve import resolve
from bot.language.times.said import WEEKDAY_CODES
from bot.language.times.spans import Weekend
from bot.language.times.tokens import Token, tokenise
from bot.language.times.values import NOTHING, TimeReading, TimesSaid

_WEEKEND: Final = (5, 6)
_ANY_DAY: Final = frozenset((Mark.ANY_DAY, Mark.OTHER_DAY, Mark.ANY))
_LONGEST_TEXT: Final = 2000  # characters; what a long story says further on is not a booking time


def read_times(text: str, now: datetime) -> TimesSaid:
    """Return what a message says about time. now: local wall time; its zone is not looked at."""
    return _read(text, now, is_answer=False)


def read_time_answer(text: str, now: datetime) -> TimesSaid:
    """Return the same for an answer to «¿a qué hora?»: a number alone is an hour."""
    return _read(text, now, is_answer=True)


def _read(text: str, now: datetime, *, is_answer: bool) -> TimesSaid:
    tokens = tokenise(text[:_LONGEST_TEXT])
    message = phrases_of(tokens, cover(tokens, is_answer=is_answer))
    judge(message)
    part_moved(message)
    drafts = [draft for draft in drafts_of(message) if not resolve(draft, now).is_nothing]
    exclude = _excluded(message, drafts)
    readings = [resolve(draft, now, exclude=exclude) for draft in drafts]
    asked = readings[0] if readings else NOTHING
    if not readings and exclude:
        asked = replace(NOTHING, exclude=exclude)
    marks = message.marks
    return TimesSaid(
        asked=asked,
        options=tuple(dict.fromkeys(readings)) if len(set(readings)) > 1 else (),
        refused=_readings_of(message, Standing.REFUSED, now),
        moved_from=next(iter(_readings_of(message, Standing.MOVED_FROM, now)), None),
        same_time=Mark.SAME_TIME in marks,
        same_day=Mark.SAME_DAY in marks,
        any_day=bool(marks & {Mark.ANY_DAY, Mark.ANY}) or (not drafts and bool(exclude)),
        any_time=bool(marks & {Mark.ANY_TIME, Mark.ANY}),
        later=Mark.LATER in marks and asked.time_from is None,
        earlier=Mark.EARLIER in marks and asked.time_to is None,
        spans=_spans(tokens, drafts[0]) if drafts else (),
    )


def _readings_of(message: Message, standing: Standing, now: datetime) -> tuple[TimeReading, ...]:
    phrases = (phrase for phrase in message.phrases if phrase.standing is standing)
    return tuple(
        resolve(Draft(phrase.day, phrase.hours, phrase.moment, phrase.repeat), now)
        for phrase in phrases
    )


def _excluded(message: Message, drafts: list[Draft]) -> tuple[str, ...]:
    """Return the weekdays that will not do, from Monday on.

    A weekday refused counts when the days asked for may hold it («la semana que viene, el
    lunes no»), not when one other day is asked for.
    """
    is_wide = message.marks & _ANY_DAY or any(_may_hold_many(draft) for draft in drafts[:1])
    weekdays = {
        weekday
        for phrase in message.phrases
        if phrase.standing is Standing.EXCLUDED
        or (phrase.standing is Standing.REFUSED and (is_wide or phrase.repeat is not None))
        for weekday in _weekdays(phrase)
    }
    if Mark.WEEKDAYS_ONLY in message.marks:
        weekdays.update(_WEEKEND)
    if drafts and isinstance(drafts[0].day, OnWeekday | OnDay | InWeek | NumberedWeekday):
        return ()
    return tuple(WEEKDAY_CODES[weekday] for weekday in sorted(weekdays))


def _may_hold_many(draft: Draft) -> bool:
    return draft.day is not None and not isinstance(
        draft.day, OnWeekday | OnDay | InWeek | NumberedWeekday
    )


def _weekdays(phrase: Phrase) -> tuple[int, ...]:
    if phrase.repeat is not None:
        return phrase.repeat.weekdays
    if isinstance(phrase.day, OnWeekday | InWeek):
        return (phrase.day.weekday,)
    if isinstance(phrase.day, Weekend):
        return _WEEKEND
    return ()


def _spans(tokens: list[Token], draft: Draft) -> tuple[tuple[int, int], ...]:
    """Return the character ranges of a draft's pieces, those that touch as one."""
    pieces = sorted(dict.fromkeys(draft.pieces), key=lambda piece: piece.first)
    spans: list[tuple[int, int]] = []
    last = -1
    for piece in pieces:
        said = [token for token in tokens[piece.first : piece.last] if token.end > token.start]
        if spans and piece.first <= last:
            spans[-1] = (spans[-1][0], max(spans[-1][1], said[-1].end))
        else:
            spans.append((said[0].start, said[-1].end))
        last = piece.last
    return tuple(spans)
