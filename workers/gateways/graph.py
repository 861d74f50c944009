"""Meta's Graph API over HTTP: one access token, time limits, and errors told by what helps.

Source: contract sheet on the WhatsApp Cloud API (2026-11-22), sections 1, 6 and 7.
"""

from collections.abc import Mapping
from typing import Any

import httpx

from workers.gateways import files
from workers.gateways.errors import GatewayError

REAL_API = "https://graph.facebook.com"
# Together shorter than the lease of an outbox row, so that nobody else sends it meanwhile.
TIMEOUT = httpx.Timeout(10.0, connect=3.0)
_FILE_HOSTS = ("fbsbx.com", "facebook.com", "fbcdn.net", "whatsapp.net")  # may see the token
_NEVER_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
PAIR_RATE = 131056
_PAIR_PAUSE_SECONDS = 6.0  # about one message in six seconds to one person
# What is mended in the settings or at Meta; what is owed is not thrown away for it.
_OURS = {0, 3, 10, 190, 368, *range(200, 300)} | {
    130497, 131005, 131031, 131037, 131042, 131044, 131045, 131048, 131063, 131064,
}  # fmt: skip
_OURS_PAUSE_SECONDS = 60.0
_BUSY = {4, 80007, 130429, 133016}
_PASSING = {1, 2, 131000, 131016, 131057, 135000}


class Graph:
    """The API for one access token; its connections are kept open between calls."""

    def __init__(self, access_token: str, *, api_url: str, version: str) -> None:
        is_local = api_url.startswith("http://127.0.0.1")
        self._http = httpx.Client(
            base_url=f"{api_url}/{version}/",
            headers={"Authorization": f"Bearer {access_token}"},
            timeout=TIMEOUT,
            trust_env=not is_local,
        )
        self._files = httpx.Client(timeout=TIMEOUT, trust_env=not is_local)  # knows no token
        self._is_real = api_url == REAL_API
        self._api_url = api_url

    def close(self) -> None:
        """Close the kept connections; the client is of no use afterwards."""
        self._http.close()
        self._files.close()

    def get(self, path: str, **query: str) -> Mapping[str, Any]:
        """Read something. Raises GatewayError."""
        return _answer(self._asked("GET", path, params=query))

    def post(
        self, path: str, body: Mapping[str, Any], *, seconds: float | None = None
    ) -> Mapping[str, Any]:
        """Do something; seconds: a shorter time limit. Raises GatewayError."""
        timeout = TIMEOUT if seconds is None else httpx.Timeout(seconds)
        return _answer(self._asked("POST", path, json=body, timeout=timeout))

    def upload(
        self, path: str, fields: Mapping[str, str], data: bytes, *, name: str, mime_type: str
    ) -> Mapping[str, Any]:
        """Hand over a file. Raises GatewayError."""
        file = {"file": (name, data, mime_type)}
        return _answer(self._asked("POST", path, data=dict(fields), files=file))

    def download(self, url: str, *, most_bytes: int) -> bytes:
        """Return the file behind an address that Meta gave out. Raises GatewayError."""
        is_metas = files.is_within(url, _FILE_HOSTS)
        if is_metas and not self._is_real:  # a stand-in gives out Meta's own addresses
            url = self._api_url + httpx.URL(url).raw_path.decode()
        key = {"Authorization": self._http.headers["Authorization"]} if is_metas else {}
        return files.fetch(self._files, url, headers=key, most_bytes=most_bytes)

    def _asked(self, method: str, path: str, **more: Any) -> httpx.Response:
        try:
            return self._http.request(method, path, **more)
        except _NEVER_LEFT as error:
            raise GatewayError(type(error).__name__, permanent=False) from error
        except httpx.HTTPError as error:
            raise GatewayError(type(error).__name__, permanent=False, unknown=True) from error


def _answer(response: httpx.Response) -> Mapping[str, Any]:
    """Return the JSON object of an answer. Raises GatewayError for a refusal."""
    try:
        body = response.json()
    except ValueError:
        body = None
    if response.is_success and isinstance(body, dict):
        return body
    error = body.get("error") if isinstance(body, dict) else None
    if isinstance(error, dict):
        raise _refusal(error, response.status_code)
    # Not Meta's own words: something on the way gave up, and the call may have had its effect.
    is_passing = response.is_success or response.status_code >= 500
    code = str(response.status_code)
    raise GatewayError(code, permanent=not is_passing, unknown=is_passing)


def _refusal(error: Mapping[str, Any], status: int) -> GatewayError:
    code = error.get("code")
    name = str(code if code is not None else status)
    if code == PAIR_RATE:
        return GatewayError(name, permanent=False, at_least=_PAIR_PAUSE_SECONDS, pair_is_full=True)
    if code in _BUSY or status == httpx.codes.TOO_MANY_REQUESTS:
        return GatewayError(name, permanent=False)
    if code in _OURS or status == httpx.codes.UNAUTHORIZED:
        return GatewayError(name, permanent=False, retry_after=_OURS_PAUSE_SECONDS)
    is_passing = code in _PASSING or status >= 500 or error.get("is_transient") is True
    return GatewayError(name, permanent=not is_passing)
