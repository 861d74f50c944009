"""Cancelling appointments: which, at what cost, surely? Nothing is cancelled without that yes."""

from collections.abc import Sequence

from bot.dialogue.commands import (
    AppointmentCancelled,
    AppointmentsFound,
    AppointmentView,
    CancelAppointment,
)
from bot.dialogue.flows import book
from bot.dialogue.flows.own import ask_which, lines, list_own, narrow, terms_of, the_one
from bot.dialogue.flows.wishes import at
from bot.dialogue.session import Ask, Draft, Flow, Question
from bot.dialogue.taps import CancelTap, MenuTap, WhichTap, encode
from bot.dialogue.turn import Steps, Turn
from bot.domain.cancellation import CancellationTerms
from bot.domain.money import Money
from bot.domain.policy_choices import DepositOnMove
from bot.language import formats
from bot.language.cues import Cue
from bot.language.own_turns import speaks_of_own
from bot.messages.replies import Buttons, Choice, Text


def cancel(turn: Turn) -> Steps:
    """Cancel one of the person's appointments, after saying what it costs."""
    found = yield from list_own()
    if not found.appointments:
        turn.done()
        reading = turn.reading
        said = Cue.CANCEL in reading.cues or Cue.STOP in reading.cues or speaks_of_own(reading.text)
        if reading.says_what and reading.says_when and not said:
            yield from book.begin(turn)  # misread: nothing in it speaks of cancelling
            return
        turn.tell("cancel.none")
        return
    book.park(turn)
    if Cue.EVERYTHING in turn.reading.cues and len(found.appointments) > 1:
        ask_sure_of_all(turn, found, found.appointments)
        return
    view = the_one(turn, found.appointments)
    several = narrow(turn, found.appointments) if view is None else ()
    if len(several) > 1 and len(turn.reading.named.providers) == len(several):
        ask_sure_of_all(turn, found, several)  # «el de Laura y el de Silvia»
        return
    if view is None:
        ask_which(turn, found.appointments, Flow.CANCEL)
        return
    ask_sure(turn, view, terms_of(found, view))


def cancel_chosen(turn: Turn, appointment_ids: Sequence[int]) -> Steps:
    """Go on cancelling those that were chosen."""
    found = yield from list_own()
    views = tuple(view for view in found.appointments if view.id in appointment_ids)
    if len(views) == 1:
        ask_sure(turn, views[0], terms_of(found, views[0]))
    elif views:
        ask_sure_of_all(turn, found, views)
    else:
        turn.done()
        yield from _conclude(turn, turn.t("cancel.gone"))


def ask_sure(turn: Turn, view: AppointmentView, terms: CancellationTerms) -> None:
    """Say at what cost it would be cancelled and ask; moving it is the other way out."""
    turn.ask(Question(Ask.CANCEL, Flow.CANCEL, (view.id,), (view.version,)))
    turn.change(draft=None, last_appointment_id=view.id)
    values = book.appointment_values(turn, view)
    if terms.deposit is None:
        phrase = "cancel.sure" if terms.free else "cancel.sure_late"
    elif terms.keeps_deposit:
        phrase = _keeping(turn, view, terms)
    else:
        phrase = "cancel.sure_refund" if terms.credit is None else "cancel.sure_credit"
    if terms.deposit is not None:
        values["deposit"] = formats.money(terms.deposit)
        values["kept"] = formats.money(terms.kept or Money(0))
    choices = (
        Choice(encode(CancelTap(view.id, view.version, True)), turn.t("button.cancel_yes")),
        Choice(encode(WhichTap(Flow.MOVE, view.id, view.version)), turn.t("button.move")),
        Choice(encode(CancelTap(view.id, view.version, False)), turn.t("button.cancel_no")),
    )
    turn.say(Buttons(turn.t(phrase, **values), choices))


