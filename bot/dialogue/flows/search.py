"""From a wish to an offer: looks for free places and says what there is, or why there is none."""

from collections.abc import Generator
from dataclasses import replace
from datetime import date, datetime

from bot.dialogue import describe
from bot.dialogue.commands import Command, Outcome, SlotsFound
from bot.dialogue.flows import offers, unmatched, visit, which_day
from bot.dialogue.flows.finding import find
from bot.dialogue.flows.narrowing import same_with_others
from bot.dialogue.flows.wishes import as_offered, in_words, wants_exactly
from bot.dialogue.session import Ask, Days, Flow, OfferedSlot, Question
from bot.dialogue.turn import Steps, Turn
from bot.domain.availability import Obstacle, Slot, spread
from bot.domain.schedule import LocalSpan
from bot.language import formats
from bot.language.cues import Cue
from bot.messages.replies import Buttons, Text

Slots = Generator[Command, Outcome, tuple[Slot, ...]]

_FEW = 3
_MANY = 6
_MOST_SEEN = 40  # more «otros horarios» than this start from the first again
_OF_THE_DAY = (
    Obstacle.HOLIDAY,
    Obstacle.CLOSED_DAY,
    Obstacle.TAKEN,
)


def search(turn: Turn) -> Steps:
    """Look for what the draft wishes and offer it."""
    if _are_too_many(turn):
        return
    found = yield from find(turn, turn.draft)
    other = which_day.other_day(turn)
    if other is not None and (yield from _ask_which_day(turn, found, other)):
        return
    if found.matching:
        _offer_matching(turn, found)
        return
    if (yield from unmatched.at_the_edge(turn, found)):
        return
    if (yield from unmatched.is_theirs(turn)):
        return
    others = yield from _others_at_that_time(turn, found)
    _explain(turn, found, others)


def _are_too_many(turn: Turn) -> bool:
    """Say so when more people come than any session has seats; whether that was said."""
    draft = turn.draft
    services = [turn.catalogue.service(one) for one in draft.service_ids]
    if draft.flow is not Flow.BOOK or draft.then or any(one.capacity == 1 for one in services):
        return False
    largest = max(services, key=lambda service: service.capacity)
    if draft.people <= largest.capacity:
        return False
    turn.ask(Question(Ask.TIME, draft.flow))
    turn.tell("refusal.too_many", service=largest.name, seats=largest.capacity)
    return True


def _ask_which_day(turn: Turn, found: SlotsFound, other: Days) -> Generator[Command, Outcome, bool]:
    """Say which of two days was understood, the other beside it; False when that is no matter."""
    draft = turn.draft
    elsewhere = yield from find(turn, replace(draft, days=(other,)))
    if not found.matching and not elsewhere.matching:
        return False
    if not found.matching:
        turn.first(_reason(turn, found))
        turn.redraft(days=(other,))
        _offer_matching(turn, elsewhere)
        return True
    assert draft.days[0].first is not None
    which_day.note(turn, draft.days[0].first)
    if len(found.matching) == 1 and elsewhere.matching:
        offers.show_with_other(turn, found.matching[0], elsewhere.matching[0])
    else:
        _offer_matching(turn, found)
    return True


def exactly_free(turn: Turn) -> Generator[Command, Outcome, OfferedSlot | None]:
    """Return the one free place that fits an exact wish; None when there is none or another."""
    if not wants_exactly(turn.draft):
        return None
    found = yield from find(turn, turn.draft)
    return as_offered(found.matching[0]) if len(found.matching) == 1 else None


def other_times(turn: Turn) -> Steps:
    """Offer other places than those shown, later or earlier ones when that was said.

    First within the wish, then on the same days at any hour, then on any day. The wish stays.
    """
    draft, times = turn.draft, turn.reading.times
    wider = [replace(draft, hours=()), replace(draft, days=(), hours=())]
    tried = [draft, *(one for one in wider if one != draft)]
    if Cue.OTHER_DAY in turn.reading.cues:
        tried = [replace(draft, days=()), replace(draft, days=(), hours=())]
    for wish in tried:
        found = yield from find(turn, wish)
        others = _unseen(turn, found.matching)
        if not others:
            continue
        as_asked = wish == draft or wish.days or times.later or times.earlier
        as_asked = as_asked or Cue.OTHER_DAY in turn.reading.cues
        _show_others(turn, others, "offer.others" if as_asked else "offer.others_wider")
        return
    yield from _around_those_shown(turn)


