"""The bot that `rasa init` makes, trained and served over REST: what Turnero is compared with."""

import contextlib
import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import httpx

from app.settings import PROJECT
from app.stack import free_ports
from nlu.training import rasa_environment

_SERVICE = PROJECT / "nlu" / "service"
_PATIENCE_SECONDS = 180.0


@contextlib.contextmanager
def plain_rasa(folder: Path) -> Iterator[int]:
    """Give the port of a running default bot; it is made and trained the first time."""
    python = str(_SERVICE / ".venv" / "bin" / "python")
    environment = rasa_environment(_SERVICE, os.environ)
    environment.pop("PYTHONPATH", None)
    if not list((folder / "models").glob("*.tar.gz")):
        folder.mkdir(parents=True, exist_ok=True)
        subprocess.run(  # noqa: S603 - our own command, no shell
            [python, "-m", "rasa", "init", "--no-prompt", "--init-dir", str(folder)],
            env=environment,
            cwd=folder,
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    port = free_ports()
    command = [python, "-W", "ignore", "-m", "rasa", "run", "--enable-api"]
    command += ["--interface", "127.0.0.1", "--port", str(port)]
    (folder / "credentials.yml").write_text("rest:\n", encoding="utf-8")
    with subprocess.Popen(  # noqa: S603 - our own command, no shell
        command, env=environment, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            _wait(port, process)
            yield port
        finally:
            process.terminate()


def _wait(port: int, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError("the plain Rasa server ended at once")
        with contextlib.suppress(httpx.HTTPError):
            address = f"http://127.0.0.1:{port}/status"
            if httpx.get(address, trust_env=False).status_code == 200:
                return
        time.sleep(0.5)
    raise RuntimeError("the plain Rasa server did not come up")
