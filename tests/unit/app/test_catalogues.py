"""The catalogue check: each kind of mistake, planted in a tiny project, is told in one line."""

import subprocess
import sys
from pathlib import Path

import pytest

from app.catalogues import problems
from bot.messages.templates import TemplateSpec

_HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
_CODE = """
PARTS = {"a": "wanted.day"}

def speak(turn, values, late):
    turn.tell("book.done", when="hoy")
    turn.tell("book.late" if late else "book.early")
    turn.first(turn.t("ask.time", **values))
    turn.input.phrases.plural("wait.hours", 3)
"""
_TEXTS = {
    "wanted.day": "el {day}",
    "book.done": "Listo, *{when}*\n---\nQuedó el {when}",
    "book.late": "Tarde",
    "book.early": "Temprano",
    "ask.time": "¿A qué {hour}?",
    "console.title": "Turnos",
    "template.call": "Llamá a {name} hoy",
}
_CALL = TemplateSpec("call", ("name",))


def _entry(phrase: str, text: str) -> str:
    escaped = text.replace("\n", "\\n")
    return f'msgid "{phrase}"\nmsgstr "{escaped}"\n\n'


class TestProblems:
    def test_a_whole_project_has_none(self) -> None:
        assert self._problems() == []

    def test_this_project_has_none(self) -> None:
        root = Path(__file__).parents[3]

        ran = subprocess.run(
            [sys.executable, "-m", "app.catalogues"],
            cwd=root,
            capture_output=True,
            text=True,
            check=False,
        )

        assert ran.stdout + ran.stderr == ""
        assert ran.returncode == 0

    @pytest.mark.parametrize(
        ("phrase", "where"),
        [
            ("book.done", "bot/dialogue/flow.py:5"),
            ("book.late", "bot/dialogue/flow.py:6"),
            ("ask.time", "bot/dialogue/flow.py:7"),
            ("wait.hours", "bot/dialogue/flow.py:8"),
            ("console.title", "console/page.html"),
            ("template.call", "template call"),
        ],
    )
    def test_a_phrase_that_is_missing_is_told(self, phrase: str, where: str) -> None:
        assert f"{phrase} is missing ({where})" in self._problems({phrase: None, "book.x": "x"})

    def test_a_phrase_in_a_table_is_missed_by_its_family(self) -> None:
        found = self._problems({"wanted.day": None, "wanted.week": "esta semana"})

        assert found == [
            "wanted.day is missing (bot/dialogue/flow.py:2)",
            "wanted.week is never said",
        ]

    def test_a_fact_noted_elsewhere_is_no_phrase(self) -> None:
        self._write("actions/facts.py", 'desk.note("book.lost")\n')

        assert self._problems() == []

    def test_a_phrase_used_only_in_a_table_elsewhere_is_said(self) -> None:
        self._write("actions/facts.py", 'TITLES = ("book.title",)\n')

        assert self._problems({"book.title": "Turno"}) == []

    def test_a_phrase_that_nothing_says_is_told(self) -> None:
        assert self._problems({"book.never": "Nunca"}) == ["book.never is never said"]

    @pytest.mark.parametrize(
        ("phrase", "text", "problem"),
        [
            ("book.late", "  ", "book.late is empty"),
            ("book.late", "", "book.late is empty"),
            ("book.late", "Tarde {why}", "nothing fills {why} (bot/dialogue/flow.py:6)"),
            ("book.late", "Si quieres", "book.late: «quieres» is not voseo"),
            ("book.late", "a\n---\n{b}", "book.late: its wordings have different places"),
            ("book.late", "Tarde {", "book.late: "),
            ("book.late", "Tarde {}", "book.late: a place without a plain name"),
            ("button.go", "x" * 21, f"button.go: «{'x' * 21}» is longer than 20"),
            ("row.go", "x" * 25, f"row.go: «{'x' * 25}» is longer than 24"),
            ("row.go_hint", "x" * 73, f"row.go_hint: «{'x' * 73}» is longer than 72"),
            ("template.call", "Llamá hoy", "template.call: its places are not name"),
            ("template.call", "Llamá a {name}.", "template.call: a place stands first, last or"),
            ("template.call", "{name}, hola", "template.call: a place stands first, last or"),
            ("template.call", "a {name}, {name} b", "template.call: a place stands first, last or"),
            ("template.call", "a {name} b\n---\nc {name} d", "template.call: a template has one"),
            ("template.call", "a {name} " + "b" * 1024, "is longer than 1024"),
        ],
    )
    def test_a_text_that_breaks_a_rule_is_told(self, phrase: str, text: str, problem: str) -> None:
        assert any(problem in line for line in self._problems({phrase: text}))

    @pytest.mark.parametrize(
        ("phrase", "text"),
        [("button.go", "x" * 20), ("row.go", "x" * 24), ("row.a_hint", "x" * 72)],
    )
    def test_a_title_may_reach_its_limit(self, phrase: str, text: str) -> None:
        assert self._problems({phrase: text}) == [f"{phrase} is never said"]

    def test_a_fuzzy_entry_is_told(self) -> None:
        extra = "#, fuzzy\n" + _entry("book.late", "Tarde")

        assert self._problems({"book.late": None}, extra) == ["book.late is fuzzy"]

    def test_an_entry_said_twice_is_told(self) -> None:
        assert self._problems(extra=_entry("book.late", "Muy tarde")) == ["said twice: book.late"]

    def test_every_catalogue_is_checked_and_voseo_only_in_spanish(self) -> None:
        self._catalogue("pt_BR", _TEXTS | {"book.late": "Contigo"}, "")

        assert self._problems() == []

        self._catalogue("pt_BR", _TEXTS | {"book.never": "Nunca"}, "")

        assert problems(self.root, {"call": _CALL}) == [
            "locales/pt_BR/LC_MESSAGES/turnero.po: book.never is never said"
        ]

    def test_no_catalogue_at_all_is_told(self) -> None:
        assert "locales: no catalogue" in problems(self.root, {})

    @pytest.fixture(autouse=True)
    def _project(self, tmp_path: Path) -> None:
        self.root = tmp_path
        self._write("bot/dialogue/flow.py", _CODE)
        self._write("console/page.html", "<h1>{{ t('console.title') }}</h1>")

    def _problems(self, changes: dict[str, str | None] | None = None, extra: str = "") -> list[str]:
        """Return the problems with these texts changed, or left out where None."""
        texts = {key: text for key, text in (_TEXTS | (changes or {})).items() if text is not None}
        skip_plural = changes is not None and changes.get("wait.hours", "") is None
        self._catalogue("es_AR", texts, extra, plural=not skip_plural)
        return [line.partition(": ")[2] for line in problems(self.root, {"call": _CALL})]

    def _catalogue(
        self, locale: str, texts: dict[str, str], extra: str, *, plural: bool = True
    ) -> None:
        hours = 'msgid "wait.hours"\nmsgid_plural "wait.hours"\n'
        hours += 'msgstr[0] "una hora"\nmsgstr[1] "{count} horas"\n\n'
        entries = "".join(_entry(key, text) for key, text in texts.items())
        content = _HEADER + entries + (hours if plural else "") + extra
        self._write(f"locales/{locale}/LC_MESSAGES/turnero.po", content)

    def _write(self, name: str, text: str) -> None:
        file = self.root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
