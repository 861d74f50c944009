"""Fetching a file against real servers: the key goes to one host only, the limit holds."""

import contextlib
import gzip
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest

from workers.gateways import files
from workers.gateways.errors import GatewayError
from workers.gateways.files import fetch, is_within

KEY = {"Authorization": "Bearer of-our-own"}
MOST = 1000

Answer = Callable[[BaseHTTPRequestHandler], None]


class Server:
    """A server of one answer, which notes what it was shown."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.keys: list[str | None] = []


@contextmanager
def serving(answer: Answer) -> Iterator[Server]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.0"

        def do_GET(self) -> None:
            server.keys.append(self.headers.get("Authorization"))
            answer(self)

        def log_message(self, *args: object) -> None:
            pass

    listener = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server = Server(f"http://127.0.0.1:{listener.server_address[1]}/file")
    thread = threading.Thread(target=listener.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield server
    finally:
        listener.shutdown()
        thread.join()
        listener.server_close()


def gives(data: bytes, **headers: str) -> Answer:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(data)

    return answer


def says(status: int, location: str = "") -> Answer:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        if location:
            handler.send_header("Location", location)
        handler.end_headers()

    return answer


def fetched(url: str) -> bytes:
    with httpx.Client(trust_env=False, timeout=5) as http:
        return fetch(http, url, headers=KEY, most_bytes=MOST)


def refused(answer: Answer) -> GatewayError:
    with serving(answer) as server, pytest.raises(GatewayError) as caught:
        fetched(server.url)
    return caught.value


class TestKey:
    def test_key_is_shown_to_the_first_host_and_not_to_where_it_sends_us_on(self) -> None:
        with ExitStack() as stack:
            storage = stack.enter_context(serving(gives(b"the file")))
            first = stack.enter_context(serving(says(307, storage.url)))

            data = fetched(first.url)

        assert data == b"the file"
        assert first.keys == [KEY["Authorization"]]
        assert storage.keys == [None]

    def test_key_is_shown_again_on_the_same_host(self) -> None:
        answers = [says(302, "/elsewhere"), gives(b"here")]
        with serving(lambda handler: answers.pop(0)(handler)) as server:
            data = fetched(server.url)

        assert data == b"here"
        assert server.keys == [KEY["Authorization"]] * 2

    def test_key_comes_back_to_nobody_through_a_third_host(self) -> None:
        with ExitStack() as stack:
            last = stack.enter_context(serving(gives(b"x")))
            middle = stack.enter_context(serving(says(301, last.url)))
            first = stack.enter_context(serving(says(308, middle.url)))

            fetched(first.url)

        assert (middle.keys, last.keys) == ([None], [None])

    def test_https_is_never_left_for_less(self) -> None:
        def answer(request: httpx.Request) -> httpx.Response:
            return httpx.Response(302, headers={"Location": "http://storage.example/x"})

        with (
            httpx.Client(transport=httpx.MockTransport(answer)) as http,
            pytest.raises(GatewayError, match="unsafe_redirect"),
        ):
            fetch(http, "https://api.example/x", headers=KEY, most_bytes=MOST)

    @pytest.mark.parametrize(
        ("url", "is_theirs"),
        [
            ("https://lookaside.fbsbx.com/whatsapp", True),
            ("https://fbsbx.com/", True),
            ("http://lookaside.fbsbx.com/", False),
            ("https://lookaside.fbsbx.com.evil.example/", False),
            ("https://evilfbsbx.com/", False),
            ("https://lookaside.fbsbx.com@evil.example/", False),
            ("https://[", False),
        ],
    )
    def test_only_https_hosts_of_a_domain_are_within_it(self, url: str, is_theirs: bool) -> None:
        assert is_within(url, ["fbsbx.com"]) is is_theirs


class TestLimits:
    def test_file_of_just_the_limit_is_taken(self) -> None:
        with serving(gives(b"x" * MOST)) as server:
            assert len(fetched(server.url)) == MOST

    @pytest.mark.parametrize(
        "answer",
        [
            gives(b"x" * (MOST + 1)),
            gives(b"x" * (MOST + 1), Content_Length="1001"),
            gives(b"", Content_Length="1001"),
        ],
    )
    def test_larger_one_is_refused_for_good(self, answer: Answer) -> None:
        error = refused(answer)

        assert (error.code, error.permanent) == ("too_large", True)

    def test_endless_one_is_left_at_the_limit(self) -> None:
        written = 0

        def answer(handler: BaseHTTPRequestHandler) -> None:
            nonlocal written
            handler.send_response(200)
            handler.end_headers()
            try:
                for _ in range(10_000):
                    written += handler.wfile.write(b"x" * 10_000)
            except OSError:
                pass

        assert refused(answer).code == "too_large"
        assert written < 100_000_000

    def test_one_that_trickles_is_left_and_tried_again(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(files, "_LONGEST_SECONDS", 0.05)

        def answer(handler: BaseHTTPRequestHandler) -> None:
            handler.send_response(200)
            handler.end_headers()
            with contextlib.suppress(OSError):
                for _ in range(50):
                    handler.wfile.write(b"x")
                    time.sleep(0.02)

        error = refused(answer)

        assert (error.code, error.permanent) == ("too_slow", False)

    def test_packed_one_is_not_unpacked(self) -> None:
        packed = gzip.compress(b"\0" * 1_000_000)[:MOST]
        with serving(gives(packed, Content_Encoding="gzip")) as server:
            assert fetched(server.url) == packed

    def test_one_that_is_sent_on_for_ever_is_given_up(self) -> None:
        assert refused(says(302, "/again")).code == "too_many_redirects"


class TestErrors:
    @pytest.mark.parametrize("status", [404, 410])
    def test_what_is_gone_is_given_up(self, status: int) -> None:
        error = refused(says(status))

        assert (error.code, error.permanent) == ("gone", True)

    @pytest.mark.parametrize("status", [408, 425, 429, 500, 503])
    def test_what_passes_is_tried_again(self, status: int) -> None:
        assert not refused(says(status)).permanent

    @pytest.mark.parametrize("status", [401, 403])
    def test_wrong_key_is_waited_for_a_minute(self, status: int) -> None:
        error = refused(says(status))

        assert (error.permanent, error.at_least) == (False, 60.0)

    @pytest.mark.parametrize("status", [400, 405, 451])
    def test_other_refusals_are_final(self, status: int) -> None:
        assert refused(says(status)).permanent

    def test_connection_that_breaks_is_tried_again(self) -> None:
        def answer(handler: BaseHTTPRequestHandler) -> None:
            gives(b"half", Content_Length="100")(handler)

        assert not refused(answer).permanent

    @pytest.mark.parametrize("act", [fetched, files.path_of])
    def test_address_that_is_none_is_final(self, act: Callable[[str], object]) -> None:
        with pytest.raises(GatewayError) as caught:
            act("http://host:port/")

        assert caught.value.permanent
