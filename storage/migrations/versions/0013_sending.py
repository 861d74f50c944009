"""Sending: lanes, prices, what could not be delivered, who can't be reached, consent with proof."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_Columns = dict[str, Any]
_INSTANT = sa.DateTime(timezone=True)
_TO_DO = "state IN ('queued', 'sending')"
_URGENCIES = ("reply", "notice", "reminder")
_INBOX_KINDS = ("message", "status", "payment", "unknown", "identity", "news")
_OUTBOX = {
    "category": sa.String,
    "billable": sa.Boolean,
    "price_micros": sa.BigInteger,
    "resolved_at": sa.DateTime,
    "resolved_by": sa.String,
}
_IDENTITY = {"unreachable_at": sa.DateTime, "unreachable_code": sa.String}
_CONTACT = {"promotions_at": sa.DateTime}
_CONTENT = {
    "name": sa.String,
    "status": sa.String,
    "category": sa.String,
    "reason": sa.String,
    "quality": sa.String,
    "updated_at": sa.DateTime,
}


def upgrade() -> None:
    """Make the tables, columns and indexes; what left before costs nothing."""
    _know("outbox", "urgency", "urgency_is_known", (*_URGENCIES, "campaign"))
    _know("inbox", "kind", "inboxkind_is_known", (*_INBOX_KINDS, "account"))
    _add("outbox", _OUTBOX)
    told = sa.Column("is_price_told", sa.Boolean(), nullable=False, server_default=sa.false())
    op.add_column("outbox", told)
    op.execute("UPDATE outbox SET price_micros = 0, billable = false WHERE state = 'sent'")
    _upgrade_outbox_indexes()
    _add("contact_identity", _IDENTITY)
    _add("contact", _CONTACT)
    _add("channel_content", _CONTENT)
    _create_consent()
    op.create_table(
        "message_tally",
        sa.Column("business_address", sa.String(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("messages", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("business_address", "month"),
    )


def downgrade() -> None:
    """Take them away, and with them every campaign's messages."""
    op.drop_table("message_tally")
    op.drop_table("consent")
    _drop("channel_content", _CONTENT)
    _drop("contact", _CONTACT)
    _drop("contact_identity", _IDENTITY)
    for name in ("outbox_undelivered", "outbox_unpriced", "outbox_later", "outbox_urgent"):
        op.drop_index(name, table_name="outbox")
    op.create_index("outbox_to_do", "outbox", ["due_at"], postgresql_where=sa.text(_TO_DO))
    op.drop_column("outbox", "is_price_told")
    _drop("outbox", _OUTBOX)
    op.execute("DELETE FROM outbox WHERE urgency = 'campaign'")
    _know("outbox", "urgency", "urgency_is_known", _URGENCIES)
    op.execute("DELETE FROM inbox WHERE kind = 'account'")
    _know("inbox", "kind", "inboxkind_is_known", _INBOX_KINDS)


def _upgrade_outbox_indexes() -> None:
    op.drop_index("outbox_to_do", table_name="outbox")
    _index("outbox_urgent", ["due_at"], f"{_TO_DO} AND urgency IN ('reply', 'notice')")
    line = [sa.text("urgency DESC"), "due_at", "id"]
    _index("outbox_later", line, f"{_TO_DO} AND urgency IN ('reminder', 'campaign')")
    _index(
        "outbox_unpriced", ["id"], "state = 'sent' AND kind = 'message' AND price_micros IS NULL"
    )
    _index(
        "outbox_undelivered",
        ["id"],
        "(state = 'failed' OR status_rank >= 6) AND kind = 'message' AND resolved_at IS NULL",
    )


def _create_consent() -> None:
    kinds = sa.Enum(
        "messages",
        "promotions",
        name="consentkind_is_known",
        native_enum=False,
        create_constraint=True,
        length=32,
    )
    op.create_table(
        "consent",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=False),
        sa.Column("conversation_id", sa.BigInteger(), nullable=True),
        sa.Column("kind", kinds, nullable=False),
        sa.Column("is_given", sa.Boolean(), nullable=False),
        sa.Column("how", sa.String(), nullable=False),
        sa.Column("wording", sa.String(), nullable=True),
        sa.Column("at", _INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"]),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_consent_contact_id", "consent", ["contact_id"])


def _know(table: str, column: str, name: str, values: tuple[str, ...]) -> None:
    known = ", ".join(f"'{value}'" for value in values)
    op.drop_constraint(name, table, type_="check")
    op.create_check_constraint(name, table, f"{column} IN ({known})")


def _add(table: str, columns: _Columns) -> None:
    for name, kind in columns.items():
        made = kind(timezone=True) if kind is sa.DateTime else kind()
        op.add_column(table, sa.Column(name, made, nullable=True))


def _drop(table: str, columns: _Columns) -> None:
    for name in columns:
        op.drop_column(table, name)


def _index(name: str, columns: list[Any], where: str) -> None:
    op.create_index(name, "outbox", columns, postgresql_where=sa.text(where))
