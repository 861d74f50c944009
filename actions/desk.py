"""What an action works with: the transaction, the catalogue, the phrases, the instant.

Whatever must leave after the commit is queued through the desk, which remembers for whom, so that
the door can start sending at once.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot.domain.catalogue import Catalogue
from bot.language.phrases import Phrases
from bot.messages.replies import Reply, to_json
from storage import outbox
from storage.outbox import Owed
from storage.repositories import events
from storage.repositories.catalogue import CatalogueCache
from storage.rows.mail import OutboxKind, Urgency


@dataclass(frozen=True, slots=True)
class Tools:
    """What every transaction of a process shares, made once by app.wiring.

    channel, business_address: by which notices leave to people who never wrote. open_channels: all
    by which they may leave. threshold: least confidence of an intent that is acted on.
    """

    catalogue: CatalogueCache
    phrases: Phrases
    channel: str
    business_address: str
    threshold: float
    open_channels: frozenset[str] = frozenset()


@dataclass(slots=True)
class Desk:
    """One transaction at work. actor: who causes what happens, for the records."""

    db: Session
    tools: Tools
    catalogue: Catalogue
    now: datetime
    actor: str
    conversations: set[int] = field(default_factory=set)
    refunds: set[int] = field(default_factory=set)
    files: set[int] = field(default_factory=set)

    @property
    def phrases(self) -> Phrases:
        """The texts."""
        return self.tools.phrases

    def send(
        self,
        key: str,
        conversation_id: int,
        reply: Reply,
        urgency: Urgency,
        *,
        due_at: datetime | None = None,
        appointment_id: int | None = None,
        turn_id: int | None = None,
        author: str = "bot",
    ) -> int | None:
        """Queue a message; it leaves after the commit, or at due_at. None when its key is known."""
        row_id = outbox.put(
            self.db,
            Owed(
                key=key,
                kind=OutboxKind.MESSAGE,
                urgency=urgency,
                payload=to_json(reply),
                due_at=due_at or self.now,
                conversation_id=conversation_id,
                appointment_id=appointment_id,
                turn_id=turn_id,
                author=author,
            ),
            now=self.now,
        )
        if row_id is not None and (due_at is None or due_at <= self.now):
            self.conversations.add(conversation_id)
        return row_id

    def note(
        self,
        kind: str,
        *,
        conversation_id: int | None = None,
        provider_id: int | None = None,
        service_id: int | None = None,
        appointment_id: int | None = None,
        **details: Any,
    ) -> None:
        """Record a fact for analysts; details hold ids and counts, never what people wrote."""
        events.note(
            self.db,
            kind,
            at=self.now,
            conversation_id=conversation_id,
            provider_id=provider_id,
            service_id=service_id,
            appointment_id=appointment_id,
            details=details,
        )


def open_desk(
    db: Session, tools: Tools, *, now: datetime, actor: str, catalogue_version: int | None = None
) -> Desk:
    """Return a desk for one transaction; catalogue_version: when it was read already."""
    return Desk(db, tools, tools.catalogue.get(db, catalogue_version), now, actor)
