"""Misbehaviour on request: slow, refusing, silent or repeating parties.

A fault is armed for a number of times; each request or webhook it fits uses up one. With a share
below 1, chance decides whether a request that it fits is struck at all.
"""

import itertools
import random
import threading
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any


class Party(StrEnum):
    TWILIO = "twilio"
    META = "meta"
    MERCADOPAGO = "mercadopago"
    WEBHOOKS = "webhooks"


class FaultKind(StrEnum):
    DELAY = "delay"
    TOO_MANY = "429"
    BROKEN = "500"
    TIMEOUT = "timeout"
    TIMEOUT_AFTER = "timeout_after"
    DUPLICATE = "duplicate"
    REORDER = "reorder"
    DROP_STATUS = "drop_status"


REQUEST_KINDS = frozenset(
    {
        FaultKind.DELAY,
        FaultKind.TOO_MANY,
        FaultKind.BROKEN,
        FaultKind.TIMEOUT,
        FaultKind.TIMEOUT_AFTER,
    }
)
WEBHOOK_KINDS = frozenset({FaultKind.DUPLICATE, FaultKind.REORDER, FaultKind.DROP_STATUS})
# Only the party «webhooks» can be slow to call us: a slow twilio is slow to answer us.
SLOW_WEBHOOK_KINDS = WEBHOOK_KINDS | {FaultKind.DELAY}

_SECONDS = {
    FaultKind.DELAY: 3.0,
    FaultKind.REORDER: 1.0,
    FaultKind.TIMEOUT: 30.0,  # longer than any sensible client waits
    FaultKind.TIMEOUT_AFTER: 30.0,
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One armed misbehaviour. match is a substring of the path; empty fits every path.

    share: of the requests that it fits, from 0 to 1.
    """

    id: int
    party: Party
    kind: FaultKind
    times: int
    seconds: float
    match: str
    share: float = 1.0

    def as_json(self) -> dict[str, Any]:
        """Return the fault as the control API shows it."""
        return asdict(self)


class Faults:
    """The armed faults, oldest first."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._numbers = itertools.count(1)
        self._armed: list[Fault] = []
        self._luck = random.Random(1)  # noqa: S311 - the same chances in every run

    def arm(self, wish: dict[str, Any]) -> Fault:
        """Arm one fault. Raises ValueError when the party cannot misbehave that way."""
        party, kind = Party(wish.get("party", "")), FaultKind(str(wish.get("kind", "")))
        possible = SLOW_WEBHOOK_KINDS if party is Party.WEBHOOKS else REQUEST_KINDS | WEBHOOK_KINDS
        if kind not in possible:
            raise ValueError(f"{party} cannot misbehave by {kind}")
        fault = Fault(
            id=next(self._numbers),
            party=party,
            kind=kind,
            times=int(wish.get("times") or 1),
            seconds=float(wish.get("seconds") or _SECONDS.get(kind, 0.0)),
            match=str(wish.get("match") or ""),
            share=float(wish.get("share") or 1.0),
        )
        with self._lock:
            self._armed.append(fault)
        return fault

    def take_for_request(self, party: Party, path: str) -> Fault | None:
        """Use up and return the oldest fault for a request to that party; None means behave."""
        return self._take({party: REQUEST_KINDS}, path)

    def take_for_webhook(
        self, party: Party, path: str, *, kinds: frozenset[FaultKind]
    ) -> Fault | None:
        """Use up and return the oldest fault for a webhook of that party; None means behave."""
        return self._take(
            {party: kinds & WEBHOOK_KINDS, Party.WEBHOOKS: kinds & SLOW_WEBHOOK_KINDS}, path
        )

    def armed(self) -> list[Fault]:
        """Return what is still armed, oldest first."""
        with self._lock:
            return list(self._armed)

    def clear(self) -> None:
        """Disarm everything."""
        with self._lock:
            self._armed.clear()

    def _take(self, wanted: dict[Party, frozenset[FaultKind]], path: str) -> Fault | None:
        with self._lock:
            for place, fault in enumerate(self._armed):
                if fault.kind not in wanted.get(fault.party, frozenset()):
                    continue
                if fault.match not in path or self._luck.random() >= fault.share:
                    continue
                if fault.times > 1:
                    self._armed[place] = replace(fault, times=fault.times - 1)
                else:
                    del self._armed[place]
                return fault
        return None
