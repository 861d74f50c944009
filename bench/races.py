"""Many clients race for few places, again and again, on a real PostgreSQL.

    python -m bench.races [--clients 100] [--places 10] [--rounds 1000] [--seed 0]

In each round every client, with a connection of its own, wants one of the places at the same
moment. Checked after each: no place is given twice, none is left, nobody was told an error, and
every loser was shown other times that were free. Deadlocks are those that PostgreSQL broke up.
"""

import argparse
import json
import random
import statistics
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, text

from actions import booking
from actions.desk import Tools, open_desk
from app.database import upgrade
from app.embedded import start_postgres
from app.seed import load_world
from app.settings import ENV_FILE, Settings
from app.wiring import tools_of
from bench.machine import describe
from bot.dialogue.commands import BookSlot, SlotBooked, SlotTaken
from bot.domain.availability import Slot
from bot.domain.schedule import ARGENTINA, local_day
from storage.db import make_engine
from storage.unit_of_work import transaction

_MOST_CONNECTIONS = 90  # the embedded server allows 100
_WORLD = {
    "policies": {"min_notice_minutes": 0},
    "holidays": {},
    "providers": {
        "ana": {
            "name": "Ana Paz",
            "trade": "peluquería",
            "phone": "+5491100000001",
            "address": "Av. Rivadavia 5100, Caballito",
            "hours": {
                day: ["08:00-20:00"] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
            },
            "services": {"corte": {"name": "Corte", "minutes": 30, "price": 12000}},
        }
    },
}


@dataclass(slots=True)
class Round:
    """What came of one round."""

    booked: list[Slot] = field(default_factory=list)
    losers: int = 0
    losers_shown_nothing: int = 0
    errors: list[BaseException] = field(default_factory=list)
    took_ms: float = 0.0


@dataclass(frozen=True, slots=True)
class Race:
    """Who races, and for what."""

    engine: Engine
    tools: Tools
    contacts: Sequence[int]
    places: Sequence[Slot]
    now: datetime


def main() -> None:
    """Race, print a table and the JSON line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=100)
    parser.add_argument("--places", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0, help="of the first round")
    options = parser.parse_args()
    settings = Settings.load({}, ENV_FILE)
    now = datetime.fromtimestamp(time.time_ns() // 10**9, UTC)
    with start_postgres(settings.data_dir / "bench" / "races") as url:
        upgrade(url)
        engine = make_engine(url, pool_size=min(options.clients, _MOST_CONNECTIONS))
        try:
            race = prepare(
                engine, tools_of(settings), clients=options.clients, places=options.places, now=now
            )
            seeds = range(options.seed, options.seed + options.rounds)
            before = deadlocks(engine)
            rounds = [run_round(race, seed=seed) for seed in seeds]
            found = deadlocks(engine) - before
        finally:
            engine.dispose()
    print(describe())
    figures = summary(rounds, options.places) | {"deadlocks": found}
    for name, value in figures.items():
        print(f"{name:24} {value}")
    print(json.dumps(figures))


def prepare(engine: Engine, tools: Tools, *, clients: int, places: int, now: datetime) -> Race:
    """Empty the database, and make the clients and the places they will race for."""
    with transaction(engine) as db:
        tables = "appointment, outbox, conversation, contact, provider, service, business, event"
        db.execute(text(f"TRUNCATE {tables} RESTART IDENTITY CASCADE"))
        load_world(db, _WORLD, today=now.date(), created_at=now)
        made = db.execute(_CLIENTS, {"count": clients, "now": now}).all()
        catalogue = tools.catalogue.get(db)
    service = catalogue.services[0]
    first = local_day((now + timedelta(days=2)).astimezone(ARGENTINA).date(), ARGENTINA).start
    starts = [first + timedelta(hours=9) + service.duration * number for number in range(places)]
    wanted = [Slot(service.provider_id, service.id, one, one + service.duration) for one in starts]
    return Race(engine, tools, [one.id for one in made], wanted, now)


_CLIENTS = text("""
INSERT INTO contact (name, created_at, policies)
SELECT 'C' || n, :now, '{}' FROM generate_series(1, :count) n RETURNING id
""")
_EMPTY = text("TRUNCATE appointment, appointment_event, outbox, event CASCADE")


def run_round(race: Race, *, seed: int) -> Round:
    """Let everybody book at once, from empty calendars."""
    with race.engine.begin() as connection:
        connection.execute(_EMPTY)
    drawn = random.Random(seed)
    wishes = [drawn.choice(race.places) for _ in race.contacts]
    found = Round()
    gate = threading.Barrier(len(wishes) + 1)

    def client(contact_id: int, wish: Slot) -> None:
        gate.wait()
        try:
            _book(race, contact_id, wish, found)
        except BaseException as error:
            found.errors.append(error)

    threads = [
        threading.Thread(target=client, args=one) for one in zip(race.contacts, wishes, strict=True)
    ]
    for thread in threads:
        thread.start()
    gate.wait()
    started = time.perf_counter()
    for thread in threads:
        thread.join()
    found.took_ms = (time.perf_counter() - started) * 1000
    _check_table(race, found, len(set(wishes)))
    return found


def _book(race: Race, contact_id: int, wish: Slot, found: Round) -> None:
    with transaction(race.engine) as db:
        desk = open_desk(db, race.tools, now=race.now, actor="bench")
        outcome = booking.book(desk, BookSlot(wish, None), contact_id, None)
    if isinstance(outcome, SlotBooked):
        found.booked.append(wish)
    elif isinstance(outcome, SlotTaken):
        found.losers += 1
        found.losers_shown_nothing += not outcome.nearest


def _check_table(race: Race, found: Round, wanted: int) -> None:
    """Hold what clients were told against what the database keeps."""
    with race.engine.connect() as connection:
        kept = connection.execute(_KEPT).one()
    assert kept.active == len(found.booked), "somebody was told what is not so"
    assert kept.overlapping == 0, "two in one place"
    assert len(set(found.booked)) == len(found.booked) <= wanted


_KEPT = text("""
SELECT count(*) AS active,
    (SELECT count(*) FROM appointment a JOIN appointment b ON a.id < b.id
        AND a.provider_id = b.provider_id AND a.starts_at < b.ends_at AND b.starts_at < a.ends_at
        AND a.state = 'confirmed' AND b.state = 'confirmed') AS overlapping
FROM appointment WHERE state = 'confirmed'
""")


def deadlocks(engine: Engine) -> int:
    """Return how many deadlocks this database has broken up so far."""
    with engine.connect() as connection:
        connection.execute(text("SELECT pg_stat_clear_snapshot()"))
        return int(connection.execute(_DEADLOCKS).scalar_one())


_DEADLOCKS = text("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")


def summary(rounds: Sequence[Round], places: int) -> dict[str, float]:
    """Return the figures of all rounds."""
    took = sorted(one.took_ms for one in rounds)
    return {
        "rounds": len(rounds),
        "clients_in_all": sum(len(one.booked) + one.losers + len(one.errors) for one in rounds),
        "booked": sum(len(one.booked) for one in rounds),
        "losers": sum(one.losers for one in rounds),
        "losers_shown_nothing": sum(one.losers_shown_nothing for one in rounds),
        "errors": sum(len(one.errors) for one in rounds),
        "given_twice": sum(count - 1 for one in rounds for count in Counter(one.booked).values()),
        "places": places,
        "median_round_ms": round(statistics.median(took), 1),
        "p95_round_ms": round(took[int(len(took) * 0.95)], 1),
        "slowest_round_ms": round(took[-1], 1),
    }


if __name__ == "__main__":
    main()
