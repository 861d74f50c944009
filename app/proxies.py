"""What a reverse proxy says about a request: believed when it is ours, else taken away."""

from collections.abc import Iterable, Sequence
from ipaddress import ip_address
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from werkzeug.middleware.proxy_fix import ProxyFix

from app.environment import Network

STRANGE_PROXY = "turnero.strange_proxy"  # set where somebody unknown claims to pass a request on
_CLAIMS = (
    "HTTP_FORWARDED",
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PORT",
    "HTTP_X_FORWARDED_PREFIX",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_REAL_IP",
)


class TrustedProxies:
    """WSGI middleware. A request from one of the networks has the address and scheme it tells."""

    def __init__(self, application: WSGIApplication, networks: Sequence[Network]) -> None:
        self._networks = networks
        self._direct = application
        self._passed_on = ProxyFix(application, x_for=1, x_proto=1, x_host=0)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        if self._trusts(environ.get("REMOTE_ADDR", "")):
            return self._passed_on(environ, start_response)
        claims = [name for name in _CLAIMS if environ.pop(name, None) is not None]
        environ[STRANGE_PROXY] = bool(claims)
        return self._direct(environ, start_response)

    def _trusts(self, address: str) -> bool:
        try:
            peer = ip_address(address)
        except ValueError:
            return False
        return any(peer in network for network in self._networks)
