"""The one place that knows what time it is. Doors ask it and hand `now` to everything else."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

from sqlalchemy import Engine, delete
from sqlmodel import select

from storage.rows.facts import DemoClockRow
from storage.unit_of_work import transaction


class Clock(Protocol):
    """Something that tells the present instant, aware UTC."""

    def now(self) -> datetime:
        """Return the present instant."""
        ...


@dataclass(frozen=True, slots=True)
class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """Return the machine's time."""
        return datetime.now(UTC)  # noqa: TID251 - this is the one reader of the clock


@dataclass(frozen=True, slots=True)
class DemoClock:
    """A clock kept in the database, so that every process of a demo or a test shows the same time.

    It follows the machine's clock shifted by some seconds, or stands still where it was frozen.
    """

    engine: Engine
    real: Clock = SystemClock()

    def now(self) -> datetime:
        """Return the demo's time."""
        with self.engine.connect() as connection:
            row = connection.execute(
                select(DemoClockRow.shift_seconds, DemoClockRow.frozen_at)
            ).first()
        if row is None:
            return self.real.now()
        return row.frozen_at or self.real.now() + timedelta(seconds=row.shift_seconds)

    def set(self, instant: datetime) -> None:
        """Go on from another instant, at the usual pace."""
        self._write(DemoClockRow(shift_seconds=(instant - self.real.now()).total_seconds()))

    def freeze(self, instant: datetime) -> None:
        """Stand still at an instant."""
        self._write(DemoClockRow(frozen_at=instant))

    def reset(self) -> None:
        """Go back to the machine's time."""
        self._write(None)

    def _write(self, row: DemoClockRow | None) -> None:
        with transaction(self.engine) as db:
            db.exec(delete(DemoClockRow))
            if row is not None:
                db.add(row)
