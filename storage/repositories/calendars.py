"""Providers' own time: what is off, which dates are opened, which times are proposed."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col, select

from bot.domain.intervals import Interval
from storage.rows.calendars import ProposalState, TimeOffRow, TimeProposalRow
from storage.statements import columns_of

_TIME_OFF = columns_of(TimeOffRow)
_IN_FORCE = _TIME_OFF.spelt_out("""
SELECT time_off.* FROM time_off
WHERE provider_id = %(provider_id)s AND lifted_at IS NULL AND ends_at > %(after)s
  AND starts_at < %(before)s
ORDER BY starts_at
""")


def time_off(
    db: Session, provider_id: int, *, after: datetime, within: Interval | None = None
) -> list[TimeOffRow]:
    """Return a provider's time off in force that ends after an instant, earliest first.

    within: only what touches it.
    """
    values = {
        "provider_id": provider_id,
        "after": after if within is None else max(after, within.start),
        "before": "infinity" if within is None else within.end,
    }
    return _TIME_OFF.rows(db, _IN_FORCE, values)


def put_off(db: Session, provider_id: int, off: Sequence[Interval], *, now: datetime) -> None:
    """Note time off."""
    for one in off:
        db.add(
            TimeOffRow(
                provider_id=provider_id, starts_at=one.start, ends_at=one.end, created_at=now
            )
        )
    db.flush()


def proposal_locked(db: Session, proposal_id: int) -> TimeProposalRow | None:
    """Return a proposal, locked until the transaction ends; None when there is none."""
    return db.get(TimeProposalRow, proposal_id, with_for_update=True, populate_existing=True)


def open_proposals(
    db: Session, *, appointment_id: int | None = None, until: datetime | None = None
) -> list[TimeProposalRow]:
    """Return the proposals that wait for an answer, locked; each filter narrows."""
    statement = select(TimeProposalRow).where(TimeProposalRow.state == ProposalState.OPEN)
    if appointment_id is not None:
        statement = statement.where(TimeProposalRow.appointment_id == appointment_id)
    if until is not None:
        statement = statement.where(TimeProposalRow.expires_at <= until)
    return list(db.exec(statement.order_by(col(TimeProposalRow.id)).with_for_update()).all())


def drop_proposals(db: Session, appointment_id: int) -> None:
    """Take back what was proposed for an appointment that goes another way."""
    db.execute(
        update(TimeProposalRow)
        .where(
            col(TimeProposalRow.appointment_id) == appointment_id,
            col(TimeProposalRow.state) == ProposalState.OPEN,
        )
        .values(state=ProposalState.LAPSED)
    )
