"""The first tables."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "business",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("policies", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("catalogue_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "channel_content",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("layout", sa.String(), nullable=False),
        sa.Column("content_id", sa.String(), nullable=False),
        sa.Column("approved", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("layout"),
    )
    op.create_table(
        "demo_clock",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("shift_seconds", sa.Float(), nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "inbox",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "message",
                "status",
                "payment",
                "unknown",
                name="inboxkind_is_known",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("external_id", sa.String(), nullable=False),
        sa.Column("thread", sa.String(), nullable=False),
        sa.Column("payload", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("problem", sa.String(), nullable=True),
        sa.Column("apologised_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("source", "kind", "external_id"),
    )
    op.create_index("inbox_by_thread", "inbox", ["thread", "id"], unique=False)
    op.create_index(
        "inbox_to_do",
        "inbox",
        ["thread", "id"],
        unique=False,
        postgresql_where=sa.text("done_at IS NULL"),
    )
    op.create_table(
        "provider",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("trade", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=True),
        sa.Column("home_zones", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column(
            "confirmation",
            sa.Enum(
                "auto",
                "provider",
                name="confirmation_is_known",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("opens_on_holidays", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("slug"),
    )
    op.create_index(op.f("ix_provider_phone"), "provider", ["phone"], unique=False)
    op.create_table(
        "closed_date",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("provider_id", sa.BigInteger(), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["provider_id"],
            ["provider.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "closed_date_once",
        "closed_date",
        [sa.literal_column("coalesce(provider_id, 0)"), "day"],
        unique=True,
    )
    op.create_index(
        op.f("ix_closed_date_provider_id"), "closed_date", ["provider_id"], unique=False
    )
    op.create_table(
        "contact",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("provider_id", sa.BigInteger(), nullable=True),
        sa.Column("opted_out_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["provider_id"],
            ["provider.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_contact_provider_id"), "contact", ["provider_id"], unique=False)
    op.create_table(
        "opening_hours",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("provider_id", sa.BigInteger(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("opens", sa.Time(), nullable=False),
        sa.Column("closes", sa.Time(), nullable=False),
        sa.ForeignKeyConstraint(
            ["provider_id"],
            ["provider.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        op.f("ix_opening_hours_provider_id"), "opening_hours", ["provider_id"], unique=False
    )
    op.create_table(
        "service",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("provider_id", sa.BigInteger(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("duration_minutes", sa.Integer(), nullable=False),
        sa.Column("price_centavos", sa.Integer(), nullable=False),
        sa.Column("deposit_centavos", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["provider_id"],
            ["provider.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("provider_id", "slug"),
    )
    op.create_index(op.f("ix_service_provider_id"), "service", ["provider_id"], unique=False)
    op.create_table(
        "contact_identity",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "phone",
                "external_user",
                "address",
                name="identitykind_is_known",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("value", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["contact.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("kind", "value"),
    )
    op.create_index(
        op.f("ix_contact_identity_contact_id"), "contact_identity", ["contact_id"], unique=False
    )
    op.create_table(
        "conversation",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("thread", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("business_address", sa.String(), nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=False),
        sa.Column("session", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("last_inbound_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "handoff",
            sa.Enum(
                "none",
                "requested",
                "active",
                name="handoff_is_known",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("handoff_reason", sa.String(), nullable=True),
        sa.Column("handoff_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("agent", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["contact.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("thread"),
    )
    op.create_index(
        op.f("ix_conversation_contact_id"), "conversation", ["contact_id"], unique=False
    )
    op.create_index(op.f("ix_conversation_handoff"), "conversation", ["handoff"], unique=False)
    op.create_table(
        "appointment",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("provider_id", sa.BigInteger(), nullable=False),
        sa.Column("service_id", sa.BigInteger(), nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=False),
        sa.Column("conversation_id", sa.BigInteger(), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "held",
                "pending_provider",
                "confirmed",
                "cancelled",
                "declined",
                "expired",
                "no_show",
                "completed",
                name="appointmentstate_is_known",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("price_centavos", sa.Integer(), nullable=False),
        sa.Column("deposit_centavos", sa.Integer(), nullable=True),
        sa.Column("address", sa.String(), nullable=True),
        sa.Column("hold_expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer_by", sa.DateTime(timezone=True), nullable=True),
        sa.Column("nudged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attendance_confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("replaces_id", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        postgresql.ExcludeConstraint(
            (sa.text("int8range(provider_id, provider_id, '[]')"), "&&"),
            (sa.text("tstzrange(starts_at, ends_at)"), "&&"),
            where=sa.text("state IN ('held', 'pending_provider', 'confirmed')"),
            using="gist",
            name="appointment_never_overlaps",
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["contact.id"],
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"],
            ["provider.id"],
        ),
        sa.ForeignKeyConstraint(
            ["replaces_id"],
            ["appointment.id"],
        ),
        sa.ForeignKeyConstraint(
            ["service_id"],
            ["service.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("code"),
    )
    op.create_index(
        "appointment_answer_due",
        "appointment",
        ["answer_by"],
        unique=False,
        postgresql_where=sa.text("state = 'pending_provider'"),
    )
    op.create_index(
        "appointment_by_customer", "appointment", ["contact_id", "starts_at"], unique=False
    )
    op.create_index(
        "appointment_by_provider_time", "appointment", ["provider_id", "starts_at"], unique=False
    )
    op.create_index(
        "appointment_hold_due",
        "appointment",
        ["hold_expires_at"],
        unique=False,
        postgresql_where=sa.text("state = 'held'"),
    )
    op.create_index(
        op.f("ix_appointment_conversation_id"), "appointment", ["conversation_id"], unique=False
    )
    op.create_index(
        op.f("ix_appointment_replaces_id"), "appointment", ["replaces_id"], unique=False
    )
    op.create_index(op.f("ix_appointment_service_id"), "appointment", ["service_id"], unique=False)
    op.create_table(
        "turn",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("conversation_id", sa.BigInteger(), nullable=False),
        sa.Column("inbox_id", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("intent", sa.String(), nullable=True),
        sa.Column("confidence", sa.Float(), nullable=True),
        sa.Column("entities", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("ranking", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("commands", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("results", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("flow", sa.String(), nullable=True),
        sa.Column("misses", sa.Integer(), nullable=False),
        sa.Column("replies", sa.Integer(), nullable=False),
        sa.Column("wait_ms", sa.Integer(), nullable=False),
        sa.Column("nlu_ms", sa.Integer(), nullable=False),
        sa.Column("total_ms", sa.Integer(), nullable=False),
        sa.Column("model", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
        ),
        sa.ForeignKeyConstraint(
            ["inbox_id"],
            ["inbox.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_turn_at"), "turn", ["at"], unique=False)
    op.create_index(op.f("ix_turn_conversation_id"), "turn", ["conversation_id"], unique=False)
    op.create_index(op.f("ix_turn_inbox_id"), "turn", ["inbox_id"], unique=False)
    op.create_table(
        "appointment_event",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("appointment_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("from_state", sa.String(), nullable=True),
        sa.Column("to_state", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("details", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["appointment_id"],
            ["appointment.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        op.f("ix_appointment_event_appointment_id"),
        "appointment_event",
        ["appointment_id"],
        unique=False,
    )
    op.create_index(op.f("ix_appointment_event_at"), "appointment_event", ["at"], unique=False)
    op.create_table(
        "event",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("conversation_id", sa.BigInteger(), nullable=True),
        sa.Column("provider_id", sa.BigInteger(), nullable=True),
        sa.Column("service_id", sa.BigInteger(), nullable=True),
        sa.Column("appointment_id", sa.BigInteger(), nullable=True),
        sa.Column("details", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["appointment_id"],
            ["appointment.id"],
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"],
            ["provider.id"],
        ),
        sa.ForeignKeyConstraint(
            ["service_id"],
            ["service.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_event_appointment_id"), "event", ["appointment_id"], unique=False)
    op.create_index(op.f("ix_event_at"), "event", ["at"], unique=False)
    op.create_index(op.f("ix_event_conversation_id"), "event", ["conversation_id"], unique=False)
    op.create_index(op.f("ix_event_provider_id"), "event", ["provider_id"], unique=False)
    op.create_table(
        "payment",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("appointment_id", sa.BigInteger(), nullable=False),
        sa.Column("external_reference", sa.String(), nullable=False),
        sa.Column("amount_centavos", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "asked",
                "pending",
                "rejected",
                "approved",
                "refunded",
                name="paymentstate_is_known",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("preference_id", sa.String(), nullable=True),
        sa.Column("checkout_url", sa.String(), nullable=True),
        sa.Column("gateway_payment_id", sa.String(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["appointment_id"],
            ["appointment.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("external_reference"),
    )
    op.create_index(op.f("ix_payment_appointment_id"), "payment", ["appointment_id"], unique=False)
    op.create_index(
        op.f("ix_payment_gateway_payment_id"), "payment", ["gateway_payment_id"], unique=False
    )
    op.create_table(
        "refund",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("payment_id", sa.BigInteger(), nullable=False),
        sa.Column("gateway_payment_id", sa.String(), nullable=False),
        sa.Column("amount_centavos", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "asked",
                "done",
                "failed",
                name="refundstate_is_known",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("gateway_refund_id", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["payment_id"],
            ["payment.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("gateway_payment_id"),
    )
    op.create_index(op.f("ix_refund_payment_id"), "refund", ["payment_id"], unique=False)
    op.create_table(
        "outbox",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "message",
                "refund",
                name="outboxkind_is_known",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "urgency",
            sa.Enum(
                "reply",
                "notice",
                "reminder",
                name="urgency_is_known",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("conversation_id", sa.BigInteger(), nullable=True),
        sa.Column("appointment_id", sa.BigInteger(), nullable=True),
        sa.Column("refund_id", sa.BigInteger(), nullable=True),
        sa.Column("turn_id", sa.BigInteger(), nullable=True),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("payload", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "queued",
                "sending",
                "sent",
                "failed",
                "cancelled",
                name="outboxstate_is_known",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=True),
        sa.Column("as_template", sa.Boolean(), nullable=False),
        sa.Column("status_rank", sa.Integer(), nullable=False),
        sa.Column("error_code", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["appointment_id"],
            ["appointment.id"],
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
        ),
        sa.ForeignKeyConstraint(
            ["refund_id"],
            ["refund.id"],
        ),
        sa.ForeignKeyConstraint(
            ["turn_id"],
            ["turn.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
    )
    op.create_index(op.f("ix_outbox_appointment_id"), "outbox", ["appointment_id"], unique=False)
    op.create_index(op.f("ix_outbox_conversation_id"), "outbox", ["conversation_id"], unique=False)
    op.create_index(op.f("ix_outbox_external_id"), "outbox", ["external_id"], unique=False)
    op.create_index(op.f("ix_outbox_turn_id"), "outbox", ["turn_id"], unique=False)
    op.create_index(
        "outbox_to_do",
        "outbox",
        ["due_at"],
        unique=False,
        postgresql_where=sa.text("state IN ('queued', 'sending')"),
    )


def downgrade() -> None:
    """Drop the tables."""
    op.drop_index(
        "outbox_to_do",
        table_name="outbox",
        postgresql_where=sa.text("state IN ('queued', 'sending')"),
    )
    op.drop_index(op.f("ix_outbox_turn_id"), table_name="outbox")
    op.drop_index(op.f("ix_outbox_external_id"), table_name="outbox")
    op.drop_index(op.f("ix_outbox_conversation_id"), table_name="outbox")
    op.drop_index(op.f("ix_outbox_appointment_id"), table_name="outbox")
    op.drop_table("outbox")
    op.drop_index(op.f("ix_refund_payment_id"), table_name="refund")
    op.drop_table("refund")
    op.drop_index(op.f("ix_payment_gateway_payment_id"), table_name="payment")
    op.drop_index(op.f("ix_payment_appointment_id"), table_name="payment")
    op.drop_table("payment")
    op.drop_index(op.f("ix_event_provider_id"), table_name="event")
    op.drop_index(op.f("ix_event_conversation_id"), table_name="event")
    op.drop_index(op.f("ix_event_at"), table_name="event")
    op.drop_index(op.f("ix_event_appointment_id"), table_name="event")
    op.drop_table("event")
    op.drop_index(op.f("ix_appointment_event_at"), table_name="appointment_event")
    op.drop_index(op.f("ix_appointment_event_appointment_id"), table_name="appointment_event")
    op.drop_table("appointment_event")
    op.drop_index(op.f("ix_turn_inbox_id"), table_name="turn")
    op.drop_index(op.f("ix_turn_conversation_id"), table_name="turn")
    op.drop_index(op.f("ix_turn_at"), table_name="turn")
    op.drop_table("turn")
    op.drop_index(op.f("ix_appointment_service_id"), table_name="appointment")
    op.drop_index(op.f("ix_appointment_replaces_id"), table_name="appointment")
    op.drop_index(op.f("ix_appointment_conversation_id"), table_name="appointment")
    op.drop_index(
        "appointment_hold_due", table_name="appointment", postgresql_where=sa.text("state = 'held'")
    )
    op.drop_index("appointment_by_provider_time", table_name="appointment")
    op.drop_index("appointment_by_customer", table_name="appointment")
    op.drop_index(
        "appointment_answer_due",
        table_name="appointment",
        postgresql_where=sa.text("state = 'pending_provider'"),
    )
    op.drop_table("appointment")
    op.drop_index(op.f("ix_conversation_handoff"), table_name="conversation")
    op.drop_index(op.f("ix_conversation_contact_id"), table_name="conversation")
    op.drop_table("conversation")
    op.drop_index(op.f("ix_contact_identity_contact_id"), table_name="contact_identity")
    op.drop_table("contact_identity")
    op.drop_index(op.f("ix_service_provider_id"), table_name="service")
    op.drop_table("service")
    op.drop_index(op.f("ix_opening_hours_provider_id"), table_name="opening_hours")
    op.drop_table("opening_hours")
    op.drop_index(op.f("ix_contact_provider_id"), table_name="contact")
    op.drop_table("contact")
    op.drop_index(op.f("ix_closed_date_provider_id"), table_name="closed_date")
    op.drop_index("closed_date_once", table_name="closed_date")
    op.drop_table("closed_date")
    op.drop_index(op.f("ix_provider_phone"), table_name="provider")
    op.drop_table("provider")
    op.drop_index("inbox_to_do", table_name="inbox", postgresql_where=sa.text("done_at IS NULL"))
    op.drop_index("inbox_by_thread", table_name="inbox")
    op.drop_table("inbox")
    op.drop_table("demo_clock")
    op.drop_table("channel_content")
    op.drop_table("business")
