"""How fast every page of the console is in a business of years.

    python -m bench.console [--appointments 200000] [--customers 50000] [--messages 300000]

Each page is asked for as a browser does, by the application's own routes on a real PostgreSQL; what
is measured is the answer without the network.
"""

import argparse
import gc
import json
import statistics
import time
from datetime import datetime, timedelta

from flask import Flask
from flask.testing import FlaskClient
from redis import Redis
from sqlalchemy import Engine

import console.pages
from app import start
from app.settings import ENV_FILE, Settings
from app.wiring import tools_of
from bench import console_data
from bench.calendar_data import ZONE, taken
from bench.machine import describe
from bench.salon import PROVIDERS, fill, salon_database, tomorrow
from storage.clock import DemoClock, SystemClock
from storage.doorbell import Doorbell, make_queue
from storage.unit_of_work import transaction

_PAGES = {
    "inbox": "",
    "inbox_live": "/live",
    "conversation": "/conversations/1000001",
    "conversation_live": "/conversations/1000001/live",
    "agenda_day": "/agenda?day={day}",
    "agenda_week_all": "/agenda?view=week&day={day}",
    "agenda_week_one": "/agenda?view=week&provider=1&day={day}",
    "agenda_new": "/agenda/new?service=1&day={day}",
    "agenda_sheet": "/agenda/appointments/1",
    "agenda_move": "/agenda/appointments/1/move",
    "agenda_blocks": "/agenda/blocks",
    "catalogue": "/catalogue",
    "catalogue_provider": "/catalogue/providers/1",
    "catalogue_service": "/catalogue/services/1",
    "catalogue_dates": "/catalogue/dates",
    "catalogue_policies": "/catalogue/policies",
    "calls": "/calls",
    "signups": "/signups",
    "dead_letters": "/dead-letters",
    "costs": "/costs",
    "understanding": "/understanding",
}


def main() -> None:
    """Measure, print a table and the JSON line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--appointments", type=int, default=200_000)
    parser.add_argument("--customers", type=int, default=50_000)
    parser.add_argument("--messages", type=int, default=300_000)
    parser.add_argument("--rounds", type=int, default=40)
    options = parser.parse_args()
    settings = Settings.load({}, ENV_FILE)
    now = tomorrow() + timedelta(hours=12)
    folder = settings.data_dir / "bench" / f"console-{options.appointments}"
    with salon_database(folder, now) as engine:
        _book(engine, options.appointments, now)
        console_data.fill(
            engine,
            customers=options.customers,
            appointments=options.appointments,
            messages=options.messages,
            number=settings.twilio_whatsapp_from,
            now=now,
        )
        clock = DemoClock(engine, SystemClock())
        clock.freeze(now)
        browser = _browser(settings, engine, clock)
        figures = _measure(browser, now.astimezone(ZONE).date().isoformat(), options.rounds)
    print(describe())
    for name, value in figures.items():
        print(f"{name:32} {value}")
    print(json.dumps(figures))


def _book(engine: Engine, appointments: int, now: datetime) -> None:
    """Fill the calendars; the list is forgotten at once, so that no page pays for collecting it."""
    booked = list(taken(now.astimezone(ZONE).date(), PROVIDERS, appointments))
    with transaction(engine) as db:
        fill(db, booked, now)


def _browser(settings: Settings, engine: Engine, clock: DemoClock) -> FlaskClient:
    """Return somebody who has come in to the console."""
    app = Flask("turnero", static_folder=None)
    app.secret_key = settings.secret_key
    doorbell = Doorbell(make_queue(Redis()))  # rings nobody while pages are only looked at
    pages = console.pages.blueprint(engine, clock, tools_of(settings), doorbell)
    app.register_blueprint(pages)
    app.register_blueprint(start.blueprint(settings, lambda: None))
    browser = app.test_client()
    page = browser.get("/console/entrar").text
    token = page.partition('name="form_token" value="')[2].partition('"')[0]
    browser.post("/console/entrar", data={"form_token": token, "name": "Ana"})
    gc.collect()
    gc.freeze()  # as the web does
    return browser


def _measure(browser: FlaskClient, day: str, rounds: int) -> dict[str, float]:
    """Return the median and the 95th percentile of each page in ms, and the slowest page's.

    cpu: the median of the web's own CPU, which others on the machine do not lengthen.
    """
    figures: dict[str, float] = {}
    for name, path in _PAGES.items():
        asked = "/console" + path.format(day=day)
        _took(browser, asked)  # caches warm up
        times, cpu = zip(*(_took(browser, asked) for _ in range(rounds)), strict=True)
        figures[f"{name}_p50_ms"] = round(statistics.median(times), 1)
        figures[f"{name}_p95_ms"] = round(statistics.quantiles(times, n=20)[-1], 1)
        figures[f"{name}_cpu_ms"] = round(statistics.median(cpu), 1)
    figures["worst_p95_ms"] = max(value for name, value in figures.items() if "p95" in name)
    return figures


def _took(browser: FlaskClient, path: str) -> tuple[float, float]:
    """Return how long a page took, and how much CPU of this process, in ms."""
    began, cpu_began = time.perf_counter(), time.process_time()
    answer = browser.get(path)
    cpu, took = time.process_time() - cpu_began, time.perf_counter() - began
    if answer.status_code != 200:
        raise RuntimeError(f"{path} answers {answer.status_code}")
    return took * 1000, cpu * 1000


if __name__ == "__main__":
    main()
