"""An appointment that comes again: all its times are shown, those that cannot be had too, before
anything is booked."""

import json
from collections.abc import Generator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import zip_longest

from bot.dialogue.commands import Command, Outcome
from bot.dialogue.describe import deposit_terms
from bot.dialogue.flows import asking, confirming, guests, visit
from bot.dialogue.flows.wishes import wants_exactly
from bot.dialogue.orders.series import PlanSeries, SeriesPlanned, SeriesWanted
from bot.dialogue.session import Ask, Draft, Flow, Hours, Question
from bot.dialogue.taps import MenuTap, encode
from bot.dialogue.turn import Steps, Turn
from bot.domain.availability import Obstacle, Slot
from bot.domain.catalogue import Service
from bot.domain.schedule import local_instant
from bot.domain.series import LONGEST_SERIES, Conflict, Recurrence
from bot.language import formats
from bot.language.repeats import Repeat, left_out, repeat_in
from bot.messages.replies import Buttons, Choice

Proposed = Generator[Command, Outcome, bool]

USUAL_WEEKS = (4, 8)  # offered as buttons where they did not say for how long
UNSAID = 0  # Draft.times: it comes again, but they did not say how often
_MOST_LINES = 14  # a message with buttons holds 1,024 characters
_MOST_NEAREST = 2  # places told instead of one that cannot be had
_NEAR = timedelta(days=4)  # what lies further off stands for another date of the series
_MOST_CONFLICTS = 8
_LEAST = 2  # fewer are no series
_REASONS = {
    Obstacle.HOLIDAY: "series.holiday",
    Obstacle.CLOSED_DAY: "series.closed",
    Obstacle.TAKEN: "series.taken",
    Obstacle.TOO_FAR: "series.too_far",
}


def noted(turn: Turn, draft: Draft) -> Draft:
    """Return a draft with how often it comes again, and when not, when this message says so."""
    local = turn.now.astimezone(turn.zone).replace(tzinfo=None)
    repeat = repeat_in(turn.reading.text, local)
    if repeat is None:
        return draft
    draft = replace(draft, except_for=left_out(turn.reading.text, local))
    return with_repeat(draft, repeat, local.date())


def with_repeat(draft: Draft, repeat: Repeat, today: date) -> Draft:
    """Return a draft that comes again; counted from its first day."""
    first = draft.days[0].first if draft.days else None
    times = repeat.count(first or today)
    times = UNSAID if times is None else min(times, LONGEST_SERIES)
    return replace(draft, times=times, every_weeks=repeat.every_weeks)


def propose(turn: Turn) -> Proposed:
    """Go on with a series as far as what is known allows; False: look for its first time first."""
    draft = turn.draft
    if draft.times == 1 or draft.flow is not Flow.BOOK:
        return False
    if len(draft.service_ids) > 1 and not draft.any_provider:
        asking.ask_provider(turn)
        return True
    service = turn.catalogue.service(draft.service_ids[0])
    provider = turn.catalogue.provider(service.provider_id)
    if provider.must_accept:
        turn.redraft(times=1)
        turn.first(turn.t("series.one_by_one", provider=provider.first_name))
        return False
    if draft.times == UNSAID:
        ask_times(turn)
        return True
    if not wants_exactly(draft):
        return False
    day = draft.days[0].first
    assert day is not None
    start = start_on(turn, service.id, day, draft.hours)
    yield from plan(turn, service.id, start)
    return True


def start_on(turn: Turn, service_id: int, day: date, hours: Sequence[Hours]) -> datetime:
    """Return a start on a day: of several readings of its hour, one at which there is work."""
    provider = turn.catalogue.provider_of(service_id)
    clocks = [one.first for one in hours if one.first is not None]
    spans = provider.schedule.hours_on(day)
    open_then = [one for one in clocks if any(span.start <= one < span.end for span in spans)]
    return local_instant(day, (open_then or clocks)[0], turn.zone)


def ask_times(turn: Turn) -> None:
    """Ask for how long it is to come again."""
    turn.ask(Question(Ask.SERIES_TIMES, Flow.BOOK))
    choices = [
        Choice(encode(MenuTap(f"series_{weeks}")), turn.input.phrases.plural("button.weeks", weeks))
        for weeks in USUAL_WEEKS
    ]
    choices.append(Choice(encode(MenuTap("series_one")), turn.t("button.only_one")))
    turn.say(Buttons(turn.t("series.how_long"), tuple(choices)))


def plan(turn: Turn, service_id: int, start: datetime) -> Steps:
    """Show the times of a series from its first one on, and ask whether those are to be booked."""
    draft = turn.draft
    wanted = SeriesWanted(
        service_id,
        start,
        draft.times,
        draft.every_weeks,
        draft.except_for,
        draft.address,
        guest_name=guests.label(turn, draft),
        then=visit.following(turn, draft),
    )
    yield from show(turn, wanted)


