"""Voice notes by faster-whisper, from a model that lies on this machine.

The package is the optional extra `voice`; only app.hearing imports this, when the settings ask for
it. Source: faster-whisper 1.2.1, faster_whisper/transcribe.py.
"""

from io import BytesIO
from pathlib import Path

from av.error import FFmpegError
from faster_whisper import WhisperModel

from nlu.hearing import HearingError

_LANGUAGE = "es"
_BEAMS = 1  # five are a little better and take twice as long


class WhisperTranscriber:
    """A model, loaded when the first voice note comes and kept."""

    def __init__(self, model: Path) -> None:
        self._folder = model
        self._model: WhisperModel | None = None

    def words_of(self, sound: bytes, mime_type: str) -> str:
        """Return what is said, "" when nothing is. Raises HearingError."""
        try:
            pieces, _ = self._loaded().transcribe(
                BytesIO(sound), language=_LANGUAGE, beam_size=_BEAMS, vad_filter=True
            )
            return " ".join(piece.text.strip() for piece in pieces)
        except (FFmpegError, RuntimeError, ValueError, OSError) as error:
            raise HearingError(type(error).__name__) from error

    def _loaded(self) -> WhisperModel:
        if self._model is None:
            self._model = WhisperModel(
                str(self._folder), device="cpu", compute_type="int8", local_files_only=True
            )
        return self._model
