"""Hearing what is said in a voice note. The settings choose who listens: by default nobody."""

from typing import Protocol


class HearingError(Exception):
    """A voice note could not be listened to; its name tells of what sort the trouble was."""


class Transcriber(Protocol):
    """Something that listens; one is made in each worker and used for one voice note at a time."""

    def words_of(self, sound: bytes, mime_type: str) -> str:
        """Return what is said, "" when nothing is. Raises HearingError.

        mime_type: by the content of the sound, one of bot.domain.files.KEPT_TYPES. It should take
        less than a minute; nothing is to be fetched from elsewhere or kept.
        """
