"""Inbox and outbox: what the world told us, and what we owe the world."""

from datetime import datetime
from enum import Enum
from typing import Any

from sqlalchemy import BigInteger, Column, ForeignKey, Index, text
from sqlmodel import Field, SQLModel, UniqueConstraint

from storage.rows.columns import choice, document, instant, key, link


class InboxKind(Enum):
    """What sort of news it is; NEWS and UNKNOWN are kept to be read by people.

    IDENTITY: somebody is known by another number or id from now on. ACCOUNT: news about our account
    that take effect. ECHO: the business answered somebody by the phone's own app. STANDBY: what
    somebody wrote while another agent has their thread.
    """

    MESSAGE = "message"
    STATUS = "status"
    PAYMENT = "payment"
    IDENTITY = "identity"
    ACCOUNT = "account"
    ECHO = "echo"
    STANDBY = "standby"
    NEWS = "news"
    UNKNOWN = "unknown"


class OutboxKind(Enum):
    """What is owed: a message to somebody, or money back through the payment gateway."""

    MESSAGE = "message"
    REFUND = "refund"


class OutboxState(Enum):
    """Where it stands; SENDING is leased to a worker until lease_until."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Urgency(Enum):
    """Why it leaves: a REPLY to somebody, a NOTICE of an act, a REMINDER that the bot starts.

    CAMPAIGN: a promotion that the bot starts, only to those who agreed to have them.
    """

    REPLY = "reply"
    NOTICE = "notice"
    REMINDER = "reminder"
    CAMPAIGN = "campaign"


STARTED = (Urgency.REMINDER, Urgency.CAMPAIGN)  # what nobody waits for


_TO_DO = "state IN ('queued', 'sending')"
# What did not reach anybody and nobody has dealt with: see storage.outbox.STATUS_RANK.
UNDELIVERED = "(state = 'failed' OR status_rank >= 6) AND kind = 'message' AND resolved_at IS NULL"


class InboxRow(SQLModel, table=True):
    """One item told to us, unique by (source, kind, external_id).

    thread: items of one thread are worked on one at a time, in order. done_at None means still to
    do. apologised_at: when the person was told to wait because understanding was down. hold_until:
    by PostgreSQL's own clock, until when it waits for the message that follows; None: it was never
    found unfinished. joined_to: the first item of the burst that it was read with, None when alone.
    """

    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("source", "kind", "external_id"),
        Index("inbox_to_do", "thread", "id", postgresql_where=text("done_at IS NULL")),
        Index("inbox_by_thread", "thread", "id"),
        Index(
            "inbox_by_time",
            "received_at",
            postgresql_using="brin",
            postgresql_with={"autosummarize": "on"},
        ),
        Index(
            "inbox_held",
            "hold_until",
            postgresql_where=text("done_at IS NULL AND hold_until IS NOT NULL"),
        ),
        Index("inbox_joined", "joined_to", postgresql_where=text("joined_to IS NOT NULL")),
    )

    id: int | None = Field(default=None, sa_column=key())
    source: str
    kind: InboxKind = Field(sa_column=choice(InboxKind))
    external_id: str
    thread: str
    payload: dict[str, Any] = Field(sa_column=document())
    received_at: datetime = Field(sa_column=instant())
    done_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    attempts: int = 0
    problem: str | None = None
    apologised_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    hold_until: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    joined_to: int | None = Field(
        default=None,
        sa_column=Column(BigInteger, ForeignKey("inbox.id", ondelete="SET NULL"), nullable=True),
    )


class OutboxRow(SQLModel, table=True):
    """One thing owed, unique by key; it leaves once due_at has come.

    status_rank: the highest delivery status seen (see storage.outbox.STATUS_RANK), so that late
    or repeated notices never lower it. lease_until: when a row left in SENDING is looked at again.
    category, billable, price_micros: what WhatsApp charges for it, in millionths of the currency of
    the price table; None until it was reckoned. is_price_told: the first two are the channel's own
    word. resolved_at: when somebody dealt with what could not be delivered.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        Index(
            "outbox_urgent",
            "due_at",
            postgresql_where=text(f"{_TO_DO} AND urgency IN ('reply', 'notice')"),
        ),
        Index(
            "outbox_by_time",
            "due_at",
            postgresql_using="brin",
            postgresql_ops={"due_at": "timestamptz_minmax_multi_ops"},
            postgresql_with={"autosummarize": "on"},
        ),
        Index(
            "outbox_later",
            text("urgency DESC"),
            "due_at",
            "id",
            postgresql_where=text(f"{_TO_DO} AND urgency IN ('reminder', 'campaign')"),
        ),
        Index(
            "outbox_unpriced",
            "id",
            postgresql_where=text("state = 'sent' AND kind = 'message' AND price_micros IS NULL"),
        ),
        Index("outbox_undelivered", "id", postgresql_where=text(UNDELIVERED)),
    )

    id: int | None = Field(default=None, sa_column=key())
    key: str = Field(unique=True)
    kind: OutboxKind = Field(sa_column=choice(OutboxKind))
    urgency: Urgency = Field(sa_column=choice(Urgency))
    conversation_id: int | None = Field(
        default=None, sa_column=link("conversation.id", nullable=True)
    )
    appointment_id: int | None = Field(
        default=None, sa_column=link("appointment.id", nullable=True)
    )
    refund_id: int | None = Field(
        default=None, sa_column=link("refund.id", nullable=True, index=False)
    )
    turn_id: int | None = Field(default=None, sa_column=link("turn.id", nullable=True))
    author: str = "bot"
    payload: dict[str, Any] = Field(sa_column=document())
    state: OutboxState = Field(sa_column=choice(OutboxState))
    due_at: datetime = Field(sa_column=instant())
    lease_until: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    attempts: int = 0
    external_id: str | None = Field(default=None, index=True)
    as_template: bool = False
    status_rank: int = 0
    error_code: str | None = None
    created_at: datetime = Field(sa_column=instant())
    sent_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    category: str | None = None
    billable: bool | None = None
    price_micros: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True))
    is_price_told: bool = False
    resolved_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    resolved_by: str | None = None
