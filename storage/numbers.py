"""Which of our numbers are in coexistence: the WhatsApp Business app uses them as well as we do."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Engine, text
from sqlmodel import Session

from storage.unit_of_work import each_by_itself

_NOTE = text("""
INSERT INTO business_number AS known (address, coexists_since)
VALUES (:address, CASE WHEN :coexists THEN CAST(:now AS timestamptz) END)
ON CONFLICT (address) DO UPDATE
SET coexists_since = CASE WHEN :coexists THEN coalesce(known.coexists_since, :now) END
WHERE (known.coexists_since IS NULL) = :coexists
""")
_COEXISTING = text("""
SELECT address, coexists_since FROM business_number WHERE coexists_since IS NOT NULL
""")


def note(db: Session, address: str, *, coexists: bool, now: datetime) -> None:
    """Keep whether a number of ours is in coexistence, and since when we know."""
    db.execute(_NOTE, {"address": address, "coexists": coexists, "now": now})


def coexisting(engine: Engine) -> Mapping[str, datetime]:
    """Return since when each number in coexistence is known to be so."""
    with each_by_itself(engine) as db:
        return {row.address: row.coexists_since for row in db.execute(_COEXISTING)}
