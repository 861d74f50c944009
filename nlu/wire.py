"""HTTP/1.1 messages with a stated length, read from and written to asyncio streams.

All that the balancer needs between itself, Rasa and our client; chunked bodies are refused.
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass

LINE_LIMIT = 64 * 1024
BODY_LIMIT = 1024 * 1024
_NO_BODY = {204, 304}


class WireError(Exception):
    """The other side did not send a whole message that we understand."""


@dataclass(frozen=True, slots=True)
class WireMessage:
    """A request or a response: its first line, its headers by lower-case name, its body."""

    first: str
    headers: dict[str, str]
    body: bytes

    @property
    def keeps_alive(self) -> bool:
        """Whether the connection may carry another message."""
        return self.headers.get("connection", "").lower() != "close" and "HTTP/1.1" in self.first

    @property
    def status(self) -> int:
        """The status of a response. Raises WireError where there is none."""
        try:
            return int(self.first.split(" ", 2)[1])
        except (IndexError, ValueError) as error:
            raise WireError(self.first) from error

    def encoded(self) -> bytes:
        """Return the message as it goes over the wire."""
        lines = [self.first, *(f"{name}: {value}" for name, value in self.headers.items())]
        return "\r\n".join([*lines, "", ""]).encode("latin-1") + self.body


def json_response(status: int, reason: str, content: object) -> WireMessage:
    """Return a response that carries JSON."""
    body = b"" if status in _NO_BODY else json.dumps(content).encode()
    headers = {"content-type": "application/json", "content-length": str(len(body))}
    return WireMessage(f"HTTP/1.1 {status} {reason}", {} if status in _NO_BODY else headers, body)


async def read_request(stream: asyncio.StreamReader) -> WireMessage | None:
    """Return the next request; None when the other side has hung up. Raises WireError."""
    try:
        head = await stream.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError as error:
        if error.partial:
            raise WireError("cut off") from error
        return None
    except (asyncio.LimitOverrunError, ConnectionError) as error:
        raise WireError("no request") from error
    first, headers = _parsed(head)
    return WireMessage(first, headers, await _body(stream, headers))


async def read_response(stream: asyncio.StreamReader) -> WireMessage:
    """Return the response. Raises WireError, also when the other side hangs up before it."""
    try:
        head = await stream.readuntil(b"\r\n\r\n")
    except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, ConnectionError) as error:
        raise WireError("no response") from error
    first, headers = _parsed(head)
    response = WireMessage(first, headers, b"")
    if response.status in _NO_BODY:
        return response
    return WireMessage(first, headers, await _body(stream, headers))


def _parsed(head: bytes) -> tuple[str, dict[str, str]]:
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {}
    for line in filter(None, lines):
        name, _, value = line.partition(":")
        headers[name.strip().lower()] = value.strip()
    if "transfer-encoding" in headers:
        raise WireError("chunked")
    return first, headers


async def _body(stream: asyncio.StreamReader, headers: dict[str, str]) -> bytes:
    length = headers.get("content-length", "0")
    if not length.isascii() or not length.isdigit() or int(length) > BODY_LIMIT:
        raise WireError("length")
    try:
        return await stream.readexactly(int(length))
    except (asyncio.IncompleteReadError, ConnectionError) as error:
        raise WireError("cut off") from error
