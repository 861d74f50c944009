"""The job RQ runs: it answers rings, may run twice, and leaves rows right whenever it dies."""

import time

from storage.doorbell import Ring, RingKind
from workers import changes, media, payments, returns, sending, turns
from workers.wiring import Wiring, present

_ROUND_SECONDS = 2.0  # then a new job goes on, so that a worker can be told to stop


def answer() -> None:
    """Answer the rings that wait, oldest first, for a while."""
    wiring = present()
    ends = time.monotonic() + _ROUND_SECONDS
    try:
        while time.monotonic() < ends and (ring := wiring.doorbell.next_ring()) is not None:
            _answer(wiring, ring)
    finally:
        wiring.doorbell.call_for_rest()


def _answer(wiring: Wiring, ring: Ring) -> None:
    match ring.kind:
        case RingKind.CONVERSATION:
            sending.deliver(wiring, int(ring.name))
        case RingKind.REFUND:
            payments.give_back(wiring, int(ring.name))
        case RingKind.MEDIA:
            media.work(wiring, int(ring.name))
        case RingKind.THREAD if ring.name.startswith(f"{payments.SOURCE}|"):
            payments.work(wiring, ring.name)
        case RingKind.THREAD if returns.is_of_these(ring.name):
            returns.work(wiring, ring.name)
        case RingKind.THREAD if changes.is_of_these(ring.name):
            changes.work(wiring, ring.name)
        case RingKind.THREAD:
            turns.work(wiring, ring.name)
