"""What machine a figure was measured on, and who used it how much."""

import os
import platform
from collections import defaultdict
from pathlib import Path

import psutil

from app.stack import Stack


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


def cpu_seconds(stack: Stack) -> dict[str, float]:
    """Return the CPU time used so far by each kind of process of a stack, and by the load itself.

    Keys: web, worker, clock, simulator, postgres, redis, rasa, load. A Rasa server that runs
    elsewhere is not counted.
    """
    own = psutil.Process()
    kinds = {process.pid: name.split("-")[0] for name, process in stack.processes.items()}
    used: defaultdict[str, float] = defaultdict(float)
    used["load"] = _seconds(own)
    for child in own.children():
        kind = kinds.get(child.pid) or _kind(child)
        for process in (child, *child.children(recursive=True)):
            used[kind] += _seconds(process)
    return dict(used)


def _kind(process: psutil.Process) -> str:
    name = process.name()
    return next((kind for kind in ("postgres", "redis") if kind in name), "rasa")


def _seconds(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)
