"""The columns of the board: every piece of a provider's day, each at its hours."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from flask import url_for

from bot.domain.agenda import Part, PartKind, parts_of
from bot.domain.intervals import Interval
from bot.language.phrases import Phrases
from console.agenda import positions, wordings
from console.agenda.days import Calendars, Piece, ProviderDay, listed, roll_key, sessions
from storage.reports.agenda import Kept, KeptFor

_HOUR = timedelta(hours=1)
_KEPT = {
    KeptFor.OFF: "agenda.off",
    KeptFor.OFFERED: "agenda.kept_offered",
    KeptFor.PROPOSED: "agenda.kept_proposed",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One provider's day, or a day of everybody. is_chosen: it is the day that was asked for.

    ended: what was cancelled or came to nothing, which takes no time. more: how many it leaves out.
    """

    key: str
    title: str
    subtitle: str
    url: str
    is_today: bool
    is_chosen: bool
    pieces: tuple[Piece, ...]
    ended: tuple[Piece, ...]
    more: int = 0


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
            (one.during, kept_piece(one, shown, zone, phrases, within))
            for one in shown.kept
            if one.during.overlaps(within)
        ),
        *_booked(calendars, shown, phrases, within),
    ]
    return tuple(piece for _, piece in sorted(made, key=lambda pair: pair[0].start))


def _parts(calendars: Calendars, shown: ProviderDay, within: Interval) -> Sequence[Part]:
    services = shown.provider.services
    policies = calendars.catalogue.policies_of_provider(shown.provider.id)
    return parts_of(
        shown.provider.schedule,
        within,
        taken=[
            *(Interval(view.start, view.end) for view in shown.standing),
            *(one.during for one in shown.kept if one.why is not KeptFor.OFF),
        ],
        off=[one.during for one in shown.kept if one.why is KeptFor.OFF],
        now=calendars.now + policies.min_notice,
        least=min((one.duration for one in services), default=timedelta(0)),
    )


def _part(
    part: Part, shown: ProviderDay, zone: ZoneInfo, phrases: Phrases, within: Interval
) -> Piece:
    hours = wordings.hours(part.during.start, part.during.end, zone)
    look = f"{part.kind.value} {positions.place(part.during, within)}"
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


def kept_piece(
    one: Kept, shown: ProviderDay, zone: ZoneInfo, phrases: Phrases, within: Interval
) -> Piece:
    """Return the box of time that holds no appointment and is not free."""
    url = ""
    if one.why is KeptFor.OFF:
        url = url_for("console.agenda_blocks", provider=shown.provider.id)
        url += f"#bloqueo-{one.id}"
    look = f"{one.why.value} {positions.place(one.during, within)}"
    part = one.during.intersect(shown.whole) or one.during
    hours = wordings.hours(part.start, part.end, zone)
    if part == shown.whole:
        hours = phrases("agenda.all_day")
    return Piece(look, hours, phrases(_KEPT[one.why]), "", "", url)


def _booked(
    calendars: Calendars, shown: ProviderDay, phrases: Phrases, within: Interval
) -> list[tuple[Interval, Piece]]:
    """Return what is booked; a class is one piece, what overlaps stands side by side."""
    catalogue = calendars.catalogue
    boxes: list[tuple[Interval, Piece]] = []
    single = [view for view in shown.standing if catalogue.service(view.service_id).capacity == 1]
    for view, piece in zip(single, listed(catalogue, single, phrases), strict=True):
        boxes.append((Interval(view.start, view.end), piece))
    for (service_id, start), views in sessions(catalogue, shown).items():
        service = catalogue.service(service_id)
        during = Interval(start, max(view.end for view in views))
        box = Piece(
            "booked class",
            wordings.hours(during.start, during.end, catalogue.zone),
            service.name,
            "",
            phrases("agenda.class_count", count=len(views), most=service.capacity),
            f"#{roll_key(service_id, start)}",
        )
        boxes.append((during, box))
    boxes.sort(key=lambda box: box[0])
    lanes = positions.lanes([during for during, _ in boxes])
    return [
        (during, replace(box, look=f"{box.look} {positions.place(during, within)} {lane}"))
        for (during, box), lane in zip(boxes, lanes, strict=True)
        if during.overlaps(within)
    ]
