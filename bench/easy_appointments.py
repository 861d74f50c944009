"""The peer of bench.slots: Easy!Appointments' engine on the same salon, in a MariaDB of its own.

Its checkout is copied, never changed. Needs php-cli with mysqli, and mariadb-server, on the PATH.
The engine uses none of the libraries that Composer would install: without them an empty loader
stands in.
"""

import json
import os
import shutil
import statistics
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from bench.calendar_data import MINUTES, ZONE, Taken

_DRIVER = Path(__file__).with_suffix(".php")
_LEFT_OUT = shutil.ignore_patterns(".git", "node_modules")
_ROUNDS = 3
_PATIENCE_SECONDS = 60.0
_CLOCK = "%Y-%m-%d %H:%M:%S"
_DAY = {"start": "09:00", "end": "20:00", "breaks": [{"start": "13:00", "end": "16:00"}]}
_PLAN = dict.fromkeys(
    ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday"), _DAY
) | {"sunday": None}


@dataclass(frozen=True, slots=True)
class PeerFigures:
    """median_ms: of whole searches. free_slots: what each found."""

    median_ms: float
    free_slots: int


def measure_peer(
    checkout: Path, folder: Path, booked: Sequence[Taken], *, first: date, days: int
) -> PeerFigures:
    """Return how long the peer's engine takes for every free hour of all providers and days."""
    shutil.rmtree(folder, ignore_errors=True)
    app = folder / "app"
    shutil.copytree(checkout, app, ignore=_LEFT_OUT)
    _configure(app)
    with _mariadb(folder / "db") as socket:
        admin = ["mariadb-admin", "--no-defaults", f"--socket={socket}", "--user=root"]
        _run([*admin, "create", "easyappointments"])
        _php(socket, str(app / "index.php"), "console", "install")
        salon = folder / "salon.json"
        salon.write_text(json.dumps(_salon(booked)), "utf-8")
        window = [first.isoformat(), str(days), str(_ROUNDS)]
        # Its tests' environment, in which a script may load it without a page being asked for.
        answer = _php(socket, str(_DRIVER), str(app), str(salon), *window, APP_ENV="testing")
    found = json.loads(answer.splitlines()[-1])
    return PeerFigures(statistics.median(found["ms"]), found["free"])


def _configure(app: Path) -> None:
    sample = (app / "config-sample.php").read_text("utf-8")
    for given, ours in (("'mysql'", "'localhost'"), ("'user'", "'root'"), ("'password'", "''")):
        sample = sample.replace(given, ours)
    (app / "config.php").write_text(sample, "utf-8")
    loader = app / "vendor" / "autoload.php"
    if not loader.exists():
        loader.parent.mkdir(exist_ok=True)
        loader.write_text("<?php\n", "utf-8")


@contextmanager
def _mariadb(folder: Path) -> Iterator[Path]:
    """Run a private MariaDB; give its socket."""
    folder.mkdir(parents=True)
    plain = ["--no-defaults", f"--datadir={folder}"]
    user = ["--user=root"] if os.geteuid() == 0 else []
    install = ["mariadb-install-db", *plain, *user, "--auth-root-authentication-method=normal"]
    _run(install)
    socket = folder / "s.sock"
    command = ["mariadbd", *plain, *user, f"--socket={socket}", "--skip-networking"]
    with subprocess.Popen(  # noqa: S603 - our own command, no shell
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            deadline = time.monotonic() + _PATIENCE_SECONDS
            while not socket.exists() and time.monotonic() < deadline:
                time.sleep(0.2)
            yield socket
        finally:
            process.terminate()


def _salon(booked: Sequence[Taken]) -> dict[str, object]:
    """Return the salon as the driver fills it in."""
    length = timedelta(minutes=MINUTES)
    return {
        "zone": ZONE.key,
        "minutes": MINUTES,
        "plan": _PLAN,
        "providers": [f"p{one}" for one in sorted({one.provider for one in booked})],
        "appointments": [
            (f"p{one.provider}", f"{one.start:{_CLOCK}}", f"{one.start + length:{_CLOCK}}")
            for one in booked
        ],
    }


def _php(socket: Path, *arguments: str, **environment: str) -> str:
    command = ["php", "-d", f"mysqli.default_socket={socket}", "-d", "memory_limit=2G"]
    return _run([*command, *arguments], **environment)


def _run(command: Sequence[str], **environment: str) -> str:
    """Run a program and return what it printed. Raises CalledProcessError when it fails."""
    done = subprocess.run(  # noqa: S603 - our own command, no shell
        command, capture_output=True, text=True, check=True, env=os.environ | environment
    )
    return done.stdout
