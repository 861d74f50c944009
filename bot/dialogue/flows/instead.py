"""Places that were offered instead of an appointment which its provider did not take."""

from collections.abc import Generator
from datetime import timedelta

from bot.dialogue.commands import AppointmentsFound, AppointmentView, Command, Outcome
from bot.dialogue.describe import appointment_line
from bot.dialogue.flows import book, where
from bot.dialogue.flows.own import list_own
from bot.dialogue.flows.search import search
from bot.dialogue.flows.wishes import at
from bot.dialogue.orders.calendars import RecallAppointment
from bot.dialogue.session import Ask, Draft, Flow, Offer, OfferedSlot, Question
from bot.dialogue.taps import InsteadTap
from bot.dialogue.turn import Steps, Turn
from bot.language.addresses import zone_named
from bot.language.answers import pick
from bot.language.cues import Cue
from bot.messages.replies import Text

_STILL_TALKING = timedelta(minutes=10)


def put(turn: Turn, taps: tuple[InsteadTap, ...]) -> Generator[Command, Outcome, bool]:
    """Make the places of a notice the present offer, unless they are in the middle of another.

    Whether the message is answered by it: «con el otro» looks only with the others.
    """
    if _is_about_another(turn, taps):
        return False
    view = yield from _recall(turn, taps[0].appointment_id)
    if view is None:
        return False
    slots = tuple(OfferedSlot(one.service_id, one.start) for one in taps)
    others = tuple(one for one in slots if one.service_id != view.service_id)
    if Cue.OTHER_PERSON in turn.reading.cues and others:
        _offer(turn, view, others)
        yield from search(turn)
        return True
    _offer(turn, view, slots)
    return False


def take(turn: Turn, tap: InsteadTap) -> Steps:
    """Take one of the places, by its button; tapped twice it is booked once."""
    found = yield from list_own()
    for view in found.appointments:
        if (view.service_id, view.start) == (tap.service_id, tap.start):
            turn.say(Text(turn.t("tap.already_booked", line=appointment_line(turn, view))))
            return
    lost = yield from _recall(turn, tap.appointment_id)
    if lost is None or not turn.catalogue.has_service(tap.service_id):
        turn.tell("tap.gone")
        return
    chosen = OfferedSlot(tap.service_id, tap.start)
    _offer(turn, lost, (chosen,))
    yield from book.choose(turn, chosen)


def zone_of(turn: Turn, address: str | None) -> str | None:
    """Return the zone that an address lies in, when somebody visits it."""
    return zone_named(address, where.known_zones(turn)) if address else None


def _is_about_another(turn: Turn, taps: tuple[InsteadTap, ...]) -> bool:
    """Whether another question stands that this is likelier to answer than the notice."""
    session, reading = turn.session, turn.reading
    last = session.last_turn_at
    if session.question is None or last is None or turn.now - last > _STILL_TALKING:
        return False
    offered = {turn.catalogue.service(one.service_id).provider_id for one in taps}
    names_one = any(provider.id in offered for provider in reading.named.providers)
    return not (names_one or pick(reading.text, len(taps)) is not None)


def _offer(turn: Turn, lost: AppointmentView, slots: tuple[OfferedSlot, ...]) -> None:
    session = turn.session
    known = [one for one in slots if turn.catalogue.has_service(one.service_id)]
    draft = Draft(
        Flow.BOOK,
        service_ids=tuple(dict.fromkeys(one.service_id for one in known)),
        address=lost.address or session.address,
        zone=zone_of(turn, lost.address) or session.zone,
        guest_name=lost.guest_name,
        phone=lost.phone,
    )
    turn.change(draft=at(draft, lost.start.astimezone(turn.zone)))
    turn.ask(Question(Ask.SLOT, Flow.BOOK))
    turn.change(offer=Offer(session.turn, tuple(known)))


def _recall(turn: Turn, appointment_id: int) -> Generator[Command, Outcome, AppointmentView | None]:
    found = yield RecallAppointment(appointment_id)
    assert isinstance(found, AppointmentsFound)
    return found.appointments[0] if found.appointments else None
