"""Sending what is owed, after the commit: one conversation at a time, in order, each thing once."""

import time
from datetime import datetime, timedelta

import structlog

from actions import consent
from actions.desk import Desk, open_desk
from actions.lent_files import lent_by, made
from actions.reminders import TOO_LATE, UNREACHABLE_PERSON, may_leave
from bot.channels.codecs import UNREACHABLE, UNWANTED, WINDOW_CLOSED, Rendered
from bot.channels.fitting import as_registered, template_source
from bot.domain.money import Money
from bot.messages.replies import CalendarFile, PaymentLink, ReceiptFile, Template, from_json
from bot.messages.templates import TEMPLATES
from storage import outbox
from storage.outbox import LEASE_SECONDS, UNCONFIRMED, Claimed, Left, Turnover
from storage.rows.mail import STARTED, OutboxRow
from storage.rows.payments import PaymentRow
from storage.rows.people import ConversationRow
from storage.unit_of_work import each_by_itself, transaction
from workers import pace
from workers.channels import Channel
from workers.gateways.errors import NO_CONSENT, TEMPLATE_PENDING, GatewayError
from workers.gateways.mercadopago import DepositRequest
from workers.owner import Word, word_on
from workers.wiring import Wiring

_LOG = structlog.get_logger()
_WINDOW = timedelta(hours=24) - timedelta(minutes=10)  # a margin, so that none leaves too late
_MOST_TRIES = 60  # about an hour; an answer that comes later still is no answer
_MOST_ACCIDENTS = 5  # a row that we stumble over so often is buried, its problem on record
_LONGEST_PAUSE_SECONDS = 60.0  # what a person writes after an outage must not wait for long
_FRESH_SECONDS = LEASE_SECONDS / 3  # a send begun later could outlive the lease


def deliver_all(wiring: Wiring, desk: Desk) -> None:
    """Send what a finished transaction queued, and ring for what else it left to do outside."""
    for conversation_id in sorted(desk.conversations):
        deliver(wiring, conversation_id)
    for outbox_id in sorted(desk.refunds):
        wiring.doorbell.ring_refund(outbox_id)
    for media_id in sorted(desk.files):
        wiring.doorbell.ring_media(media_id)


def deliver(wiring: Wiring, conversation_id: int) -> None:
    """Send what one conversation is owed by now, until nothing is left or something fails."""
    turnover = outbox.claim_conversation(wiring.engine, conversation_id, now=wiring.clock.now())
    if turnover is not None:
        send_claimed(wiring, turnover)


def send_claimed(wiring: Wiring, first: Turnover) -> None:
    """Send what was leased of a conversation, and what it is owed after that."""
    turnover: Turnover | None = first
    while turnover is not None:
        conversation, now = turnover.conversation, wiring.clock.now()
        assert conversation.id is not None
        left: list[Left] = []
        went_well = _send_in_order(wiring, turnover, left, now)
        is_owed = outbox.mark_sent(wiring.engine, left, now=now, conversation_id=conversation.id)
        if not went_well or not is_owed:
            return
        turnover = outbox.claim_conversation(wiring.engine, conversation.id, now=now)


def _send_in_order(wiring: Wiring, turnover: Turnover, left: list[Left], now: datetime) -> bool:
    """Send rows until one must wait; those after it are put back. False when one did."""
    started = time.monotonic()
    went_well = True
    for claimed in turnover.claimed:
        is_fresh = time.monotonic() - started < _FRESH_SECONDS
        if went_well and is_fresh:
            went_well = _send_or_bury(wiring, claimed, turnover.conversation, left, now)
        else:
            outbox.put_back(wiring.engine, claimed)
    return went_well


