"""What the team decides of those who want to give appointments here, one transaction each."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import Engine

from actions.console import Touched
from actions.desk import Desk, Tools, open_desk
from bot.dialogue import notices
from bot.language.week_words import week_in
from storage.repositories import joining, own_services
from storage.rows.mail import Urgency
from storage.rows.people import ContactRow
from storage.rows.requests import LeadState, ProviderLeadRow
from storage.unit_of_work import transaction

REASON_LONGEST = 300  # characters; the person reads it in one message


class SignupError(Exception):
    """It cannot be decided so; problem: the phrase that says why."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


def verify(engine: Engine, tools: Tools, lead_id: int, *, by: str, now: datetime) -> Touched:
    """Make somebody a provider, with the week they told, and tell them how to go on.

    Raises SignupError when it was decided already, or their phone is not known or taken.
    """
    with _desk(engine, tools, by, now) as desk:
        lead = _open(desk, lead_id)
        if lead.phone is None:
            raise SignupError("signups.no_phone")
        if joining.is_provider(desk.db, lead.phone):
            raise SignupError("signups.phone_taken")
        own_services.lock_catalogue(desk.db)
        provider_id = joining.add_provider(
            desk.db, lead, zone=desk.catalogue.zone.key, week=week_in(lead.hours or "")
        )
        contact = desk.db.get_one(ContactRow, lead.contact_id)
        contact.provider_id = provider_id
        contact.name = contact.name or lead.name
        lead.provider_id = provider_id
        desk.db.add(contact)
        _decide(desk, lead, LeadState.VERIFIED, by)
        reply = notices.signup_verified(lead.name or "", desk.phrases)
        desk.send(f"signup:{lead.id}", lead.conversation_id, reply, Urgency.NOTICE)
    return Touched(tuple(sorted(desk.conversations)))


def reject(
    engine: Engine, tools: Tools, lead_id: int, reason: str, *, by: str, now: datetime
) -> Touched:
    """Say no to somebody, and tell them why. Raises SignupError without a reason, or too late."""
    reason = " ".join(reason.split())
    if not reason:
        raise SignupError("signups.no_reason")
    if len(reason) > REASON_LONGEST:
        raise SignupError("signups.long_reason")
    with _desk(engine, tools, by, now) as desk:
        lead = _open(desk, lead_id)
        lead.reason = reason
        _decide(desk, lead, LeadState.REJECTED, by)
        reply = notices.signup_rejected(lead.name or "", reason, desk.phrases)
        desk.send(f"signup:{lead.id}", lead.conversation_id, reply, Urgency.NOTICE)
    return Touched(tuple(sorted(desk.conversations)))


def _open(desk: Desk, lead_id: int) -> ProviderLeadRow:
    lead = desk.db.get(ProviderLeadRow, lead_id, with_for_update=True, populate_existing=True)
    if lead is None or lead.state is not LeadState.SUBMITTED:
        raise SignupError("signups.decided")
    return lead


def _decide(desk: Desk, lead: ProviderLeadRow, state: LeadState, by: str) -> None:
    lead.state, lead.decided_at, lead.decided_by = state, desk.now, by
    desk.db.add(lead)
    desk.note(f"lead.{state.value}", conversation_id=lead.conversation_id)


@contextmanager
def _desk(engine: Engine, tools: Tools, agent: str, now: datetime) -> Iterator[Desk]:
    with transaction(engine) as db:
        yield open_desk(db, tools, now=now, actor=f"agent:{agent}")
