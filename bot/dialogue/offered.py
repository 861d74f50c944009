"""Reading a message as the answer to places that were offered."""

import re
from collections.abc import Generator

from bot.dialogue.commands import Command, Outcome
from bot.dialogue.flows import book, guests, moving, own, where
from bot.dialogue.flows.narrowing import takes_out
from bot.dialogue.flows.offers import show_again
from bot.dialogue.flows.questions import ANSWERS, goes_with_booking
from bot.dialogue.flows.search import exactly_free, other_times, search
from bot.dialogue.flows.wishes import at, lay_over, offered_that_fit, without_refused
from bot.dialogue.session import Ask, Flow, OfferedSlot, Question
from bot.dialogue.turn import Turn
from bot.language.answers import YesNo, is_firm_yes, pick
from bot.language.cues import Cue
from bot.language.folding import words
from bot.language.party import Party
from bot.language.times import Grain

Answered = Generator[Command, Outcome, bool]

# What a message may be about instead of the question it follows.
_OWN_TASKS = {
    "cancel", "reschedule", "pay", "payment_done", "talk_to_human", "complain", "opt_out",
    "check_booking", "delete_data", "restart", "join_waitlist", "running_late",
    "request_invoice", "provider_signup",
}  # fmt: skip
_ASKED_ALONG = ("ask_payment_methods", "ask_location", "ask_hours")  # a firm yes holds anyway
_PICKS_BY_TIME = re.compile(r"\b(el|la|los|las) (de|del|que)\b")
_OWN_APPOINTMENT = re.compile(r"\b(mi|mis|el|los) turnos?\b")


def is_for_itself(turn: Turn) -> bool:
    """Whether a message surely starts a task of its own, so that it answers nothing."""
    reading = turn.reading
    if Cue.INSULT in reading.cues or Cue.EMERGENCY in reading.cues:
        return True
    if reading.intent == "reschedule" and not is_of_own(turn):
        return False  # «cambialo para el jueves» of what is being booked
    if reading.intent == "running_late" and Cue.MOMENT in reading.cues:
        return False  # «espéreme un ratito» of somebody who thinks, not of one on the way
    if reading.intent == "cancel" and not reading.sure:
        return Cue.CANCEL in reading.cues
    if reading.is_any("join_waitlist"):
        return True  # «dale, avisame» takes none of the places shown
    if reading.yes_no is not None and len(words(reading.text)) <= 3:
        return reading.is_any("cancel", "opt_out") and reading.yes_no is not YesNo.YES
    return reading.sure and reading.intent in _OWN_TASKS


def is_of_own(turn: Turn) -> bool:
    """Whether a wish to move speaks of an appointment that exists, not of what is being booked."""
    reading = turn.reading
    if reading.intent != "reschedule" or turn.session.draft is None:
        return False
    if turn.draft.flow is Flow.MOVE:
        return False
    points = reading.times.moved_from is not None or reading.code is not None
    return points or _OWN_APPOINTMENT.search(" ".join(words(reading.text))) is not None


def stops(turn: Turn) -> bool:
    """Whether a message wants to leave what was begun, without a wish of its own."""
    reading = turn.reading
    return Cue.STOP in reading.cues and not reading.says_when and not reading.says_what


