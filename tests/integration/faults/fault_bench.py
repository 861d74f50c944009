"""What the rude tests do to a stack: write, kill, start again, move its clock."""

import contextlib
import subprocess
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Self

import httpx
from redis import Redis
from sqlalchemy import text
from sqlmodel import SQLModel

from app.programs import shared_environment, turnero_command
from app.seed import DEMO_WORLD, load_world, read_world
from app.settings import PROJECT
from app.stack import Stack, wait_until_quiet
from storage.clock import DemoClock
from storage.unit_of_work import transaction
from tests.integration.core_bench import NOW
from workers import clock as ticking


@dataclass
class FaultBench:
    """A running stack in the hands of a test."""

    stack: Stack
    mark: int = 0

    def __enter__(self) -> Self:
        settings = self.stack.settings
        self.web = httpx.Client(
            base_url=f"http://127.0.0.1:{settings.port}", timeout=20, trust_env=False
        )
        self.phones = httpx.Client(base_url=settings.simulator_url, timeout=20, trust_env=False)
        self.redis = Redis.from_url(str(settings.redis_url))
        return self

    def __exit__(self, *_: object) -> None:
        self.web.close()
        self.phones.close()
        self.redis.close()

    def begin(self) -> None:
        """Make the store fresh."""
        with transaction(self.stack.engine) as db:
            tables = ", ".join(
                f'"{table.name}"'
                for table in SQLModel.metadata.sorted_tables
                if table.name not in ("channel_content", "demo_clock")
            )
            db.execute(text(f"TRUNCATE {tables} RESTART IDENTITY CASCADE"))
            load_world(db, read_world(DEMO_WORLD), today=NOW.date(), created_at=NOW)
        self.set_now(NOW)
        self.mark = int(self.control("GET", "messages", params={"since": 10**9})["seq"])

    def set_now(self, instant: datetime) -> None:
        """Stand still at an instant, here and outside."""
        assert isinstance(self.stack.wiring.clock, DemoClock)
        self.stack.wiring.clock.freeze(instant)
        self.control("POST", "clock", json={"now": instant.isoformat()})

    def sweep_later(self, seconds: float) -> None:
        """Let time pass and the clock sweep, then wait until all is quiet."""
        self.set_now(self.stack.wiring.clock.now() + timedelta(seconds=seconds))
        ticking.tick(self.stack.wiring)
        ticking.sweep(self.stack.wiring)
        wait_until_quiet(self.stack)

    def tap(self, phone: str, tap_id: str) -> None:
        """Let somebody tap a button."""
        choice = {"sid": "", "id": tap_id, "title": "Dale", "type": "button"}
        self.control("POST", "messages", json={"from": phone, "kind": "tap", "choice": choice})

    def say(self, phone: str, words: str) -> None:
        """Let somebody write."""
        self.control("POST", "messages", json={"from": phone, "kind": "text", "text": words})

    def bubbles(self, phone: str | None = None) -> list[str]:
        """Return the words of what reached a phone in this test."""
        found = self.control("GET", "messages", params={"since": self.mark})["messages"]
        return [
            one["body"]
            for one in found
            if one["direction"] == "out" and phone in (None, one["phone"])
        ]

    def count(self, what: str) -> int:
        """Return how many rows a query counts."""
        with self.stack.engine.connect() as connection:
            return int(connection.execute(text(f"SELECT count(*) FROM {what}")).scalar_one())

    @contextlib.contextmanager
    def a_turn_that_hangs(self) -> Any:
        """Hold every turn up in the middle of its transaction."""
        with self.stack.engine.connect() as connection:
            connection.execute(text("LOCK TABLE turn IN ACCESS EXCLUSIVE MODE"))
            yield
            connection.rollback()

    def kill_workers(self) -> None:
        """End every worker at once, with no chance to say goodbye."""
        names = [name for name in self.stack.processes if name.startswith("worker")]
        for name in names:
            self.stack.processes[name].kill()
            self.stack.processes[name].wait()

    def start_workers(self) -> None:
        """Start other workers in the place of those killed."""
        environment = {**shared_environment(self.stack.settings), **environment_of(self.stack)}
        for name in [name for name in self.stack.processes if name.startswith("worker")]:
            with (self.stack.log_dir / f"{name}.log").open("ab") as log:
                self.stack.processes[name] = subprocess.Popen(
                    turnero_command("worker"),
                    env=environment,
                    cwd=PROJECT,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                )

    def control(self, method: str, path: str, **more: Any) -> Any:
        """Ask the simulator."""
        answer = self.phones.request(method, f"/phones/api/{path}", **more)
        assert answer.status_code == 200, answer.text
        return answer.json()


def environment_of(stack: Stack) -> dict[str, str]:
    """Return the settings of a stack as its programs read them; what it left out is derived."""
    settings = stack.settings
    return {
        "PORT": str(settings.port),
        "TURNERO_DATA_DIR": str(settings.data_dir),
        "DATABASE_URL": str(settings.database_url),
        "REDIS_URL": str(settings.redis_url),
        "NLU_URL": str(settings.nlu_url),
        "WORKERS": str(settings.workers),
        "LOG_FORMAT": settings.log_format,
    }
