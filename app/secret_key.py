"""The key that signs sessions and tokens: kept in the data folder when nobody gives one."""

import contextlib
import hashlib
import hmac
import os
import secrets
from pathlib import Path


def kept_secret_key(data_dir: Path) -> str:
    """Return the key of this data folder, made the first time; the first of two writers wins.

    Raises OSError when the folder cannot be written. Effect: the file secret_key, mode 600.
    """
    path = data_dir / "secret_key"
    if not path.exists():
        data_dir.mkdir(parents=True, exist_ok=True)
        draft = data_dir / f".secret_key.{os.getpid()}.{secrets.token_hex(4)}"
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_hex(32) + "\n", "ascii")
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)  # unlike a rename, a link never replaces another's key
        draft.unlink()
    return path.read_text("ascii").strip()


def derived(secret_key: str, name: str) -> str:
    """Return 32 hexadecimal digits for a name that nobody can guess without the key."""
    return hmac.new(secret_key.encode(), name.encode(), hashlib.sha256).hexdigest()[:32]
