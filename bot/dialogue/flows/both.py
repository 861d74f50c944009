"""Two tasks in one message, each of its own appointment: one is cancelled, the other moved."""

import re
from dataclasses import dataclass, replace

from bot.dialogue.commands import AppointmentsFound, AppointmentView
from bot.dialogue.flows import cancelling, own
from bot.dialogue.flows.wishes import at, lay_over
from bot.dialogue.session import Draft, Flow
from bot.dialogue.turn import Turn
from bot.language.cues import shift
from bot.language.folding import fold
from bot.language.names import find_names
from bot.language.times import read_times

_CLAUSES = re.compile(r"[,;\n]+|\.(?!\d)|\by\b(?! (?:media|cuarto|pico)\b)")
_CANCELS = re.compile(
    r"\b(?:cancel\w*|anul\w+|baja|borra\w*|suspend\w+|sac(?:a|ame|alo)(?= el\b| lo\b| mi\b))\b"
)
_MOVES = re.compile(
    r"\b(?:pas(?:a|ar|ame|alo|arlo|amelo|e|en|eme|elo)|cambi\w+|mov\w+|muev\w+|corr(?:e|er|eme|elo|"
    r"erlo)|reprogram\w+|posterg\w+|adelant\w+)\b"
)


@dataclass(frozen=True, slots=True)
class _Task:
    """A part of a message: what it wants, and its words."""

    cancels: bool
    text: str


def said(turn: Turn) -> bool:
    """Whether a message wants one thing cancelled and another moved."""
    tasks = _tasks(turn.reading.text)
    return {one.cancels for one in tasks} == {True, False} and len(tasks) == 2


def start(turn: Turn, found: AppointmentsFound) -> bool:
    """Ask for the cancelling first, with the move put aside for after it.

    False when it is not clear which appointment is which.
    """
    tasks = {one.cancels: one.text for one in _tasks(turn.reading.text)}
    gone, moved = (_named(turn, found, tasks[one]) for one in (True, False))
    if gone is None or moved is None or gone.id == moved.id:
        return False
    turn.change(parked=_move_of(turn, moved, tasks[False]))
    cancelling.ask_sure(turn, gone, own.terms_of(found, gone))
    return True


def _tasks(text: str) -> list[_Task]:
    """Return the parts of a text that name a task.

    Words without one go with the part before; those before the first go with that.
    """
    tasks: list[_Task] = []
    lead = ""
    for clause in _CLAUSES.split(fold(text)):
        cancels, moves = _CANCELS.search(clause), _MOVES.search(clause)
        if bool(cancels) != bool(moves):
            tasks.append(_Task(bool(cancels), f"{lead} {clause}"))
            lead = ""
        elif tasks:
            tasks[-1] = _Task(tasks[-1].cancels, f"{tasks[-1].text} {clause}")
        else:
            lead = f"{lead} {clause}"
    return tasks


def _named(turn: Turn, found: AppointmentsFound, text: str) -> AppointmentView | None:
    """Return the one appointment that a part of a message names by person or service."""
    named = find_names(text, turn.catalogue)
    people = {one.id for one in (*named.providers, *named.trades)}
    services = {one.id for one in named.services}
    fitting = [
        view
        for view in found.appointments
        if view.provider_id in people or view.service_id in services
    ]
    return fitting[0] if len(fitting) == 1 else None


def _move_of(turn: Turn, view: AppointmentView, text: str) -> Draft:
    local_now = turn.now.astimezone(turn.zone).replace(tzinfo=None)
    draft = Draft(
        Flow.MOVE,
        service_ids=(view.service_id,),
        moving_id=view.id,
        moving_version=view.version,
        address=view.address,
    )
    here = at(draft, view.start.astimezone(turn.zone))
    by = shift(text)
    if by is not None:
        return at(draft, view.start.astimezone(turn.zone) + by)
    times = read_times(text, local_now)
    said_now = lay_over(draft, times)
    if said_now.days and not said_now.hours:
        return replace(said_now, hours=here.hours) if times.same_time else said_now
    return replace(said_now, days=here.days) if said_now.hours and not said_now.days else said_now
