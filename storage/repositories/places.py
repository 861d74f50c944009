"""What is taken: calendars of providers and units of resources, read whole and cheaply.

A search reads as much as is taken in its window, however much was ever booked: one index range a
provider, added up to arrays in the database, as a row an appointment would cost more than all the
arithmetic on it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import BigInteger, ColumnElement, cast, func, update
from sqlalchemy import select as sa_select
from sqlalchemy.orm import Mapped
from sqlmodel import Session, col, select

from bot.domain.appointments import ACTIVE, AppointmentState
from bot.domain.calendars import Booked, Calendar, Units
from bot.domain.catalogue import Resource
from bot.domain.intervals import Interval
from bot.domain.timeline import Stretch
from storage.rows.appointments import AppointmentRow, ResourceClaimRow
from storage.statements import array, run

_LONGEST = timedelta(days=1)  # of what one appointment takes: the table's own check
_WEEK = timedelta(days=7)
_KEPT = ACTIVE | {AppointmentState.COMPLETED, AppointmentState.NO_SHOW}


def calendars(
    db: Session,
    provider_ids: Sequence[int],
    window: Interval,
    *,
    ignoring: int | None = None,
    with_details: bool = False,
) -> dict[int, Calendar]:
    """Return the calendar of each provider in a window.

    ignoring: an appointment that does not count. with_details: also what the time is taken by, of
    whole weeks around.
    """
    taken = _taken(db, provider_ids, window, ignoring)
    booked = _booked(db, provider_ids, window, ignoring) if with_details else {}
    return {one: Calendar(taken.get(one, ()), booked.get(one, ())) for one in provider_ids}


def units(
    db: Session, resources: Iterable[Resource], window: Interval, *, ignoring: int | None = None
) -> Units:
    """Return what takes each unit of some resources in a window."""
    found: dict[int, list[list[Stretch]]] = {
        one.id: [[] for _ in range(one.units)] for one in resources
    }
    if not found:
        return found
    row = ResourceClaimRow
    statement = (
        sa_select(
            col(row.resource_id),
            col(row.unit),
            _seconds(col(row.taken_from)),
            _seconds(col(row.taken_until)),
        )
        .where(
            col(row.resource_id).in_(found),
            col(row.is_active),
            col(row.taken_from) < window.end,
            col(row.taken_from) > window.start - _LONGEST,
        )
        .order_by(col(row.taken_from))
    )
    if ignoring is not None:
        statement = statement.where(col(row.appointment_id) != ignoring)
    for resource_id, unit, start, end in db.execute(statement).all():
        if unit <= len(found[resource_id]):  # a resource may have lost units since
            found[resource_id][unit - 1].append((start, end))
    return found


def session_units(db: Session, service_id: int, start: datetime) -> dict[int, int]:
    """Return the units that a session takes, by resource; empty when there is no such session."""
    row = ResourceClaimRow
    statement = select(row.resource_id, row.unit).where(
        row.service_id == service_id, row.starts_at == start, col(row.is_active)
    )
    return dict(db.exec(statement).all())


def claim(db: Session, row: AppointmentRow, taken: Mapping[int, int]) -> None:
    """Note the units that an appointment takes, in place of those it took before.

    Raises IntegrityError when one is taken.
    """
    assert row.id is not None
    release(db, row.id)
    for resource_id, unit in taken.items():
        db.add(
            ResourceClaimRow(
                appointment_id=row.id,
                resource_id=resource_id,
                unit=unit,
                service_id=row.service_id,
                starts_at=row.starts_at,
                taken_from=row.taken_from,
                taken_until=row.taken_until,
            )
        )
    db.flush()


def release(db: Session, appointment_id: int) -> None:
    """Give back the units that an appointment takes."""
    db.execute(
        update(ResourceClaimRow)
        .where(
            col(ResourceClaimRow.appointment_id) == appointment_id, col(ResourceClaimRow.is_active)
        )
        .values(is_active=False)
    )


def claim_again(db: Session, appointment_id: int) -> None:
    """Take the units that an appointment last had. Raises IntegrityError when one is taken."""
    row = ResourceClaimRow
    last = (
        sa_select(func.max(col(row.id)))
        .where(col(row.appointment_id) == appointment_id)
        .group_by(col(row.resource_id))
    )
    db.execute(update(row).where(col(row.id).in_(last)).values(is_active=True))


_TAKEN = """
WITH taken AS (
    SELECT provider_id, taken_from AS starts_at, taken_until AS ends_at FROM appointment
    WHERE provider_id = ANY(CAST(%(provider_ids)s AS bigint[]))
      AND state IN ('held', 'pending_provider', 'confirmed')
      AND taken_from < %(end)s AND taken_from > %(long_before)s
      AND id IS DISTINCT FROM %(ignoring)s
    UNION ALL
    SELECT provider_id, starts_at, ends_at FROM time_off
    WHERE provider_id = ANY(CAST(%(provider_ids)s AS bigint[])) AND lifted_at IS NULL
      AND starts_at < %(end)s AND ends_at > %(start)s
    UNION ALL
    SELECT provider_id, starts_at, ends_at FROM waitlist_offer
    WHERE provider_id = ANY(CAST(%(provider_ids)s AS bigint[])) AND state = 'open'
      AND starts_at < %(end)s AND ends_at > %(start)s
    UNION ALL
    SELECT provider_id, starts_at, ends_at FROM time_proposal
    WHERE provider_id = ANY(CAST(%(provider_ids)s AS bigint[])) AND state = 'open'
      AND starts_at < %(end)s AND ends_at > %(start)s
)
SELECT provider_id,
       array_agg(CAST(floor(extract(epoch FROM starts_at)) AS bigint) ORDER BY starts_at),
       array_agg(CAST(ceil(extract(epoch FROM ends_at)) AS bigint) ORDER BY starts_at)
