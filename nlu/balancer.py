"""One address for several language servers; a new model reaches them one after the other.

It speaks the part of Rasa's HTTP API that Turnero uses: GET, POST /model/parse, PUT /model. Parsing
changes nothing, so a request that a server did not answer is asked again of the next one.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Sequence
from urllib.parse import urlsplit

from nlu.wire import LINE_LIMIT, WireError, WireMessage, json_response, read_request, read_response

ANSWER_SECONDS = 4.0  # a little less than nlu.client waits
LOAD_SECONDS = 90.0
REST_SECONDS = 1.0  # a server that failed is asked last for so long
_NO_MODEL = 409  # what Rasa answers before its model is loaded
_UNAVAILABLE = json_response(503, "Service Unavailable", {"reason": "no server answers"})
_NOT_ALLOWED = json_response(405, "Method Not Allowed", {"reason": "not through the balancer"})
_TROUBLE = (WireError, OSError, TimeoutError)


class Replica:
    """One language server and the connections to it that are not in use."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.host, self.port = parts.hostname or "127.0.0.1", parts.port or 80
        self.name = f"{self.host}:{self.port}"
        self.is_loading = False
        self.busy = 0
        self.rests_until = 0.0  # loop time
        self._idle: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []

    async def ask(self, request: WireMessage, seconds: float) -> WireMessage:
        """Return the answer to a request. Raises WireError, OSError or TimeoutError."""
        self.busy += 1
        try:
            async with asyncio.timeout(seconds):
                return await self._asked(request)
        finally:
            self.busy -= 1

    def hang_up(self) -> None:
        """Close the connections that are not in use."""
        while self._idle:
            self._idle.pop()[1].close()

    async def _asked(self, request: WireMessage) -> WireMessage:
        while self._idle:  # the server may have closed these meanwhile
            with contextlib.suppress(WireError, OSError):
                return await self._exchange(*self._idle.pop(), request)
        return await self._exchange(
            *await asyncio.open_connection(self.host, self.port, limit=LINE_LIMIT), request
        )

    async def _exchange(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: WireMessage
    ) -> WireMessage:
        kept = False
        try:
            writer.write(request.encoded())
            await writer.drain()
            response = await read_response(reader)
            kept = response.keeps_alive
        finally:
            if kept:
                self._idle.append((reader, writer))
            else:
                writer.close()
        return response


class Balancer:
    """Gives each request to the server that has least to do."""

    def __init__(self, urls: Sequence[str]) -> None:
        self._replicas = [Replica(url) for url in urls]
        self._reloading = asyncio.Lock()

    async def serve(self, host: str, port: int) -> None:
        """Answer for ever."""
        server = await asyncio.start_server(self._on_connection, host, port, limit=LINE_LIMIT)
        try:
            async with server:
                await server.serve_forever()
        finally:
            for replica in self._replicas:
                replica.hang_up()

    async def answer(self, request: WireMessage) -> WireMessage:
        """Return the answer to one request, whatever happens to the servers."""
        method, path = _target(request)
        if (method, path) == ("PUT", "/model"):
            return await self._reload(request)
        if method == "GET" or (method, path) == ("POST", "/model/parse"):
            return await self._forward(request)
        return _NOT_ALLOWED

    async def _forward(self, request: WireMessage) -> WireMessage:
        answer = _UNAVAILABLE
        for replica in self._least_busy_first():
            try:
                answer = await replica.ask(request, ANSWER_SECONDS)
            except _TROUBLE:
                replica.rests_until = _now() + REST_SECONDS
                continue
            if answer.status != _NO_MODEL:
                return answer
        return answer

    def _least_busy_first(self) -> list[Replica]:
        now = _now()
        return sorted(
            self._replicas,
            key=lambda replica: (replica.is_loading, replica.rests_until > now, replica.busy),
        )

    async def _reload(self, request: WireMessage) -> WireMessage:
        """Load the model in every server, each out of the way meanwhile; stop at a failure."""
        async with self._reloading:
            for replica in self._replicas:
                replica.is_loading = True
                try:
                    answer = await replica.ask(request, LOAD_SECONDS)
                except _TROUBLE:
                    answer = _UNAVAILABLE
                finally:
                    replica.is_loading = False
                if answer.status >= 300:
                    return _failed(replica, answer)
        return json_response(204, "No Content", None)

    async def _on_connection(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        try:
            with contextlib.suppress(WireError, ConnectionError):
                while (request := await read_request(reader)) is not None:
                    response = await self.answer(request)
                    writer.write(response.encoded())
                    await writer.drain()
                    if not request.keeps_alive:
                        break
        finally:
            writer.close()


def _target(request: WireMessage) -> tuple[str, str]:
    method, _, rest = request.first.partition(" ")
    return method, urlsplit(rest.split(" ", 1)[0]).path


def _failed(replica: Replica, answer: WireMessage) -> WireMessage:
    with contextlib.suppress(ValueError):
        return json_response(
            502, "Bad Gateway", {"replica": replica.name, "answer": json.loads(answer.body)}
        )
    return json_response(502, "Bad Gateway", {"replica": replica.name, "status": answer.status})


def _now() -> float:
    return asyncio.get_running_loop().time()
