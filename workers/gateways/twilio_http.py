"""The wire under Twilio's library: kept connections by urllib3, without the layers of `requests`.

Those cost more than the rest of a send together, and nothing of them is used.
"""

import json
import logging
import urllib.request
from urllib.parse import urlencode, urlsplit

import urllib3
from twilio.http import HttpClient
from twilio.http.response import Response
from urllib3 import HTTPConnectionPool, ProxyManager
from urllib3.exceptions import ConnectTimeoutError, HTTPError

_LOG = logging.getLogger("twilio.http_client")
_JSON, _FORM = "application/json", "application/x-www-form-urlencoded"


class WireError(Exception):
    """The call did not come to an answer. never_left: it surely did not reach the other side."""

    def __init__(self, name: str, *, never_left: bool) -> None:
        super().__init__(name)
        self.never_left = never_left


class KeptConnections(HttpClient):  # type: ignore[misc] # twilio has no types
    """Twilio's HTTP client; it never tries again by itself. Safe to share between threads."""

    def __init__(self, *, timeout_seconds: float) -> None:
        super().__init__(_LOG, is_async=False, timeout=timeout_seconds)
        self._timeout = urllib3.Timeout(connect=timeout_seconds, read=timeout_seconds)
        self._pools: dict[str, HTTPConnectionPool | ProxyManager] = {}

    def close(self) -> None:
        """Close the kept connections."""
        for pool in self._pools.values():
            pool.close() if isinstance(pool, HTTPConnectionPool) else pool.clear()

    def request(
        self,
        method: str,
        uri: str,
        params: dict[str, object] | None = None,
        data: dict[str, object] | None = None,
        headers: dict[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,
        allow_redirects: bool = False,
    ) -> Response:
        """Make one call and return its answer. Raises WireError when there is none."""
        sent = dict(headers or {})
        if auth is not None:
            sent |= urllib3.make_headers(basic_auth=":".join(auth))
        body = None
        if data is not None:
            is_json = sent.setdefault("Content-Type", _FORM) == _JSON
            body = json.dumps(data) if is_json else urlencode(data, doseq=True)
        parts = urlsplit(uri)
        pool = self._pool(parts.scheme, parts.netloc)
        address = uri
        if isinstance(pool, HTTPConnectionPool):
            address = uri.removeprefix(f"{parts.scheme}://{parts.netloc}") or "/"
        if params:
            address += f"?{urlencode(params, doseq=True)}"
        try:
            answer = pool.urlopen(
                method.upper(),
                address,
                body=body.encode() if body is not None else None,
                headers=sent,
                timeout=self._timeout if timeout is None else timeout,
                retries=False,
            )
        except HTTPError as error:
            never_left = isinstance(error, ConnectTimeoutError)  # or refused, or no such name
            raise WireError(type(error).__name__, never_left=never_left) from error
        return Response(answer.status, answer.data.decode(), answer.headers)

    def _pool(self, scheme: str, host: str) -> HTTPConnectionPool | ProxyManager:
        """Return the connections to a host, or to the machine's proxy where it has one for it."""
        known = self._pools.get(host)
        if known is None:
            proxy = urllib.request.getproxies().get(scheme)
            if proxy is None or urllib.request.proxy_bypass(host):
                known = urllib3.connection_from_url(f"{scheme}://{host}")
            else:
                known = ProxyManager(str(proxy))
            self._pools[host] = known
        return known
