"""`turnero campaign`: what is owed leaves by the workers, behind everything else."""

from datetime import timedelta

from actions.campaigns import come_back
from actions.desk import open_desk
from app import logs
from app.settings import Settings
from app.wiring import wiring_of
from storage.unit_of_work import transaction


def invite_back(settings: Settings, away: timedelta) -> int:
    """Owe an invitation to everybody who may have one; return how many are."""
    logs.configure(settings.log_format)
    wiring = wiring_of(settings)
    with transaction(wiring.engine) as db:
        desk = open_desk(db, wiring.tools, now=wiring.clock.now(), actor="campaign")
        return come_back(desk, away)
