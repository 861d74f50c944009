"""Waiting for a place that is taken: into the line, and out of it again."""

from collections.abc import Generator
from dataclasses import replace
from datetime import timedelta

from bot.dialogue import describe
from bot.dialogue.commands import Command, FindSlots, Outcome, SlotsFound
from bot.dialogue.flows import offers, own
from bot.dialogue.flows.wishes import in_words, lay_over, wishes
from bot.dialogue.orders.waitlist import JoinWaitlist, LeaveWaitlist, WaitlistJoined, WaitlistLeft
from bot.dialogue.session import Days, Draft, Flow
from bot.dialogue.turn import Steps, Turn
from bot.domain.availability import spread
from bot.language import formats
from bot.language.folding import words
from bot.language.requests import joins_waitlist, without_condition
from bot.language.times import read_times

_FEW = 3
_BEFORE = "antes"
_JOINED = {  # by whether it was known, and whether a day was said
    (False, False): "waitlist.joined",
    (False, True): "waitlist.joined_when",
    (True, False): "waitlist.again",
    (True, True): "waitlist.again_when",
}


def wanted(turn: Turn) -> Draft:
    """Return the draft of what somebody wants to be told of, as far as it is known."""
    draft = turn.session.draft
    if draft is None or draft.flow is not Flow.BOOK:
        draft = Draft(Flow.BOOK, service_ids=turn.session.topic)
    local_now = turn.now.astimezone(turn.zone).replace(tzinfo=None)
    said = read_times(without_condition(turn.reading.text), local_now)
    draft = lay_over(draft, said)
    earlier = said.earlier or turn.reading.times.earlier
    if earlier and turn.session.offer is not None and said.asked.is_nothing:
        first = min(one.start for one in turn.session.offer.slots).astimezone(turn.zone).date()
        draft = replace(draft, days=(Days(local_now.date(), first),), hours=())
    return replace(draft, waits=True)


def before_own(turn: Turn) -> Generator[Command, Outcome, Draft | None]:
    """Return the draft of somebody who wants to come earlier than they have an appointment."""
    if turn.session.draft is not None or _BEFORE not in words(turn.reading.text):
        return None
    found = yield from own.list_own()
    view = own.the_one(turn, found.appointments)
    if view is None:
        return None
    today = turn.now.astimezone(turn.zone).date()
    last = max(view.start.astimezone(turn.zone).date() - timedelta(days=1), today)
    return Draft(Flow.BOOK, (view.service_id,), days=(Days(today, last),), address=view.address)


def still_wanted(turn: Turn) -> bool:
    """Whether this message still wants to be told of a place, rather than to book one."""
    return turn.reading.intent != "book" or joins_waitlist(turn.reading.text)


def join(turn: Turn) -> Steps:
    """Put what the draft wishes into the line, and say what is free now if anything is."""
    draft = turn.draft
    outcome = yield JoinWaitlist(draft.service_ids, wishes(draft), draft.address)
    assert isinstance(outcome, WaitlistJoined)
    if draft.address is not None:
        turn.change(address=draft.address, zone=draft.zone)
    names = describe.service_names(turn, draft.service_ids)
    providers = describe.providers_of(turn, draft.service_ids)
    says_when = bool(draft.days) and draft.days[0].first is not None
    said = turn.t(
        _JOINED[(outcome.again, says_when)],
        service=formats.all_of(names),
        provider=formats.any_of(provider.first_name for provider in providers),
        wanted=in_words(turn),
    )
    found = yield FindSlots(draft.service_ids, wishes(draft))
    assert isinstance(found, SlotsFound)
    if outcome.again or not found.matching:
        turn.done()
        turn.tell("waitlist.how", joined=said)
        return
    turn.redraft(waits=False)
    turn.first(said)
    shown = spread(found.matching, _FEW, turn.zone)
    alone = len(shown) == 1
    body = offers.proposal(turn, shown[0]) if alone else turn.t("waitlist.free_now")
    offers.show(turn, shown, body)


def leave(turn: Turn) -> Generator[Command, Outcome, bool]:
    """Take everything out of the line; False when nothing was in it."""
    outcome = yield LeaveWaitlist()
    assert isinstance(outcome, WaitlistLeft)
    if outcome.count:
        turn.tell("waitlist.left")
    return outcome.count > 0
