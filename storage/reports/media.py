"""Files that people sent, for the pages that show them."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from sqlalchemy import Engine
from sqlmodel import col, select

from bot.domain.files import KEPT_TYPES, FileUse
from storage.rows.media import MediaFileRow, MediaRow, MediaState
from storage.unit_of_work import transaction
from storage.vault import Vault


class Fate(Enum):
    """What can be seen of a file: itself, or why it can't be."""

    KEPT = "kept"
    COMING = "coming"
    NOT_KEPT = "not_kept"
    EXPIRED = "expired"


_FATES = {
    MediaState.WAITING: Fate.COMING,
    MediaState.KEPT: Fate.KEPT,
    MediaState.REFUSED: Fate.NOT_KEPT,
    MediaState.LOST: Fate.NOT_KEPT,
    MediaState.EXPIRED: Fate.EXPIRED,
}


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file as pages tell of it. mime_type: by its content, "" unless it is kept."""

    id: int
    use: FileUse
    fate: Fate
    mime_type: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Content:
    """What is in a file. mime_type: one of KEPT_TYPES; name: to keep it under."""

    data: bytes
    mime_type: str
    name: str


def of_appointment(engine: Engine, appointment_id: int) -> list[SentFile]:
    """Return the files that were sent for an appointment, oldest first."""
    statement = (
        select(MediaRow, MediaFileRow.mime_type)
        .outerjoin(MediaFileRow, col(MediaFileRow.digest) == MediaRow.digest)
        .where(MediaRow.appointment_id == appointment_id)
        .order_by(col(MediaRow.id))
    )
    with transaction(engine) as db:
        return [
            SentFile(row.id or 0, row.use, _FATES[row.state], mime_type or "", row.created_at)
            for row, mime_type in db.exec(statement).all()
        ]


def content(engine: Engine, vault: Vault, media_id: int) -> Content | None:
    """Return what is in a file, None when it is not kept. Raises what Vault.get raises."""
    statement = select(MediaFileRow).join(MediaRow, col(MediaRow.digest) == MediaFileRow.digest)
    with transaction(engine) as db:
        row = db.exec(statement.where(MediaRow.id == media_id)).first()
    if row is None:
        return None
    name = f"archivo-{media_id}.{KEPT_TYPES[row.mime_type]}"
    return Content(vault.get(row.digest), row.mime_type, name)