def _send_or_bury(
    wiring: Wiring,
    claimed: Claimed,
    conversation: ConversationRow,
    left: list[Left],
    now: datetime,
) -> bool:
    """Send one row; one that we stumble over again and again is buried for the others' sake."""
    row = claimed.row
    assert row.id is not None
    try:
        return _send(wiring, claimed, conversation, left, now)
    except Exception as error:
        _LOG.exception("message.accident", outbox_id=row.id, error=type(error).__name__)
        if row.attempts >= _MOST_ACCIDENTS:
            outbox.mark_failed(wiring.engine, row.id, type(error).__name__)
            return True
        outbox.postpone(
            wiring.engine, row.id, now + timedelta(seconds=row.attempts), type(error).__name__
        )
        return False


def _send(
    wiring: Wiring,
    claimed: Claimed,
    conversation: ConversationRow,
    left: list[Left],
    now: datetime,
) -> bool:
    """Send one row and add it to what left; False when those after it must wait."""
    row = claimed.row
    assert row.id is not None
    started = time.perf_counter()
    if row.urgency in STARTED and not _may_leave(wiring, row, now):
        return True
    is_uncertain = claimed.uncertain
    try:
        channel = wiring.channels.of(conversation.channel)
        rendered = _render(wiring, channel, row, conversation, now)
        _require_consent(wiring, conversation, rendered)
        sid = _already_sent(wiring, channel, claimed, rendered, conversation, left)
        is_uncertain = False
        if sid is None:
            word = word_on(wiring, channel, claimed, now)
            if word is not Word.FREE:
                return word is Word.WITHDRAWN
            if not pace.may_go(wiring, row, conversation, rendered, now):
                return False
            sid = channel.gateway.send(
                rendered,
                to=conversation.address,
                sender=conversation.business_address,
                reference=row.id,
                now=now,
            )
    except GatewayError as error:
        return _failed(wiring, row, conversation, error, now, is_uncertain=is_uncertain)
    left.append(Left(row.id, sid, rendered.as_template))
    _LOG.info("message.sent", outbox_id=row.id, ms=round((time.perf_counter() - started) * 1000))
    return True


def _already_sent(
    wiring: Wiring,
    channel: Channel,
    claimed: Claimed,
    rendered: Rendered,
    conversation: ConversationRow,
    left: list[Left],
) -> str | None:
    """Return the channel's id of a row that an earlier try may have sent, None when it did not.

    left: what was found or sent just now and is not noted yet; none of it is this one.
    """
    if not claimed.uncertain:
        return None
    assert conversation.id is not None
    return channel.gateway.find_sent(
        rendered,
        to=conversation.address,
        since=claimed.row.due_at,
        noted=outbox.sent_ids(wiring.engine, conversation.id) | {one.external_id for one in left},
        waited=claimed.row.error_code == UNCONFIRMED,
    )


def _may_leave(wiring: Wiring, row: OutboxRow, now: datetime) -> bool:
    """Whether a reminder may leave now; puts it off or takes it back when it may not."""
    assert row.id is not None
    with transaction(wiring.engine) as db:
        leave = may_leave(db, wiring.tools.catalogue.get(db), row, now=now)
    if leave.reason in (TOO_LATE, UNREACHABLE_PERSON) and (
        row.error_code or leave.reason == UNREACHABLE_PERSON
    ):
        # Nobody took it back: it was kept from leaving, and people are told so.
        outbox.mark_failed(wiring.engine, row.id, row.error_code or leave.reason)
        return False
    if leave.reason is not None:
        outbox.withdraw(wiring.engine, row.id, leave.reason)
        return False
    if leave.at > now:
        outbox.postpone(wiring.engine, row.id, leave.at, None)
        return False
    return True


