"""What a provider says of a job: done, the customer did not come, it must be cancelled."""

import re
from collections.abc import Callable, Generator
from datetime import timedelta

from bot.dialogue.commands import (
    AppointmentChanged,
    AppointmentsFound,
    AppointmentView,
    Command,
    Outcome,
    ShowAgenda,
)
from bot.dialogue.describe import customer, cut
from bot.dialogue.flows import book
from bot.dialogue.flows.own import narrow
from bot.dialogue.orders.calendars import CloseJob, JobClosed
from bot.dialogue.session import Ask, Question
from bot.dialogue.taps import JobTap, encode
from bot.dialogue.turn import Steps, Turn
from bot.domain.appointments import AppointmentState
from bot.language import formats
from bot.language.answers import YesNo, pick
from bot.language.folding import words
from bot.messages.replies import Buttons, Choice, Menu

Answered = Generator[Command, Outcome, bool]
Found = Generator[Command, Outcome, tuple[AppointmentView, ...]]

_LOOK_BACK = timedelta(days=7)
_LOOK_AHEAD = timedelta(days=60)
_EARLY = timedelta(minutes=30)  # a job may be over before its time
_MOST = 9
_SHORTEST_NAME = 3
_OF_ALL = re.compile(r"\b(tod[oa]s|los dos|ambos)\b")
_QUESTIONS = {"done": "jobs.which_done", "no_show": "jobs.which_missed", "cancel": "jobs.which"}


def mark_done(turn: Turn) -> Steps:
    """Note that a job is done; of several that can be meant, asks which."""
    yield from _close(turn, "done")


def report_no_show(turn: Turn) -> Steps:
    """Note that a customer did not come; of several that can be meant, asks which."""
    yield from _close(turn, "no_show")


def upcoming(turn: Turn) -> Found:
    """Return this provider's active jobs that have not ended, earliest first."""
    today = turn.now.astimezone(turn.zone).date()
    found = yield ShowAgenda(today, today + _LOOK_AHEAD)
    assert isinstance(found, AppointmentsFound)
    return tuple(view for view in found.appointments if view.end > turn.now)


def named(turn: Turn, views: tuple[AppointmentView, ...]) -> tuple[AppointmentView, ...]:
    """Return the jobs whose customer is named."""
    said = set(words(turn.reading.text))
    return tuple(view for view in views if _names(view) & said)


def pointed_at(turn: Turn, views: tuple[AppointmentView, ...]) -> tuple[AppointmentView, ...]:
    """Return the jobs that the words point at, by customer, code, time or service; maybe none."""
    by_name = named(turn, views)
    if len(by_name) == 1:
        return by_name
    return narrow(turn, by_name or views) or by_name


def lines(turn: Turn, views: tuple[AppointmentView, ...]) -> str:
    """Return jobs one below the other, with their customers."""
    return "\n".join(f"• {line(turn, view)}" for view in views)


def line(turn: Turn, view: AppointmentView) -> str:
    """Return «jue 13/5 17:00 hs: Corte, Ana Benítez»."""
    return turn.t(
        "jobs.line",
        start=formats.when(view.start, turn.zone),
        service=turn.catalogue.service(view.service_id).name,
        customer=customer(turn.input.phrases, view),
    )


def ask_which(turn: Turn, views: tuple[AppointmentView, ...], task: str) -> None:
    """List jobs and ask which one is meant."""
    shown = views[:_MOST]
    ids, versions = tuple(view.id for view in shown), tuple(view.version for view in shown)
    turn.ask(Question(Ask.WHICH_JOB, appointment_ids=ids, versions=versions, about=task))
    choices = tuple(
        Choice(
            encode(JobTap(task, view.id, view.version)),
            cut(_title(turn, view), 20),
            cut(line(turn, view), 72),
        )
        for view in shown
    )
    body = turn.t(_QUESTIONS[task], lines=lines(turn, shown))
    if len(choices) <= 3:
        turn.say(Buttons(body, choices))
    else:
        turn.say(Menu(body, turn.t("button.see_options"), choices))


