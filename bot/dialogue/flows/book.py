"""Making an appointment: what, with whom, where, when, in any order and number; then the place."""

from collections.abc import Sequence
from dataclasses import replace

from bot.dialogue import describe
from bot.dialogue.commands import (
    AppointmentChanged,
    AppointmentMoved,
    AppointmentView,
    BookSlot,
    MoveAppointment,
    SlotBooked,
    SlotTaken,
)
from bot.dialogue.flows import guests, naming, offers, series, visit, waitlist, where
from bot.dialogue.flows.asking import ask_provider, ask_service, ask_which_service
from bot.dialogue.flows.earlier import begun
from bot.dialogue.flows.narrowing import with_services
from bot.dialogue.flows.search import search
from bot.dialogue.flows.wishes import as_slot, at, lay_over, without_refused
from bot.dialogue.session import Ask, Flow, OfferedSlot, Question
from bot.dialogue.turn import Steps, Turn
from bot.domain.appointments import AppointmentState
from bot.domain.money import Money
from bot.language import formats
from bot.messages.replies import PaymentLink


def begin(turn: Turn) -> Steps:
    """Start a new appointment with all that this message says of it."""
    turn.change(draft=begun(turn), question=None, offer=None, before=None)
    yield from go_on(turn)


def go_on(turn: Turn) -> Steps:
    """Take in what this message says and ask for, or offer, what comes next."""
    absorb(turn)
    yield from advance(turn)


def absorb(turn: Turn) -> None:
    """Lay what the message says over the draft; what it does not speak of stays."""
    before = turn.draft
    draft = lay_over(before, turn.reading.times)
    draft = guests.noted(turn, where.with_place(turn, draft))
    draft = replace(draft, any_provider=draft.any_provider or turn.reading.anything_goes)
    if draft.flow is Flow.BOOK:
        draft = without_refused(draft, turn.reading.times)
        draft = series.noted(turn, visit.fitting(turn, with_services(turn, draft)))
    if draft != before and before.service_ids:
        turn.change(before=before)
    turn.change(draft=draft)


def advance(turn: Turn) -> Steps:
    """Ask for the first thing that is missing, or look for places."""
    ids = tuple(one for one in turn.draft.service_ids if turn.catalogue.has_service(one))
    turn.redraft(service_ids=ids)
    if not ids:
        ask_service(turn)
        return
    if len(describe.service_names(turn, ids)) > 1:
        ask_which_service(turn)
        return
    if turn.draft.flow is Flow.BOOK and not where.is_settled(turn):
        return
    draft = turn.draft
    turn.change(topic=draft.service_ids)
    if draft.waits and waitlist.still_wanted(turn):
        yield from waitlist.join(turn)
        return
    turn.redraft(waits=False)
    providers = describe.providers_of(turn, draft.service_ids)
    if len(providers) > 1 and not draft.any_provider and not (draft.days or draft.hours):
        ask_provider(turn)
        return
    if (yield from series.propose(turn)):
        return
    yield from search(turn)


def restore(turn: Turn) -> Steps:
    """Go back to what was wished before the last change, or was left just now, and look again."""
    if turn.session.before is not None:
        turn.change(draft=turn.session.before, before=None, offer=None)
    yield from advance(turn)


def choose(turn: Turn, chosen: OfferedSlot) -> Steps:
    """Take one offered place."""
    if not turn.catalogue.has_service(chosen.service_id):
        yield from advance(turn)
        return
    slot = as_slot(turn, chosen)
    draft = turn.draft
    if draft.times > 1:
        yield from series.plan(turn, slot.service_id, slot.start)
        return
    if draft.flow is Flow.MOVE:
        assert draft.moving_id is not None
        assert draft.moving_version is not None
        outcome = yield MoveAppointment(draft.moving_id, draft.moving_version, slot)
    else:
        then, guest = visit.following(turn, draft), guests.label(turn, draft)
        outcome = yield BookSlot(slot, draft.address, then, guest, draft.phone)
    match outcome:
        case SlotBooked(appointment, following):
            if draft.address is not None:
                turn.change(address=draft.address, zone=draft.zone)
            tell_booked(turn, appointment, following)
            turn.change(booked=at(draft, appointment.start.astimezone(turn.zone)))
        case AppointmentMoved(appointment, previous):
            turn.done()
            turn.change(
                last_appointment_id=appointment.id,
                topic=(appointment.service_id,),
                before=at(draft, previous.astimezone(turn.zone)),
            )
            tell_moved(turn, appointment, was=draft.moving_id)
            yield from resume(turn)
        case SlotTaken(nearest) if nearest:
            turn.change(draft=at(draft, slot.start.astimezone(turn.zone)))
            turn.first(turn.t("book.just_taken"))
            offers.show(turn, nearest[:3], turn.t("offer.nearest"))
        case SlotTaken(_):
            turn.ask(Question(Ask.TIME, draft.flow))
            turn.first(turn.t("book.just_taken"))
            turn.tell("ask.other_time")
        case AppointmentChanged(_):
            turn.done()
            turn.tell("move.gone")
        case _:
            raise TypeError(f"no answer to {outcome}")


