"""Who listens to voice notes, by the settings: nobody, faster-whisper, or one of your own."""

import importlib
from pathlib import Path
from typing import cast

from nlu.hearing import Transcriber

WHISPER = "faster-whisper"
_MAKERS = {WHISPER: "nlu.whisper:WhisperTranscriber"}


def transcriber_of(name: str | None, model: Path | None) -> Transcriber | None:
    """Return who listens, None for nobody.

    name: a known one, or module:callable, which is given the model's path, None when none is set.
    Raises ImportError or AttributeError when it is not there.
    """
    if name is None:
        return None
    module, _, maker = _MAKERS.get(name, name).partition(":")
    return cast(Transcriber, getattr(importlib.import_module(module), maker)(model))
