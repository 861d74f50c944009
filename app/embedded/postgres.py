"""PostgreSQL from the wheel: initialise it, know its command line and address, start it."""

import contextlib
import shutil
import signal
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psutil
import psycopg

from app.embedded.errors import EmbeddedServerError
from app.embedded.folders import make_reachable, make_readable, socket_folder
from app.embedded.process import foreground_server
from app.embedded.system_user import SystemUser, server_user
from app.embedded.wheels import postgres_install, postgres_libraries

DATABASE = "turnero"
_SUPERUSER = "postgres"
_SETTINGS = {
    "listen_addresses": "",  # the unix socket is the only door
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "synchronous_commit": "on",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
_TEST_SETTINGS = {"fsync": "off", "full_page_writes": "off"}  # a killed server still loses nothing
_END_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class PostgresServer:
    """One initialised PostgreSQL: its data, its socket folder, and the user who must run it."""

    data: Path
    sockets: Path
    user: SystemUser | None

    def command(self) -> list[str]:
        """Return the command that runs the server in the foreground; SIGINT ends it quickly."""
        return self._command(_SETTINGS)

    def fast_command(self) -> list[str]:
        """Return the command for tests: the same server, which may lose data with the machine."""
        return self._command(_SETTINGS | _TEST_SETTINGS)

    def _command(self, settings: dict[str, str]) -> list[str]:
        program = str(postgres_install() / "bin" / "postgres")
        options = [part for name in settings for part in ("-c", f"{name}={settings[name]}")]
        return [program, "-D", str(self.data), "-k", str(self.sockets), *options]

    def answers(self) -> bool:
        """Whether the server accepts connections."""
        try:
            self._connect("postgres").close()
        except psycopg.OperationalError:
            return False
        return True

    def ensure_database(self) -> None:
        """Make the database `turnero` when it is missing. Raises psycopg.Error."""
        with self._connect("postgres") as connection:
            query = "SELECT 1 FROM pg_database WHERE datname = %s"
            if connection.execute(query, [DATABASE]).fetchone() is None:
                connection.execute(f"CREATE DATABASE {DATABASE}")

    def _connect(self, database: str) -> psycopg.Connection:
        return psycopg.connect(
            host=str(self.sockets),
            user=_SUPERUSER,
            dbname=database,
            connect_timeout=5,
            autocommit=True,
        )


def postgres_sockets(data_dir: Path) -> Path:
    """Return the folder of PostgreSQL's socket."""
    return socket_folder(data_dir) / "pg"


def postgres_url(data_dir: Path) -> str:
    """Return SQLAlchemy's address of the database `turnero`."""
    folder = quote(str(postgres_sockets(data_dir)), safe="/")
    return f"postgresql+psycopg://{_SUPERUSER}@/{DATABASE}?host={folder}"


def prepare_postgres(data_dir: Path) -> PostgresServer:
    """Return the PostgreSQL of a data folder, ready to be started.

    Effects: initialises the data the first time, ends a server that an earlier run left behind
    and removes its lock files. Raises EmbeddedServerError when that does not work.
    """
    data = data_dir / "pg"
    sockets = postgres_sockets(data_dir)
    server = PostgresServer(data, sockets, server_user(data))
    sockets.mkdir(mode=0o700, exist_ok=True)
    if server.user is not None:
        server.user.own(sockets)
        install = postgres_install()
        make_readable(install / "share")
        make_readable(install / "lib")
        make_readable(install / "bin")
        make_readable(postgres_libraries())
        for path in (data, sockets, install / "bin"):
            make_reachable(path)
    if not data.exists():
        _initialise(server)
    _clear_leftover(server)
    return server


def _initialise(server: PostgresServer) -> None:
    """Make the data beside its place first, so that an interrupted attempt leaves none."""
    draft = server.data.with_name("pg.new")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    if server.user is not None:
        server.user.own(draft)
    command = [
        str(postgres_install() / "bin" / "initdb"),
        *("-D", str(draft), "-U", _SUPERUSER, "--auth=trust", "--encoding=UTF8"),
        *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"),
    ]
    owner = {} if server.user is None else server.user.process_options()
    result = subprocess.run(  # noqa: S603 - our own command, no shell
        command, cwd=draft, capture_output=True, text=True, check=False, **owner
    )
    if result.returncode != 0:
        lines = (result.stderr or result.stdout).strip().splitlines()
        raise EmbeddedServerError("postgres", f"initdb failed: {lines[-1] if lines else '?'}")
    draft.rename(server.data)


def _clear_leftover(server: PostgresServer) -> None:
    """End a server on this data, and remove locks whose process id may be another's by now."""
    lock = server.data / "postmaster.pid"
    process = _postmaster(lock, server.data)
    if process is not None:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(_END_SECONDS)
        except psutil.TimeoutExpired:
            process.kill()
            process.wait(_END_SECONDS)
    lock.unlink(missing_ok=True)
    for path in server.sockets.glob(".s.PGSQL.*"):
        path.unlink()


def _postmaster(lock: Path, data: Path) -> psutil.Process | None:
    """Return the running server that a lock file names. None means the file is stale."""
    try:
        process = psutil.Process(int(lock.read_text("utf-8").split("\n", 1)[0]))
        return process if str(data) in process.cmdline() else None
    except (FileNotFoundError, ValueError, psutil.Error):
        return None


@contextlib.contextmanager
def start_postgres(directory: Path) -> Iterator[str]:
    """Run a PostgreSQL for tests in a folder; gives the address of its database `turnero`.

    Faster than the supervised one, since what it holds may be lost with the machine.
    """
    server = prepare_postgres(directory)
    with foreground_server(
        "postgres",
        server.fast_command(),
        folder=directory,
        user=server.user,
        answers=server.answers,
        stop_signal=signal.SIGINT,
    ):
        server.ensure_database()
        yield postgres_url(directory)
