"""What the pages of the agenda work with."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from sqlalchemy import Engine

from actions import console as acts
from actions.desk import Desk, Tools
from bot.domain.catalogue import Catalogue
from bot.language.phrases import Phrases
from storage.clock import Clock
from storage.doorbell import Doorbell

_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class Office:
    """agent: tells the name of who is at the console."""

    engine: Engine
    clock: Clock
    tools: Tools
    doorbell: Doorbell
    agent: Callable[[], str]

    @property
    def phrases(self) -> Phrases:
        """The texts."""
        return self.tools.phrases

    @property
    def now(self) -> datetime:
        """The present instant."""
        return self.clock.now()

    def today(self, catalogue: Catalogue) -> date:
        """Return the date on the clocks of the business."""
        return self.now.astimezone(catalogue.zone).date()

    def catalogue(self) -> Catalogue:
        """Return the catalogue as it is now."""
        return acts.catalogue(self.engine, self.tools)

    def perform(self, act: Callable[[Desk], _Result]) -> _Result:
        """Do one act, and ring for what it queued once it is committed."""
        result, touched = acts.perform(self.engine, self.tools, self.agent(), act, now=self.now)
        for conversation_id in touched.conversations:
            self.doorbell.ring_conversation(conversation_id)
        for outbox_id in touched.refunds:
            self.doorbell.ring_refund(outbox_id)
        return result
