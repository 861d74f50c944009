"""Files that people sent: each is fetched once, kept for a while, and shown to who may see it.

A content that several sent is kept once. Order of writing: media_file, then the vault, then the
media row that refers to it, so that whatever dies in between leaves nothing that is not swept.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, Row, text
from sqlmodel import Session

from bot.domain.files import FileUse
from bot.messages.inbound import Attachment, Inbound
from storage.rows.media import MediaState
from storage.statements import run
from storage.unit_of_work import each_by_itself, transaction
from storage.vault import Vault, digest_of

LEASE_SECONDS = 120  # longer than a download and a transcription take together
_SETTLES = timedelta(hours=1)  # what was put so lately may be about to be referred to


@dataclass(frozen=True, slots=True)
class Item:
    """One file that somebody sent, as storage.rows.media has it."""

    id: int
    source: str
    external_id: str
    address: str
    kind: str
    conversation_id: int | None
    state: MediaState
    digest: str | None
    transcript: str | None
    attempts: int


@dataclass(frozen=True, slots=True)
class Shown:
    """A file as pages tell of it; mime_type None: it is not kept. reason: why it is not."""

    id: int
    use: FileUse
    state: MediaState
    reason: str | None
    mime_type: str | None
    size_bytes: int | None
    created_at: datetime


_ITEM = (
    "id, source, external_id, address, kind, conversation_id, state, digest, transcript, attempts"
)
_NOTE = text(f"""
INSERT INTO media (source, external_id, inbox_id, conversation_id, kind, address, state, use,
                   attempts, try_at, created_at)
VALUES (:source, :external_id, :inbox_id, :conversation_id, :kind, :address, 'waiting', 'talk',
        0, :now, :now)
ON CONFLICT (source, external_id) DO UPDATE
SET conversation_id = coalesce(media.conversation_id, excluded.conversation_id)
WHERE media.inbox_id = excluded.inbox_id
RETURNING {_ITEM}
""")  # noqa: S608 - the columns are ours


def note(
    db: Session | Connection,
    source: str,
    inbound: Inbound,
    inbox_id: int,
    *,
    conversation_id: int | None = None,
    now: datetime,
) -> Item | None:
    """Note the file of a message, once, and return it as it stands.

    None when it has none, or when another message brought the same file before.
    """
    attachment = inbound.attachment
    if attachment is None:
        return None
    values = {
        "source": source,
        "external_id": attachment.media_id,
        "address": attachment.address,
        "inbox_id": inbox_id,
        "conversation_id": conversation_id,
        "kind": inbound.kind.value,
        "now": now,
    }
    return _item(db.execute(_NOTE, values).one_or_none())


_CLAIM = text(f"""
UPDATE media SET attempts = attempts + 1,
       lease_until = clock_timestamp() + make_interval(secs => :lease)
WHERE id = :id AND state = 'waiting' AND try_at <= :now
  AND (lease_until IS NULL OR lease_until < clock_timestamp())
RETURNING {_ITEM}
""")  # noqa: S608 - the columns are ours


def claim(engine: Engine, media_id: int, *, now: datetime) -> Item | None:
    """Lease a file that is to be fetched by now; None when it is not, or another is at it."""
    values = {"id": media_id, "now": now, "lease": LEASE_SECONDS}
    with each_by_itself(engine) as db:
        return _item(db.execute(_CLAIM, values).one_or_none())


_FIND = text(f"SELECT {_ITEM} FROM media WHERE id = :id")  # noqa: S608 - the columns are ours


def find(db: Session | Connection, media_id: int) -> Item | None:
    """Return a file as it stands, None when it was deleted."""
    return _item(db.execute(_FIND, {"id": media_id}).one_or_none())


_PUT = text("""
INSERT INTO media_file (digest, mime_type, size_bytes, kept_at)
VALUES (:digest, :mime_type, :size_bytes, :now)
ON CONFLICT (digest) DO UPDATE SET kept_at = greatest(media_file.kept_at, excluded.kept_at)
""")
_KEEP = text("""
UPDATE media SET state = 'kept', digest = :digest, lease_until = NULL, address = ''
WHERE id = :id AND state = 'waiting'
""")


def keep(
    engine: Engine, vault: Vault, media_id: int, data: bytes, mime_type: str, *, now: datetime
) -> None:
    """Keep the content of a file. Raises WrongKeyError."""
    digest = digest_of(data)
    values = {"digest": digest, "mime_type": mime_type, "size_bytes": len(data), "now": now}
    with transaction(engine) as db:
        db.execute(_PUT, values)
    vault.put(data)
    with transaction(engine) as db:
        db.execute(_KEEP, {"id": media_id, "digest": digest})


_END = text("""
UPDATE media SET state = :state, reason = :reason, lease_until = NULL, address = ''
WHERE id = :id AND state = 'waiting' RETURNING id
""")


def end(db: Session, media_id: int, state: MediaState, reason: str) -> bool:
    """Note that a file is not fetched any more, and why; False when it is not waited for."""
    values = {"id": media_id, "state": state.value, "reason": reason}
    return db.execute(_END, values).first() is not None


_POSTPONE = text("""
UPDATE media SET try_at = :at, reason = :reason, lease_until = NULL
WHERE id = :id AND state = 'waiting'
""")


def postpone(engine: Engine, media_id: int, at: datetime, reason: str) -> None:
    """Have a file fetched later, because of what went wrong."""
    with each_by_itself(engine) as db:
        db.execute(_POSTPONE, {"id": media_id, "at": at, "reason": reason})


_DUE = text("""
SELECT id FROM media WHERE state = 'waiting' AND try_at <= :now AND conversation_id IS NOT NULL
  AND (lease_until IS NULL OR lease_until < clock_timestamp())
