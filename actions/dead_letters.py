"""What people do about messages that reached nobody."""

from datetime import datetime

from sqlalchemy import Engine

from actions.console import Touched
from actions.desk import Tools, open_desk
from storage import dead_letters
from storage.unit_of_work import transaction


def resend(engine: Engine, tools: Tools, row_id: int, agent: str, *, now: datetime) -> Touched:
    """Owe a message again, once however often it is asked for."""
    with transaction(engine) as db:
        desk = open_desk(db, tools, now=now, actor=f"agent:{agent}")
        conversation_id = dead_letters.revive(db, row_id, now=now)
        if conversation_id is None:
            return Touched(())
        desk.note("message.resent", conversation_id=conversation_id, outbox_id=row_id)
    return Touched((conversation_id,))


def dismiss(engine: Engine, tools: Tools, row_id: int, agent: str, *, now: datetime) -> None:
    """Let a message be."""
    with transaction(engine) as db:
        desk = open_desk(db, tools, now=now, actor=f"agent:{agent}")
        conversation_id = dead_letters.resolve(db, row_id, by=agent, now=now)
        if conversation_id is not None:
            desk.note("message.dismissed", conversation_id=conversation_id, outbox_id=row_id)
