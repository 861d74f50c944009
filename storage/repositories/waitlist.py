"""The line of those who wait, the places that were freed, and what was put to whom."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from sqlmodel import Session, col, select

from bot.domain.availability import Wish
from bot.domain.intervals import Interval
from storage.rows.people import ContactRow
from storage.rows.waitlist import (
    FreedPlaceRow,
    OfferState,
    WaitlistOfferRow,
    WaitlistWishRow,
    WishState,
)
from storage.statements import columns_of

_WISH = columns_of(WaitlistWishRow)
_WAITING_OF = _WISH.spelt_out("""
SELECT waitlist_wish.* FROM waitlist_wish
WHERE contact_id = %(contact_id)s AND state = 'waiting' ORDER BY id
""")


def waiting_of(db: Session, contact_id: int) -> list[WaitlistWishRow]:
    """Return what one person waits for, oldest first."""
    return _WISH.rows(db, _WAITING_OF, {"contact_id": contact_id})


def in_line(db: Session, freed_id: int, today: date) -> list[WaitlistWishRow]:
    """Return who waits, first come first, and may be told of a freed place.

    Without those who were told of it, who hold another offer, or who want no messages.
    """
    told = select(WaitlistOfferRow.wish_id).where(WaitlistOfferRow.freed_id == freed_id)
    asked = (
        select(WaitlistWishRow.contact_id)
        .join(WaitlistOfferRow, col(WaitlistOfferRow.wish_id) == WaitlistWishRow.id)
        .where(WaitlistOfferRow.state == OfferState.OPEN)
    )
    statement = (
        select(WaitlistWishRow)
        .join(ContactRow, col(ContactRow.id) == WaitlistWishRow.contact_id)
        .where(
            WaitlistWishRow.state == WishState.WAITING,
            WaitlistWishRow.last_day >= today,
            col(WaitlistWishRow.id).not_in(told),
            col(WaitlistWishRow.contact_id).not_in(asked),
            col(ContactRow.opted_out_at).is_(None),
        )
        .order_by(col(WaitlistWishRow.created_at), col(WaitlistWishRow.id))
    )
    return list(db.exec(statement).all())


def waiting_but(db: Session, contact_id: int, today: date) -> list[WaitlistWishRow]:
    """Return what others than a person wait for, first come first."""
    statement = select(WaitlistWishRow).where(
        WaitlistWishRow.state == WishState.WAITING,
        WaitlistWishRow.last_day >= today,
        WaitlistWishRow.contact_id != contact_id,
    )
    return list(db.exec(statement.order_by(col(WaitlistWishRow.id))).all())


def free_up(db: Session, provider_id: int, place: Interval, *, now: datetime) -> None:
    """Note that time of a provider became free, so that the line is gone through."""
    db.add(
        FreedPlaceRow(
            provider_id=provider_id,
            starts_at=place.start,
            ends_at=place.end,
            freed_at=now,
            look_at=now,
        )
    )


def freed_to_do(db: Session, now: datetime) -> list[FreedPlaceRow]:
    """Return the freed places whose line is to be gone through now, locked, oldest first."""
    statement = (
        select(FreedPlaceRow)
        .where(col(FreedPlaceRow.done_at).is_(None), FreedPlaceRow.look_at <= now)
        .order_by(col(FreedPlaceRow.id))
        .with_for_update(skip_locked=True)
    )
    return list(db.exec(statement).all())


def offer_locked(db: Session, offer_id: int) -> WaitlistOfferRow | None:
    """Return an offer, locked until the transaction ends; None when there is none."""
    return db.get(WaitlistOfferRow, offer_id, with_for_update=True, populate_existing=True)


def open_offers(
    db: Session,
    *,
    until: datetime | None = None,
    freed_id: int | None = None,
    wish_ids: Sequence[int] | None = None,
) -> list[WaitlistOfferRow]:
    """Return the offers that still wait for an answer, locked, oldest first; each filter narrows.

    until: those whose time is over by then.
    """
    statement = select(WaitlistOfferRow).where(WaitlistOfferRow.state == OfferState.OPEN)
    if until is not None:
        statement = statement.where(WaitlistOfferRow.expires_at <= until)
    if freed_id is not None:
        statement = statement.where(WaitlistOfferRow.freed_id == freed_id)
    if wish_ids is not None:
        statement = statement.where(col(WaitlistOfferRow.wish_id).in_(wish_ids))
    return list(db.exec(statement.order_by(col(WaitlistOfferRow.id)).with_for_update()).all())


def wishes_past(db: Session, today: date) -> list[WaitlistWishRow]:
    """Return the wishes still waiting whose last day is over."""
    statement = select(WaitlistWishRow).where(
        WaitlistWishRow.state == WishState.WAITING, WaitlistWishRow.last_day < today
    )
    return list(db.exec(statement.with_for_update(skip_locked=True)).all())


def wish_to_json(wish: Wish) -> dict[str, Any]:
    """Return JSON-ready data from which wish_from_json makes an equal wish."""
    return {
        "date_from": wish.date_from.isoformat() if wish.date_from else None,
        "date_to": wish.date_to.isoformat() if wish.date_to else None,
        "time_from": wish.time_from.isoformat() if wish.time_from else None,
        "time_to": wish.time_to.isoformat() if wish.time_to else None,
        "exact": wish.exact,
        "excluded_weekdays": sorted(wish.excluded_weekdays),
    }


def wish_from_json(data: dict[str, Any]) -> Wish:
    """Rebuild a wish."""
    return Wish(
        date_from=date.fromisoformat(data["date_from"]) if data["date_from"] else None,
        date_to=date.fromisoformat(data["date_to"]) if data["date_to"] else None,
        time_from=time.fromisoformat(data["time_from"]) if data["time_from"] else None,
        time_to=time.fromisoformat(data["time_to"]) if data["time_to"] else None,
        exact=bool(data["exact"]),
        excluded_weekdays=frozenset(data["excluded_weekdays"]),
    )
