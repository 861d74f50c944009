"""Receipts of deposits: which ones a person has, and each as a file."""

from datetime import datetime

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from actions.desk import Desk, Tools
from bot.dialogue.orders.receipts import PaidDeposit, ReceiptsFound
from bot.domain.appointments import ACTIVE, AppointmentState
from bot.domain.catalogue import Catalogue
from bot.domain.money import Money
from bot.language import formats
from bot.language.phrases import Phrases
from bot.messages.receipts import Receipt, receipt_file
from storage.repositories import appointments
from storage.rows.appointments import AppointmentRow
from storage.rows.payments import PaymentRow, PaymentState
from storage.rows.people import ContactRow
from storage.unit_of_work import transaction

_MOST = 20


def find(desk: Desk, contact_id: int) -> ReceiptsFound:
    """Return what a person has paid and not been given back, the last payment first."""
    statement = (
        select(PaymentRow, AppointmentRow)
        .join(AppointmentRow, col(AppointmentRow.id) == PaymentRow.appointment_id)
        .where(
            AppointmentRow.contact_id == contact_id,
            PaymentRow.state == PaymentState.APPROVED,
            col(PaymentRow.gateway_payment_id).is_not(None),
        )
        .order_by(col(PaymentRow.updated_at).desc(), col(PaymentRow.id).desc())
        .limit(_MOST)
    )
    return ReceiptsFound(
        tuple(
            PaidDeposit(payment.id, Money(payment.amount_centavos), appointments.view(desk.db, row))
            for payment, row in desk.db.exec(statement).all()
            if payment.id is not None and desk.catalogue.has_service(row.service_id)
        )
    )


def receipt_of(engine: Engine, tools: Tools, payment_id: int, *, now: datetime) -> bytes | None:
    """Return the receipt of a payment as a PDF; None when there is none or it was given back.

    now: makes no difference, as the receipt is of when it was paid.
    """
    with transaction(engine) as db:
        payment = db.get(PaymentRow, payment_id)
        if payment is None or payment.state is not PaymentState.APPROVED:
            return None
        first = db.get_one(AppointmentRow, payment.appointment_id)
        catalogue = tools.catalogue.get(db)
        if payment.gateway_payment_id is None or not catalogue.has_service(first.service_id):
            return None
        receipt = _receipt(db, catalogue, tools.phrases, payment, first)
    return receipt_file(receipt)


def _receipt(
    db: Session, catalogue: Catalogue, phrases: Phrases, payment: PaymentRow, first: AppointmentRow
) -> Receipt:
    assert first.id is not None
    visit = [first, *appointments.following(db, first.id)]
    price = Money(sum(one.price_centavos for one in visit))
    paid = Money(payment.amount_centavos)
    services = [
        catalogue.service(one.service_id).name
        for one in visit
        if catalogue.has_service(one.service_id)
    ]
    provider = catalogue.provider(first.provider_id)
    contact = db.get_one(ContactRow, first.contact_id)
    left = Money(max(price.centavos - paid.centavos, 0))
    rows = {
        "receipt.customer": contact.name,
        "receipt.guest": first.guest_name,
        "receipt.service": formats.all_of(services),
        "receipt.provider": provider.name,
        "receipt.when": formats.full_when(first.starts_at, catalogue.zone),
        "receipt.where": first.address or provider.address,
        "receipt.code": first.code,
        "receipt.state": phrases("receipt.cancelled") if _is_off(first) else None,
        "receipt.price": formats.money(price),
        "receipt.left": formats.money(left) if left.centavos and not _is_off(first) else None,
        "receipt.by": phrases("receipt.mercadopago"),
        "receipt.operation": payment.gateway_payment_id,
        "receipt.paid_at": _stamp(payment.updated_at, catalogue),
    }
    return Receipt(
        title=phrases("receipt.title"),
        maker=provider.name,
        amount=formats.money(paid),
        about=phrases("receipt.deposit" if left.centavos else "receipt.whole"),
        rows=tuple((phrases(label), value) for label, value in rows.items() if value),
        small_print=(phrases("receipt.no_invoice"), phrases("receipt.ask_invoice")),
        paid_at=payment.updated_at,
    )


def _is_off(row: AppointmentRow) -> bool:
    return row.state not in ACTIVE and row.state is not AppointmentState.COMPLETED


def _stamp(instant: datetime, catalogue: Catalogue) -> str:
    return formats.full_when(instant, catalogue.zone)
