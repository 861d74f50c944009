"""Meta's webhook to the application: signed batches, told again until they are answered with 200.

Statuses gather for a moment and travel together, also beside a message that comes meanwhile.
Source: contract sheet whatsapp-cloud-api.md §2 (2026-11-22).
"""

import json
import threading
from functools import partial
from typing import Any

from simulator.clock import Clock
from simulator.courier import Courier
from simulator.webhooks_out import Webhooks

_GATHER_SECONDS = 0.02
_RETRY_SECONDS = (0.5, 1.0, 2.0, 4.0, 8.0)  # Meta's own go on for days
_BATCH_MAX = 1000

Change = dict[str, Any]  # {"field": …, "value": …}


class MetaPost:
    """Posts changes of one WhatsApp business account."""

    def __init__(self, webhooks: Webhooks, courier: Courier, clock: Clock, account_id: str) -> None:
        self._webhooks = webhooks
        self._courier = courier
        self._clock = clock
        self._account_id = account_id
        self._lock = threading.Lock()
        self._waiting: list[Change] = []

    def later(self, change: Change) -> None:
        """Post a change soon, with the others that come meanwhile."""
        with self._lock:
            self._waiting.append(change)
            is_first = len(self._waiting) == 1
        if is_first:
            self._courier.after(_GATHER_SECONDS, self._flush)

    def now(self, change: Change, *, deliveries: int = 1) -> list[int]:
        """Post a change at once, with what waits; one HTTP code per delivery.

        Empty when a fault put it off. What is not answered with 2xx is told again later.
        """
        if deliveries == 0:
            return []
        body = self._body([*self._taken(), change])
        codes: list[int] = []
        for _ in range(deliveries):
            codes += self._told(body, attempt=0, is_inbound="statuses" not in change["value"])
        return codes

    def _flush(self) -> None:
        while changes := self._taken():
            self._told(self._body(changes), attempt=0, is_inbound=False)

    def _taken(self) -> list[Change]:
        with self._lock:
            taken, self._waiting = self._waiting[:_BATCH_MAX], self._waiting[_BATCH_MAX:]
        return taken

    def _told(self, body: bytes, *, attempt: int, is_inbound: bool) -> list[int]:
        codes = self._webhooks.meta(body, is_inbound=is_inbound)
        if codes and not any(200 <= code < 300 for code in codes) and attempt < len(_RETRY_SECONDS):
            again = partial(self._told, body, attempt=attempt + 1, is_inbound=is_inbound)
            self._courier.after(_RETRY_SECONDS[attempt], again)
        return codes

    def _body(self, changes: list[Change]) -> bytes:
        said = _together([one for one in changes if one["field"] == "messages"])
        news = [one for one in changes if one["field"] != "messages"]
        entries: list[dict[str, Any]] = [{"id": self._account_id, "changes": said}] if said else []
        if news:
            at = int(self._clock.now().timestamp())
            entries.append({"id": self._account_id, "time": at, "changes": news})
        body = {"object": "whatsapp_business_account", "entry": entries}
        return json.dumps(body, ensure_ascii=True).encode()  # as Meta escapes it


def _together(changes: list[Change]) -> list[Change]:
    """Return the changes with all statuses of one number in one of them."""
    merged: list[Change] = []
    by_number: dict[str, Change] = {}
    for change in changes:
        value = change["value"]
        if "statuses" not in value:
            merged.append(change)
            continue
        number = value["metadata"]["phone_number_id"]
        first = by_number.get(number)
        if first is None:
            by_number[number] = change
            merged.append(change)
            continue
        both = {name: [*first["value"][name], *value[name]] for name in ("contacts", "statuses")}
        first["value"] = {**first["value"], **both}
    return merged
