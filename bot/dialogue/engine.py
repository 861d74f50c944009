"""From a saved session and one message to the next session, commands on the way, and replies.

`run` is a generator: it yields commands, is sent their outcomes, and returns what the turn came to.
It never sends, reads a clock or touches a table. Source: docs/adr/0002-engine-as-generator.md.
"""

from collections.abc import Generator
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.dialogue import describe, repair
from bot.dialogue.abroad import translated
from bot.dialogue.answers import READERS
from bot.dialogue.commands import Command, Outcome
from bot.dialogue.flows import (
    appointments,
    calendar,
    files,
    lead,
    naming,
    noticed,
    people,
    provider,
    receipts,
    roles,
    usual,
)
from bot.dialogue.flows.questions import ANSWERS
from bot.dialogue.machines import is_auto_reply, is_loop, listened
from bot.dialogue.own_answers import attendance
from bot.dialogue.routing import route
from bot.dialogue.session import Ask, Question, Session
from bot.dialogue.tapped import tapped
from bot.dialogue.turn import FALLBACK, Handover, Input, Steps, Turn, TurnOutcome, read
from bot.dialogue.unspoken import unspoken
from bot.domain.errors import DomainError
from bot.language import formats
from bot.language.answers import (
    is_least_opt_out,
    is_opt_in,
    is_opt_out,
    promotions_wanted,
)
from bot.language.cues import Cue
from bot.language.requests import wants_calendar_file, wants_receipt
from bot.messages.inbound import InboundKind
from bot.messages.replies import Reply

MOST_COMMANDS = 16  # a turn that asks for more is going round in circles
_QUESTION_LIFE = timedelta(hours=12)  # older offers and questions are not answered blindly
_DRAFT_LIFE = timedelta(days=7)  # what was begun so long ago is begun anew
_PARKED_LIFE = timedelta(minutes=30)  # a booking put aside longer is not gone on with by itself
_MOST_ECHOED = 300  # characters of a voice note that are said back
_STILL_TALKING = timedelta(minutes=10)  # a reminder that comes meanwhile does not interrupt


@dataclass(frozen=True, slots=True)
class TurnResult:
    """What a turn came to. flow: where it ended, for analysts; None when in no flow."""

    session: Session
    replies: tuple[Reply, ...]
    outcome: TurnOutcome
    flow: str | None
    misses: int


EngineRun = Generator[Command, Outcome, TurnResult]


def run(session: Session, given: Input) -> EngineRun:
    """Take one turn. Raises DomainError("turn_too_long") instead of going round for ever."""
    current = fresh(listened(replace(session, turn=session.turn + 1), given), given)
    current, given = translated(current, given)
    turn = Turn(given, read(given, current), current)
    return (yield from _taken(turn, _steps(turn)))


def resume(session: Session, given: Input) -> EngineRun:
    """Put the pending question again once the bot has the talk back; say nothing without one.

    given: its inbound is empty, nobody has written. Raises DomainError("turn_too_long").
    """
    current = fresh(replace(session, turn=session.turn + 1), given)
    current, given = translated(current, given)
    turn = Turn(given, read(given, current), current)
    return (yield from _taken(turn, _put_again(turn)))


def _put_again(turn: Turn) -> Steps:
    question = turn.session.question
    if question is not None and repair.is_put_again(question):
        turn.first(turn.t("handoff.back"))
        yield from repair.ask_again(turn)


def _taken(turn: Turn, steps: Steps) -> EngineRun:
    """Go through the steps of a turn and return what it came to."""
    given, language = turn.input, turn.session.language
    commands = 0
    try:
        command = _next(steps, None, language)
        while True:
            commands += 1
            if commands > MOST_COMMANDS:
                raise DomainError("turn_too_long", commands=commands)
            outcome = yield command
            command = _next(steps, outcome, language)
    except StopIteration:
        pass
    misses = turn.session.misses + 1 if turn.missed else 0
    if turn.outcome is TurnOutcome.SILENT:
        misses = turn.session.misses
    ended = replace(turn.session, misses=misses, last_turn_at=given.now)
    question = ended.question
    flow = turn.flow or (question.flow.value if question and question.flow else None)
    return TurnResult(ended, turn.replies, turn.outcome, flow, misses)


def _next(steps: Steps, outcome: Outcome | None, language: str | None) -> Command:
    """Go on to the next command; what is said on the way is in the person's language.

    What an action says to others, between two commands, is not.
    """
    with formats.spoken(language):
        return next(steps) if outcome is None else steps.send(outcome)


def fresh(session: Session, given: Input) -> Session:
    """Return the session without what has grown stale since the last turn."""
    last = session.last_turn_at
    if last is None:
        return session
    since = given.now - last
    if since > _PARKED_LIFE:
        session = replace(session, parked=None)
    if since > _QUESTION_LIFE:
        kept = session.question if since <= _DRAFT_LIFE and _waits(session.question) else None
        session = replace(session, offer=None, question=kept, before=None, misses=0)
        if session.draft is not None and session.draft.moving_id is not None:
            session = replace(session, draft=None)
    if since > _DRAFT_LIFE:
        session = replace(session, draft=None)
    return _without_past_days(session, given)


