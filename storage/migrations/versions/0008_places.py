"""Places: time around appointments, seats, resources, seasons, prices, series, own policies."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_ACTIVE = "state IN ('held', 'pending_provider', 'confirmed')"
_SESSION = (
    "('::'::inet + (service_id * 4294967296"
    " + date_part('epoch', starts_at AT TIME ZONE 'UTC')::bigint)) inet_ops"
)
_EMPTY = sa.text("'{}'::jsonb")
_STATES = ("asked", "pending", "rejected", "approved", "refunded")


def upgrade() -> None:
    """Make the tables and columns; what is booked takes its own time and the first seat."""
    _upgrade_catalogue()
    op.add_column("contact", _policies())
    _drop_default("contact", "policies")
    _know_payment_states((*_STATES, "credited"))
    _upgrade_appointments()


def downgrade() -> None:
    """Take them away. Fails when appointments stand that only these columns let stand."""
    op.drop_table("resource_claim")
    op.execute("ALTER TABLE appointment DROP CONSTRAINT appointment_never_overlaps")
    op.execute("ALTER TABLE appointment DROP CONSTRAINT appointment_within_day")
    op.drop_index("appointment_seat_once", table_name="appointment")
    op.drop_index("appointment_taken", table_name="appointment")
    op.drop_index("ix_appointment_series_id", table_name="appointment")
    for name in ("taken_from", "taken_until", "seat", "zone", "series_id", "moves"):
        op.drop_column("appointment", name)
    op.execute(
        "ALTER TABLE appointment ADD CONSTRAINT appointment_never_overlaps EXCLUDE USING gist "
        "(int8range(provider_id, provider_id, '[]') WITH &&, "
        f"tstzrange(starts_at, ends_at) WITH &&) WHERE ({_ACTIVE})"
    )
    op.drop_table("series")
    _know_payment_states(_STATES)
    op.drop_column("contact", "policies")
    op.drop_index("closed_date_once", table_name="closed_date")
    op.execute("DELETE FROM closed_date WHERE province IS NOT NULL")
    op.drop_column("closed_date", "province")
    op.create_index(
        "closed_date_once", "closed_date", [sa.text("coalesce(provider_id, 0)"), "day"], unique=True
    )
    op.execute("DELETE FROM opening_hours WHERE season_id IS NOT NULL")
    op.drop_index("ix_opening_hours_season_id", table_name="opening_hours")
    op.drop_column("opening_hours", "season_id")
    for table in ("season", "service_resource", "resource", "service_price"):
        op.drop_table(table)
    for table, name in (("service", "policies"), ("service", "capacity"), ("provider", "weight")):
        op.drop_column(table, name)
    for name in ("policies", "province", "holiday_hours"):
        op.drop_column("provider", name)


def _upgrade_catalogue() -> None:
    op.add_column("provider", sa.Column("holiday_hours", postgresql.JSONB(), nullable=True))
    op.add_column("provider", sa.Column("province", sa.String(), nullable=True))
    op.add_column("provider", _policies())
    op.add_column("provider", sa.Column("weight", sa.Integer(), nullable=False, server_default="1"))
    op.add_column(
        "service", sa.Column("capacity", sa.Integer(), nullable=False, server_default="1")
    )
    op.add_column("service", _policies())
    for table, column in (
        ("provider", "policies"),
        ("provider", "weight"),
        ("service", "capacity"),
        ("service", "policies"),
    ):
        _drop_default(table, column)
    op.create_table(
        "service_price",
        _id(),
        sa.Column("service_id", sa.BigInteger(), sa.ForeignKey("service.id"), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("price_centavos", sa.Integer(), nullable=False),
        sa.Column("deposit_centavos", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("service_id", "valid_from"),
    )
    op.create_table(
        "resource",
        _id(),
        sa.Column("slug", sa.String(), nullable=False, unique=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
    )
    op.create_table(
        "service_resource",
        _id(),
        sa.Column("service_id", sa.BigInteger(), sa.ForeignKey("service.id"), nullable=False),
        sa.Column("resource_id", sa.BigInteger(), sa.ForeignKey("resource.id"), nullable=False),
        sa.UniqueConstraint("service_id", "resource_id"),
    )
    op.create_index("ix_service_resource_resource_id", "service_resource", ["resource_id"])
    op.create_table(
        "season",
        _id(),
        sa.Column("provider_id", sa.BigInteger(), sa.ForeignKey("provider.id"), nullable=False),
        sa.Column("first_day", sa.String(), nullable=False),
        sa.Column("last_day", sa.String(), nullable=False),
    )
    op.create_index("ix_season_provider_id", "season", ["provider_id"])
    op.add_column(
        "opening_hours",
        sa.Column("season_id", sa.BigInteger(), sa.ForeignKey("season.id"), nullable=True),
    )
    op.create_index("ix_opening_hours_season_id", "opening_hours", ["season_id"])
    op.add_column("closed_date", sa.Column("province", sa.String(), nullable=True))
    op.drop_index("closed_date_once", table_name="closed_date")
    op.create_index(
        "closed_date_once",
        "closed_date",
        [sa.text("coalesce(provider_id, 0)"), sa.text("coalesce(province, '')"), "day"],
        unique=True,
    )


def _upgrade_appointments() -> None:
    op.create_table(
        "series",
        _id(),
        sa.Column("contact_id", sa.BigInteger(), sa.ForeignKey("contact.id"), nullable=False),
        sa.Column("service_id", sa.BigInteger(), sa.ForeignKey("service.id"), nullable=False),
        sa.Column("first_start", sa.DateTime(timezone=True), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("every_weeks", sa.Integer(), nullable=False),
        sa.Column("except_for", postgresql.JSONB(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_series_contact_id", "series", ["contact_id"])
    for name in ("taken_from", "taken_until"):
        op.add_column("appointment", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE appointment SET taken_from = starts_at, taken_until = ends_at")
    for name in ("taken_from", "taken_until"):
        op.alter_column("appointment", name, nullable=False)
    for name, default in (("seat", "1"), ("moves", "0")):
        op.add_column(
            "appointment", sa.Column(name, sa.Integer(), nullable=False, server_default=default)
        )
        _drop_default("appointment", name)
    op.add_column("appointment", sa.Column("zone", sa.String(), nullable=True))
    op.add_column(
        "appointment",
        sa.Column("series_id", sa.BigInteger(), sa.ForeignKey("series.id"), nullable=True),
    )
    op.create_index("ix_appointment_series_id", "appointment", ["series_id"])
    op.create_check_constraint(
        "appointment_within_day", "appointment", "taken_until <= taken_from + interval '1 day'"
    )
    op.execute("ALTER TABLE appointment DROP CONSTRAINT appointment_never_overlaps")
    op.execute(
        "ALTER TABLE appointment ADD CONSTRAINT appointment_never_overlaps EXCLUDE USING gist "
        f"(int8range(provider_id, provider_id, '[]') WITH &&, {_SESSION} WITH <>, "
        f"tstzrange(taken_from, taken_until) WITH &&) WHERE ({_ACTIVE})"
    )
    op.create_index(
        "appointment_seat_once",
        "appointment",
        ["provider_id", "service_id", "starts_at", "seat"],
        unique=True,
        postgresql_where=sa.text(_ACTIVE),
    )
    op.create_index(
        "appointment_taken",
        "appointment",
        ["provider_id", "taken_from"],
        postgresql_include=["taken_until"],
        postgresql_where=sa.text(_ACTIVE),
    )
    op.create_table(
        "resource_claim",
        _id(),
        sa.Column(
            "appointment_id",
            sa.BigInteger(),
            sa.ForeignKey("appointment.id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("resource_id", sa.BigInteger(), sa.ForeignKey("resource.id"), nullable=False),
        sa.Column("unit", sa.BigInteger(), nullable=False),
        sa.Column("service_id", sa.BigInteger(), sa.ForeignKey("service.id"), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
    )
    op.execute(
        "ALTER TABLE resource_claim ADD CONSTRAINT resource_unit_never_overlaps EXCLUDE USING gist "
        "(int8range(resource_id, resource_id, '[]') WITH &&, int8range(unit, unit, '[]') WITH &&, "
        f"{_SESSION} WITH <>, tstzrange(taken_from, taken_until) WITH &&) WHERE (is_active)"
    )
    op.create_index("ix_resource_claim_appointment_id", "resource_claim", ["appointment_id"])
    op.create_index(
        "resource_claim_taken",
        "resource_claim",
        ["resource_id", "taken_from"],
        postgresql_where=sa.text("is_active"),
    )


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.BigInteger(), sa.Identity(always=False), primary_key=True)


def _policies() -> sa.Column[object]:
    return sa.Column("policies", postgresql.JSONB(), nullable=False, server_default=_EMPTY)


def _drop_default(table: str, column: str) -> None:
    op.alter_column(table, column, server_default=None)


def _know_payment_states(states: tuple[str, ...]) -> None:
    known = ", ".join(f"'{state}'" for state in states)
    op.execute("ALTER TABLE payment DROP CONSTRAINT paymentstate_is_known")
    op.execute(
        f"ALTER TABLE payment ADD CONSTRAINT paymentstate_is_known CHECK (state IN ({known}))"
    )
