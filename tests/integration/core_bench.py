"""The working core inside the test's own process: a wiring, the real doors, the real simulator.

A test sees every step: it lets people write, rings nobody, and works on the jobs itself. Whole
processes, which can be killed, are the `stack` fixture's.
"""

import contextlib
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import httpx
from flask import Flask
from redis import Redis
from sqlalchemy import Engine, text
from sqlmodel import SQLModel, col, select
from werkzeug.serving import make_server

import webhooks.mercadopago
import workers.wiring
from actions.booking import book
from actions.desk import Desk, open_desk
from app.programs import shared_environment, turnero_command
from app.settings import Settings
from app.stack import free_ports
from app.web import register_channels
from app.wiring import door_of, wiring_of
from bot.channels.codecs import CODECS
from bot.dialogue.commands import AppointmentView, BookSlot, SlotBooked
from bot.domain.availability import Slot
from bot.messages.inbound import Sender
from nlu.client import NluClient
from storage.clock import DemoClock
from storage.db import make_engine
from storage.pacing import Limits, Pacer
from storage.repositories import people
from storage.rows.appointments import AppointmentRow
from storage.rows.catalogue import ProviderRow, ServiceRow
from storage.rows.facts import ChannelContentRow
from storage.rows.mail import InboxRow, OutboxRow
from storage.rows.payments import PaymentRow
from storage.rows.people import ContactRow
from storage.unit_of_work import transaction
from workers import clock as ticking
from workers import sending, templates
from workers.wiring import Wiring

NOW = datetime(2027, 5, 12, 13, 15, tzinfo=UTC)  # Wednesday, 10:15 in Buenos Aires
ZONE = ZoneInfo("America/Argentina/Buenos_Aires")
PUBLIC_URL = "https://turnos.example.ar"
BOT = "whatsapp:+5491155550000"
ANA = "+5491166660001"
BETO = "+5491166660002"
NOBODY = "http://127.0.0.1:9"  # the discard port: refused at once

Row = TypeVar("Row", bound=SQLModel)


