"""What happened, kept for analysts: turns, and events of everything else worth counting."""

from datetime import datetime
from typing import Any

from sqlmodel import Field, SQLModel

from storage.rows.columns import document, instant, key, link


class TurnRow(SQLModel, table=True):
    """One turn of the dialogue: what was understood, done and said, and how long it took.

    intent None: not a text (a tap, a picture). outcome: what the turn came to, see
    bot.dialogue.engine.TurnOutcome. Durations in milliseconds; wait_ms from receipt to start.
    inbox_id: the message answered, the first of them when several messages were read as one.
    """

    __tablename__ = "turn"

    id: int | None = Field(default=None, sa_column=key())
    conversation_id: int = Field(sa_column=link("conversation.id"))
    inbox_id: int | None = Field(default=None, sa_column=link("inbox.id", nullable=True))
    at: datetime = Field(sa_column=instant(index=True))
    kind: str
    messages: int = 1
    intent: str | None = None
    confidence: float | None = None
    entities: list[dict[str, Any]] = Field(sa_column=document())
    ranking: list[dict[str, Any]] = Field(sa_column=document())
    commands: list[str] = Field(sa_column=document())
    results: list[str] = Field(sa_column=document())
    outcome: str
    flow: str | None = None
    misses: int = 0
    replies: int
    wait_ms: int
    nlu_ms: int
    total_ms: int
    model: str | None = None


class EventRow(SQLModel, table=True):
    """A fact outside turns (a search with no slot, a handoff), by kind, with ids only."""

    __tablename__ = "event"

    id: int | None = Field(default=None, sa_column=key())
    at: datetime = Field(sa_column=instant(index=True))
    kind: str
    conversation_id: int | None = Field(
        default=None, sa_column=link("conversation.id", nullable=True)
    )
    provider_id: int | None = Field(default=None, sa_column=link("provider.id", nullable=True))
    service_id: int | None = Field(
        default=None, sa_column=link("service.id", nullable=True, index=False)
    )
    appointment_id: int | None = Field(
        default=None, sa_column=link("appointment.id", nullable=True)
    )
    details: dict[str, Any] = Field(default_factory=dict, sa_column=document())


class ChannelContentRow(SQLModel, table=True):
    """A message layout registered with a channel (Twilio Content), so that it is made only once.

    name: the template's, None for what needs no approval. status, category, reason, quality: the
    channel's last word on it, in its own words.
    """

    __tablename__ = "channel_content"

    id: int | None = Field(default=None, sa_column=key())
    layout: str = Field(unique=True)
    content_id: str
    approved: bool = False
    created_at: datetime = Field(sa_column=instant())
    name: str | None = None
    status: str | None = None
    category: str | None = None
    reason: str | None = None
    quality: str | None = None
    updated_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))


class BusinessNumberRow(SQLModel, table=True):
    """One of our numbers, as WhatsApp tells of it. address: ours on its channel.

    coexists_since: since when we know that the WhatsApp Business app uses it too; None: it doesn't.
    """

    __tablename__ = "business_number"

    id: int | None = Field(default=None, sa_column=key())
    address: str = Field(unique=True)
    coexists_since: datetime | None = Field(default=None, sa_column=instant(nullable=True))


class DemoClockRow(SQLModel, table=True):
    """Where the demo's clock stands: shifted by seconds, or frozen; no row means real time."""

    __tablename__ = "demo_clock"

    id: int | None = Field(default=None, sa_column=key())
    shift_seconds: float = 0.0
    frozen_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
