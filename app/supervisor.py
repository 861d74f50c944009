"""Keep programs alive by the package supervisor: its configuration, its process, its answers.

It knows nothing about Turnero's programs; app.programs lists them.
"""

import contextlib
import os
import shlex
import subprocess
import sys
import xmlrpc.client
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from app.embedded.folders import log_folder, run_folder, socket_folder
from app.unix_rpc import UNREACHABLE, proxy_over

GROUP = "app"
MARK = "TURNERO_SUPERVISED"  # environment variable of every process we start: its data folder


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """One program to keep alive. user: None means whoever runs the supervisor."""

    name: str
    command: list[str]
    folder: Path
    user: str | None = None
    stop_signal: str = "TERM"
    stop_seconds: int = 4  # then it is killed
    stops_with_children: bool = False


@dataclass(frozen=True, slots=True)
class ProgramState:
    """What the supervisor says about a program. pid: 0 means it is not running."""

    name: str
    pid: int
    state: str


def configuration(data_dir: Path, servers: list[Program], programs: list[Program]) -> str:
    """Return supervisord.conf. Servers start at once, in order, and stop last, in reverse order.

    The other programs start when told to, and stop together. No secret stands in the text.
    """
    run, log = run_folder(data_dir), log_folder(data_dir)
    sections: list[dict[str, object]] = [
        {
            "": "supervisord",
            "nodaemon": "true",
            **({"user": "root"} if os.geteuid() == 0 else {}),  # else it warns about root
            "logfile": log / "supervisord.log",
            "logfile_maxbytes": "5MB",
            "logfile_backups": 1,
            "pidfile": run / "supervisord.pid",
            "childlogdir": log,
            "minfds": 512,
        },
        {"": "unix_http_server", "file": control_socket(data_dir), "chmod": "0700"},
        {
            "": "rpcinterface:supervisor",
            "supervisor.rpcinterface_factory": "supervisor.rpcinterface:make_main_rpcinterface",
        },
        *(
            _program(server, log, autostart="true", priority=priority)
            for priority, server in enumerate(servers, start=1)
        ),
        *(_program(program, log, autostart="false", priority=100) for program in programs),
        {
            "": f"group:{GROUP}",
            "programs": ",".join(program.name for program in programs),
            "priority": 100,
        },
    ]
    return "\n".join(_section(section) for section in sections)


def _program(program: Program, log: Path, *, autostart: str, priority: int) -> dict[str, object]:
    section: dict[str, object] = {
        "": f"program:{program.name}",
        "command": shlex.join(program.command),
        "directory": program.folder,
        "priority": priority,
        "autostart": autostart,
        "autorestart": "true",
        "startsecs": 1,
        "startretries": 1_000_000,  # it waits a second longer before each
        "stopsignal": program.stop_signal,
        "stopwaitsecs": program.stop_seconds,
        "stopasgroup": "true" if program.stops_with_children else "false",
        "killasgroup": "true",
        "redirect_stderr": "true",
        # relative to the supervisor's own folder, as it expands % in this path twice
        "stdout_logfile": f"{log.name}/{program.name}.log",
        "stdout_logfile_maxbytes": "10MB",
        "stdout_logfile_backups": 3,
    }
    return section if program.user is None else section | {"user": program.user}


def _section(values: dict[str, object]) -> str:
    lines = [f"[{values['']}]"]
    lines += [f"{key} = {_escaped(value)}" for key, value in values.items() if key]
    return "\n".join(lines) + "\n"


def _escaped(value: object) -> str:
    return str(value).replace("%", "%%")


def control_socket(data_dir: Path) -> Path:
    """Return the socket on which the supervisor takes orders."""
    return socket_folder(data_dir) / "supervisor.sock"


class Supervisor:
    """One running supervisord and the orders it takes."""

    def __init__(self, data_dir: Path, *, config: str, environ: dict[str, str]) -> None:
        """Start it. Effects: writes supervisord.conf, starts its servers, logs into log/."""
        path = run_folder(data_dir) / "supervisord.conf"
        path.write_text(config, "utf-8")
        path.chmod(0o600)
        self._socket = control_socket(data_dir)
        with (log_folder(data_dir) / "supervisord.out").open("wb") as output:
            self._process = subprocess.Popen(  # noqa: S603 - our own command, no shell
                [sys.executable, "-m", "supervisor.supervisord", "-n", "-s", "-c", str(path)],
                cwd=data_dir,
                env=environ | {MARK: str(data_dir)},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C reaches us, who then end it in order
            )

    def is_alive(self) -> bool:
        """Whether supervisord itself runs."""
        return self._process.poll() is None

    def start_programs(self, names: list[str]) -> None:
        """Start programs that are not servers. Does nothing when supervisord is gone."""
        with contextlib.suppress(*UNREACHABLE), proxy_over(self._socket) as proxy:
            for name in names:
                with contextlib.suppress(xmlrpc.client.Fault):  # it runs already
                    proxy.supervisor.startProcess(f"{GROUP}:{name}", False)

    def states(self) -> list[ProgramState]:
        """Return the state of every program. Empty when supervisord does not answer."""
        try:
            with proxy_over(self._socket) as proxy:
                rows = proxy.supervisor.getAllProcessInfo()
        except UNREACHABLE:
            return []
        return [
            ProgramState(row["name"], row["pid"], row["statename"])
            for row in cast("list[dict[str, Any]]", rows)
        ]

    def stop(self, timeout_seconds: float) -> None:
        """End supervisord, which first ends its programs in order. Returns at the latest then."""
        if self.is_alive():
            self._process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout_seconds)
