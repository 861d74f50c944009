"""Addresses under which files that we make are lent out for some days."""

import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

_LENT_FOR = timedelta(days=3)
_TOKEN = re.compile(r"(\d{1,18})\.(\d{1,12})\.([0-9a-f]{32})")


class LentKind(Enum):
    """What sort of file it is; the value is part of the proof, so that none opens another."""

    CALENDAR = "calendar file"
    RECEIPT = "receipt"

    @property
    def filename(self) -> str:
        """The name that it is kept under."""
        return _FILENAMES[self]


_FILENAMES = {LentKind.CALENDAR: "turno.ics", LentKind.RECEIPT: "comprobante.pdf"}


@dataclass(frozen=True, slots=True)
class LentFile:
    """A file that was made to be lent."""

    kind: LentKind
    data: bytes
    mime_type: str


@dataclass(frozen=True, slots=True)
class LentFiles:
    """Makes addresses that nobody can guess and that end, and tells what they stand for."""

    public_url: str
    key: str

    def address(self, kind: LentKind, about_id: int, since: datetime) -> str:
        """Return where a file is to be had; the same for the same instant.

        about_id: the appointment of a calendar file, the payment of a receipt.
        """
        until = int((since + _LENT_FOR).timestamp())
        token = f"{about_id}.{until}.{self._proof(kind, about_id, until)}"
        return f"{self.public_url}/archivos/{token}/{kind.filename}"

    def stands_for(self, kind: LentKind, token: str, now: datetime) -> int | None:
        """Return what an address is about, None when it is not ours or has ended."""
        found = _TOKEN.fullmatch(token)
        if found is None:
            return None
        about_id, until = int(found[1]), int(found[2])
        is_ours = hmac.compare_digest(found[3], self._proof(kind, about_id, until))
        return about_id if is_ours and now.timestamp() < until else None

    def _proof(self, kind: LentKind, about_id: int, until: int) -> str:
        words = f"{kind.value}|{about_id}|{until}"
        return hmac.new(self.key.encode(), words.encode(), hashlib.sha256).hexdigest()[:32]
