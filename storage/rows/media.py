"""Files that people sent: what became of each, and the contents that are kept outside of here."""

from datetime import datetime
from enum import Enum

from sqlalchemy import BigInteger, Column, ForeignKey, Index, String, text
from sqlmodel import Field, SQLModel, UniqueConstraint

from bot.domain.files import FileUse
from storage.rows.columns import choice, instant, key, link


class MediaState(Enum):
    """Where a file stands. LOST: the channel does not have it any more, or never gave it."""

    WAITING = "waiting"
    KEPT = "kept"
    REFUSED = "refused"
    LOST = "lost"
    EXPIRED = "expired"


class MediaFileRow(SQLModel, table=True):
    """One content in the vault, known by its SHA-256; kept as long as a MediaRow refers to it.

    mime_type: by its content. kept_at: when it was last put.
    """

    __tablename__ = "media_file"

    digest: str = Field(sa_column=Column(String(64), primary_key=True))
    mime_type: str
    size_bytes: int = Field(sa_column=Column(BigInteger, nullable=False))
    kept_at: datetime = Field(sa_column=instant())


class MediaRow(SQLModel, table=True):
    """One file that somebody sent, unique by the channel's own id of it.

    kind: of its message, a value of InboundKind. address: where the channel has it, "" when the id
    is enough. reason: why it is REFUSED or LOST. digest: its content, None when it is not kept.
    transcript: the words of a voice note, "" when there are none. try_at: when it is fetched next,
    unless a worker is at it until lease_until.
    """

    __tablename__ = "media"
    __table_args__ = (
        UniqueConstraint("source", "external_id"),
        Index("media_to_do", "try_at", postgresql_where=text("state = 'waiting'")),
        Index("media_by_content", "digest", postgresql_where=text("digest IS NOT NULL")),
    )

    id: int | None = Field(default=None, sa_column=key())
    source: str
    external_id: str
    inbox_id: int = Field(sa_column=link("inbox.id"))
    conversation_id: int | None = Field(
        default=None, sa_column=link("conversation.id", nullable=True)
    )
    appointment_id: int | None = Field(
        default=None, sa_column=link("appointment.id", nullable=True)
    )
    kind: str
    address: str = ""
    state: MediaState = Field(sa_column=choice(MediaState))
    use: FileUse = Field(sa_column=choice(FileUse))
    reason: str | None = None
    digest: str | None = Field(
        default=None, sa_column=Column(String(64), ForeignKey("media_file.digest"), nullable=True)
    )
    transcript: str | None = None
    attempts: int = 0
    try_at: datetime = Field(sa_column=instant())
    lease_until: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    created_at: datetime = Field(sa_column=instant(index=True))
