"""The line of those who wait: joining it, and putting freed places to them one after the other.

A place that becomes free is noted in the transaction that frees it; the clock goes through the
line. While it is put to somebody it is kept for them; nobody is asked in the siesta or at night.
"""

from datetime import timedelta

from actions import slots
from actions.booking import book
from actions.desk import Desk
from actions.line import close_offer, close_offers, end_wish, wishes_of
from actions.notify import start_message
from bot.dialogue import notices
from bot.dialogue.commands import BookSlot, SlotBooked
from bot.dialogue.orders.waitlist import AnswerPlace, JoinWaitlist, PlaceLeft, WaitlistJoined
from bot.domain.availability import Slot, Wish
from bot.domain.intervals import Interval
from bot.domain.waitlist import last_day, offer_ends, place_for
from storage.locks import lock_calendars
from storage.repositories import waitlist as line
from storage.rows.waitlist import (
    FreedPlaceRow,
    OfferState,
    WaitlistOfferRow,
    WaitlistWishRow,
    WishState,
)

_AROUND = timedelta(hours=12)  # how far around the freed time a place that touches it may start


def join(
    desk: Desk, command: JoinWaitlist, contact_id: int, conversation_id: int
) -> WaitlistJoined:
    """Put a wish into the line; the same wish stands there only once."""
    ids, wishes = sorted(command.service_ids), [line.wish_to_json(one) for one in command.wishes]
    is_open = all(wish == Wish() for wish in command.wishes)
    for row in line.waiting_of(desk.db, contact_id):
        is_same = row.service_ids == ids and row.wishes == wishes
        if is_same or (is_open and set(row.service_ids) & set(ids)):
            return WaitlistJoined(again=True)  # «avisame» once more, without another day
    today = desk.now.astimezone(desk.catalogue.zone).date()
    row = WaitlistWishRow(
        contact_id=contact_id,
        conversation_id=conversation_id,
        service_ids=ids,
        wishes=wishes,
        address=command.address,
        last_day=last_day(command.wishes, today, desk.catalogue.policies.horizon),
        state=WishState.WAITING,
        created_at=desk.now,
    )
    desk.db.add(row)
    desk.note("waitlist.joined", conversation_id=conversation_id, service_id=ids[0])
    return WaitlistJoined(again=False)


def leave(desk: Desk, contact_id: int) -> int:
    """Take everything that a person waits for out of the line; return how much it was."""
    rows = line.waiting_of(desk.db, contact_id)
    for row in rows:
        end_wish(desk, row, WishState.WITHDRAWN)
    close_offers(desk, rows, OfferState.DECLINED)
    return len(rows)


def answer(
    desk: Desk, command: AnswerPlace, contact_id: int, conversation_id: int
) -> SlotBooked | PlaceLeft:
    """Book a place that was kept for this person, or leave it to the next in line.

    A late yes counts as long as nobody else in the line wants the place.
    """
    offer = line.offer_locked(desk.db, command.offer_id)
    wish = desk.db.get(WaitlistWishRow, offer.wish_id) if offer is not None else None
    if offer is None or wish is None or wish.contact_id != contact_id:
        return PlaceLeft(late=True)
    in_time = offer.state is OfferState.OPEN and offer.expires_at > desk.now
    if not command.accepted:
        if in_time:
            close_offer(desk, offer, OfferState.DECLINED)
        return PlaceLeft(late=not in_time)
    if in_time:
        close_offer(desk, offer, OfferState.ACCEPTED)
    elif desk.db.get_one(FreedPlaceRow, offer.freed_id).done_at is None:
        return PlaceLeft(late=True)
    slot = Slot(offer.provider_id, offer.service_id, offer.starts_at, offer.ends_at)
    outcome = book(
        desk,
        BookSlot(slot, wish.address),
        contact_id,
        conversation_id,
        as_of=offer.created_at if in_time else None,
    )
    return outcome if isinstance(outcome, SlotBooked) else PlaceLeft(late=True)