def resume(turn: Turn) -> Steps:
    """Go on with what was put aside for another task, if there is anything."""
    parked = turn.session.parked
    if parked is None:
        return
    turn.change(draft=parked, parked=None, question=None, offer=None)
    if parked.flow is Flow.BOOK:
        turn.first(turn.t("resume.draft"))
        yield from advance(turn)
    elif parked.days or parked.hours:
        yield from search(turn)
    else:
        service = turn.catalogue.service(parked.service_ids[0])
        provider = turn.catalogue.provider(service.provider_id)
        turn.ask(Question(Ask.TIME, Flow.MOVE))
        turn.tell("resume.move", service=service.name, provider=provider.first_name)


def park(turn: Turn) -> None:
    """Put the booking that is under way aside, for another task."""
    draft = turn.session.draft
    if draft is not None and draft.flow is Flow.BOOK and draft.service_ids:
        turn.change(parked=draft, draft=None)


def tell_moved(turn: Turn, appointment: AppointmentView, *, was: int | None = None) -> None:
    """Say where an appointment stands now, and what is still missing for it.

    was: the id of the one that was to be moved; another may stand beside it until it is paid.
    """
    values = appointment_values(turn, appointment)
    if appointment.state is AppointmentState.HELD and appointment.payment_id is not None:
        is_other = was is not None and was != appointment.id
        body = turn.t("move.held_beside" if is_other else "move.held", **values)
        turn.say(PaymentLink(body, turn.t("payment.link_label"), appointment.payment_id))
    elif appointment.state is AppointmentState.PENDING_PROVIDER:
        turn.tell("move.asked_provider", **values)
    else:
        turn.tell("move.done", **values)


def tell_booked(
    turn: Turn, appointment: AppointmentView, following: tuple[AppointmentView, ...] = ()
) -> None:
    """Say what became of a booking: final, waiting for the deposit, or for the provider.

    following: what was booked right after it, told in the same words.
    """
    everything = (appointment, *following)
    held = [one for one in everything if one.state is AppointmentState.HELD]
    settled = [one for one in everything if one not in held]
    turn.done()
    turn.change(last_appointment_id=appointment.id, topic=(appointment.service_id,))
    if settled:
        values = appointment_values(turn, settled[0])
        values["service"] = visit.names(turn, [one.service_id for one in settled])
        is_asked = settled[0].state is AppointmentState.PENDING_PROVIDER
        if settled[0].deposit_paid:
            turn.first(turn.t("book.credit_used", deposit=values["deposit"]))
        said = turn.t("book.asked_provider" if is_asked else "book.confirmed", **values)
        naming.say_and_ask_name(turn, said)
    for one in held:
        if one.payment_id is not None:
            values = appointment_values(turn, one) | _of_visit(turn, held)
            body = turn.t("book.held", **values)
            turn.say(PaymentLink(body, turn.t("payment.link_label"), one.payment_id))


def _of_visit(turn: Turn, held: Sequence[AppointmentView]) -> dict[str, object]:
    """Return how phrases name what one deposit holds, or nothing where each has its own."""
    if sum(one.payment_id is not None for one in held) > 1:
        return {}
    return {
        "service": visit.names(turn, [one.service_id for one in held]),
        "when": formats.long_when(held[0].start, turn.zone),
        "price": formats.money(Money(sum(one.price.centavos for one in held))),
    }


def appointment_values(turn: Turn, view: AppointmentView) -> dict[str, object]:
    """Return everything phrases about one appointment may name."""
    service = turn.catalogue.service(view.service_id)
    provider = turn.catalogue.provider(view.provider_id)
    hold = view.hold_expires_at
    return {
        "service": service.name,
        "provider": provider.first_name,
        "when": formats.long_when(view.start, turn.zone),
        "price": formats.money(view.price),
        "deposit": formats.money(view.deposit) if view.deposit else "",
        "place": describe.place(turn.input.phrases, provider, view.address),
        "code": view.code,
        "notice": describe.notice(turn, service.id),
        "terms": describe.deposit_terms(turn, service.id),
        "until": formats.hour(hold.astimezone(turn.zone).time()) if hold else "",
    }


def say_nothing_booked(turn: Turn) -> None:
    """Drop what was begun and say that nothing was booked; of a move, that all stays as it is."""
    left = turn.session.draft
    is_move = left is not None and left.flow is Flow.MOVE
    turn.done()
    turn.change(parked=None, before=None if is_move else left)
    turn.tell("cancel.kept" if is_move else "book.dropped")
