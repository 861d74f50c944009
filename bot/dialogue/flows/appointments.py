"""What a person does with appointments they have: look, pay, say that they come."""

from collections.abc import Sequence

from bot.dialogue.commands import AppointmentView, ConfirmAttendance, LookUpPayment
from bot.dialogue.describe import appointment_line
from bot.dialogue.flows import book, cancelling, moving
from bot.dialogue.flows.own import list_own, narrow, terms_of
from bot.dialogue.orders.keeping import Keeping, PlaceKept
from bot.dialogue.session import Ask, Flow, Question
from bot.dialogue.taps import ReminderTap, encode
from bot.dialogue.turn import Steps, Turn
from bot.domain.appointments import AppointmentState
from bot.domain.money import Money
from bot.language import formats
from bot.language.own_turns import says_payment_failed
from bot.messages.replies import Buttons, Choice, PaymentLink

_MOST_SHOWN = 8
_MOST_LINKS = 2
_KEPT = {
    Keeping.LONGER: "moment.longer",
    Keeping.NO_LONGER: "moment.no_longer",
    Keeping.WAITED_FOR: "moment.waited_for",
}
_STATES = {
    AppointmentState.HELD: "state.held",
    AppointmentState.PENDING_PROVIDER: "state.pending_provider",
    AppointmentState.CONFIRMED: "state.confirmed",
}


def check(turn: Turn) -> Steps:
    """Tell what, when, with whom and where; what was being asked is asked again below."""
    found = yield from list_own()
    if not found.appointments:
        turn.first(turn.t("check.none"))
        return
    narrowed = narrow(turn, found.appointments)
    shown = (narrowed or found.appointments)[:_MOST_SHOWN]
    lines = [
        turn.t(
            "check.line",
            state=turn.t(_STATES[view.state]),
            **book.appointment_values(turn, view),
        )
        for view in shown
    ]
    turn.change(last_appointment_id=shown[0].id)
    if turn.session.draft is None:
        turn.change(topic=tuple(dict.fromkeys(view.service_id for view in shown)))
    if len(shown) == 1 and turn.reading.asks and _is_owed(shown[0]):
        _send_link(turn, "check.held", shown[0])  # «¿sigo teniendo el lugar?»
        return
    turn.first(turn.t("check.list" if len(shown) > 1 else "check.one", lines="\n".join(lines)))


def pay(turn: Turn) -> Steps:
    """Send the link of a deposit that is still owed; after an error, say what became of it."""
    found = yield from list_own()
    owed = tuple(view for view in found.appointments if _is_owed(view))
    if not owed:
        _say_paid(turn, found.appointments)
        return
    failed = says_payment_failed(turn.reading.text)
    for view in (narrow(turn, owed) or owed)[:_MOST_LINKS]:
        _send_link(turn, "pay.failed" if failed else "pay.link", view)


def _say_paid(turn: Turn, views: Sequence[AppointmentView]) -> None:
    """Say that no deposit is owed, and what is left to be paid where one was."""
    paid = [view for view in views if view.deposit_paid and view.deposit is not None]
    if not paid:
        turn.tell("pay.nothing_owed")
        return
    view = paid[0]
    assert view.deposit is not None
    rest = Money(view.price.centavos - view.deposit.centavos)
    values = book.appointment_values(turn, view)
    turn.tell("pay.already_credited", **(values | {"rest": formats.money(rest)}))


def _send_link(turn: Turn, phrase: str, view: AppointmentView) -> None:
    assert view.payment_id is not None
    body = turn.t(phrase, **book.appointment_values(turn, view))
    turn.say(PaymentLink(body, turn.t("payment.link_label"), view.payment_id))


def _is_owed(view: AppointmentView) -> bool:
    """Whether a deposit is asked for it; what is held with it in one visit has none of its own."""
    return view.state is AppointmentState.HELD and view.payment_id is not None


def _lost(turn: Turn, views: Sequence[AppointmentView]) -> int | None:
    """Return the appointment just booked whose place was lost before its deposit came, if any."""
    session, booked = turn.session, turn.session.booked
    last = session.last_appointment_id
    day = booked.days[0].first if booked is not None and booked.days else None
    if booked is None or day is None or day < turn.now.astimezone(turn.zone).date():
        return None
    known = (one for one in booked.service_ids if turn.catalogue.has_service(one))
    pays = any(turn.catalogue.service(one).deposit for one in known)
    return last if pays and last not in {view.id for view in views} else None


def says_paid(turn: Turn) -> Steps:
    """Look the payment up at the gateway; what it says is told when it answers."""
    found = yield from list_own()
    owed = [view for view in found.appointments if _is_owed(view)]
    lost = _lost(turn, found.appointments)
    if not owed and lost is not None:
        yield LookUpPayment(lost)
        turn.tell("pay.checking_late")
        return
    if not owed:
        _say_paid(turn, found.appointments)
        return
    for view in owed[:_MOST_SHOWN]:
        yield LookUpPayment(view.id)
    in_process = [view for view in owed if view.deposit_in_process]
    if in_process:
        turn.tell("pay.in_process", **book.appointment_values(turn, in_process[0]))
    else:
        turn.tell("pay.checking")


def say_kept(turn: Turn, kept: PlaceKept) -> None:
    """Say until when a place is kept for somebody who asked for longer, and why no longer."""
    until = formats.hour(kept.until.astimezone(turn.zone).time())
    turn.tell(_KEPT[kept.keeping], until=until)


def confirm_attendance(turn: Turn, view: AppointmentView) -> Steps:
    """Note that they come, as the answer to a reminder."""
    yield ConfirmAttendance(view.id)
    turn.change(question=None)
    turn.tell("reminder.thanks", **book.appointment_values(turn, view))


def about_attendance(view: AppointmentView) -> Question:
    """Return the question that a reminder puts: do they come?"""
    return Question(Ask.ATTEND, Flow.CHECK, (view.id,), (view.version,))


def ask_attendance(turn: Turn, view: AppointmentView) -> None:
    """Ask whether they come, with the three answers of a reminder."""
    turn.ask(about_attendance(view))
    answers = (("ok", "button.attend"), ("move", "button.move"), ("cancel", "button.cancel"))
    choices = tuple(
        Choice(encode(ReminderTap(answer, view.id, view.version)), turn.t(title))
        for answer, title in answers
    )
    turn.say(Buttons(turn.t("reminder.ask", **book.appointment_values(turn, view)), choices))


def reminder_answered(turn: Turn, answer: str, appointment_id: int, version: int) -> Steps:
    """Do what a button of a reminder says, if the appointment still is as it said."""
    found = yield from list_own()
    view = next((one for one in found.appointments if one.id == appointment_id), None)
    if view is None:
        turn.tell("tap.gone")
    elif view.version != version:
        turn.first(turn.t("tap.moved_since", line=appointment_line(turn, view)))
        ask_attendance(turn, view)
    elif answer == "ok":
        yield from confirm_attendance(turn, view)
    elif answer == "move":
        book.park(turn)
        yield from moving.move_this(turn, view)
    else:
        book.park(turn)
        cancelling.ask_sure(turn, view, terms_of(found, view))
