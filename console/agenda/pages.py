"""The board of the agenda: one day with a column a provider, or one week with a column a day."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from flask import Blueprint, render_template, request, url_for

from actions.agenda_errors import AgendaError
from bot.dialogue.commands import AppointmentView
from bot.domain.catalogue import Catalogue, Provider
from bot.domain.intervals import Interval
from bot.domain.schedule import local_day
from bot.language import formats
from console.agenda import asides, blocks, board, days, fields, making, sheets, wordings
from console.agenda.board import Column
from console.agenda.days import Calendars, ProviderDay
from console.agenda.office import Office
from console.entrance import Page
from storage.reports import agenda
from storage.reports.agenda import Kept

_DAY, _WEEK = "day", "week"
_DAYS = 7
_MOST_OF_DAY = 40  # in a week of everybody; the day itself has all of them


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be shown. provider None: all of them."""

    day: date
    view: str
    provider: Provider | None

    @property
    def first(self) -> date:
        """The first day shown: itself, or the Monday of its week."""
        return self.day - timedelta(days=self.day.weekday()) if self.view == _WEEK else self.day

    @property
    def days(self) -> list[date]:
        """The days shown."""
        count = _DAYS if self.view == _WEEK else 1
        return [self.first + timedelta(days=ahead) for ahead in range(count)]

    def url(self, day: date, view: str | None = None, provider_id: int | None = None) -> str:
        """Return the address of the same on another day, as another view, of another provider."""
        shown = provider_id or (self.provider.id if self.provider else None)
        asked = view or self.view
        return url_for("console.agenda", day=day.isoformat(), view=asked, provider=shown)


def install(routes: Blueprint, office: Office) -> None:
    """Add the pages to the routes of the console."""
    making.install(routes, office)
    sheets.install(routes, office)
    blocks.install(routes, office)

    @routes.get("/agenda", endpoint="agenda")
    def show() -> Page:
        catalogue = office.catalogue()
        today = office.today(catalogue)
        try:
            asked, problem = _asked(catalogue, today), ""
        except AgendaError as error:
            asked = Asked(today, _DAY, None)
            problem = wordings.problem(office.phrases, error, catalogue)
        values = _shown(office, catalogue, asked, today)
        page = render_template("console/agenda/board.html", problem=problem, **values)
        return page, 422 if problem else 200


def _asked(catalogue: Catalogue, today: date) -> Asked:
    """Return what the address asks for. Raises AgendaError."""
    view = _WEEK if request.args.get("view") == _WEEK else _DAY
    day = fields.day(request.args.get("day"), today)
    return Asked(day, view, fields.provider(request.args.get("provider"), catalogue))


def _shown(office: Office, catalogue: Catalogue, asked: Asked, today: date) -> dict[str, object]:
    providers = [asked.provider] if asked.provider else list(catalogue.providers)
    is_list = asked.view == _WEEK and asked.provider is None
    calendars = _calendars(office, catalogue, providers, asked.days, with_booked=not is_list)
    shown = [days.provider_day(calendars, one, day) for day in asked.days for one in providers]
    hours = days.frame(shown)
    columns = (
        _lists(office, calendars, shown, asked, today)
        if is_list
        else _columns(office, calendars, shown, asked, today, hours)
    )
    count = len(asked.days)
    now = office.now.astimezone(catalogue.zone)
    return {
        "asked": asked,
        "is_list": is_list,
        "columns": columns,
        "hours": [f"{hour % 24:02}:00" for hour in range(*hours)],
        "rolls": asides.rolls(calendars, shown, office.phrases),
        "providers": catalogue.providers,
        "title": _title(asked),
        "before": asked.url(asked.first - timedelta(days=count)),
        "after": asked.url(asked.first + timedelta(days=count)),
        "today": asked.url(today),
        "is_now": today in asked.days,
        "now": f"{now:%H:%M}",
        "now_look": f"fh{now.hour - hours[0]} fm{now.minute // 5}"
        if hours[0] <= now.hour < hours[1]
        else "",
    }


def _window(catalogue: Catalogue, days: list[date]) -> Interval:
    return Interval(
        local_day(days[0], catalogue.zone).start, local_day(days[-1], catalogue.zone).end
    )


def _calendars(
    office: Office,
    catalogue: Catalogue,
    providers: list[Provider],
    days: list[date],
    *,
    with_booked: bool,
) -> Calendars:
    window = _window(catalogue, days)
    ids = [one.id for one in providers]
    booked: defaultdict[int, list[AppointmentView]] = defaultdict(list)
    for view in agenda.appointments_in(office.engine, ids, window) if with_booked else ():
        if catalogue.has_service(view.service_id):
            booked[view.provider_id].append(view)
    kept: defaultdict[int, list[Kept]] = defaultdict(list)
    for one in agenda.kept_in(office.engine, ids, window):
        kept[one.provider_id].append(one)
    return Calendars(catalogue, booked, kept, office.now)


def _columns(
    office: Office,
    calendars: Calendars,
    shown: list[ProviderDay],
    asked: Asked,
    today: date,
    hours: tuple[int, int],
) -> list[Column]:
    columns = []
    for one in shown:
        is_week = asked.view == _WEEK
        title = formats.short_day(one.day) if is_week else one.provider.name
        ended = [view for view in one.views if view not in one.standing]
        columns.append(
            Column(
                key=f"{one.provider.id}-{one.day.isoformat()}",
                title=title,
                subtitle="" if is_week else one.provider.trade,
                url=asked.url(one.day, _DAY if is_week else _WEEK, one.provider.id),
                is_today=one.day == today,
                is_chosen=is_week and one.day == asked.day,
                pieces=board.pieces(calendars, one, hours, office.phrases),
                ended=days.listed(calendars.catalogue, ended, office.phrases),
            )
        )
    return columns


def _lists(
    office: Office,
    calendars: Calendars,
    shown: list[ProviderDay],
    asked: Asked,
    today: date,
) -> list[Column]:
    """Return the days of a week with the first appointments of everybody, in order."""
    columns = []
    catalogue = calendars.catalogue
    lists = agenda.first_of_days(
        office.engine,
        [one.id for one in catalogue.providers],
        _window(catalogue, asked.days),
        catalogue.zone,
        most=_MOST_OF_DAY,
    )
    for day in asked.days:
        of_day = [one for one in shown if one.day == day]
        listed = lists.get(day, agenda.DayList((), 0))
        views = [view for view in listed.views if catalogue.has_service(view.service_id)]
        columns.append(
            Column(
                key=day.isoformat(),
                title=formats.short_day(day),
                subtitle=office.phrases.plural("agenda.count", listed.count),
                url=asked.url(day, _DAY),
                is_today=day == today,
                is_chosen=False,
                pieces=(
                    *asides.closings(calendars, of_day, office.phrases),
                    *days.listed(catalogue, views, office.phrases, names_provider=True),
                ),
                ended=(),
                more=listed.count - len(listed.views),
            )
        )
    return columns


def _title(asked: Asked) -> str:
    if asked.view == _WEEK:
        return f"{formats.short_day(asked.days[0])} – {formats.short_day(asked.days[-1])}"
    return formats.long_day(asked.day)
