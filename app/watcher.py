"""What the terminal should be told while Turnero runs: readiness and trouble, each once."""

from pathlib import Path

import httpx

from app.settings import Settings
from app.supervisor import ProgramState

_TIMEOUT_SECONDS = 1.0
_ANY_ADDRESS = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104 - recognised, not bound


class Watcher:
    """Remembers what was said, and says what is new."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._pids: dict[str, int] = {}
        self._troubled: set[str] = set()
        self._web_answered = False
        self._nlu_answered = False

    def news(self, states: list[ProgramState]) -> list[str]:
        """Return the lines to print now: usually none."""
        return [*self._readiness(), *self._trouble(states)]

    def forget(self) -> None:
        """Expect every program to start anew, after the supervisor did."""
        self._pids.clear()
        self._troubled.clear()

    def _readiness(self) -> list[str]:
        lines = []
        if not self._web_answered and _answers(f"{self._local_address()}/"):
            self._web_answered = True
            lines.append(f"\n  Open {self._address()}   (Ctrl-C stops everything)\n")
        if not self._nlu_answered and _answers(f"{self._settings.nlu_address}/status"):
            self._nlu_answered = True
            lines.append("The bot understands messages now.")
        elif self._web_answered and not self._nlu_answered and lines:
            lines.append("The language model is still loading; messages wait for it.")
        return lines

    def _trouble(self, states: list[ProgramState]) -> list[str]:
        lines = []
        for program in states:
            line = self._trouble_of(program)
            if line:
                lines.append(line)
            if program.pid:
                self._pids[program.name] = program.pid
        return lines

    def _trouble_of(self, program: ProgramState) -> str | None:
        name, log = program.name, self._log(program.name)
        if name in self._troubled:
            if program.state != "RUNNING":
                return None
            self._troubled.discard(name)
            return f"{name} runs again."
        if program.state == "BACKOFF":
            self._troubled.add(name)
            return f"! {name} ends at once; it is started again and again. Why: {log}"
        if program.pid and self._pids.get(name, program.pid) != program.pid:
            return f"! {name} ended and was started again. Why: {log}"
        return None

    def _log(self, name: str) -> Path:
        return self._settings.data_dir / "log" / f"{name}.log"

    def _local_address(self) -> str:
        host = self._settings.host
        host = _ANY_ADDRESS.get(host, f"[{host}]" if ":" in host else host)
        return f"http://{host}:{self._settings.port}"

    def _address(self) -> str:
        public, local = self._settings.public_url, self._local_address()
        return public if public == local else f"{public} (on this machine {local})"


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=_TIMEOUT_SECONDS, trust_env=False).status_code < 400
    except httpx.TransportError:
        return False
