"""What is said with nothing asked: more of a booking, a bare yes or no, a wish for others."""

from collections.abc import Generator

from bot.dialogue import repair
from bot.dialogue.commands import Command, Outcome
from bot.dialogue.flows import appointments, book, moving, own
from bot.dialogue.flows.search import other_times
from bot.dialogue.session import Flow
from bot.dialogue.turn import Steps, Turn
from bot.dialogue.urgent import just_now
from bot.domain.schedule import local_instant
from bot.messages.replies import Buttons


def inform(turn: Turn) -> Steps:
    """Take what is said in for what is being booked or moved, or begin to book."""
    if turn.session.draft is None:
        yield from book.begin(turn)
    elif turn.draft.flow is Flow.BOOK:
        yield from book.go_on(turn)
    else:
        yield from moving.move(turn)


def affirm(turn: Turn) -> Steps:
    """A yes with nothing asked: never guessed; what was begun is put again."""
    if turn.session.draft is not None and turn.draft.service_ids:
        turn.first(turn.t("resume.draft"))
        book.absorb(turn)
        yield from book.advance(turn)
    elif _says_it_again(turn):
        turn.tell("smalltalk.all_set")
    elif turn.reading.says_what or turn.reading.says_when:
        yield from inform(turn)
    elif (yield from _came_to_nothing(turn)):
        yield from book.begin(turn)
    elif just_now(turn) and turn.session.last_appointment_id is not None:
        if turn.reading.asks:
            yield from appointments.check(turn)  # «listo, ¿ahora sí?»
        else:
            turn.tell("smalltalk.all_set")
    else:
        turn.say(Buttons(turn.t("smalltalk.here"), repair.main_choices(turn)))


def _says_it_again(turn: Turn) -> bool:
    """Whether a yes only repeats what was booked a moment ago («sí, a las 20»)."""
    session, reading = turn.session, turn.reading
    booked, named = session.booked, reading.named
    if booked is None or session.last_appointment_id is None or not just_now(turn):
        return False
    if not reading.says_when or not (booked.days and booked.hours):
        return False
    day, clock = booked.days[0].first, booked.hours[0].first
    if day is None or clock is None:
        return False
    start = local_instant(day, clock, turn.zone)
    is_its_service = not named.services or {one.id for one in named.services} & set(session.topic)
    return bool(is_its_service) and own.as_wish(reading.times.asked).allows(start, turn.zone)


def _came_to_nothing(turn: Turn) -> Generator[Command, Outcome, bool]:
    """Whether the last appointment was declined or lost, so that a yes asks for another like it."""
    last = turn.session.last_appointment_id
    if last is None or not turn.session.topic:
        return False
    found = yield from own.list_own()
    if any(view.id == last for view in found.appointments):
        return False
    turn.change(last_appointment_id=None)
    return True


def deny(turn: Turn) -> Steps:
    """A no with nothing asked leaves what was begun, unless it says what instead."""
    reading = turn.reading
    if reading.says_what or (turn.session.draft is not None and reading.says_when):
        yield from inform(turn)
    elif turn.session.draft is not None:
        book.say_nothing_booked(turn)
    else:
        turn.tell("smalltalk.here")


def alternatives(turn: Turn) -> Steps:
    """Other places than those shown, or another wish."""
    draft = turn.session.draft
    if draft is None or not draft.service_ids:
        yield from _came_to_nothing(turn)
        yield from book.begin(turn)
    elif turn.reading.says_when or turn.reading.says_what or draft.flow is not Flow.BOOK:
        yield from inform(turn)
    else:
        yield from other_times(turn)
