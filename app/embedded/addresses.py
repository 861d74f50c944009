"""The addresses of the database and the queue, given or embedded."""

from app.embedded.postgres import postgres_url
from app.embedded.redis_server import redis_socket_url
from app.settings import Settings


def database_url(settings: Settings) -> str:
    """Return SQLAlchemy's address of the database, `postgresql+psycopg://…`."""
    return settings.database_url or postgres_url(settings.data_dir)


def redis_url(settings: Settings) -> str:
    """Return the address of Redis, `unix:///…` when it is the embedded one."""
    return settings.redis_url or redis_socket_url(settings.data_dir)
