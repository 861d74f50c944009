"""Runs what has to happen a little later: status callbacks, payment notices, approvals."""

import heapq
import itertools
import logging
import threading
import time
from collections.abc import Callable

_log = logging.getLogger(__name__)

_THREADS = 16  # deliveries in flight at once; each waits for the application's answer


class Courier:
    """Runs jobs at their time on its own daemon threads; `pending` counts those not yet done."""

    def __init__(self) -> None:
        self._ready = threading.Condition()
        self._jobs: list[tuple[float, int, Callable[[], object]]] = []
        self._order = itertools.count()
        self._running = 0
        for _ in range(_THREADS):
            threading.Thread(target=self._work, daemon=True, name="courier").start()

    @property
    def pending(self) -> int:
        """How many jobs wait or run. 0 means the world is quiet."""
        with self._ready:
            return len(self._jobs) + self._running

    def after(self, seconds: float, job: Callable[[], object]) -> None:
        """Run a job once, not before that many seconds from now."""
        with self._ready:
            heapq.heappush(self._jobs, (time.monotonic() + seconds, next(self._order), job))
            self._ready.notify()

    def clear(self) -> None:
        """Forget the jobs that wait; those running finish."""
        with self._ready:
            self._jobs.clear()

    def _work(self) -> None:
        while True:
            job = self._next()
            try:
                job()
            except Exception:
                _log.exception("event=courier_job_failed")
            finally:
                with self._ready:
                    self._running -= 1

    def _next(self) -> Callable[[], object]:
        with self._ready:
            while not self._jobs or self._jobs[0][0] > time.monotonic():
                wait = self._jobs[0][0] - time.monotonic() if self._jobs else None
                self._ready.wait(wait)
            self._running += 1
            job = heapq.heappop(self._jobs)[2]
            if self._jobs:
                self._ready.notify()
            return job
