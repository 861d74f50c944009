"""Indexes by time over inbox and outbox: a few bytes a megabyte, for what is counted by day."""

from alembic import op

revision = "0012"
down_revision = "0010"
branch_labels = None
depends_on = None

_KEPT_FRESH = {"autosummarize": "on"}


def upgrade() -> None:
    """Make them."""
    op.create_index(
        "inbox_by_time",
        "inbox",
        ["received_at"],
        postgresql_using="brin",
        postgresql_with=_KEPT_FRESH,
    )
    op.create_index(
        "outbox_by_time",
        "outbox",
        ["due_at"],
        postgresql_using="brin",
        postgresql_ops={"due_at": "timestamptz_minmax_multi_ops"},
        postgresql_with=_KEPT_FRESH,
    )


def downgrade() -> None:
    """Remove them."""
    op.drop_index("outbox_by_time", "outbox")
    op.drop_index("inbox_by_time", "inbox")
