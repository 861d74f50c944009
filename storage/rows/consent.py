"""What people agreed to be sent, with the proof of it, and what each number may send for free."""

from datetime import date, datetime
from enum import Enum

from sqlalchemy import BigInteger, Column
from sqlmodel import Field, SQLModel

from storage.rows.columns import choice, instant, key, link


class ConsentKind(Enum):
    """What is agreed to: MESSAGES that the bot starts about appointments, or PROMOTIONS."""

    MESSAGES = "messages"
    PROMOTIONS = "promotions"


class ConsentRow(SQLModel, table=True):
    """One time that somebody agreed or refused. Never changed; the newest of a kind holds.

    how: "written", "tapped", or "channel" where WhatsApp told of it. wording: the version (a hash)
    of the words by which it was confirmed to them; None where nothing was.
    """

    __tablename__ = "consent"

    id: int | None = Field(default=None, sa_column=key())
    contact_id: int = Field(sa_column=link("contact.id"))
    conversation_id: int | None = Field(
        default=None, sa_column=link("conversation.id", nullable=True, index=False)
    )
    kind: ConsentKind = Field(sa_column=choice(ConsentKind))
    is_given: bool
    how: str
    wording: str | None = None
    at: datetime = Field(sa_column=instant())


class MessageTallyRow(SQLModel, table=True):
    """How many free-form messages one of our numbers sent in a month (its first day)."""

    __tablename__ = "message_tally"

    business_address: str = Field(primary_key=True)
    month: date = Field(primary_key=True)
    messages: int = Field(sa_column=Column(BigInteger, nullable=False))