def _render(
    wiring: Wiring, channel: Channel, row: OutboxRow, conversation: ConversationRow, now: datetime
) -> Rendered:
    reply = from_json(row.payload)
    window = conversation.last_inbound_at
    is_open = window is not None and now - window < _WINDOW and row.error_code not in WINDOW_CLOSED
    link = source = None
    if isinstance(reply, CalendarFile | ReceiptFile):
        link = _lend(wiring, channel, row, conversation, reply, now)
    if isinstance(reply, PaymentLink):
        link = checkout_url(wiring, reply.payment_id, now=now)
    if isinstance(reply, Template) and not is_open:
        spec, words = TEMPLATES[reply.name], wiring.tools.phrases.seeded(0)
        reply, source = as_registered(reply, spec, words), template_source(spec, words)
    return channel.codec.encode(reply, window_is_open=is_open, link=link, template_source=source)


def _require_consent(wiring: Wiring, conversation: ConversationRow, rendered: Rendered) -> None:
    """Raise GatewayError for what would leave as a promotion to somebody who agreed to none."""
    if rendered.template_key is None:
        return
    assert conversation.id is not None
    with each_by_itself(wiring.engine) as db:
        if consent.is_lacking(db, conversation.id, rendered.template_key):
            raise GatewayError(NO_CONSENT, permanent=True)


def _lend(
    wiring: Wiring,
    channel: Channel,
    row: OutboxRow,
    conversation: ConversationRow,
    reply: CalendarFile | ReceiptFile,
    now: datetime,
) -> str:
    """Return what the channel names a file of ours by. Raises GatewayError."""
    kind, about_id = lent_by(reply)
    file = made(wiring.engine, wiring.tools, kind, about_id, now=now)
    if file is None:
        raise GatewayError("nothing_to_lend", permanent=True)
    address = wiring.lent.address(kind, about_id, row.created_at)
    return channel.gateway.lend(file, address=address, sender=conversation.business_address)


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


def _failed(
    wiring: Wiring,
    row: OutboxRow,
    conversation: ConversationRow,
    error: GatewayError,
    now: datetime,
    *,
    is_uncertain: bool,
) -> bool:
    assert row.id is not None
    assert conversation.id is not None
    _LOG.warning(
        "message.not_sent",
        outbox_id=row.id,
        code=error.code,
        permanent=error.permanent,
        attempts=row.attempts,
    )
    is_enough = row.attempts >= _MOST_TRIES and error.code != TEMPLATE_PENDING
    if (error.unknown or is_uncertain) and not is_enough:
        if error.retry_after is not None:
            outbox.await_word(wiring.engine, row.id, seconds=error.retry_after)
        return False  # the lease runs out, then it is looked up before it is sent again
    if error.code in WINDOW_CLOSED and row.error_code not in WINDOW_CLOSED and _is_template(row):
        outbox.postpone(wiring.engine, row.id, now, error.code)
        return False  # it leaves once more, as the approved one
    if error.permanent or is_enough:
        outbox.mark_failed(wiring.engine, row.id, error.code)
        if error.code in UNREACHABLE:
            outbox.mark_unreachable(wiring.engine, conversation.id, error.code, now=now)
        if error.code in UNWANTED:
            _end_promotions(wiring, conversation.id, now)
        return True
    pause = pause_after(row.attempts, error, longest_seconds=_LONGEST_PAUSE_SECONDS)
    if error.pair_is_full:
        wiring.pacer.hold_back(conversation.business_address, conversation.id, pause)
    outbox.postpone(wiring.engine, row.id, now + pause, error.code)
    return error.code == TEMPLATE_PENDING  # it may take a day, and keeps nobody back


def _end_promotions(wiring: Wiring, conversation_id: int, now: datetime) -> None:
    with transaction(wiring.engine) as db:
        desk = open_desk(db, wiring.tools, now=now, actor="channel")
        consent.end_promotions(desk, conversation_id)


def _is_template(row: OutboxRow) -> bool:
    return isinstance(from_json(row.payload), Template)


def pause_after(attempts: int, error: GatewayError, *, longest_seconds: float) -> timedelta:
    """Return how long to wait before the next try: what the party asked, else ever longer."""
    growing = max(error.at_least, min(2.0 ** min(attempts, 16), longest_seconds))
    return timedelta(seconds=error.retry_after or growing)
