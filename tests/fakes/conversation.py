"""One person's chat with the pure engine: a fake calendar, meanings given by hand, and a session
that is dumped to JSON and reloaded between turns, so that nothing can hide in memory."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from bot.dialogue import engine
from bot.dialogue.commands import AppointmentView
from bot.dialogue.engine import EngineRun, TurnResult
from bot.dialogue.session import Session
from bot.dialogue.session_json import from_json, to_json
from bot.dialogue.taps import Tap
from bot.dialogue.turn import Handover, Input, Person
from bot.domain.catalogue import Catalogue
from bot.language.phrases import Phrases
from bot.messages.inbound import Inbound, InboundKind
from bot.messages.replies import Buttons, Choice, Menu, Reply, Template
from bot.messages.understanding import IntentGuess, Understanding
from tests.fakes.catalogue import ZONE, demo_catalogue
from tests.fakes.performer import FakeCalendar

_LOCALES = Path(__file__).parents[2] / "locales"
THRESHOLD = 0.45

Understand = Callable[[str], Understanding]


@cache
def spanish() -> Phrases:
    """Return the Argentine texts, with the other languages beside them, from their sources."""
    own = _compiled("es_AR")
    others = {name: _compiled(name) for name in ("en", "pt_BR")}
    for other in others.values():
        other.add_fallback(own)
    return Phrases(own, others=others)


def _compiled(language: str) -> GNUTranslations:
    compiled = BytesIO()
    source = _LOCALES / language / "LC_MESSAGES/turnero.po"
    with source.open("rb") as stream:
        write_mo(compiled, read_po(stream, locale=language))
    compiled.seek(0)
    return GNUTranslations(compiled)


@cache
def _catalogue() -> Catalogue:
    return demo_catalogue()


def meaning(intent: str, confidence: float = 0.9) -> Understanding:
    """Return what the language server would say."""
    return Understanding(
        intent, confidence, (), (IntentGuess(intent, confidence),), duration_ms=1, model="hand"
    )


def local(text: str) -> datetime:
    """Return an instant written in the local time of Buenos Aires."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(UTC)


@dataclass(slots=True)
class Conversation:
    """A chat. understand: reads what is said without an intent given by hand."""

    now: datetime = field(default_factory=lambda: local("2027-05-12T10:15"))  # a Wednesday
    name: str | None = "Ana Benítez"
    provider_slug: str | None = None
    has_phone: bool = True
    understand: Understand = lambda _: meaning("fallback", 0.0)
    catalogue: Catalogue = field(default_factory=_catalogue)
    calendar: FakeCalendar = field(init=False)
    handover: Handover = Handover.BOT
    reminded: AppointmentView | None = None
    noticed: Tap | tuple[Tap, ...] | None = None
    session: dict[str, Any] | None = None
    result: TurnResult | None = None
    shown: list[Reply] = field(default_factory=list)
    seed: int = 0

    def __post_init__(self) -> None:
        self.calendar = FakeCalendar(self.catalogue, self.now)

    def say(self, text: str, intent: str | None = None, confidence: float = 0.9) -> str:
        """Let the person write; return everything that is answered, as one text."""
        understood = self.understand(text) if intent is None else meaning(intent, confidence)
        return self._turn(self._inbound(InboundKind.TEXT, text), understood)

    def send(
        self, kind: InboundKind, text: str = "", intent: str | None = None, **more: Any
    ) -> str:
        """Let the person send what is not text; more: further fields of the message."""
        understood = self.understand(text) if intent is None else meaning(intent)
        inbound = replace(self._inbound(kind, text), **more)
        return self._turn(inbound, understood if text else None)

    def tap(self, title: str) -> str:
        """Tap the last shown choice whose title holds some words."""
        for reply in reversed(self.shown):
            for choice in choices_of(reply):
                if title in choice.title:
                    return self.tap_id(choice.id, choice.title)
        raise AssertionError(f"nothing to tap holds «{title}»")

    def tap_id(self, tap_id: str, title: str = "") -> str:
        """Tap a choice by its id, whether it was shown or not."""
        return self._turn(self._inbound(InboundKind.TAP, title, tap_id), None)

    def wait(self, **units: float) -> "Conversation":
        """Let time pass."""
        self.now += timedelta(**units)
        self.calendar.now = self.now
        return self

    @property
    def replies(self) -> tuple[Reply, ...]:
        """What the last turn said."""
        assert self.result is not None
        return self.result.replies

    @property
    def titles(self) -> list[str]:
        """The titles of everything that can be tapped after the last turn."""
        return [choice.title for reply in self.replies for choice in choices_of(reply)]

    @property
    def booked(self) -> list[str]:
        """Own active appointments as «laura.corte 2027-05-13T17:00»."""
        return [
            f"{self.catalogue.provider(one.provider_id).slug}."
            f"{self.catalogue.service(one.service_id).slug} "
            f"{one.start.astimezone(ZONE):%Y-%m-%dT%H:%M}"
            for one in self.calendar.active()
        ]

    def _inbound(self, kind: InboundKind, text: str, tap_id: str | None = None) -> Inbound:
        return Inbound(f"m{self.seed}", kind, text, self.now, tap_id=tap_id)

    def come_back(self) -> str:
        """Let the bot have the talk back after somebody else answered."""
        return self._turn(self._inbound(InboundKind.TEXT, ""), None, run=engine.resume)

    def _turn(
        self,
        inbound: Inbound,
        understood: Understanding | None,
        *,
        run: Callable[[Session, Input], EngineRun] = engine.run,
    ) -> str:
        slugs = {one.slug: one.id for one in self.catalogue.providers}
        given = Input(
            inbound=inbound,
            understanding=understood,
            person=Person(
                name=self.name,
                provider_id=slugs[self.provider_slug] if self.provider_slug else None,
                opted_out=self.calendar.opted_out,
                promotions=self.calendar.promotions,
                handover=self.handover,
                is_new=self.session is None,
                has_phone=self.has_phone,
            ),
            catalogue=self.catalogue,
            phrases=spanish().seeded(self.seed),
            now=self.now,
            threshold=THRESHOLD,
            reminded=self.reminded,
            noticed=_as_tuple(self.noticed),
        )
        self.seed += 1
        steps = run(from_json(self.session), given)
        try:
            command = next(steps)
            while True:
                command = steps.send(self.calendar.perform(command))
        except StopIteration as ended:
            self.result = ended.value
        assert self.result is not None
        self.session = json.loads(json.dumps(to_json(self.result.session)))
        assert from_json(self.session) == self.result.session
        self.reminded = self.noticed = None
        self.shown.extend(self.result.replies)
        return "\n".join(reply.body for reply in self.result.replies)


def _as_tuple(noticed: Tap | tuple[Tap, ...] | None) -> tuple[Tap, ...]:
    if noticed is None:
        return ()
    return noticed if isinstance(noticed, tuple) else (noticed,)


def choices_of(reply: Reply) -> tuple[Choice, ...]:
    """Return what can be tapped in a reply."""
    return reply.choices if isinstance(reply, Buttons | Menu | Template) else ()
