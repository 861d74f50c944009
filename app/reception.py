"""Requests are received whole before a thread works on them, so that slow senders hold none.

gunicorn's threaded worker gives a connection a thread at its first byte; two dozen clients that
send a byte now and then stop it. Here its loop, which waits for all connections at once, collects
each request, and refuses what is too slow, too long, or of a length that nobody has told.
"""

import contextlib
import errno
import re
import selectors
import socket
import time
from functools import partial
from http import HTTPStatus
from typing import Any

from gunicorn.util import close as close_socket
from gunicorn.workers.gthread import TConn, ThreadWorker

MOST_BYTES = 4 * 1024 * 1024  # of a body; each door has a limit of its own below it
_MOST_HEAD_BYTES = 64 * 1024
_RECEIVE_SECONDS = 10.0  # for a whole request
_SEND_SECONDS = 30.0  # for each piece of an answer, to one who does not read it
_AT_ONCE = 64 * 1024
_MOST_DISCARDED = 8 * 1024 * 1024
_HEAD_END = b"\r\n\r\n"
_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d{1,18})[ \t]*\r\n", re.IGNORECASE)
_CHUNKED = re.compile(rb"\r\ntransfer-encoding:", re.IGNORECASE)
_EXPECTS = re.compile(rb"\r\nexpect:[ \t]*100-continue[ \t]*\r\n", re.IGNORECASE)
_NOBODY_THERE = (errno.EAGAIN, errno.EWOULDBLOCK, errno.ECONNABORTED)


class RefusedError(Exception):
    """A request is not taken in; status says why."""

    def __init__(self, status: HTTPStatus) -> None:
        super().__init__(status)
        self.status = status


class Receiver:
    """A socket that is read here, without waiting, until a request is whole.

    Everything else is the socket's own. What comes behind the request is kept for the next one.
    """

    def __init__(self, connection: socket.socket) -> None:
        self._socket = connection
        self._received = bytearray()
        self._whole: int | None = None  # bytes of the request, once its head is there
        self._has_ended = False
        self.deadline = 0.0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._socket, name)

    def setblocking(self, blocks: bool) -> None:
        """Let sending wait, though not for ever."""
        self._socket.settimeout(_SEND_SECONDS if blocks else 0.0)

    def begin(self) -> None:
        """Expect the next request from now on."""
        self._whole = None
        self.deadline = time.monotonic() + _RECEIVE_SECONDS

    @property
    def has_more(self) -> bool:
        """Whether some of the next request is here already."""
        return bool(self._received)

    def collect(self) -> bool:
        """Take in what has come, and return whether a request is whole, or its sender is gone.

        Raises RefusedError, or OSError when the connection is broken.
        """
        while not self._is_whole():
            try:
                data = self._socket.recv(_AT_ONCE)
            except BlockingIOError:
                return False
            if not data:
                self._has_ended = True
                self._whole = len(self._received)
            self._received += data
        return True

    def recv(self, most: int, _flags: int = 0) -> bytes:
        """Return more of the whole request; nothing after its end."""
        data = bytes(self._received[: min(most, self._whole or 0)])
        del self._received[: len(data)]
        self._whole = (self._whole or 0) - len(data)
        return data

    def discard(self) -> None:
        """Read what has come away, as closing over unread bytes would cut off our last answer."""
        self._socket.settimeout(0.0)
        for _ in range(_MOST_DISCARDED // _AT_ONCE):
            if not self._socket.recv(_AT_ONCE):
                return

    @property
    def is_gone(self) -> bool:
        """Whether its sender left without a word."""
        return self._has_ended and not self._received

    def _is_whole(self) -> bool:
        if self._whole is None:
            end = self._received.find(_HEAD_END)
            if end > _MOST_HEAD_BYTES or (end < 0 and len(self._received) > _MOST_HEAD_BYTES):
                raise RefusedError(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
            if end < 0:
                return False
            self._whole = self._length_with(end + len(_HEAD_END))
        return len(self._received) >= self._whole

    def _length_with(self, head_bytes: int) -> int:
        head = bytes(self._received[:head_bytes])
        if _CHUNKED.search(head):
            raise RefusedError(HTTPStatus.LENGTH_REQUIRED)
        told = _LENGTH.search(head)
        length = int(told[1]) if told else 0
        if length > MOST_BYTES:
            raise RefusedError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        if length and _EXPECTS.search(head):
            self._socket.send(b"HTTP/1.1 100 Continue\r\n\r\n")
        return head_bytes + length


class _Connection(TConn):  # type: ignore[misc] # gunicorn has no types
    is_polled = False

    def close(self, graceful: bool = False) -> None:
        """Close without waiting for the other side."""
        with contextlib.suppress(OSError):
            self.sock.shutdown(socket.SHUT_WR)
            self.sock.discard()
        close_socket(self.sock)


class Reception(ThreadWorker):  # type: ignore[misc] # gunicorn has no types
    """gunicorn's threaded worker, with whole requests only."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self._receiving: dict[Any, None] = {}  # by deadline, the first to end first

    def accept(self, listener: socket.socket) -> None:
        """Take a new connection and wait for its request."""
        try:
            client, address = listener.accept()
        except OSError as error:
            if error.errno not in _NOBODY_THERE:
                raise
            return
        self.nr_conns += 1
        conn = _Connection(self.cfg, Receiver(client), address, listener.getsockname())
        conn.data_ready = True
        self._await(conn)

    def on_client_socket_readable(self, conn: Any, client: Any) -> None:
        """Wait for the next request of a connection that was kept."""
        self.poller.unregister(client)
        self.keepalived_conns.remove(conn)
        self._await(conn)

    def finish_request(self, conn: Any, fs: Any) -> None:
        """Go on with what came behind the request that is answered."""
        super().finish_request(conn, fs)
        if conn.sock.has_more and conn in self.keepalived_conns:
            self.on_client_socket_readable(conn, conn.sock)

    def murder_pending(self) -> None:
        """Refuse what has not become whole in time; gunicorn calls this once a second."""
        super().murder_pending()
        now = time.monotonic()
        late = [conn for conn in self._receiving if conn.sock.deadline < now]
        for conn in late:
            self._refuse(conn, HTTPStatus.REQUEST_TIMEOUT)

    def _await(self, conn: Any) -> None:
        conn.sock.begin()
        self._receiving[conn] = None
        self._collect(conn)

    def _collect(self, conn: Any, _client: Any = None) -> None:
        try:
            if not conn.sock.collect():
                self._go_on_waiting(conn)
                return
        except RefusedError as refused:
            self._refuse(conn, refused.status)
            return
        except OSError:
            self._drop(conn)
            return
        if conn.sock.is_gone:
            self._drop(conn)
            return
        self._let_go(conn)
        self.enqueue_req(conn)

    def _go_on_waiting(self, conn: Any) -> None:
        if not conn.is_polled:
            self.poller.register(conn.sock, selectors.EVENT_READ, partial(self._collect, conn))
            conn.is_polled = True

    def _refuse(self, conn: Any, status: HTTPStatus) -> None:
        head = f"HTTP/1.1 {status.value} {status.phrase}\r\nConnection: close\r\n"
        with contextlib.suppress(OSError):
            conn.sock.send(f"{head}Content-Length: 0\r\n\r\n".encode())
        self._drop(conn)

    def _drop(self, conn: Any) -> None:
        self._let_go(conn)
        self.nr_conns -= 1
        conn.close()

    def _let_go(self, conn: Any) -> None:
        del self._receiving[conn]
        if conn.is_polled:
            self.poller.unregister(conn.sock)
            conn.is_polled = False
