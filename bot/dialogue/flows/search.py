"""From a wish to an offer: looks for free places and says what there is, or why there is none."""

from datetime import datetime, timedelta

from bot.dialogue import describe
from bot.dialogue.commands import FindSlots, SlotsFound
from bot.dialogue.flows import offers
from bot.dialogue.flows.wishes import wants_exactly, wishes
from bot.dialogue.session import Ask, Flow, Offer, Question
from bot.dialogue.turn import Steps, Turn
from bot.domain.availability import Obstacle, Slot, spread
from bot.language import formats

_FEW = 3
_MANY = 6


def search(turn: Turn) -> Steps:
    """Look for what the draft wishes and offer it."""
    found = yield FindSlots(
        turn.draft.service_ids, wishes(turn.draft), ignoring=turn.draft.moving_id
    )
    assert isinstance(found, SlotsFound)
    if found.matching:
        _offer_matching(turn, found)
    else:
        _explain(turn, found)


def other_times(turn: Turn) -> Steps:
    """Offer other places than those shown, later or earlier ones when that was said."""
    shown = turn.session.offer
    found = yield FindSlots(
        turn.draft.service_ids, wishes(turn.draft), ignoring=turn.draft.moving_id
    )
    assert isinstance(found, SlotsFound)
    others = _unseen(turn, found.matching, shown)
    if others:
        offers.show(turn, spread(others, _FEW, turn.zone), turn.t("offer.others"))
        return
    days_only = turn.draft
    turn.redraft(days=(), hours=() if wants_exactly(days_only) else days_only.hours)
    found = yield FindSlots(
        turn.draft.service_ids, wishes(turn.draft), ignoring=turn.draft.moving_id
    )
    assert isinstance(found, SlotsFound)
    others = _unseen(turn, found.matching, shown)
    if others:
        offers.show(turn, spread(others, _FEW, turn.zone), turn.t("offer.others_wider"))
        return
    turn.ask(Question(Ask.TIME, turn.draft.flow))
    turn.tell("ask.other_time")


def _unseen(turn: Turn, slots: tuple[Slot, ...], shown: Offer | None) -> list[Slot]:
    seen = {(one.service_id, one.start) for one in shown.slots} if shown else set()
    others = [slot for slot in slots if (slot.service_id, slot.start) not in seen]
    if not shown or not shown.slots:
        return others
    times = turn.reading.times
    if times.later:
        latest = max(one.start for one in shown.slots)
        return [slot for slot in others if slot.start > latest and _same_day(turn, slot, latest)]
    if times.earlier:
        earliest = min(one.start for one in shown.slots)
        return [slot for slot in others if slot.start < earliest]
    return others


def _same_day(turn: Turn, slot: Slot, instant: datetime) -> bool:
    return slot.start.astimezone(turn.zone).date() == instant.astimezone(turn.zone).date()


def _offer_matching(turn: Turn, found: SlotsFound) -> None:
    slots = found.matching
    draft = turn.draft
    if wants_exactly(draft) or len(slots) == 1:
        if len(slots) == 1:
            _offer_one(turn, slots[0])
        elif draft.hours_are_readings and len({slot.start for slot in slots}) == len(slots):
            offers.show(turn, slots, turn.t("offer.which_half_of_day"))
        else:
            offers.show(turn, slots[: offers.MOST_ROWS], turn.t("offer.with_whom"))
        return
    chosen = spread(slots, _count(turn), turn.zone)
    offers.show(turn, chosen, _words_for(turn, chosen))


def _offer_one(turn: Turn, slot: Slot) -> None:
    offers.show(turn, [slot], offers.proposal(turn, slot))


def _count(turn: Turn) -> int:
    """How many to show: more for one day, where the hour is open; few over many days."""
    days = turn.draft.days
    one_day = len(days) == 1 and days[0].first is not None and days[0].first == days[0].last
    return _MANY if one_day else _FEW


def _words_for(turn: Turn, slots: tuple[Slot, ...]) -> str:
    draft = turn.draft
    names = describe.service_names(turn, {slot.service_id for slot in slots})
    providers = describe.providers_of(turn, {slot.service_id for slot in slots})
    values = {
        "service": formats.all_of(names),
        "provider": formats.any_of(provider.first_name for provider in providers),
    }
    if draft.flow is Flow.MOVE:
        return turn.t("offer.several_move", **values)
    days = {slot.start.astimezone(turn.zone).date() for slot in slots}
    if not draft.days and not draft.hours:
        return turn.t("offer.first_free", **values)
    if len(days) == 1:
        return turn.t("offer.several_one_day", day=formats.long_day(days.pop()), **values)
    return turn.t("offer.several", **values)


def _explain(turn: Turn, found: SlotsFound) -> None:
    """Say why what was wished can't be had, and offer what is nearest."""
    reason = _reason(turn, found)
    if not found.nearest:
        turn.first(reason)
        turn.ask(Question(Ask.TIME, turn.draft.flow))
        turn.tell("ask.other_time")
        return
    turn.first(reason)
    slots = found.nearest[:_FEW]
    if len(slots) == 1:
        _offer_one(turn, slots[0])
        return
    offers.show(turn, slots, turn.t("offer.nearest"))


def _reason(turn: Turn, found: SlotsFound) -> str:
    providers = describe.providers_of(turn, turn.draft.service_ids)
    wanted = _wanted(turn)
    refusals = found.refusals
    same = len({refusal.obstacle for refusal in refusals}) == 1
    if refusals and (len(providers) == 1 or (refusals[0].obstacle is Obstacle.HOLIDAY and same)):
        best = min(refusals, key=lambda refusal: list(Obstacle).index(refusal.obstacle))
        if turn.draft.hours_are_readings:
            best = refusals[0]
        return describe.refusal(turn, best, providers[0], wanted=wanted)
    return turn.t("refusal.nobody", wanted=wanted)


def _wanted(turn: Turn) -> str:
    """Return what was wanted in words: «jueves 13/5 a las 17:00 hs», or the day, or «eso»."""
    draft = turn.draft
    if not draft.days or draft.days[0].first is None:
        return turn.t("wanted.that")
    day = draft.days[0].first
    if wants_exactly(draft):
        hour = draft.hours[0].first
        assert hour is not None
        return turn.t("wanted.day_hour", day=formats.long_day(day), hour=formats.hour(hour))
    if draft.days[0].last is not None and draft.days[0].last - day > timedelta(days=0):
        return turn.t("wanted.those_days")
    return turn.t("wanted.day", day=formats.long_day(day))
