"""Reading a message as the answer to what was just asked. Each returns False when it is no answer,
so that the engine can take it for something else and ask again afterwards.

Strong evidence (a yes, a pick, a time that fits the offer, a name) counts more than the intent.
"""

from collections.abc import Callable, Generator

from bot.dialogue import offered
from bot.dialogue.commands import Command, Outcome
from bot.dialogue.flows import (
    asking,
    book,
    invoice,
    late,
    lead,
    moving,
    my_data,
    new_service,
    noticed,
    people,
    prices,
    proposing,
    provider,
    series_answers,
    time_off,
    where,
)
from bot.dialogue.flows.people import HandoffReason
from bot.dialogue.flows.questions import ANSWERS
from bot.dialogue.flows.wishes import lay_over
from bot.dialogue.offered import is_for_itself, is_of_own, stops
from bot.dialogue.own_answers import (
    to_attend,
    to_cancel,
    to_stop_or_cancel,
    to_which,
)
from bot.dialogue.session import Ask, Flow
from bot.dialogue.turn import Turn
from bot.language.answers import YesNo, pick
from bot.language.cues import Cue

Answered = Generator[Command, Outcome, bool]


def to_time(turn: Turn) -> Answered:
    """A day, an hour, or «whenever»."""
    reading = turn.reading
    if turn.session.draft is None or is_for_itself(turn) or is_of_own(turn):
        return False
    if stops(turn):
        book.say_nothing_booked(turn)
        return True
    if reading.says_when or reading.anything_goes or reading.says_what:
        if reading.intent in ANSWERS and not reading.says_when:
            return False
        yield from _with_what_was_said(turn)
        return True
    if reading.times.any_day or reading.times.any_time or reading.intent == "request_alternatives":
        yield from _with_what_was_said(turn)
        return True
    return False


def _with_what_was_said(turn: Turn) -> Answered:
    """Take in a time or a name, and look again; a refusal without a wish opens the wish."""
    reading = turn.reading
    if not reading.says_when and not reading.says_what:
        turn.redraft(days=(), hours=())
    if turn.draft.flow is Flow.MOVE:
        yield from moving.look_again(turn)
    else:
        yield from book.go_on(turn)
    return True


def to_service(turn: Turn) -> Answered:
    """What to have done; a pick from the list or its name."""
    reading = turn.reading
    if turn.session.draft is None or is_for_itself(turn) or reading.intent in ANSWERS:
        return False
    names = list(dict.fromkeys(turn.catalogue.service(one).name for one in turn.draft.service_ids))
    number = pick(reading.text, len(names)) if names and not reading.says_what else None
    if number is not None:
        wanted = names[number - 1]
        turn.redraft(
            service_ids=tuple(
                one for one in turn.draft.service_ids if turn.catalogue.service(one).name == wanted
            )
        )
        yield from book.advance(turn)
        return True
    if stops(turn):
        book.say_nothing_booked(turn)
        return True
    if reading.says_what or reading.services or Cue.EVERYTHING in reading.cues:
        yield from book.go_on(turn)
        return True
    if reading.says_when or reading.yes_no is YesNo.YES:
        turn.change(draft=lay_over(turn.draft, reading.times))
        asking.ask_again(turn)
        return True
    return False


def to_provider(turn: Turn) -> Answered:
    """With whom; a pick, a name, or «anyone»."""
    reading = turn.reading
    if turn.session.draft is None or is_for_itself(turn) or reading.intent in ANSWERS:
        return False
    ids = turn.draft.service_ids
    number = pick(reading.text, len(ids)) if not reading.says_what else None
    if number is not None:
        turn.redraft(service_ids=(ids[number - 1],))
        yield from book.advance(turn)
        return True
    if Cue.CHEAPEST in reading.cues and ids:
        turn.redraft(service_ids=(min(ids, key=lambda one: turn.catalogue.service(one).price),))
        yield from book.go_on(turn)
        return True
    of_whom = bool(reading.named.refused) or Cue.OTHER_PERSON in reading.cues
    says_nothing_else = not (reading.says_what or reading.says_when or of_whom)
    if stops(turn) or (reading.yes_no is YesNo.NO and says_nothing_else):
        book.say_nothing_booked(turn)
        return True
    one = len(ids) == 1
    if reading.anything_goes or (one and reading.yes_no is YesNo.YES):
        turn.redraft(any_provider=True)
        yield from book.go_on(turn)
        return True
    if not says_nothing_else:
        yield from book.go_on(turn)
        return True
    if reading.yes_no is YesNo.YES:
        asking.ask_again(turn)
        return True
    return False


