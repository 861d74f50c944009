"""Files that people sent, and the contents that are kept outside of the database."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_STATES = ("waiting", "kept", "refused", "lost", "expired")
_USES = ("talk", "receipt", "reference")
_INSTANT = sa.DateTime(timezone=True)
_LINKS = ("inbox", "conversation", "appointment")


def upgrade() -> None:
    """Make the tables and their indexes."""
    op.create_table(
        "media_file",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("mime_type", sa.String(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("kept_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("digest"),
    )
    op.create_table(
        "media",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=False),
        sa.Column("inbox_id", sa.BigInteger(), nullable=False),
        sa.Column("conversation_id", sa.BigInteger(), nullable=True),
        sa.Column("appointment_id", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        _chosen("state", "mediastate_is_known", _STATES),
        _chosen("use", "fileuse_is_known", _USES),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.Column("transcript", sa.String(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("try_at", _INSTANT, nullable=False),
        sa.Column("lease_until", _INSTANT, nullable=True),
        sa.Column("created_at", _INSTANT, nullable=False),
        *(sa.ForeignKeyConstraint([f"{one}_id"], [f"{one}.id"]) for one in _LINKS),
        sa.ForeignKeyConstraint(["digest"], ["media_file.digest"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("source", "external_id"),
    )
    for one in (*(f"{link}_id" for link in _LINKS), "created_at"):
        op.create_index(op.f(f"ix_media_{one}"), "media", [one])
    waiting, kept = sa.text("state = 'waiting'"), sa.text("digest IS NOT NULL")
    op.create_index("media_to_do", "media", ["try_at"], postgresql_where=waiting)
    op.create_index("media_by_content", "media", ["digest"], postgresql_where=kept)


def downgrade() -> None:
    """Take them away; the contents in the vault are not touched."""
    op.drop_table("media")
    op.drop_table("media_file")


def _chosen(name: str, rule: str, values: tuple[str, ...]) -> sa.Column[str]:
    one_of = sa.Enum(*values, name=rule, native_enum=False, length=32, create_constraint=True)
    return sa.Column(name, one_of, nullable=False)