def _keeping(turn: Turn, view: AppointmentView, terms: CancellationTerms) -> str:
    """Return the phrase that says what the business keeps, and whether moving would save it."""
    if terms.refund is not None:
        return "cancel.sure_loses_part"
    policies = turn.catalogue.policies_of(view.service_id)
    if policies.deposit_on_move is DepositOnMove.CARRIED_OVER:
        return "cancel.sure_loses_deposit"
    return "cancel.sure_loses_for_good"


def ask_sure_of_all(
    turn: Turn, found: AppointmentsFound, views: tuple[AppointmentView, ...]
) -> None:
    """Say at what cost several would be cancelled and ask."""
    ids, versions = tuple(view.id for view in views), tuple(view.version for view in views)
    turn.ask(Question(Ask.CANCEL, Flow.CANCEL, ids, versions))
    turn.change(draft=None)
    terms = [terms_of(found, view) for view in views]
    back = _sum([one.refund for one in terms])
    kept = _sum([one.kept for one in terms])
    credit = _sum([one.credit for one in terms])
    if back is not None:
        turn.first(turn.t("cancel.all_refund", refund=formats.money(back)))
    if credit is not None:
        turn.first(turn.t("cancel.all_credit", credit=formats.money(credit)))
    if kept is not None:
        turn.first(turn.t("cancel.all_kept", deposit=formats.money(kept)))
    choices = (
        Choice(encode(MenuTap("all_sure")), turn.t("button.cancel_all_yes")),
        Choice(encode(MenuTap("keep")), turn.t("button.cancel_no")),
    )
    turn.say(Buttons(turn.t("cancel.sure_all", lines=lines(turn, views)), choices))


def cancel_surely(turn: Turn, meant: Sequence[tuple[int, int]]) -> Steps:
    """Cancel appointments, by id and version, now that the person is sure."""
    done: list[AppointmentCancelled] = []
    for appointment_id, version in meant:
        outcome = yield CancelAppointment(appointment_id, version)
        if isinstance(outcome, AppointmentCancelled):
            done.append(outcome)
    turn.done()
    if len(done) < len(meant):
        text = turn.t("cancel.gone")
        if done:
            turn.first(text)
        else:
            yield from _conclude(turn, text)
            return
    turn.change(last_appointment_id=None)
    if len(done) == 1:
        turn.change(before=_like(turn, done[0].appointment))
    yield from _conclude(turn, _done_words(turn, done))


def _like(turn: Turn, view: AppointmentView) -> Draft:
    """Return the wish for the same appointment, should they regret («al final sí voy»)."""
    return at(
        Draft(Flow.BOOK, (view.service_id,), address=view.address),
        view.start.astimezone(turn.zone),
    )


def keep(turn: Turn) -> Steps:
    """Leave the appointment as it stands."""
    turn.done()
    yield from _conclude(turn, turn.t("cancel.kept"))


def _conclude(turn: Turn, text: str) -> Steps:
    """Say how it ended; a booking that was put aside goes on in the same message."""
    if turn.session.parked is None:
        turn.say(Text(text))
        return
    turn.first(text)
    yield from book.resume(turn)


def _done_words(turn: Turn, done: list[AppointmentCancelled]) -> str:
    back = _sum([one.refund for one in done])
    refund = formats.money(back) if back is not None else ""
    credit = _sum([one.credit for one in done])
    if credit is not None:
        turn.first(turn.t("cancel.all_credit", credit=formats.money(credit)))
    if len(done) > 1:
        views = tuple(one.appointment for one in done)
        phrase = "cancel.done_all" if back is None else "cancel.done_all_refund"
        return turn.t(phrase, lines=lines(turn, views), refund=refund)
    values = book.appointment_values(turn, done[0].appointment)
    phrase = "cancel.done" if back is None else "cancel.done_refund"
    return turn.t(phrase, refund=refund, **values)


def _sum(amounts: Sequence[Money | None]) -> Money | None:
    """Return the total of the amounts that there are; None when there is none."""
    centavos = [amount.centavos for amount in amounts if amount is not None]
    return Money(sum(centavos)) if centavos else None
