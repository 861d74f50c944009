"""What people ask of the office: their data, an invoice, a place among the providers."""

from sqlmodel import Session, col, select

from bot.domain.personal_data import DataRequestKind, DataRequestState
from storage.rows.requests import (
    DataRequestRow,
    InvoiceRequestRow,
    InvoiceState,
    LeadState,
    ProviderLeadRow,
)

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


def lead_of(db: Session, contact_id: int) -> ProviderLeadRow | None:
    """Return a person's newest lead that was not withdrawn."""
    statement = (
        select(ProviderLeadRow)
        .where(
            ProviderLeadRow.contact_id == contact_id,
            ProviderLeadRow.state != LeadState.WITHDRAWN,
        )
        .order_by(col(ProviderLeadRow.id).desc())
    )
    return db.exec(statement).first()
