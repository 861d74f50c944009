"""Forwarded headers: those of our own proxies are believed, everybody else's are taken away."""

from collections.abc import Iterable
from ipaddress import ip_network
from typing import Any

import pytest
from werkzeug.test import EnvironBuilder, run_wsgi_app
from werkzeug.wrappers import Response

from app.environment import SettingsError
from app.proxies import STRANGE_PROXY, TrustedProxies
from app.settings import Settings

OURS = (ip_network("10.0.0.0/8"), ip_network("::1"))
CLAIMS = {
    "X-Forwarded-For": "1.1.1.1, 203.0.113.7",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "evil.example",
    "Forwarded": "for=1.1.1.1",
}


def seen_from(peer: str, headers: dict[str, str]) -> dict[str, Any]:
    """Return what the application is told of a request."""
    seen: dict[str, Any] = {}

    def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        seen.update(environ)
        return Response("")(environ, start_response)

    environ = EnvironBuilder("/", headers=headers, environ_base={"REMOTE_ADDR": peer}).get_environ()
    run_wsgi_app(TrustedProxies(application, OURS), environ)
    return seen


@pytest.mark.parametrize("peer", ["10.1.2.3", "::1"])
def test_our_proxy_tells_the_nearest_client_and_the_scheme(peer: str) -> None:
    seen = seen_from(peer, CLAIMS)

    assert (seen["REMOTE_ADDR"], seen["wsgi.url_scheme"]) == ("203.0.113.7", "https")
    assert seen["HTTP_HOST"] == "localhost"


@pytest.mark.parametrize("peer", ["203.0.113.9", "127.0.0.1", "", "no address"])
def test_nobody_else_is_believed(peer: str) -> None:
    seen = seen_from(peer, CLAIMS)

    assert (seen["REMOTE_ADDR"], seen["wsgi.url_scheme"]) == (peer, "http")
    assert not [name for name in seen if name.startswith(("HTTP_X_F", "HTTP_FORW"))]
    assert seen[STRANGE_PROXY] is True


def test_direct_request_is_nobody_strange() -> None:
    assert seen_from("203.0.113.9", {})[STRANGE_PROXY] is False


def test_networks_are_read_from_the_settings() -> None:
    key = {"SECRET_KEY": "k" * 32}

    given = Settings.load({**key, "TRUSTED_PROXIES": "127.0.0.1, 10.0.0.0/8"}, None)
    assert given.trusted_proxies == (ip_network("127.0.0.1/32"), ip_network("10.0.0.0/8"))
    with pytest.raises(SettingsError, match="TRUSTED_PROXIES"):
        Settings.load({**key, "TRUSTED_PROXIES": "my-proxy"}, None)
