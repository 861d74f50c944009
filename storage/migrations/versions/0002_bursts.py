"""Bursts: what waits a moment for the next message, and what was read as one."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns."""
    op.add_column("inbox", sa.Column("hold_until", sa.DateTime(timezone=True), nullable=True))
    op.add_column("inbox", sa.Column("joined_to", sa.BigInteger(), nullable=True))
    op.create_foreign_key(
        "inbox_joined_to_fkey", "inbox", "inbox", ["joined_to"], ["id"], ondelete="SET NULL"
    )
    op.create_index(
        "inbox_held",
        "inbox",
        ["hold_until"],
        unique=False,
        postgresql_where=sa.text("done_at IS NULL AND hold_until IS NOT NULL"),
    )
    op.create_index(
        "inbox_joined",
        "inbox",
        ["joined_to"],
        unique=False,
        postgresql_where=sa.text("joined_to IS NOT NULL"),
    )
    op.add_column(
        "turn", sa.Column("messages", sa.Integer(), nullable=False, server_default=sa.text("1"))
    )


def downgrade() -> None:
    """Take the columns away."""
    op.drop_column("turn", "messages")
    op.drop_index("inbox_joined", table_name="inbox")
    op.drop_index("inbox_held", table_name="inbox")
    op.drop_constraint("inbox_joined_to_fkey", "inbox", type_="foreignkey")
    op.drop_column("inbox", "joined_to")
    op.drop_column("inbox", "hold_until")
