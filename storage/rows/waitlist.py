"""Who waits for a place, which places were freed, and which of them was put to whom."""

from datetime import date, datetime
from enum import Enum
from typing import Any

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from storage.rows.columns import choice, document, instant, key, link


class WishState(Enum):
    """Where a wish stands; FULFILLED: they have an appointment for it, ENDED: its days passed."""

    WAITING = "waiting"
    FULFILLED = "fulfilled"
    WITHDRAWN = "withdrawn"
    ENDED = "ended"


class OfferState(Enum):
    """What became of a freed place that was put to somebody."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    LAPSED = "lapsed"


class WaitlistWishRow(SQLModel, table=True):
    """A place in the line. service_ids: any of them will do; wishes: any of them, JSON of Wish.

    last_day: the last local day on which it can come true. address: where a home visit would go.
    """

    __tablename__ = "waitlist_wish"
    __table_args__ = (
        Index("waitlist_in_line", "created_at", "id", postgresql_where=text("state = 'waiting'")),
    )

    id: int | None = Field(default=None, sa_column=key())
    contact_id: int = Field(sa_column=link("contact.id"))
    conversation_id: int = Field(sa_column=link("conversation.id", index=False))
    service_ids: list[int] = Field(sa_column=document())
    wishes: list[dict[str, Any]] = Field(sa_column=document())
    address: str | None = None
    last_day: date
    state: WishState = Field(sa_column=choice(WishState))
    created_at: datetime = Field(sa_column=instant())
    ended_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))


class FreedPlaceRow(SQLModel, table=True):
    """Time of a provider that became free. look_at: when the line is gone through (again).

    done_at None: somebody in the line may still want it.
    """

    __tablename__ = "freed_place"
    __table_args__ = (
        Index("freed_place_to_do", "look_at", postgresql_where=text("done_at IS NULL")),
    )

    id: int | None = Field(default=None, sa_column=key())
    provider_id: int = Field(sa_column=link("provider.id", index=False))
    starts_at: datetime = Field(sa_column=instant())
    ends_at: datetime = Field(sa_column=instant())
    freed_at: datetime = Field(sa_column=instant())
    look_at: datetime = Field(sa_column=instant())
    done_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))


class WaitlistOfferRow(SQLModel, table=True):
    """A freed place kept for one wish until expires_at; while OPEN nobody else can have it."""

    __tablename__ = "waitlist_offer"
    __table_args__ = (
        Index("waitlist_offer_open", "provider_id", postgresql_where=text("state = 'open'")),
        Index("waitlist_offer_once", "freed_id", "wish_id", unique=True),
    )

    id: int | None = Field(default=None, sa_column=key())
    wish_id: int = Field(sa_column=link("waitlist_wish.id"))
    freed_id: int = Field(sa_column=link("freed_place.id", index=False))
    provider_id: int = Field(sa_column=link("provider.id", index=False))
    service_id: int = Field(sa_column=link("service.id", index=False))
    starts_at: datetime = Field(sa_column=instant())
    ends_at: datetime = Field(sa_column=instant())
    state: OfferState = Field(sa_column=choice(OfferState))
    expires_at: datetime = Field(sa_column=instant())
    created_at: datetime = Field(sa_column=instant())
    closed_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
