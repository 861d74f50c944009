"""Runs the simulator with the settings of this installation.

The secrets go over within the process: on a command line every user of the machine could read them.
"""

import json
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from app.phonebook import entries
from app.settings import Settings
from app.wiring import engine_of
from simulator.__main__ import main as simulator_command


def simulate(settings: Settings) -> None:
    """Stand in for every simulated party until SIGTERM."""
    options = {
        "--port": str(settings.port + 1),
        "--app-url": f"http://127.0.0.1:{settings.port}",
        "--browser-url": settings.public_url,
        "--public-url": settings.public_url,
        "--account-sid": settings.twilio_account_sid,
        "--auth-token": settings.twilio_auth_token,
        "--sender": settings.twilio_whatsapp_from,
        "--meta-access-token": settings.meta.access_token,
        "--meta-app-secret": settings.meta.app_secret,
        "--meta-account-id": settings.meta.account_id,
        "--first-channel": settings.channel,
        "--mp-access-token": settings.mercadopago_access_token,
        "--mp-webhook-secret": settings.mercadopago_webhook_secret,
        "--journal": str(settings.data_dir / "simulator.jsonl"),
    }
    people = _write_people(settings)
    if people is not None:
        options["--people"] = str(people)
    if not settings.sending_limits.pair_seconds:
        options["--pair-seconds"] = "0"
    words = [f"{name}={value}" for name, value in options.items()]
    if settings.meta_is_simulated:
        words += [f"--meta-number={one.id}={one.display}" for one in settings.meta.numbers]
    simulator_command.main(words, prog_name="turnero simulator", standalone_mode=False)


def _write_people(settings: Settings) -> Path | None:
    """Write who lives in the database to a file for the phones page; None when it can't be read."""
    engine = engine_of(settings, pool_size=1)
    try:
        people = entries(engine)
    except DBAPIError:
        return None
    finally:
        engine.dispose()
    path = settings.data_dir / "people.json"
    path.write_text(json.dumps(people, ensure_ascii=False), encoding="utf-8")
    path.chmod(0o600)
    return path
