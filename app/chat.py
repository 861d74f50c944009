"""`turnero chat`: talk to the bot in the terminal, with what it understood under each answer.

It writes through the same signed webhooks as a phone, to a stack of its own.
"""

import contextlib
from collections.abc import Mapping, Sequence
from typing import Any

import click
import httpx
from prompt_toolkit import PromptSession
from prompt_toolkit.patch_stdout import patch_stdout

from app.seed import DEMO_WORLD, load_world, read_world
from app.settings import Settings
from app.stack import Stack, nlu_server, private_stack, wait_until_quiet
from storage.reports.conversations import TurnTrace, turns_of_phone
from storage.unit_of_work import transaction

PHONE = "+5491155550201"
_HELP = "Escribí como lo haría un cliente; un número toca ese botón; Ctrl-D termina."


def chat(settings: Settings) -> None:
    """Talk until Ctrl-D. Raises StackError when the stack does not come up."""
    click.echo("Starting a stack of its own …", err=True)
    folder = settings.data_dir / "chat"
    with nlu_server(settings) as nlu_url, private_stack(folder, nlu_url=nlu_url) as stack:
        _load(stack)
        click.echo(_HELP)
        talk = _Talk(stack)
        prompt: PromptSession[str] = PromptSession()
        with patch_stdout(), contextlib.suppress(EOFError, KeyboardInterrupt):
            while True:
                line = prompt.prompt("vos > ")
                if line.strip():
                    talk.take(line)


class _Talk:
    """One person's side of the conversation."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._http = httpx.Client(
            base_url=f"{stack.settings.simulator_url}/phones/api", timeout=30.0, trust_env=False
        )
        self._seq = int(self._http.get("/messages", params={"since": 10**9}).json()["seq"])
        self._choices: list[Mapping[str, str]] = []
        self._sid = ""

    def take(self, line: str) -> None:
        """Send a line, or tap the choice of that number, and print what comes back."""
        number = int(line) if line.strip().isdigit() else 0
        body: dict[str, Any] = {"from": PHONE, "kind": "text", "text": line}
        if 1 <= number <= len(self._choices):
            choice = self._choices[number - 1]
            body = {"from": PHONE, "kind": "tap", "choice": {"sid": self._sid, "id": choice["id"]}}
        self._http.post("/messages", json=body).raise_for_status()
        wait_until_quiet(self._stack)
        found = self._http.get("/messages", params={"since": self._seq, "phone": PHONE}).json()
        self._seq = int(found["seq"])
        for bubble in found["messages"]:
            if bubble["direction"] == "out":
                self._show(bubble)
        for trace in turns_of_phone(self._stack.engine, PHONE, limit=1):
            click.secho(_in_words(trace), dim=True)

    def _show(self, bubble: Mapping[str, Any]) -> None:
        click.echo(f"bot > {bubble['body']}")
        self._choices = list(bubble["choices"])
        self._sid = str(bubble["sid"])
        for number, choice in enumerate(self._choices, start=1):
            about = f"  {choice['description']}" if choice.get("description") else ""
            click.secho(f"      [{number}] {choice['title']}{about}", bold=True)


def _in_words(trace: TurnTrace) -> str:
    confidence = f" {trace.confidence:.2f}" if trace.confidence is not None else ""
    entities = ", ".join(f"{one['kind']}: {one['text']}" for one in trace.entities)
    done = " → ".join(_pairs(trace.commands, trace.outcomes))
    parts = [f"{trace.intent or trace.kind}{confidence}", entities, done, f"{trace.total_ms} ms"]
    return "      " + " | ".join(part for part in parts if part)


def _pairs(commands: Sequence[str], outcomes: Sequence[str]) -> list[str]:
    return [f"{command} {outcome}" for command, outcome in zip(commands, outcomes, strict=True)]


def _load(stack: Stack) -> None:
    now = stack.wiring.clock.now()
    with transaction(stack.engine) as db:
        load_world(db, read_world(DEMO_WORLD), today=now.date(), created_at=now)