def _waits(question: Question | None) -> bool:
    """Whether a question is still answered days later: people sign up in their own time."""
    return question is not None and question.ask is Ask.LEAD


def _without_past_days(session: Session, given: Input) -> Session:
    """Return the session whose draft wishes no day that has gone by; then its hour goes too."""
    draft = session.draft
    if draft is None:
        return session
    today = given.now.astimezone(given.catalogue.zone).date()
    ahead = tuple(day for day in draft.days if day.last is None or day.last >= today)
    if len(ahead) == len(draft.days):
        return session
    hours = draft.hours if ahead else ()
    return replace(session, draft=replace(draft, days=ahead, hours=hours))


def _steps(turn: Turn) -> Steps:
    person, inbound = turn.input.person, turn.input.inbound
    if person.handover is Handover.AGENT:
        turn.set_aside(Handover.AGENT.value)
        return
    if inbound.kind is InboundKind.TAP:
        yield from tapped(turn)
    elif inbound.kind is InboundKind.TEXT or (inbound.text and inbound.kind in _WITH_CAPTION):
        yield from _words(turn)
    else:
        yield from unspoken(turn)


def _words(turn: Turn) -> Steps:
    text = turn.reading.text
    if is_loop(turn):
        return
    yield from _said_with_it(turn)
    wanted = promotions_wanted(text)
    if wanted is False or (is_least_opt_out(text) and turn.input.person.promotions):
        yield from people.refuse_promotions(turn)
        return
    if wanted:
        yield from people.want_promotions(turn)
        return
    if is_opt_out(text):
        yield from people.opt_out(turn)
        return
    if is_opt_in(text):
        yield from people.opt_in(turn)
        return
    if roles.switch(turn):
        return
    if roles.is_provider(turn) and (yield from provider.try_answer(turn)):
        return
    if is_auto_reply(turn):
        turn.first(turn.t("smalltalk.auto_reply"))
        yield from repair.ask_again(turn)
        return
    if (yield from _reminder_answer(turn)):
        return
    notice = turn.input.noticed
    if notice and (yield from noticed.answer(turn, notice)):
        return
    if not turn.catalogue.providers and turn.reading.intent in _NEED_SOMEBODY:
        turn.tell("answer.nothing_offered")
        return
    _answer_asides(turn)
    if wants_calendar_file(text):
        yield from calendar.send(turn)
        return
    if wants_receipt(text) and (yield from receipts.send(turn)):
        return
    if (yield from lead.resume(turn)):
        return
    question = turn.session.question
    if not _is_guest_open(turn) and (yield from naming.noted(turn)):
        yield from repair.ask_again(turn)
        return
    if Cue.AS_USUAL in turn.reading.cues and (question is None or question.ask is Ask.SERVICE):
        yield from usual.repeat(turn)
        return
    if question is not None and (yield from READERS[question.ask](turn)):
        return
    yield from route(turn)
    if question is not None and question.ask is Ask.LEAD:
        yield from lead.keep_in_mind(turn)


def _said_with_it(turn: Turn) -> Steps:
    """Say first what was heard in a voice note, and what is done with a picture that has words."""
    spoken = turn.input.inbound.spoken
    if spoken is not None:
        turn.first(turn.t("media.heard", words=describe.cut(spoken, _MOST_ECHOED)))
    if (kept := (yield from files.attach(turn))) is not None:
        turn.first(kept)


def _is_guest_open(turn: Turn) -> bool:
    """Whether a bare name would be that of whom the booking is for."""
    draft = turn.session.draft
    return draft is not None and draft.guest_kin is not None and draft.guest_name is None


def _answer_asides(turn: Turn) -> None:
    """Answer first what is asked beside what the message is about."""
    if turn.reading.intent in _CARRY_ASIDES or turn.reading.intent in ANSWERS:
        for aside in turn.reading.asides:
            turn.first(ANSWERS[aside.value](turn))


def _reminder_answer(turn: Turn) -> Generator[Command, Outcome, bool]:
    """Take what follows a reminder as its answer, unless they were in the middle of something."""
    view = turn.input.reminded
    if view is None:
        return False
    session = turn.session
    last = session.last_turn_at
    if session.question is not None and last is not None and turn.now - last < _STILL_TALKING:
        return False
    if session.draft is None:
        turn.change(topic=(view.service_id,))
    if (yield from attendance(turn, view)):
        return True
    if session.question is None or session.question.ask is Ask.ATTEND:
        turn.ask(appointments.about_attendance(view))
    return False


_CARRY_ASIDES = {
    "book", "inform", "affirm", "deny", "select_option", "request_alternatives", "propose_time",
    "greet", "reschedule", "check_booking", FALLBACK,
}  # fmt: skip
_NEED_SOMEBODY = {"book", "inform", "request_alternatives", "join_waitlist", *ANSWERS}
_WITH_CAPTION = (InboundKind.IMAGE, InboundKind.VIDEO, InboundKind.DOCUMENT)
