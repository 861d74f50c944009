"""Hundreds of thousands of webhooks that no party would send, at the real doors.

    python -m bench.doors [--inputs 200000] [--seed 1]

Each is signed like a genuine one (but for some) and goes through Flask, door and decoder into a
real PostgreSQL; what was kept is then read as a worker reads it, and the delivery notices are laid
over the outbox. Ends with 1 when a door answered with 5xx or what it kept broke a reader.
"""

import argparse
import hashlib
import hmac
import json
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from twilio.request_validator import RequestValidator

import webhooks.mercadopago
from app import logs
from app.database import upgrade
from app.embedded import start_postgres, start_redis
from app.seed import seed
from app.settings import Settings
from app.web import register_channels
from app.wiring import wiring_of
from bench import mangled
from bench.machine import describe
from bot.channels.errors import UnknownShapeError
from storage import outbox, statuses
from storage.inbox import Waiting
from webhooks.door import Door
from workers import changes
from workers.bursts import first_burst
from workers.clock import REFUSALS
from workers.wiring import Wiring

_UNSIGNED = 0.03
_READ_EVERY = 500
_KEPT = text("""
SELECT id, source, payload, received_at, attempts, false AS was_held, false AS is_held
FROM inbox WHERE kind = 'message' ORDER BY id
""")
_IDENTITIES = text("SELECT DISTINCT thread FROM inbox WHERE kind = 'identity' AND done_at IS NULL")


@dataclass(slots=True)
class Doors:
    """The doors of one application, and what came of what was thrown at them.

    answers: by door and status. broken: a few inputs that were answered with 5xx or broke a reader.
    """

    settings: Settings
    wiring: Wiring
    luck: random.Random
    client: FlaskClient
    answers: Counter[str] = field(default_factory=Counter)
    kept: int = 0
    unreadable: int = 0
    broken: list[str] = field(default_factory=list)

    def throw(self) -> None:
        """Send one webhook to one of the doors."""
        door = self.luck.choice((self._twilio, self._status, self._meta, self._mercadopago))
        path, body, headers = door()
        if self.luck.random() < _UNSIGNED:
            headers = {"Content-Type": headers["Content-Type"]}
        status = self.client.post(path, data=body, headers=headers).status_code
        self.answers[f"{path.partition('?')[0]} {status}"] += 1
        if status >= 500:
            self.broken.append(f"{path} {status}: {body[:2000]!r}")

    def _twilio(self, path: str = "/webhooks/twilio/whatsapp") -> tuple[str, bytes, dict[str, str]]:
        fields = mangled.twilio_form(self.luck)
        body = mangled.encoded(fields, self.luck)
        signer = RequestValidator(self.settings.twilio_auth_token)
        try:
            signature = signer.compute_signature(self.settings.public_url + path, fields)
        except UnicodeEncodeError:  # half a letter: nobody could sign that
            signature = ""
        headers = {"X-Twilio-Signature": signature}
        return path, body, {**headers, "Content-Type": "application/x-www-form-urlencoded"}

    def _status(self) -> tuple[str, bytes, dict[str, str]]:
        return self._twilio("/webhooks/twilio/status")

    def _meta(self) -> tuple[str, bytes, dict[str, str]]:
        body = mangled.meta_body(self.luck)
        secret = self.settings.meta.app_secret.encode()
        digest = hmac.new(secret, body, hashlib.sha256).hexdigest()
        headers = {"X-Hub-Signature-256": f"sha256={digest}", "Content-Type": "application/json"}
        return "/webhooks/meta", body, headers

    def _mercadopago(self) -> tuple[str, bytes, dict[str, str]]:
        body = mangled.mercadopago_body(self.luck)
        data_id = self.luck.choice(("123", "", "9" * 400, "²", "1 2", "x"))
        signed_at = int(self.wiring.clock.now().timestamp())
        manifest = f"request-id:r;ts:{signed_at};"
        if data_id:
            manifest = f"id:{data_id};{manifest}"
        secret = self.settings.mercadopago_webhook_secret.encode()
        v1 = hmac.new(secret, manifest.encode(), hashlib.sha256).hexdigest()
        headers = {"x-signature": f"ts={signed_at},v1={v1}", "x-request-id": "r"}
        path = f"/webhooks/mercadopago?data.id={data_id}"
        return path, body, {**headers, "Content-Type": "application/json"}

    def read(self) -> None:
        """Read what was kept as workers and clock do, and forget it."""
        with self.wiring.engine.connect() as connection:
            rows = [Waiting(*row) for row in connection.execute(_KEPT)]
            threads = list(connection.execute(_IDENTITIES).scalars())
        self.kept += len(rows)
        for row in rows:
            try:
                first_burst([row])
            except UnknownShapeError:
                self.unreadable += 1
            except Exception as error:
                self.broken.append(f"{type(error).__name__}: {json.dumps(row.payload)[:2000]}")
        for thread in threads:
            self._try(f"identity {thread[:200]!r}", changes.work, self.wiring, thread)
        now = self.wiring.clock.now()
        ranks = outbox.STATUS_RANK
        engine = self.wiring.engine
        self._try("statuses", statuses.absorb, engine, ranks, REFUSALS, now=now)
        with engine.begin() as connection:
            connection.execute(text("TRUNCATE inbox CASCADE"))

    def _try(self, name: str, do: Any, *given: Any, **more: Any) -> None:
        try:
            do(*given, **more)
        except Exception as error:
            self.broken.append(f"{type(error).__name__} at {name}")


