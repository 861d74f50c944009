"""A real Rasa server takes another model while customers write: nobody notices."""

import contextlib
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import psutil
import pytest

from app.language_model import SERVICE, models_folder
from app.settings import PROJECT, Settings
from app.stack import free_ports, served_model
from nlu.client import NluClient, NluUnavailableError
from nlu.control import ReloadFailedError, reload_model
from nlu.training import model_path

pytestmark = pytest.mark.stack

TEXTS = (
    "hola",
    "quiero un turno mañana a las 5",
    "no puedo ir, cancelalo",
    "¿cuánto sale el corte?",
)
MOST_MEGABYTES = 700


@pytest.fixture(scope="module")
def two_models(nlu_url: str, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The current model twice, under two names; nlu_url made sure that there is one."""
    folder = tmp_path_factory.mktemp("models")
    kept = ("TURNERO_DATA_DIR", "HOME", "PATH")
    settings = Settings.load({name: os.environ[name] for name in kept if name in os.environ}, None)
    current = model_path(SERVICE, models_folder(settings))
    one, other = folder / "turnero-one.tar.gz", folder / "turnero-other.tar.gz"
    shutil.copy(current, one)
    shutil.copy(current, other)
    return one, other


@pytest.fixture(scope="module")
def rasa(two_models: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Rasa server of this module's own, since the tests here change its model."""
    with served_model(two_models[0], tmp_path_factory.mktemp("log")) as url:
        yield url


class Customers:
    """Threads that write without a pause, and count what was not answered."""

    def __init__(self, url: str, *, how_many: int) -> None:
        self._url = url
        self._enough = threading.Event()
        self._threads = [threading.Thread(target=self._write) for _ in range(how_many)]
        self.answered: list[str] = []
        self.failed: list[NluUnavailableError] = []

    def __enter__(self) -> "Customers":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._enough.set()
        for thread in self._threads:
            thread.join()

    def _write(self) -> None:
        with NluClient(self._url) as client:
            while not self._enough.is_set():
                for text in TEXTS:
                    try:
                        self.answered.append(client.understand(text).intent)
                    except NluUnavailableError as error:
                        self.failed.append(error)


def test_no_message_is_lost_while_models_change(rasa: str, two_models: tuple[Path, Path]) -> None:
    with Customers(rasa, how_many=4) as customers:
        served = [reload_model(rasa, model) for model in (two_models[1], *two_models)]

    assert served == [two_models[1].name, two_models[0].name, two_models[1].name]
    assert customers.failed == []
    assert len(customers.answered) > 20
    assert {"greet", "book", "cancel", "ask_price"} <= set(customers.answered)


def test_model_that_is_not_there_leaves_the_old_one(
    rasa: str, two_models: tuple[Path, Path], tmp_path: Path
) -> None:
    reload_model(rasa, two_models[0])

    with pytest.raises(ReloadFailedError, match=r"still serves turnero-one\.tar\.gz"):
        reload_model(rasa, tmp_path / "turnero-none.tar.gz")

    with NluClient(rasa) as client:
        assert client.understand("hola").intent == "greet"


def test_file_that_is_no_model_leaves_the_old_one(
    rasa: str, two_models: tuple[Path, Path], tmp_path: Path
) -> None:
    reload_model(rasa, two_models[0])
    broken = tmp_path / "turnero-broken.tar.gz"
    broken.write_bytes(b"no model")

    with pytest.raises(ReloadFailedError, match=r"still serves turnero-one\.tar\.gz"):
        reload_model(rasa, broken)

    with NluClient(rasa) as client:
        assert client.understand("hola").intent == "greet"


def command_of(process: psutil.Process) -> list[str]:
    """Return the words of a process's command; none of one that has just ended."""
    try:
        return process.cmdline()
    except psutil.Error:
        return []


def test_memory_stays_in_bounds_after_many_reloads(
    rasa: str, two_models: tuple[Path, Path]
) -> None:
    for model in two_models * 3:
        reload_model(rasa, model)

    port = rasa.rpartition(":")[2]
    children = psutil.Process().children(recursive=True)
    servers = [child for child in children if {"rasa", port} <= set(command_of(child))]
    assert len(servers) == 1
    assert servers[0].memory_info().rss < MOST_MEGABYTES * 1024 * 1024


def test_two_servers_behind_one_address_take_a_model_in_turn(
    rasa: str, two_models: tuple[Path, Path], tmp_path: Path
) -> None:
    reload_model(rasa, two_models[0])
    with (
        served_model(two_models[0], tmp_path) as second,
        balancer(rasa, second, data_dir=tmp_path) as address,
    ):
        with Customers(address, how_many=4) as customers:
            served = reload_model(address, two_models[1])
        names = [model_of(url) for url in (rasa, second, address)]

    assert customers.failed == []
    assert len(customers.answered) > 20
    assert served == two_models[1].name
    assert names == [two_models[1].name] * 3


@contextlib.contextmanager
def balancer(*urls: str, data_dir: Path) -> Iterator[str]:
    port = free_ports()
    process = subprocess.Popen(
        [sys.executable, "-m", "app.cli", "nlu", "balance", *urls],
        cwd=PROJECT,
        env={**os.environ, "TURNERO_DATA_DIR": str(data_dir), "PORT": str(port)},
    )
    address = f"http://127.0.0.1:{port + 2}"
    try:
        with NluClient(address) as client:
            deadline = time.monotonic() + 30
            while not client.ready():
                assert process.poll() is None
                assert time.monotonic() < deadline
                time.sleep(0.05)
        yield address
    finally:
        process.terminate()
        process.wait()


def model_of(url: str) -> str:
    status = httpx.get(f"{url}/status", trust_env=False).json()
    return Path(status["model_file"]).name


def test_promoting_keeps_an_equal_model_and_obeys_force(
    two_models: tuple[Path, Path], tmp_path: Path
) -> None:
    models = tmp_path / "nlu" / "models"
    models.mkdir(parents=True)
    current = model_path(SERVICE, models)
    shutil.copy(two_models[0], models / "turnero-before.tar.gz")
    shutil.copy(two_models[0], current)
    (models / "in-use.json").write_text(
        '{"model": "turnero-before.tar.gz", "judged": "turnero-before.tar.gz"}', encoding="utf-8"
    )

    kept = turnero("nlu", "promote", data_dir=tmp_path)
    forced = turnero("nlu", "promote", "--force", data_dir=tmp_path)

    assert "turnero-before.tar.gz stays in use." in kept
    assert f"{current.name} takes the place of turnero-before.tar.gz." in forced


def turnero(*words: str, data_dir: Path) -> str:
    result = subprocess.run(
        [sys.executable, "-m", "app.cli", *words],
        cwd=PROJECT,
        env={**os.environ, "TURNERO_DATA_DIR": str(data_dir), "PORT": "61000"},
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    return result.stdout
