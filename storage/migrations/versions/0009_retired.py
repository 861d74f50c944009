"""Providers, services and resources that are not offered any more, but have a past."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_TABLES = ("provider", "service", "resource")


def upgrade() -> None:
    """Say since when."""
    for table in _TABLES:
        op.add_column(table, sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Offer all of them again."""
    for table in _TABLES:
        op.drop_column(table, "retired_at")
