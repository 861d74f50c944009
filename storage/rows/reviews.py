"""Messages kept for people to label, so that the language model learns from its mistakes."""

from datetime import datetime
from enum import Enum
from typing import Any

from sqlmodel import Field, SQLModel, UniqueConstraint

from storage.rows.columns import choice, document, instant, key, link


class ReviewReason(Enum):
    """Why a message is worth a look."""

    NOT_UNDERSTOOD = "not_understood"
    CORRECTED = "corrected"
    LED_TO_A_PERSON = "led_to_a_person"
    DOUBTFUL = "doubtful"


class ReviewState(Enum):
    """How far a review is."""

    OPEN = "open"
    LABELLED = "labelled"
    DISMISSED = "dismissed"


class ReviewRow(SQLModel, table=True):
    """One message, masked, with what was read and what an analyst says is right.

    Entities are {kind, start, end} in characters of text, end exclusive. intent and entities: as
    read; right_intent and right_entities: as labelled, None before.
    """

    __tablename__ = "review"
    __table_args__ = (UniqueConstraint("turn_id"),)

    id: int | None = Field(default=None, sa_column=key())
    turn_id: int = Field(sa_column=link("turn.id", index=False))
    reason: ReviewReason = Field(sa_column=choice(ReviewReason))
    state: ReviewState = Field(default=ReviewState.OPEN, sa_column=choice(ReviewState, index=True))
    text: str
    intent: str
    confidence: float
    ranking: list[dict[str, Any]] = Field(sa_column=document())
    entities: list[dict[str, Any]] = Field(sa_column=document())
    right_intent: str | None = None
    right_entities: list[dict[str, Any]] | None = Field(
        default=None, sa_column=document(nullable=True)
    )
    kept_at: datetime = Field(sa_column=instant())
    decided_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    decided_by: str | None = None
