"""Appointments, what they take, and their history. Active ones never overlap: see the guards."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlmodel import Field, SQLModel

from bot.domain.appointments import AppointmentState
from storage.rows.columns import choice, copied, document, instant, key, link, number, part_of

OVERLAP_GUARD = "appointment_never_overlaps"
CODE_GUARD = "appointment_code_key"
SEAT_GUARD = "appointment_seat_once"
UNIT_GUARD = "resource_unit_never_overlaps"
_ACTIVE = text("state IN ('held', 'pending_provider', 'confirmed')")
SESSION = (
    "('::'::inet + (service_id * 4294967296"
    " + date_part('epoch', starts_at AT TIME ZONE 'UTC')::bigint)) inet_ops"
)
"""The number of a session, in SQL: appointments that have it in common may overlap.

An inet, because that is the one built-in type whose GiST operators know «differs», so that no
extension is needed. The start is counted in UTC, as an index needs an immutable value.
"""


class AppointmentRow(SQLModel, table=True):
    """A place in a provider's calendar; starts_at, ends_at: half-open, UTC.

    taken_from, taken_until: with the time around it; its own time unless said. seat: which of the
    session (a service at a start); only classes have more than one. zone: of a home visit. moves:
    how often it was moved. series_id: of those made together to come again and again.
    hold_expires_at: until when an unpaid place is kept. answer_by: until when the provider may
    accept. version grows with every change, so that a button made for an older one is known.
    replaces_id: a confirmed appointment that gives way once the provider accepts this one.
    visit_id: the first of those booked together, on those after it. guest_name: who comes, when
    it is not the contact. phone: given for this one, where the channel hides it.
    The guards: overlapping appointments of a provider are of one session, and in it no seat is
    given twice. They need no btree_gist: int8range stands for equality of provider.
    """

    __tablename__ = "appointment"
    __table_args__ = (
        ExcludeConstraint(
            (text("int8range(provider_id, provider_id, '[]')"), "&&"),
            (text(SESSION), "<>"),
            (text("tstzrange(taken_from, taken_until)"), "&&"),
            where=_ACTIVE,
            using="gist",
            name=OVERLAP_GUARD,
        ),
        Index(
            SEAT_GUARD,
            "provider_id",
            "service_id",
            "starts_at",
            "seat",
            unique=True,
            postgresql_where=_ACTIVE,
        ),
        CheckConstraint("taken_until <= taken_from + interval '1 day'", "appointment_within_day"),
        Index(
            "appointment_taken",
            "provider_id",
            "taken_from",
            postgresql_include=["taken_until"],
            postgresql_where=_ACTIVE,
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
    taken_from: datetime = Field(default=None, sa_column=copied("starts_at"))
    taken_until: datetime = Field(default=None, sa_column=copied("ends_at"))
    seat: int = 1
    state: AppointmentState = Field(sa_column=choice(AppointmentState))
    price_centavos: int
    deposit_centavos: int | None = None
    address: str | None = None
    zone: str | None = None
    hold_expires_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    answer_by: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    nudged_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    attendance_confirmed_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    replaces_id: int | None = Field(default=None, sa_column=link("appointment.id", nullable=True))
    visit_id: int | None = Field(default=None, sa_column=link("appointment.id", nullable=True))
    guest_name: str | None = None
    phone: str | None = None
    series_id: int | None = Field(default=None, sa_column=link("series.id", nullable=True))
    moves: int = 0
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


class ResourceClaimRow(SQLModel, table=True):
    """One unit of a resource that an appointment takes, while it is active.

    service_id, starts_at: its session, which shares its units.
    """

    __tablename__ = "resource_claim"
    __table_args__ = (
        ExcludeConstraint(
            (text("int8range(resource_id, resource_id, '[]')"), "&&"),
            (text("int8range(unit, unit, '[]')"), "&&"),
            (text(SESSION), "<>"),
            (text("tstzrange(taken_from, taken_until)"), "&&"),
            where=text("is_active"),
            using="gist",
            name=UNIT_GUARD,
        ),
        Index(
            "resource_claim_taken",
            "resource_id",
            "taken_from",
            postgresql_where=text("is_active"),
        ),
    )

    id: int | None = Field(default=None, sa_column=key())
    appointment_id: int = Field(sa_column=part_of("appointment.id"))
    resource_id: int = Field(sa_column=link("resource.id", index=False))
    unit: int = Field(sa_column=number())
    service_id: int = Field(sa_column=link("service.id", index=False))
    starts_at: datetime = Field(sa_column=instant())
    taken_from: datetime = Field(sa_column=instant())
    taken_until: datetime = Field(sa_column=instant())
    is_active: bool = True


class SeriesRow(SQLModel, table=True):
    """An appointment that comes again: `count` times, every so many weeks, from first_start on."""

    __tablename__ = "series"

    id: int | None = Field(default=None, sa_column=key())
    contact_id: int = Field(sa_column=link("contact.id"))
    service_id: int = Field(sa_column=link("service.id", index=False))
    first_start: datetime = Field(sa_column=instant())
    count: int
    every_weeks: int = 1
    except_for: list[str] = Field(default_factory=list, sa_column=document())
    created_at: datetime = Field(sa_column=instant())