def chosen(turn: Turn, views: tuple[AppointmentView, ...]) -> AppointmentView | None:
    """Return which of the listed jobs an answer names, None when none for sure."""
    number = pick(turn.reading.text, len(views))
    if number is not None:
        return views[number - 1]
    fitting = pointed_at(turn, views)
    return fitting[0] if len(fitting) == 1 else None


def listed(turn: Turn) -> Found:
    """Return the jobs of the question that are still as they were, earliest first."""
    question = turn.session.question
    assert question is not None
    today = turn.now.astimezone(turn.zone).date()
    found = yield ShowAgenda(today - _LOOK_BACK, today + _LOOK_AHEAD)
    assert isinstance(found, AppointmentsFound)
    by_id = {view.id: view for view in found.appointments}
    return tuple(by_id[one] for one in question.appointment_ids if one in by_id)


def ask_which_again(turn: Turn) -> Steps:
    """Repeat which job is meant, among those that are still as they were."""
    question = turn.session.question
    assert question is not None
    views = yield from listed(turn)
    if views:
        ask_which(turn, views, question.about)
    else:
        turn.change(question=None)


def to_which_job(turn: Turn, cancel: Callable[[Turn, AppointmentView], None]) -> Answered:
    """Which of several jobs; cancel: what asks whether one is surely to be cancelled."""
    question = turn.session.question
    assert question is not None
    views = yield from listed(turn)
    view = chosen(turn, views)
    if view is None and question.about == "done" and _is_all(turn) and views:
        for one in views:
            yield CloseJob(one.id, one.version, came=True)
        turn.change(question=None)
        turn.tell("jobs.done_all", lines=lines(turn, views))
        return True
    if view is None and turn.reading.yes_no is YesNo.NO:
        turn.change(question=None)
        turn.tell("time_off.nothing_done")
        return True
    if view is None:
        return False
    if question.about == "cancel":
        cancel(turn, view)
        return True
    yield from close(turn, question.about, view.id, view.version)
    return True


def close(turn: Turn, task: str, appointment_id: int, version: int) -> Steps:
    """Note how one job ended, if it still is open."""
    outcome = yield CloseJob(appointment_id, version, came=task == "done")
    turn.change(question=None)
    if isinstance(outcome, AppointmentChanged):
        turn.tell("jobs.gone")
        return
    assert isinstance(outcome, JobClosed)
    values = book.appointment_values(turn, outcome.job)
    values["customer"] = customer(turn.input.phrases, outcome.job)
    turn.tell("jobs.done" if task == "done" else "jobs.missed", **values)


def _close(turn: Turn, task: str) -> Steps:
    views = yield from _begun(turn, early=task == "done")
    if not views:
        turn.tell("jobs.none_begun")
        return
    pointed = pointed_at(turn, views)
    meant = pointed or views
    if len(meant) == 1:
        yield from close(turn, task, meant[0].id, meant[0].version)
        return
    ask_which(turn, tuple(reversed(meant)), task)


def _begun(turn: Turn, *, early: bool) -> Found:
    """Return the confirmed jobs whose time has come, earliest first."""
    today = turn.now.astimezone(turn.zone).date()
    found = yield ShowAgenda(today - _LOOK_BACK, today)
    assert isinstance(found, AppointmentsFound)
    latest = turn.now + _EARLY if early else turn.now
    return tuple(
        view
        for view in found.appointments
        if view.state is AppointmentState.CONFIRMED and view.start <= latest
    )


def _is_all(turn: Turn) -> bool:
    return _OF_ALL.search(" ".join(words(turn.reading.text))) is not None


def _names(view: AppointmentView) -> set[str]:
    return {word for word in words(view.customer_name or "") if len(word) >= _SHORTEST_NAME}


def _title(turn: Turn, view: AppointmentView) -> str:
    hour = formats.hour(view.start.astimezone(turn.zone).time())
    name = customer(turn.input.phrases, view).split()[0]
    return f"{hour} {name}"