def _around_those_shown(turn: Turn) -> Steps:
    """Say that there is nothing (later, earlier) any more, and offer what is nearest to it."""
    times, offer = turn.reading.times, turn.session.offer
    found = yield from find(turn, replace(turn.draft, days=(), hours=()))
    known = set(offer.slots + offer.seen) if offer is not None else set()
    left = [slot for slot in found.matching if as_offered(slot) not in known]
    if offer is not None and offer.slots and times.later:
        turn.first(turn.t("offer.no_later"))
        left = [slot for slot in left if slot.start > offer.slots[-1].start]
    elif offer is not None and offer.slots and times.earlier:
        turn.first(turn.t("offer.no_earlier"))
        left = [slot for slot in left if slot.start < offer.slots[0].start]
    if left:
        _show_others(turn, left, "offer.nearest")
        return
    turn.ask(Question(Ask.TIME, turn.draft.flow))
    turn.tell("ask.other_time")


def _show_others(turn: Turn, slots: list[Slot], words: str) -> None:
    shown = turn.session.offer
    seen = (shown.seen + shown.slots)[-_MOST_SEEN:] if shown is not None else ()
    offers.show(turn, spread(slots, _FEW, turn.zone), turn.t(words), seen=seen)


def _unseen(turn: Turn, slots: tuple[Slot, ...]) -> list[Slot]:
    """Return the slots that were not shown yet, on the side and days that were asked for."""
    shown = turn.session.offer
    if shown is None or not shown.slots:
        return list(slots)
    known = set(shown.slots + shown.seen)
    others = [slot for slot in slots if as_offered(slot) not in known]
    times, starts = turn.reading.times, [one.start for one in shown.slots]
    if Cue.OTHER_DAY in turn.reading.cues:
        days = {_day(turn, start) for start in (*starts, *(one.start for one in shown.seen))}
        return [slot for slot in others if _day(turn, slot.start) not in days]
    if times.later:
        days = {_day(turn, max(starts))}
        return [s for s in others if s.start > max(starts) and _day(turn, s.start) in days]
    if times.earlier:
        days = {_day(turn, min(starts))}
        return [s for s in others if s.start < min(starts) and _day(turn, s.start) in days]
    return others


def _day(turn: Turn, instant: datetime) -> date:
    return instant.astimezone(turn.zone).date()


def _offer_matching(turn: Turn, found: SlotsFound) -> None:
    slots = found.matching
    draft = turn.draft
    if len(slots) == 1:
        offers.show(turn, slots, offers.proposal(turn, slots[0]))
        return
    if wants_exactly(draft):
        if draft.hours_are_readings and len({slot.start for slot in slots}) == len(slots):
            offers.show(turn, slots, turn.t("offer.which_half_of_day", wanted=_day_words(turn)))
            return
        if draft.any_provider and len({slot.start for slot in slots}) == 1:
            offers.show(turn, slots[:1], offers.proposal(turn, slots[0]))
            return
        if len({slot.start for slot in slots}) == 1:
            when = formats.long_when(slots[0].start, turn.zone)
            offers.show(turn, slots, turn.t("offer.with_whom", when=when))
            return
    count, first = _count(turn), min(slots, key=lambda slot: slot.start)
    if _is_urgent(turn):
        later = (slot for slot in slots if slot.start != first.start)
        chosen = (first, *spread(later, count - 1, turn.zone))
    else:
        chosen = spread(slots, count, turn.zone)
    offers.show(turn, chosen, _words_for(turn, chosen))


def _is_urgent(turn: Turn) -> bool:
    """Whether the soonest is wished («lo antes posible»): from today on, at any hour."""
    draft = turn.draft
    today = _day(turn, turn.now)
    return not draft.hours and draft.days == (Days(today, None),)


def _day_words(turn: Turn) -> str:
    day = turn.draft.days[0].first
    return formats.long_day(day) if day is not None else ""


def _count(turn: Turn) -> int:
    """How many to show: more for one day, where the hour is open; few over many days."""
    days = turn.draft.days
    one_day = len(days) == 1 and days[0].first is not None and days[0].first == days[0].last
    return _MANY if one_day else _FEW


