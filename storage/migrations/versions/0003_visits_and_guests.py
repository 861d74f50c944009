"""Appointments for somebody else, several in one visit, and a phone where the channel hides it."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns."""
    op.add_column("appointment", sa.Column("guest_name", sa.String(), nullable=True))
    op.add_column("appointment", sa.Column("phone", sa.String(), nullable=True))
    op.add_column(
        "appointment",
        sa.Column("visit_id", sa.BigInteger(), sa.ForeignKey("appointment.id"), nullable=True),
    )
    op.create_index("ix_appointment_visit_id", "appointment", ["visit_id"])


def downgrade() -> None:
    """Drop the columns."""
    op.drop_index("ix_appointment_visit_id", "appointment")
    for name in ("visit_id", "phone", "guest_name"):
        op.drop_column("appointment", name)
