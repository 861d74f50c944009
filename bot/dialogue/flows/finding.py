"""Asking for the places that a draft wishes, readings of an ambiguous hour in a sensible order."""

from collections.abc import Generator

from bot.dialogue import describe
from bot.dialogue.commands import Command, FindSlots, Outcome, SlotsFound
from bot.dialogue.flows import visit
from bot.dialogue.flows.wishes import wishes
from bot.dialogue.session import Draft
from bot.dialogue.turn import Turn
from bot.domain.availability import Wish


def find(turn: Turn, draft: Draft) -> Generator[Command, Outcome, SlotsFound]:
    """Return the free places that a draft wishes, and those nearest to it."""
    then = visit.following(turn, draft)
    wished = _likeliest_first(turn, draft)
    found = yield FindSlots(draft.service_ids, wished, draft.moving_id, then, draft.zone)
    assert isinstance(found, SlotsFound)
    return found


def _likeliest_first(turn: Turn, draft: Draft) -> tuple[Wish, ...]:
    """Return the wishes, readings of an hour at which somebody works before the others."""
    wished = wishes(draft)
    if not draft.hours_are_readings:
        return wished
    people = describe.providers_of(turn, draft.service_ids)

    def is_closed_then(wish: Wish) -> bool:
        day, clock = wish.date_from, wish.time_from
        if day is None or clock is None:
            return False
        spans = [span for one in people for span in one.schedule.hours_on(day)]
        return not any(span.start <= clock < span.end for span in spans)

    return tuple(sorted(wished, key=is_closed_then))
