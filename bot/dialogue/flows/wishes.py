"""When somebody wants to come: what is said now laid over what was said before."""

from dataclasses import replace
from datetime import datetime, time
from itertools import product

from bot.dialogue.session import Days, Draft, Hours, OfferedSlot
from bot.dialogue.turn import Reading, Turn
from bot.domain.availability import Slot, Wish
from bot.language import formats
from bot.language.times import TimeReading, TimesSaid

_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_MOST_READINGS = 6


def lay_over(draft: Draft, times: TimesSaid) -> Draft:
    """Return the draft with the days and hours said now; what was not said stays as it was.

    «a esa hora» keeps the hours, «ese día» the days; «cualquier día» and «me da igual la hora»
    open them, unless a day or an hour is said beside it («el sábado, con quien sea, me da igual»).
    """
    readings = times.options or (times.asked,)
    days = tuple(dict.fromkeys(day for one in readings if (day := _days(one)) is not None))
    hours, are_readings = _hours(readings)
    changed = replace(
        draft,
        days=days if days or times.any_day else draft.days,
        hours=hours if hours or times.any_time else draft.hours,
    )
    if hours or times.any_time:
        return replace(changed, hours_are_readings=are_readings)
    return changed


def at(draft: Draft, local: datetime) -> Draft:
    """Return a draft that wishes exactly one local instant."""
    day, clock = local.date(), local.time()
    hours = (Hours(clock, clock, exact=True),)
    return replace(draft, days=(Days(day, day),), hours=hours, hours_are_readings=False)


def without_refused(draft: Draft, times: TimesSaid) -> Draft:
    """Return the draft without the weekdays refused («mañana no puedo»), of a wish for many days.

    Of a wish for one day, which is then refused, nothing would be left: it stays as it is.
    """
    refused = {
        _WEEKDAYS[one.date_from.weekday()]
        for one in times.refused
        if one.date_from is not None and one.date_from == one.date_to and one.time_from is None
    }
    if not refused or any(day.first is not None and day.first == day.last for day in draft.days):
        return draft
    excluded = {_WEEKDAYS.index(code) for code in refused}
    days = draft.days or (Days(None, None),)
    return replace(
        draft,
        days=tuple(
            replace(day, excluded=tuple(sorted({*day.excluded, *excluded}))) for day in days
        ),
    )


def wishes(draft: Draft) -> tuple[Wish, ...]:
    """Return every combination of the days and hours wished; one open wish when none was said."""
    combined = product(
        draft.days or (Days(None, None),), draft.hours or (Hours(None, None, False),)
    )
    return tuple(
        Wish(
            date_from=days.first,
            date_to=days.last,
            time_from=hours.first,
            time_to=hours.last,
            exact=hours.exact,
            excluded_weekdays=frozenset(days.excluded),
        )
        for days, hours in list(combined)[:_MOST_READINGS]
    )


def wants_exactly(draft: Draft) -> bool:
    """Whether one start is wanted: a single day and a clock time."""
    return (
        bool(draft.hours)
        and all(hours.exact for hours in draft.hours)
        and len(draft.days) == 1
        and draft.days[0].first is not None
        and draft.days[0].first == draft.days[0].last
    )


def in_words(turn: Turn) -> str:
    """Return what is wished in words: «jueves 13/5 a las 17:00 hs», or the day, or «eso»."""
    draft = turn.draft
    if not draft.days or draft.days[0].first is None:
        return turn.t("wanted.that")
    first, last = draft.days[0].first, draft.days[0].last
    day = formats.long_day(first)
    if len(draft.days) > 1:
        return turn.t("wanted.several_days")
    if last is None:
        return turn.t("wanted.from_day", day=day)
    if last > first:
        return turn.t("wanted.those_days", first=day, last=formats.long_day(last))
    is_one = len(draft.hours) == 1 or draft.hours_are_readings
    hours = draft.hours[0] if draft.hours and is_one else None
    if hours is None or hours.first is None:
        return turn.t("wanted.day", day=day)
    if hours.exact:
        return turn.t("wanted.day_hour", day=day, hour=formats.hour(hours.first))
    if hours.last is None:
        return turn.t("wanted.day_from", day=day, hour=formats.hour(hours.first))
    return turn.t(
        "wanted.day_between",
        day=day,
        first=formats.hour(hours.first),
        last=formats.hour(hours.last),
    )


def offered_that_fit(turn: Turn, reading: Reading) -> tuple[OfferedSlot, ...]:
    """Return the slots of the present offer that agree with what was said of day, hour and whom."""
    offer = turn.session.offer
    if offer is None:
        return ()
    said = lay_over(Draft(flow=turn.draft.flow), reading.times)
    options = wishes(said)
    providers = {provider.id for provider in reading.named.providers}
    return tuple(
        slot
        for slot in offer.slots
        if any(wish.allows(slot.start, turn.zone) for wish in options)
        and (not providers or turn.catalogue.service(slot.service_id).provider_id in providers)
    )


def as_offered(slot: Slot) -> OfferedSlot:
    """Return a slot as an offer remembers it."""
    return OfferedSlot(slot.service_id, slot.start)


def as_slot(turn: Turn, offered: OfferedSlot) -> Slot:
    """Return an offered slot with its provider and end. Raises KeyError if no longer offered."""
    service = turn.catalogue.service(offered.service_id)
    return Slot(service.provider_id, service.id, offered.start, offered.start + service.duration)


def _days(reading: TimeReading) -> Days | None:
    if reading.date_from is None and reading.date_to is None and not reading.exclude:
        return None
    excluded = tuple(_WEEKDAYS.index(day) for day in reading.exclude)
    last = reading.date_to
    if reading.recur is not None and reading.date_from is not None:
        last = reading.date_from
    return Days(reading.date_from, last, excluded)


def _hours(readings: tuple[TimeReading, ...]) -> tuple[tuple[Hours, ...], bool]:
    """Return the distinct hours said, and whether they are readings of one ambiguous hour."""
    hours: list[Hours] = []
    for reading in readings:
        if reading.time_from is None and reading.time_to is None:
            continue
        exact = reading.time_from == reading.time_to
        hours.append(Hours(reading.time_from, reading.time_to, exact))
    distinct = tuple(dict.fromkeys(hours))
    if len(distinct) == 1 and distinct[0].exact and readings[0].hour_is_ambiguous:
        first = distinct[0].first
        assert first is not None
        other = time((first.hour + 12) % 24, first.minute)
        return (distinct[0], Hours(other, other, True)), True
    return distinct, False
