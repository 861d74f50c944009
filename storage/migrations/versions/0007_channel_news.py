"""What a channel tells besides messages: changed identities, and news for people to read."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_NAME = "inboxkind_is_known"
_BEFORE = ("message", "status", "payment", "unknown")
_SINCE = (*_BEFORE, "identity", "news")


def upgrade() -> None:
    """Let the inbox take the new kinds."""
    _know(_SINCE)


def downgrade() -> None:
    """Forget the new kinds, and the rows of them."""
    op.execute("DELETE FROM inbox WHERE kind IN ('identity', 'news')")
    _know(_BEFORE)


def _know(kinds: tuple[str, ...]) -> None:
    values = ", ".join(f"'{kind}'" for kind in kinds)
    op.drop_constraint(_NAME, "inbox", type_="check")
    op.create_check_constraint(_NAME, "inbox", f"kind IN ({values})")
