"""Files outside the database, each encrypted and named by its content's SHA-256.

What belongs to whom, and for how long, is in storage.media; nothing here knows people.
"""

import contextlib
import hashlib
import os
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_VERSION = b"\x01"  # AES-256-GCM; the content's SHA-256 is bound to it
_NONCE_BYTES = 12
_TRIED_WITH = "key-check"  # a known text, by which another key is told from a damaged file
_KNOWN = b"turnero media"


class WrongKeyError(Exception):
    """The key is not the one that the folder's files were encrypted with."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"the files in {folder} were kept with another key: "
            "set MEDIA_KEY, or SECRET_KEY where there is none, to what it was"
        )


class MissingFileError(Exception):
    """The file is not there, or not what was put there."""


class Vault:
    """A folder of encrypted files. Processes may share it when they share the key."""

    def __init__(self, folder: Path, key: str) -> None:
        self._folder = folder
        derived = HKDF(SHA256(), length=32, salt=None, info=b"turnero media v1")
        self._cipher = AESGCM(derived.derive(key.encode()))
        self._is_checked = False

    def put(self, data: bytes) -> None:
        """Keep a content; one that is there already is left as it is. Raises WrongKeyError."""
        self._check_key()
        digest = digest_of(data)
        path = self._path(digest)
        if path.exists():
            return
        _write(path, self._sealed(data, digest.encode()))

    def get(self, digest: str) -> bytes:
        """Return a content. Raises WrongKeyError or MissingFileError."""
        self._check_key()
        try:
            data = self._opened(self._path(digest).read_bytes(), digest.encode())
        except (FileNotFoundError, InvalidTag) as error:
            raise MissingFileError(digest) from error
        return data

    def drop(self, digest: str) -> None:
        """Delete a content, whether it is there or not."""
        self._path(digest).unlink(missing_ok=True)

    def _path(self, digest: str) -> Path:
        return self._folder / digest[:2] / digest[2:]

    def _check_key(self) -> None:
        """Raise WrongKeyError unless the folder is of this key; the first one claims it."""
        if self._is_checked:
            return
        path = self._folder / _TRIED_WITH
        if not path.exists():
            _write(path, self._sealed(_KNOWN, _TRIED_WITH.encode()), only_new=True)
        try:
            self._opened(path.read_bytes(), _TRIED_WITH.encode())
        except InvalidTag as error:
            raise WrongKeyError(self._folder) from error
        self._is_checked = True

    def _sealed(self, data: bytes, bound_to: bytes) -> bytes:
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return _VERSION + nonce + self._cipher.encrypt(nonce, data, _VERSION + bound_to)

    def _opened(self, sealed: bytes, bound_to: bytes) -> bytes:
        """Return what was sealed. Raises InvalidTag."""
        start = len(_VERSION) + _NONCE_BYTES
        if len(sealed) < start:
            raise InvalidTag
        nonce = sealed[len(_VERSION) : start]
        return self._cipher.decrypt(nonce, sealed[start:], sealed[:1] + bound_to)


def digest_of(data: bytes) -> str:
    """Return the name of a content: its SHA-256 in hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def _write(path: Path, data: bytes, *, only_new: bool = False) -> None:
    """Write a file whole or not at all, for its owner only. only_new: the first writer wins."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    draft.touch(mode=0o600)
    try:
        with draft.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if only_new:
            with contextlib.suppress(FileExistsError):
                os.link(draft, path)  # unlike a rename, a link never replaces another's
        else:
            draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
