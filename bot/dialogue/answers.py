"""Reading a message as the answer to what was just asked. Each returns False when it is no answer,
so that the engine can take it for something else and ask again afterwards."""

from collections.abc import Callable, Generator

from bot.dialogue.commands import Command, Outcome
from bot.dialogue.flows import appointments, book
from bot.dialogue.flows.offers import show
from bot.dialogue.flows.people import HandoffReason, hand_over
from bot.dialogue.flows.questions import ANSWERS
from bot.dialogue.flows.search import other_times, search
from bot.dialogue.flows.wishes import as_slot, lay_over, offered_that_fit
from bot.dialogue.session import Ask, Flow, OfferedSlot, Question
from bot.dialogue.turn import Turn
from bot.language.addresses import street_address, zone_named
from bot.language.answers import YesNo, is_firm_yes, pick

Answered = Generator[Command, Outcome, bool]

_NOT_PICKS = {"talk_to_human", "complain", "opt_out", "check_booking", "delete_data", "restart"}
_OWN_TASKS = {"cancel", "reschedule", "pay", "payment_done", *_NOT_PICKS}


def to_offer(turn: Turn) -> Answered:
    """A pick, a yes, another day or hour, another service, or «any other?»."""
    offer = turn.session.offer
    if offer is None or turn.session.draft is None:
        return False
    reading = turn.reading
    if reading.intent in _NOT_PICKS and reading.yes_no is None:
        return False
    number = pick(reading.text, len(offer.slots)) if len(offer.slots) > 1 else None
    if number is not None:
        yield from _take(turn, offer.slots[number - 1])
        return True
    if reading.intent in _OWN_TASKS and reading.yes_no is not YesNo.YES:
        return False
    if reading.says_when:
        yield from _times_said(turn)
        return True
    if _names_something_new(turn):
        yield from book.go_on(turn)
        return True
    return (yield from _without_times(turn))


def _names_something_new(turn: Turn) -> bool:
    """Whether a service or provider other than the offered ones is named, and not just asked of."""
    if turn.draft.flow is not Flow.BOOK or turn.reading.intent in ANSWERS:
        return False
    named = turn.reading.named
    services = {service.id for service in named.services}
    offered = set(turn.draft.service_ids)
    if services and not services & offered:
        return True
    if services and services & offered and not offered <= services:
        return True
    providers = {provider.id for provider in named.providers}
    current = {turn.catalogue.service(one).provider_id for one in offered}
    return bool(providers) and (not providers >= current)


def _without_times(turn: Turn) -> Answered:
    offer = turn.session.offer
    assert offer is not None
    reading = turn.reading
    wants_others = reading.times.later or reading.times.earlier
    if reading.intent == "request_alternatives" or (wants_others and reading.yes_no is None):
        yield from other_times(turn)
        return True
    if reading.intent in ANSWERS and not is_firm_yes(reading.text):
        return False
    if reading.yes_no is YesNo.YES or reading.intent == "affirm" or reading.anything_goes:
        if reading.intent in ANSWERS and len(offer.slots) > 1:
            return False
        if len(offer.slots) == 1 or reading.anything_goes:
            yield from _take(turn, offer.slots[0])
        else:
            show(turn, [as_slot(turn, slot) for slot in offer.slots], turn.t("offer.which"))
        return True
    if (reading.yes_no is YesNo.NO or reading.intent == "deny") and reading.intent not in ANSWERS:
        turn.ask(Question(Ask.TIME, turn.draft.flow))
        turn.redraft(days=(), hours=())
        turn.tell("ask.other_time")
        return True
    return False


def _times_said(turn: Turn) -> Answered:
    reading = turn.reading
    fitting = offered_that_fit(turn, reading)
    refused_first = reading.yes_no is YesNo.NO
    asks = "?" in reading.text
    if len(fitting) == 1 and not asks and not refused_first and not _names_something_new(turn):
        yield from _take(turn, fitting[0])
        return True
    if _names_something_new(turn):
        yield from book.go_on(turn)
        return True
    book.absorb(turn)
    yield from search(turn)
    return True


def _take(turn: Turn, slot: OfferedSlot) -> Answered:
    """Take a place, answering a question asked in the same breath («sí dale, ¿aceptan débito?»)."""
    answer = ANSWERS.get(turn.reading.intent)
    if answer is not None and "?" in turn.reading.text:
        turn.first(answer(turn))
    yield from book.choose(turn, slot)
    return True


def to_time(turn: Turn) -> Answered:
    """A day, an hour, or «whenever»."""
    reading = turn.reading
    if turn.session.draft is None:
        return False
    if reading.intent in _OWN_TASKS:
        return False
    if reading.says_when:
        if turn.draft.flow is Flow.MOVE:
            turn.change(draft=lay_over(turn.draft, reading.times))
            yield from search(turn)
        else:
            yield from book.go_on(turn)
        return True
    anything = reading.anything_goes or reading.times.any_day or reading.times.any_time
    if anything or reading.intent == "request_alternatives":
        turn.redraft(days=(), hours=())
        yield from search(turn)
        return True
    if reading.says_what and turn.draft.flow is Flow.BOOK and reading.intent not in ANSWERS:
        yield from book.go_on(turn)
        return True
    return False


