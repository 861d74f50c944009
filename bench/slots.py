"""Free slots of one service: against providers, days and appointments, and beside a peer's engine.

    python -m bench.slots [--appointments 200000] [--rounds 30] [--peer DIR]

Every figure is the median of whole searches: the queries, the arithmetic, every free start found.
The peer is Easy!Appointments; DIR is a public checkout of it with its libraries installed (see
bench/README.md). It gets the same salon and runs its own engine, unchanged.
"""

import argparse
import json
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine, text
from sqlmodel import Session

from actions import slots
from actions.desk import Desk, open_desk
from app.database import upgrade
from app.embedded import start_postgres
from app.seed import load_world
from app.settings import ENV_FILE, Settings
from app.wiring import tools_of
from bench.calendar_data import HOURS, MINUTES, WEEKDAYS, ZONE, Taken, taken
from bench.easy_appointments import PeerFigures, measure_peer
from bench.machine import describe
from bot.dialogue.commands import FindSlots
from bot.domain.availability import Wish
from bot.domain.catalogue import Catalogue
from bot.domain.intervals import Interval
from bot.domain.schedule import local_day
from storage.db import make_engine
from storage.unit_of_work import transaction

PROVIDERS, DAYS = 50, 30
_SMALLER = ((1, 30), (10, 30), (50, 1), (50, 7))


def main() -> None:
    """Measure, print a table and the JSON line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--appointments", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--peer", type=Path)
    options = parser.parse_args()
    settings = Settings.load({}, ENV_FILE)
    folder = settings.data_dir / "bench"
    now = _tomorrow()
    booked = list(taken(now.astimezone(ZONE).date(), PROVIDERS, options.appointments))
    with _database(folder / "slots", now) as engine:
        figures = _measure(settings, engine, booked, now=now, rounds=options.rounds)
    print(describe())
    if options.peer is None:
        print("The peer is left out: no --peer DIR was given.")
    else:
        first = now.astimezone(ZONE).date()
        peer = measure_peer(options.peer, folder / "peer", booked, first=first, days=DAYS)
        figures |= _beside(peer, figures)
    for name, value in figures.items():
        print(f"{name:44} {value}")
    print(json.dumps(figures))


def _tomorrow() -> datetime:
    """Return the next midnight, so that every run sees whole days."""
    now = datetime.fromtimestamp(time.time_ns() // 10**9, UTC)
    return local_day(now.astimezone(ZONE).date(), ZONE).end


@contextmanager
def _database(folder: Path, now: datetime) -> Iterator[Engine]:
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


def _measure(
    settings: Settings, engine: Engine, booked: list[Taken], *, now: datetime, rounds: int
) -> dict[str, float]:
    """Return the figures with a quarter of the appointments, then with all of them."""
    quarter = len(booked) // 4
    tools = tools_of(settings)
    figures: dict[str, float] = {}
    with transaction(engine) as db:
        _fill(db, booked[:quarter], now)
    _vacuum(engine)
    with transaction(engine) as db:
        desk = open_desk(db, tools, now=now, actor="bench")
        part = _median_ms(lambda: _search(desk, PROVIDERS, DAYS), rounds)
        figures[f"ms_50_providers_30_days_{quarter}_booked"] = part
    with transaction(engine) as db:
        _fill(db, booked[quarter:], now)
    _vacuum(engine)
    with transaction(engine) as db:
        desk = open_desk(db, tools, now=now, actor="bench")
        for providers, days in _SMALLER:
            took = _median_ms(lambda p=providers, d=days: _search(desk, p, d), rounds)
            figures[f"ms_{providers}_providers_{days}_days"] = took
        figures["median_ms"] = _median_ms(lambda: _search(desk, PROVIDERS, DAYS), rounds)
        figures["first_600_as_offered_ms"] = _median_ms(lambda: _find(desk), rounds)
        figures["free_slots"] = _search(desk, PROVIDERS, DAYS)
    figures |= {"providers": PROVIDERS, "days": DAYS, "appointments": len(booked)}
    figures["appointments_in_window"] = _in_window(booked, now)
    return figures


def _search(desk: Desk, providers: int, days: int) -> int:
    """Find every free start of the service; return how many there are."""
    window = Interval(desk.now, desk.now + timedelta(days=days))
    offered = _offered(desk.catalogue, providers)
    found = slots.openings(desk, [desk.catalogue.service(one) for one in offered], window)
    return sum(len(starts) for _, starts in found)


def _find(desk: Desk) -> None:
    """Answer «when is there a place, with anybody?» as the dialogue asks it."""
    wish = Wish(date_to=(desk.now + timedelta(days=DAYS)).astimezone(ZONE).date())
    slots.find(desk, FindSlots(_offered(desk.catalogue, PROVIDERS), (wish,)))


def _offered(catalogue: Catalogue, providers: int) -> tuple[int, ...]:
    return tuple(one.id for one in catalogue.services[:providers])


def _median_ms(act: Callable[[], object], rounds: int) -> float:
    act()  # caches warm up
    took = []
    for _ in range(rounds):
        started = time.perf_counter()
        act()
        took.append((time.perf_counter() - started) * 1000)
    return round(statistics.median(took), 2)


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


def _fill(db: Session, booked: list[Taken], now: datetime) -> None:
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


def _vacuum(engine: Engine) -> None:
    """Do at once what the database does by itself after many changes."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE appointment"))


def _in_window(booked: list[Taken], now: datetime) -> int:
    end = now + timedelta(days=DAYS)
    return sum(now <= one.start < end for one in booked)


def _beside(peer: PeerFigures, own: dict[str, float]) -> dict[str, float]:
    return {
        "peer_median_ms": round(peer.median_ms, 1),
        "peer_free_slots": peer.free_slots,
        "ratio": round(peer.median_ms / own["median_ms"], 1),
    }


if __name__ == "__main__":
    main()
