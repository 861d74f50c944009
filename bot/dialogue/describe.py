"""Appointments, slots and refusals in words, each said the same way wherever it comes up."""

from collections.abc import Iterable, Sequence
from datetime import time, timedelta
from zoneinfo import ZoneInfo

from bot.dialogue.commands import AppointmentView
from bot.dialogue.turn import Turn
from bot.domain.availability import Obstacle, Refusal, Slot
from bot.domain.catalogue import Catalogue, Provider
from bot.domain.intervals import Interval
from bot.domain.policy_choices import DepositFate
from bot.domain.schedule import LocalSpan
from bot.language import formats
from bot.language.phrases import Phrases

_REFUSALS = {
    Obstacle.PAST: "refusal.past",
    Obstacle.TOO_SOON: "refusal.too_soon",
    Obstacle.TOO_FAR: "refusal.too_far",
    Obstacle.HOLIDAY: "refusal.holiday",
    Obstacle.CLOSED_DAY: "refusal.closed_day",
    Obstacle.BEFORE_OPENING: "refusal.outside_hours",
    Obstacle.AFTER_CLOSING: "refusal.outside_hours",
    Obstacle.IN_BREAK: "refusal.in_break",
    Obstacle.TAKEN: "refusal.taken",
    Obstacle.OFF_STEP: "refusal.taken",
}
_DEPOSIT_TERMS = {
    # what becomes of it in time, and late
    (DepositFate.REFUNDED, DepositFate.KEPT): "deposit.refunded_then_kept",
    (DepositFate.REFUNDED, DepositFate.CREDITED): "deposit.refunded_then_credited",
    (DepositFate.REFUNDED, DepositFate.REFUNDED): "deposit.refunded",
    (DepositFate.CREDITED, DepositFate.KEPT): "deposit.credited_then_kept",
    (DepositFate.CREDITED, DepositFate.CREDITED): "deposit.credited",
    (DepositFate.KEPT, DepositFate.KEPT): "deposit.kept",
}
_PART_KEPT_TERMS = {
    DepositFate.REFUNDED: "deposit.refunded_then_part",
    DepositFate.CREDITED: "deposit.credited_then_part",
}


def appointment_line(turn: Turn, view: AppointmentView) -> str:
    """Return «Corte con Laura, jue 13/5 17:00 hs»."""
    service = turn.catalogue.service(view.service_id)
    provider = turn.catalogue.provider(view.provider_id)
    return turn.t(
        "appointment.line",
        service=service.name,
        provider=provider.first_name,
        when=formats.when(view.start, turn.zone),
    )


def place(phrases: Phrases, provider: Provider, address: str | None) -> str:
    """Return where it happens: at the customer's address or at the provider's."""
    if provider.visits_homes:
        return phrases("place.home", address=address) if address else ""
    return phrases("place.shop", address=provider.address) if provider.address else ""


def customer(phrases: Phrases, view: AppointmentView) -> str:
    """Return who comes, as the provider reads it: «Ana Benítez (para su mamá)»."""
    name = view.customer_name or phrases("person.unknown")
    if view.guest_name is None:
        return name
    return phrases("guest.customer", customer=name, guest=view.guest_name)


