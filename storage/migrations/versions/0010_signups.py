"""Signing up: where somebody is paid, their consent, and what the team decided."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_BEFORE = ("draft", "submitted", "withdrawn")
_INSTANTS = ("consented_at", "touched_at", "decided_at")
_TEXTS = ("account", "decided_by", "reason")


def upgrade() -> None:
    """Add the columns; a lead of before was last touched when it was made."""
    for name in _INSTANTS:
        op.add_column("provider_lead", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    for name in _TEXTS:
        op.add_column("provider_lead", sa.Column(name, sa.String(), nullable=True))
    op.add_column("provider_lead", sa.Column("provider_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(
        "provider_lead_provider_id_fkey", "provider_lead", "provider", ["provider_id"], ["id"]
    )
    op.execute("UPDATE provider_lead SET touched_at = coalesce(submitted_at, created_at)")
    op.alter_column("provider_lead", "touched_at", nullable=False)
    _know((*_BEFORE, "verified", "rejected"))


def downgrade() -> None:
    """Take them away; what was decided counts as submitted again."""
    op.execute(
        "UPDATE provider_lead SET state = 'submitted' WHERE state IN ('verified', 'rejected')"
    )
    _know(_BEFORE)
    for name in ("provider_id", *_TEXTS, *_INSTANTS):
        op.drop_column("provider_lead", name)


def _know(states: tuple[str, ...]) -> None:
    known = ", ".join(f"'{state}'" for state in states)
    op.execute("ALTER TABLE provider_lead DROP CONSTRAINT leadstate_is_known")
    op.execute(
        f"ALTER TABLE provider_lead ADD CONSTRAINT leadstate_is_known CHECK (state IN ({known}))"
    )
