"""Somebody who signed up becomes a provider: their row, their week, nothing to book yet."""

import re

from sqlmodel import Session, select

from bot.domain.schedule import WeeklyHours
from bot.language.addresses import street_address
from bot.language.folding import fold
from storage.rows.catalogue import Confirmation, OpeningHoursRow, ProviderRow
from storage.rows.requests import ProviderLeadRow

_NO_SLUG = re.compile(r"[^a-z0-9]+")
_ZONES = re.compile(r",|;|/|\by\b|\be\b")


def is_provider(db: Session, phone: str) -> bool:
    """Whether a phone is a provider's already."""
    return db.exec(select(ProviderRow.id).where(ProviderRow.phone == phone)).first() is not None


def add_provider(db: Session, lead: ProviderLeadRow, *, zone: str, week: WeeklyHours | None) -> int:
    """Make a provider of a lead and return its id. week None: they have no hours yet.

    With a street address people come to them; with zones they go out, and accept each job.
    """
    where = lead.zone or ""
    address = where if street_address(where) is not None else None
    home_zones = [] if address else [one.strip() for one in _ZONES.split(where) if one.strip()]
    row = ProviderRow(
        slug=_slug(db, lead.name or lead.trade or ""),
        name=lead.name or "",
        trade=lead.trade or "",
        phone=lead.phone or "",
        address=address,
        home_zones=home_zones,
        confirmation=Confirmation.AUTO if address else Confirmation.PROVIDER,
        zone=zone,
    )
    db.add(row)
    db.flush()
    assert row.id is not None
    for weekday, spans in enumerate(week.days if week is not None else ()):
        for span in spans:
            db.add(
                OpeningHoursRow(
                    provider_id=row.id, weekday=weekday, opens=span.start, closes=span.end
                )
            )
    db.flush()
    return row.id


def _slug(db: Session, name: str) -> str:
    taken = set(db.exec(select(ProviderRow.slug)).all())
    base = _NO_SLUG.sub("_", fold(name).replace("ñ", "n")).strip("_") or "prestador"
    numbered = (f"{base}_{number}" for number in range(2, len(taken) + 3))
    return next(slug for slug in (base, *numbered) if slug not in taken)
