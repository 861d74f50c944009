"""What is not text: thumbs, stickers, pictures, places, contacts, sounds. Nothing asked is lost."""

from collections.abc import Callable
from dataclasses import replace

from bot.dialogue import describe, repair
from bot.dialogue.answers import READERS
from bot.dialogue.flows import appointments, book, files, own, where
from bot.dialogue.flows.questions import ANSWERS
from bot.dialogue.own_answers import attendance
from bot.dialogue.session import Ask, Flow
from bot.dialogue.turn import Steps, Turn, read
from bot.domain.appointments import AppointmentState
from bot.language.addresses import street_address
from bot.language.answers import YesNo
from bot.messages.inbound import InboundKind, Unheard


def unspoken(turn: Turn) -> Steps:
    """Do what can be done with what is not text, and repeat what was asked."""
    handler = _HANDLERS.get(turn.input.inbound.kind, _other)
    yield from handler(turn)


def _other(turn: Turn) -> Steps:
    turn.first(turn.t(_SAID.get(turn.input.inbound.kind, "media.unsupported")))
    yield from repair.ask_again(turn)


def _reaction(turn: Turn) -> Steps:
    """A thumb is a light yes: to coming, and to a place that costs nothing yet. Else silence."""
    if turn.reading.yes_no is YesNo.YES:
        view, question = turn.input.reminded, turn.session.question
        if view is not None:
            yield from attendance(turn, view)
            return
        if question is not None and (question.ask is Ask.ATTEND or _is_free_of_money(turn)):
            yield from READERS[question.ask](turn)
            return
    turn.set_aside(InboundKind.REACTION.value)


def _is_free_of_money(turn: Turn) -> bool:
    """Whether one place is proposed that needs no deposit."""
    offer = turn.session.offer
    if offer is None or len(offer.slots) != 1 or turn.session.draft is None:
        return False
    service_id = offer.slots[0].service_id
    known = turn.catalogue.has_service(service_id)
    return known and turn.catalogue.service(service_id).deposit is None


def _sticker(turn: Turn) -> Steps:
    asks = turn.session.question is not None
    turn.first(turn.t("media.sticker_short" if asks else "media.sticker"))
    yield from repair.ask_again(turn)


def _picture(turn: Turn) -> Steps:
    """A picture while a deposit is owed is its receipt: the gateway is asked, not the picture."""
    kept = yield from files.attach(turn)
    found = yield from own.list_own()
    if any(view.state is AppointmentState.HELD for view in found.appointments):
        turn.first(turn.t("media.receipt"))
        yield from appointments.says_paid(turn)
        return
    if kept is not None:
        turn.first(kept)
        yield from _go_on(turn)
        return
    draft = turn.session.draft
    providers = describe.providers_of(turn, draft.service_ids) if draft is not None else ()
    if len(providers) == 1:
        turn.first(turn.t("media.picture_for", provider=providers[0].first_name))
    else:
        turn.first(turn.t("media.picture"))
    yield from repair.ask_again(turn)


def _go_on(turn: Turn) -> Steps:
    """Repeat what was asked; a picture that was only kept needs nothing more to be said."""
    if turn.session.question is not None:
        yield from repair.ask_again(turn)


def _audio(turn: Turn) -> Steps:
    """A voice note that could not be heard; why is said, so that it can be put right."""
    unheard = turn.input.inbound.unheard
    turn.first(turn.t(_UNHEARD[unheard] if unheard is not None else "media.audio"))
    yield from repair.ask_again(turn)


def _location(turn: Turn) -> Steps:
    """A pin with an address answers «where?»; to a shop it is answered with the shop's own."""
    question, draft = turn.session.question, turn.session.draft
    place = turn.input.inbound.place
    asked = question is not None and question.ask is Ask.ADDRESS
    if asked and place is not None and street_address(place) is not None:
        inbound = replace(turn.input.inbound, kind=InboundKind.TEXT, text=place)
        turn.reading = read(replace(turn.input, inbound=inbound), turn.session)
        if (yield from READERS[Ask.ADDRESS](turn)):
            return
    if asked or draft is None or draft.flow is not Flow.BOOK:
        turn.tell("media.location")
        return
    turn.first(ANSWERS["ask_location"](turn))
    yield from repair.ask_again(turn)


def _contact(turn: Turn) -> Steps:
    """A contact card is the number that was asked for; while booking it says for whom it is.

    Its name has to be written.
    """
    question, draft = turn.session.question, turn.session.draft
    if question is not None and question.ask is Ask.PHONE and draft is not None:
        yield from _number_given(turn)
        return
    if draft is None or draft.flow is not Flow.BOOK:
        turn.tell("media.contact")
        return
    turn.redraft(guest_kin=turn.t("guest.card"))
    turn.first(turn.t("media.contact_guest"))
    yield from repair.ask_again(turn)


def _number_given(turn: Turn) -> Steps:
    """Go on with the booking if the card can be read; else ask for the number in words."""
    card = turn.input.inbound.card_phone
    if card is not None and where.phone_given(turn, card):
        yield from book.advance(turn)
    else:
        turn.tell("phone.type_it")


_HANDLERS: dict[InboundKind, Callable[[Turn], Steps]] = {
    InboundKind.AUDIO: _audio,
    InboundKind.REACTION: _reaction,
    InboundKind.STICKER: _sticker,
    InboundKind.IMAGE: _picture,
    InboundKind.DOCUMENT: _picture,
    InboundKind.LOCATION: _location,
    InboundKind.CONTACT: _contact,
}
_SAID = {InboundKind.VIDEO: "media.video"}
_UNHEARD = {
    Unheard.TOO_LONG: "media.audio_long",
    Unheard.NOTHING_SAID: "media.audio_empty",
    Unheard.UNREADABLE: "media.audio_lost",
}
