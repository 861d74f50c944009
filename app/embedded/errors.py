"""What can go wrong with a server that Turnero brings along."""


class EmbeddedServerError(Exception):
    """A server could not be prepared or did not answer; `reason` says why, in a few words."""

    def __init__(self, server: str, reason: str) -> None:
        self.server = server
        self.reason = reason
        super().__init__(f"{server}: {reason}")
