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
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine

from actions import slots
from actions.desk import Desk, open_desk
from app.settings import ENV_FILE, Settings
from app.wiring import tools_of
from bench.calendar_data import ZONE, Taken, taken
from bench.easy_appointments import PeerFigures, measure_peer
from bench.machine import describe
from bench.salon import PROVIDERS, fill, salon_database, tomorrow, vacuum
from bot.dialogue.commands import FindSlots
from bot.domain.availability import Wish
from bot.domain.catalogue import Catalogue
from bot.domain.intervals import Interval
from storage.unit_of_work import transaction

DAYS = 30
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
    now = tomorrow()
    booked = list(taken(now.astimezone(ZONE).date(), PROVIDERS, options.appointments))
    with salon_database(folder / "slots", now) as engine:
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


def _measure(
    settings: Settings, engine: Engine, booked: list[Taken], *, now: datetime, rounds: int
) -> dict[str, float]:
    """Return the figures with a quarter of the appointments, then with all of them."""
    quarter = len(booked) // 4
    tools = tools_of(settings)
    figures: dict[str, float] = {}
    with transaction(engine) as db:
        fill(db, booked[:quarter], now)
    vacuum(engine)
    with transaction(engine) as db:
        desk = open_desk(db, tools, now=now, actor="bench")
        part = _median_ms(lambda: _search(desk, PROVIDERS, DAYS), rounds)
        figures[f"ms_50_providers_30_days_{quarter}_booked"] = part
    with transaction(engine) as db:
        fill(db, booked[quarter:], now)
    vacuum(engine)
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
