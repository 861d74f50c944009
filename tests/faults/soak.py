"""The fault run: everything dies again and again while people write; then the database is asked.

    python -m tests.faults.soak [--seconds 600] [--rate 10] [--every 6] [--seed 1]

Prints what was done, the figures and, as its last line, one JSON object. Ends with 1 when an
invariant is broken or a log holds what it must not.
"""

import argparse
import asyncio
import json
import sys
import tempfile
import time
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bench.machine import describe
from storage.clock import SystemClock
from tests.faults.invariants import Findings, examine
from tests.faults.mischief import arm_channels, be_rude, disarm
from tests.faults.people import Crowd
from tests.faults.running import RunningTurnero, running_turnero
from tests.faults.traces import traces_in

_PEOPLE = 100
_CALM_LOOKS = 3
_LOOK_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Report:
    """One fault run. drained_s: from the last message until nothing waited any more."""

    seconds: float
    taken: int
    repeated: int
    unanswered_tries: int
    refused: dict[int, int]
    faults: dict[str, int]
    drained_s: float
    findings: Findings
    traces: list[str]

    @property
    def is_clean(self) -> bool:
        """Whether nothing that was promised was broken."""
        return not self.findings.violations and not self.traces and not set(self.refused) - {503}


def soak(
    folder: Path,
    *,
    seconds: float,
    rate: float,
    every: float,
    channels: tuple[str, ...],
    patience: float,
    workers: int = 2,
    seed: int = 1,
) -> Report:
    """Run Turnero in a folder, be rude to it while people write, and find out what became of it.

    every: seconds between two faults; patience: seconds until all must be answered afterwards.
    """
    with running_turnero(folder, workers=workers) as run:
        now = SystemClock().now()
        crowd = Crowd(run.settings, channels, _PEOPLE, now)
        run.open_windows([(one.phone, one.channel) for one in crowd.people], now)
        arm_channels(run, channels)

        async def both() -> Counter[str]:
            _, done = await asyncio.gather(
                crowd.write(rate=rate, seconds=seconds),
                be_rude(run, seconds=seconds, every=every, workers=workers, seed=seed),
            )
            return done

        began = time.monotonic()
        done = asyncio.run(both())
        wrote = time.monotonic() - began
        disarm(run)
        drained = drain(run, patience)
        heard = run.control("GET", "messages")["messages"]
        findings = examine(run.engine, crowd.told, heard)
        traces = traces_in(run)
    return Report(
        seconds=round(wrote, 1),
        taken=len(crowd.told),
        repeated=crowd.repeated,
        unanswered_tries=crowd.unanswered,
        refused=crowd.refused,
        faults=dict(done),
        drained_s=round(drained, 1),
        findings=findings,
        traces=traces,
    )


_LEFT = text("""
SELECT (SELECT count(*) FROM inbox WHERE done_at IS NULL)
     + (SELECT count(*) FROM outbox
        WHERE state = 'sending' OR (state = 'queued' AND due_at <= now()))
     + (SELECT count(*) FROM outbox
        WHERE state = 'queued' AND urgency = 'reply' AND error_code IS NOT NULL)
""")


def drain(run: RunningTurnero, patience: float) -> float:
    """Return how long it took until nothing waited any more, at most the patience, in seconds."""
    began, calm = time.monotonic(), 0
    while calm < _CALM_LOOKS and time.monotonic() - began < patience:
        calm = calm + 1 if _is_quiet(run) else 0
        time.sleep(_LOOK_SECONDS)
    return time.monotonic() - began


def _is_quiet(run: RunningTurnero) -> bool:
    try:
        with run.engine.connect() as connection:
            left = connection.execute(_LEFT).scalar_one()
    except DBAPIError:
        return False  # it is just being started again
    return not left and bool(run.control("GET", "idle")["idle"])


def main() -> None:
    """Run it once and tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--rate", type=float, default=10)
    parser.add_argument("--every", type=float, default=6)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--channels", default="twilio,meta")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="turnero-soak-", ignore_cleanup_errors=True) as folder:
        report = soak(
            Path(folder),
            seconds=options.seconds,
            rate=options.rate,
            every=options.every,
            channels=tuple(options.channels.split(",")),
            patience=300,
            seed=options.seed,
        )
    told = asdict(report)
    findings = told.pop("findings")
    figures = {**told, **findings["figures"], "violations": findings["violations"]}
    lines = [describe(), *(f"{name:26} {value}" for name, value in figures.items())]
    sys.stdout.write("\n".join([*lines, json.dumps(figures)]) + "\n")
    sys.exit(not report.is_clean)


if __name__ == "__main__":
    main()
