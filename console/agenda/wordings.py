"""Appointments and refusals in the words of the agenda's pages."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from actions.agenda_errors import AgendaError, PlaceLostError
from bot.dialogue import describe
from bot.dialogue.commands import AppointmentView
from bot.domain.appointments import AppointmentState
from bot.domain.availability import Obstacle, Refusal, Slot
from bot.domain.cancellation import CancellationTerms
from bot.domain.catalogue import Catalogue
from bot.language import formats
from bot.language.phrases import Phrases

_HOUR = timedelta(hours=1)
_STATES = {
    AppointmentState.HELD: "agenda.state_held",
    AppointmentState.PENDING_PROVIDER: "agenda.state_pending",
    AppointmentState.CONFIRMED: "agenda.state_confirmed",
    AppointmentState.CANCELLED: "agenda.state_cancelled",
    AppointmentState.DECLINED: "agenda.state_declined",
    AppointmentState.EXPIRED: "agenda.state_expired",
    AppointmentState.NO_SHOW: "agenda.state_no_show",
    AppointmentState.COMPLETED: "agenda.state_completed",
}
_REFUSALS = {
    Obstacle.PAST: "agenda.refused_past",
    Obstacle.TOO_SOON: "agenda.refused_too_soon",
    Obstacle.TOO_FAR: "agenda.refused_too_far",
    Obstacle.HOLIDAY: "agenda.refused_holiday",
    Obstacle.CLOSED_DAY: "agenda.refused_closed_day",
    Obstacle.BEFORE_OPENING: "agenda.refused_hours",
    Obstacle.AFTER_CLOSING: "agenda.refused_hours",
    Obstacle.IN_BREAK: "agenda.refused_hours",
    Obstacle.TAKEN: "agenda.refused_taken",
    Obstacle.OFF_STEP: "agenda.refused_off_step",
}
_EVENTS = {
    "created": "agenda.event_created",
    "deposit_paid": "agenda.event_deposit_paid",
    "deposit_dropped": "agenda.event_deposit_dropped",
    "provider_accepted": "agenda.event_provider_accepted",
    "provider_declined": "agenda.event_provider_declined",
    "customer_cancelled": "agenda.event_customer_cancelled",
    "provider_cancelled": "agenda.event_provider_cancelled",
    "moved": "agenda.event_moved",
    "hold_expired": "agenda.event_hold_expired",
    "request_expired": "agenda.event_request_expired",
    "marked_no_show": "agenda.event_no_show",
    "marked_done": "agenda.event_done",
    "released": "agenda.event_released",
    "reinstated": "agenda.event_reinstated",
}


@dataclass(frozen=True, slots=True)
class Place:
    """A free place to choose. value: of its field, local «2027-05-13T17:30»."""

    value: str
    label: str


def state(phrases: Phrases, view: AppointmentView) -> str:
    """Return how an appointment stands."""
    return phrases(_STATES[view.state])


def event(phrases: Phrases, name: str) -> str:
    """Return what happened to an appointment."""
    return phrases(_EVENTS[name])


def hours(start: datetime, end: datetime, zone: ZoneInfo) -> str:
    """Return «17:00 a 17:45»."""
    return f"{start.astimezone(zone):%H:%M} a {end.astimezone(zone):%H:%M}"


def who(phrases: Phrases, view: AppointmentView) -> str:
    """Return who comes."""
    return describe.customer(phrases, view)


def place_at(start: datetime, zone: ZoneInfo) -> Place:
    """Return a free place of the day that is shown."""
    local = start.astimezone(zone)
    return Place(f"{local:%Y-%m-%dT%H:%M}", f"{local:%H:%M}")


def place_near(slot: Slot, zone: ZoneInfo) -> Place:
    """Return a free place that may be of another day."""
    local = slot.start.astimezone(zone)
    return Place(f"{local:%Y-%m-%dT%H:%M}", formats.when(slot.start, zone))


def problem(
    phrases: Phrases, error: AgendaError, catalogue: Catalogue, service_id: int | None = None
) -> str:
    """Return why nothing was done. service_id: what was to be had, where that is known."""
    if isinstance(error, PlaceLostError) and service_id is not None:
        return refusal(phrases, error.refusal, catalogue, service_id)
    return phrases(error.problem, **error.values)


def refusal(
    phrases: Phrases, refused: Refusal | None, catalogue: Catalogue, service_id: int
) -> str:
    """Return why a place is not to be had; None: it was taken this very moment."""
    if refused is None:
        return phrases("agenda.refused_taken")
    provider = catalogue.provider_of(service_id)
    policies = catalogue.policies_of(service_id)
    phrase = _REFUSALS[refused.obstacle]
    return phrases(
        phrase,
        provider=provider.first_name,
        day=formats.long_day(refused.day),
        name=refused.name or "",
        hours=formats.hours(refused.hours),
        notice=_length(phrases, policies.min_notice),
        latest=formats.long_day(refused.latest) if refused.latest else "",
        step=int(policies.slot_step.total_seconds() // 60),
    )


def _length(phrases: Phrases, span: timedelta) -> str:
    """Return «2 horas», in minutes when it is not whole hours."""
    hours, rest = divmod(span, _HOUR)
    if rest:
        return phrases.plural("duration.minutes", span // timedelta(minutes=1))
    return phrases.plural("duration.hours", hours)


def terms(phrases: Phrases, found: CancellationTerms | None) -> str:
    """Return what becomes of the deposit when the customer cancels."""
    if found is None or found.deposit is None:
        return phrases("agenda.terms_none")
    if found.refund is not None:
        return phrases("agenda.terms_refunded", amount=formats.money(found.refund))
    if found.credit is not None:
        return phrases("agenda.terms_credited", amount=formats.money(found.credit))
    return phrases("agenda.terms_kept", amount=formats.money(found.deposit))
