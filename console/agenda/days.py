"""What the pages of the agenda show of the calendars: a provider's day, and pieces in words."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask import url_for

from bot.dialogue import describe
from bot.dialogue.commands import AppointmentView
from bot.domain.agenda import hours_shown, open_hours
from bot.domain.appointments import CAME_TO_NOTHING
from bot.domain.catalogue import Catalogue, Provider
from bot.domain.intervals import Interval
from bot.domain.schedule import local_day
from bot.language.phrases import Phrases
from console.agenda import wordings
from storage.reports.agenda import Kept


@dataclass(frozen=True, slots=True)
class Piece:
    """One box. look: its CSS classes. url: where it leads, "" when nowhere; state: in words."""

    look: str
    hours: str
    title: str
    text: str
    state: str
    url: str


@dataclass(frozen=True, slots=True)
class Calendars:
    """What stands in the calendars of a window, by provider, as the reports give it."""

    catalogue: Catalogue
    appointments: Mapping[int, Sequence[AppointmentView]]
    kept: Mapping[int, Sequence[Kept]]
    now: datetime


@dataclass(frozen=True, slots=True)
class ProviderDay:
    """What the board shows of one provider on one local day."""

    provider: Provider
    day: date
    whole: Interval
    views: tuple[AppointmentView, ...]
    kept: tuple[Kept, ...]

    @property
    def standing(self) -> list[AppointmentView]:
        """What takes its time on the board."""
        return [view for view in self.views if view.state not in CAME_TO_NOTHING]

    def stretches(self) -> list[tuple[Interval, Interval]]:
        """Return what must be seen, for the choice of the hours shown."""
        opened = open_hours(self.provider.schedule, self.day)
        taken = [Interval(view.start, view.end) for view in self.standing]
        return [(one, self.whole) for one in (*opened, *taken)]


def provider_day(calendars: Calendars, provider: Provider, day: date) -> ProviderDay:
    """Return what concerns one provider on one day of the business."""
    whole = local_day(day, calendars.catalogue.zone)
    views = (
        view
        for view in calendars.appointments.get(provider.id, ())
        if Interval(view.start, view.end).overlaps(whole)
    )
    kept = (one for one in calendars.kept.get(provider.id, ()) if one.during.overlaps(whole))
    return ProviderDay(provider, day, whole, tuple(views), tuple(kept))


def frame(days: Iterable[ProviderDay]) -> tuple[int, int]:
    """Return the first hour that a board shows, and the one after its last."""
    return hours_shown([pair for one in days for pair in one.stretches()])


def sessions(
    catalogue: Catalogue, shown: ProviderDay
) -> dict[tuple[int, datetime], list[AppointmentView]]:
    """Return the appointments of each class of a day."""
    found: defaultdict[tuple[int, datetime], list[AppointmentView]] = defaultdict(list)
    for view in shown.standing:
        if catalogue.service(view.service_id).capacity > 1:
            found[view.service_id, view.start].append(view)
    return found


def roll_key(service_id: int, start: datetime) -> str:
    """Return the name in the page of who comes to a class."""
    return f"clase-{service_id}-{int(start.timestamp())}"


def listed(
    catalogue: Catalogue,
    views: Iterable[AppointmentView],
    phrases: Phrases,
    *,
    names_provider: bool = False,
) -> tuple[Piece, ...]:
    """Return appointments one after the other, without a place on the board."""
    found = []
    for view, seats in describe.by_party(views):
        names = [catalogue.service(view.service_id).name] * seats
        service = describe.visit_name(phrases, names)
        provider = catalogue.provider(view.provider_id).first_name
        text = phrases("agenda.service_with", service=service, provider=provider)
        found.append(
            Piece(
                f"booked {view.state.value}",
                wordings.hours(view.start, view.end, catalogue.zone),
                wordings.who(phrases, view),
                text if names_provider else service,
                wordings.state(phrases, view),
                url_for("console.agenda_sheet", appointment_id=view.id),
            )
        )
    return tuple(found)