def go_on(desk: Desk) -> int:
    """End what is over and put freed places to those next in line; return how much changed."""
    lapsed = _lapse(desk)
    ended = _end_past(desk)
    offered = sum(_go_through(desk, freed) for freed in line.freed_to_do(desk.db, desk.now))
    return lapsed + ended + offered


def _lapse(desk: Desk) -> int:
    """Take back the places that were kept long enough, and tell; return how many."""
    over = line.open_offers(desk.db, until=desk.now)
    for offer in over:
        close_offer(desk, offer, OfferState.LAPSED)
        wish = desk.db.get_one(WaitlistWishRow, offer.wish_id)
        reply = notices.place_lapsed(_slot_of(offer), desk.catalogue, desk.phrases)
        start_message(desk, wish.conversation_id, reply, f"place_lapsed:{offer.id}")
    return len(over)


def _end_past(desk: Desk) -> int:
    today = desk.now.astimezone(desk.catalogue.zone).date()
    past = line.wishes_past(desk.db, today)
    for wish in past:
        end_wish(desk, wish, WishState.ENDED)
    return len(past)


def _go_through(desk: Desk, freed: FreedPlaceRow) -> int:
    """Put one freed place to those first in line, as far as it reaches; return to how many."""
    policies, zone = desk.catalogue.policies, desk.catalogue.zone
    window = policies.quiet_hours.window_of(desk.now, zone)
    if window is not None and window.end < freed.ends_at:
        freed.look_at = window.end
        desk.db.add(freed)
        return 0
    lock_calendars(desk.db, [freed.provider_id])
    assert freed.id is not None
    today = desk.now.astimezone(zone).date()
    offered = 0
    for wish in line.in_line(desk.db, freed.id, today):
        place = _place(desk, freed, wish)
        if place is not None and window is None:
            _offer(desk, freed, wish, place)
            offered += 1
    kept = line.open_offers(desk.db, freed_id=freed.id)
    if kept:
        freed.look_at = min(offer.expires_at for offer in kept)
    else:
        freed.done_at = desk.now
    desk.db.add(freed)
    desk.db.flush()
    return offered


def _place(desk: Desk, freed: FreedPlaceRow, wish: WaitlistWishRow) -> Slot | None:
    services = [
        desk.catalogue.service(one)
        for one in wish.service_ids
        if desk.catalogue.has_service(one)
        and desk.catalogue.service(one).provider_id == freed.provider_id
    ]
    if not services:
        return None
    during = Interval(freed.starts_at, freed.ends_at)
    around = Interval(during.start - _AROUND, during.end)
    free = slots.free_within(desk, services, around)
    return place_for(wishes_of(wish), free, during, desk.catalogue.zone)


def _offer(desk: Desk, freed: FreedPlaceRow, wish: WaitlistWishRow, place: Slot) -> None:
    assert wish.id is not None
    assert freed.id is not None
    until = offer_ends(desk.now, place.start, desk.catalogue.policies.waitlist_offer)
    offer = WaitlistOfferRow(
        wish_id=wish.id,
        freed_id=freed.id,
        provider_id=place.provider_id,
        service_id=place.service_id,
        starts_at=place.start,
        ends_at=place.end,
        state=OfferState.OPEN,
        expires_at=until,
        created_at=desk.now,
    )
    desk.db.add(offer)
    desk.db.flush()
    assert offer.id is not None
    reply = notices.place_freed(offer.id, place, desk.catalogue, desk.phrases, until=until)
    start_message(desk, wish.conversation_id, reply, f"place_freed:{offer.id}")
    desk.note(
        "waitlist.offered",
        conversation_id=wish.conversation_id,
        provider_id=place.provider_id,
        service_id=place.service_id,
    )


def _slot_of(offer: WaitlistOfferRow) -> Slot:
    return Slot(offer.provider_id, offer.service_id, offer.starts_at, offer.ends_at)
