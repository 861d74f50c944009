"""PostgreSQL and Redis from wheels: real servers on unix sockets, with nothing to install.

app.run supervises them, tests start them for a moment; everybody else only gets an address.
"""

from app.embedded.addresses import database_url, redis_url
from app.embedded.errors import EmbeddedServerError
from app.embedded.postgres import PostgresServer, prepare_postgres, start_postgres
from app.embedded.redis_server import RedisServer, prepare_redis, start_redis

__all__ = [
    "EmbeddedServerError",
    "PostgresServer",
    "RedisServer",
    "database_url",
    "prepare_postgres",
    "prepare_redis",
    "redis_url",
    "start_postgres",
    "start_redis",
]
