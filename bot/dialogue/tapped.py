"""What a tap on a button or list row does. One made for something that is over is answered
politely, never applied: its id says what offer or version it belongs to."""

from collections.abc import Callable

from bot.dialogue import repair
from bot.dialogue.describe import appointment_line
from bot.dialogue.flows import (
    appointments,
    asking,
    book,
    cancelling,
    confirming,
    instead,
    invoice,
    lead,
    moving,
    my_data,
    new_service,
    noticed,
    own,
    people,
    prices,
    proposing,
    provider,
    series_answers,
    time_off,
    usual,
)
from bot.dialogue.flows.people import HandoffReason
from bot.dialogue.flows.search import other_times
from bot.dialogue.flows.series import USUAL_WEEKS
from bot.dialogue.session import Ask, Draft, Flow, OfferedSlot
from bot.dialogue.taps import (
    CancelTap,
    DeletionTap,
    InsteadTap,
    InvoiceTap,
    JobTap,
    MenuTap,
    OtherTimesTap,
    PlaceTap,
    ProposalTap,
    ProposeTap,
    RebookTap,
    ReminderTap,
    RequestTap,
    ServiceTap,
    SlotTap,
    SureTap,
    WhichTap,
    decode,
    encode,
)
from bot.dialogue.turn import Steps, Turn
from bot.messages.replies import Buttons, Choice


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
        case WhichTap(Flow.CANCEL, appointment_id, _):
            yield from cancelling.cancel_chosen(turn, (appointment_id,))
        case WhichTap(_, appointment_id, _):
            yield from moving.move_chosen(turn, appointment_id)
        case CancelTap(appointment_id, version, True):
            yield from cancelling.cancel_surely(turn, ((appointment_id, version),))
        case CancelTap(_, _, False):
            yield from cancelling.keep(turn)
        case ReminderTap(answer, appointment_id, version):
            yield from appointments.reminder_answered(turn, answer, appointment_id, version)
        case RequestTap(accepted, appointment_id, version) if turn.input.person.provider_id:
            yield from provider.answer_request(turn, appointment_id, version, accepted=accepted)
        case PlaceTap(offer_id, _, _, accepted):
            yield from noticed.place_answered(turn, offer_id, accepted=accepted)
        case ProposalTap(answer, proposal_id):
            yield from noticed.proposal_answered(turn, answer, proposal_id)
        case InsteadTap():
            yield from instead.take(turn, tap)
        case RebookTap(appointment_id, True):
            yield from noticed.rebook(turn, appointment_id)
        case RebookTap(_, False):
            turn.tell("rebook.no")
        case DeletionTap(request_id, True):
            yield from my_data.delete(turn, request_id)
        case DeletionTap(_, False):
            yield from my_data.keep(turn)
        case InvoiceTap(appointment_id):
            yield from invoice.chosen(turn, appointment_id)
        case ProposeTap(appointment_id, version) if turn.input.person.provider_id:
            yield from proposing.ask_time_of(turn, appointment_id, version)
        case JobTap(task, appointment_id, version) if turn.input.person.provider_id:
            yield from provider.job_chosen(turn, task, appointment_id, version)
        case SureTap(_, sure):
            yield from _sure(turn, tap, sure=sure)
        case MenuTap(entry):
            yield from _menu(turn, entry)
        case _:
            turn.tell("tap.unknown")


def _is_present(turn: Turn, offer_id: int) -> bool:
    offer = turn.session.offer
    return offer is not None and offer.id == offer_id and turn.session.draft is not None


def _slots(turn: Turn) -> tuple[OfferedSlot, ...]:
    offer = turn.session.offer
    return offer.slots + offer.also if offer is not None else ()


def _old_offer(turn: Turn) -> Steps:
    """Say that those places are not on offer any more, and look again if something is begun."""
    if turn.session.draft is not None and turn.draft.service_ids:
        turn.first(turn.t("tap.old_offer"))
        yield from book.advance(turn)
        return
    found = yield from own.list_own()
    booked = [one for one in found.appointments if one.id == turn.session.last_appointment_id]
    if not booked:
        turn.tell("tap.old_offer_nothing")
        return
    choices = (
        Choice(encode(WhichTap(Flow.MOVE, booked[0].id, booked[0].version)), turn.t("button.move")),
        Choice(encode(MenuTap("book")), turn.t("button.menu_book")),
    )
    turn.say(Buttons(turn.t("tap.already_booked", line=appointment_line(turn, booked[0])), choices))


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


def _sure(turn: Turn, tap: SureTap, *, sure: bool) -> Steps:
    """Do, or leave, what was read back, if that is still what is asked."""
    question = turn.session.question
    if question is None or question.ask not in _READ_BACK or not confirming.is_about(turn, tap):
        turn.tell("sure.gone")
        return
    apply, keep = _READ_BACK[question.ask]
    if sure:
        yield from apply(turn)
    else:
        keep(turn)


