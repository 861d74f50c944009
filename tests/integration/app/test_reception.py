"""Requests in every shape and pace at a web of two threads, which no slow sender may hold."""

import contextlib
import itertools
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.reception import MOST_BYTES, Receiver
from app.settings import PROJECT
from app.stack import free_ports

REQUEST = b"POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%b"

WHOLE = re.compile(rb"(?s)HTTP/1.1 \d+ (?:.*?Content-Length: (\d+))?.*?\r\n\r\n", re.IGNORECASE)


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """A running web."""
    number = free_ports()
    command = [sys.executable, "-m", "tests.fakes.tiny_web", str(number)]
    process = subprocess.Popen(command, cwd=PROJECT)
    deadline = time.monotonic() + 60
    while True:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", number), 1):
            break
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.1)
    yield number
    process.terminate()
    process.wait(10)


def dial(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=20)


def answer_of(line: socket.socket) -> bytes:
    """Return one answer, or what there is of it."""
    found = b""
    while not (end := WHOLE.match(found)) or len(found) < end.end() + int(end[1] or 0):
        more = line.recv(4096)
        if not more:
            return found
        found += more
    return found


def status(port: int, request: bytes) -> int:
    with dial(port) as line:
        line.sendall(request)
        return int(answer_of(line).split(b" ", 2)[1])


class TestPace:
    def test_a_hundred_slow_senders_hold_nobody_up(self, port: int) -> None:
        with contextlib.ExitStack() as slow:
            lines = [slow.enter_context(dial(port)) for _ in range(100)]
            for place, line in enumerate(lines):
                line.sendall(b"POST /x HTT" if place % 2 else REQUEST[:-2] % 50 + b"half")
            began = time.monotonic()
            for _ in range(20):
                assert status(port, REQUEST % (2, b"ok")) == 200
            assert time.monotonic() - began < 4

            lines[0].sendall(b"s" * 46)
            assert answer_of(lines[0]).endswith(b"50")

    def test_sender_that_never_ends_is_told_so(self, port: int) -> None:
        with dial(port) as line:
            line.sendall(b"POST /x HTTP/1.1\r\n")
            began = time.monotonic()
            assert b" 408 " in answer_of(line)
            assert line.recv(1) == b""
        assert 8 < time.monotonic() - began < 16


class TestShape:
    @pytest.mark.parametrize(
        ("request_bytes", "expected"),
        [
            (b"GET /x HTTP/1.1\r\nHost: x\r\n\r\n", 200),
            (REQUEST % (0, b""), 200),
            (REQUEST % (300_000, b"a" * 300_000), 200),
            (b"POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % (MOST_BYTES + 1), 413),
            (b"POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 10e3\r\n\r\n", 400),
            (b"POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", 400),
            (b"POST /x HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 411),
            (b"GET /x HTTP/1.1\r\nX: " + b"a" * 70_000, 431),
            (b"nonsense\r\n\r\n", 400),
        ],
    )
    def test_answer(self, port: int, request_bytes: bytes, expected: int) -> None:
        assert status(port, request_bytes) == expected

    def test_two_requests_in_one_piece_are_both_answered(self, port: int) -> None:
        with dial(port) as line:
            line.sendall(REQUEST % (3, b"one") + REQUEST % (5, b"three"))
            found = b""
            while found.count(b"200 OK") < 2 or not found.endswith(b"5"):
                more = line.recv(4096)
                assert more, found
                found += more

    def test_next_request_on_a_kept_connection(self, port: int) -> None:
        with dial(port) as line:
            for length in (1, 7, 3):
                line.sendall(REQUEST % (length, b"a" * length))
                assert answer_of(line).endswith(b"%d" % length)

    def test_body_shorter_than_told(self, port: int) -> None:
        with dial(port) as line:
            line.sendall(REQUEST % (50, b"short"))
            line.shutdown(socket.SHUT_WR)
            assert answer_of(line).endswith(b"5")

    def test_body_that_waits_to_be_asked_for(self, port: int) -> None:
        with dial(port) as line:
            line.sendall(
                b"POST /x HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n"
            )
            assert b"100 Continue" in answer_of(line)
            line.sendall(b"ok")
            while b"200 OK" not in answer_of(line):
                pass


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    bodies=st.lists(st.binary(max_size=60), min_size=1, max_size=4),
    cuts=st.lists(st.integers(0, 400), max_size=6),
)
def test_requests_are_the_same_however_they_are_cut(bodies: list[bytes], cuts: list[int]) -> None:
    wire = b"".join(REQUEST % (len(body), body) for body in bodies)
    edges = [0, *sorted(min(cut, len(wire)) for cut in cuts), len(wire)]
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.setblocking(False)
        receiver, found = Receiver(ours), []
        receiver.begin()
        for start, end in itertools.pairwise(edges):
            theirs.sendall(wire[start:end])
            while receiver.collect() and len(found) < len(bodies):
                found.append(b"".join(iter(lambda: receiver.recv(7), b"")))
                receiver.begin()
                if not receiver.has_more:
                    break
    assert found == [REQUEST % (len(body), body) for body in bodies]
