"""The one memory of the simulated world: records under a lock, journalled, and told to the pages.

Every change takes the next sequence number. Read-check-write sequences hold `state.lock`.
"""

import threading
from collections import defaultdict
from dataclasses import replace
from typing import Any, TypeVar, cast

from simulator.events import Event, Hub
from simulator.journal import Journal, Operation
from simulator.records import RECORD_TYPES, Message, Record

R = TypeVar("R", bound=Record)


class State:
    """Holds every record by type and key; the latest sequence number is `seq`."""

    def __init__(self, journal: Journal, hub: Hub) -> None:
        self.lock = threading.RLock()
        self.seq = 0
        self.hub = hub
        self._journal = journal
        self._tables: dict[type[Any], dict[str, Any]] = {kind: {} for kind in RECORD_TYPES}
        self._sids_by_phone: dict[str, list[str]] = defaultdict(list)
        self._replay()

    def get(self, kind: type[R], key: str) -> R | None:
        """Return the record of that key; None means there is none."""
        return cast("R | None", self._tables[kind].get(key))

    def all(self, kind: type[R]) -> list[R]:
        """Return every record of a type, oldest first."""
        with self.lock:
            return list(self._tables[kind].values())

    def messages_of(self, phone: str) -> list[Message]:
        """Return the bubbles of one phone, oldest first; empty when it never wrote nor got any."""
        with self.lock:
            found = (self.get(Message, sid) for sid in self._sids_by_phone.get(phone, ()))
            return [message for message in found if message is not None]

    def put(self, record: R) -> R:
        """Store a record under the next sequence number and return it as stored.

        Effects: one journal line and one event to the open pages.
        """
        with self.lock:
            self.seq += 1
            stored: Any = record
            if isinstance(record, Message):
                stored = replace(record, seq=record.seq or self.seq, changed=self.seq)
            self._keep(stored)
            self._journal.put(self.seq, stored)
            self.hub.publish(Event(seq=self.seq, record=stored))
            return cast("R", stored)

    def drop(self, kind: type[Any], key: str) -> None:
        """Forget one record; nothing happens when it is not there."""
        with self.lock:
            record = self._tables[kind].pop(key, None)
            if record is None:
                return
            self.seq += 1
            self._journal.drop(self.seq, kind, key=key)
            self.hub.publish(Event(seq=self.seq, record=record, is_gone=True))

    def reset(self) -> None:
        """Forget everything; the sequence number goes on from where it was."""
        with self.lock:
            self.seq += 1
            self._forget()
            self._journal.reset(self.seq)
            self.hub.publish(Event(seq=self.seq))

    def tell_typing(self, phone: str) -> None:
        """Show the pages that the bot is writing to that phone; nothing is remembered."""
        self.hub.publish(Event(seq=self.seq, typing_phone=phone))

    def next_number(self, kind: type[Any], *, first: int) -> int:
        """Return one more than the greatest numeric key of a type; first when it has none."""
        with self.lock:
            newest = next(reversed(self._tables[kind]), None)
            return first if newest is None else int(newest) + 1

    def _keep(self, record: Record) -> None:
        table = self._tables[type(record)]
        if isinstance(record, Message) and record.sid not in table:
            self._sids_by_phone[record.phone].append(record.sid)
        table[record.key] = record

    def _forget(self) -> None:
        for table in self._tables.values():
            table.clear()
        self._sids_by_phone.clear()

    def _replay(self) -> None:
        for entry in self._journal.entries():
            self.seq = max(self.seq, entry.seq)
            if entry.operation is Operation.RESET:
                self._forget()
            elif entry.operation is Operation.DROP and entry.table is not None:
                self._tables[entry.table].pop(entry.key, None)
            elif entry.record is not None:
                self._keep(entry.record)
        self._journal.compact(
            self.seq, [record for table in self._tables.values() for record in table.values()]
        )
