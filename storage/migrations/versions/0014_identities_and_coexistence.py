"""Merged contacts with their record, who answers outside of Turnero and until when."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)
_KINDS_BEFORE = ("message", "status", "payment", "unknown", "identity", "news", "account")
_KINDS = (*_KINDS_BEFORE, "echo", "standby")
_CAUSES = ("told_together", "contact_given", "number_changed", "user_id_changed")


def upgrade() -> None:
    """Make the columns, the table and its indexes."""
    _know_inbox_kinds(_KINDS)
    op.add_column("conversation", sa.Column("handoff_until", _INSTANT, nullable=True))
    op.add_column("conversation", sa.Column("left_at", _INSTANT, nullable=True))
    op.create_index(
        "conversation_coming_back",
        "conversation",
        ["handoff_until"],
        postgresql_where=sa.text("handoff_until IS NOT NULL"),
    )
    op.add_column(
        "contact",
        sa.Column("merged_into_id", sa.BigInteger(), sa.ForeignKey("contact.id"), nullable=True),
    )
    op.create_index("ix_contact_merged_into_id", "contact", ["merged_into_id"])
    _create_merges()


def downgrade() -> None:
    """Take them away; who was merged stays so."""
    op.drop_table("contact_merge")
    op.drop_index("ix_contact_merged_into_id", table_name="contact")
    op.drop_column("contact", "merged_into_id")
    op.drop_index("conversation_coming_back", table_name="conversation")
    op.drop_column("conversation", "left_at")
    op.drop_column("conversation", "handoff_until")
    op.execute("DELETE FROM inbox WHERE kind IN ('echo', 'standby')")
    _know_inbox_kinds(_KINDS_BEFORE)


def _create_merges() -> None:
    causes = sa.Enum(
        *_CAUSES,
        name="mergecause_is_known",
        native_enum=False,
        create_constraint=True,
        length=32,
    )
    op.create_table(
        "contact_merge",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        _contact("kept_id", nullable=False),
        _contact("merged_id", nullable=True),
        sa.Column("cause", causes, nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("moved", postgresql.JSONB(), nullable=False),
        sa.Column("undone_at", _INSTANT, nullable=True),
        sa.Column("undone_by", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_contact_merge_kept_id", "contact_merge", ["kept_id"])
    op.create_index("ix_contact_merge_merged_id", "contact_merge", ["merged_id"])


def _contact(name: str, *, nullable: bool) -> sa.Column[Any]:
    return sa.Column(name, sa.BigInteger(), sa.ForeignKey("contact.id"), nullable=nullable)


def _know_inbox_kinds(values: tuple[str, ...]) -> None:
    known = ", ".join(f"'{value}'" for value in values)
    op.drop_constraint("inboxkind_is_known", "inbox", type_="check")
    op.create_check_constraint("inboxkind_is_known", "inbox", f"kind IN ({known})")
