"""Wishes that no free place fits, and that yet need no refusal.

«A primera hora» of who opens later, and what this person has booked already.
"""

from collections.abc import Generator
from dataclasses import replace
from datetime import time

from bot.dialogue import describe
from bot.dialogue.commands import (
    AppointmentsFound,
    Command,
    ListAppointments,
    Outcome,
    SlotsFound,
)
from bot.dialogue.flows import offers
from bot.dialogue.flows.finding import find
from bot.dialogue.flows.wishes import wants_exactly, wishes
from bot.dialogue.session import Flow
from bot.dialogue.turn import Turn
from bot.domain.availability import Obstacle

# Parts of the day that mean its first or last places, whenever that is.
_EDGES: dict[tuple[time | None, time | None], str] = {
    (time(8), time(9)): "first",
    (time(8), time(10)): "first",
    (time(20), time(21)): "last",
    (time(19), time(20)): "last",
}


def is_theirs(turn: Turn) -> Generator[Command, Outcome, bool]:
    """Say so where the wish is for what this person has booked already."""
    draft = turn.draft
    is_for_others = draft.people > 1 or draft.guest_kin is not None
    if draft.flow is not Flow.BOOK or is_for_others or not wants_exactly(draft):
        return False
    listed = yield ListAppointments()
    assert isinstance(listed, AppointmentsFound)
    for view in listed.appointments:
        is_it = view.service_id in draft.service_ids
        if is_it and any(wish.allows(view.start, turn.zone) for wish in wishes(draft)):
            turn.done()
            turn.change(last_appointment_id=view.id, topic=(view.service_id,))
            turn.tell("book.theirs", line=describe.appointment_line(turn, view))
            return True
    return False


def at_the_edge(turn: Turn, refused: SlotsFound) -> Generator[Command, Outcome, bool]:
    """Offer the first or last places of the day for «a primera hora» of who opens later.

    False when no edge of the day was wished, or it has no place at all.
    """
    draft = turn.draft
    window = draft.hours[0] if len(draft.hours) == 1 else None
    edge = _EDGES.get((window.first, window.last)) if window is not None else None
    is_taken = any(one.obstacle is Obstacle.TAKEN for one in refused.refusals)
    if edge is None or not draft.days or is_taken:
        return False
    found = yield from find(turn, replace(draft, hours=()))
    if not found.matching:
        return False
    first = found.matching[0].start.astimezone(turn.zone).date()
    of_day = [one for one in found.matching if one.start.astimezone(turn.zone).date() == first]
    chosen = of_day[:1] if edge == "first" else of_day[-1:]
    offers.show(turn, chosen, offers.proposal(turn, chosen[0]))
    return True
