"""Appointments and their history. Active ones of a provider never overlap: see the guard."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlmodel import Field, SQLModel

from bot.domain.appointments import AppointmentState
from storage.rows.columns import choice, document, instant, key, link

OVERLAP_GUARD = "appointment_never_overlaps"
CODE_GUARD = "appointment_code_key"


class AppointmentRow(SQLModel, table=True):
    """A place in a provider's calendar; starts_at, ends_at: half-open, UTC.

    hold_expires_at: until when an unpaid place is kept. answer_by: until when the provider may
    accept. version grows with every change, so that a button made for an older one is known.
    replaces_id: a confirmed appointment that gives way once the provider accepts this one.
    visit_id: the first of those booked together, on those after it. guest_name: who comes, when
    it is not the contact. phone: given for this one, where the channel hides it.
    The guard needs no btree_gist: int8range stands for equality of provider.
    """

    __tablename__ = "appointment"
    __table_args__ = (
        ExcludeConstraint(
            (text("int8range(provider_id, provider_id, '[]')"), "&&"),
            (text("tstzrange(starts_at, ends_at)"), "&&"),
            where=text("state IN ('held', 'pending_provider', 'confirmed')"),
            using="gist",
            name=OVERLAP_GUARD,
        ),
        Index("appointment_by_provider_time", "provider_id", "starts_at"),
        Index("appointment_by_customer", "contact_id", "starts_at"),
        Index(
            "appointment_hold_due",
            "hold_expires_at",
            postgresql_where=text("state = 'held'"),
        ),
        Index(
            "appointment_answer_due",
            "answer_by",
            postgresql_where=text("state = 'pending_provider'"),
        ),
    )

    id: int | None = Field(default=None, sa_column=key())
    code: str = Field(unique=True)
    provider_id: int = Field(sa_column=link("provider.id", index=False))
    service_id: int = Field(sa_column=link("service.id"))
    contact_id: int = Field(sa_column=link("contact.id", index=False))
    conversation_id: int | None = Field(
        default=None, sa_column=link("conversation.id", nullable=True)
    )
    starts_at: datetime = Field(sa_column=instant())
    ends_at: datetime = Field(sa_column=instant())
    state: AppointmentState = Field(sa_column=choice(AppointmentState))
    price_centavos: int
    deposit_centavos: int | None = None
    address: str | None = None
    hold_expires_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    answer_by: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    nudged_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    attendance_confirmed_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    replaces_id: int | None = Field(default=None, sa_column=link("appointment.id", nullable=True))
    visit_id: int | None = Field(default=None, sa_column=link("appointment.id", nullable=True))
    guest_name: str | None = None
    phone: str | None = None
    version: int = 1
    created_at: datetime = Field(sa_column=instant())


class AppointmentEventRow(SQLModel, table=True):
    """One thing that happened to an appointment; from_state None for its creation."""

    __tablename__ = "appointment_event"

    id: int | None = Field(default=None, sa_column=key())
    appointment_id: int = Field(sa_column=link("appointment.id"))
    at: datetime = Field(sa_column=instant(index=True))
    event: str
    from_state: str | None = None
    to_state: str
    actor: str
    details: dict[str, Any] = Field(default_factory=dict, sa_column=document())
