"""A whole `turnero run` of one's own, with its supervisor, whose processes may be killed."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import psutil
from sqlalchemy import Engine

from app.leftovers import kill_leftovers
from app.programs import turnero_command
from app.seed import seed
from app.settings import PROJECT, Settings
from app.stack import SERVICE, free_ports
from app.supervisor import control_socket
from app.unix_rpc import UNREACHABLE, proxy_over
from app.wiring import engine_of
from nlu.client import NluClient
from nlu.shelf import Shelf
from nlu.training import train

_START_SECONDS = 240.0
_STOP_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class RunningTurnero:
    """One run and what looks into it from outside."""

    settings: Settings
    engine: Engine
    phones: httpx.Client

    @property
    def log_dir(self) -> Path:
        """Where every process of it writes its log."""
        return self.settings.data_dir / "log"

    def process(self, name: str) -> psutil.Process | None:
        """Return a program's process as the supervisor knows it; None while it is down."""
        try:
            with proxy_over(control_socket(self.settings.data_dir)) as proxy:
                rows: Any = proxy.supervisor.getAllProcessInfo()
            return next(psutil.Process(row["pid"]) for row in rows if row["name"] == name)
        except (*UNREACHABLE, psutil.Error, StopIteration):
            return None

    def hit(self, name: str, number: signal.Signals) -> bool:
        """Send a signal to a program; False when it is down already."""
        process = self.process(name)
        with contextlib.suppress(psutil.Error):
            if process is not None and process.pid > 0:
                process.send_signal(number)
                return True
        return False

    def hit_child(self, name: str, number: signal.Signals) -> bool:
        """Send a signal to the first child of a program, as to one worker of the web."""
        process = self.process(name)
        with contextlib.suppress(psutil.Error, IndexError):
            if process is not None and process.pid > 0:
                process.children()[0].send_signal(number)
                return True
        return False

    def control(self, method: str, path: str, **more: Any) -> Any:
        """Ask the simulator."""
        answer = self.phones.request(method, f"/phones/api/{path}", **more)
        answer.raise_for_status()
        return answer.json()

    def understands(self) -> bool:
        """Whether the language server has its model loaded."""
        with NluClient(self.settings.nlu_address) as client:
            return client.ready()

    def open_windows(self, people: list[tuple[str, str]], now: datetime) -> None:
        """Let the simulator know that people wrote just now. people: phone and channel."""
        for phone, channel in people:
            window = {"phone": phone, "last_inbound": now.isoformat(), "channel": channel}
            self.control("POST", "window", json=window)


@contextlib.contextmanager
def running_turnero(folder: Path, *, workers: int = 2) -> Iterator[RunningTurnero]:
    """Run Turnero in a folder with the demo's world, on the real clock and its own Rasa server."""
    folder.mkdir(parents=True, exist_ok=True)
    _lay_out_model(folder)
    names = {
        "TURNERO_DATA_DIR": str(folder),
        "PORT": str(free_ports()),
        "WORKERS": str(workers),
        "TURNERO_DEMO": "0",
        "LOG_FORMAT": "json",
    }
    settings = Settings.load(names, None)
    kept = {name: os.environ[name] for name in ("HOME", "PATH", "TMPDIR") if name in os.environ}
    with (folder / "run.out").open("wb") as output:
        process = subprocess.Popen(
            turnero_command("run"),
            env={**kept, **names},
            cwd=PROJECT,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        yield from _looked_into(settings, process)
    finally:
        process.terminate()
        try:
            process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        kill_leftovers(folder)


def _looked_into(
    settings: Settings, process: "subprocess.Popen[bytes]"
) -> Iterator[RunningTurnero]:
    engine = engine_of(settings)
    with httpx.Client(base_url=settings.simulator_url, timeout=20, trust_env=False) as phones:
        run = RunningTurnero(settings, engine, phones)
        try:
            wait_for(lambda: _answers(settings), process, "the web")
            seed(settings, None)
            wait_for(run.understands, process, "the language server")
            yield run
        finally:
            engine.dispose()


def _lay_out_model(folder: Path) -> None:
    """Put the model at hand where the run looks for it, so that it need not train one."""
    at_hand = Settings.load(dict(os.environ), None).data_dir / "nlu" / "models"
    model = train(SERVICE, at_hand, report=lambda line: None)
    models = folder / "nlu" / "models"
    models.mkdir(parents=True, exist_ok=True)
    (models / model.name).unlink(missing_ok=True)
    (models / model.name).symlink_to(model)
    Shelf(models).put_in_use(models / model.name)


def wait_for(is_so: Callable[[], bool], process: "subprocess.Popen[bytes]", what: str) -> None:
    """Return when something is so. Raises TimeoutError, ChildProcessError when the run ended."""
    deadline = time.monotonic() + _START_SECONDS
    while not is_so():
        if process.poll() is not None:
            raise ChildProcessError("turnero run ended at once; see its run.out")
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what} did not come up")
        time.sleep(0.2)


def _answers(settings: Settings) -> bool:
    try:
        web = httpx.get(f"http://127.0.0.1:{settings.port}/health/live", trust_env=False)
        outside = httpx.get(f"{settings.simulator_url}/phones/api/idle", trust_env=False)
    except httpx.HTTPError:
        return False
    return web.status_code == outside.status_code == 200
