"""What every codec says of a payload that it cannot read."""


class UnknownShapeError(Exception):
    """The payload is no inbound message that we know how to read."""