def _menu(turn: Turn, entry: str) -> Steps:
    handler = _ENTRIES.get(entry)
    if handler is None:
        turn.tell("tap.unknown")
        return
    yield from handler(turn)


def _book(turn: Turn) -> Steps:
    turn.done()
    turn.change(draft=Draft(Flow.BOOK), parked=None)
    asking.ask_service(turn)
    yield from ()


def _anyone(turn: Turn) -> Steps:
    if not _is_asked(turn, Ask.PROVIDER) or turn.session.draft is None:
        turn.tell("tap.unknown")
        return
    turn.redraft(any_provider=True)
    yield from book.advance(turn)


def _stop(turn: Turn) -> Steps:
    book.say_nothing_booked(turn)
    yield from ()


def _all(turn: Turn) -> Steps:
    """All of those that were just listed, or that there are now when the list is old."""
    question = turn.session.question
    found = yield from own.list_own()
    if question is not None and question.ask is Ask.WHICH:
        ids = question.appointment_ids
    else:
        ids = tuple(view.id for view in found.appointments)
    yield from cancelling.cancel_chosen(turn, ids)


def _all_sure(turn: Turn) -> Steps:
    question = turn.session.question
    if question is None or question.ask is not Ask.CANCEL:
        turn.tell("tap.unknown")
        return
    meant = zip(question.appointment_ids, question.versions, strict=True)
    yield from cancelling.cancel_surely(turn, tuple(meant))


def _mine(turn: Turn) -> Steps:
    yield from appointments.check(turn)
    yield from repair.ask_again(turn)


def _human(turn: Turn) -> Steps:
    if _is_asked(turn, Ask.HUMAN):
        turn.change(question=None)
    yield from people.hand_over(turn, HandoffReason.ASKED, "human.asked")


def _opt_out(turn: Turn) -> Steps:
    turn.change(question=None)
    yield from people.opt_out(turn)


def _no_promotions(turn: Turn) -> Steps:
    yield from people.refuse_promotions(turn)


def _keep_messages(turn: Turn) -> Steps:
    turn.change(question=None)
    turn.tell("smalltalk.here")
    yield from ()


def _wait(turn: Turn) -> Steps:
    """Be told when what was wanted is freed; the wish is what was being booked."""
    if turn.session.draft is None or not turn.draft.service_ids:
        turn.tell("tap.unknown")
        return
    turn.redraft(waits=True)
    yield from book.advance(turn)


def _jobs_cancel(turn: Turn) -> Steps:
    question = turn.session.question
    if question is None or question.ask is not Ask.JOBS:
        turn.tell("tap.unknown")
        return
    meant = zip(question.appointment_ids, question.versions, strict=True)
    yield from time_off.cancel_jobs(turn, tuple(meant))


def _jobs_keep(turn: Turn) -> Steps:
    time_off.keep_jobs(turn)
    yield from ()


def _of_lead(act: Callable[[Turn], Steps]) -> Callable[[Turn], Steps]:
    """Return what does something to a lead, while it is being made."""

    def handler(turn: Turn) -> Steps:
        if not _is_asked(turn, Ask.LEAD):
            turn.tell("tap.unknown")
            return
        yield from act(turn)

    return handler


def _is_asked(turn: Turn, ask: Ask) -> bool:
    return turn.session.question is not None and turn.session.question.ask is ask


_READ_BACK: dict[Ask, tuple[Callable[[Turn], Steps], Callable[[Turn], None]]] = {
    Ask.SERIES: (series_answers.apply, series_answers.keep),
    Ask.PRICES: (prices.apply, prices.keep),
    Ask.NEW_SERVICE: (new_service.apply, new_service.keep),
}
_ENTRIES: dict[str, Callable[[Turn], Steps]] = {
    "book": _book,
    "mine": _mine,
    "human": _human,
    "anyone": _anyone,
    "stop": _stop,
    "all": _all,
    "all_sure": _all_sure,
    "keep": cancelling.keep,
    "cancel": cancelling.cancel,
    "move": moving.move,
    "pay": appointments.pay,
    "paid": appointments.says_paid,
    "usual": usual.repeat,
    "opt_out": _opt_out,
    "keep_messages": _keep_messages,
    "no_promotions": _no_promotions,
    "wait": _wait,
    **{f"series_{weeks}": series_answers.for_weeks(weeks) for weeks in USUAL_WEEKS},
    "series_one": series_answers.for_weeks(1),
    "jobs_cancel": _jobs_cancel,
    "jobs_keep": _jobs_keep,
    "lead_skip": _of_lead(lead.skip),
    "lead_agree": _of_lead(lead.agree),
    "lead_drop": _of_lead(lead.drop),
}
