"""Make a fresh clone ready to run: uv, both environments, the message catalogues.

Needs Python 3.11 and nothing else. A step is skipped while what it depends on is unchanged.

    python3.11 -m deploy.setup           for make run
    python3.11 -m deploy.setup --test    for make test: a browser too
"""

import fcntl
import hashlib
import os
import shutil
import signal
import sys
from pathlib import Path

from deploy.progress import SetupError, run_step
from deploy.uv import ensure_uv

PROJECT = Path(__file__).resolve().parents[1]
TRUST_STORES = ("/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt")
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def main(arguments: list[str]) -> int:
    """Set up and return the exit code."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what it started ends too
    try:
        set_up(PROJECT)
        if "--test" in arguments:
            ensure_browser()
    except SetupError as error:
        print(f"setup: {error}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"setup: cannot write in {PROJECT}: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def set_up(project: Path) -> None:
    """Bring everything that a run needs up to date. Raises SetupError or OSError."""
    tools = project / ".tools"
    tools.mkdir(exist_ok=True)
    with (tools / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # a second setup waits for the first
        ensure_environment("Turnero", project, tools)
        ensure_environment("Rasa, about 2 GB on disk", project / "nlu" / "service", tools)
        ensure_catalogues(project, tools)


class Stamp:
    """Remembers the content of some files, to tell later whether it changed."""

    def __init__(self, path: Path, files: list[Path], *, also: str = "") -> None:
        digest = hashlib.sha256(also.encode())
        for file in files:
            digest.update(f"\0{file}\0".encode() + file.read_bytes())
        self._path = path
        self._digest = digest.hexdigest()

    def is_current(self) -> bool:
        """Whether nothing changed since it was written."""
        return self._path.exists() and self._path.read_text("ascii") == self._digest

    def write(self) -> None:
        """Remember the present content."""
        self._path.write_text(self._digest, "ascii")


def ensure_environment(what: str, project: Path, tools: Path) -> None:
    """Make project/.venv hold what its uv.lock says, on the interpreter that runs this."""
    files = [project / "pyproject.toml", project / "uv.lock"]
    stamp = Stamp(tools / f"{project.name}.stamp", files, also=sys.version)
    if stamp.is_current() and (project / ".venv" / "bin" / "python").exists():
        return
    uv = ensure_uv(tools, files[1])
    command = [str(uv), "sync", "--frozen", "--project", str(project), "--python", sys.executable]
    run_step(f"Installing the packages of {what}", command, env=uv_environment(tools))
    stamp.write()


def uv_environment(tools: Path) -> dict[str, str]:
    """Return the environment for uv: no other Python, no other project, the machine's settings."""
    env = {**os.environ, "UV_PYTHON_DOWNLOADS": "never"}
    for name in ("VIRTUAL_ENV", "UV_PROJECT_ENVIRONMENT", "UV_PROJECT", "PYTHONPATH"):
        env.pop(name, None)
    if sys.platform == "darwin" or any(Path(path).exists() for path in TRUST_STORES):
        env.setdefault("UV_SYSTEM_CERTS", "1")  # a company's own authority is known only there
    if env.get("PIP_CERT"):
        env.setdefault("SSL_CERT_FILE", env["PIP_CERT"])
    if not os.access(env.get("HOME") or "/nonexistent", os.W_OK):
        env.setdefault("UV_CACHE_DIR", str(tools / "cache"))
    return env


def ensure_catalogues(project: Path, tools: Path) -> None:
    """Compile the message catalogues: programs read only compiled ones."""
    locales = project / "locales"
    sources = sorted(locales.glob("*/LC_MESSAGES/turnero.po"))
    stamp = Stamp(tools / "catalogues.stamp", sources)
    if stamp.is_current() and all(path.with_suffix(".mo").exists() for path in sources):
        return
    if sources:
        pybabel = project / ".venv" / "bin" / "pybabel"
        command = [str(pybabel), "compile", "-d", str(locales), "-D", "turnero"]
        run_step("Compiling the message catalogues", command)
    stamp.write()


def ensure_browser() -> None:
    """Install Debian's Chromium when there is no browser and this is root; else say so."""
    if any(shutil.which(name) for name in BROWSERS):
        return
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        print("setup: no Chromium found; without it the browser tests are left out")
        return
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "-y", "--no-install-recommends", "chromium"]
    try:
        run_step("Reading Debian's package lists", ["apt-get", "update"], env=env)
        run_step("Installing Chromium for the browser tests", install, env=env)
    except SetupError as error:
        print(f"setup: no Chromium, so the browser tests are left out: {error}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
