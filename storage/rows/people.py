"""Who talks to us: contacts with their identities, and one conversation per channel address."""

from datetime import datetime
from enum import Enum
from typing import Any

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel, UniqueConstraint

from storage.rows.columns import choice, document, instant, key, link


class IdentityKind(Enum):
    """What sort of name a contact is known by; a phone is one of several and optional."""

    PHONE = "phone"
    EXTERNAL_USER = "external_user"
    ADDRESS = "address"


class Handoff(Enum):
    """Who answers: the bot alone, the bot until somebody takes it, or a person."""

    NONE = "none"
    REQUESTED = "requested"
    ACTIVE = "active"


class Elsewhere(Enum):
    """Who answers outside of Turnero, as a handoff's reason: the phone's own app, another agent."""

    PHONE_APP = "phone_app"
    STANDBY = "standby"


class MergeCause(Enum):
    """How a channel said that two names are of one person."""

    TOLD_TOGETHER = "told_together"
    CONTACT_GIVEN = "contact_given"
    NUMBER_CHANGED = "number_changed"
    USER_ID_CHANGED = "user_id_changed"


class ContactRow(SQLModel, table=True):
    """A person. name None means not known yet; provider_id is set for a provider's own number.

    policies: theirs alone, laid over those of every service. opted_out_at: since when they want no
    message that the bot starts; promotions_at: since when they agree to be sent promotions.
    merged_into_id: whose everything of theirs is now, see ContactMergeRow.
    """

    __tablename__ = "contact"

    id: int | None = Field(default=None, sa_column=key())
    name: str | None = None
    provider_id: int | None = Field(default=None, sa_column=link("provider.id", nullable=True))
    opted_out_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    promotions_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    policies: dict[str, Any] = Field(default_factory=dict, sa_column=document())
    merged_into_id: int | None = Field(default=None, sa_column=link("contact.id", nullable=True))
    created_at: datetime = Field(sa_column=instant())


class ContactMergeRow(SQLModel, table=True):
    """Two contacts became one, or one is known by another name; it can be undone.

    merged_id None: nobody else was known by the new name. moved: what undoing puts back, see
    storage.repositories.merges.Moved.
    """

    __tablename__ = "contact_merge"

    id: int | None = Field(default=None, sa_column=key())
    kept_id: int = Field(sa_column=link("contact.id"))
    merged_id: int | None = Field(default=None, sa_column=link("contact.id", nullable=True))
    cause: MergeCause = Field(sa_column=choice(MergeCause))
    at: datetime = Field(sa_column=instant())
    moved: dict[str, Any] = Field(sa_column=document())
    undone_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    undone_by: str | None = None


class IdentityRow(SQLModel, table=True):
    """One of the names of a contact; (kind, value) belongs to one contact only.

    unreachable_at: when the channel said, by unreachable_code, that nothing gets there; it holds
    until they write again.
    """

    __tablename__ = "contact_identity"
    __table_args__ = (UniqueConstraint("kind", "value"),)

    id: int | None = Field(default=None, sa_column=key())
    contact_id: int = Field(sa_column=link("contact.id"))
    kind: IdentityKind = Field(sa_column=choice(IdentityKind))
    value: str
    unreachable_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    unreachable_code: str | None = None


class ConversationRow(SQLModel, table=True):
    """One person on one channel with one of our numbers, and the dialogue session between them.

    session: versioned JSON of bot.dialogue.session, None before the first turn. last_inbound_at:
    opens the 24-hour window. handoff_reason: why a person was asked for, or one of Elsewhere.
    handoff_until: when the bot goes on by itself; None: when it is told to. left_at: since when the
    person is not at this address any more.
    """

    __tablename__ = "conversation"
    __table_args__ = (
        Index(
            "conversation_coming_back",
            "handoff_until",
            postgresql_where=text("handoff_until IS NOT NULL"),
        ),
    )

    id: int | None = Field(default=None, sa_column=key())
    thread: str = Field(unique=True)
    channel: str
    address: str
    business_address: str
    contact_id: int = Field(sa_column=link("contact.id"))
    session: dict[str, Any] | None = Field(default=None, sa_column=document(nullable=True))
    last_inbound_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    handoff: Handoff = Field(default=Handoff.NONE, sa_column=choice(Handoff, index=True))
    handoff_reason: str | None = None
    handoff_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    agent: str | None = None
    handoff_until: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    left_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    created_at: datetime = Field(sa_column=instant())