def show(turn: Turn, wanted: SeriesWanted) -> Steps:
    """Show a series: what can be had of it, and what is left around the times that cannot."""
    found = yield PlanSeries(wanted)
    assert isinstance(found, SeriesPlanned)
    if len(found.free) < _LEAST:
        turn.redraft(times=1)
        turn.ask(Question(Ask.TIME, Flow.BOOK))
        turn.tell("series.nothing", conflicts=_conflicts(turn, found))
        return
    days = (one.start.astimezone(turn.zone).date() for one in found.conflicts)
    about = to_json(replace(wanted, except_for=(*wanted.except_for, *days)))
    confirming.ask_sure(
        turn, Ask.SERIES, about, _body(turn, wanted, found), yes="button.series_yes"
    )


def lines(turn: Turn, starts: tuple[datetime, ...]) -> str:
    """Return times one below the other, the last ones of many only counted."""
    shown = [f"• {formats.when(start, turn.zone)}" for start in starts[:_MOST_LINES]]
    if len(starts) > _MOST_LINES:
        last = formats.when(starts[-1], turn.zone)
        shown.append(turn.t("series.more", count=len(starts) - _MOST_LINES, last=last))
    return "\n".join(shown)


def days_of(turn: Turn, wanted: SeriesWanted) -> set[date]:
    """Return the days on which a series takes place."""
    recurrence = Recurrence(
        wanted.first, wanted.count, turn.zone, wanted.every_weeks, wanted.except_for
    )
    return {one.astimezone(turn.zone).date() for one in recurrence.starts()}


def to_json(wanted: SeriesWanted) -> str:
    """Return a series as the question about it keeps it."""
    return json.dumps(
        [
            wanted.service_id,
            wanted.first.isoformat(),
            wanted.count,
            wanted.every_weeks,
            sorted(day.isoformat() for day in wanted.except_for),
            wanted.address,
            [[day.isoformat(), start.isoformat()] for day, start in wanted.instead.items()],
            wanted.guest_name,
            wanted.then,
        ]
    )


def from_json(about: str) -> SeriesWanted:
    """Return the series that a question is about."""
    service_id, first, count, every_weeks, days, address, *more = json.loads(about)
    instead, guest, then = more or ((), None, ())  # a question put before visits came again
    return SeriesWanted(
        service_id,
        datetime.fromisoformat(first),
        count,
        every_weeks,
        tuple(date.fromisoformat(day) for day in days),
        address,
        {date.fromisoformat(day): datetime.fromisoformat(start) for day, start in instead},
        guest,
        tuple(then),
    )


def lost_days(turn: Turn, wanted: SeriesWanted) -> tuple[date, ...]:
    """Return the days of a shown series that could not be had, in order."""
    return tuple(sorted(set(wanted.except_for) - set(turn.draft.except_for)))


def _body(turn: Turn, wanted: SeriesWanted, found: SeriesPlanned) -> str:
    service = turn.catalogue.service(wanted.service_id)
    first = Slot(service.provider_id, service.id, found.free[0], found.free[0] + service.duration)
    values = {
        "service": visit.name(turn, service),
        "provider": turn.catalogue.provider(service.provider_id).first_name,
        "price": _price(turn, service, found.free),
        "lines": lines(turn, found.free),
        "count": len(found.free),
        "conflicts": _conflicts(turn, found),
    }
    said = [turn.t("series.sure_some" if found.conflicts else "series.sure", **values)]
    if hours := visit.hours(turn, first):
        said.insert(0, turn.t("series.each_time", hours=hours))
    if deposit := visit.deposit(turn, first):
        terms = deposit_terms(turn, service.id)
        said.append(turn.t("series.deposit", deposit=deposit, terms=terms))
    return "\n\n".join(said)


def _price(turn: Turn, service: Service, starts: tuple[datetime, ...]) -> str:
    """Return what each time costs, from the lowest to the highest where a price changes."""
    prices = sorted({visit.price_at(turn, service, start) for start in starts})
    if len(prices) == 1:
        return formats.money(prices[0])
    lowest, highest = formats.money(prices[0]), formats.money(prices[-1])
    return turn.t("series.prices", lowest=lowest, highest=highest)


def _conflicts(turn: Turn, found: SeriesPlanned) -> str:
    """Return the times that cannot be had one below the other, the last ones only counted."""
    shown = found.conflicts[:_MOST_CONFLICTS]
    said = [
        _conflict(turn, one, around.nearest if around is not None else ())
        for one, around in zip_longest(shown, found.nearest[: len(shown)])
    ]
    if more := len(found.conflicts) - len(shown):
        said.append(turn.t("series.more_conflicts", count=more))
    return "\n".join(said)


def _conflict(turn: Turn, one: Conflict, nearest: Sequence[Slot]) -> str:
    """Return why a time cannot be had, with what is left of its day, else near it."""
    values = {
        "when": formats.when(one.start, turn.zone),
        "reason": turn.t(_REASONS.get(one.refusal.obstacle, "series.outside")),
    }
    day = one.start.astimezone(turn.zone).date()
    starts = [slot.start.astimezone(turn.zone) for slot in nearest]
    hours = [formats.hour(start.time()) for start in starts if start.date() == day]
    days = [formats.when(start, turn.zone) for start in starts if abs(start.date() - day) < _NEAR]
    if not (free := (hours or days)[:_MOST_NEAREST]):
        return turn.t("series.conflict", **values)
    return turn.t("series.conflict_instead", **values, free=formats.any_of(free))
