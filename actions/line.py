"""Ending what stands in the line: wishes that came true or were dropped, and their offers."""

from collections.abc import Sequence

from actions.desk import Desk
from bot.domain.availability import Slot, Wish
from storage.repositories import waitlist as line
from storage.rows.waitlist import (
    FreedPlaceRow,
    OfferState,
    WaitlistOfferRow,
    WaitlistWishRow,
    WishState,
)


def fulfil(desk: Desk, contact_id: int, slot: Slot) -> None:
    """End what a person waited for, now that they have an appointment like it."""
    zone = desk.catalogue.zone
    had = [
        row
        for row in line.waiting_of(desk.db, contact_id)
        if slot.service_id in row.service_ids
        and any(wish.allows(slot.start, zone) for wish in wishes_of(row))
    ]
    for row in had:
        end_wish(desk, row, WishState.FULFILLED)
    close_offers(desk, had, OfferState.DECLINED)


def wishes_of(row: WaitlistWishRow) -> tuple[Wish, ...]:
    """Return when somebody who waits wants to come."""
    return tuple(line.wish_from_json(one) for one in row.wishes)


def close_offers(desk: Desk, wishes: Sequence[WaitlistWishRow], state: OfferState) -> None:
    """End the offers that wait for an answer and were made for some wishes."""
    ids = [row.id for row in wishes if row.id is not None]
    for offer in line.open_offers(desk.db, wish_ids=ids) if ids else ():
        close_offer(desk, offer, state)


def close_offer(desk: Desk, offer: WaitlistOfferRow, state: OfferState) -> None:
    """End an offer; the line of its place is gone through again at once."""
    offer.state, offer.closed_at = state, desk.now
    desk.db.add(offer)
    freed = desk.db.get_one(FreedPlaceRow, offer.freed_id)
    freed.look_at = desk.now
    desk.db.add(freed)
    desk.db.flush()


def end_wish(desk: Desk, wish: WaitlistWishRow, state: WishState) -> None:
    """Take a wish out of the line."""
    wish.state, wish.ended_at = state, desk.now
    desk.db.add(wish)
