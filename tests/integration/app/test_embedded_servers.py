"""PostgreSQL and Redis from their wheels, really started."""

import os
import shutil
import signal
import stat
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest
import redis
import sqlalchemy

from app.embedded import EmbeddedServerError, prepare_postgres, start_postgres, start_redis
from app.embedded.folders import socket_folder
from app.embedded.process import foreground_server


def query(url: str, sql: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        cursor = connection.execute(sql)  # type: ignore[call-overload] # a test's own text
        return cursor.fetchall() if cursor.description else []


def postmaster(folder: Path) -> psutil.Process:
    return psutil.Process(int((folder / "pg" / "postmaster.pid").read_text().split("\n")[0]))


class TestPostgres:
    def test_it_answers_in_utf8_and_utc_and_knows_spanish_letters(self, folder: Path) -> None:
        with start_postgres(folder) as url:
            rows = query(
                url,
                "SELECT current_database(), current_setting('timezone'),"
                " current_setting('server_encoding'), current_setting('max_connections'),"
                " current_setting('listen_addresses'), lower('ÑANDÚ')",
            )

        assert rows == [("turnero", "UTC", "UTF8", "100", "", "ñandú")]

    def test_it_keeps_its_data_and_ends_with_the_block(self, folder: Path) -> None:
        with start_postgres(folder) as url:
            query(url, "CREATE TABLE kept (id int); INSERT INTO kept VALUES (7)")
            process = postmaster(folder)
        assert not process.is_running()

        with start_postgres(folder) as url:
            assert query(url, "SELECT id FROM kept") == [(7,)]

    def test_sqlalchemy_understands_the_address_of_a_folder_with_spaces(self, folder: Path) -> None:
        with start_postgres(folder / "año nuevo") as url:
            engine = sqlalchemy.create_engine(url)
            with engine.connect() as connection:
                assert connection.exec_driver_sql("SELECT 1").scalar_one() == 1
            engine.dispose()

    def test_a_long_path_gets_a_short_socket_folder(self, folder: Path) -> None:
        long = folder / ("x" * 60) / ("y" * 60)
        long.mkdir(parents=True)

        with start_postgres(long) as url, start_redis(long) as queue_url:
            assert query(url, "SELECT 1") == [(1,)]
            assert ping(queue_url)
            sockets = socket_folder(long)

        assert len(str(sockets)) < 100
        assert socket_folder(long) == sockets
        shutil.rmtree(sockets)
        assert socket_folder(long) != sockets
        shutil.rmtree(socket_folder(long))

    def test_a_stale_lock_naming_a_living_process_is_no_obstacle(self, folder: Path) -> None:
        with start_postgres(folder):
            left = (folder / "pg" / "postmaster.pid").read_text()
        lines = [str(os.getpid()), *left.split("\n")[1:]]
        (folder / "pg" / "postmaster.pid").write_text("\n".join(lines))

        with start_postgres(folder) as url:
            assert query(url, "SELECT 1") == [(1,)]

    def test_a_killed_server_starts_again(self, folder: Path) -> None:
        with start_postgres(folder) as url:
            query(url, "CREATE TABLE kept (id int)")
            process = postmaster(folder)
            process.kill()
            process.wait(5)
            time.sleep(0.5)  # its children notice

        with start_postgres(folder) as url:
            assert query(url, "SELECT * FROM kept") == []

    def test_a_server_left_behind_is_ended_before_the_next_start(self, folder: Path) -> None:
        with start_postgres(folder):
            left_behind = postmaster(folder)

            prepare_postgres(folder)

            assert not left_behind.is_running() or left_behind.status() == psutil.STATUS_ZOMBIE

    def test_an_interrupted_initialisation_leaves_no_half_data(self, folder: Path) -> None:
        (folder / "pg.new").mkdir()
        (folder / "pg.new" / "PG_VERSION").write_text("18")

        with start_postgres(folder) as url:
            assert query(url, "SELECT 1") == [(1,)]

    def test_other_users_cannot_reach_data_or_socket(self, folder: Path) -> None:
        with start_postgres(folder):
            for path in (folder / "pg", socket_folder(folder) / "pg"):
                assert stat.S_IMODE(path.stat().st_mode) == 0o700

    def test_a_server_that_cannot_run_is_explained(self, folder: Path) -> None:
        server = prepare_postgres(folder)
        command = [*server.command(), "-c", "no_such_setting=1"]

        with (
            pytest.raises(EmbeddedServerError, match="no_such_setting"),
            foreground_server(
                "postgres",
                command,
                folder=folder,
                user=server.user,
                answers=server.answers,
                stop_signal=signal.SIGINT,
            ),
        ):
            pytest.fail("it cannot answer")


class TestRedis:
    def test_it_answers_only_its_owner_and_keeps_nothing(self, folder: Path) -> None:
        with start_redis(folder) as url:
            client = redis.from_url(url)
            client.set("bell", "rung")
            assert client.config_get("save") == {"save": ""}
            assert client.config_get("port") == {"port": "0"}
            client.close()
            socket = socket_folder(folder) / "redis.sock"
            assert stat.S_IMODE(socket.stat().st_mode) == 0o700

        with start_redis(folder) as url:
            client = redis.from_url(url)
            assert client.get("bell") is None
            client.close()

    def test_a_socket_left_behind_is_no_obstacle(self, folder: Path) -> None:
        (socket_folder(folder) / "redis.sock").touch()

        with start_redis(folder) as url:
            assert ping(url)


def ping(url: str) -> bool:
    client = redis.from_url(url)
    try:
        return bool(client.ping())
    finally:
        client.close()


@pytest.fixture
def folder() -> Iterator[Path]:
    """A short folder: pytest's own is long and closed to the user PostgreSQL runs as."""
    path = Path(tempfile.mkdtemp(prefix="t-"))
    yield path
    shutil.rmtree(path)
