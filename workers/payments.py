"""Payments: what MercadoPago told us is looked up at its API and takes effect; refunds."""

import sys

import structlog

from actions import payments as rules
from actions.desk import open_desk
from actions.payments import GatewayPayment
from bot.domain.money import Money
from storage import inbox, outbox
from storage.locks import LockBusyError, lock_thread
from storage.outbox import Left
from storage.rows.mail import InboxRow
from storage.rows.payments import PaymentRow, RefundRow, RefundState
from storage.unit_of_work import transaction
from workers import sending
from workers.gateways.errors import GatewayError
from workers.wiring import Wiring

_LOG = structlog.get_logger()
SOURCE = rules.SOURCE
_MOST_REFUSALS = 100  # an outage never buries a notice: somebody's money is behind it
_MOST_TRIES = 20
_LONGEST_PAUSE_SECONDS = 600.0


def work(wiring: Wiring, thread: str) -> None:
    """Take in every payment notice of one thread."""
    while True:
        with transaction(wiring.engine) as db:
            row = inbox.next_of(db, thread)
        if row is None or row.id is None:
            return
        try:
            found = _look_up(wiring, row)
        except GatewayError as error:
            _LOG.warning("payment.not_looked_up", inbox_id=row.id, code=error.code)
            most = _MOST_REFUSALS if error.permanent else sys.maxsize
            now = wiring.clock.now()
            inbox.note_failure(wiring.engine, row.id, error.code, most=most, now=now)
            return
        try:
            _absorb(wiring, thread, row.id, found)
        except LockBusyError:
            return


def _look_up(wiring: Wiring, row: InboxRow) -> list[GatewayPayment]:
    reference = row.payload.get("search")
    if reference is not None:
        return wiring.mercadopago.find_payments(str(reference))
    payment = wiring.mercadopago.payment(str(row.payload["payment_id"]))
    return [payment] if payment is not None else []


def _absorb(wiring: Wiring, thread: str, row_id: int, found: list[GatewayPayment]) -> None:
    now = wiring.clock.now()
    with transaction(wiring.engine) as db:
        lock_thread(db, thread)
        item = inbox.still_waiting(db, row_id)
        if item is None:
            return
        desk = open_desk(db, wiring.tools, now=now, actor=SOURCE)
        results = [rules.absorb(desk, payment).value for payment in found]
        reference = item.payload.get("search")
        if reference is not None and not desk.conversations:
            rules.not_found(desk, str(reference))  # nothing new, but they were promised a word
        inbox.finish(db, item, now=now, problem=None if found else "no_such_payment")
    _LOG.info("payment.taken_in", inbox_id=row_id, results=results)
    sending.deliver_all(wiring, desk)


def give_back(wiring: Wiring, outbox_id: int) -> None:
    """Make one refund at the gateway, once; kept for later when the gateway is away."""
    claimed = outbox.claim_refund(wiring.engine, outbox_id)
    if claimed is None or claimed.row.refund_id is None:
        return
    now = wiring.clock.now()
    with transaction(wiring.engine) as db:
        refund = db.get_one(RefundRow, claimed.row.refund_id)
        payment = db.get_one(PaymentRow, refund.payment_id)
    is_part = refund.amount_centavos < payment.amount_centavos
    try:
        refund_id = wiring.mercadopago.refund(
            refund.gateway_payment_id,
            key=f"{refund.id}-{refund.gateway_payment_id}",
            part=Money(refund.amount_centavos) if is_part else None,
        )
    except GatewayError as error:
        _refund_failed(wiring, outbox_id, claimed.row.attempts, refund, error)
        return
    with transaction(wiring.engine) as db:
        kept = db.get_one(RefundRow, refund.id)
        kept.state, kept.gateway_refund_id, kept.done_at = RefundState.DONE, refund_id, now
        db.add(kept)
    outbox.mark_sent(wiring.engine, [Left(outbox_id, refund_id)], now=now)
    _LOG.info("refund.done", outbox_id=outbox_id)


def _refund_failed(
    wiring: Wiring, outbox_id: int, attempts: int, refund: RefundRow, error: GatewayError
) -> None:
    now = wiring.clock.now()
    _LOG.error("refund.failed", outbox_id=outbox_id, code=error.code, permanent=error.permanent)
    if not error.permanent and attempts < _MOST_TRIES:
        pause = sending.pause_after(attempts, error, longest_seconds=_LONGEST_PAUSE_SECONDS)
        outbox.postpone(wiring.engine, outbox_id, now + pause, error.code)
        return
    outbox.mark_failed(wiring.engine, outbox_id, error.code)
    with transaction(wiring.engine) as db:
        kept = db.get_one(RefundRow, refund.id)
        kept.state = RefundState.FAILED
        db.add(kept)
        desk = open_desk(db, wiring.tools, now=now, actor=SOURCE)
        rules.refund_failed(desk, kept)
    sending.deliver_all(wiring, desk)
