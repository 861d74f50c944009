"""A database with a salon of fifty chairs, and very many appointments in its calendars."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine, text
from sqlmodel import Session

from app.database import upgrade
from app.embedded import start_postgres
from app.seed import load_world
from bench.calendar_data import HOURS, MINUTES, WEEKDAYS, ZONE, Taken
from bot.domain.schedule import local_day
from storage.db import make_engine
from storage.unit_of_work import transaction

PROVIDERS = 50


def tomorrow() -> datetime:
    """Return the next midnight, so that every run sees whole days."""
    now = datetime.fromtimestamp(time.time_ns() // 10**9, UTC)
    return local_day(now.astimezone(ZONE).date(), ZONE).end


@contextmanager
def salon_database(folder: Path, now: datetime) -> Iterator[Engine]:
    """Give an empty database of its own, with the salon in its catalogue."""
    with start_postgres(folder) as url:
        upgrade(url)
        engine = make_engine(url)
        try:
            with transaction(engine) as db:
                tables = "appointment, contact, provider, service, business"
                db.execute(text(f"TRUNCATE {tables} RESTART IDENTITY CASCADE"))
                load_world(db, _salon(), today=now.date(), created_at=now)
            yield engine
        finally:
            engine.dispose()


def _salon() -> dict[str, object]:
    hours = {weekday: list(HOURS) for weekday in WEEKDAYS}
    return {
        "policies": {"min_notice_minutes": 0},
        "holidays": {},
        "providers": {
            f"p{number}": {
                "name": f"Persona {number}",
                "trade": "peluquería",
                "phone": f"+54911{number:08d}",
                "address": "Av. Rivadavia 5100, Caballito",
                "hours": hours,
                "services": {"corte": {"name": "Corte", "minutes": MINUTES, "price": 12000}},
            }
            for number in range(PROVIDERS)
        },
    }


_CUSTOMER = text("INSERT INTO contact (created_at, policies) VALUES (:now, '{}') RETURNING id")
_FILL = text("""
INSERT INTO appointment (code, provider_id, service_id, contact_id, starts_at, ends_at, taken_from,
    taken_until, seat, moves, version, state, price_centavos, created_at)
SELECT 'B-' || gen_random_uuid(), s.provider_id, s.id, :contact, b.start,
    b.start + make_interval(mins => :minutes), b.start, b.start + make_interval(mins => :minutes),
    1, 0, 1, 'confirmed', s.price_centavos, :now
FROM unnest(CAST(:providers AS int[]), CAST(:starts AS timestamptz[])) AS b (provider, start)
JOIN provider p ON p.slug = 'p' || b.provider JOIN service s ON s.provider_id = p.id
""")


def fill(db: Session, booked: list[Taken], now: datetime) -> None:
    """Book appointments without the actions, which would take an hour for so many."""
    contact = db.execute(_CUSTOMER, {"now": now}).scalar_one()
    values = {
        "contact": contact,
        "minutes": MINUTES,
        "now": now,
        "providers": [one.provider for one in booked],
        "starts": [one.start for one in booked],
    }
    db.execute(_FILL, values)


def vacuum(engine: Engine) -> None:
    """Do at once what the database does by itself after many changes."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE appointment"))
