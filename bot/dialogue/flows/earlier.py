"""A new appointment told by an earlier one: the same again, right after it, what was spoken of."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.dialogue import describe
from bot.dialogue.session import Draft, Flow, Hours
from bot.dialogue.turn import Turn
from bot.language.cues import Cue
from bot.language.folding import words

_SAME_TOPIC = timedelta(minutes=30)  # longer after, «un turno el sábado» may be for anything
_SAME_DAY = timedelta(hours=12)  # but «¿y el sábado?» still goes on about it
_RIGHT_AFTER = {"despues", "luego", "seguido"}
_ALSO = {"tambien", "ademas"}


def begun(turn: Turn) -> Draft:
    """Return the draft of a new appointment, as far as what was booked or said before tells it."""
    draft = _as_before(turn, Draft(Flow.BOOK, service_ids=_topic(turn)))
    return _beside_booked(turn, _for_the_same_guest(turn, draft))


def _as_before(turn: Turn, draft: Draft) -> Draft:
    """Return the draft with the hour or day booked before, when it is pointed at («a esa hora»)."""
    booked, last, times = turn.session.booked, turn.session.last_turn_at, turn.reading.times
    if booked is None or last is None or turn.now - last > _SAME_DAY:
        return draft
    says_day = times.asked.date_from is not None
    if times.same_day or (times.same_time and not says_day):
        draft = replace(draft, days=booked.days)
        if _RIGHT_AFTER & set(words(turn.reading.text)) and not turn.reading.says_hour:
            return replace(draft, hours=_hour_after(turn, booked))
    return replace(draft, hours=booked.hours) if times.same_time else draft


def _for_the_same_guest(turn: Turn, draft: Draft) -> Draft:
    """Return the draft for whom the last booking was, when another like it is asked for."""
    booked = turn.session.booked
    if booked is None or Cue.ANOTHER not in turn.reading.cues or not draft.service_ids:
        return draft
    if draft.service_ids != booked.service_ids:
        return draft
    return replace(draft, guest_kin=booked.guest_kin, guest_name=booked.guest_name)


def _hour_after(turn: Turn, booked: Draft) -> tuple[Hours, ...]:
    """Return the hour at which what was booked last ends; none when that is not known."""
    known = [one for one in booked.service_ids if turn.catalogue.has_service(one)]
    clock = booked.hours[0].first if booked.hours else None
    day = booked.days[0].first if booked.days else None
    if not known or clock is None or day is None:
        return ()
    end = (datetime.combine(day, clock) + turn.catalogue.service(known[0]).duration).time()
    return (Hours(end, end, exact=True),)


def _brings_somebody(turn: Turn) -> bool:
    """Whether somebody else comes for the same («también viene una amiga, se llama Julia»)."""
    said = turn.reading.party
    also = _ALSO & set(words(turn.reading.text))
    return bool(also) and (said.kin is not None or said.name is not None)


def _beside_booked(turn: Turn, draft: Draft) -> Draft:
    """Return the draft of «sumale el corte» just after a booking: of the same provider and day."""
    session, reading = turn.session, turn.reading
    booked, last = session.booked, session.last_turn_at
    adds = Cue.ADDS in reading.cues and bool(reading.named.services) and not reading.named.providers
    if not adds or booked is None or last is None or turn.now - last > _SAME_TOPIC:
        return draft
    providers = describe.providers_of(turn, booked.service_ids)
    own = tuple(service.id for provider in providers for service in provider.services)
    if not {service.id for service in reading.named.services} & set(own):
        return draft
    return replace(draft, service_ids=own, days=booked.days, address=booked.address)


def _names_who_does_not(turn: Turn) -> bool:
    """Whether a provider is named who does nothing of what was just spoken of."""
    known = [one for one in turn.session.topic if turn.catalogue.has_service(one)]
    names = set(describe.service_names(turn, known))
    named = turn.reading.named.providers
    return bool(named) and not any(one.name in names for who in named for one in who.services)


def _topic(turn: Turn) -> tuple[int, ...]:
    """Return the services just spoken of, when this message goes on about them."""
    session, reading = turn.session, turn.reading
    last = session.last_turn_at
    life = _SAME_TOPIC if reading.intent == "book" else _SAME_DAY
    if last is None or turn.now - last > life:
        return ()
    if reading.named.services or reading.named.trades:
        return ()
    just_booked = session.last_appointment_id is not None and turn.now - last <= _SAME_TOPIC
    again = _brings_somebody(turn) or Cue.ANOTHER in reading.cues or reading.times.same_time
    if just_booked and not again and (reading.intent == "book" or _names_who_does_not(turn)):
        return ()
    goes_on = reading.says_when or reading.intent != "book" or reading.asks
    return session.topic if goes_on else ()
