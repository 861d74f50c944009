"""Sending what is owed, after the commit: one conversation at a time, in order, each thing once."""

import time
from datetime import datetime, timedelta

import structlog

from actions.desk import Desk
from actions.reminders import Leave, may_leave
from bot.channels import twilio
from bot.channels.twilio import Rendered
from bot.domain.money import Money
from bot.messages.replies import PaymentLink, Reply, Template, from_json
from bot.messages.templates import TEMPLATES
from storage import outbox
from storage.outbox import Claimed
from storage.rows.mail import OutboxRow
from storage.rows.payments import PaymentRow
from storage.rows.people import ConversationRow
from storage.unit_of_work import transaction
from workers.gateways.errors import GatewayError
from workers.gateways.mercadopago import DepositRequest
from workers.wiring import Wiring

_LOG = structlog.get_logger()
_WINDOW = timedelta(hours=24) - timedelta(minutes=10)  # a margin, so that none leaves too late
_MOST_TRIES = 8
_LONGEST_PAUSE_SECONDS = 600.0


def deliver_all(wiring: Wiring, desk: Desk) -> None:
    """Send what a finished transaction queued, for every conversation it touched."""
    for conversation_id in sorted(desk.conversations):
        deliver(wiring, conversation_id)
    for outbox_id in sorted(desk.refunds):
        wiring.doorbell.ring_refund(outbox_id)


def deliver(wiring: Wiring, conversation_id: int) -> None:
    """Send what one conversation is owed by now, until nothing is left or something fails."""
    while True:
        now = wiring.clock.now()
        claimed = outbox.claim_conversation(wiring.engine, conversation_id, now=now)
        if not claimed:
            return
        with transaction(wiring.engine) as db:
            conversation = db.get_one(ConversationRow, conversation_id)
        went_well = True
        for one in claimed:
            if not went_well:
                _put_back(wiring, one.row, now)
                continue
            went_well = _send(wiring, one, conversation, now)
        if not went_well:
            return


def _send(wiring: Wiring, claimed: Claimed, conversation: ConversationRow, now: datetime) -> bool:
    """Send one row; False when those after it must wait."""
    row = claimed.row
    assert row.id is not None
    started = time.perf_counter()
    leave = _leave(wiring, row, now)
    if leave.reason is not None:
        outbox.withdraw(wiring.engine, row.id, leave.reason)
        return True
    if leave.at > now:
        outbox.postpone(wiring.engine, row.id, leave.at, None)
        return True
    try:
        reply = from_json(row.payload)
        window = conversation.last_inbound_at
        is_open = window is not None and now - window < _WINDOW
        rendered = _render(wiring, reply, is_open=is_open, now=now)
        to, sender = conversation.address, conversation.business_address
        sid = None
        if claimed.uncertain:
            sid = wiring.twilio.find_sent(rendered, to=to, since=row.due_at)
        if sid is None:
            sid = wiring.twilio.send(rendered, to=to, sender=sender, now=now)
    except GatewayError as error:
        return _failed(wiring, row, error, now)
    as_template = rendered.content is not None and rendered.content.needs_approval
    outbox.mark_sent(wiring.engine, row.id, sid, as_template=as_template, now=now)
    _LOG.info("message.sent", outbox_id=row.id, ms=round((time.perf_counter() - started) * 1000))
    return True


def _leave(wiring: Wiring, row: OutboxRow, now: datetime) -> Leave:
    with transaction(wiring.engine) as db:
        return may_leave(db, wiring.tools.catalogue.get(db), row, now=now)


def _render(wiring: Wiring, reply: Reply, *, is_open: bool, now: datetime) -> Rendered:
    link = source = None
    if isinstance(reply, PaymentLink):
        link = checkout_url(wiring, reply.payment_id, now=now)
    if isinstance(reply, Template) and not is_open:
        source = twilio.template_source(TEMPLATES[reply.name], wiring.tools.phrases.seeded(0))
    return twilio.encode(reply, window_is_open=is_open, link=link, template_source=source)


def checkout_url(wiring: Wiring, payment_id: int, *, now: datetime) -> str:
    """Return where a deposit is paid, making the preference the first time. Raises GatewayError."""
    with transaction(wiring.engine) as db:
        payment = db.get_one(PaymentRow, payment_id)
    if payment.checkout_url is not None:
        return payment.checkout_url
    checkout = wiring.mercadopago.create_checkout(
        DepositRequest(
            reference=payment.external_reference,
            title=payment.title,
            amount=Money(payment.amount_centavos),
            expires_at=payment.expires_at,
            notification_url=wiring.notification_url,
            return_url=wiring.return_url,
        )
    )
    with transaction(wiring.engine) as db:
        kept = db.get_one(PaymentRow, payment_id, with_for_update=True)
        kept.preference_id = checkout.preference_id
        kept.checkout_url = checkout.url
        kept.updated_at = now
        db.add(kept)
    return checkout.url


def _failed(wiring: Wiring, row: OutboxRow, error: GatewayError, now: datetime) -> bool:
    assert row.id is not None
    _LOG.warning(
        "message.not_sent",
        outbox_id=row.id,
        code=error.code,
        permanent=error.permanent,
        attempts=row.attempts,
    )
    if error.unknown:
        return False  # the lease runs out, then it is looked up before it is sent again
    if error.permanent or row.attempts >= _MOST_TRIES:
        outbox.mark_failed(wiring.engine, row.id, error.code)
        return True
    pause = pause_after(row.attempts, error)
    outbox.postpone(wiring.engine, row.id, now + pause, error.code)
    return False


def pause_after(attempts: int, error: GatewayError) -> timedelta:
    """Return how long to wait before the next try: what the party asked, else ever longer."""
    seconds = error.retry_after or min(2.0**attempts, _LONGEST_PAUSE_SECONDS)
    return timedelta(seconds=seconds)


def _put_back(wiring: Wiring, row: OutboxRow, now: datetime) -> None:
    assert row.id is not None
    outbox.postpone(wiring.engine, row.id, now, None)
