"""How many messages one number may send: in a row to one person, and in a second to everybody."""

import threading
import time
from datetime import datetime

from simulator.meta_errors import MetaError


class PairRates:
    """One message in some seconds from a number to a person, with a burst of 45 before that.

    seconds_each: 0 for no such limit. What is refused is not counted.
    """

    _BURST = 45.0

    def __init__(self, seconds_each: float) -> None:
        self._seconds_each = seconds_each
        self._lock = threading.Lock()
        self._left: dict[str, tuple[float, datetime]] = {}

    def takes(self, pair: str, now: datetime) -> bool:
        """Whether one more message may pass; it is counted then."""
        if not self._seconds_each:
            return True
        with self._lock:
            left, at = self._left.get(pair, (self._BURST, now))
            left = min(self._BURST, left + (now - at).total_seconds() / self._seconds_each)
            if left < 1:
                return False
            self._left[pair] = (left - 1, now)
        return True

    def begin_anew(self) -> None:
        """Forget what was sent: the clock was set back, and another story is told."""
        with self._lock:
            self._left.clear()


class Throughput:
    """So many messages in a second from each number, by the real clock whatever time it is here."""

    _ON_APP = 20.0  # messages in a second from a number that the WhatsApp Business app uses as well

    def __init__(self, per_second: float) -> None:
        self._per_second = per_second
        self._lock = threading.Lock()
        self._left: dict[str, tuple[float, float]] = {}

    def take(self, line: str, *, on_app: bool) -> None:
        """Count one message. Raises MetaError 130429 when it is one too many."""
        now = time.monotonic()
        rate = min(self._per_second, self._ON_APP) if on_app else self._per_second
        with self._lock:
            left, at = self._left.get(line, (rate, now))
            left = min(rate, left + (now - at) * rate)
            self._left[line] = (left - 1 if left >= 1 else left, now)
        if left < 1:
            raise MetaError(130429)
