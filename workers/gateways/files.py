"""Fetching a file over HTTP: no more than asked for, and the key shown to one host only."""

import time
from collections.abc import Collection, Mapping

import httpx

from workers.gateways.errors import GatewayError

TOO_LARGE = "too_large"
GONE = "gone"
_MOST_HOPS = 4
_LONGEST_SECONDS = 60.0  # half of a file's lease, so that nobody else fetches it meanwhile
_PIECE_BYTES = 64 * 1024
_AS_IT_IS = {"Accept-Encoding": "identity"}  # what is packed would grow beyond every limit
_OURS_PAUSE_SECONDS = 60.0  # wrong credentials are mended in the settings


def is_within(url: str, domains: Collection[str]) -> bool:
    """Whether an address is one of https on a host of these domains."""
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL:
        return False
    is_theirs = any(parsed.host == one or parsed.host.endswith(f".{one}") for one in domains)
    return parsed.scheme == "https" and is_theirs


def path_of(url: str) -> str:
    """Return path and query of an address. Raises GatewayError when it is none."""
    return _parsed(url).raw_path.decode()


def fetch(http: httpx.Client, url: str, *, headers: Mapping[str, str], most_bytes: int) -> bytes:
    """Return the file at an address, following redirects. Raises GatewayError.

    headers: what proves who we are; they are sent to that host alone, never to one that it sends us
    on to. http: must hold no credentials of its own.
    """
    here = _parsed(url)
    first = here
    for _ in range(_MOST_HOPS):
        shown = {**_AS_IT_IS, **(headers if _origin(here) == _origin(first) else {})}
        try:
            with http.stream("GET", here, headers=shown, follow_redirects=False) as response:
                if response.has_redirect_location:
                    here = _next(here, response)
                    continue
                _require_ok(response)
                return _limited(response, most_bytes)
        except httpx.HTTPError as error:
            raise GatewayError(type(error).__name__, permanent=False) from error
    raise GatewayError("too_many_redirects", permanent=True)


def _parsed(url: str) -> httpx.URL:
    try:
        return httpx.URL(url)
    except httpx.InvalidURL as error:
        raise GatewayError("no_address", permanent=True) from error


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port


def _next(here: httpx.URL, response: httpx.Response) -> httpx.URL:
    """Return where we are sent on to, which must be as safe as where we are."""
    there = here.join(_parsed(response.headers["Location"]))
    if there.scheme != "https" and there.scheme != here.scheme:
        raise GatewayError("unsafe_redirect", permanent=True)
    return there


def _require_ok(response: httpx.Response) -> None:
    code = response.status_code
    if code == httpx.codes.OK:
        return
    if code in (httpx.codes.NOT_FOUND, httpx.codes.GONE):
        raise GatewayError(GONE, permanent=True)
    if code in (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN):
        raise GatewayError(str(code), permanent=False, at_least=_OURS_PAUSE_SECONDS)
    is_passing = code >= 500 or code in (
        httpx.codes.REQUEST_TIMEOUT,
        httpx.codes.TOO_EARLY,
        httpx.codes.TOO_MANY_REQUESTS,
    )
    raise GatewayError(str(code), permanent=not is_passing)


def _limited(response: httpx.Response, most_bytes: int) -> bytes:
    """Return the body, read no further than the limit whatever length it is said to have."""
    said = response.headers.get("Content-Length", "")
    if said.isascii() and said.isdigit() and int(said[:18]) > most_bytes:
        raise GatewayError(TOO_LARGE, permanent=True)
    data, started = bytearray(), time.monotonic()
    for piece in response.iter_raw(_PIECE_BYTES):
        data += piece
        if time.monotonic() - started > _LONGEST_SECONDS:
            raise GatewayError("too_slow", permanent=False)
        if len(data) > most_bytes:
            raise GatewayError(TOO_LARGE, permanent=True)
    return bytes(data)