def _words_for(turn: Turn, slots: tuple[Slot, ...]) -> str:
    draft = turn.draft
    names = {slot.service_id: turn.catalogue.service(slot.service_id) for slot in slots}
    said = dict.fromkeys(visit.name(turn, service) for service in names.values())
    providers = describe.providers_of(turn, {slot.service_id for slot in slots})
    values = {
        "service": formats.all_of(said),
        "provider": formats.any_of(provider.first_name for provider in providers),
    }
    days = {_day(turn, slot.start) for slot in slots}
    if draft.flow is Flow.MOVE and len(days) == 1:
        return turn.t("offer.several_move_day", day=formats.long_day(days.pop()), **values)
    if draft.flow is Flow.MOVE:
        return turn.t("offer.several_move", **values)
    if not draft.days and not draft.hours:
        return turn.t("offer.first_free", **values)
    if len(days) == 1:
        day = formats.long_day(days.pop())
        window = draft.hours[0] if len(draft.hours) == 1 else None
        if window is not None and window.first and window.last and not window.exact:
            open_then = _open_within(LocalSpan(window.first, window.last), slots, turn)
            day = turn.t("offer.part_of_day", day=day, hours=formats.hours([open_then]))
        return turn.t("offer.several_one_day", day=day, **values)
    return turn.t("offer.several", **values)


def _open_within(part: LocalSpan, slots: tuple[Slot, ...], turn: Turn) -> LocalSpan:
    """Return the part of the day without the hours at which nobody of those offered works."""
    day = _day(turn, slots[0].start)
    people = describe.providers_of(turn, {slot.service_id for slot in slots})
    spans = [
        span
        for one in people
        for span in one.schedule.hours_on(day)
        if span.start < part.end and part.start < span.end
    ]
    if not spans:
        return part
    return LocalSpan(
        max(part.start, min(span.start for span in spans)),
        min(part.end, max(span.end for span in spans)),
    )


def _others_at_that_time(turn: Turn, found: SlotsFound) -> Slots:
    """Return what other providers of the same service have, when the wanted one has nothing."""
    draft = turn.draft
    is_of_the_day = any(one.obstacle in _OF_THE_DAY for one in found.refusals)
    if draft.flow is not Flow.BOOK or not draft.days or not is_of_the_day:
        return ()
    ids = same_with_others(turn, draft.service_ids)
    if not ids or any(turn.catalogue.provider_of(one).visits_homes for one in ids):
        return ()
    others = yield from find(turn, replace(draft, service_ids=ids))
    return others.matching


def _explain(turn: Turn, found: SlotsFound, others: tuple[Slot, ...]) -> None:
    """Say why what was wished can't be had, and offer what is nearest."""
    turn.first(_reason(turn, found))
    if others:
        names = describe.providers_of(turn, {slot.service_id for slot in others})
        turn.first(
            turn.t(
                "refusal.others_can",
                others=formats.any_of(provider.first_name for provider in names),
            )
        )
    is_taken = any(refusal.obstacle is Obstacle.TAKEN for refusal in found.refusals)
    can_wait = turn.draft.flow is Flow.BOOK and is_taken
    if not found.nearest:
        turn.ask(Question(Ask.TIME, turn.draft.flow))
        body = turn.t("ask.other_time")
        turn.say(Buttons(body, (offers.wait_choice(turn),)) if can_wait else Text(body))
        return
    slots = found.nearest[:_FEW]
    words = offers.proposal(turn, slots[0]) if len(slots) == 1 else turn.t("offer.nearest")
    offers.show(turn, slots, words, can_wait=can_wait)


def _reason(turn: Turn, found: SlotsFound) -> str:
    providers = describe.providers_of(turn, turn.draft.service_ids)
    wanted = in_words(turn)
    refusals = found.refusals
    same = len({refusal.obstacle for refusal in refusals}) == 1
    if refusals and (len(providers) == 1 or (refusals[0].obstacle is Obstacle.HOLIDAY and same)):
        best = min(refusals, key=lambda refusal: list(Obstacle).index(refusal.obstacle))
        if turn.draft.hours_are_readings:
            best = refusals[0]
        return describe.refusal(turn, best, providers[0], wanted=wanted)
    return turn.t("refusal.nobody", wanted=wanted)
