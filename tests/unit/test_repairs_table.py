"""docs/repairs.md names scenarios and tests that exist, one of its own for every pattern."""

import re
from pathlib import Path

import yaml

_ROOT = Path(__file__).parents[2]
_ROW = re.compile(r"^\| (\d+) \| [^|]+ \| (R\d\d) `(\w+)` \|([^|]*)\|$", re.MULTILINE)
_PATTERNS = 60


def _rows() -> list[tuple[str, ...]]:
    return _ROW.findall((_ROOT / "docs/repairs.md").read_text("utf-8"))


def _scenarios() -> dict[str, str]:
    files = (_ROOT / "tests/dialogues").glob("*.yaml")
    read = (yaml.safe_load(path.read_text("utf-8")) for path in files)
    return {one["id"]: one["category"] for data in read for one in data["scenarios"]}


def test_every_pattern_has_its_scenario() -> None:
    scenarios = _scenarios()

    rows = _rows()

    assert [int(number) for number, *_ in rows] == list(range(1, _PATTERNS + 1))
    assert all(scenarios[own] == category for _, own, category, _ in rows)


def test_what_is_named_beside_it_exists() -> None:
    scenarios = _scenarios()
    tests = (_ROOT / "tests/unit/bot/dialogue/test_repairs.py").read_text("utf-8")

    named = [name.strip() for *_, also in _rows() for name in also.split(",") if name.strip()]

    assert [one for one in named if one[0] != "`" and one not in scenarios] == []
    assert [one for one in named if one[0] == "`" and f"def {one.strip('`')}" not in tests] == []