def to_address(turn: Turn) -> Answered:
    """Where to go."""
    reading = turn.reading
    if turn.session.draft is None or is_for_itself(turn) or reading.intent in ANSWERS:
        return False
    if stops(turn):
        book.say_nothing_booked(turn)
        return True
    if where.answered(turn):
        if reading.says_when:
            turn.change(draft=lay_over(turn.draft, reading.times))
        yield from book.advance(turn)
        return True
    if reading.says_when or reading.says_what:
        yield from book.go_on(turn)
        return True
    return False


def to_phone(turn: Turn) -> Answered:
    """A number by which whoever comes can call."""
    if turn.session.draft is None:
        return False
    if stops(turn):
        book.say_nothing_booked(turn)
        return True
    written = where.number_written(turn)
    if written is None:
        return False
    if where.phone_given(turn, written):
        yield from book.advance(turn)
    else:
        turn.first(turn.t("phone.wrong"))
        where.ask_phone(turn)
    return True


def to_human(turn: Turn) -> Answered:
    """Whether they want a person."""
    says_more = turn.reading.says_when or turn.reading.says_what
    if not says_more and (turn.reading.yes_no is YesNo.YES or turn.reading.is_any("affirm")):
        missed = turn.session.misses >= turn.catalogue.policies.misses_before_human
        turn.change(question=None)
        reason = HandoffReason.MISUNDERSTOOD if missed else HandoffReason.COMPLAINT
        yield from people.hand_over(turn, reason, "human.asked")
        return True
    turn.change(question=None)
    if turn.reading.yes_no is YesNo.NO and not says_more:
        turn.tell("smalltalk.here")
        return True
    return False


def to_opt_out(turn: Turn) -> Answered:
    """Whether they really want no more messages."""
    says_more = turn.reading.says_when or turn.reading.says_what
    if turn.reading.yes_no is YesNo.YES or turn.reading.is_any("affirm", "opt_out"):
        turn.change(question=None)
        yield from people.opt_out(turn)
        return True
    turn.change(question=None)
    if turn.reading.yes_no is YesNo.NO and not says_more:
        turn.tell("smalltalk.here")
        return True
    return False


READERS: dict[Ask, Callable[[Turn], Answered]] = {
    Ask.SLOT: offered.to_offer,
    Ask.TIME: to_time,
    Ask.SERVICE: to_service,
    Ask.PROVIDER: to_provider,
    Ask.ADDRESS: to_address,
    Ask.PHONE: to_phone,
    Ask.WHICH: to_which,
    Ask.CANCEL: to_cancel,
    Ask.STOP_OR_CANCEL: to_stop_or_cancel,
    Ask.HUMAN: to_human,
    Ask.ATTEND: to_attend,
    Ask.OPT_OUT: to_opt_out,
    Ask.NOTICE: noticed.to_notice,
    Ask.DELAY: late.to_delay,
    Ask.TIME_OFF: time_off.to_when,
    Ask.JOBS: time_off.to_jobs,
    Ask.WHICH_JOB: provider.to_which_job,
    Ask.PROPOSAL: proposing.to_proposal,
    Ask.DELETION: my_data.to_deletion,
    Ask.NAME: my_data.to_name,
    Ask.INVOICE: invoice.to_invoice,
    Ask.LEAD: lead.to_lead,
    Ask.SERIES: series_answers.to_series,
    Ask.SERIES_TIMES: series_answers.to_times,
    Ask.PRICES: prices.to_prices,
    Ask.NEW_SERVICE: new_service.to_new_service,
}
