"""A day or a week as columns of pieces, each at its hours: what the board's template shows.

Positions are CSS classes, in steps of five minutes: the pages' policy allows no styles in markup.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from flask import url_for

from bot.dialogue.commands import AppointmentView
from bot.domain.agenda import Part, PartKind, hours_shown, open_hours, parts_of
from bot.domain.appointments import AppointmentState
from bot.domain.catalogue import Catalogue, Provider
from bot.domain.intervals import Interval
from bot.domain.schedule import local_day
from bot.language import formats
from bot.language.phrases import Phrases
from console.agenda import wordings
from storage.reports.agenda import Kept, KeptFor

_STEP = timedelta(minutes=5)
_HOUR = timedelta(hours=1)
_SMALL = timedelta(minutes=25)  # less has room for one line only
_MOST_LANES = 4
_ENDED = {AppointmentState.CANCELLED, AppointmentState.DECLINED, AppointmentState.EXPIRED}
_KEPT = {
    KeptFor.OFF: "agenda.off",
    KeptFor.OFFERED: "agenda.kept_offered",
    KeptFor.PROPOSED: "agenda.kept_proposed",
}


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
class Column:
    """One provider's day. ended: what was cancelled or came to nothing, which takes no time."""

    key: str
    title: str
    subtitle: str
    url: str
    is_today: bool
    pieces: tuple[Piece, ...]
    ended: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Roll:
    """One session of a class with who comes. url: to add somebody, "" when it is full or over."""

    key: str
    title: str
    count: str
    url: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Calendars:
    """What stands in the calendars of a window, as the reports give it."""

    catalogue: Catalogue
    appointments: Sequence[AppointmentView]
    kept: Sequence[Kept]
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
        return [view for view in self.views if view.state not in _ENDED]

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
        for view in calendars.appointments
        if view.provider_id == provider.id and Interval(view.start, view.end).overlaps(whole)
    )
    kept = (
        one
        for one in calendars.kept
        if one.provider_id == provider.id and one.during.overlaps(whole)
    )
    return ProviderDay(provider, day, whole, tuple(views), tuple(kept))


def frame(days: Iterable[ProviderDay]) -> tuple[int, int]:
    """Return the first hour that a board shows, and the one after its last."""
    return hours_shown([pair for one in days for pair in one.stretches()])


def pieces(
    calendars: Calendars, shown: ProviderDay, hours: tuple[int, int], phrases: Phrases
) -> tuple[Piece, ...]:
    """Return everything in one column, in the order of time."""
    whole = shown.whole.start
    within = Interval(whole + hours[0] * _HOUR, whole + hours[1] * _HOUR)
    zone = calendars.catalogue.zone
    made = [
        *(
            (part.during, _part(part, shown, zone, phrases, within))
            for part in _parts(calendars, shown, within)
        ),
        *(
            (one.during, _kept(one, shown, zone, phrases, within))
            for one in shown.kept
            if one.during.overlaps(within)
        ),
        *_booked(calendars, shown, phrases, within),
    ]
    return tuple(piece for _, piece in sorted(made, key=lambda pair: pair[0].start))


def listed(
    calendars: Calendars,
    views: Iterable[AppointmentView],
    phrases: Phrases,
    *,
    names_provider: bool = False,
) -> tuple[Piece, ...]:
    """Return appointments one after the other, without a place on the board."""
    catalogue = calendars.catalogue
    found = []
    for view in views:
        service = catalogue.service(view.service_id).name
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


def rolls(calendars: Calendars, days: Iterable[ProviderDay], phrases: Phrases) -> list[Roll]:
    """Return the sessions of classes with who comes to each, in the order of time."""
    catalogue = calendars.catalogue
    found = []
    for shown in days:
        for (service_id, start), views in _sessions(catalogue, shown).items():
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
                    _roll_key(service_id, start),
                    title,
                    phrases("agenda.class_count", count=len(views), most=service.capacity),
                    add if has_room else "",
                    listed(calendars, views, phrases),
                )
            )
    return found


def _sessions(
    catalogue: Catalogue, shown: ProviderDay
) -> dict[tuple[int, datetime], list[AppointmentView]]:
    """Return the appointments of each class of a day."""
    found: defaultdict[tuple[int, datetime], list[AppointmentView]] = defaultdict(list)
    for view in shown.standing:
        if catalogue.service(view.service_id).capacity > 1:
            found[view.service_id, view.start].append(view)
    return found


def _roll_key(service_id: int, start: datetime) -> str:
    return f"clase-{service_id}-{int(start.timestamp())}"


