"""What the tests of the doors share."""

from collections.abc import Iterator

import pytest

from webhooks import door


@pytest.fixture
def fresh_kinds() -> Iterator[None]:
    """No unknown kind has been logged by this process yet."""
    seen = set(door._SEEN_KINDS)
    door._SEEN_KINDS.clear()
    yield
    door._SEEN_KINDS.update(seen)
