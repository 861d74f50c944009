"""The adapter against the installed library: all of it but the weights, which nobody has here.

The library is the optional extra `voice` (uv sync --extra voice); without it this is left out, and
test_whisper_version.py still tells when another version is locked.
"""

import inspect
import io
import math
import struct
import wave
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from nlu.hearing import HearingError

library = pytest.importorskip("faster_whisper.transcribe")
tokenizers = pytest.importorskip("tokenizers")
adapter = pytest.importorskip("nlu.whisper")


def sound(seconds: float, tone_hz: float | None) -> bytes:
    """Return a WAV of silence, or of a tone."""
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(2)
        writer.setframerate(16000)
        for number in range(int(seconds * 16000)):
            level = 0 if tone_hz is None else math.sin(number * tone_hz * math.tau / 16000)
            writer.writeframes(struct.pack("<h", int(level * 12000)))
    return file.getvalue()


class NoWeights:
    """Stands for the weights: it knows many languages and nothing else."""

    is_multilingual = True

    def __init__(self, folder: str, **options: Any) -> None:
        assert Path(folder).is_dir()
        assert (options["device"], options["compute_type"]) == ("cpu", "int8")


@pytest.fixture
def hears(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Any, dict[str, Any]]:
    """An adapter whose library decodes, finds speech and makes features, and hears «hola»."""
    words = {"<unk>": 0, "<|es|>": 1, "<|transcribe|>": 2, "<|startoftranscript|>": 3}
    words |= {
        f"<|{name}|>": 4 + place
        for place, name in enumerate(
            ("translate", "startoflm", "startofprev", "nospeech", "notimestamps", "endoftext")
        )
    }
    tokenizers.Tokenizer(tokenizers.models.WordLevel(words, unk_token="<unk>")).save(
        str(tmp_path / "tokenizer.json")
    )
    given: dict[str, Any] = {}

    def heard(self: Any, features: Any, tokenizer: Any, options: Any, *_: Any) -> Iterator[Any]:
        given.update(options=options, language=tokenizer.language_code, shape=features.shape)
        for text in (" hola,", " quiero un turno "):
            yield library.Segment(
                id=1, seek=0, start=0.0, end=1.0, text=text, tokens=[], avg_logprob=0.0,
                compression_ratio=1.0, no_speech_prob=0.0, words=None, temperature=0.0,
            )  # fmt: skip

    monkeypatch.setattr(library.ctranslate2.models, "Whisper", NoWeights)
    monkeypatch.setattr(library.WhisperModel, "generate_segments", heard)
    return adapter.WhisperTranscriber(tmp_path), given


class TestInstalledLibrary:
    def test_pieces_are_joined_and_asked_for_in_our_language(
        self, hears: tuple[Any, dict[str, Any]]
    ) -> None:
        transcriber, given = hears

        said = transcriber.words_of(sound(2.0, 440), "audio/wav")

        assert said == "hola, quiero un turno"
        assert (given["language"], given["options"].beam_size) == ("es", 1)

    def test_silence_is_found_by_the_librarys_own_model(
        self, hears: tuple[Any, dict[str, Any]]
    ) -> None:
        transcriber, given = hears
        transcriber.words_of(sound(40.0, None), "audio/wav")

        assert given["shape"][-1] <= 3001  # of forty seconds hardly anything is left to listen to

    @pytest.mark.parametrize("data", [b"", b"not a sound", sound(0.1, None)[:30]])
    def test_what_is_no_sound_is_an_error_of_ours(
        self, hears: tuple[Any, dict[str, Any]], data: bytes
    ) -> None:
        with pytest.raises(HearingError):
            hears[0].words_of(data, "audio/ogg")

    def test_folder_without_a_model_is_an_error_of_ours(self, tmp_path: Path) -> None:
        with pytest.raises(HearingError):
            adapter.WhisperTranscriber(tmp_path / "nothing").words_of(sound(0.1, None), "audio/wav")

    def test_no_word_that_we_give_is_swallowed_by_the_library(self) -> None:
        made = inspect.signature(library.WhisperModel.__init__).parameters
        asked = inspect.signature(library.WhisperModel.transcribe).parameters

        assert {"device", "compute_type", "local_files_only"} <= set(made)
        assert {"language", "beam_size", "vad_filter"} <= set(asked)
