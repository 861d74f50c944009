"""A whole stack to put a load on: the demo's salon in it, and a sink in Twilio's place."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import text

from app.seed import DEMO_WORLD, load_world, read_world
from app.settings import ENV_FILE, Settings
from app.stack import Stack, nlu_server, private_stack
from storage.unit_of_work import transaction

ACCOUNT = {
    "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
    "TWILIO_AUTH_TOKEN": "b" * 32,
    "TWILIO_WHATSAPP_FROM": "+5491155550000",
}
_AS_MEASURED = {
    "TURNERO_DEMO": "0",  # the real clock, as in production
    "WHATSAPP_RATE": "9000",  # what is measured is Turnero, not what WhatsApp allows
    "WHATSAPP_PAIR_SECONDS": "0",
}
_TABLES = "inbox, outbox, turn, appointment, appointment_event, conversation, event, payment"


@contextmanager
def open_stack(
    name: str,
    *,
    sink_port: int,
    workers: int,
) -> Iterator[Stack]:
    """Give a running stack in a folder of its own under the bench's, with nothing waiting in it."""
    settings = Settings.load({}, ENV_FILE)
    with (
        nlu_server(settings) as nlu_url,
        private_stack(
            settings.data_dir / "bench" / name,
            nlu_url=nlu_url,
            workers=workers,
            with_clock=True,
            environ={"TWILIO_API_URL": f"http://127.0.0.1:{sink_port}", **ACCOUNT, **_AS_MEASURED},
        ) as stack,
    ):
        now = stack.wiring.clock.now()
        with transaction(stack.engine) as db:
            db.execute(text(f"TRUNCATE {_TABLES} CASCADE"))
            load_world(db, read_world(DEMO_WORLD), today=now.date(), created_at=now)
        yield stack
