"""A cheap HTTP client and Twilio stand-in on asyncio, so that the load costs the machine little.

The simulator would do as well, but it takes more of the two cores than what is measured.
"""

import asyncio
import contextlib
import json
import time
import urllib.parse
from collections.abc import Callable
from dataclasses import dataclass, field

_OK = b"HTTP/1.1 %d X\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b"


class Client:
    """Keep-alive connections to one address, one request at a time on each."""

    def __init__(self, port: int, connections: int) -> None:
        self._port = port
        self._free: asyncio.Queue[tuple[asyncio.StreamReader, asyncio.StreamWriter] | None] = (
            asyncio.Queue()
        )
        for _ in range(connections):
            self._free.put_nowait(None)

    async def post(self, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
        """Return status and body of an answer. Raises OSError, IncompleteReadError without one."""
        connection = await self._free.get()
        writer = None
        try:
            reader, writer = connection or await asyncio.open_connection("127.0.0.1", self._port)
            connection = None
            head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
            writer.write(
                f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{self._port}\r\n{head}"
                f"Content-Length: {len(body)}\r\n\r\n".encode()
                + body
            )
            status, answer = await _read_answer(reader)
            connection = (reader, writer)
        finally:
            if writer is not None and connection is None:
                writer.close()
            self._free.put_nowait(connection)
        return status, answer

    async def close(self) -> None:
        """Close every connection."""
        while not self._free.empty():
            connection = self._free.get_nowait()
            if connection is not None:
                connection[1].close()
                with contextlib.suppress(OSError):
                    await connection[1].wait_closed()


async def _read_answer(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    status = int(head.split(" ", 2)[1])
    for line in head.split("\r\n"):
        name, _, value = line.partition(":")
        if name.lower() == "content-length":
            return status, await reader.readexactly(int(value))
    return status, b""


@dataclass(slots=True)
class Sink:
    """Stands in for Twilio's Messages and Content resources: takes everything, remembers when.

    on_message: called with receiver, sent form and the monotonic instant of each message taken.
    """

    on_message: Callable[[str, dict[str, str], float], None]
    taken: int = 0
    _server: asyncio.Server | None = field(default=None)

    async def start(self, port: int) -> None:
        """Listen on a port of this machine."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", port)

    async def stop(self) -> None:
        """Stop listening."""
        if self._server is not None:
            self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                method, path, _ = head.split("\r\n", 1)[0].split(" ")
                length = 0
                for line in head.split("\r\n"):
                    name, _, value = line.partition(":")
                    if name.lower() == "content-length":
                        length = int(value)
                body = await reader.readexactly(length) if length else b""
                status, answer = self._answer(method, path, body)
                writer.write(_OK % (status, len(answer), answer))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            writer.close()

    def _answer(self, method: str, path: str, body: bytes) -> tuple[int, bytes]:
        if "/Messages.json" in path and method == "POST":
            self.taken += 1
            form = dict(urllib.parse.parse_qsl(body.decode()))
            self.on_message(form["To"], form, time.perf_counter())
            return 201, json.dumps({"sid": f"SM{self.taken:032x}", "status": "queued"}).encode()
        if path.endswith("/Content") and method == "POST":
            return 201, json.dumps({"sid": f"HX{abs(hash(body)):032x}"[:34]}).encode()
        if "ApprovalRequests" in path:
            approval = {"status": "approved", "name": "x", "category": "UTILITY"}
            return 201 if method == "POST" else 200, json.dumps(
                {**approval, "whatsapp": approval, "sid": "HX0"}
            ).encode()
        return 200, b"{}"
