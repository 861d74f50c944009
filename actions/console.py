"""What the support console does, one transaction each: a door never opens one itself."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from actions import comeback, handoff
from actions.desk import Desk, Tools, open_desk
from bot.domain.catalogue import Catalogue
from storage.unit_of_work import transaction

_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class Touched:
    """What is left to do after the commit: conversations and refunds to ring for, often none."""

    conversations: tuple[int, ...]
    refunds: tuple[int, ...] = ()


def perform(
    engine: Engine, tools: Tools, agent: str, act: Callable[[Desk], _Result], *, now: datetime
) -> tuple[_Result, Touched]:
    """Do one act of an agent; what it raises undoes it."""
    with _desk(engine, tools, agent, now) as desk:
        result = act(desk)
    return result, _touched(desk)


def take(
    engine: Engine, tools: Tools, conversation_id: int, agent: str, *, now: datetime
) -> Touched:
    """Let an agent answer a conversation. Raises NotTheirsError when another one does."""
    with _desk(engine, tools, agent, now) as desk:
        handoff.take(desk, conversation_id, agent)
    return _touched(desk)


def answer(
    engine: Engine,
    tools: Tools,
    conversation_id: int,
    agent: str,
    text: str,
    key: str,
    *,
    now: datetime,
) -> Touched:
    """Queue an agent's words, once for each key. Raises NotTheirsError when it is not theirs."""
    with _desk(engine, tools, agent, now) as desk:
        handoff.answer(desk, conversation_id, agent, text, key)
    return _touched(desk)


def release(
    engine: Engine, tools: Tools, conversation_id: int, agent: str, *, now: datetime
) -> Touched:
    """Give a conversation back to the bot. Raises NotTheirsError when another agent has it.

    From who answered elsewhere, the bot puts its open question again: they knew nothing of it.
    """
    with _desk(engine, tools, agent, now) as desk:
        if not comeback.come_back_when_called(desk, conversation_id):
            handoff.release(desk, conversation_id, agent)
    return _touched(desk)


def zone(engine: Engine, tools: Tools) -> ZoneInfo:
    """Return the zone in which the business reads its times."""
    return catalogue(engine, tools).zone


def catalogue(engine: Engine, tools: Tools) -> Catalogue:
    """Return the catalogue as it is now."""
    with transaction(engine) as db:
        return tools.catalogue.get(db)


@contextmanager
def _desk(engine: Engine, tools: Tools, agent: str, now: datetime) -> Iterator[Desk]:
    with transaction(engine) as db:
        yield open_desk(db, tools, now=now, actor=f"agent:{agent}")


def _touched(desk: Desk) -> Touched:
    return Touched(tuple(sorted(desk.conversations)), tuple(sorted(desk.refunds)))
