"""A console on real PostgreSQL and Redis, agents as browsers, and conversations to answer."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from html import unescape
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from redis import Redis
from rq import Queue
from sqlalchemy import Engine
from sqlmodel import Session, col, select
from werkzeug.test import TestResponse

import console.pages
from actions.desk import Tools
from app import start
from app.settings import Settings
from app.wiring import load_phrases
from bot.messages.replies import Buttons, Choice, Reply, Text, to_json
from storage.doorbell import RINGS, Doorbell, make_queue
from storage.pacing import Limits
from storage.reports import catalogue
from storage.repositories.catalogue import CatalogueCache
from storage.rows.mail import InboxKind, InboxRow, OutboxKind, OutboxRow, OutboxState, Urgency
from storage.rows.people import ContactRow, ConversationRow, Handoff, IdentityKind, IdentityRow
from storage.unit_of_work import transaction
from storage.vault import Vault

BOT_NUMBER = "whatsapp:+5491155550000"
NOW = datetime(2027, 5, 12, 13, 15, tzinfo=UTC)  # Wednesday, 10:15 in Buenos Aires
_TOKEN = re.compile(r'name="form_token" value="([^"]+)"')
_KEY = re.compile(r'name="key" value="([^"]+)"')


@dataclass(frozen=True, slots=True)
class StoppedClock:
    """A clock that stands still."""

    instant: datetime

    def now(self) -> datetime:
        """Return the instant it stands at."""
        return self.instant


@dataclass(slots=True)
class Agent:
    """One browser. It sends the token of its session with every form, as a page would."""

    browser: FlaskClient
    token: str = ""

    def come_in(self, name: str, password: str = "") -> TestResponse:
        self.see("/console/entrar")
        return self.send("/console/entrar", name=name, password=password)

    def see(self, path: str) -> TestResponse:
        page = self.browser.get(path, headers={"Accept": "text/html"})
        if found := _TOKEN.search(page.text):
            self.token = unescape(found[1])
        return page

    def send(self, path: str, **fields: str) -> TestResponse:
        form = {"form_token": self.token} | fields
        return self.browser.post(path, data=form, headers={"Accept": "text/html"})

    def take(self, conversation_id: int) -> TestResponse:
        return self.send(f"/console/conversations/{conversation_id}/take")

    def release(self, conversation_id: int) -> TestResponse:
        return self.send(f"/console/conversations/{conversation_id}/release")

    def answer(self, conversation_id: int, text: str, key: str = "form-key-1") -> TestResponse:
        return self.send(f"/console/conversations/{conversation_id}/answer", text=text, key=key)


@dataclass(slots=True)
class ConsoleBench:
    """What the tests of the console work on."""

    app: Flask
    engine: Engine
    queue: Queue
    tools: Tools
    now: datetime

    def browser(self) -> Agent:
        """Return a browser that nobody has come in with."""
        return Agent(self.app.test_client())

    def agent(self, name: str) -> Agent:
        """Return a browser in which an agent has come in."""
        agent = self.browser()
        assert agent.come_in(name).status_code == 303
        return agent

    def conversation(
        self,
        name: str | None,
        *,
        reason: str | None = "asked",
        minutes: int = 5,
        phone: str = "+5491166661234",
        said: Iterable[str] = ("quiero hablar con una persona",),
    ) -> int:
        """Make a conversation that has waited for so many minutes; reason None: with the bot."""
        asked_at = self.now - timedelta(minutes=minutes)
        address = f"whatsapp:{phone}"
        with transaction(self.engine) as db:
            contact = ContactRow(name=name, created_at=asked_at)
            db.add(contact)
            db.flush()
            assert contact.id is not None
            row = ConversationRow(
                thread=f"twilio|{BOT_NUMBER}|{address}",
                channel="twilio",
                address=address,
                business_address=BOT_NUMBER,
                contact_id=contact.id,
                last_inbound_at=asked_at,
                handoff=Handoff.REQUESTED if reason else Handoff.NONE,
                handoff_reason=reason,
                handoff_at=asked_at if reason else None,
                created_at=asked_at,
            )
            db.add(IdentityRow(contact_id=contact.id, kind=IdentityKind.PHONE, value=phone))
            db.add(row)
            db.flush()
            for number, words in enumerate(said):
                payload = {"MessageSid": f"SM{number}", "Body": words}
                _hear(db, row, payload, at=asked_at + timedelta(seconds=number))
            assert row.id is not None
            return row.id

    def hear(self, conversation_id: int, payload: dict[str, str]) -> None:
        """Take in another message of the person, as its webhook gives it."""
        with transaction(self.engine) as db:
            _hear(db, db.get_one(ConversationRow, conversation_id), payload, at=self.now)

    def say(
        self,
        conversation_id: int,
        words: str,
        *,
        choices: tuple[str, ...] = (),
        state: OutboxState = OutboxState.SENT,
        status_rank: int = 0,
        urgency: Urgency = Urgency.REPLY,
    ) -> None:
        """Let the bot have said something."""
        titles = tuple(Choice(f"c{number}", title) for number, title in enumerate(choices))
        reply: Reply = Buttons(words, titles) if titles else Text(words)
        with transaction(self.engine) as db:
            db.add(
                OutboxRow(
                    key=f"said:{words}",
                    kind=OutboxKind.MESSAGE,
                    urgency=urgency,
                    conversation_id=conversation_id,
                    payload=to_json(reply),
                    state=state,
                    due_at=self.now,
                    created_at=self.now,
                    sent_at=self.now if state is OutboxState.SENT else None,
                    status_rank=status_rank,
                )
            )

    def row(self, conversation_id: int) -> ConversationRow:
        """Return a conversation as it is stored."""
        with transaction(self.engine) as db:
            return db.get_one(ConversationRow, conversation_id)

    def owed(self) -> list[tuple[str, str]]:
        """Return the author and words of everything in the outbox, oldest first."""
        with transaction(self.engine) as db:
            rows = db.exec(select(OutboxRow).order_by(col(OutboxRow.id))).all()
            return [(row.author, row.payload["body"]) for row in rows]

    def rings(self) -> list[list[int]]:
        """Return what the doorbell rang for, oldest first."""
        rings = self.queue.connection.lrange(RINGS, 0, -1)
        return [[int(ring.decode().removeprefix("conversation "))] for ring in rings]


def console_bench(
    engine: Engine,
    redis: Redis,
    settings: Settings,
    *,
    password: str | None = None,
    open_to_all: bool = True,
    vault: Vault | None = None,
) -> ConsoleBench:
    """Return a console mounted alone with the start and error pages. Effect: empties the queue."""
    redis.flushdb()
    queue = make_queue(redis)
    tools = Tools(
        catalogue=CatalogueCache(),
        phrases=load_phrases(),
        channel="twilio",
        business_address=BOT_NUMBER,
        threshold=0.45,
    )
    app = Flask("turnero", static_folder=None)
    app.secret_key = "a secret for tests only"
    pages = console.pages.blueprint(
        engine,
        StoppedClock(NOW),
        tools,
        Doorbell(queue),
        password=password,
        open_to_all=open_to_all,
        vault=vault,
        limits=Limits(names={BOT_NUMBER: "+5491155550000"}),
        try_url="/phones",
    )
    app.register_blueprint(pages)
    app.register_blueprint(
        start.blueprint(settings, partial(catalogue.present, engine, tools.catalogue))
    )
    start.register_errors(app)
    return ConsoleBench(app, engine, queue, tools, NOW)


def demo_settings(data_dir: Path) -> Settings:
    """Return the settings of a demo, with nobody behind the address of understanding."""
    environ = {"TURNERO_DATA_DIR": str(data_dir), "NLU_URL": "http://127.0.0.1:9"}
    return Settings.load(environ, None)


def key_of(page: TestResponse) -> str:
    """Return the hidden key of a page's answer form."""
    found = _KEY.search(page.text)
    assert found is not None
    return found[1]


def _hear(db: Session, row: ConversationRow, payload: dict[str, str], *, at: datetime) -> None:
    db.add(
        InboxRow(
            source="twilio",
            kind=InboxKind.MESSAGE,
            external_id=f"{row.id}:{payload['MessageSid']}",
            thread=row.thread,
            payload={"From": row.address, "To": row.business_address} | payload,
            received_at=at,
            done_at=at,
        )
    )
