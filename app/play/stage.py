"""Putting a scenario on: a fresh store, people writing through signed webhooks, time moved on.

What is looked at afterwards is what left by the wire, and the rows it left behind.
"""

import itertools
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Self

import httpx
from sqlalchemy import text
from sqlmodel import Session, SQLModel, col, select

import actions.console
from actions import notify, signups
from actions.desk import open_desk
from app.play import presuppose
from app.play.bubble import Bubble, read_bubble
from app.seed import load_world
from app.stack import Stack, StackError, wait_until_quiet
from bot.domain.appointments import ACTIVE, AppointmentState
from bot.domain.catalogue import Catalogue
from bot.domain.money import Money
from bot.language import formats
from storage.clock import DemoClock
from storage.repositories import appointments as calendar
from storage.repositories import people
from storage.rows.appointments import AppointmentRow
from storage.rows.catalogue import BusinessRow, ProviderRow, ServiceRow
from storage.rows.mail import OutboxRow
from storage.rows.payments import PaymentRow, PaymentState
from storage.rows.people import ContactRow, ConversationRow, IdentityRow
from storage.rows.requests import ProviderLeadRow
from storage.unit_of_work import transaction
from workers import clock as ticking
from workers import templates

# What scenarios call a kind of message → what the simulator does; it has no moving pictures.
_MEDIA = {
    "contacts": "contact",
    "voice": "audio",
    "voice_note": "audio",
    "ptt": "audio",
    "photo": "image",
    "picture": "image",
    "gif": "image",
    "video": "document",
    "file": "document",
    "pdf": "document",
    "pin": "location",
    "unsupported": "unknown",
}
# A scenario may change its catalogue; what a worker keeps of that must not be the next one's.
_VERSIONS = itertools.count(1000, 1000)
_LONG_AGO = "2000-01-01T00:00:00+00:00"
_AGENT = "Julieta"
_APPROVAL_SECONDS = 30.0


