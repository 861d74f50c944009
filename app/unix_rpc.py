"""XML-RPC over a unix socket, which the supervisor's own client leaves open on errors."""

import http.client
import socket
import xmlrpc.client
from pathlib import Path
from typing import Any

_TIMEOUT_SECONDS = 10.0
UNREACHABLE = (OSError, http.client.HTTPException, xmlrpc.client.ProtocolError)


class _UnixConnection(http.client.HTTPConnection):
    """HTTP to a socket file."""

    def __init__(self, path: Path) -> None:
        super().__init__("localhost", timeout=_TIMEOUT_SECONDS)
        self._path = path

    def connect(self) -> None:
        """Connect; a socket that cannot is closed."""
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(_TIMEOUT_SECONDS)
        try:
            connection.connect(str(self._path))
        except OSError:
            connection.close()
            raise
        self.sock = connection


class _UnixTransport(xmlrpc.client.Transport):
    """Carries calls over one connection."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path

    def make_connection(self, _host: Any) -> http.client.HTTPConnection:
        """Return the connection for all calls until close."""
        connection = self._connection[1]
        if connection is None:
            connection = _UnixConnection(self._path)
            self._connection = (_host, connection)
        return connection


def proxy_over(path: Path) -> xmlrpc.client.ServerProxy:
    """Return a proxy to the server behind a socket file; use it in a with block.

    Its calls raise one of UNREACHABLE when nobody answers, xmlrpc.client.Fault on a refusal.
    """
    return xmlrpc.client.ServerProxy("http://localhost", transport=_UnixTransport(path))
