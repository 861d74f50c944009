"""Deposits asked, paid and given back."""

from datetime import datetime
from enum import Enum

from sqlmodel import Field, SQLModel

from storage.rows.columns import choice, instant, key, link


class PaymentState(Enum):
    """Where a deposit stands; PENDING is seen by the provider but not decided."""

    ASKED = "asked"
    PENDING = "pending"
    REJECTED = "rejected"
    APPROVED = "approved"
    REFUNDED = "refunded"
    CREDITED = "credited"  # waits for the customer's next appointment


class RefundState(Enum):
    """Where a refund stands."""

    ASKED = "asked"
    DONE = "done"
    FAILED = "failed"


class PaymentRow(SQLModel, table=True):
    """A deposit for an appointment. external_reference ties MercadoPago's payments to it.

    checkout_url, preference_id: None until the preference exists. gateway_payment_id: the payment
    that was approved. expires_at: until when the link takes money.
    """

    __tablename__ = "payment"

    id: int | None = Field(default=None, sa_column=key())
    appointment_id: int = Field(sa_column=link("appointment.id"))
    external_reference: str = Field(unique=True)
    amount_centavos: int
    state: PaymentState = Field(sa_column=choice(PaymentState))
    title: str
    preference_id: str | None = None
    checkout_url: str | None = None
    gateway_payment_id: str | None = Field(default=None, index=True)
    expires_at: datetime = Field(sa_column=instant())
    created_at: datetime = Field(sa_column=instant())
    updated_at: datetime = Field(sa_column=instant())


class RefundRow(SQLModel, table=True):
    """Money to give back; key makes the call to the gateway happen once."""

    __tablename__ = "refund"

    id: int | None = Field(default=None, sa_column=key())
    payment_id: int = Field(sa_column=link("payment.id"))
    gateway_payment_id: str = Field(unique=True)
    amount_centavos: int
    state: RefundState = Field(sa_column=choice(RefundState))
    gateway_refund_id: str | None = None
    reason: str
    created_at: datetime = Field(sa_column=instant())
    done_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))
