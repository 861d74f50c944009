"""What a tap on a button or list row does. One made for something that is over is answered
politely, never applied: its id says what offer or version it belongs to."""

from bot.dialogue.flows import appointments, book, people, provider
from bot.dialogue.flows.people import HandoffReason
from bot.dialogue.flows.search import other_times
from bot.dialogue.session import Ask, Draft, Flow, OfferedSlot
from bot.dialogue.taps import (
    CancelTap,
    MenuTap,
    OtherTimesTap,
    ReminderTap,
    RequestTap,
    ServiceTap,
    SlotTap,
    WhichTap,
    decode,
)
from bot.dialogue.turn import Steps, Turn


def tapped(turn: Turn) -> Steps:
    """Do what a tap says, or say that its time is over."""
    tap = decode(turn.input.inbound.tap_id or "")
    match tap:
        case SlotTap(offer_id, service_id, start):
            offered = OfferedSlot(service_id, start)
            if _is_present(turn, offer_id) and offered in _slots(turn):
                yield from book.choose(turn, offered)
            else:
                yield from _old_offer(turn)
        case OtherTimesTap(offer_id):
            if _is_present(turn, offer_id):
                yield from other_times(turn)
            else:
                yield from _old_offer(turn)
        case ServiceTap(_, service_ids):
            yield from _service_chosen(turn, service_ids)
        case WhichTap(flow, appointment_id, _):
            yield from appointments.chosen_for(turn, flow, appointment_id)
        case CancelTap(appointment_id, version, True):
            yield from appointments.cancel_surely(turn, appointment_id, version)
        case CancelTap(_, _, False):
            appointments.keep(turn)
        case ReminderTap(answer, appointment_id, version):
            yield from appointments.reminder_answered(turn, answer, appointment_id, version)
        case RequestTap(accepted, appointment_id, version) if turn.input.person.provider_id:
            yield from provider.answer_request(turn, appointment_id, version, accepted=accepted)
        case MenuTap(entry):
            yield from _menu(turn, entry)
        case _:
            turn.tell("tap.unknown")


def _is_present(turn: Turn, offer_id: int) -> bool:
    offer = turn.session.offer
    return offer is not None and offer.id == offer_id and turn.session.draft is not None


def _slots(turn: Turn) -> tuple[OfferedSlot, ...]:
    offer = turn.session.offer
    return offer.slots if offer is not None else ()


def _old_offer(turn: Turn) -> Steps:
    """Say that those places are not on offer any more, and look again if something is begun."""
    if turn.session.draft is not None and turn.draft.service_ids:
        turn.first(turn.t("tap.old_offer"))
        yield from book.advance(turn)
        return
    turn.tell("tap.old_offer_nothing")


def _service_chosen(turn: Turn, service_ids: tuple[int, ...]) -> Steps:
    known = tuple(one for one in service_ids if turn.catalogue.has_service(one))
    if not known:
        turn.tell("tap.unknown")
        return
    draft = turn.session.draft
    if draft is None or draft.flow is not Flow.BOOK:
        turn.change(draft=Draft(Flow.BOOK))
    turn.redraft(service_ids=known)
    yield from book.advance(turn)


def _menu(turn: Turn, entry: str) -> Steps:
    match entry:
        case "book":
            turn.done()
            turn.change(draft=Draft(Flow.BOOK))
            book.ask_service(turn)
        case "mine":
            yield from appointments.check(turn)
        case "human":
            yield from people.hand_over(turn, HandoffReason.ASKED, "human.asked")
        case "anyone" if turn.session.question and turn.session.question.ask is Ask.PROVIDER:
            turn.redraft(any_provider=True)
            yield from book.advance(turn)
        case "stop":
            book.say_nothing_booked(turn)
        case _:
            turn.tell("tap.unknown")
