"""What stands beside the board: who comes to classes, what is closed or blocked on a day."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from flask import url_for

from bot.language import formats
from bot.language.phrases import Phrases
from console.agenda.board import kept_piece
from console.agenda.days import Calendars, Piece, ProviderDay, listed, roll_key, sessions
from storage.reports.agenda import KeptFor


@dataclass(frozen=True, slots=True)
class Roll:
    """One session of a class with who comes. url: to add somebody, "" when it is full or over."""

    key: str
    title: str
    count: str
    url: str
    pieces: tuple[Piece, ...]


def rolls(calendars: Calendars, days: Iterable[ProviderDay], phrases: Phrases) -> list[Roll]:
    """Return the sessions of classes with who comes to each, in the order of time."""
    catalogue = calendars.catalogue
    found = []
    for shown in days:
        for (service_id, start), views in sessions(catalogue, shown).items():
            service = catalogue.service(service_id)
            local = start.astimezone(catalogue.zone)
            has_room = len(views) < service.capacity and start > calendars.now
            title = phrases(
                "agenda.class_title",
                service=service.name,
                provider=shown.provider.first_name,
                when=formats.when(start, catalogue.zone),
            )
            add = url_for(
                "console.agenda_new",
                service=service_id,
                day=local.date().isoformat(),
                hour=f"{local:%H:%M}",
            )
            found.append(
                Roll(
                    roll_key(service_id, start),
                    title,
                    phrases("agenda.class_count", count=len(views), most=service.capacity),
                    add if has_room else "",
                    listed(catalogue, views, phrases),
                )
            )
    return found


def closings(
    calendars: Calendars, days: Iterable[ProviderDay], phrases: Phrases
) -> tuple[Piece, ...]:
    """Return what is blocked on one day, by provider, and who is closed for a holiday."""
    zone = calendars.catalogue.zone
    found = []
    holidays: defaultdict[str, list[str]] = defaultdict(list)
    for shown in days:
        name = shown.provider.first_name
        if holiday := shown.provider.schedule.closed.get(shown.day):
            holidays[holiday].append(name)
        for one in shown.kept:
            if one.why is KeptFor.OFF:
                piece = kept_piece(one, shown, zone, phrases, shown.whole)
                found.append(Piece("off", piece.hours, name, "", piece.title, piece.url))
    for holiday, names in holidays.items():
        title = phrases("agenda.holiday", name=holiday)
        text = phrases("agenda.holiday_of", names=formats.all_of(names))
        found.append(Piece("holiday", "", title, text, "", ""))
    return tuple(found)
