"""People who want to give appointments here, and what they say of themselves for the team."""

from actions import handoff
from actions.desk import Desk
from bot.dialogue.orders.office import KeepLead, LeadKept, NothingAsked
from storage.repositories import people, requests
from storage.rows.people import ConversationRow
from storage.rows.requests import LeadState, ProviderLeadRow

_FIELDS = ("name", "trade", "zone", "services", "hours", "tax_id", "account")


def keep(desk: Desk, command: KeepLead, contact_id: int, conversation: ConversationRow) -> LeadKept:
    """Note what is known of a lead, and return all that is by now."""
    assert conversation.id is not None
    row = requests.lead_of(desk.db, contact_id, now=desk.now) or ProviderLeadRow(
        contact_id=contact_id,
        conversation_id=conversation.id,
        state=LeadState.DRAFT,
        phone=people.phone_of(desk.db, contact_id),
        created_at=desk.now,
        touched_at=desk.now,
    )
    for name in _FIELDS:
        value = getattr(command, name)
        if value is not None:
            setattr(row, name, value)
    row.touched_at = desk.now
    desk.db.add(row)
    desk.db.flush()
    return _kept(row)


def find(desk: Desk, contact_id: int) -> LeadKept | NothingAsked:
    """Return what is known of a lead that was begun and not left for too long."""
    row = requests.lead_of(desk.db, contact_id, now=desk.now)
    return _kept(row) if row is not None else NothingAsked()


def send(desk: Desk, contact_id: int, conversation: ConversationRow) -> LeadKept | NothingAsked:
    """Put a lead before a person of the team; that its person agreed to it is noted."""
    row = requests.lead_of(desk.db, contact_id, now=desk.now)
    if row is None:
        return NothingAsked()
    if row.state is LeadState.DRAFT:
        row.state, row.submitted_at = LeadState.SUBMITTED, desk.now
        row.consented_at = desk.now
        row.tax_id, row.account = row.tax_id or None, row.account or None  # empty: put off
        desk.db.add(row)
        handoff.request(desk, conversation, "provider_signup")
        desk.note("lead.submitted", conversation_id=conversation.id)
    return _kept(row)


def drop(desk: Desk, contact_id: int) -> None:
    """Forget a lead that was not submitted."""
    row = requests.lead_of(desk.db, contact_id, now=desk.now)
    if row is not None and row.state is LeadState.DRAFT:
        row.state = LeadState.WITHDRAWN
        desk.db.add(row)


def _kept(row: ProviderLeadRow) -> LeadKept:
    values = {name: getattr(row, name) for name in _FIELDS}
    return LeadKept(**values, submitted=row.state is LeadState.SUBMITTED)
