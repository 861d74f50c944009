"""Read where files that people send are kept, for how long, and who listens to voice notes."""

import importlib.util
import re
from dataclasses import dataclass, field
from pathlib import Path

from app.environment import EnvironmentReader
from app.hearing import WHISPER

_KEY_LENGTH = 16  # shorter ones can be guessed
_OWN = re.compile(r"[A-Za-z_][\w.]*:[A-Za-z_]\w*")
_MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class MediaSettings:
    """key None: derived from SECRET_KEY. transcriber, model None: see app.hearing."""

    folder: Path
    key: str | None = field(repr=False)
    retention_days: int
    most_bytes: int
    transcriber: str | None
    model: Path | None


def read_media(reader: EnvironmentReader, project: Path, data_dir: Path) -> MediaSettings:
    """Return the settings of media; what is wrong with them is noted in the reader."""
    folder = reader.text("MEDIA_DIR")
    key = reader.text("MEDIA_KEY")
    if key is not None and len(key) < _KEY_LENGTH:
        reader.refuse("MEDIA_KEY", f"must have at least {_KEY_LENGTH} characters")
    model = reader.text("VOICE_MODEL")
    settings = MediaSettings(
        folder=project / Path(folder).expanduser() if folder else data_dir / "media",
        key=key,
        retention_days=reader.integer("MEDIA_RETENTION_DAYS", default=90, low=1, high=3650),
        most_bytes=reader.integer("MEDIA_MOST_MB", default=16, low=1, high=100) * _MEGABYTE,
        transcriber=reader.text("VOICE_TRANSCRIBER"),
        model=project / Path(model).expanduser() if model else None,
    )
    _check_transcriber(reader, settings)
    return settings


def _check_transcriber(reader: EnvironmentReader, settings: MediaSettings) -> None:
    name, model = settings.transcriber, settings.model
    if name is None:
        return
    if name != WHISPER and not _OWN.fullmatch(name):
        reader.refuse("VOICE_TRANSCRIBER", f"must be {WHISPER}, or module:callable of your own")
    if name == WHISPER and importlib.util.find_spec("faster_whisper") is None:
        reader.refuse("VOICE_TRANSCRIBER", "needs the extra `voice`: uv sync --extra voice")
    if name == WHISPER and (model is None or not (model / "model.bin").is_file()):
        reader.refuse("VOICE_MODEL", "must be a folder with a faster-whisper model (model.bin)")
