"""The holidays by law that providers close on, kept some years ahead."""

from datetime import date

from sqlmodel import Session, col, select

from bot.domain.holidays import argentine_holidays, provincial_holidays
from storage.rows.catalogue import ClosedDateRow

_YEARS = 3


def keep(db: Session, province: str | None, today: date) -> None:
    """Note the holidays of a province, None: of the country, unless some are noted already.

    Those that a business noted as its own are never added to. Raises ValueError for an unknown
    province.
    """
    known = select(ClosedDateRow.id).where(
        col(ClosedDateRow.provider_id).is_(None),
        ClosedDateRow.province == province,
    )
    if db.exec(known.limit(1)).first() is not None:
        return
    for year in range(today.year, today.year + _YEARS):
        days = provincial_holidays(year, province) if province else argentine_holidays(year)
        for day, name in days.items():
            db.add(ClosedDateRow(provider_id=None, province=province, day=day, name=name))
    db.flush()
