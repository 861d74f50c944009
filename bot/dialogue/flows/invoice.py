"""An invoice that somebody wants: for which appointment, to whom. The team issues it."""

from collections.abc import Generator

from bot.dialogue.commands import AppointmentsFound, AppointmentView, Command, Outcome
from bot.dialogue.describe import appointment_line, cut
from bot.dialogue.flows import own
from bot.dialogue.flows.people import office_later
from bot.dialogue.orders.office import (
    DropInvoice,
    FindInvoiceable,
    InvoiceKept,
    KeepInvoice,
    SendInvoiceRequest,
)
from bot.dialogue.session import Ask, Question
from bot.dialogue.taps import InvoiceTap, encode
from bot.dialogue.turn import Steps, Turn
from bot.domain.tax_ids import TaxId, TaxIdKind, looks_like_tax_id, tax_id_in
from bot.language import formats
from bot.language.answers import YesNo, pick
from bot.language.requests import answer_kept, billed_name, invoice_letter
from bot.messages.replies import Buttons, Choice, Menu

Answered = Generator[Command, Outcome, bool]

_WHICH, _TAX_ID, _NAME = "which", "tax_id", "name"
_MOST = 9


def request(turn: Turn) -> Steps:
    """Ask for an invoice with all that this message says of it."""
    found = yield FindInvoiceable()
    assert isinstance(found, AppointmentsFound)
    views = found.appointments
    pointed = own.narrow(turn, views)
    one = pointed[0] if len(pointed) == 1 else (views[0] if len(views) == 1 else None)
    kept = yield from _keep(turn, one)
    yield from _go_on(turn, kept, pointed or views)


def to_invoice(turn: Turn) -> Answered:
    """What was asked for the invoice: which appointment, the tax number, the name."""
    question, reading = turn.session.question, turn.reading
    assert question is not None
    knows = tax_id_in(reading.text) is not None or billed_name(reading.text) is not None
    if not knows and (reading.yes_no is YesNo.NO or reading.is_any("deny")):
        yield DropInvoice()
        turn.change(question=None)
        turn.tell("invoice.dropped")
        return True
    found = yield FindInvoiceable()
    assert isinstance(found, AppointmentsFound)
    if question.about == _WHICH:
        listed = tuple(one for one in found.appointments if one.id in question.appointment_ids)
        number = pick(reading.text, len(listed))
        pointed = (listed[number - 1],) if number is not None else own.narrow(turn, listed)
        if len(pointed) != 1 and not knows:
            return False
        kept = yield from _keep(turn, pointed[0] if len(pointed) == 1 else None)
        yield from _go_on(turn, kept, listed)
        return True
    if question.about == _TAX_ID and not knows:
        if not looks_like_tax_id(reading.text):
            return False
        turn.tell("invoice.wrong_tax_id")
        return True
    name = None
    if question.about == _NAME and not knows:
        name = answer_kept(reading.text)
        if name is None or reading.asks or reading.yes_no is not None:
            return False
    kept = yield from _keep(turn, None, name=name)
    yield from _go_on(turn, kept, found.appointments)
    return True


def chosen(turn: Turn, appointment_id: int) -> Steps:
    """Take the appointment that a button names."""
    kept = yield KeepInvoice(appointment_id=appointment_id)
    assert isinstance(kept, InvoiceKept)
    yield from _go_on(turn, kept, ())


def ask_again(turn: Turn) -> Steps:
    """Repeat what the invoice still needs."""
    found = yield FindInvoiceable()
    assert isinstance(found, AppointmentsFound)
    kept = yield KeepInvoice()
    assert isinstance(kept, InvoiceKept)
    yield from _go_on(turn, kept, found.appointments)


def _keep(
    turn: Turn, view: AppointmentView | None, *, name: str | None = None
) -> Generator[Command, Outcome, InvoiceKept]:
    text = turn.reading.text
    tax_id = tax_id_in(text)
    kept = yield KeepInvoice(
        appointment_id=view.id if view is not None else None,
        tax_id=tax_id.digits if tax_id is not None else None,
        tax_name=billed_name(text) or name,
        letter=invoice_letter(text),
    )
    assert isinstance(kept, InvoiceKept)
    return kept


def _go_on(turn: Turn, kept: InvoiceKept, views: tuple[AppointmentView, ...]) -> Steps:
    """Ask for the first thing that is missing, or put the request before the team."""
    if kept.appointment_id is None and len(views) > 1:
        _ask_which(turn, views)
        return
    if kept.tax_id is None:
        turn.ask(Question(Ask.INVOICE, about=_TAX_ID))
        wrong = looks_like_tax_id(turn.reading.text)
        turn.tell("invoice.wrong_tax_id" if wrong else "invoice.tax_id")
        return
    tax_id = _tax_id(kept.tax_id)
    if kept.letter == "A" and tax_id.kind is TaxIdKind.DNI:
        turn.ask(Question(Ask.INVOICE, about=_TAX_ID))
        turn.tell("invoice.needs_cuit")
        return
    if kept.tax_name is None and (tax_id.is_company or turn.input.person.name is None):
        turn.ask(Question(Ask.INVOICE, about=_NAME))
        turn.tell("invoice.name")
        return
    if kept.tax_name is None:
        assert turn.input.person.name is not None
        yield KeepInvoice(tax_name=turn.input.person.name)
    sent = yield SendInvoiceRequest()
    turn.change(question=None)
    assert isinstance(sent, InvoiceKept)
    of_what = next((view for view in views if view.id == sent.appointment_id), None)
    turn.tell(
        "invoice.requested",
        line=appointment_line(turn, of_what) if of_what is not None else turn.t("invoice.yours"),
        tax_id=str(_tax_id(sent.tax_id or "")),
        kind=tax_id.kind.value.upper(),
        name=sent.tax_name,
        later=office_later(turn),
    )


def _ask_which(turn: Turn, views: tuple[AppointmentView, ...]) -> None:
    shown = views[:_MOST]
    turn.ask(Question(Ask.INVOICE, appointment_ids=tuple(view.id for view in shown), about=_WHICH))
    choices = tuple(
        Choice(
            encode(InvoiceTap(view.id)),
            formats.when(view.start, turn.zone),
            cut(appointment_line(turn, view), 72),
        )
        for view in shown
    )
    body = turn.t("invoice.which", lines=own.lines(turn, shown))
    if len(choices) <= 3:
        turn.say(Buttons(body, choices))
    else:
        turn.say(Menu(body, turn.t("button.see_options"), choices))


def _tax_id(digits: str) -> TaxId:
    return TaxId(TaxIdKind.CUIT if len(digits) == 11 else TaxIdKind.DNI, digits)