def _parts(calendars: Calendars, shown: ProviderDay, within: Interval) -> Sequence[Part]:
    services = shown.provider.services
    return parts_of(
        shown.provider.schedule,
        within,
        taken=[
            *(Interval(view.start, view.end) for view in shown.standing),
            *(one.during for one in shown.kept if one.why is not KeptFor.OFF),
        ],
        off=[one.during for one in shown.kept if one.why is KeptFor.OFF],
        now=calendars.now,
        least=min((one.duration for one in services), default=timedelta(0)),
    )


def _part(
    part: Part, shown: ProviderDay, zone: ZoneInfo, phrases: Phrases, within: Interval
) -> Piece:
    hours = wordings.hours(part.during.start, part.during.end, zone)
    look = f"{part.kind.value} {_look(part.during, within)}"
    if part.kind is not PartKind.FREE:
        phrase = "agenda.holiday" if part.kind is PartKind.HOLIDAY else "agenda.closed"
        return Piece(look, hours, phrases(phrase, name=part.name), "", "", "")
    local = part.during.start.astimezone(zone)
    url = url_for(
        "console.agenda_new",
        provider=shown.provider.id,
        day=local.date().isoformat(),
        hour=f"{local:%H:%M}",
    )
    return Piece(look, hours, phrases("agenda.free"), "", "", url)


def _kept(
    one: Kept, shown: ProviderDay, zone: ZoneInfo, phrases: Phrases, within: Interval
) -> Piece:
    url = ""
    if one.why is KeptFor.OFF:
        url = url_for("console.agenda_blocks", provider=shown.provider.id)
        url += f"#bloqueo-{one.id}"
    look = f"{one.why.value} {_look(one.during, within)}"
    shown_part = one.during.intersect(shown.whole) or one.during
    hours = wordings.hours(shown_part.start, shown_part.end, zone)
    return Piece(look, hours, phrases(_KEPT[one.why]), "", "", url)


def _booked(
    calendars: Calendars, shown: ProviderDay, phrases: Phrases, within: Interval
) -> list[tuple[Interval, Piece]]:
    """Return what is booked; a class is one piece, what overlaps stands side by side."""
    catalogue = calendars.catalogue
    boxes: list[tuple[Interval, Piece]] = []
    single = [view for view in shown.standing if catalogue.service(view.service_id).capacity == 1]
    for view, piece in zip(single, listed(calendars, single, phrases), strict=True):
        boxes.append((Interval(view.start, view.end), piece))
    for (service_id, start), views in _sessions(catalogue, shown).items():
        service = catalogue.service(service_id)
        during = Interval(start, max(view.end for view in views))
        boxes.append(
            (
                during,
                Piece(
                    "booked class",
                    wordings.hours(during.start, during.end, catalogue.zone),
                    service.name,
                    "",
                    phrases("agenda.class_count", count=len(views), most=service.capacity),
                    f"#{_roll_key(service_id, start)}",
                ),
            )
        )
    boxes.sort(key=lambda box: box[0])
    lanes = _lanes([during for during, _ in boxes])
    return [
        (during, _placed(piece, f"{_look(during, within)} {lane}"))
        for (during, piece), lane in zip(boxes, lanes, strict=True)
        if during.overlaps(within)
    ]


def _placed(piece: Piece, look: str) -> Piece:
    return Piece(
        f"{piece.look} {look}", piece.hours, piece.title, piece.text, piece.state, piece.url
    )


def _lanes(sorted_stretches: Sequence[Interval]) -> list[str]:
    """Return the classes that put what overlaps side by side, at most four."""
    found: list[str] = []
    ends: list[datetime] = []
    group: list[int] = []

    def close() -> None:
        of = min(len(ends), _MOST_LANES)
        found.extend(f"lane-{min(lane, of - 1)} of-{of}" for lane in group)
        ends.clear()
        group.clear()

    for one in sorted_stretches:
        if ends and one.start >= max(ends):
            close()
        lane = next((at for at, end in enumerate(ends) if end <= one.start), len(ends))
        ends[lane : lane + 1] = [one.end]
        group.append(lane)
    if group:
        close()
    return found


def _look(during: Interval, within: Interval) -> str:
    """Return the classes for where a stretch stands: hours from the first shown, five minutes."""
    shown = during.intersect(within) or within
    first = (shown.start - within.start) // _STEP
    last = max(-((within.start - shown.end) // _STEP), first + 1)
    size = " small" if shown.length < _SMALL else ""
    return f"fh{first // 12} fm{first % 12} th{last // 12} tm{last % 12}{size}"
