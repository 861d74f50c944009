"""The person's own appointments: telling them, cancelling, moving, paying, and which is meant."""

from collections.abc import Generator
from dataclasses import replace

from bot.dialogue.commands import (
    AppointmentCancelled,
    AppointmentChanged,
    AppointmentsFound,
    AppointmentView,
    CancelAppointment,
    Command,
    ConfirmAttendance,
    ListAppointments,
    LookUpPayment,
    Outcome,
)
from bot.dialogue.describe import appointment_line
from bot.dialogue.flows import book
from bot.dialogue.flows.search import search
from bot.dialogue.flows.wishes import lay_over
from bot.dialogue.session import Ask, Draft, Flow, Hours, Question
from bot.dialogue.taps import CancelTap, WhichTap, encode
from bot.dialogue.turn import Steps, Turn
from bot.domain.appointments import AppointmentState
from bot.domain.availability import Wish
from bot.domain.cancellation import CancellationTerms
from bot.language import formats
from bot.language.answers import pick
from bot.language.times import TimeReading
from bot.messages.replies import Buttons, Choice, Menu, PaymentLink

Found = Generator[Command, Outcome, AppointmentsFound]

_WHICH = {
    Flow.CANCEL: "ask.which_cancel",
    Flow.MOVE: "ask.which_move",
    Flow.CHECK: "ask.which_check",
    Flow.PAY: "ask.which_pay",
}
_STATES = {
    AppointmentState.HELD: "state.held",
    AppointmentState.PENDING_PROVIDER: "state.pending_provider",
    AppointmentState.CONFIRMED: "state.confirmed",
}


def check(turn: Turn) -> Steps:
    """Tell what, when, with whom and where."""
    found = yield from _list()
    if not found.appointments:
        turn.tell("check.none")
        return
    narrowed = narrow(turn, found.appointments)
    shown = narrowed or found.appointments
    lines = [
        turn.t(
            "check.line",
            state=turn.t(_STATES[view.state]),
            **book.appointment_values(turn, view),
        )
        for view in shown
    ]
    turn.change(last_appointment_id=shown[0].id)
    turn.tell("check.list" if len(shown) > 1 else "check.one", lines="\n".join(lines))


def cancel(turn: Turn) -> Steps:
    """Cancel one of the person's appointments, after saying what it costs."""
    found = yield from _list()
    if not found.appointments:
        turn.done()
        turn.tell("cancel.none")
        return
    view = _the_one(turn, found.appointments)
    if view is None:
        ask_which(turn, found.appointments, Flow.CANCEL)
        return
    _ask_sure(turn, view, _terms_of(found, view))


def cancel_chosen(turn: Turn, appointment_id: int) -> Steps:
    """Go on cancelling the one that was chosen."""
    found = yield from _list()
    for view in found.appointments:
        if view.id == appointment_id:
            _ask_sure(turn, view, _terms_of(found, view))
            return
    turn.done()
    turn.tell("cancel.gone")


def cancel_surely(turn: Turn, appointment_id: int, version: int) -> Steps:
    """Cancel it now that the person is sure."""
    outcome = yield CancelAppointment(appointment_id, version)
    turn.done()
    if isinstance(outcome, AppointmentChanged):
        turn.tell("cancel.gone")
        return
    assert isinstance(outcome, AppointmentCancelled)
    values = book.appointment_values(turn, outcome.appointment)
    if outcome.refund is not None:
        turn.tell("cancel.done_refund", refund=formats.money(outcome.refund), **values)
    else:
        turn.tell("cancel.done", **values)


def keep(turn: Turn) -> None:
    """Leave the appointment as it stands."""
    turn.done()
    turn.tell("cancel.kept")


def move(turn: Turn) -> Steps:
    """Give one of the person's appointments another time."""
    found = yield from _list()
    if not found.appointments:
        turn.done()
        turn.tell("move.none")
        return
    view = _the_one(turn, found.appointments)
    if view is None:
        # What was said of the new time is kept while it is asked which one.
        turn.change(draft=lay_over(Draft(Flow.MOVE), turn.reading.times))
        ask_which(turn, found.appointments, Flow.MOVE)
        return
    yield from move_this(turn, view)


def move_chosen(turn: Turn, appointment_id: int) -> Steps:
    """Go on moving the one that was chosen."""
    found = yield from _list()
    for view in found.appointments:
        if view.id == appointment_id:
            yield from move_this(turn, view, kept=turn.session.draft)
            return
    turn.done()
    turn.tell("move.gone")


