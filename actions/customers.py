"""What counts for one customer: their standing, the policies of their own, whom they know."""

from collections.abc import Sequence
from datetime import timedelta

from actions.desk import Desk
from bot.domain.catalogue import Catalogue
from bot.domain.choosing import Candidate
from storage.repositories import history
from storage.rows.people import ContactRow

_DEALT_LATELY = timedelta(days=28)  # what fair dealing looks back on


def catalogue_for(desk: Desk, contact_id: int) -> Catalogue:
    """Return the catalogue as it is for a customer: their prices, deposits and policies."""
    contact = desk.db.get_one(ContactRow, contact_id)
    catalogue = desk.catalogue
    if not contact.policies and not catalogue.depends_on_person:
        return catalogue
    standing = history.standing_of(desk.db, contact_id, now=desk.now)
    today = desk.now.astimezone(catalogue.zone).date()
    return catalogue.for_customer(standing, contact.policies, today)


def candidates(
    desk: Desk, provider_ids: Sequence[int], contact_id: int | None, zone: str | None
) -> list[Candidate]:
    """Return what counts for and against each provider, in the order given."""
    known = history.visits_to(desk.db, contact_id, now=desk.now) if contact_id else {}
    dealt = history.dealt_to(desk.db, provider_ids, since=desk.now - _DEALT_LATELY)
    found = []
    for provider_id in provider_ids:
        provider = desk.catalogue.provider(provider_id)
        travel = desk.catalogue.policies_of_provider(provider_id).travel
        ways = [travel.time(zone, one) for one in provider.zones] if zone is not None else []
        found.append(
            Candidate(
                provider_id,
                with_customer=known.get(provider_id, 0),
                given=dealt.get(provider_id, 0),
                weight=provider.weight,
                way=min(ways, default=None),
            )
        )
    return found