def to_offer(turn: Turn) -> Answered:
    """A pick, a yes, another day or hour, another service, or «any other?»."""
    offer, reading = turn.session.offer, turn.reading
    if offer is None or turn.session.draft is None:
        return False
    if guests.take_name(turn):
        show_again(turn)
        return True
    picks = len(offer.slots) > 1 or reading.intent == "select_option"  # «la primera», of one
    number = pick(reading.text, len(offer.slots)) if picks else None
    if number is not None and reading.yes_no is not YesNo.NO and not reading.times.same_day:
        yield from _take(turn, offer.slots[number - 1])
        return True
    if guests.one_less(turn, turn.draft):
        yield from book.go_on(turn)
        return True
    if takes_out(turn):
        yield from book.go_on(turn)
        return True
    if turn.draft.flow is Flow.MOVE and Cue.ANOTHER in reading.cues and reading.says_when:
        yield from book.begin(turn)  # «anóteme también el 25»: one more, nothing is moved
        return True
    if is_for_itself(turn):
        return False
    if stops(turn) and not reading.asks:
        book.say_nothing_booked(turn)
        return True
    if Cue.AS_BEFORE in reading.cues:
        yield from book.restore(turn)
        return True
    if Cue.MOMENT in reading.cues and reading.yes_no is None and not reading.says_when:
        turn.tell("moment.waiting")
        return True
    changes = where.gives_place(turn) or _is_for_others(turn)
    if changes and not reading.says_when and reading.yes_no is not YesNo.YES:
        yield from book.go_on(turn)
        return True
    if _wants_the_soonest(turn):
        yield from _take(turn, min(offer.slots, key=lambda slot: slot.start))
        return True
    if reading.says_when or reading.named.providers:
        return (yield from _said(turn))
    if _names_something_new(turn):
        if (yield from _is_about_another(turn)):
            return False
        yield from book.go_on(turn)
        return True
    if Cue.CHEAPEST in reading.cues and turn.draft.flow is Flow.BOOK:
        known = [one for one in turn.draft.service_ids if turn.catalogue.has_service(one)]
        known.sort(key=lambda one: turn.catalogue.service(one).price)
        turn.redraft(service_ids=tuple(known[:1]))
        yield from book.advance(turn)
        return True
    if reading.shift is not None:
        yield from _shifted(turn, offer.slots[0])
        return True
    return (yield from _without_times(turn))


def _wants_the_soonest(turn: Turn) -> bool:
    """Whether «lo primero que tengas» chooses: the soonest places are the ones that were shown."""
    asked, reading = turn.reading.times.asked, turn.reading
    is_soonest = asked.date_from is not None and asked.date_to is None and asked.time_from is None
    if not (is_soonest and asked.approx and asked.grain is Grain.NONE) or reading.asks:
        return False
    return not reading.says_what and lay_over(turn.draft, reading.times).days == turn.draft.days


def _said(turn: Turn) -> Answered:
    """A time or a provider: one offered place when only that one fits, else a new search."""
    reading = turn.reading
    if reading.intent in ANSWERS and not reading.says_when:
        return False  # «¿y con Marcos cuánto sale?»
    if reading.intent in ANSWERS and not goes_with_booking(reading.intent):
        return False  # «¿a qué hora abren el sábado?»
    fitting = offered_that_fit(turn, reading)
    new = _names_something_new(turn)
    if new and (yield from _is_about_another(turn)):
        return False
    if len(fitting) == 1 and not new and _is_pick(turn):
        yield from _take(turn, fitting[0])
        return True
    answer = ANSWERS.get(reading.intent)
    if answer is not None:
        turn.first(answer(turn))
    if not new and _names_the_hour(turn):
        book.absorb(turn)
        place = yield from exactly_free(turn)
        if place is not None:
            yield from book.choose(turn, place)
            return True
    if new or turn.draft.flow is Flow.BOOK:
        yield from book.go_on(turn)
        return True
    book.absorb(turn)
    yield from moving.look_again(turn)
    return True


def _names_the_hour(turn: Turn) -> bool:
    """Whether it answers «which of these?», asked of one day, with another hour of that day.

    That chooses as much as one of those shown does; a guess («tipo 11») or a no does not.
    """
    reading, offer = turn.reading, turn.session.offer
    assert offer is not None
    asked = reading.times.asked
    days = {slot.start.astimezone(turn.zone).date() for slot in offer.slots}
    services = {slot.service_id for slot in offer.slots}
    is_alone = not (asked.date_from or asked.approx or reading.times.options or reading.says_what)
    answers_that = len(offer.slots) > 1 and len(days) == len(services) == 1
    is_plain = not reading.asks and reading.yes_no is not YesNo.NO
    return answers_that and is_alone and is_plain and reading.says_hour


