"""Phrases asked for put together: a day here and an hour there make one time, «o» makes two."""

from dataclasses import replace
from itertools import pairwise
from typing import Final

from bot.language.times.days import InWeek, OnDay, OnWeekday
from bot.language.times.draft import Draft, Within
from bot.language.times.hours import Clock
from bot.language.times.joining import is_plain, joins
from bot.language.times.marks import Mark
from bot.language.times.phrases import LIGHT, Message, Phrase, Standing
from bot.language.times.spans import PartOfMonth

_OFFERS: Final = frozenset((Mark.CHOICE, Mark.ELSE))
_LISTING: Final = frozenset(("y", "e", ",", "-", Mark.NEITHER)) | _OFFERS
_REASONS: Final = (Mark.REASON, Mark.LEAVING)
_ANY_DAY: Final = frozenset((Mark.ANY_DAY, Mark.OTHER_DAY, Mark.ANY))


def drafts_of(message: Message) -> list[Draft]:
    """Return the times asked for, the one asked first at the head; empty when none is."""
    drafts: list[Draft] = []
    for at in _asked(message):
        gap = message.gaps[at]
        is_next = at > 0 and message.phrases[at - 1].standing is Standing.ASKED
        is_choice = is_next and not _OFFERS.isdisjoint(gap)
        is_listed = is_next and _is_list(gap)
        for draft in _spelled_out(message.phrases[at]):
            chosen = is_choice or draft.is_linked
            _add(drafts, draft, is_choice=chosen, is_listed=chosen or is_listed)
    _share(drafts)
    _complete(message, drafts)
    return drafts


def _is_list(gap: list[str | Mark]) -> bool:
    """True between members of a list: «lunes, martes», «lunes y martes», «lunes martes»."""
    return not gap or (
        any(item in _LISTING for item in gap)
        and all(item in _LISTING or item in LIGHT for item in gap)
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
        leads=phrase.leads,
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
    new.is_linked = is_listed and bool(drafts)
    if not drafts:
        drafts.append(new)
        return
    last = drafts[-1]
    if not new.has_day:
        _add_hours(drafts, new, is_choice=is_choice)
    elif not last.has_day and last.takes_hours_of(new):
        last.leads = bool(last.hours) and not new.hours
        last.day, last.moment, last.repeat = new.day, new.moment, new.repeat
    elif is_choice or not joins(drafts, new):
        if last.stretch is not None and new.day is not None and is_plain(new.day):
            new.stretch, new.day = last.stretch, Within(last.stretch, new.day)
        drafts.append(new)


def _add_hours(drafts: list[Draft], new: Draft, *, is_choice: bool) -> None:
    """Give hours to the days just listed, or make another choice for the last of them."""
    last = drafts[-1]
    if last.hours and not is_choice:
        _share(drafts)
    if (last.hours and is_choice) or not last.takes_hours_of(new):
        new.day, new.repeat, new.stretch = last.day, last.repeat, last.stretch
        drafts.append(new)
        return
    for at in range(len(drafts) - 1, 0, -1):
        if not drafts[at].is_linked:
            return
        drafts[at - 1].takes_hours_of(new)


def _share(drafts: list[Draft]) -> None:
    """Let days offered together share what was said once: the hour, the week, the month."""
    for draft, following in reversed(list(pairwise(drafts))):
        if not following.is_linked:
            if not draft.has_day and following.repeat is None:
                draft.day = following.day  # «uno a las 10 y otro a las 11 del sábado»
            continue
        if not draft.hours and draft.has_day and draft.moment is None:
            draft.hours = following.hours
        if not is_plain(draft.day):
            continue
        if isinstance(following.day, InWeek) and isinstance(draft.day, OnWeekday):
            draft.day = InWeek(draft.day.weekday, following.day.weeks)
        if isinstance(following.day, OnDay) and isinstance(draft.day, OnDay):
            month, ahead = following.day.month, following.day.months_ahead
            draft.day = replace(draft.day, month=month, months_ahead=ahead)
    for draft, following in pairwise(drafts):
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
        is_reason = phrase.standing is Standing.IGNORED and phrase.beside in _REASONS
        is_reason = is_reason and phrase.repeat is None
        is_refused = phrase.standing is Standing.REFUSED
        if (is_refused or is_reason) and is_before and phrase.hours and phrase.day:
            for draft in drafts:
                draft.day = phrase.day
