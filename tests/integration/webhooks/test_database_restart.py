"""The door waits out a short restart of the database: what came in meanwhile is recorded."""

import threading
from pathlib import Path

import pytest
from redis import Redis
from sqlalchemy import text
from werkzeug.exceptions import ServiceUnavailable

from app.database import upgrade
from app.embedded import start_postgres
from storage.clock import SystemClock
from storage.db import make_engine
from storage.doorbell import Doorbell, make_queue
from storage.inbox import InboxItem, InboxKind
from webhooks import door as doors
from webhooks.door import Door


def test_message_during_a_restart_of_the_database_is_recorded(
    tmp_path: Path, redis_url: str
) -> None:
    with start_postgres(tmp_path) as url:
        upgrade(url)
        engine = make_engine(url, checks_connections=True)
        with engine.connect() as connection:
            connection.execute(text("SELECT 1"))
    redis = Redis.from_url(redis_url)
    door = Door(engine, SystemClock(), Doorbell(make_queue(redis)), "http://127.0.0.1:1")
    item = InboxItem("twilio", InboxKind.MESSAGE, "SM1", "t", {"Body": "hola"})
    knock = threading.Thread(target=door.take_in, args=[item])

    knock.start()
    knock.join(0.5)
    assert knock.is_alive()
    with start_postgres(tmp_path):
        knock.join(15)
        with engine.connect() as connection:
            recorded = connection.execute(text("SELECT count(*) FROM inbox")).scalar_one()
        engine.dispose()

    redis.close()
    assert recorded == 1


def test_database_that_stays_away_is_503(
    tmp_path: Path, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doors, "_PATIENCE_SECONDS", 0.3)
    engine = make_engine(f"postgresql+psycopg://x@/x?host={tmp_path}")
    item = InboxItem("twilio", InboxKind.MESSAGE, "SM1", "t", {"Body": "hola"})

    with Redis.from_url(redis_url) as redis, pytest.raises(ServiceUnavailable):
        Door(engine, SystemClock(), Doorbell(make_queue(redis)), "").take_in(item)
