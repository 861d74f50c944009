"""Phrases asked for put together: a day here and an hour there make one time, «o» makes two.

A draft is one time as said, complete but not yet looked up in the calendar.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from bot.language.times.cover import Piece
from bot.language.times.days import Days, DaySaid, InWeek, OnDay, OnWeekday, Way
from bot.language.times.hours import Clock, HourSaid, InMinutes, fits
from bot.language.times.marks import Mark
from bot.language.times.phrases import LIGHT, Message, Phrase, Standing
from bot.language.times.rules_repeat import weekly
from bot.language.times.said import Repeat
from bot.language.times.spans import PartOfMonth, PartOfWeek, Soon, Soonest, Week, Weekend

_LISTING: Final = frozenset(("y", "e", ",", Mark.CHOICE, Mark.NEITHER))
_ANY_DAY: Final = frozenset((Mark.ANY_DAY, Mark.OTHER_DAY, Mark.ANY))


@dataclass(frozen=True, slots=True)
class Within:
    """A weekday or day of the month inside a stretch: «la semana que viene, martes o jueves»."""

    stretch: DaySaid
    day: DaySaid

    def days(self, today: date, since: date) -> Days | None:
        """Return the day in the stretch; where it has none, the day as it is."""
        whole = self.stretch.days(today, since)
        if whole is None or whole.start is None:
            return self.day.days(today, since)
        day = self.day.days(today, whole.start - timedelta(days=1))
        if day is None or day.start is None or (whole.end and day.start > whole.end):
            return self.day.days(today, since)
        return Days(day.start, day.end, day.grain, whole.approx)


@dataclass(slots=True)
class Draft:
    """One time asked for.

    is_linked: offered beside the draft before it. leads: its hours were said before its day,
    so that they hold for the days that follow too.
    """

    day: DaySaid | None = None
    hours: tuple[HourSaid, ...] = ()
    moment: InMinutes | None = None
    repeat: Repeat | None = None
    stretch: DaySaid | None = None
    is_hedged: bool = False
    is_linked: bool = False
    leads: bool = False
    pieces: tuple[Piece, ...] = ()

    @property
    def has_day(self) -> bool:
        """True when it names a day, a frequency or a moment."""
        return not (self.day is None and self.moment is None and self.repeat is None)

    def takes_hours_of(self, other: "Draft") -> bool:
        """Add the other's hours and return True, unless they contradict its own."""
        if self.moment is not None or not all(fits(self.hours, hour) for hour in other.hours):
            return False
        self.hours = (*self.hours, *other.hours)
        self.is_hedged = self.is_hedged or other.is_hedged
        return True


def drafts_of(message: Message) -> list[Draft]:
    """Return the times asked for, the one asked first at the head; empty when none is."""
    drafts: list[Draft] = []
    for at in _asked(message):
        gap = message.gaps[at]
        is_next = at > 0 and message.phrases[at - 1].standing is Standing.ASKED
        is_choice = is_next and Mark.CHOICE in gap
        is_listed = is_next and bool(gap) and _is_list(gap)
        for draft in _spelled_out(message.phrases[at]):
            chosen = is_choice or draft.is_linked
            _add(drafts, draft, is_choice=chosen, is_listed=chosen or is_listed)
    _share(drafts)
    _complete(message, drafts)
    return drafts


def _is_list(gap: list[str | Mark]) -> bool:
    return any(item in _LISTING for item in gap) and all(
        item in _LISTING or item in LIGHT for item in gap
    )


def _asked(message: Message) -> list[int]:
    """Return the phrases asked for, without «ahora» and the like beside a real time."""
    phrases = message.phrases
    asked = [at for at, phrase in enumerate(phrases) if phrase.standing is Standing.ASKED]
    firm = [phrases[at] for at in asked if _is_firm(phrases[at])]
    has_day = any(phrase.has_day for phrase in firm)
    return [
        at
        for at in asked
        if _is_firm(phrases[at]) or not (has_day or (phrases[at].moment is not None and firm))
    ]


def _is_firm(phrase: Phrase) -> bool:
    """False for what gives way to another time: «ahora», an event's day, a month like a name."""
    is_now = phrase.moment is not None and phrase.moment.count == 0
    is_name = isinstance(phrase.day, PartOfMonth) and phrase.day.may_be_name
    return not (is_now or is_name or phrase.is_event)


def _spelled_out(phrase: Phrase) -> list[Draft]:
    """Return a draft for each choice inside a phrase («el 14 o 15», «10 u 11»)."""
    first = Draft(
        phrase.day,
        phrase.hours,
        phrase.moment,
        phrase.repeat,
        is_hedged=phrase.is_hedged,
        pieces=tuple(phrase.pieces),
    )
    drafts = [first]
    drafts += [replace(first, day=day, is_linked=True) for day in phrase.more_days]
    if phrase.other_hour is not None:
        others = tuple(hour for hour in phrase.hours if not isinstance(hour, Clock))
        drafts.append(replace(first, hours=(*others, phrase.other_hour), is_linked=True))
    return drafts


