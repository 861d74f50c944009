"""The audit of the lock files: findings fail, a database out of reach does not, nonsense does."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from deploy import audit
from deploy.audit import AuditError, Finding, UnreachableError, audited, main
from deploy.setup import PROJECT

ADVISORY = {
    "id": "GHSA-g3rq-g295-4j3m",
    "summary": "x",
    "details": "x",
    "aliases": ["CVE-2020-28493"],
    "published": "2021-03-19T21:28:05Z",
    "affected": [
        {
            "package": {"name": "flask", "ecosystem": "PyPI"},
            "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "99.0"}]}],
            "versions": [],
        }
    ],
}


@pytest.fixture
def osv() -> Iterator[str]:
    """A database of advisories that knows one, for flask."""

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            known = [ADVISORY] if asked["package"]["name"] == "flask" else []
            body = json.dumps({"vulns": known}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Answer) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/v1/query"
        server.shutdown()
        thread.join()


@pytest.fixture
def two_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    """A lock file of flask and click."""
    monkeypatch.setattr(audit, "locked", lambda _: "flask==3.1.0\nclick==8.2.0\n")


@pytest.mark.usefixtures("two_packages")
class TestAudited:
    def test_advisory_is_found(self, osv: str) -> None:
        assert audited(PROJECT, osv) == [Finding("flask", "3.1.0", "CVE-2020-28493", ("99.0",))]

    def test_accepted_one_is_left_out(self, osv: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(audit.ACCEPTED, "CVE-2020-28493", "not used")

        assert audited(PROJECT, osv) == []

    def test_nobody_answers(self) -> None:
        with pytest.raises(UnreachableError):
            audited(PROJECT, "http://127.0.0.1:9/v1/query")

    def test_lock_file_that_nobody_can_read(
        self, osv: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(audit, "locked", lambda _: "flask===\n")

        with pytest.raises(AuditError):
            audited(PROJECT, osv)


class TestMain:
    @pytest.mark.parametrize(
        ("own", "theirs", "code"), [([], [], 0), ([1], [], 1), ([], [1], 0)], ids=str
    )
    def test_own_findings_fail(
        self,
        own: list[int],
        theirs: list[int],
        code: int,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        finding = Finding("flask", "3.1.0", "GHSA-1", ())
        found = {PROJECT: own, PROJECT / "nlu" / "service": theirs}

        def audited(project: Path, _url: str) -> list[Finding]:
            return [finding for _ in found[project]]

        monkeypatch.setattr(audit, "audited", audited)

        assert main([]) == code
        assert ("flask" in capsys.readouterr().out) is bool(own or theirs)

    @pytest.mark.usefixtures("two_packages")
    def test_out_of_reach_is_one_line(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["--osv-url", "http://127.0.0.1:9/v1/query"]) == 0
        assert len(capsys.readouterr().out.splitlines()) == 1


def test_both_lock_files_can_be_exported() -> None:
    for project in (PROJECT, PROJECT / "nlu" / "service"):
        lines = audit.locked(project).splitlines()
        assert len(lines) > 50
        assert all("==" in line for line in lines)
