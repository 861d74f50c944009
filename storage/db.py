"""The connection to PostgreSQL, made once per process by app.wiring."""

import json

from sqlalchemy import Engine
from sqlmodel import create_engine


def make_engine(url: str, *, pool_size: int = 5) -> Engine:
    """Return an engine whose sessions speak UTC. url: "postgresql+psycopg://…"."""
    return create_engine(
        url,
        pool_size=pool_size,
        max_overflow=pool_size,
        pool_pre_ping=True,
        connect_args={
            "options": "-c timezone=UTC -c lock_timeout=5000",
            "prepare_threshold": 3,
        },
        json_serializer=lambda value: json.dumps(value, ensure_ascii=False),
    )
