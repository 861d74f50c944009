"""What stands in the calendars, for the pages of the agenda: appointments, and time kept."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, text
from sqlalchemy import select as sa_select
from sqlmodel import Session, col, select

from bot.dialogue.commands import AppointmentView
from bot.domain.appointments import ACTIVE, CAME_TO_NOTHING
from bot.domain.intervals import Interval
from storage.repositories import appointments, people
from storage.rows.appointments import AppointmentEventRow, AppointmentRow
from storage.rows.calendars import ProposalState, TimeOffRow, TimeProposalRow
from storage.rows.people import ContactRow, ConversationRow, IdentityKind, IdentityRow
from storage.rows.waitlist import OfferState, WaitlistOfferRow
from storage.unit_of_work import transaction


class KeptFor(Enum):
    """Why time that holds no appointment is not free."""

    OFF = "off"
    OFFERED = "offered"  # put to somebody who waits for a place
    PROPOSED = "proposed"  # by the provider, to a customer


@dataclass(frozen=True, slots=True)
class Kept:
    """Time of a provider that holds no appointment and is not free. id: of the time off, else 0."""

    id: int
    provider_id: int
    during: Interval
    why: KeptFor


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that happened to an appointment. actor: as records have it, "agent:Ana"."""

    at: datetime
    event: str
    actor: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """All of one appointment. phone: E.164, None when hidden; conversation_id: the customer's.

    visit: what else stands in the same visit; rest: what stands of its series after it.
    """

    view: AppointmentView
    contact_id: int
    phone: str | None
    conversation_id: int | None
    answer_by: datetime | None
    changes: tuple[Change, ...]
    visit: tuple[AppointmentView, ...] = ()
    rest: tuple[AppointmentView, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """A customer who can be picked by their phone, in E.164."""

    phone: str
    name: str


def appointments_in(
    engine: Engine, provider_ids: Sequence[int], window: Interval
) -> list[AppointmentView]:
    """Return the appointments of some providers that touch a window, in every state, in order."""
    statement = (
        select(AppointmentRow)
        .where(
            col(AppointmentRow.provider_id).in_(provider_ids),
            col(AppointmentRow.starts_at) < window.end,
            col(AppointmentRow.starts_at) > window.start - appointments.LONGEST,
            col(AppointmentRow.ends_at) > window.start,
        )
        .order_by(col(AppointmentRow.starts_at), col(AppointmentRow.id))
    )
    with transaction(engine) as db:
        return appointments.views(db, db.exec(statement).all())


_FIRST_OF_DAYS = text("""
SELECT id, day, of_day FROM (
    SELECT id, starts_at, day,
           row_number() OVER (PARTITION BY day ORDER BY starts_at, id) AS place,
           count(*) OVER (PARTITION BY day) AS of_day
    FROM (SELECT id, starts_at, (starts_at AT TIME ZONE :zone)::date AS day FROM appointment
          WHERE provider_id = ANY(:providers) AND state <> ALL(:ended)
            AND starts_at >= :since AND starts_at < :until) AS standing) AS placed
WHERE place <= :most ORDER BY starts_at, id
""")
_ENDED = [state.value for state in CAME_TO_NOTHING]


@dataclass(frozen=True, slots=True)
class DayList:
    """What begins on one day, the first of it in order. count: all of it."""

    views: tuple[AppointmentView, ...]
    count: int


def first_of_days(
    engine: Engine, provider_ids: Sequence[int], window: Interval, zone: ZoneInfo, *, most: int
) -> dict[date, DayList]:
    """Return the first appointments that stand on each local day of a window; no empty days."""
    values = {
        "zone": zone.key,
        "providers": list(provider_ids),
        "ended": _ENDED,
        "since": window.start,
        "until": window.end,
        "most": most,
    }
    with transaction(engine) as db:
        placed = db.execute(_FIRST_OF_DAYS, values).all()
        ids = [row.id for row in placed]
        rows = db.exec(select(AppointmentRow).where(col(AppointmentRow.id).in_(ids))).all()
        views = {view.id: view for view in appointments.views(db, rows)}
    found: defaultdict[date, list[AppointmentView]] = defaultdict(list)
    for row in placed:
        found[row.day].append(views[row.id])
    counts = {row.day: row.of_day for row in placed}
    return {day: DayList(tuple(some), counts[day]) for day, some in found.items()}


def kept_in(engine: Engine, provider_ids: Sequence[int], window: Interval) -> list[Kept]:
    """Return what else is not free of some providers in a window, in order."""
    in_force = (
        (KeptFor.OFF, TimeOffRow, col(TimeOffRow.lifted_at).is_(None)),
        (KeptFor.OFFERED, WaitlistOfferRow, col(WaitlistOfferRow.state) == OfferState.OPEN),
        (KeptFor.PROPOSED, TimeProposalRow, col(TimeProposalRow.state) == ProposalState.OPEN),
    )
    found = []
    with engine.connect() as connection:
        for why, row, holds in in_force:
            statement = sa_select(
                col(row.id), col(row.provider_id), col(row.starts_at), col(row.ends_at)
            ).where(
                holds,
                col(row.provider_id).in_(provider_ids),
                col(row.starts_at) < window.end,
                col(row.ends_at) > window.start,
            )
            for row_id, provider_id, starts_at, ends_at in connection.execute(statement):
                time_off_id = (row_id or 0) if why is KeptFor.OFF else 0
                found.append(Kept(time_off_id, provider_id, Interval(starts_at, ends_at), why))
    return sorted(found, key=lambda one: one.during)


def sheet(engine: Engine, appointment_id: int) -> Sheet | None:
    """Return one appointment with all that is known of it, None when there is none."""
    with transaction(engine) as db:
        row = db.get(AppointmentRow, appointment_id)
        if row is None:
            return None
        changes = select(AppointmentEventRow).where(
            AppointmentEventRow.appointment_id == appointment_id
        )
        talks = select(ConversationRow.id).where(ConversationRow.contact_id == row.contact_id)
        latest = talks.order_by(col(ConversationRow.last_inbound_at).desc().nulls_last()).limit(1)
        return Sheet(
            view=appointments.view(db, row),
            contact_id=row.contact_id,
            phone=row.phone or people.phone_of(db, row.contact_id),
            conversation_id=db.exec(latest).first(),
            answer_by=row.answer_by,
            changes=tuple(
                Change(one.at, one.event, one.actor)
                for one in db.exec(changes.order_by(col(AppointmentEventRow.id))).all()
            ),
            visit=_standing(db, row, appointments.visit_of(db, row)),
            rest=_standing(db, row, _later(db, row)),
        )


def _later(db: Session, row: AppointmentRow) -> Sequence[AppointmentRow]:
    """Return what comes after an appointment in its series, in order; empty when it has none."""
    if row.series_id is None:
        return ()
    statement = select(AppointmentRow).where(
        AppointmentRow.series_id == row.series_id, AppointmentRow.starts_at >= row.starts_at
    )
    return db.exec(statement.order_by(col(AppointmentRow.starts_at))).all()


def _standing(
    db: Session, row: AppointmentRow, others: Sequence[AppointmentRow]
) -> tuple[AppointmentView, ...]:
    """Return those of some appointments that are to come about yet, but the one itself."""
    kept = [one for one in others if one.id != row.id and one.state in ACTIVE]
    return tuple(appointments.views(db, kept))


def name_of(engine: Engine, contact_id: int) -> str | None:
    """Return the name of a person, None when there is none or it is not known."""
    with transaction(engine) as db:
        contact = db.get(ContactRow, contact_id)
        return contact.name if contact is not None else None


def customers(engine: Engine, *, limit: int = 200) -> list[Known]:
    """Return the people with a name and a phone, the newest first, at most `limit`."""
    statement = (
        select(IdentityRow.value, ContactRow.name)
        .join(ContactRow, col(ContactRow.id) == IdentityRow.contact_id)
        .where(
            IdentityRow.kind == IdentityKind.PHONE,
            col(ContactRow.name).is_not(None),
            col(ContactRow.provider_id).is_(None),
        )
        .order_by(col(ContactRow.id).desc())
        .limit(limit)
    )
    with transaction(engine) as db:
        return [Known(phone, name or "") for phone, name in db.exec(statement).all()]
