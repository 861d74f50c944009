"""Keeping a place longer for somebody who asks: once, for a time that the policies bound, and never
over somebody who waits for it."""

from collections.abc import Iterable
from datetime import date, datetime

from actions import deposits
from actions.desk import Desk
from actions.line import wishes_of
from bot.dialogue.orders.keeping import KeepHold, Keeping, KeepPlace, NothingKept, PlaceKept
from bot.domain.appointments import AppointmentState
from bot.domain.waitlist import offer_ends
from storage.repositories import appointments
from storage.repositories import waitlist as line
from storage.rows.waitlist import FreedPlaceRow, OfferState, WaitlistWishRow


def hold(desk: Desk, command: KeepHold, contact_id: int) -> PlaceKept | NothingKept:
    """Keep what waits for its deposit for as long as its link can be paid, all of a visit."""
    row = appointments.locked(desk.db, command.appointment_id)
    if row is None or row.contact_id != contact_id or row.state is not AppointmentState.HELD:
        return NothingKept()
    until = row.hold_expires_at
    if until is None or until <= desk.now:
        return NothingKept()
    visit = [one for one in appointments.visit_of(desk.db, row) if one.state is row.state]
    latest = deposits.latest(desk.db, [one.id for one in visit if one.id is not None])
    if latest is None or latest <= until:
        return PlaceKept(until, Keeping.NO_LONGER)
    others = line.waiting_but(desk.db, contact_id, _today(desk))
    if any(_is_wanted(desk, one.provider_id, one.starts_at, others) for one in visit):
        return PlaceKept(until, Keeping.WAITED_FOR)
    for one in visit:
        one.hold_expires_at = latest
        desk.db.add(one)
    desk.note("hold.prolonged", appointment_id=row.id)
    return PlaceKept(latest, Keeping.LONGER)


def place(desk: Desk, command: KeepPlace, contact_id: int) -> PlaceKept | NothingKept:
    """Keep a freed place for as long again as it was kept at first."""
    offer = line.offer_locked(desk.db, command.offer_id)
    wish = desk.db.get(WaitlistWishRow, offer.wish_id) if offer is not None else None
    if offer is None or wish is None or wish.contact_id != contact_id:
        return NothingKept()
    if offer.state is not OfferState.OPEN or offer.expires_at <= desk.now:
        return NothingKept()
    latest = offer_ends(
        offer.created_at, offer.starts_at, 2 * desk.catalogue.policies.waitlist_offer
    )
    if latest <= offer.expires_at:
        return PlaceKept(offer.expires_at, Keeping.NO_LONGER)
    others = line.in_line(desk.db, offer.freed_id, _today(desk))
    if _is_wanted(desk, offer.provider_id, offer.starts_at, others):
        return PlaceKept(offer.expires_at, Keeping.WAITED_FOR)
    offer.expires_at = latest
    freed = desk.db.get_one(FreedPlaceRow, offer.freed_id)
    freed.look_at = latest
    desk.db.add(offer)
    desk.db.add(freed)
    desk.note("place.prolonged", provider_id=offer.provider_id, service_id=offer.service_id)
    return PlaceKept(latest, Keeping.LONGER)


def _is_wanted(
    desk: Desk, provider_id: int, start: datetime, wishes: Iterable[WaitlistWishRow]
) -> bool:
    """Whether somebody in line would take a start at a provider."""
    own = {service.id for service in desk.catalogue.provider(provider_id).services}
    return any(
        own & set(row.service_ids)
        and any(wish.allows(start, desk.catalogue.zone) for wish in wishes_of(row))
        for row in wishes
    )


def _today(desk: Desk) -> date:
    return desk.now.astimezone(desk.catalogue.zone).date()