def _add(drafts: list[Draft], new: Draft, *, is_choice: bool, is_listed: bool) -> None:
    """Complete the last draft with the new one, or set it beside it."""
    if not drafts:
        drafts.append(replace(new, is_linked=False))
        return
    last = drafts[-1]
    new.is_linked = is_listed
    if not new.has_day:
        _add_hours(drafts, new, is_choice=is_choice)
    elif not last.has_day and last.takes_hours_of(new):
        last.leads = bool(last.hours) and not new.hours
        _take_day(last, new)
    elif is_choice or not _joins(drafts, new):
        if last.stretch is not None and _is_plain(new.day) and new.day is not None:
            new.stretch, new.day = last.stretch, Within(last.stretch, new.day)
        drafts.append(new)


def _add_hours(drafts: list[Draft], new: Draft, *, is_choice: bool) -> None:
    last = drafts[-1]
    if last.hours and not is_choice:
        _share(drafts)
    if (not last.hours or not is_choice) and last.takes_hours_of(new):
        last.pieces += new.pieces
        while last.is_linked:
            last = drafts[drafts.index(last) - 1]
            last.takes_hours_of(new)
            last.pieces += new.pieces
        return
    new.day, new.repeat, new.stretch = last.day, last.repeat, last.stretch
    drafts.append(new)


def _take_day(last: Draft, new: Draft) -> None:
    last.day, last.moment, last.repeat = new.day, new.moment, new.repeat
    last.is_hedged = last.is_hedged or new.is_hedged
    last.pieces += new.pieces


def _joins(drafts: list[Draft], new: Draft) -> bool:
    """Put two days that name one together: the week and its Tuesday, «lo antes posible» …"""
    last = drafts[-1]
    if last.moment is not None or new.moment is not None:
        return False
    if isinstance(new.day, Soonest | Soon) or isinstance(last.day, Soonest | Soon):
        kept = last.day if isinstance(new.day, Soonest | Soon) else new.day
        is_joined = last.takes_hours_of(new)
        if is_joined:
            last.day, last.is_hedged = kept, True
    elif last.repeat is not None and last.day is None and isinstance(new.day, OnWeekday):
        is_joined = last.takes_hours_of(new)
        if is_joined:
            interval = 2 if "INTERVAL=2" in last.repeat.rule else 1
            last.repeat = weekly((new.day.weekday,), interval)
            last.day = last.repeat.day
    elif _is_stretch(last.day) and _is_plain(new.day) and last.day is not None and new.day:
        is_joined = last.takes_hours_of(new)
        if is_joined:
            last.stretch, last.day = last.day, Within(last.day, new.day)
    elif _is_plain(last.day) and _is_stretch(new.day) and last.day is not None and new.day:
        is_joined = last.takes_hours_of(new)
        for draft in drafts if is_joined else ():
            if _is_plain(draft.day) and draft.day is not None:
                draft.stretch, draft.day = new.day, Within(new.day, draft.day)
    else:
        return False
    if is_joined:
        last.pieces += new.pieces
    return is_joined


def _is_stretch(day: DaySaid | None) -> bool:
    return isinstance(day, Week | Weekend | PartOfMonth | PartOfWeek)


def _is_plain(day: DaySaid | None) -> bool:
    if isinstance(day, OnDay):
        return day.month is None and day.months_ahead is None
    return isinstance(day, OnWeekday) and day.way is Way.PLAIN


def _share(drafts: list[Draft]) -> None:
    """Let days offered together share what was said once: the hour, the week, the month."""
    for draft, following in reversed(list(zip(drafts, drafts[1:], strict=False))):
        if not following.is_linked:
            continue
        if not draft.hours and draft.has_day and draft.moment is None:
            draft.hours = following.hours
        if isinstance(following.day, InWeek) and isinstance(draft.day, OnWeekday):
            if draft.day.way is Way.PLAIN:
                draft.day = InWeek(draft.day.weekday, following.day.weeks)
        if isinstance(following.day, OnDay) and isinstance(draft.day, OnDay):
            if _is_plain(draft.day):
                month, ahead = following.day.month, following.day.months_ahead
                draft.day = replace(draft.day, month=month, months_ahead=ahead)
    for draft, following in zip(drafts, drafts[1:], strict=False):
        if following.is_linked and draft.leads and not following.hours:
            following.hours, following.leads = draft.hours, True


def _complete(message: Message, drafts: list[Draft]) -> None:
    """Take what only a refused phrase said and still holds.

    «el viernes a la mañana no puedo, a la tarde?» is of Friday; in «cualquier día menos martes
    a la tarde» the afternoon is wanted.
    """
    excluded = [one for one in message.phrases if one.standing is Standing.EXCLUDED]
    for phrase in excluded:
        if phrase.hours and phrase.has_day and not any(draft.hours for draft in drafts):
            if not drafts:
                drafts.append(Draft(pieces=tuple(phrase.pieces)))
            drafts[0].hours = phrase.hours
    if not drafts or drafts[0].has_day or message.marks & _ANY_DAY:
        return
    for phrase in message.phrases:
        is_before = phrase.pieces[0].first < drafts[0].pieces[0].first
        if phrase.standing is Standing.REFUSED and is_before and phrase.hours and phrase.day:
            for draft in drafts:
                draft.day = phrase.day
