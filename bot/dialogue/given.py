"""What a turn is given: who writes, what came in, and what it is decided from."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from bot.dialogue.commands import AppointmentView
from bot.dialogue.taps import Tap
from bot.domain.catalogue import Catalogue
from bot.language.phrases import Phrases
from bot.messages.inbound import Inbound
from bot.messages.understanding import Understanding


class Handover(Enum):
    """Who answers this conversation."""

    BOT = "bot"
    WAITING = "waiting"
    AGENT = "agent"


@dataclass(frozen=True, slots=True)
class Person:
    """Who writes. name None: not known. provider_id: set when it is a provider's own number.

    has_phone: whether a provider could call them; the channel may hide the number. promotions:
    whether they agreed to be sent them.
    """

    name: str | None
    provider_id: int | None
    opted_out: bool
    handover: Handover
    is_new: bool
    has_phone: bool = True
    promotions: bool = False


@dataclass(frozen=True, slots=True)
class Input:
    """Everything a turn is decided from.

    understanding None: not a text, or a text whose meaning needs no language server (a tap).
    reminded: the appointment of a reminder sent after this person's last message, if any. noticed:
    the buttons of another message that the bot started since then.
    """

    inbound: Inbound
    understanding: Understanding | None
    person: Person
    catalogue: Catalogue
    phrases: Phrases
    now: datetime
    threshold: float
    reminded: AppointmentView | None = None
    noticed: tuple[Tap, ...] = ()