FROM taken GROUP BY provider_id
"""


def _taken(
    db: Session, provider_ids: Sequence[int], window: Interval, ignoring: int | None
) -> dict[int, list[Stretch]]:
    """Return the time that is taken in a window, sorted by start, by provider.

    By active appointments, time off, and places kept for somebody: offered to one who waits, or
    proposed to a customer.
    """
    values = {
        "provider_ids": array(provider_ids),
        "start": window.start,
        "end": window.end,
        "long_before": window.start - _LONGEST,
        "ignoring": ignoring,
    }
    return {
        provider_id: list(zip(starts, ends, strict=True))
        for provider_id, starts, ends in run(db, _TAKEN, values)
    }


def _booked(
    db: Session, provider_ids: Sequence[int], window: Interval, ignoring: int | None
) -> Mapping[int, list[Booked]]:
    row = AppointmentRow
    statement = sa_select(
        col(row.provider_id),
        col(row.service_id),
        _seconds(col(row.starts_at)),
        _seconds(col(row.taken_from)),
        _seconds(col(row.taken_until)),
        col(row.seat),
        col(row.zone),
        col(row.state).in_(ACTIVE),
    ).where(
        col(row.provider_id).in_(provider_ids),
        col(row.state).in_(_KEPT),
        col(row.starts_at) < window.end + _WEEK,
        col(row.starts_at) > window.start - _WEEK,
    )
    if ignoring is not None:
        statement = statement.where(col(row.id) != ignoring)
    found: defaultdict[int, list[Booked]] = defaultdict(list)
    for provider_id, service_id, start, first, end, seat, zone, active in db.execute(statement):
        found[provider_id].append(Booked(service_id, start, (first, end), seat, zone, active))
    return found


def _seconds(instant: Mapped[datetime]) -> ColumnElement[int]:
    """Return the SQL of the whole epoch seconds of an instant."""
    return cast(func.date_part("epoch", instant), BigInteger)