@dataclass(slots=True)
class Stage:
    """One stack on which scenarios are put on, one after the other.

    channel: by which people write.
    """

    stack: Stack
    world: Mapping[str, Any]
    channel: str = "twilio"
    _seq: int = 0
    _refunds: int = 0
    _payments: dict[str, str] = field(default_factory=dict)
    _http: httpx.Client = field(init=False)

    def __post_init__(self) -> None:
        self._http = httpx.Client(
            base_url=self.stack.settings.simulator_url, timeout=30.0, trust_env=False
        )
        roles = (("customers", "customer"), ("providers", "provider"))
        people = [
            {"phone": str(one["phone"]), "name": one["name"] or str(one["phone"]), "role": role}
            for group, role in roles
            for one in self.world[group].values()
        ]
        self._http.post("/phones/api/people", json=people).raise_for_status()
        deadline = time.monotonic() + _APPROVAL_SECONDS
        while not templates.sync(self.stack.wiring):
            if time.monotonic() > deadline:
                raise StackError("the simulator does not approve the templates")
            time.sleep(0.1)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    @property
    def clock(self) -> DemoClock:
        """The clock of the stack."""
        clock = self.stack.wiring.clock
        assert isinstance(clock, DemoClock)
        return clock

    def phone_of(self, name: str) -> str:
        """Return the phone of somebody of the world. Raises KeyError for a stranger."""
        people = {**self.world["customers"], **self.world["providers"]}
        return str(people[name]["phone"])

    def begin(self, now: datetime, preconditions: Mapping[str, Any], customer: str) -> None:
        """Make the store fresh, with the world and what the scenario presupposes, at an instant."""
        version = next(_VERSIONS)
        self._payments.clear()
        with transaction(self.stack.engine) as db:
            tables = ", ".join(
                f'"{table.name}"'
                for table in SQLModel.metadata.sorted_tables
                if table.name not in ("demo_clock", "channel_content")
            )
            db.execute(text(f"TRUNCATE {tables} RESTART IDENTITY CASCADE"))
            load_world(db, self.world, today=now.date(), created_at=now)
            business = db.exec(select(BusinessRow)).one()
            business.catalogue_version = version
            db.add(business)
        self._set_clock(now)
        for phone in {
            self.phone_of(name) for name in (*self.world["customers"], *self.world["providers"])
        }:
            self._set_window(phone, _LONG_AGO)
        self._presuppose(now, preconditions, customer)
        self._seq = int(self._get("messages", since=10**9)["seq"])
        self._refunds = len(self._get("refunds")["refunds"])

    def mark(self) -> int:
        """Return a mark after which bubbles count as new."""
        return self._seq

    def say(
        self, phone: str, words: str, *, deliveries: int = 1, sent_at: str | None = None
    ) -> None:
        """Let somebody write, and wait until the bot is quiet."""
        body: dict[str, Any] = self._from(phone) | {"kind": "text", "text": words}
        body["deliveries"] = deliveries
        if sent_at:
            body["sent_at"] = sent_at
        self._post("messages", body)
        self.settle_down()

    def say_without_waiting(self, phone: str, words: str, sent_at: str | None = None) -> None:
        """Let somebody write, and go on at once."""
        body: dict[str, Any] = self._from(phone) | {"kind": "text", "text": words}
        if sent_at:
            body["sent_at"] = sent_at
        self._post("messages", body)

    def send_media(self, phone: str, kind: str) -> None:
        """Let somebody send something that is not text; "status_read" reads our last messages."""
        if kind == "status_read":
            for bubble in self.bubbles(0, phone)[-5:]:
                self._post("statuses", {"sid": bubble.sid, "status": "read"})
        else:
            self._post("messages", self._from(phone) | {"kind": _MEDIA.get(kind, kind)})
        self.settle_down()

    def tap(
        self, phone: str, bubble: Bubble, choice: Mapping[str, str], *, deliveries: int
    ) -> None:
        """Let somebody tap a button or list row."""
        body = self._from(phone) | {
            "kind": "tap",
            "choice": {
                "sid": bubble.sid,
                "id": choice["id"],
                "title": choice["title"],
                "type": choice["type"],
            },
            "deliveries": deliveries,
        }
        self._post("messages", body)
        self.settle_down()

    def all_at_once(self, acts: Sequence[Any]) -> None:
        """Run several acts in parallel and wait until the bot is quiet."""
        with ThreadPoolExecutor(len(acts)) as pool:
            for running in [pool.submit(act) for act in acts]:
                running.result()
        self.settle_down()

    def move_clock(self, target: datetime) -> None:
        """Move time on, running what falls due on the way at its own instant, in order."""
        while True:
            upcoming = self._next_event(self.clock.now(), target)
            if upcoming is None:
                break
            self._set_clock(upcoming)
            self.settle_down()
        self._set_clock(target)
        self.settle_down()

    def agent(self, customer: str, event: str | None, words: str | None, step_key: str) -> None:
        """Let a person take, answer or give back a customer's conversation."""
        wiring, now = self.stack.wiring, self.clock.now()
        conversation_id = self._conversation_id(customer)
        engine, tools = wiring.engine, wiring.tools
        if event == "take":
            touched = actions.console.take(engine, tools, conversation_id, _AGENT, now=now)
        elif event == "release":
            touched = actions.console.release(engine, tools, conversation_id, _AGENT, now=now)
        elif words is not None:
            touched = actions.console.answer(
                engine, tools, conversation_id, _AGENT, words, step_key, now=now
            )
        else:
            raise ValueError(f"an agent can't {event}")
        for touched_id in touched.conversations:
            wiring.doorbell.ring_conversation(touched_id)
        self.settle_down()

    def decide_signup(self, reason: str | None) -> None:
        """Let a person take in the newest of those who want to join; reason: say no, and why."""
        wiring, now = self.stack.wiring, self.clock.now()
        with transaction(wiring.engine) as db:
            newest = select(ProviderLeadRow.id).order_by(col(ProviderLeadRow.id).desc())
            lead_id = db.exec(newest).first()
        assert lead_id is not None
        engine, tools = wiring.engine, wiring.tools
        if reason is None:
            touched = signups.verify(engine, tools, lead_id, by=_AGENT, now=now)
        else:
            touched = signups.reject(engine, tools, lead_id, reason, by=_AGENT, now=now)
        for touched_id in touched.conversations:
            wiring.doorbell.ring_conversation(touched_id)
        self.settle_down()

    def pay(self, appointment_id: int, payment: Mapping[str, Any], *, deliveries: int) -> None:
        """Let MercadoPago tell of a payment for an appointment's deposit, so many times.

        A payment_id that was told before is the same payment with another status.
        """
        with transaction(self.stack.engine) as db:
            reference = db.exec(
                select(PaymentRow.external_reference)
                .where(PaymentRow.appointment_id == appointment_id)
                .order_by(col(PaymentRow.id).desc())
            ).first()
        body = {
            "external_reference": reference,
            "status": payment["status"],
            "amount": payment["amount"],
        }
        name = str(payment.get("payment_id", ""))
        for _ in range(deliveries):
            known = self._payments.get(name)
            told = self._post("payments", {**body, "payment_id": known} if known else body)
            if name:
                self._payments[name] = str(told["payment"]["id"])
        self.settle_down()

    def settle_down(self) -> None:
        """Wait until nothing is under way, with everything due at this instant done."""
        for _ in range(2):  # what a tick rings for may make something else due
            ticking.tick(self.stack.wiring)
            wait_until_quiet(self.stack)

    def bubbles(self, mark: int, phone: str | None = None) -> list[Bubble]:
        """Return what reached phones after a mark, oldest first, and move the mark's end on."""
        found = self._get("messages", since=mark)
        self._seq = max(self._seq, int(found["seq"]))
        authors = self._authors()
        return [
            read_bubble(raw, authors)
            for raw in found["messages"]
            if raw["direction"] == "out" and (phone is None or raw["phone"] == phone)
        ]

    def catalogue(self) -> Catalogue:
        """Return the catalogue as it is now."""
        with transaction(self.stack.engine) as db:
            return self.stack.wiring.tools.catalogue.get(db)

    def preferences(self) -> list[Mapping[str, Any]]:
        """Return the checkouts that were made."""
        return list(self._get("preferences")["preferences"])

    def refunds_since_begin(self) -> list[Mapping[str, Any]]:
        """Return the refunds that this scenario led to."""
        return list(self._get("refunds")["refunds"])[self._refunds :]

    def _from(self, phone: str) -> dict[str, Any]:
        return {"from": phone, "channel": self.channel}

    def _authors(self) -> dict[str, str]:
        with transaction(self.stack.engine) as db:
            rows = db.exec(select(OutboxRow.external_id, OutboxRow.author)).all()
        return {sid: author for sid, author in rows if sid}

    def _set_window(self, phone: str, last_inbound: str) -> None:
        window = {"phone": phone, "last_inbound": last_inbound, "channel": self.channel}
        self._post("window", window)

    def _set_clock(self, now: datetime) -> None:
        self.clock.freeze(now)
        self._post("clock", {"now": now.isoformat()})

    def _next_event(self, after: datetime, until: datetime) -> datetime | None:
        with self.stack.engine.connect() as connection:
            return connection.execute(
                _NEXT_EVENT, {"after": after, "until": until}
            ).scalar_one_or_none()

    def _conversation_id(self, customer: str) -> int:
        with transaction(self.stack.engine) as db:
            statement = (
                select(ConversationRow.id)
                .join(IdentityRow, IdentityRow.contact_id == ConversationRow.contact_id)  # type: ignore[arg-type] # a column
                .where(IdentityRow.value == self.phone_of(customer))
            )
            found = db.exec(statement).first()
        assert found is not None
        return found

    def _presuppose(self, now: datetime, given: Mapping[str, Any], customer: str) -> None:
        last = given.get("last_inbound")
        if last is not None:
            self._set_window(self.phone_of(customer), str(last))
        with transaction(self.stack.engine) as db:
            for raw in given.get("bookings") or ():
                self._presuppose_booking(db, now, raw)
            if last is not None:
                self._presuppose_inbound(db, customer, datetime.fromisoformat(str(last)))
        unknown = set(given) - {"bookings", "last_inbound", "taken", *presuppose.NOUNS}
        for name in sorted(unknown):
            raise ValueError(f"precondition {name} is not known to this player")
        with transaction(self.stack.engine) as db:
            for raw in given.get("taken") or ():
                for _ in range(int(raw.get("seats", 1))):
                    self._presuppose_booking(
                        db, now, {"customer": "otro", "status": "confirmed", **raw}
                    )
            desk = open_desk(db, self.stack.wiring.tools, now=now, actor="scenario")
            for noun, put in presuppose.NOUNS.items():
                listed = given.get(noun) or ()
                for raw in [listed] if isinstance(listed, Mapping) else listed:
                    who = str(raw.get("customer", customer))
                    put(desk, raw, self._contact(db, who, now).id or 0)

    def _presuppose_booking(self, db: Session, now: datetime, raw: Mapping[str, Any]) -> None:
        contact = self._contact(db, str(raw["customer"]), now)
        provider = db.exec(select(ProviderRow).where(ProviderRow.slug == raw["provider"])).one()
        service = db.exec(
            select(ServiceRow).where(
                ServiceRow.slug == raw["service"], ServiceRow.provider_id == provider.id
            )
        ).one()
        desk = open_desk(db, self.stack.wiring.tools, now=now, actor="scenario")
        start = datetime.fromisoformat(str(raw["start"]))
        start = start.replace(tzinfo=start.tzinfo or desk.catalogue.zone).astimezone(UTC)
        state = AppointmentState(raw.get("status", "confirmed"))
        assert provider.id is not None
        assert service.id is not None
        assert contact.id is not None
        made = _instant(raw.get("created"), now - timedelta(days=3))
        price, deposit = raw.get("price"), _deposit(raw).get("amount")
        row = AppointmentRow(
            code="",
            provider_id=provider.id,
            service_id=service.id,
            contact_id=contact.id,
            starts_at=start,
            ends_at=start + timedelta(minutes=service.duration_minutes),
            state=state,
            price_centavos=Money.pesos(price).centavos if price else service.price_centavos,
            deposit_centavos=Money.pesos(deposit).centavos if deposit else service.deposit_centavos,
            address=raw.get("address"),
            created_at=made,
        )
        units = presuppose.take_place(desk, row) if state in ACTIVE else {}
        if state is AppointmentState.HELD:
            row.hold_expires_at = _instant(raw.get("hold_until"), now + timedelta(minutes=60))
        if state is AppointmentState.PENDING_PROVIDER:
            row.answer_by = _instant(raw.get("answer_by"), now + timedelta(minutes=120))
        calendar.add(db, row, actor="scenario", units=units)
        assert row.id is not None
        self._presuppose_payment(db, row, raw, now)
        if state is AppointmentState.CONFIRMED:
            self._plan_reminder(db, row, made)

    def _presuppose_payment(
        self, db: Session, row: AppointmentRow, raw: Mapping[str, Any], now: datetime
    ) -> None:
        if not row.deposit_centavos:
            return
        is_paid = _deposit(raw).get("status", "paid") == "paid"
        paid = raw.get("deposit_paid", is_paid and row.state is AppointmentState.CONFIRMED)
        reference = f"turnero-{row.code}-{row.id}"
        payment = PaymentRow(
            appointment_id=row.id or 0,
            external_reference=reference,
            amount_centavos=row.deposit_centavos,
            state=PaymentState.APPROVED if paid else PaymentState.ASKED,
            title=formats.when(row.starts_at, self.stack.wiring.tools.catalogue.get(db).zone),
            expires_at=row.hold_expires_at or row.starts_at,
            created_at=row.created_at,
            updated_at=row.created_at,
        )
        if paid:
            made = self._post(
                "payments",
                {
                    "external_reference": reference,
                    "status": "approved",
                    "amount": row.deposit_centavos / 100,
                },
            )
            payment.gateway_payment_id = str(made["payment"]["id"])
        db.add(payment)

    def _plan_reminder(self, db: Session, row: AppointmentRow, made: datetime) -> None:
        """Plan the reminder as it was when the appointment was made; a past one has been sent."""
        notify.plan_reminder(
            open_desk(db, self.stack.wiring.tools, now=made, actor="scenario"), row
        )
        db.execute(_FORGET_PAST_REMINDERS, {"now": self.clock.now()})

    def _presuppose_inbound(self, db: Session, customer: str, last: datetime) -> None:
        contact = self._contact(db, customer, last)
        assert contact.id is not None
        conversation = people.conversation_with(
            db, contact.id, self.stack.settings.line_of(self.channel), self.channel, now=last
        )
        assert conversation is not None
        conversation.last_inbound_at = last
        db.add(conversation)

    def _contact(self, db: Session, name: str, now: datetime) -> ContactRow:
        phone = self.phone_of(name)
        identity = db.exec(select(IdentityRow).where(IdentityRow.value == phone)).one()
        return db.get_one(ContactRow, identity.contact_id)

    def _post(self, path: str, body: Mapping[str, Any]) -> Any:
        answer = self._http.post(f"/phones/api/{path}", json=body)
        answer.raise_for_status()
        return answer.json()

    def _get(self, path: str, **query: Any) -> Any:
        answer = self._http.get(f"/phones/api/{path}", params=query)
        answer.raise_for_status()
        return answer.json()


