"""The append-only file that lets the world survive `kill -9`: one JSON line per change.

Each line goes to the operating system in one write, so only a power cut can lose it; a torn last
line is dropped when reading. Nothing here knows what a record means.
"""

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from simulator.records import RECORD_TYPES, Record


class Operation(StrEnum):
    PUT = "put"
    DROP = "drop"
    RESET = "reset"


@dataclass(frozen=True, slots=True)
class Entry:
    """One change read back. record is set for put only, key for drop only."""

    seq: int
    operation: Operation
    table: type[Any] | None = None
    record: Record | None = None
    key: str = ""


_ADAPTERS: dict[type[Any], TypeAdapter[Any]] = {kind: TypeAdapter(kind) for kind in RECORD_TYPES}
_TABLES: dict[str, type[Any]] = {kind.__name__: kind for kind in RECORD_TYPES}


class Journal:
    """Appends changes to one file and reads them back in order."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        self._file = self._open()

    def put(self, seq: int, record: Record) -> None:
        """Append that a record is now so."""
        os.write(self._file, _put_line(seq, record))

    def drop(self, seq: int, table: type[Any], *, key: str) -> None:
        """Append that a record is no more."""
        line = {"seq": seq, "op": Operation.DROP, "table": table.__name__, "key": key}
        os.write(self._file, json.dumps(line).encode() + b"\n")

    def reset(self, seq: int) -> None:
        """Empty the file, keeping only the sequence number."""
        os.ftruncate(self._file, 0)
        os.write(self._file, json.dumps({"seq": seq, "op": Operation.RESET}).encode() + b"\n")

    def entries(self) -> Iterator[Entry]:
        """Yield the changes in the order they were written; a torn last line is left out."""
        with self._path.open("rb") as lines:
            for line in lines:
                if line.endswith(b"\n"):
                    yield _read(json.loads(line))

    def compact(self, seq: int, records: Iterable[Record]) -> None:
        """Replace the file by the present records only, in one rename."""
        shorter = self._path.with_name(self._path.name + ".new")
        with shorter.open("wb") as file:
            file.write(json.dumps({"seq": seq, "op": Operation.RESET}).encode() + b"\n")
            file.writelines(_put_line(seq, record) for record in records)
        shorter.replace(self._path)
        os.close(self._file)
        self._file = self._open()

    def _open(self) -> int:
        return os.open(self._path, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)


def _put_line(seq: int, record: Record) -> bytes:
    head = {"seq": seq, "op": Operation.PUT, "table": type(record).__name__}
    body = _ADAPTERS[type(record)].dump_json(record)
    return json.dumps(head).encode()[:-1] + b', "record": ' + body + b"}\n"


def _read(line: dict[str, Any]) -> Entry:
    operation = Operation(line["op"])
    if operation is Operation.RESET:
        return Entry(seq=line["seq"], operation=operation)
    table = _TABLES[line["table"]]
    if operation is Operation.DROP:
        return Entry(seq=line["seq"], operation=operation, table=table, key=line["key"])
    record = _ADAPTERS[table].validate_python(line["record"])
    return Entry(seq=line["seq"], operation=operation, table=table, record=record)