def to_service(turn: Turn) -> Answered:
    """What to have done; a pick from the list or its name."""
    reading = turn.reading
    if turn.session.draft is None or reading.intent in _OWN_TASKS or reading.intent in ANSWERS:
        return False
    names = list(dict.fromkeys(turn.catalogue.service(one).name for one in turn.draft.service_ids))
    number = pick(reading.text, len(names)) if names else None
    if number is not None:
        wanted = names[number - 1]
        turn.redraft(
            service_ids=tuple(
                one for one in turn.draft.service_ids if turn.catalogue.service(one).name == wanted
            )
        )
        yield from book.advance(turn)
        return True
    if reading.says_what:
        yield from book.go_on(turn)
        return True
    if reading.says_when:
        turn.change(draft=lay_over(turn.draft, reading.times))
        book.ask_again(turn)
        return True
    return False


def to_provider(turn: Turn) -> Answered:
    """With whom; a pick, a name, or «anyone»."""
    reading = turn.reading
    if turn.session.draft is None or reading.intent in _OWN_TASKS or reading.intent in ANSWERS:
        return False
    ids = turn.draft.service_ids
    number = pick(reading.text, len(ids))
    if number is not None:
        turn.redraft(service_ids=(ids[number - 1],))
        yield from book.advance(turn)
        return True
    if reading.yes_no is YesNo.NO and not reading.says_what and not reading.says_when:
        book.say_nothing_booked(turn)
        return True
    one = len(ids) == 1
    if reading.anything_goes or (one and reading.yes_no is YesNo.YES):
        turn.redraft(any_provider=True)
        yield from book.go_on(turn)
        return True
    if reading.says_what or reading.says_when:
        yield from book.go_on(turn)
        return True
    return False


def to_address(turn: Turn) -> Answered:
    """Where to go. What is asked for is taken as said when it holds a house number."""
    reading = turn.reading
    if turn.session.draft is None or reading.intent in _OWN_TASKS or reading.intent in ANSWERS:
        return False
    text = " ".join(reading.text.split())
    zones = dict.fromkeys(zone for one in turn.catalogue.providers for zone in one.home_zones)
    zone = zone_named(text, zones)
    street = street_address(text)
    if street is None and any(letter.isdigit() for letter in text) and not reading.says_when:
        street = text[:120]
    if zone is None and street is None:
        if reading.intent not in ("inform", "ask_location") or not 1 <= len(text.split()) <= 4:
            return False
        # A barrio we do not know: said back as not covered rather than asked again for ever.
        turn.redraft(zone=text[:40])
    address = turn.draft.address or street
    if address and zone and zone.lower() not in address.lower():
        address = f"{address}, {zone}"
    turn.redraft(zone=zone or turn.draft.zone, address=address)
    if reading.says_when and street_address(text) is None:
        turn.change(draft=lay_over(turn.draft, reading.times))
    yield from book.advance(turn)
    return True


def to_which(turn: Turn) -> Answered:
    """Which of several appointments."""
    if turn.reading.intent in _NOT_PICKS:
        return False
    if turn.reading.yes_no is YesNo.NO and not turn.reading.says_when:
        appointments.keep(turn)
        return True
    return (yield from appointments.which_answered(turn))


def to_cancel(turn: Turn) -> Answered:
    """Yes or no to cancelling; another time instead means moving it."""
    question = turn.session.question
    assert question is not None
    assert question.version is not None
    reading = turn.reading
    appointment_id = question.appointment_ids[0]
    if reading.intent == "reschedule" or (reading.says_when and reading.yes_no is not YesNo.YES):
        yield from appointments.move_chosen(turn, appointment_id)
        return True
    said_yes = reading.yes_no is YesNo.YES or reading.intent in ("affirm", "cancel")
    if said_yes and reading.yes_no is not YesNo.NO:
        yield from appointments.cancel_surely(turn, appointment_id, question.version)
        return True
    if reading.yes_no is YesNo.NO or reading.intent == "deny":
        appointments.keep(turn)
        return True
    return False


def to_stop_or_cancel(turn: Turn) -> Answered:
    """Drop what is being booked, or cancel an appointment that exists."""
    reading = turn.reading
    if reading.says_when or reading.says_what or reading.code:
        yield from appointments.cancel(turn)
        return True
    if reading.yes_no is not None or reading.intent in ("cancel", "deny", "restart"):
        book.say_nothing_booked(turn)
        return True
    return False


def to_human(turn: Turn) -> Answered:
    """Whether they want a person."""
    if turn.reading.yes_no is YesNo.YES or turn.reading.intent == "affirm":
        turn.done()
        yield from hand_over(turn, HandoffReason.MISUNDERSTOOD, "human.asked")
        return True
    if turn.reading.yes_no is YesNo.NO:
        turn.done()
        turn.tell("smalltalk.here")
        return True
    return False


READERS: dict[Ask, Callable[[Turn], Answered]] = {
    Ask.SLOT: to_offer,
    Ask.TIME: to_time,
    Ask.SERVICE: to_service,
    Ask.PROVIDER: to_provider,
    Ask.ADDRESS: to_address,
    Ask.WHICH: to_which,
    Ask.CANCEL: to_cancel,
    Ask.STOP_OR_CANCEL: to_stop_or_cancel,
    Ask.HUMAN: to_human,
}


def corrects_last(turn: Turn) -> bool:
    """Whether this corrects the appointment made a moment ago («uy, era a las 18»)."""
    reading = turn.reading
    return (
        turn.session.last_appointment_id is not None
        and turn.session.question is None
        and reading.says_when
        and not reading.named.services
        and reading.intent in ("inform", "deny", "reschedule", "request_alternatives", "fallback")
    )
