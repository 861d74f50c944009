"""Answers to a series that was shown: book it, leave it, only the first, or another length."""

from collections.abc import Callable, Generator, Sequence
from dataclasses import replace
from datetime import date

from bot.dialogue.commands import Command, Outcome
from bot.dialogue.flows import book, confirming, series, visit
from bot.dialogue.flows.wishes import lay_over
from bot.dialogue.orders.series import BookSeries, SeriesBooked, SeriesRefused, SeriesWanted
from bot.dialogue.session import Ask, Draft, Flow
from bot.dialogue.turn import Steps, Turn
from bot.domain.appointments import AppointmentState
from bot.language.repeats import Repeat, length_in, taken_out, wants_one_only

Answered = Generator[Command, Outcome, bool]


def to_series(turn: Turn) -> Answered:
    """Yes, no, only the first one, all but some; anything else is a change of the wish."""
    if turn.session.draft is None:
        return False
    if turn.reading.says_hour and (yield from _with_another_time(turn)):
        return True
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


def _with_another_time(turn: Turn) -> Answered:
    """Show the series with another time in place of one that cannot be had, if one is named."""
    question, asked = turn.session.question, turn.reading.times.asked
    assert question is not None
    wanted = series.from_json(question.about)
    day = asked.date_from
    if day is None or day != asked.date_to:
        return False
    lost = series.lost_days(turn, wanted)
    meant = day if day in lost else _of_its_week(day, lost)
    if meant is None or day in series.days_of(turn, wanted):
        return False
    hours = lay_over(Draft(Flow.BOOK), turn.reading.times).hours
    start = series.start_on(turn, wanted.service_id, day, hours)
    kept = tuple(one for one in wanted.except_for if one != meant)
    instead = {**wanted.instead, meant: start}
    yield from series.show(turn, replace(wanted, except_for=kept, instead=instead))
    return True


def _of_its_week(day: date, lost: Sequence[date]) -> date | None:
    """Return the one lost day of the week of a day, Monday first; None when not just one is."""
    week = day.isocalendar()[:2]
    found = [one for one in lost if one.isocalendar()[:2] == week]
    return found[0] if len(found) == 1 else None


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
        yield from _show_again(turn, wanted)
        return
    assert isinstance(outcome, SeriesBooked)
    made = outcome.appointments
    service = turn.catalogue.service(wanted.service_id)
    starts = tuple(one.start for one in made)
    turn.first(
        turn.input.phrases.plural(
            "series.booked",
            len(made),
            service=visit.names(turn, [service.id, *(one.service_id for one in outcome.following)]),
            provider=turn.catalogue.provider(service.provider_id).first_name,
            lines=series.lines(turn, starts),
        )
    )
    if made[0].state is AppointmentState.HELD:
        book.tell_booked(turn, made[0], outcome.following)
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
    yield from _show_again(turn, wanted)


def _show_again(turn: Turn, wanted: SeriesWanted) -> Steps:
    """Show a series as it stands now; one with other times in it as it was put together."""
    if wanted.instead:
        yield from series.show(turn, wanted)
    else:
        yield from series.plan(turn, wanted.service_id, wanted.first)


def ask_times_again(turn: Turn) -> Steps:
    """Ask once more for how long."""
    series.ask_times(turn)
    yield from ()
