"""Folders of the embedded servers: short enough for sockets, reachable for another user."""

import os
import stat
import tempfile
from pathlib import Path

_LONGEST_SOCKET_NAME = len("/supervisor.sock.1234567")
_LONGEST_SOCKET_PATH = 100  # Linux allows 107 bytes, macOS 103


def run_folder(data_dir: Path) -> Path:
    """Return the folder of a data folder's locks and process ids, made when missing."""
    folder = data_dir / "run"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def log_folder(data_dir: Path) -> Path:
    """Return the folder of a data folder's logs, made when missing, closed to other users."""
    folder = data_dir / "log"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def socket_folder(data_dir: Path) -> Path:
    """Return the folder of a data folder's unix sockets, always the same one while it exists.

    That is its run folder, or when the path is too long for a socket a short one under the
    temporary folder, remembered in the run folder.
    """
    folder = run_folder(data_dir)
    if len(os.fsencode(folder)) + _LONGEST_SOCKET_NAME <= _LONGEST_SOCKET_PATH:
        return folder
    note = folder / "sockets"
    remembered = Path(note.read_text("utf-8")) if note.exists() else None
    if remembered is not None and _is_own_folder(remembered):
        return remembered
    short = Path(tempfile.mkdtemp(prefix="turnero-"))
    note.write_text(str(short), "utf-8")
    return short


def _is_own_folder(path: Path) -> bool:
    """Whether nobody else can have put the folder there meanwhile."""
    try:
        status = path.lstat()
    except FileNotFoundError:
        return False
    return stat.S_ISDIR(status.st_mode) and status.st_uid == os.geteuid()


def make_reachable(path: Path) -> None:
    """Let every user pass through (not list) the folders above a path. Only root needs it."""
    for parent in path.resolve().parents:
        mode = parent.stat().st_mode
        if not mode & stat.S_IXOTH:
            parent.chmod(stat.S_IMODE(mode) | stat.S_IXOTH)


def make_readable(folder: Path) -> None:
    """Let every user read a folder and what is below it, as a strict umask may have hindered."""
    for path in (folder, *folder.rglob("*")):
        if path.is_symlink():
            continue
        mode = path.stat().st_mode
        wanted = mode | stat.S_IROTH
        if path.is_dir() or mode & stat.S_IXUSR:
            wanted |= stat.S_IXOTH
        if wanted != mode:
            path.chmod(stat.S_IMODE(wanted))
