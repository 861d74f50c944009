"""The user PostgreSQL runs as when Turnero runs as root, which PostgreSQL refuses."""

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from app.embedded.errors import EmbeddedServerError

_NAME = "pgserver"  # the name the wheel's own code uses, so that both share one user


class ProcessOptions(TypedDict, total=False):
    """The part of subprocess's options that says who runs it."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True, slots=True)
class SystemUser:
    """A user of this machine."""

    name: str
    user_id: int
    group_id: int

    def process_options(self) -> ProcessOptions:
        """Return what makes a subprocess run as this user and in no other group."""
        return {"user": self.user_id, "group": self.group_id, "extra_groups": []}

    def own(self, path: Path) -> None:
        """Give a path to this user."""
        os.chown(path, self.user_id, self.group_id)


def server_user(data: Path) -> SystemUser | None:
    """Return who must run PostgreSQL on a data folder. None means whoever runs Turnero.

    Only root gets another user: the folder's owner, or `pgserver`, made when missing.
    """
    if os.geteuid() != 0:
        return None
    if data.exists() and (owner := data.stat().st_uid) != 0:
        entry = _entry_by_id(owner)
        if entry is not None:
            return _user(entry)
    return _user(_entry_by_name(_NAME) or _added(_NAME))


def _user(entry: pwd.struct_passwd) -> SystemUser:
    return SystemUser(entry.pw_name, entry.pw_uid, entry.pw_gid)


def _entry_by_id(user_id: int) -> pwd.struct_passwd | None:
    try:
        return pwd.getpwuid(user_id)
    except KeyError:
        return None


def _entry_by_name(name: str) -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(name)
    except KeyError:
        return None


def _added(name: str) -> pwd.struct_passwd:
    command = ["useradd", "--system", "--no-create-home", "--shell", "/bin/false", name]
    environment = {**os.environ, "PATH": os.environ.get("PATH", "") + ":/usr/sbin:/sbin"}
    try:
        result = subprocess.run(  # noqa: S603 - our own command, no shell
            command, env=environment, capture_output=True, text=True, check=False
        )
        problem = result.stderr.strip()
    except FileNotFoundError as error:
        problem = str(error)
    entry = _entry_by_name(name)
    if entry is None:
        raise EmbeddedServerError(
            "postgres",
            f"does not run as root, and the user {name} could not be made ({problem}): "
            "run Turnero as an ordinary user, or set DATABASE_URL",
        )
    return entry
