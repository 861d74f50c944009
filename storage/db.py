"""The connection to PostgreSQL, made once per process by app.wiring."""

import json

from sqlalchemy import Engine
from sqlmodel import create_engine


def make_engine(url: str, *, pool_size: int = 5, checks_connections: bool = False) -> Engine:
    """Return an engine whose sessions speak UTC. url: "postgresql+psycopg://…".

    checks_connections: ask each connection for a sign of life before it is used, so that nothing
    fails after the database was restarted; without it one statement does, and all are opened anew.
    """
    return create_engine(
        url,
        pool_size=pool_size,
        max_overflow=pool_size,
        pool_pre_ping=checks_connections,
        hide_parameters=True,  # an error's text gets into logs; what people wrote must not
        connect_args={
            "options": "-c timezone=UTC -c lock_timeout=5000",
            "prepare_threshold": 3,
        },
        json_serializer=lambda value: json.dumps(value, ensure_ascii=False),
    )