_FORGET_PAST_REMINDERS = text("""
UPDATE outbox SET state = 'cancelled' WHERE urgency = 'reminder' AND due_at <= :now
""")
_NEXT_EVENT = text("""
SELECT min(at) FROM (
    SELECT due_at AS at FROM outbox WHERE state = 'queued'
    UNION ALL SELECT hold_expires_at FROM appointment WHERE state = 'held'
    UNION ALL SELECT answer_by FROM appointment WHERE state = 'pending_provider'
    UNION ALL SELECT answer_by - interval '60 minutes' FROM appointment
              WHERE state = 'pending_provider' AND nudged_at IS NULL
    UNION ALL SELECT expires_at FROM waitlist_offer WHERE state = 'open'
    UNION ALL SELECT look_at FROM freed_place WHERE done_at IS NULL
    UNION ALL SELECT expires_at FROM time_proposal WHERE state = 'open'
    UNION ALL SELECT confirmed_at + interval '24 hours' FROM data_request
              WHERE kind = 'deletion' AND state = 'confirmed'
) AS events WHERE at > :after AND at <= :until
""")


def _instant(raw: object, default: datetime) -> datetime:
    return datetime.fromisoformat(str(raw)) if raw is not None else default


def _deposit(raw: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a booking's deposit as {"amount", "status"}; it may be written as the amount alone."""
    deposit = raw.get("deposit")
    return deposit if isinstance(deposit, Mapping) else {"amount": deposit}
