"""How many messages one number may send: in a row to one person, and in a second to everybody."""

import threading
import time
from datetime import datetime

from simulator.meta_errors import MetaError


class PairRates:
    """One message in six seconds from a number to a person, with a burst of 45 before that."""

    _BURST = 45.0
    _SECONDS_EACH = 6.0

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._left: dict[str, tuple[float, datetime]] = {}

    def take(self, pair: str, now: datetime) -> None:
        """Count one message. Raises MetaError 131056 when it is one too many."""
        with self._lock:
            left, at = self._left.get(pair, (self._BURST, now))
            gone = (now - at).total_seconds()
            # A clock set back is another story told: everybody begins anew.
            left = self._BURST if gone < 0 else min(self._BURST, left + gone / self._SECONDS_EACH)
            if left < 1:
                raise MetaError(131056)
            self._left[pair] = (left - 1, now)


class Throughput:
    """So many messages in a second from each number, by the real clock whatever time it is here."""

    def __init__(self, per_second: float) -> None:
        self._per_second = per_second
        self._lock = threading.Lock()
        self._left: dict[str, tuple[float, float]] = {}

    def take(self, line: str) -> None:
        """Count one message. Raises MetaError 130429 when it is one too many."""
        now = time.monotonic()
        with self._lock:
            left, at = self._left.get(line, (self._per_second, now))
            left = min(self._per_second, left + (now - at) * self._per_second)
            self._left[line] = (left - 1 if left >= 1 else left, now)
        if left < 1:
            raise MetaError(130429)
