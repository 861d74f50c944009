"""What people ask of the office: their data, an invoice, a place among the providers."""

from datetime import datetime, timedelta

from sqlalchemy import and_, or_
from sqlmodel import Session, col, select

from bot.domain.personal_data import DataRequestKind, DataRequestState
from storage.rows.requests import (
    DataRequestRow,
    InvoiceRequestRow,
    InvoiceState,
    LeadState,
    ProviderLeadRow,
)

DRAFT_LIFE = timedelta(days=7)  # what somebody began to tell of themselves and left is begun anew
_OPEN = (DataRequestState.REQUESTED, DataRequestState.CONFIRMED)


def open_deletion(db: Session, contact_id: int) -> DataRequestRow | None:
    """Return a person's newest wish to be deleted that was neither done nor taken back, locked."""
    statement = (
        select(DataRequestRow)
        .where(
            DataRequestRow.contact_id == contact_id,
            DataRequestRow.kind == DataRequestKind.DELETION,
            col(DataRequestRow.state).in_(_OPEN),
        )
        .order_by(col(DataRequestRow.id).desc())
        .with_for_update()
    )
    return db.exec(statement).first()


def invoice_draft(db: Session, contact_id: int) -> InvoiceRequestRow | None:
    """Return the invoice that a person is asking for, None when none is begun."""
    statement = (
        select(InvoiceRequestRow)
        .where(
            InvoiceRequestRow.contact_id == contact_id,
            InvoiceRequestRow.state == InvoiceState.DRAFT,
        )
        .order_by(col(InvoiceRequestRow.id).desc())
    )
    return db.exec(statement).first()


def lead_of(db: Session, contact_id: int, *, now: datetime) -> ProviderLeadRow | None:
    """Return a person's newest lead that is open: begun and not left for a week, or submitted."""
    statement = (
        select(ProviderLeadRow)
        .where(
            ProviderLeadRow.contact_id == contact_id,
            or_(
                col(ProviderLeadRow.state) == LeadState.SUBMITTED,
                and_(
                    col(ProviderLeadRow.state) == LeadState.DRAFT,
                    col(ProviderLeadRow.touched_at) > now - DRAFT_LIFE,
                ),
            ),
        )
        .order_by(col(ProviderLeadRow.id).desc())
    )
    return db.exec(statement).first()
