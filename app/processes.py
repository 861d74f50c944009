"""The two processes that work by themselves: an RQ worker, and the clock."""

import gc
import signal
import threading

from rq import SimpleWorker
from rq.serializers import JSONSerializer

import workers.wiring
from app import logs
from app.settings import Settings
from app.wiring import redis_of, wiring_of
from storage.doorbell import QUEUE
from workers import clock


def work(settings: Settings) -> None:
    """Answer rings until SIGTERM, one job after the other.

    Jobs run in this process: forking one for each costs four times as much (measured with RQ 3.0),
    and a job that dies with its process leaves its row to the sweep.
    """
    logs.configure(settings.log_format)
    workers.wiring.fill(wiring_of(settings))
    # What is loaded by now lives as long as the process: collections need not walk it each time.
    gc.collect()
    gc.freeze()
    worker = SimpleWorker(
        [QUEUE],
        connection=redis_of(settings),
        serializer=JSONSerializer,
        log_job_description=False,
    )
    worker.work(logging_level="WARNING")


def tick(settings: Settings) -> None:
    """Tick until SIGTERM."""
    logs.configure(settings.log_format)
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    signal.signal(signal.SIGINT, lambda *_: stop.set())
    clock.run(wiring_of(settings), stop)
