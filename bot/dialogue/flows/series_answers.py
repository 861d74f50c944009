"""Answers to a series that was shown: book it, leave it, only the first, or another length."""

from collections.abc import Callable, Generator

from bot.dialogue.commands import Command, Outcome
from bot.dialogue.flows import book, confirming, series
from bot.dialogue.orders.series import BookSeries, SeriesBooked, SeriesRefused
from bot.dialogue.session import Ask
from bot.dialogue.turn import Steps, Turn
from bot.domain.appointments import AppointmentState
from bot.language.repeats import Repeat, length_in, taken_out, wants_one_only

Answered = Generator[Command, Outcome, bool]


def to_series(turn: Turn) -> Answered:
    """Yes, no, only the first one, all but some; anything else is a change of the wish."""
    if turn.session.draft is None:
        return False
    if not turn.reading.says_hour and (yield from _without_some(turn)):
        return True
    if wants_one_only(turn.reading.text):
        turn.redraft(times=1)
        yield from book.advance(turn)
        return True
    agreed = confirming.said(turn)
    if agreed is None or turn.reading.says_when or turn.reading.says_what:
        return False
    if agreed:
        yield from apply(turn)
    else:
        keep(turn)
    return True


def _without_some(turn: Turn) -> Answered:
    """Show the series without the days that are named as those they can't come."""
    question = turn.session.question
    assert question is not None
    wanted = series.from_json(question.about)
    local = turn.now.astimezone(turn.zone).replace(tzinfo=None)
    out = set(taken_out(turn.reading.text, local)) & series.days_of(turn, wanted)
    if not out:
        return False
    turn.redraft(except_for=tuple(sorted({*turn.draft.except_for, *out})))
    yield from series.plan(turn, wanted.service_id, wanted.first)
    return True


def to_times(turn: Turn) -> Answered:
    """For how long it is to come again."""
    if turn.session.draft is None:
        return False
    local = turn.now.astimezone(turn.zone).replace(tzinfo=None)
    said = length_in(turn.reading.text, local, turn.draft.every_weeks)
    if wants_one_only(turn.reading.text):
        turn.redraft(times=1)
    elif said is not None:
        turn.change(draft=series.with_repeat(turn.draft, said, local.date()))
    else:
        return False
    yield from book.advance(turn)
    return True


def for_weeks(weeks: int) -> Callable[[Turn], Steps]:
    """Return what takes so many weeks as the answer to for how long; one week: just once."""

    def handler(turn: Turn) -> Steps:
        question = turn.session.question
        if question is None or question.ask is not Ask.SERIES_TIMES or turn.session.draft is None:
            turn.tell("sure.gone")
            return
        said = Repeat(turn.draft.every_weeks, weeks=weeks)
        local = turn.now.astimezone(turn.zone).date()
        turn.change(draft=series.with_repeat(turn.draft, said, local))
        yield from book.advance(turn)

    return handler


def apply(turn: Turn) -> Steps:
    """Book what was shown, all of it; what was lost meanwhile is shown anew."""
    question = turn.session.question
    assert question is not None
    wanted = series.from_json(question.about)
    outcome = yield BookSeries(wanted)
    if isinstance(outcome, SeriesRefused):
        turn.first(turn.t("series.changed"))
        yield from series.plan(turn, wanted.service_id, wanted.first)
        return
    assert isinstance(outcome, SeriesBooked)
    made = outcome.appointments
    service = turn.catalogue.service(wanted.service_id)
    starts = tuple(one.start for one in made)
    turn.first(
        turn.input.phrases.plural(
            "series.booked",
            len(made),
            service=service.name,
            provider=turn.catalogue.provider(service.provider_id).first_name,
            lines=series.lines(turn, starts),
        )
    )
    if made[0].state is AppointmentState.HELD:
        book.tell_booked(turn, made[0])
        return
    turn.done()
    turn.change(last_appointment_id=made[0].id, topic=(service.id,))
    turn.tell("series.how_to_change")


def keep(turn: Turn) -> None:
    """Book none of it."""
    turn.done()
    turn.tell("series.dropped")


def ask_again(turn: Turn) -> Steps:
    """Show the series once more."""
    question = turn.session.question
    assert question is not None
    wanted = series.from_json(question.about)
    if turn.session.draft is None:
        turn.change(question=None)
        return
    yield from series.plan(turn, wanted.service_id, wanted.first)


def ask_times_again(turn: Turn) -> Steps:
    """Ask once more for how long."""
    series.ask_times(turn)
    yield from ()