def doors_of(settings: Settings, wiring: Wiring, *, start: int) -> Doors:
    """Return the doors of a wiring, in an application of their own."""
    app = Flask("doors")
    door = Door(wiring.engine, wiring.clock, wiring.doorbell, settings.public_url)
    register_channels(app, door, settings)
    secret = settings.mercadopago_webhook_secret
    app.register_blueprint(webhooks.mercadopago.blueprint(door, secret))
    return Doors(settings, wiring, random.Random(start), app.test_client())


@contextmanager
def _standing_doors(folder: Path, start: int) -> Iterator[Doors]:
    with start_postgres(folder) as database, start_redis(folder) as redis:
        names = {
            "TURNERO_DATA_DIR": str(folder),
            "DATABASE_URL": database,
            "REDIS_URL": redis,
            "META_PHONE_NUMBER_ID": "106540352242922=+5493875550000",
            "META_ACCESS_TOKEN": "EAA" + "t" * 40,
            "META_APP_SECRET": "a" * 32,
            "META_VERIFY_TOKEN": "one-word-of-ours",
            "META_WABA_ID": "102290129340398",
            "META_API_URL": "http://127.0.0.1:9",
            "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
            "TWILIO_AUTH_TOKEN": "b" * 32,
            "TWILIO_WHATSAPP_FROM": "+5493875550000",
            "TWILIO_API_URL": "http://127.0.0.1:9",
        }
        settings = Settings.load(names, None)
        upgrade(database)
        seed(settings, None)
        wiring = wiring_of(settings)
        try:
            yield doors_of(settings, wiring, start=start)
        finally:
            wiring.engine.dispose()


def main() -> None:
    """Throw, read, print a table and the JSON line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    logs.configure("json")
    began = time.monotonic()
    with (
        tempfile.TemporaryDirectory(prefix="turnero-doors-") as folder,
        _standing_doors(Path(folder), options.seed) as doors,
    ):
        for number in range(1, options.inputs + 1):
            doors.throw()
            if number % _READ_EVERY == 0 or number == options.inputs:
                doors.read()
    figures = {
        "inputs": options.inputs,
        "answers": dict(sorted(doors.answers.items())),
        "messages_read": doors.kept,
        "of_unknown_shape": doors.unreadable,
        "broken": len(doors.broken),
        "seconds": round(time.monotonic() - began),
    }
    lines = [describe(), *(f"{name:18} {value}" for name, value in figures.items())]
    sys.stdout.write("\n".join([*lines, *doors.broken[:5], json.dumps(figures)]) + "\n")
    sys.exit(bool(doors.broken))


if __name__ == "__main__":
    main()
