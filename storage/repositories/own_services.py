"""What a provider changes of their own offer: prices by their first day, services one by one."""

import re
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from bot.domain.money import Money
from bot.language.folding import fold
from storage.rows.catalogue import BusinessRow, ServicePriceRow, ServiceRow

_NO_SLUG = re.compile(r"[^a-z0-9]+")


def set_price(
    db: Session, service_id: int, amount: Money, valid_from: date, *, now: datetime
) -> None:
    """Let a service cost something else from a day on, its deposit as it is then.

    Prices set before for a later day stay. Raises LookupError for an unknown service.
    """
    service = db.get(ServiceRow, service_id)
    if service is None:
        raise LookupError(f"no service {service_id}")
    until_then = db.exec(
        select(ServicePriceRow)
        .where(
            ServicePriceRow.service_id == service_id,
            col(ServicePriceRow.valid_from) <= valid_from,
        )
        .order_by(col(ServicePriceRow.valid_from).desc())
        .with_for_update()
    ).first()
    deposit = until_then.deposit_centavos if until_then else service.deposit_centavos
    if until_then is None or until_then.valid_from != valid_from:
        until_then = ServicePriceRow(
            service_id=service_id, valid_from=valid_from, price_centavos=0, created_at=now
        )
    until_then.price_centavos = amount.centavos
    until_then.deposit_centavos = min(deposit, amount.centavos) if deposit else None
    db.add(until_then)


def named(db: Session, provider_id: int, name: str) -> ServiceRow | None:
    """Return what a provider offers under a name, however it is written."""
    rows = db.exec(select(ServiceRow).where(ServiceRow.provider_id == provider_id)).all()
    return next((row for row in rows if fold(row.name) == fold(name)), None)


def add_service(
    db: Session, provider_id: int, name: str, duration: timedelta, price: Money
) -> ServiceRow:
    """Let a provider offer one thing more, under a slug of its own."""
    taken = set(db.exec(select(ServiceRow.slug).where(ServiceRow.provider_id == provider_id)).all())
    base = _NO_SLUG.sub("_", fold(name).replace("ñ", "n")).strip("_") or "servicio"
    numbered = (f"{base}_{number}" for number in range(2, len(taken) + 3))
    row = ServiceRow(
        provider_id=provider_id,
        slug=next(slug for slug in (base, *numbered) if slug not in taken),
        name=name,
        duration_minutes=duration // timedelta(minutes=1),
        price_centavos=price.centavos,
    )
    db.add(row)
    db.flush()
    return row


def lock_catalogue(db: Session) -> BusinessRow:
    """Return the business, locked, its catalogue to be read anew by everybody."""
    business = db.exec(select(BusinessRow).with_for_update()).one()
    business.catalogue_version += 1
    db.add(business)
    return business
