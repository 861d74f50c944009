"""The simulator's idea of now: the real time, shifted or frozen. The only reader of the time."""

from datetime import UTC, datetime, timedelta

from simulator.records import ClockSetting


class Clock:
    """Answers which time it is in the simulated world, always aware UTC."""

    def __init__(self) -> None:
        self.setting = ClockSetting()

    def now(self) -> datetime:
        """Return the present instant of this world, aware UTC."""
        if self.setting.frozen_at is not None:
            return self.setting.frozen_at
        real = datetime.now(UTC)  # noqa: TID251 - this module is the simulator's one clock
        return real + timedelta(seconds=self.setting.offset_seconds)
