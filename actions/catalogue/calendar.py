"""Days that are not like others: seasons with a week of their own, and single dates."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Engine, delete
from sqlmodel import col, select

from actions.catalogue.edit import Edit, Editor, EditRefusedError, editing, refuse
from bot.domain.catalogue import Provider
from bot.domain.drafts import DatesDraft, Problem, Working, season_problems
from bot.domain.schedule import LocalSpan, Season, WeeklyHours, local_day
from storage.repositories.waitlist import free_up
from storage.repositories.weeks import put_week
from storage.rows.calendars import OpenDayRow
from storage.rows.catalogue import ClosedDateRow, ProviderRow, SeasonRow


def put_season(
    engine: Engine,
    provider_id: int,
    season: Season,
    editor: Editor,
    *,
    season_id: int | None = None,
) -> None:
    """Write a season of a provider, a new one or in place of another.

    Raises LookupError, EditRefusedError or WouldBreakError.
    """
    with editing(engine, editor) as edit:
        if edit.db.get(ProviderRow, provider_id) is None:
            raise LookupError("no such provider")
        refuse(season_problems(season, _others(edit, provider_id, season_id)))
        row = _season(edit, provider_id, season_id)
        row.first_day, row.last_day = _written(season.first), _written(season.last)
        edit.db.add(row)
        edit.db.flush()
        put_week(edit.db, provider_id, season.weekly, row.id)
        edit.note("season", id=row.id)


def remove_season(engine: Engine, season_id: int, editor: Editor) -> None:
    """Let the usual week count on the days of a season. Raises LookupError or WouldBreakError."""
    with editing(engine, editor) as edit:
        row = edit.db.get(SeasonRow, season_id)
        if row is None:
            raise LookupError("no such season")
        put_week(edit.db, row.provider_id, WeeklyHours.from_spans(()), season_id)
        edit.db.delete(row)
        edit.note("season_removed", id=season_id)


def put_dates(engine: Engine, draft: DatesDraft, editor: Editor) -> None:
    """Let providers work otherwise on some days; what was said of those days before is forgotten.

    Who waits for a place is told of what opens. Raises EditRefusedError or WouldBreakError.
    """
    with editing(engine, editor) as edit:
        today = editor.now.astimezone(edit.before.zone).date()
        refuse(draft.problems(today))
        providers = _meant(edit, draft.provider_id)
        for provider in providers:
            _forget(edit, provider.id, draft.days)
            for day in draft.days:
                _put_date(edit, provider, day, draft)
        edit.note("dates", id=draft.provider_id)


def clear_date(engine: Engine, provider_id: int, day: date, editor: Editor) -> None:
    """Let the week or the holidays count again on a day. Raises WouldBreakError."""
    with editing(engine, editor) as edit:
        _forget(edit, provider_id, [day])
        edit.note("date_cleared", id=provider_id)


def _others(edit: Edit, provider_id: int, season_id: int | None) -> tuple[Season, ...]:
    rows = edit.db.exec(select(SeasonRow).where(SeasonRow.provider_id == provider_id)).all()
    nothing = WeeklyHours.from_spans(())
    return tuple(
        Season.parse(row.first_day, row.last_day, nothing) for row in rows if row.id != season_id
    )


def _season(edit: Edit, provider_id: int, season_id: int | None) -> SeasonRow:
    if season_id is None:
        return SeasonRow(provider_id=provider_id, first_day="", last_day="")
    row = edit.db.get(SeasonRow, season_id)
    if row is None or row.provider_id != provider_id:
        raise LookupError("no such season")
    return row


def _written(day: tuple[int, int]) -> str:
    return f"{day[0]:02}-{day[1]:02}"


def _meant(edit: Edit, provider_id: int | None) -> Sequence[Provider]:
    if provider_id is None:
        return edit.before.in_force
    found = [one for one in edit.before.in_force if one.id == provider_id]
    if not found:
        raise EditRefusedError({"provider": Problem("catalogue.choice_wrong")})
    return found


def _forget(edit: Edit, provider_id: int, days: Sequence[date]) -> None:
    for row in (ClosedDateRow, OpenDayRow):
        edit.db.execute(
            delete(row).where(col(row.provider_id) == provider_id, col(row.day).in_(days))
        )


def _put_date(edit: Edit, provider: Provider, day: date, draft: DatesDraft) -> None:
    if draft.working is Working.CLOSED:
        edit.db.add(ClosedDateRow(provider_id=provider.id, day=day, name=draft.name))
        return
    for span in _hours_on(provider, day, draft):
        row = OpenDayRow(provider_id=provider.id, day=day, opens=span.start, closes=span.end)
        edit.db.add(row)
    whole = local_day(day, provider.schedule.zone)
    free_up(edit.db, provider.id, whole, now=edit.editor.now)


def _hours_on(provider: Provider, day: date, draft: DatesDraft) -> Sequence[LocalSpan]:
    """Return the hours of a day that is worked. Raises EditRefusedError when there are none."""
    if draft.working is Working.SPECIAL:
        return draft.hours
    usual = provider.schedule.week_of(day).days[day.weekday()]
    if not usual and draft.provider_id is not None and len(draft.days) == 1:
        no_usual = Problem("catalogue.no_usual_hours", {"name": provider.name})
        raise EditRefusedError({"working": no_usual})
    return usual