@dataclass(slots=True)
class Core:
    """One wiring with the doors and the outside world around it."""

    settings: Settings
    wiring: Wiring
    redis: Redis
    http: httpx.Client
    mark: int = 0
    contents: list[dict[str, Any]] = field(default_factory=list)

    # What people do

    def say(self, phone: str, words: str, **more: Any) -> dict[str, Any]:
        """Let somebody write through Twilio's signed webhook."""
        return self.post("messages", {"from": phone, "kind": "text", "text": words, **more})

    def tap(self, phone: str, tap_id: str, title: str = "Dale") -> dict[str, Any]:
        """Let somebody tap a button."""
        choice = {"sid": "", "id": tap_id, "title": title, "type": "button"}
        return self.post("messages", {"from": phone, "kind": "tap", "choice": choice})

    def pays(self, reference: str, status: str = "approved", **more: Any) -> dict[str, Any]:
        """Let a payment be made and told by MercadoPago's signed webhook."""
        return self.post("payments", {"external_reference": reference, "status": status, **more})

    def fault(self, party: str, kind: str, **more: Any) -> None:
        """Let a party misbehave."""
        self.post("faults", {"party": party, "kind": kind, "seconds": 0.1, **more})

    # What the product does

    def work(self, wiring: Wiring | None = None) -> int:
        """Do every job that was rung for, and those they ring for; return how many."""
        workers.wiring.fill(wiring or self.wiring)
        queue, done = self.wiring.doorbell.queue, 0
        while jobs := queue.jobs:
            queue.empty()
            for job in jobs:
                job.func(*job.args)
                done += 1
        return done

    def tick(self) -> None:
        """Let the clock tick once and do what it rang for."""
        ticking.tick(self.wiring)
        self.work()

    def sweep(self) -> None:
        """Let the clock sweep once and do what it rang for."""
        ticking.sweep(self.wiring)
        self.work()

    def deliver(self, conversation_id: int) -> None:
        """Send what a conversation is owed."""
        sending.deliver(self.wiring, conversation_id)

    # Time

    @property
    def now(self) -> datetime:
        """The present instant."""
        return self.wiring.clock.now()

    def set_now(self, instant: datetime) -> None:
        """Stand still at an instant, here and outside."""
        assert isinstance(self.wiring.clock, DemoClock)
        self.wiring.clock.freeze(instant)
        self.post("clock", {"now": instant.isoformat()})

    def pass_time(self, **span: float) -> None:
        """Move time on."""
        self.set_now(self.now + timedelta(**span))

    def end_leases(self) -> None:
        """Let the leases of workers run out."""
        self.execute("UPDATE outbox SET lease_until = clock_timestamp() - interval '1 second'")

    def end_holds(self) -> None:
        """Let the moment pass for which unfinished messages wait, and answer them."""
        self.execute(
            "UPDATE inbox SET hold_until = clock_timestamp() - interval '1 second' "
            "WHERE hold_until IS NOT NULL"
        )
        ticking.ring_held(self.wiring, frozenset())
        self.work()

    # What can be seen

    @property
    def engine(self) -> Engine:
        """The database."""
        return self.wiring.engine

    def thread(self, phone: str) -> str:
        """Return the thread of somebody's messages."""
        return f"twilio|{BOT}|whatsapp:{phone}"

    def bubbles(self, phone: str | None = None) -> list[str]:
        """Return the words of what reached a phone in this test, oldest first."""
        return [one["body"] for one in self.messages(phone)]

    def messages(self, phone: str | None = None) -> list[dict[str, Any]]:
        """Return what reached a phone in this test as the simulator shows it, oldest first."""
        found = self.get("messages", since=self.mark)["messages"]
        return [one for one in found if one["direction"] == "out" and phone in (None, one["phone"])]

    def inbox(self) -> list[InboxRow]:
        """Return the whole inbox, oldest first."""
        with transaction(self.engine) as db:
            return list(db.exec(select(InboxRow).order_by(col(InboxRow.id))).all())

    def outbox(self) -> list[OutboxRow]:
        """Return the whole outbox, oldest first."""
        with transaction(self.engine) as db:
            return list(db.exec(select(OutboxRow).order_by(col(OutboxRow.id))).all())

    def all(self, kind: type[Row]) -> list[Row]:
        """Return every row of a table, oldest first."""
        with transaction(self.engine) as db:
            return list(db.exec(select(kind).order_by(text("id"))).all())

    def count(self, table: str) -> int:
        """Return how many rows a table has."""
        with self.engine.connect() as connection:
            return int(connection.execute(text(f'SELECT count(*) FROM "{table}"')).scalar_one())

    def execute(self, statement: str, **values: Any) -> None:
        """Change the database behind everybody's back."""
        with self.engine.begin() as connection:
            connection.execute(text(statement), values)

    # What tests start from

    @contextlib.contextmanager
    def desk(self, *, now: datetime | None = None, actor: str = "customer") -> Iterator[Desk]:
        """Open a desk for one transaction."""
        with transaction(self.engine) as db:
            yield open_desk(db, self.wiring.tools, now=now or self.now, actor=actor)

    def meet(
        self, phone: str, name: str = "Ana Paz", *, channel: str = "twilio"
    ) -> tuple[int, int]:
        """Make a person who has just written; return contact and conversation."""
        line = self.settings.meta.numbers[0].id if channel == "meta" else BOT
        sender = Sender(channel, CODECS[channel].address_of(phone), line, phone=phone)
        with transaction(self.engine) as db:
            conversation, _ = people.conversation_of(db, sender, name, now=self.now)
            conversation.last_inbound_at = self.now
            db.add(conversation)
            db.flush()
            assert conversation.id is not None
            ids = conversation.contact_id, conversation.id
        window = {"phone": phone, "last_inbound": self.now.isoformat(), "channel": channel}
        self.post("window", window)
        return ids

    def slot(self, provider: str, service: str, local: str) -> Slot:
        """Return a place by names and local time, free or not."""
        with transaction(self.engine) as db:
            owner = db.exec(select(ProviderRow).where(ProviderRow.slug == provider)).one()
            row = db.exec(
                select(ServiceRow).where(
                    ServiceRow.slug == service, ServiceRow.provider_id == owner.id
                )
            ).one()
        assert owner.id is not None
        assert row.id is not None
        start = datetime.fromisoformat(local).replace(tzinfo=ZONE).astimezone(UTC)
        return Slot(owner.id, row.id, start, start + timedelta(minutes=row.duration_minutes))

    def book(
        self, phone: str, provider: str, service: str, local: str, address: str | None = None
    ) -> AppointmentView:
        """Book a free place for somebody and send what follows from it."""
        contact_id, conversation_id = self.meet(phone)
        with self.desk() as desk:
            command = BookSlot(self.slot(provider, service, local), address)
            outcome = book(desk, command, contact_id, conversation_id)
        assert isinstance(outcome, SlotBooked)
        sending.deliver_all(self.wiring, desk)
        return outcome.appointment

    def deposit_of(self, appointment_id: int) -> PaymentRow:
        """Return the newest deposit of an appointment."""
        with transaction(self.engine) as db:
            return db.exec(
                select(PaymentRow)
                .where(PaymentRow.appointment_id == appointment_id)
                .order_by(col(PaymentRow.id).desc())
            ).all()[0]

    def appointment(self, appointment_id: int) -> AppointmentRow:
        """Return an appointment as it stands."""
        with transaction(self.engine) as db:
            return db.get_one(AppointmentRow, appointment_id)

    def contact(self, contact_id: int) -> ContactRow:
        """Return a person as they stand."""
        with transaction(self.engine) as db:
            return db.get_one(ContactRow, contact_id)

    # The simulator's control

    def post(self, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """Tell the simulator something."""
        answer = self.http.post(f"/phones/api/{path}", json=dict(body or {}))
        assert answer.status_code == 200, answer.text
        return answer.json()

    def get(self, path: str, **query: Any) -> Any:
        """Ask the simulator something."""
        answer = self.http.get(f"/phones/api/{path}", params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def settle(self) -> None:
        """Wait until the outside world has told everything."""
        until(lambda: self.get("idle")["idle"])

    def begin(self) -> None:
        """Make everything but the database fresh for the next test."""
        self.redis.flushdb()
        self.http.delete("/phones/api/faults")
        self.post("numbers", {"on_app": False})
        with transaction(self.engine) as db:
            for content in self.contents:
                db.add(ChannelContentRow(**content))
        self.set_now(NOW)
        account = self.settings.twilio_account_sid
        for one in self.messages():  # they would be looked up by the next test
            if one["channel"] != "twilio":
                continue
            self.http.delete(
                f"/2010-04-01/Accounts/{account}/Messages/{one['sid']}.json",
                auth=(account, self.settings.twilio_auth_token),
            )
        self.mark = int(self.get("messages", since=10**9)["seq"])


@contextlib.contextmanager
def running_core(database_url: str, redis_url: str, folder: Path) -> Iterator[Core]:
    """Run the doors in a thread and the simulator as a process, around one wiring."""
    names = {
        "PORT": str(free_ports()),
        "PUBLIC_URL": PUBLIC_URL,
        "TURNERO_DATA_DIR": str(folder),
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "NLU_URL": NOBODY,
        "TWILIO_WHATSAPP_FROM": BOT,
        "LOG_FORMAT": "json",
    }
    settings = Settings.load(names, None)
    with contextlib.ExitStack() as cleanup:
        wiring = cleanup.enter_context(wired(settings))
        redis = cleanup.enter_context(Redis.from_url(redis_url))
        cleanup.enter_context(_doors(settings))
        process = subprocess.Popen(
            turnero_command("simulator"), env={**shared_environment(settings), **names}
        )
        cleanup.callback(process.wait, 10)
        cleanup.callback(process.kill)
        http = httpx.Client(base_url=settings.simulator_url, timeout=30, trust_env=False)
        core = Core(settings, wiring, redis, cleanup.enter_context(http))
        until(lambda: _answers(http) or process.poll() is not None, seconds=60)
        assert process.poll() is None, "the simulator ended at once"
        until(lambda: templates.sync(wiring), seconds=30)
        core.contents = [row.model_dump(exclude={"id"}) for row in core.all(ChannelContentRow)]
        yield core


@contextlib.contextmanager
def wired(settings: Settings, *, nlu_url: str | None = None) -> Iterator[Wiring]:
    """Make a wiring as a worker's process does, and take it apart again."""
    wiring = wiring_of(settings)
    wiring = replace(wiring, pacer=_pacer(wiring))
    if nlu_url is not None:
        wiring.nlu.close()
        wiring = with_nlu(wiring, nlu_url)
    try:
        yield wiring
    finally:
        wiring.nlu.close()
        wiring.engine.dispose()
        wiring.doorbell.queue.connection.close()
        wiring.channels.close()


def _pacer(wiring: Wiring) -> Pacer:
    """Return a pacer that goes by the time of the tests, and minds only how much one person gets.

    A number's rate would stand still with their clock.
    """
    redis, clock = wiring.doorbell.queue.connection, wiring.clock
    return Pacer(redis, Limits(per_second=10_000), now_ms=lambda: clock.now().timestamp() * 1000)


def with_nlu(wiring: Wiring, nlu_url: str) -> Wiring:
    """Return a wiring that asks another language server."""
    return replace(wiring, nlu=NluClient(nlu_url))


@contextlib.contextmanager
def _doors(settings: Settings) -> Iterator[None]:
    """Serve the webhooks alone; what else the web does is tested on the stack."""
    app = Flask("doors")
    with contextlib.ExitStack() as cleanup:
        engine = make_engine(str(settings.database_url))
        cleanup.callback(engine.dispose)
        door = door_of(settings, engine)
        cleanup.callback(door.doorbell.queue.connection.close)
        register_channels(app, door, settings)
        app.register_blueprint(
            webhooks.mercadopago.blueprint(door, settings.mercadopago_webhook_secret)
        )
        server = make_server("127.0.0.1", settings.port, app, threaded=True)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield
        finally:
            server.shutdown()
            thread.join()
            server.server_close()


def _answers(http: httpx.Client) -> bool:
    try:
        return http.get("/phones/api/idle").status_code == 200
    except httpx.HTTPError:
        return False


def until(holds: Callable[[], object], *, seconds: float = 20) -> None:
    """Wait until something holds; fails the test when it does not in time."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it never came to be"
        time.sleep(0.02)


def in_parallel(*acts: Callable[[], object]) -> list[BaseException]:
    """Run acts at the same moment in threads; return what they raised."""
    raised: list[BaseException] = []
    gate = threading.Barrier(len(acts))

    def run(act: Callable[[], object]) -> None:
        gate.wait()
        try:
            act()
        except BaseException as error:
            raised.append(error)

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised
