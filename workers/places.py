"""Where something broke, for the logs: the text of an error may hold what people wrote."""

import traceback
from pathlib import Path

_MOST_FRAMES = 6


def place_of(error: BaseException) -> list[str]:
    """Return the innermost frames of an error as "file.py:line function", outermost first."""
    frames = traceback.extract_tb(error.__traceback__)[-_MOST_FRAMES:]
    return [f"{Path(one.filename).name}:{one.lineno} {one.name}" for one in frames]