ORDER BY try_at LIMIT 200
""")


def due(engine: Engine, *, now: datetime) -> list[int]:
    """Return the files to fetch by now, longest waiting first.

    A voice note that is listened to is fetched by its own turn, which gives it its conversation.
    """
    with each_by_itself(engine) as db:
        return list(db.execute(_DUE, {"now": now}).scalars())


_HEARD = text("UPDATE media SET transcript = :words WHERE id = :id")


def note_words(engine: Engine, media_id: int, words: str) -> None:
    """Keep what was heard in a voice note, "" when nothing was."""
    with each_by_itself(engine) as db:
        db.execute(_HEARD, {"id": media_id, "words": words})


_ATTACH = text("""
UPDATE media SET use = :use, appointment_id = :appointment_id
WHERE source = :source AND external_id = :external_id AND conversation_id = :conversation_id
""")


def attach(
    db: Session,
    source: str,
    attachment: Attachment,
    conversation_id: int,
    *,
    use: FileUse,
    appointment_id: int | None,
) -> None:
    """Say what a file of a conversation is for. appointment_id None: for the one being booked."""
    values = {
        "source": source,
        "external_id": attachment.media_id,
        "conversation_id": conversation_id,
        "use": use.value,
        "appointment_id": appointment_id,
    }
    db.execute(_ATTACH, values)


_ATTACH_WAITING = """
UPDATE media SET appointment_id = %(appointment_id)s
WHERE conversation_id = %(conversation_id)s AND use = 'reference' AND appointment_id IS NULL
  AND created_at > %(since)s
"""


def attach_waiting(
    db: Session, conversation_id: int, appointment_id: int, *, since: datetime
) -> None:
    """Give an appointment the references that came while it was being booked."""
    values = {
        "conversation_id": conversation_id,
        "appointment_id": appointment_id,
        "since": since,
    }
    db.flush()
    run(db, _ATTACH_WAITING, values)


_EXPIRE = text("""
UPDATE media SET state = 'expired', digest = NULL, transcript = NULL
WHERE created_at < :before AND (digest IS NOT NULL OR transcript IS NOT NULL)
""")


def expire(engine: Engine, *, before: datetime) -> int:
    """Let go of what came before an instant: contents and transcripts; return how many files."""
    with transaction(engine) as db:
        return db.connection().execute(_EXPIRE, {"before": before}).rowcount


_UNUSED = text("""
SELECT digest FROM media_file f WHERE kept_at < :before
  AND NOT EXISTS (SELECT 1 FROM media WHERE media.digest = f.digest) LIMIT 500
""")
_DELETE = text("""
DELETE FROM media_file f WHERE digest = :digest AND kept_at < :before
  AND NOT EXISTS (SELECT 1 FROM media WHERE media.digest = f.digest) RETURNING digest
""")


def sweep(engine: Engine, vault: Vault, *, now: datetime) -> int:
    """Delete the contents that nothing refers to any more; return how many.

    Whoever puts the same content meanwhile waits for the row, and writes the file after it is gone.
    """
    values = {"before": now - _SETTLES}
    with each_by_itself(engine) as db:
        unused: Sequence[str] = db.execute(_UNUSED, values).scalars().all()
    dropped = 0
    for digest in unused:
        with transaction(engine) as db:
            if db.execute(_DELETE, values | {"digest": digest}).first() is not None:
                vault.drop(digest)
                dropped += 1
    return dropped


def _item(row: Row[Any] | None) -> Item | None:
    if row is None:
        return None
    columns = dict(row._mapping)
    return Item(**{**columns, "state": MediaState(columns["state"])})
