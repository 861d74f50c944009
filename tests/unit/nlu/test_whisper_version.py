"""Another version of faster-whisper is not locked before the adapter was tried with it."""

import tomllib

from tests.conftest import project_file

TRIED_WITH = "1.2.1"


def test_the_version_that_is_locked_is_the_one_that_was_tried() -> None:
    locked = tomllib.loads(project_file("uv.lock").read_text(encoding="utf-8"))["package"]
    (version,) = [one["version"] for one in locked if one["name"] == "faster-whisper"]
    source = project_file("nlu", "whisper.py").read_text(encoding="utf-8")

    assert version == TRIED_WITH, "uv sync --extra voice, then tests/unit/nlu/test_whisper.py"
    assert f"faster-whisper {TRIED_WITH}" in source
