"""What a scenario's expectations ask of the store: bookings, reminders, handoffs."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, text

from actions.booked import APPOINTMENT_BOOKED

ACTIVE = ("held", "pending_provider", "confirmed")


@dataclass(frozen=True, slots=True)
class Booking:
    """One appointment as scenarios name it; start is local wall time."""

    id: int
    customer_phone: str
    provider: str
    service: str
    start: datetime
    end: datetime
    status: str
    attendance_confirmed: bool
    address: str | None
    price: float

    @property
    def is_active(self) -> bool:
        """Whether it holds its place."""
        return self.status in ACTIVE


@dataclass(frozen=True, slots=True)
class PlannedReminder:
    """A reminder that waits; local wall times."""

    start: datetime
    at: datetime


@dataclass(frozen=True, slots=True)
class Cost:
    """A booking that was made in dialogue; bot_messages: what its event says that it took.

    start: local wall time, as it stands now.
    """

    provider: str
    service: str
    start: datetime
    bot_messages: int


_COSTS = text("""
SELECT p.slug AS provider, s.slug AS service, a.starts_at, e.details->'bot_messages' AS many
FROM event e JOIN appointment a ON a.id = e.appointment_id
JOIN provider p ON p.id = a.provider_id JOIN service s ON s.id = a.service_id
WHERE e.kind = :kind ORDER BY e.id
""")
_BOOKINGS = text("""
SELECT a.id, (SELECT min(value) FROM contact_identity i
              WHERE i.contact_id = a.contact_id AND i.kind = 'phone') AS phone,
       p.slug AS provider, s.slug AS service, a.starts_at, a.ends_at, a.state,
       a.attendance_confirmed_at, a.address, a.price_centavos
FROM appointment a JOIN provider p ON p.id = a.provider_id JOIN service s ON s.id = a.service_id
ORDER BY a.id
""")
_SERVICES = text("""
SELECT s.id, s.slug, p.slug AS provider FROM service s JOIN provider p ON p.id = s.provider_id
""")
_REMINDERS = text("""
SELECT a.starts_at, o.due_at, (SELECT min(value) FROM contact_identity i
              WHERE i.contact_id = a.contact_id AND i.kind = 'phone') AS phone
FROM outbox o JOIN appointment a ON a.id = o.appointment_id
WHERE o.urgency = 'reminder' AND o.state = 'queued' ORDER BY o.due_at
""")
_HANDOFF = text("""
SELECT c.handoff FROM conversation c JOIN contact_identity i ON i.contact_id = c.contact_id
WHERE i.value = :phone ORDER BY c.id DESC LIMIT 1
""")
_CONSENT = text("""
SELECT c.opted_out_at FROM contact c JOIN contact_identity i ON i.contact_id = c.id
WHERE i.value = :phone
""")


def services(engine: Engine) -> dict[int, tuple[str, str]]:
    """Return the provider's and the service's name of every offered service, by its id."""
    with engine.connect() as connection:
        return {row.id: (row.provider, row.slug) for row in connection.execute(_SERVICES)}


def bookings(engine: Engine, zone: ZoneInfo) -> list[Booking]:
    """Return every appointment, in the order they were made."""
    with engine.connect() as connection:
        return [
            Booking(
                id=row.id,
                customer_phone=row.phone,
                provider=row.provider,
                service=row.service,
                start=row.starts_at.astimezone(zone).replace(tzinfo=None),
                end=row.ends_at.astimezone(zone).replace(tzinfo=None),
                status=row.state,
                attendance_confirmed=row.attendance_confirmed_at is not None,
                address=row.address,
                price=row.price_centavos / 100,
            )
            for row in connection.execute(_BOOKINGS)
        ]


def reminders(engine: Engine, zone: ZoneInfo, phone: str) -> list[PlannedReminder]:
    """Return the reminders that wait for one person, soonest first."""
    with engine.connect() as connection:
        return [
            PlannedReminder(
                row.starts_at.astimezone(zone).replace(tzinfo=None),
                row.due_at.astimezone(zone).replace(tzinfo=None),
            )
            for row in connection.execute(_REMINDERS)
            if row.phone == phone
        ]


def costs(engine: Engine, zone: ZoneInfo) -> list[Cost]:
    """Return every booking that was made in dialogue, with what it took, oldest first."""
    with engine.connect() as connection:
        return [
            Cost(
                row.provider,
                row.service,
                row.starts_at.astimezone(zone).replace(tzinfo=None),
                int(row.many),
            )
            for row in connection.execute(_COSTS, {"kind": APPOINTMENT_BOOKED})
        ]


def handoff(engine: Engine, phone: str) -> str:
    """Return who answers a person: none, requested or active."""
    with engine.connect() as connection:
        return connection.execute(_HANDOFF, {"phone": phone}).scalar_one_or_none() or "none"


def consent(engine: Engine, phone: str) -> str:
    """Return whether a person gets what the bot starts: in or out."""
    with engine.connect() as connection:
        opted_out = connection.execute(_CONSENT, {"phone": phone}).scalar_one_or_none()
    return "in" if opted_out is None else "out"
