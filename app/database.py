"""Migrations: the tables of storage/ brought to their newest version by Alembic."""

from pathlib import Path

import alembic.command
from alembic.config import Config
from sqlalchemy import create_engine, text

_SCRIPTS = Path(__file__).resolve().parents[1] / "storage" / "migrations"
_LOCK = 7_274_001  # any number of our own: two upgrades at once wait for each other


def upgrade(url: str) -> None:
    """Bring the tables to the newest version. Raises OperationalError when nobody answers."""
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS))
    engine = create_engine(url)
    try:
        with engine.begin() as connection:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
            config.attributes["connection"] = connection
            alembic.command.upgrade(config, "head")
    finally:
        engine.dispose()
