"""Half a minute of the fault run; the long one is `make soak`."""

from pathlib import Path

import pytest

from tests.faults.soak import soak

pytestmark = [pytest.mark.stack, pytest.mark.timeout(900)]


def test_every_message_is_answered_once_while_everything_dies(tmp_path: Path) -> None:
    report = soak(tmp_path, seconds=30, rate=10, every=2.7, channels=("twilio",), patience=300)

    assert report.findings.violations == {}
    assert report.traces == []
    assert set(report.refused) <= {503}  # the door may be busy, and is told again
    assert report.taken == report.findings.figures["in_the_inbox"] == 300
    assert sum(report.faults.values()) >= 5