def move_this(turn: Turn, view: AppointmentView, kept: Draft | None = None) -> Steps:
    """Look for the new time of one appointment, or ask for it."""
    local = view.start.astimezone(turn.zone)
    start = Hours(local.time(), local.time(), exact=True)
    base = Draft(
        flow=Flow.MOVE,
        service_ids=(view.service_id,),
        moving_id=view.id,
        moving_version=view.version,
        address=view.address,
    )
    if kept is not None and kept.flow is Flow.MOVE and (kept.days or kept.hours):
        draft = replace(
            base,
            days=kept.days,
            hours=kept.hours,
            hours_are_readings=kept.hours_are_readings,
        )
    else:
        draft = lay_over(base, turn.reading.times)
    times = turn.reading.times
    if draft.days and not draft.hours and times.same_time:
        draft = replace(draft, hours=(start,))
    if draft.hours and not draft.days and not times.any_day:
        # «pasalo a las 18»: the day stays unless another is said.
        day = lay_over(base, replace(times, asked=_day_of(turn, view), options=()))
        draft = replace(draft, days=day.days)
    turn.change(draft=draft, offer=None, last_appointment_id=view.id)
    if not draft.days and not draft.hours:
        turn.ask(Question(Ask.TIME, Flow.MOVE))
        turn.tell("ask.move_to", **book.appointment_values(turn, view))
        return
    yield from search(turn)


def pay(turn: Turn) -> Steps:
    """Send the link of a deposit that is still owed."""
    found = yield from _list()
    owed = [view for view in found.appointments if view.state is AppointmentState.HELD]
    if not owed:
        turn.tell("pay.nothing_owed")
        return
    for view in owed:
        assert view.payment_id is not None
        body = turn.t("pay.link", **book.appointment_values(turn, view))
        turn.say(PaymentLink(body, turn.t("payment.link_label"), view.payment_id))


def says_paid(turn: Turn) -> Steps:
    """Look the payment up at the gateway; what it says is told when it answers."""
    found = yield from _list()
    owed = [view for view in found.appointments if view.state is AppointmentState.HELD]
    if not owed:
        paid = [view for view in found.appointments if view.deposit_paid]
        turn.tell("pay.already_credited" if paid else "pay.nothing_owed")
        return
    for view in owed:
        yield LookUpPayment(view.id)
    turn.tell("pay.checking")


def confirm_attendance(turn: Turn, view: AppointmentView) -> Steps:
    """Note that they come, as the answer to a reminder."""
    yield ConfirmAttendance(view.id)
    turn.tell("reminder.thanks", **book.appointment_values(turn, view))


def reminder_answered(turn: Turn, answer: str, appointment_id: int, version: int) -> Steps:
    """Do what a button of a reminder says, if the appointment still is as it said."""
    found = yield from _list()
    for view in found.appointments:
        if view.id == appointment_id:
            if view.version != version:
                turn.first(turn.t("tap.moved_since", line=appointment_line(turn, view)))
            if answer == "ok":
                yield from confirm_attendance(turn, view)
            elif answer == "move":
                yield from move_this(turn, view)
            else:
                _ask_sure(turn, view, _terms_of(found, view))
            return
    turn.tell("tap.gone")


def which_answered(turn: Turn) -> Generator[Command, Outcome, bool]:
    """Read the answer to «which one?»; False when it names none of them."""
    question = turn.session.question
    assert question is not None
    assert question.flow is not None
    found = yield from _list()
    listed = [view for view in found.appointments if view.id in question.appointment_ids]
    number = pick(turn.reading.text, len(listed))
    if number is not None:
        chosen: AppointmentView | None = listed[number - 1]
    else:
        fitting = narrow(turn, tuple(listed))
        chosen = fitting[0] if len(fitting) == 1 else None
    if chosen is None:
        return False
    yield from chosen_for(turn, question.flow, chosen.id)
    return True


def chosen_for(turn: Turn, flow: Flow, appointment_id: int) -> Steps:
    """Go on with the appointment that was chosen."""
    if flow is Flow.CANCEL:
        yield from cancel_chosen(turn, appointment_id)
    else:
        yield from move_chosen(turn, appointment_id)


