"""Times refused or set aside that still say what is wanted.

«antes de las 6 no puedo» asks for 6 or later, «me libero a las 5» for 5 or later.
"""

from dataclasses import replace

from bot.language.times.days import DaySaid
from bot.language.times.hours import Clock, HourSaid, Window
from bot.language.times.marks import Mark
from bot.language.times.phrases import STOPS, Message, Phrase, Standing
from bot.language.times.spans import After, Between, Since, Until


def turn_round(message: Message) -> None:
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


def keep_something(message: Message) -> None:
    """Ask for what was set aside, when the message asks for nothing else of its kind.

    «no el jueves» alone corrects the bot, and «tengo que ir hoy» gives no reason for anything.
    """
    asked = [phrase for phrase in message.phrases if phrase.standing is Standing.ASKED]
    has_day = any(phrase.has_day for phrase in asked)
    if not any(phrase.hours for phrase in asked):
        for phrase in message.phrases:
            left = () if has_day and phrase.has_day else _hours_left(message, phrase)
            if left:
                phrase.hours, phrase.standing = left, Standing.ASKED
    if asked:
        return
    for phrase in message.phrases:
        if not phrase.hours and (days := _days_left(message, phrase)) is not None:
            phrase.day, phrase.standing = days, Standing.ASKED
            return
    for at, phrase in enumerate(message.phrases):
        if phrase.standing is Standing.IGNORED and _is_wish(message, at):
            phrase.standing = Standing.ASKED
    if len(message.phrases) == 1 and message.gaps[0][-1:] == [Mark.NO]:
        only = message.phrases[0]
        if only.has_day or any(isinstance(hour, Clock) for hour in only.hours):
            only.standing = Standing.ASKED


def _hours_left(message: Message, phrase: Phrase) -> tuple[HourSaid, ...]:
    """Return the hours a reason leaves: «me libero a las 5», «trabajo hasta las 6, después»."""
    if phrase.standing is not Standing.IGNORED or len(phrase.hours) != 1:
        return ()
    hour = phrase.hours[0]
    if phrase.beside is Mark.FREED:
        return (_since(hour),)
    if phrase.beside not in (Mark.REASON, Mark.LEAVING):
        return ()
    if Mark.LATER in message.marks:
        return (_after(hour),)
    if Mark.EARLIER in message.marks:
        return (_before(hour),)
    if Mark.SAME_TIME in message.marks:
        return (hour,)
    is_open = isinstance(hour, Window) and hour.start is not None and hour.end is None
    return (hour,) if is_open and phrase.beside is Mark.LEAVING else ()


def _days_left(message: Message, phrase: Phrase) -> DaySaid | None:
    """Return the days a reason leaves: «viajo el jueves, antes podés?», «vuelvo el 20, después»."""
    if phrase.standing is Standing.REFUSED and isinstance(phrase.day, Between):
        return After(phrase.day) if Mark.LATER in message.marks else None
    if phrase.standing is not Standing.IGNORED or phrase.beside not in (Mark.REASON, Mark.LEAVING):
        return None
    if phrase.day is None or phrase.repeat is not None:
        return None
    if Mark.LATER in message.marks and phrase.beside is Mark.LEAVING:
        return After(phrase.day)
    return Until(phrase.day, included=False) if Mark.EARLIER in message.marks else None


def _is_wish(message: Message, at: int) -> bool:
    """True for a time set aside that the message still asks for: «nos vemos el martes?»."""
    phrase = message.phrases[at]
    if phrase.beside is Mark.FAREWELL:
        ending = [item for item in message.gaps[at + 1] if item in STOPS]
        return Mark.BOOK in message.marks or ending[:1] == ["?"]
    return phrase.beside in (Mark.DUTY, Mark.FREED)


def _since(hour: HourSaid) -> HourSaid:
    return Window(hour, None) if isinstance(hour, Clock) else hour


def _after(hour: HourSaid) -> HourSaid:
    if isinstance(hour, Window) and hour.end is not None:
        return Window(hour.end, None)
    return _since(hour)


def _before(hour: HourSaid) -> HourSaid:
    if isinstance(hour, Window) and hour.start is not None:
        return Window(None, hour.start)
    return Window(None, hour) if isinstance(hour, Clock) else hour
