"""What machine a figure was measured on, in one line for the record."""

import os
import platform
from pathlib import Path


def describe() -> str:
    """Return cores, memory, kernel and Python; no names of the machine."""
    memory = 0.0
    info = Path("/proc/meminfo")
    if info.exists():
        memory = int(info.read_text(encoding="ascii").split()[1]) / 1024 / 1024
    cores = len(os.sched_getaffinity(0))
    return (
        f"{cores} cores, {memory:.0f} GiB, {platform.system()} {platform.machine()}, "
        f"Python {platform.python_version()}, load {os.getloadavg()[0]:.1f}"
    )