def ask_which(turn: Turn, views: tuple[AppointmentView, ...], flow: Flow) -> None:
    """List appointments and ask which one is meant."""
    turn.ask(Question(Ask.WHICH, flow, tuple(view.id for view in views)))
    body = turn.t(
        _WHICH[flow], lines="\n".join(f"• {appointment_line(turn, view)}" for view in views)
    )
    choices = tuple(
        Choice(
            encode(WhichTap(flow, view.id, view.version)),
            formats.when(view.start, turn.zone),
            appointment_line(turn, view)[:72],
        )
        for view in views[:10]
    )
    if len(choices) <= 3:
        turn.say(Buttons(body, choices))
    else:
        turn.say(Menu(body, turn.t("button.see_options"), choices))


def ask_which_again(turn: Turn) -> Steps:
    """Repeat the list after something else was answered."""
    question = turn.session.question
    assert question is not None
    assert question.flow is not None
    found = yield from _list()
    listed = tuple(view for view in found.appointments if view.id in question.appointment_ids)
    if not listed:
        turn.done()
        turn.tell("cancel.none")
        return
    ask_which(turn, listed, question.flow)


def ask_sure_again(turn: Turn) -> Steps:
    """Repeat whether the person is sure to cancel."""
    question = turn.session.question
    assert question is not None
    yield from cancel_chosen(turn, question.appointment_ids[0])


def narrow(turn: Turn, views: tuple[AppointmentView, ...]) -> tuple[AppointmentView, ...]:
    """Return those that the words of this message point at; empty when they point at none."""
    reading = turn.reading
    if reading.code is not None:
        return tuple(view for view in views if view.code == reading.code)
    providers = {one.id for one in reading.named.providers + reading.named.trades}
    services = {one.id for one in reading.named.services}
    fitting = views
    pointed = False
    if providers or services:
        by_name = tuple(
            view for view in fitting if view.provider_id in providers or view.service_id in services
        )
        fitting, pointed = by_name or fitting, bool(by_name)
    for said in _times_said(turn):
        wish = Wish(
            date_from=said.date_from,
            date_to=said.date_to,
            time_from=said.time_from,
            time_to=said.time_to,
            exact=said.time_from is not None and said.time_from == said.time_to,
        )
        by_time = tuple(view for view in fitting if wish.allows(view.start, turn.zone))
        if by_time and len(by_time) < len(views):
            return by_time
    return fitting if pointed else ()


def _times_said(turn: Turn) -> tuple[TimeReading, ...]:
    """Return the readings that may name an appointment's present time."""
    times = turn.reading.times
    said = [*times.refused]
    if times.moved_from is not None:
        said.insert(0, times.moved_from)
    is_move = turn.session.question is not None and turn.session.question.flow is Flow.MOVE
    if is_move or turn.reading.intent != "reschedule":
        said.append(times.asked)
    return tuple(
        one
        for one in said
        if (any((one.date_from, one.time_from)) and one.date_from is not None) or one.time_from
    )


def _the_one(turn: Turn, views: tuple[AppointmentView, ...]) -> AppointmentView | None:
    fitting = narrow(turn, views)
    if len(fitting) == 1:
        return fitting[0]
    return views[0] if len(views) == 1 else None


def _ask_sure(turn: Turn, view: AppointmentView, terms: CancellationTerms) -> None:
    turn.ask(Question(Ask.CANCEL, Flow.CANCEL, (view.id,), view.version))
    turn.change(draft=None, last_appointment_id=view.id)
    values = book.appointment_values(turn, view)
    if terms.deposit is None:
        phrase = "cancel.sure" if terms.free else "cancel.sure_late"
    elif terms.keeps_deposit:
        phrase = "cancel.sure_loses_deposit"
    else:
        phrase = "cancel.sure_refund"
    if terms.deposit is not None:
        values["deposit"] = formats.money(terms.deposit)
    yes = Choice(encode(CancelTap(view.id, view.version, True)), turn.t("button.cancel_yes"))
    no = Choice(encode(CancelTap(view.id, view.version, False)), turn.t("button.cancel_no"))
    turn.say(Buttons(turn.t(phrase, **values), (yes, no)))


def _terms_of(found: AppointmentsFound, view: AppointmentView) -> CancellationTerms:
    return found.terms[found.appointments.index(view)]


def _day_of(turn: Turn, view: AppointmentView) -> TimeReading:
    day = view.start.astimezone(turn.zone).date()
    return replace(turn.reading.times.asked, date_from=day, date_to=day, time_from=None,
                   time_to=None, recur=None, exclude=())  # fmt: skip


def _list() -> Found:
    found = yield ListAppointments()
    assert isinstance(found, AppointmentsFound)
    return found
