"""Reminders of one moment: how fast they leave, and who waits for an answer meanwhile.

    python -m bench.reminders [--people 100000] [--live 300] [--skip-live]

In virtual time 100,000 reminders are due at 16:00. All of the sending is the product's own:
outbox, rings in Redis, token buckets, the rule of reminders, leases; only WhatsApp takes no real
time. Then a smaller number leaves on a whole stack, through the simulator, in real time.
"""

import argparse
import json
import logging

import structlog

from app.settings import ENV_FILE, Settings
from bench import reminders_live, reminders_virtual
from bench.machine import describe


def main() -> None:
    """Measure, print a table and the JSON line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--live", type=int, default=300)
    parser.add_argument("--skip-live", action="store_true")
    options = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    settings = Settings.load({}, ENV_FILE)
    folder = settings.data_dir / "bench"
    print(describe())
    figures = reminders_virtual.measure(settings, folder / "reminders", options.people)
    if not options.skip_live:
        live = reminders_live.measure(settings, folder / "reminders-live", options.live)
        figures |= {f"live_{name}": value for name, value in live.items()}
    for name, value in figures.items():
        print(f"{name:32} {value}")
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
