"""`turnero nlu` as people call it: figures from a real Rasa, and one sentence for a bad file."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from app.settings import PROJECT

SETTINGS = set(re.findall(r"^#?([A-Z_]+)=", (PROJECT / ".env.example").read_text("utf-8"), re.M))
NOBODY = "http://127.0.0.1:1"


def turnero(*words: str, data_dir: Path, **environ: str) -> tuple[int, str, str]:
    clean = {name: value for name, value in os.environ.items() if name not in SETTINGS}
    result = subprocess.run(
        [sys.executable, "-m", "app.cli", "nlu", *words],
        cwd=PROJECT,
        env=clean | {"TURNERO_DATA_DIR": str(data_dir)} | environ,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return result.returncode, result.stdout, result.stderr


@pytest.fixture
def messages(tmp_path: Path) -> Path:
    rows = [
        {"text": "hola", "intent": "greet", "entities": []},
        {"text": "cancelame el turno", "intent": "cancel", "entities": [], "hard": False},
        {
            "text": "quiero un turno el jueves a las 5",
            "intent": "book",
            "entities": [{"entity": "time", "start": 16, "end": 33}],
        },
        {"text": "gracias", "intent": "complain", "entities": []},
    ]
    path = tmp_path / "messages.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    return path


@pytest.mark.stack
class TestEvaluate:
    def test_it_prints_the_figures_and_writes_the_page(
        self, messages: Path, tmp_path: Path, nlu_url: str
    ) -> None:
        page = tmp_path / "page.html"

        code, output, error = turnero(
            "evaluate", str(messages), "--html", str(page), data_dir=tmp_path, NLU_URL=nlu_url
        )

        assert (code, error) == (0, "")
        assert re.search(r"^accuracy +75\.0%$", output, re.M)
        assert re.search(r"six core intents +100\.0%$", output, re.M)
        assert re.search(r"^time +1\.000 +1\.000 +1\.000 +1$", output, re.M)
        assert re.search(r"^ +1 +complain +thank$", output, re.M)
        assert "messages.jsonl" in page.read_text("utf-8")

    def test_a_page_that_cannot_be_written_is_one_sentence(
        self, messages: Path, tmp_path: Path, nlu_url: str
    ) -> None:
        code, _, error = turnero(
            "evaluate", str(messages), "--html", "/no/where", data_dir=tmp_path, NLU_URL=nlu_url
        )

        assert (code, error) == (
            1,
            "Error: /no/where cannot be written: No such file or directory.\n",
        )


class TestTrouble:
    @pytest.mark.parametrize(
        ("content", "said"),
        [
            (None, "cannot be read: No such file or directory."),
            (b"", "holds no messages."),
            (b"\xff\xfe", "is not UTF-8 text."),
            (b"hola", "line 1: this is not JSON."),
            (b'{"text": "hola"}', "line 1: intent is missing."),
        ],
    )
    def test_a_bad_file_is_one_sentence(
        self, content: bytes | None, said: str, tmp_path: Path
    ) -> None:
        path = tmp_path / "bad.jsonl"
        if content is not None:
            path.write_bytes(content)

        code, output, error = turnero("evaluate", str(path), data_dir=tmp_path, NLU_URL=NOBODY)

        assert (code, output) == (1, "")
        assert error.startswith("Error: ")
        assert error.endswith(f"{said}\n")
        assert error.count("\n") == 1

    def test_reload_without_a_model_says_what_to_do(self, tmp_path: Path) -> None:
        code, _, error = turnero("reload", data_dir=tmp_path, NLU_URL=NOBODY)

        assert (code, error) == (
            1,
            "Error: There is no language model yet: run turnero nlu train.\n",
        )

    def test_reload_without_a_server_names_its_address(self, tmp_path: Path) -> None:
        models = tmp_path / "nlu" / "models"
        models.mkdir(parents=True)
        (models / "turnero-x.tar.gz").touch()
        (models / "in-use.json").write_text('{"model": "turnero-x.tar.gz"}', encoding="utf-8")

        code, _, error = turnero("reload", data_dir=tmp_path, NLU_URL=NOBODY)

        assert (code, error) == (1, f"Error: No language server answers at {NOBODY}.\n")
