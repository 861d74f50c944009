"""The frame of every edit: the business is locked, what would break is found, the version grows."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from bot.domain.catalogue import Catalogue
from bot.domain.drafts import Problem, Problems
from bot.domain.errors import DomainError
from bot.domain.foreseen import Break, Broken, broken_by, changed_providers
from bot.domain.schedule import ARGENTINA
from storage.locks import lock_thread
from storage.repositories import events, holidays
from storage.repositories.catalogue import load
from storage.repositories.foreseen import foreseen
from storage.rows.appointments import AppointmentRow
from storage.rows.catalogue import BusinessRow
from storage.rows.people import ContactRow
from storage.unit_of_work import transaction

_SETTING_UP = "catalogue|first edit"  # there is no row to lock yet
_PATIENCE_MS = 5000  # as long as for any other lock


class EditRefusedError(Exception):
    """The edit cannot be kept. problems: by field, never empty."""

    problems: Problems

    def __init__(self, problems: Problems) -> None:
        super().__init__(", ".join(sorted(problems)))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Casualty:
    """An appointment that an edit would break, as people know it. start: UTC."""

    appointment_id: int
    start: datetime
    customer: str | None
    provider: str
    service: str
    how: Break


class WouldBreakError(Exception):
    """Appointments to come would not fit any more, and nobody agreed to that yet."""

    casualties: Sequence[Casualty]

    def __init__(self, casualties: Sequence[Casualty]) -> None:
        super().__init__(len(casualties))
        self.casualties = casualties


@dataclass(frozen=True, slots=True)
class Editor:
    """Who edits, when, and which appointments they were told of and leave as they are."""

    name: str
    now: datetime
    agreed: frozenset[int] = frozenset()


@dataclass(slots=True)
class Edit:
    """One edit at work. before: the catalogue as it was."""

    db: Session
    business: BusinessRow
    before: Catalogue
    editor: Editor

    def note(self, what: str, **ids: int | None) -> None:
        """Record for analysts that something was edited."""
        details = {"what": what, "by": self.editor.name, **ids}
        events.note(self.db, "catalogue.edited", at=self.editor.now, details=details)


@contextmanager
def editing(engine: Engine, editor: Editor) -> Iterator[Edit]:
    """Yield an edit; a business that was never set up begins with the product's own policies.

    Raises EditRefusedError when policies would contradict each other, WouldBreakError when
    appointments would break that the editor was not told of. Then nothing is written.
    """
    with transaction(engine) as db:
        business = _locked(db, editor.now)
        edit = Edit(db, business, load(db, business), editor)
        yield edit
        db.flush()
        after = _loaded(edit)
        casualties = _casualties(edit, after)
        if {one.appointment_id for one in casualties} - editor.agreed:
            raise WouldBreakError(casualties)
        business.catalogue_version += 1
        db.add(business)


def refuse(problems: Mapping[str, Problem]) -> None:
    """Raise EditRefusedError when there are any problems."""
    if problems:
        raise EditRefusedError(problems)


def _locked(db: Session, now: datetime) -> BusinessRow:
    """Return the business, locked, so that edits come one after the other."""
    known = select(BusinessRow).with_for_update()
    business = db.exec(known).first()
    if business is None:
        lock_thread(db, _SETTING_UP, wait_ms=_PATIENCE_MS)
        business = db.exec(known).first()
    if business is not None:
        return business
    business = BusinessRow(zone=ARGENTINA.key, policies={}, catalogue_version=0)
    db.add(business)
    db.flush()
    holidays.keep(db, None, now.astimezone(ARGENTINA).date())
    return business


def _loaded(edit: Edit) -> Catalogue:
    try:
        return load(edit.db, edit.business)
    except DomainError as error:
        wrong = Problem("catalogue.policy_wrong")
        raise EditRefusedError({str(error.data["key"]): wrong}) from error


def _casualties(edit: Edit, after: Catalogue) -> list[Casualty]:
    """Return what the edit would break, by start."""
    changed = changed_providers(edit.before, after)
    if not changed:
        return []
    booked = foreseen(edit.db, changed, after=edit.editor.now)
    return _named(edit, broken_by(edit.before, after, booked))


def _named(edit: Edit, broken: Sequence[Broken]) -> list[Casualty]:
    ids = [one.appointment.id for one in broken]
    known = (
        select(AppointmentRow.id, ContactRow.name)
        .join(ContactRow, col(ContactRow.id) == AppointmentRow.contact_id)
        .where(col(AppointmentRow.id).in_(ids))
    )
    names = dict(edit.db.exec(known).all())
    return [
        Casualty(
            appointment_id=one.appointment.id,
            start=one.appointment.during.start,
            customer=names.get(one.appointment.id),
            provider=edit.before.provider(one.appointment.provider_id).name,
            service=edit.before.service(one.appointment.service_id).name,
            how=one.how,
        )
        for one in broken
    ]
