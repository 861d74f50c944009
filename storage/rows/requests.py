"""What people ask of the office: their data, an invoice, a place among the providers."""

from datetime import date, datetime
from enum import Enum

from sqlmodel import Field, SQLModel

from bot.domain.personal_data import DataRequestKind, DataRequestState
from storage.rows.columns import choice, instant, key, link


class InvoiceState(Enum):
    """Where a request for an invoice stands; REQUESTED: complete, for a person to issue."""

    DRAFT = "draft"
    REQUESTED = "requested"
    ISSUED = "issued"
    WITHDRAWN = "withdrawn"


class LeadState(Enum):
    """Where somebody who wants to give appointments stands; SUBMITTED: for a person to decide."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    VERIFIED = "verified"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class DataRequestRow(SQLModel, table=True):
    """A request about one's own data. due_on: the last local day the law leaves to do it."""

    __tablename__ = "data_request"

    id: int | None = Field(default=None, sa_column=key())
    contact_id: int = Field(sa_column=link("contact.id"))
    kind: DataRequestKind = Field(sa_column=choice(DataRequestKind))
    state: DataRequestState = Field(sa_column=choice(DataRequestState, index=True))
    due_on: date
    created_at: datetime = Field(sa_column=instant())
    confirmed_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    done_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))


class InvoiceRequestRow(SQLModel, table=True):
    """An invoice that somebody wants. tax_id: digits of a CUIT or DNI. letter: as they said it."""

    __tablename__ = "invoice_request"

    id: int | None = Field(default=None, sa_column=key())
    contact_id: int = Field(sa_column=link("contact.id"))
    conversation_id: int = Field(sa_column=link("conversation.id", index=False))
    appointment_id: int | None = Field(
        default=None, sa_column=link("appointment.id", nullable=True)
    )
    state: InvoiceState = Field(sa_column=choice(InvoiceState))
    tax_id: str | None = None
    tax_name: str | None = None
    letter: str | None = None
    created_at: datetime = Field(sa_column=instant())
    requested_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))


class ProviderLeadRow(SQLModel, table=True):
    """Somebody who wants to give appointments here, in their own words. phone: E.164.

    account: a CBU or an alias. touched_at: when they last said something of it. reason: why it was
    rejected. provider_id: whom they became.
    """

    __tablename__ = "provider_lead"

    id: int | None = Field(default=None, sa_column=key())
    contact_id: int = Field(sa_column=link("contact.id"))
    conversation_id: int = Field(sa_column=link("conversation.id", index=False))
    state: LeadState = Field(sa_column=choice(LeadState))
    name: str | None = None
    trade: str | None = None
    zone: str | None = None
    services: str | None = None
    hours: str | None = None
    tax_id: str | None = None
    account: str | None = None
    phone: str | None = None
    created_at: datetime = Field(sa_column=instant())
    consented_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    touched_at: datetime = Field(sa_column=instant())
    decided_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
    decided_by: str | None = None
    reason: str | None = None
    provider_id: int | None = Field(
        default=None, sa_column=link("provider.id", nullable=True, index=False)
    )
    submitted_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
