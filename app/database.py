"""Migrations: the tables of storage/ brought to their newest version by Alembic."""

from pathlib import Path

import alembic.command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, text

_SCRIPTS = Path(__file__).resolve().parents[1] / "storage" / "migrations"
_LOCK = 7_274_001  # any number of our own: two upgrades at once wait for each other


def upgrade(url: str) -> None:
    """Bring the tables to the newest version. Raises OperationalError when nobody answers."""
    config = _config()
    engine = create_engine(url)
    try:
        with engine.begin() as connection:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
            config.attributes["connection"] = connection
            alembic.command.upgrade(config, "head")
    finally:
        engine.dispose()


def newest_version() -> str | None:
    """Return the version that this code was written for."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def version_of(engine: Engine) -> str | None:
    """Return the version of a database, None of an empty one. Raises DBAPIError."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS))
    return config
