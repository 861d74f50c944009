"""Where files are kept, for how long, and who listens: what it defaults to and what is refused."""

from pathlib import Path

import pytest

from app.environment import SettingsError
from app.hearing import transcriber_of
from app.settings import PROJECT, Settings
from tests.fakes.sounds import ReadsSounds

KEY = {"SECRET_KEY": "k" * 32}
OWN = "tests.fakes.sounds:ReadsSounds"


def load(**values: str) -> Settings:
    return Settings.load(KEY | values, None)


def problem(**values: str) -> dict[str, str]:
    with pytest.raises(SettingsError) as caught:
        load(**values)
    return dict(caught.value.problems)


class TestMedia:
    def test_files_are_kept_in_the_data_folder_for_ninety_days(self, tmp_path: Path) -> None:
        media = load(TURNERO_DATA_DIR=str(tmp_path)).media

        assert media.folder == tmp_path / "media"
        assert (media.retention_days, media.most_bytes) == (90, 16 * 1024 * 1024)
        assert media.key is None

    def test_each_can_be_set_and_the_key_is_not_shown(self, tmp_path: Path) -> None:
        settings = load(
            MEDIA_DIR=str(tmp_path),
            MEDIA_KEY="m" * 16,
            MEDIA_RETENTION_DAYS="30",
            MEDIA_MOST_MB="5",
        )

        media = settings.media
        assert (media.folder, media.key, media.retention_days) == (tmp_path, "m" * 16, 30)
        assert media.most_bytes == 5 * 1024 * 1024
        assert "m" * 16 not in repr(settings)

    def test_short_key_is_refused(self) -> None:
        assert "MEDIA_KEY" in problem(MEDIA_KEY="m" * 15)


class TestVoice:
    def test_nobody_listens_by_default(self) -> None:
        media = load().media

        assert transcriber_of(media.transcriber, media.model) is None

    def test_own_transcriber_is_made_with_the_model(self, tmp_path: Path) -> None:
        media = load(VOICE_TRANSCRIBER=OWN, VOICE_MODEL=str(tmp_path)).media

        made = transcriber_of(media.transcriber, media.model)
        assert isinstance(made, ReadsSounds)
        assert media.model == tmp_path

    def test_model_stands_in_the_project_unless_its_path_is_whole(self) -> None:
        assert load(VOICE_TRANSCRIBER=OWN, VOICE_MODEL="m").media.model == PROJECT / "m"

    @pytest.mark.parametrize("name", ["whisper", "module", ":maker", "module:", "a b:c"])
    def test_unknown_name_is_refused(self, name: str) -> None:
        assert "faster-whisper" in problem(VOICE_TRANSCRIBER=name)["VOICE_TRANSCRIBER"]

    def test_whisper_without_a_model_is_refused(self, tmp_path: Path) -> None:
        found = problem(VOICE_TRANSCRIBER="faster-whisper", VOICE_MODEL=str(tmp_path))

        assert "model.bin" in found["VOICE_MODEL"]