def refusal(turn: Turn, refused: Refusal, provider: Provider, *, wanted: str) -> str:
    """Return why a wanted time can't be had, naming holiday or opening hours where it helps."""
    minimum = turn.catalogue.policies.min_notice
    phrase = _REFUSALS[refused.obstacle]
    if refused.obstacle is Obstacle.HOLIDAY and not refused.name:
        phrase = _REFUSALS[Obstacle.CLOSED_DAY]
    return turn.t(
        phrase,
        provider=provider.first_name,
        wanted=wanted,
        day=formats.long_day(refused.day),
        name=refused.name,
        hours=formats.hours(refused.hours),
        notice=turn.input.phrases.plural(
            "duration.hours", max(1, int(minimum.total_seconds() // 3600))
        ),
        latest=formats.long_day(refused.latest) if refused.latest else "",
    )


def slot_title(catalogue: Catalogue, slot: Slot) -> str:
    """Return «jue 13/5 17:00 hs»: short enough for any button."""
    return formats.when(slot.start, catalogue.zone)


def provider_day_title(catalogue: Catalogue, slot: Slot) -> str:
    """Return «Laura 13/5 17:00», for places of several people; short enough for any button."""
    moment = f"{slot.start.astimezone(catalogue.zone):%-d/%-m %H:%M}"
    return f"{cut(catalogue.provider(slot.provider_id).first_name, 19 - len(moment))} {moment}"


def time_off(phrases: Phrases, off: Interval, zone: ZoneInfo) -> str:
    """Return «el jueves 13/5 de 16:00 a 20:00», or the days when it is more than a part of one."""
    start, end = off.start.astimezone(zone), off.end.astimezone(zone)
    first, last = start.date(), (end - timedelta(minutes=1)).date()
    if first != last:
        return phrases("time_off.days", first=formats.long_day(first), last=formats.long_day(last))
    day = phrases("time_off.day", day=formats.long_day(first))
    if start.time() == end.time() == time.min:
        return day
    hours = formats.hours([LocalSpan(start.time(), end.time())])
    return phrases("time_off.day_hours", day=day, hours=hours)


def times_off(phrases: Phrases, off: Sequence[Interval], zone: ZoneInfo) -> str:
    """Return one time off in words, or several as the days that they span and the last's hours."""
    whole = time_off(phrases, Interval(off[0].start, off[-1].end), zone)
    if len(off) == 1:
        return whole
    start, end = (edge.astimezone(zone).time() for edge in (off[-1].start, off[-1].end))
    hours = formats.hours([LocalSpan(start, end)])
    return phrases("time_off.day_hours", day=whole, hours=hours)


def visit_name(phrases: Phrases, names: Sequence[str]) -> str:
    """Return «Corte y Barba», or «Corte (2 personas)»; names: of what is done, in order."""
    if len(names) > 1 and len(set(names)) == 1:
        return phrases("visit.people", service=names[0], count=len(names))
    return formats.all_of(names)


def by_party(views: Iterable[AppointmentView]) -> list[tuple[AppointmentView, int]]:
    """Return appointments in order, seats of one visit in one session once, with how many."""
    parties: dict[tuple[object, ...], list[AppointmentView]] = {}
    for view in views:
        key = (view.visit_id or view.id, view.service_id, view.start, view.guest_name, view.state)
        parties.setdefault(key, []).append(view)
    return [(seats[0], len(seats)) for seats in parties.values()]


def provider_title(catalogue: Catalogue, slot: Slot) -> str:
    """Return «Laura 17:00 hs», for places that differ in nothing but who."""
    name = catalogue.provider(slot.provider_id).first_name
    hour = formats.hour(slot.start.astimezone(catalogue.zone).time())
    return f"{cut(name, 23 - len(hour))} {hour}"


def cut(title: str, limit: int) -> str:
    """Return a title within a channel's limit, cut at a word."""
    if len(title) <= limit:
        return title
    return title[: limit - 1].rsplit(" ", 1)[0] + "…"


def notice(turn: Turn, service_id: int | None = None) -> str:
    """Return until how long before cancelling is free, of one service: «24 horas»."""
    catalogue = turn.catalogue
    policies = catalogue.policies if service_id is None else catalogue.policies_of(service_id)
    before = policies.free_cancellation_until
    return turn.input.phrases.plural("duration.hours", int(before.total_seconds() // 3600))


def deposit_terms(turn: Turn, service_id: int | None = None) -> str:
    """Return in one line what becomes of a deposit when either side cancels, as the law wants it.

    Source: CCyC 1059 and 1060; Ley 24.240, art. 4.
    """
    catalogue = turn.catalogue
    policies = catalogue.policies if service_id is None else catalogue.policies_of(service_id)
    early, late = policies.early_paid_deposit, policies.late_paid_deposit
    is_part = late is DepositFate.KEPT and policies.late_kept_percent < 100
    phrase = _PART_KEPT_TERMS[early] if is_part else _DEPOSIT_TERMS[early, late]
    return turn.t(phrase, notice=notice(turn, service_id), percent=policies.late_kept_percent)


def service_names(turn: Turn, service_ids: Iterable[int]) -> tuple[str, ...]:
    """Return the distinct names of services, in catalogue order."""
    wanted = set(service_ids)
    return tuple(
        dict.fromkeys(service.name for service in turn.catalogue.services if service.id in wanted)
    )


def providers_of(turn: Turn, service_ids: Iterable[int]) -> tuple[Provider, ...]:
    """Return who does any of the services, in catalogue order."""
    ids = {turn.catalogue.service(service_id).provider_id for service_id in service_ids}
    return tuple(provider for provider in turn.catalogue.providers if provider.id in ids)
