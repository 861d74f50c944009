"""Fewer people come than was booked for: one of the places is given up, the others stay."""

from collections.abc import Generator

from bot.dialogue.commands import AppointmentsFound, AppointmentView, Command, Outcome
from bot.dialogue.describe import appointment_line
from bot.dialogue.flows import cancelling, own
from bot.dialogue.flows.questions import ANSWERS
from bot.dialogue.turn import Turn
from bot.language.cues import Cue
from bot.language.party import drops_out

Taken = Generator[Command, Outcome, bool]


def one_stays(turn: Turn) -> Taken:
    """Ask whether one place of a visit of several people is given up; False when it is not said."""
    if turn.session.draft is not None or not _is_said(turn):
        return False
    found = yield from own.list_own()
    visit = _of_several(turn, found)
    if not visit:
        return False
    kept, given = visit[0], visit[-1]
    turn.first(turn.t("visit.one_stays", line=appointment_line(turn, kept)))
    cancelling.ask_sure(turn, given, own.terms_of(found, given))
    return True


def _is_said(turn: Turn) -> bool:
    reading = turn.reading
    if reading.says_when or Cue.ANOTHER in reading.cues or Cue.EVERYTHING in reading.cues:
        return False
    if reading.asks and reading.intent in ANSWERS:
        return False
    return reading.party.count == 1 or drops_out(reading.text)


def _of_several(turn: Turn, found: AppointmentsFound) -> tuple[AppointmentView, ...]:
    """Return the visit in which the same is done for several: the last spoken of, or the only."""
    visits: dict[tuple[int, int], list[AppointmentView]] = {}
    for view in found.appointments:
        visits.setdefault((view.visit_id or view.id, view.service_id), []).append(view)
    several = [views for views in visits.values() if len(views) > 1]
    last = turn.session.last_appointment_id
    about = [views for views in several if any(view.id == last for view in views)] or several
    return tuple(about[0]) if len(about) == 1 else ()
