"""Tells the open pages what changed, in the order it changed. Holds nothing once told."""

import queue
from dataclasses import dataclass

from simulator.records import Record


@dataclass(frozen=True, slots=True)
class Event:
    """One change. record None means everything was forgotten, or only typing, see typing_phone."""

    seq: int
    record: Record | None = None
    is_gone: bool = False
    typing_phone: str = ""


Subscription = queue.SimpleQueue[Event | None]


class Hub:
    """Hands each event to every subscriber; None in a subscription means: say goodbye."""

    def __init__(self) -> None:
        self._subscriptions: set[Subscription] = set()

    def subscribe(self) -> Subscription:
        """Return a queue that gets every event from now on. Call it under the state's lock."""
        subscription: Subscription = queue.SimpleQueue()
        self._subscriptions.add(subscription)
        return subscription

    def unsubscribe(self, subscription: Subscription) -> None:
        """Stop telling that subscriber."""
        self._subscriptions.discard(subscription)

    def publish(self, event: Event) -> None:
        """Tell every subscriber, without waiting for any."""
        for subscription in tuple(self._subscriptions):
            subscription.put(event)

    def close(self) -> None:
        """Send every subscriber home. Safe inside a signal handler (SimpleQueue is reentrant)."""
        for subscription in tuple(self._subscriptions):
            subscription.put(None)
