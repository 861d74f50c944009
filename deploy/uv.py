"""Install uv of one version into .tools, with whatever this Python has: venv, pip or neither."""

import hashlib
import html.parser
import os
import platform
import re
import shutil
import sys
import tempfile
import urllib.parse
import urllib.request
import zipfile
from pathlib import Path

from deploy.progress import SetupError, announced, run_quietly

VERSION = "0.13.9"
_PIP_OPTIONS = ["install", "--quiet", "--disable-pip-version-check", f"uv=={VERSION}"]
_INDEX_VARIABLES = ("UV_DEFAULT_INDEX", "UV_INDEX_URL", "PIP_INDEX_URL")
_TIMEOUT_SECONDS = 60


def ensure_uv(tools: Path, lock_file: Path) -> Path:
    """Return the program uv, installed by the first way that works. Raises SetupError."""
    folder = tools / f"uv-{VERSION}"
    program = folder / "bin" / "uv"
    if program.exists():
        return program
    reasons = []
    with announced(f"Installing uv {VERSION} into {tools.name}"):
        for install in (_by_venv, _by_pip, _by_download):
            draft = Path(tempfile.mkdtemp(prefix="uv-", dir=tools))
            try:
                install(draft, lock_file)
                draft.rename(folder)
                return program
            except (SetupError, OSError, zipfile.BadZipFile) as error:
                reasons.append(str(error))
                shutil.rmtree(draft, ignore_errors=True)
    raise SetupError("uv could not be installed:\n" + "\n".join(reasons))


def _by_venv(folder: Path, _lock_file: Path) -> None:
    """By the pip of a new environment: the usual way. It does not move, so take uv out of it."""
    run_quietly([sys.executable, "-m", "venv", str(folder / "venv")])
    run_quietly([str(folder / "venv" / "bin" / "python"), "-m", "pip", *_PIP_OPTIONS])
    (folder / "bin").mkdir()
    shutil.copy2(folder / "venv" / "bin" / "uv", folder / "bin" / "uv")
    shutil.rmtree(folder / "venv")


def _by_pip(folder: Path, _lock_file: Path) -> None:
    """By this Python's own pip, where Debian's python3-venv is missing."""
    run_quietly([sys.executable, "-m", "pip", *_PIP_OPTIONS, "--target", str(folder)])


def _by_download(folder: Path, lock_file: Path) -> None:
    """By the standard library alone, where pip is missing too."""
    index = index_address(dict(os.environ), lock_file.read_text("utf-8"))
    page_address = f"{index.rstrip('/')}/uv/"
    address = wheel_address(_read(page_address).decode(), page_address)
    wheel = _read(address.partition("#")[0])
    expected = address.partition("#sha256=")[2]
    if expected and hashlib.sha256(wheel).hexdigest() != expected:
        raise SetupError("the downloaded uv is damaged: its checksum differs")
    archive_path = folder / "uv.whl"
    archive_path.write_bytes(wheel)
    (folder / "bin").mkdir()
    with zipfile.ZipFile(archive_path) as archive:
        content = archive.read(f"uv-{VERSION}.data/scripts/uv")
    archive_path.unlink()
    (folder / "bin" / "uv").write_bytes(content)
    (folder / "bin" / "uv").chmod(0o755)


def index_address(environ: dict[str, str], lock_text: str) -> str:
    """Return the package index the machine is set to, else the one the lock file names."""
    for name in _INDEX_VARIABLES:
        if environ.get(name):
            return environ[name]
    found = re.search(r'registry = "(https?://[^"]+)"', lock_text)
    if found is None:
        raise SetupError("the lock file names no package index")
    return found[1]


def wheel_address(page: str, page_address: str) -> str:
    """Return the address of this machine's wheel of uv on an index page. Raises SetupError."""
    links = _Links()
    links.feed(page)
    pattern = re.compile(rf"/uv-{re.escape(VERSION)}-py3-none-\S*{_platform_tag()}\S*\.whl(#|$)")
    for link in links.found:
        if pattern.search(f"/{link}"):
            return urllib.parse.urljoin(page_address, link)
    raise SetupError(f"the package index has no uv {VERSION} for {platform.platform()}")


def _platform_tag() -> str:
    machine = platform.machine()
    if sys.platform == "darwin":
        return rf"macosx_\d+_\d+_{machine}"
    family = "manylinux" if platform.libc_ver()[0] == "glibc" else "musllinux"
    return rf"{family}_\d+_\d+_{machine}"


class _Links(html.parser.HTMLParser):
    """Collects where the links of a page lead."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        address = dict(attrs).get("href")
        if tag == "a" and address:
            self.found.append(address)


def _read(address: str) -> bytes:
    if not address.startswith(("https://", "http://")):
        raise SetupError(f"{address} is no web address")
    with urllib.request.urlopen(address, timeout=_TIMEOUT_SECONDS) as answer:  # noqa: S310 - checked
        content: bytes = answer.read()
        return content
