"""Alembic's entry: runs migrations on the connection that app.database opened."""

from alembic import context
from sqlmodel import SQLModel

from storage.rows import (
    appointments,
    calendars,
    catalogue,
    consent,
    facts,
    mail,
    media,
    payments,
    people,
    requests,
    reviews,
    waitlist,
)

TABLES = (
    appointments,
    calendars,
    catalogue,
    consent,
    facts,
    mail,
    media,
    payments,
    people,
    requests,
    reviews,
    waitlist,
)

context.configure(
    connection=context.config.attributes["connection"], target_metadata=SQLModel.metadata
)
with context.begin_transaction():
    context.run_migrations()
