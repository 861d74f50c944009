"""What providers say of their own time: time off, days opened, and times they propose."""

from datetime import date, datetime, time
from enum import Enum

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from storage.rows.columns import choice, instant, key, link


class ProposalState(Enum):
    """What became of a time that a provider proposed."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    LAPSED = "lapsed"


class TimeOffRow(SQLModel, table=True):
    """Time in which a provider gives no appointments; lifted_at: taken back."""

    __tablename__ = "time_off"
    __table_args__ = (
        Index(
            "time_off_in_force",
            "provider_id",
            "starts_at",
            postgresql_where=text("lifted_at IS NULL"),
        ),
    )

    id: int | None = Field(default=None, sa_column=key())
    provider_id: int = Field(sa_column=link("provider.id", index=False))
    starts_at: datetime = Field(sa_column=instant())
    ends_at: datetime = Field(sa_column=instant())
    created_at: datetime = Field(sa_column=instant())
    lifted_at: datetime | None = Field(default=None, sa_column=instant(nullable=True))


class OpenDayRow(SQLModel, table=True):
    """Hours of a provider on one date, in place of the week's and of any holiday; wall time."""

    __tablename__ = "open_day"

    id: int | None = Field(default=None, sa_column=key())
    provider_id: int = Field(sa_column=link("provider.id"))
    day: date
    opens: time
    closes: time


class TimeProposalRow(SQLModel, table=True):
    """Another time that a provider proposes for an appointment; kept free while OPEN.

    version: the appointment as it stood when it was proposed.
    """

    __tablename__ = "time_proposal"
    __table_args__ = (
        Index("time_proposal_open", "provider_id", postgresql_where=text("state = 'open'")),
    )

    id: int | None = Field(default=None, sa_column=key())
    appointment_id: int = Field(sa_column=link("appointment.id"))
    provider_id: int = Field(sa_column=link("provider.id", index=False))
    version: int
    starts_at: datetime = Field(sa_column=instant())
    ends_at: datetime = Field(sa_column=instant())
    state: ProposalState = Field(sa_column=choice(ProposalState))
    expires_at: datetime = Field(sa_column=instant())
    created_at: datetime = Field(sa_column=instant())
