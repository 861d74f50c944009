"""`turnero templates`: what is said of each template, and the exit code."""

from dataclasses import dataclass
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner

from app import template_commands
from app.template_commands import templates_group
from app.wiring import load_phrases
from bot.channels import meta
from bot.messages.templates import TEMPLATES, TemplateSpec
from workers.channels import Channel
from workers.gateways.errors import GatewayError

BAD = TemplateSpec("Bad-Name", ("service", "when"), ("button.attend",))


def test_all_of_ours_are_good() -> None:
    result = CliRunner().invoke(templates_group, ["check"])

    assert result.exit_code == 0
    assert len(result.output.splitlines()) == len(TEMPLATES)
    assert "come_back                    es_AR marketing  good" in result.output


def test_a_bad_one_is_named_and_the_exit_code_tells(monkeypatch: pytest.MonkeyPatch) -> None:
    words = {BAD.phrase: "Hola {service} {when}", "button.attend": "x" * 30}
    phrases = SimpleNamespace(seeded=lambda _: lambda key, **values: words[key].format(**values))
    monkeypatch.setattr(template_commands, "TEMPLATES", {BAD.name: BAD})
    monkeypatch.setattr(template_commands, "load_phrases", lambda: phrases)

    result = CliRunner().invoke(templates_group, ["check"])

    assert result.exit_code == 1
    for problem in ("name", "next to another", "too few words", "too long"):
        assert problem in result.output


@dataclass
class Reviewer:
    """A gateway whose reviewer has decided as told."""

    decided: dict[str, str]

    def is_approved(self, content: Any, *, now: datetime) -> bool:
        state = self.decided.get(content.spec, "approved")
        if state not in ("approved", "pending"):
            raise GatewayError(state, permanent=True)
        return state == "approved"

    def look_again(self, *, now: datetime) -> None:
        """Nothing has changed its mind."""


@pytest.mark.parametrize(
    ("decided", "code"),
    [
        ({}, 0),
        ({"reminder": "pending"}, 2),
        ({"reminder": "template_rejected", "missed": "pending"}, 1),
    ],
)
def test_sync_prints_the_state_of_each(
    monkeypatch: pytest.MonkeyPatch, decided: dict[str, str], code: int
) -> None:
    channel = Channel(meta, Reviewer(decided))  # type: ignore[arg-type]
    wiring = SimpleNamespace(
        channels=SimpleNamespace(all=lambda: [channel]),
        tools=SimpleNamespace(phrases=load_phrases()),
        clock=SimpleNamespace(now=lambda: datetime(2027, 5, 12, tzinfo=UTC)),
    )
    monkeypatch.setattr(template_commands, "wiring_of", lambda _: wiring)

    result = CliRunner().invoke(templates_group, ["sync"])

    assert result.exit_code == code
    assert len(result.output.splitlines()) == len(TEMPLATES)
    for name, state in decided.items():
        assert f"meta     {name:28} es_AR {state}" in result.output
