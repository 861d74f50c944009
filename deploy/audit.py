"""Hold both lock files against the published advisories, by pip-audit and the OSV database.

    python -m deploy.audit [--osv-url URL] [--report]

A finding in Turnero's own packages fails, but with --report: what is new in the world is told by
a build, and must not break one that changed nothing. Those of the language server are told and do
not fail: rasa 3.6.21, the last open release, pins them, and the server listens on this machine
only. Where the database can't be reached one line says so, and nothing fails: a check must work
without a network.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deploy.setup import PROJECT, uv_environment
from deploy.uv import ensure_uv

OSV = "https://api.osv.dev/v1/query"
# Advisories that do not concern Turnero, by id, each with the reason.
ACCEPTED: dict[str, str] = {}
_TIMEOUT_SECONDS = 10


_NO_ANSWER = ("connect", "timed out", "timeout", "unreachable", "resolve")


class AuditError(Exception):
    """pip-audit could not do its work; the text is its own."""


class UnreachableError(AuditError):
    """The database of advisories gave no answer."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One advisory for one locked package. fixed_in: versions without it, none when empty."""

    package: str
    version: str
    advisory: str
    fixed_in: tuple[str, ...]

    def __str__(self) -> str:
        remedy = f"fixed in {', '.join(self.fixed_in)}" if self.fixed_in else "no fix yet"
        return f"{self.package} {self.version}: {self.advisory}, {remedy}"


def main(arguments: list[str]) -> int:
    """Audit both environments, tell, and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--osv-url", default=OSV)
    parser.add_argument("--report", action="store_true", help="tell what is found, fail nothing")
    options = parser.parse_args(arguments)
    osv_url = options.osv_url
    try:
        own = audited(PROJECT, osv_url)
        theirs = audited(PROJECT / "nlu" / "service", osv_url)
    except UnreachableError:
        print("audit: the database of advisories can't be reached; nothing was checked")
        return 0
    except AuditError as error:
        print(f"audit: pip-audit failed: {error}")
        return 0 if options.report else 1
    for finding in own:
        print(f"audit: {finding}")
    if theirs:
        packages = sorted({finding.package for finding in theirs})
        print(f"audit: language server, pinned by rasa: {len(theirs)} in {', '.join(packages)}")
    if not own:
        print("audit: no known advisory concerns Turnero's packages")
    return 1 if own and not options.report else 0


def audited(project: Path, osv_url: str) -> list[Finding]:
    """Return the findings of one lock file. Raises UnreachableError, or AuditError."""
    with tempfile.TemporaryDirectory() as folder:
        requirements = Path(folder) / "requirements.txt"
        requirements.write_text(locked(project), "utf-8")
        command = [
            *(sys.executable, "-m", "pip_audit", "--requirement", str(requirements)),
            *("--disable-pip", "--no-deps", "--progress-spinner", "off", "--format", "json"),
            *("--vulnerability-service", "osv", "--osv-url", osv_url),
            *("--timeout", str(_TIMEOUT_SECONDS)),
        ]
        result = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    try:
        report = json.loads(result.stdout)
    except ValueError as error:
        words = result.stderr.strip().splitlines()[-1:] or ["it said nothing"]
        is_away = any(word in result.stderr.lower() for word in _NO_ANSWER)
        raise (UnreachableError if is_away else AuditError)(words[0]) from error
    return findings(report)


def locked(project: Path) -> str:
    """Return the packages of a lock file for this machine, as requirements."""
    tools = PROJECT / ".tools"
    command = [
        *(str(ensure_uv(tools, PROJECT / "uv.lock")), "export", "--frozen", "--quiet"),
        *("--project", str(project), "--no-emit-project", "--no-hashes", "--no-header"),
        "--no-annotate",
    ]
    env = uv_environment(tools)
    return subprocess.run(command, env=env, capture_output=True, text=True, check=True).stdout  # noqa: S603


def findings(report: dict[str, Any]) -> list[Finding]:
    """Return what a report of pip-audit says, without what is accepted."""
    return [
        Finding(
            str(package["name"]),
            str(package["version"]),
            str(one["id"]),
            tuple(one["fix_versions"]),
        )
        for package in report["dependencies"]
        for one in package.get("vulns", ())
        if one["id"] not in ACCEPTED
    ]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
