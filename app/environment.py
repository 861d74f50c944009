"""Read named values from the environment and `.env`, and remember what is wrong with each.

Only app.settings uses this. It knows how values are written, not what they mean.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from urllib.parse import urlsplit

Network = IPv4Network | IPv6Network
_LINE = re.compile(r"(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*)")


class SettingsError(Exception):
    """What is wrong with the settings: all of it, by name."""

    def __init__(self, problems: list[tuple[str, str]]) -> None:
        self.problems = problems
        super().__init__("; ".join(f"{name}: {message}" for name, message in problems))


def read_env_file(path: Path | None) -> tuple[dict[str, str], list[tuple[str, str]]]:
    """Return the values of a KEY=VALUE file and its unreadable lines; both empty without a file.

    A value may stand in single or double quotes; ` #` starts a comment outside quotes.
    """
    values: dict[str, str] = {}
    problems: list[tuple[str, str]] = []
    if path is None or not path.is_file():
        return values, problems
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        match = _LINE.fullmatch(text)
        if match is None:
            problems.append((f"{path.name} line {number}", "is not KEY=VALUE"))
            continue
        values[match[1]] = _unquoted(match[2])
    return values, problems


def _unquoted(text: str) -> str:
    if text[:1] in ("'", '"') and (end := text.find(text[0], 1)) > 0:
        return text[1:end]
    return re.split(r"(?:^|\s)#", text, maxsplit=1)[0].strip()


@dataclass(slots=True)
class EnvironmentReader:
    """Give typed values by name; a wrong one is noted in `problems` and its default given."""

    values: Mapping[str, str]
    problems: list[tuple[str, str]] = field(default_factory=list)

    def refuse(self, name: str, message: str) -> None:
        """Note what is wrong with one setting."""
        self.problems.append((name, message))

    def text(self, name: str) -> str | None:
        """Return the value without surrounding space. None means absent or empty."""
        return self.values.get(name, "").strip() or None

    def pattern(self, name: str, pattern: str, *, expected: str) -> str | None:
        """Return the value when the whole of it matches the pattern."""
        text = self.text(name)
        if text is None or re.fullmatch(pattern, text):
            return text
        self.refuse(name, f"must be {expected}")
        return None

    def choice(self, name: str, choices: Mapping[str, str], *, default: str) -> str:
        """Return what the written choice stands for."""
        text = self.text(name)
        if text is None:
            return default
        if text.lower() in choices:
            return choices[text.lower()]
        self.refuse(name, f"must be one of {', '.join(choices)}, not {text!r}")
        return default

    def integer(self, name: str, *, default: int, low: int, high: int) -> int:
        """Return a whole number from low to high, both included."""
        text = self.text(name)
        if text is None:
            return default
        if re.fullmatch(r"\d{1,9}", text) and low <= int(text) <= high:
            return int(text)
        self.refuse(name, f"must be a whole number from {low} to {high}, not {text!r}")
        return default

    def fraction(self, name: str, *, default: float) -> float:
        """Return a number from 0 to 1."""
        text = self.text(name)
        if text is None:
            return default
        if re.fullmatch(r"\d*\.?\d+|\d+\.", text) and 0 <= float(text) <= 1:
            return float(text)
        self.refuse(name, f"must be a number from 0 to 1, not {text!r}")
        return default

    def networks(self, name: str) -> tuple[Network, ...]:
        """Return addresses or networks (10.0.0.0/8) parted by commas."""
        written = [one.strip() for one in (self.text(name) or "").split(",") if one.strip()]
        try:
            return tuple(ip_network(one) for one in written)
        except ValueError:
            self.refuse(name, "must be addresses or networks like 10.0.0.0/8, parted by commas")
            return ()

    def url(self, name: str, *, schemes: tuple[str, ...]) -> str | None:
        """Return an address without its closing slash. unix:// needs a path, all others a host."""
        text = self.text(name)
        if text is None:
            return None
        try:
            parts = urlsplit(text)
            port_is_valid = parts.port is None or parts.port > 0
        except ValueError:
            port_is_valid = False
        if port_is_valid and parts.scheme in schemes and (parts.netloc or _is_local(parts.scheme)):
            return text.rstrip("/")
        self.refuse(name, f"must be an address that starts with {' or '.join(schemes)}://")
        return None


def _is_local(scheme: str) -> bool:
    """A unix socket, or PostgreSQL with its socket folder in the query, needs no host."""
    return scheme == "unix" or scheme.startswith("postgres")
