"""Weekly hours, written whole."""

from sqlalchemy import delete
from sqlmodel import Session, col

from bot.domain.schedule import WeeklyHours
from storage.rows.catalogue import OpeningHoursRow


def put_week(db: Session, provider_id: int, week: WeeklyHours, season_id: int | None) -> None:
    """Let a week count for a provider in a season, None: outside seasons, in place of another."""
    in_season = (
        col(OpeningHoursRow.season_id).is_(None)
        if season_id is None
        else col(OpeningHoursRow.season_id) == season_id
    )
    db.execute(
        delete(OpeningHoursRow).where(col(OpeningHoursRow.provider_id) == provider_id, in_season)
    )
    for weekday, spans in enumerate(week.days):
        for span in spans:
            db.add(
                OpeningHoursRow(
                    provider_id=provider_id,
                    weekday=weekday,
                    opens=span.start,
                    closes=span.end,
                    season_id=season_id,
                )
            )
    db.flush()