def _is_pick(turn: Turn) -> bool:
    """Whether a time or name chooses among the offered: it leaves nothing open, and asks nothing.

    «mañana» names a day, of which one place was shown and many are free; «la de mañana» picks.
    """
    reading, offer = turn.reading, turn.session.offer
    assert offer is not None
    if reading.asks or reading.yes_no is YesNo.NO:
        return False
    if reading.says_hour or reading.named.providers or reading.yes_no is YesNo.YES:
        return True  # «el viernes me sirve»
    same_days = len({slot.start.astimezone(turn.zone).date() for slot in offer.slots}) == 1
    if turn.draft.hours_are_readings and same_days:
        return True
    folded = " ".join(words(reading.text))
    return reading.intent == "select_option" or _PICKS_BY_TIME.search(folded) is not None


def _is_about_another(turn: Turn) -> Answered:
    """Whether a wish to move names an appointment that they have («pasame el de kinesio»)."""
    if not turn.reading.is_any("reschedule"):
        return False
    found = yield from own.list_own()
    return bool(own.narrow(turn, found.appointments))


def _is_for_others(turn: Turn) -> bool:
    """Whether it says that somebody else comes, or more than one."""
    said = turn.reading.party
    return turn.draft.flow is Flow.BOOK and said != Party()


def _names_something_new(turn: Turn) -> bool:
    """Whether a service or provider other than the offered ones is named, and not just asked of."""
    adds = Cue.ADDS in turn.reading.cues
    if turn.draft.flow is not Flow.BOOK or (turn.reading.intent in ANSWERS and not adds):
        return False
    named = turn.reading.named
    if Cue.OTHER_PERSON in turn.reading.cues or named.refused:
        return True
    if Cue.ADDS in turn.reading.cues and named.services:
        return True
    services = {service.id for service in named.services}
    offered = set(turn.draft.service_ids)
    if services and not services & offered:
        return True
    if services and not offered <= services:
        return True
    providers = {provider.id for provider in named.providers}
    current = {turn.catalogue.service(one).provider_id for one in offered}
    return bool(providers) and not providers & current


def _shifted(turn: Turn, slot: OfferedSlot) -> Answered:
    """«una hora más tarde» than the place that was offered first."""
    assert turn.reading.shift is not None
    wanted = slot.start.astimezone(turn.zone) + turn.reading.shift
    turn.change(before=turn.draft, draft=at(turn.draft, wanted))
    yield from search(turn)
    return True


def _without_times(turn: Turn) -> Answered:
    offer, reading = turn.session.offer, turn.reading
    assert offer is not None
    wants_others = reading.times.later or reading.times.earlier or Cue.OTHER_DAY in reading.cues
    wants_others = wants_others or reading.intent == "request_alternatives"
    fewer = without_refused(turn.draft, reading.times)
    if fewer != turn.draft and reading.yes_no is not YesNo.YES:
        turn.change(before=turn.draft, draft=fewer)
        yield from search(turn)
        return True
    if wants_others and reading.yes_no is not YesNo.YES:
        yield from other_times(turn)
        return True
    if reading.intent in ANSWERS and not is_firm_yes(reading.text):
        return False
    agrees = reading.yes_no is YesNo.YES or (
        reading.is_any("affirm") and reading.yes_no is None and not reading.asks
    )
    agrees = agrees or reading.intent in _ASKED_ALONG  # «dale sí, pero ¿aceptan débito?»
    if agrees or reading.anything_goes:
        return (yield from _agreed(turn))
    if reading.yes_no is YesNo.NO or reading.is_any("deny"):
        turn.ask(Question(Ask.TIME, turn.draft.flow))
        turn.tell("ask.other_time")
        return True
    return False


def _agreed(turn: Turn) -> Answered:
    """A yes: to the one place offered; among several it must still be said which."""
    offer, reading = turn.session.offer, turn.reading
    assert offer is not None
    if len(offer.slots) == 1 or reading.anything_goes:
        yield from _take(turn, offer.slots[0])
        return True
    answer = ANSWERS.get(reading.intent)
    if answer is not None:
        turn.first(answer(turn))
    show_again(turn, "offer.again" if answer is not None else "offer.which")
    return True


def _take(turn: Turn, slot: OfferedSlot) -> Answered:
    """Take a place, answering a question asked in the same breath («sí dale, ¿aceptan débito?»)."""
    answer = ANSWERS.get(turn.reading.intent)
    if answer is not None:
        turn.first(answer(turn))
    yield from book.choose(turn, slot)
    return True
