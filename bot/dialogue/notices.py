"""Messages that follow from what somebody else did, or that the bot starts: one template each.

Not part of any turn: actions queue them for the other party's conversation.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.dialogue.commands import AppointmentView
from bot.dialogue.describe import customer, place, provider_day_title, slot_title
from bot.dialogue.taps import (
    InsteadTap,
    PlaceTap,
    ProposalTap,
    ProposeTap,
    RebookTap,
    ReminderTap,
    RequestTap,
    Tap,
    encode,
)
from bot.domain.appointments import AppointmentState
from bot.domain.availability import Slot
from bot.domain.catalogue import Catalogue
from bot.domain.money import Money
from bot.language import formats
from bot.language.phrases import Phrases
from bot.messages.replies import Choice, Template
from bot.messages.templates import TEMPLATES


def with_alternatives(
    name: str,
    view: AppointmentView,
    places: Sequence[Slot],
    catalogue: Catalogue,
    phrases: Phrases,
) -> Template:
    """Return a template about a request that came to nothing, with three places instead of it.

    Outside the 24-hour window the buttons have the titles they are registered with.
    """
    values = values_of(view, catalogue, phrases)
    for key, slot in zip(("first", "second", "third"), places, strict=True):
        values[key] = phrases(
            "instead.line",
            provider=catalogue.provider(slot.provider_id).first_name,
            when=formats.long_when(slot.start, catalogue.zone),
            price=formats.money(catalogue.quote_at(slot.service_id, slot.start).price),
        )
    taps = [InsteadTap(view.id, slot.service_id, slot.start) for slot in places]
    reply = make(f"{name}_instead", phrases, values, *taps)
    one_provider = len({slot.provider_id for slot in places}) == 1
    title = slot_title if one_provider else provider_day_title
    choices = tuple(
        replace(choice, title=title(catalogue, slot))
        for choice, slot in zip(reply.choices, places, strict=True)
    )
    return replace(reply, choices=choices)


def make(name: str, phrases: Phrases, values: dict[str, str], *taps: Tap) -> Template:
    """Return one template filled in; taps are the ids of its buttons, in order.

    Raises KeyError for an unknown template or a missing value.
    """
    spec = TEMPLATES[name]
    choices = tuple(
        Choice(encode(tap), phrases(title)) for tap, title in zip(taps, spec.buttons, strict=True)
    )
    filled = {key: values[key] or "-" for key in spec.values}
    body = phrases(spec.phrase, **filled)
    return Template(name, tuple(filled[key] for key in spec.values), choices, body)


def values_of(view: AppointmentView, catalogue: Catalogue, phrases: Phrases) -> dict[str, str]:
    """Return what templates about an appointment may name, each as a person reads it."""
    provider = catalogue.provider(view.provider_id)
    return {
        "customer": customer(phrases, view),
        "service": catalogue.service(view.service_id).name,
        "provider": provider.first_name,
        "when": formats.long_when(view.start, catalogue.zone),
        "place": place(phrases, provider, view.address) or phrases("place.to_agree"),
        "price": formats.money(view.price),
        "deposit": formats.money(view.deposit or Money(0)),
        "code": view.code,
    }


def reminder(
    view: AppointmentView, catalogue: Catalogue, phrases: Phrases, *, service: str | None = None
) -> Template:
    """Return the reminder with its three buttons, tied to the appointment as it stands.

    service: what is done, when it is more than this appointment.
    """
    taps = [ReminderTap(answer, view.id, view.version) for answer in ("ok", "move", "cancel")]
    values = values_of(view, catalogue, phrases)
    return make("reminder", phrases, values | {"service": service or values["service"]}, *taps)


def job_request(
    view: AppointmentView, catalogue: Catalogue, phrases: Phrases, *, until: datetime
) -> Template:
    """Return the request that a provider accepts or declines."""
    return _request("job_request", view, catalogue, phrases, until)


def job_nudge(
    view: AppointmentView, catalogue: Catalogue, phrases: Phrases, *, until: datetime
) -> Template:
    """Return the second call for an answer."""
    return _request("job_nudge", view, catalogue, phrases, until)


def _request(
    name: str, view: AppointmentView, catalogue: Catalogue, phrases: Phrases, until: datetime
) -> Template:
    values = values_of(view, catalogue, phrases)
    if view.phone is not None:
        values["place"] = phrases("place.with_phone", place=values["place"], phone=view.phone)
    values["until"] = formats.hour(until.astimezone(catalogue.zone).time())
    taps: list[Tap] = [RequestTap(accepted, view.id, view.version) for accepted in (True, False)]
    return make(name, phrases, values, *taps, ProposeTap(view.id, view.version))


def about(
    name: str, view: AppointmentView, catalogue: Catalogue, phrases: Phrases, **more: str
) -> Template:
    """Return a template without buttons about one appointment; more: values it does not hold."""
    return make(name, phrases, values_of(view, catalogue, phrases) | more)


def place_freed(
    offer_id: int, place: Slot, catalogue: Catalogue, phrases: Phrases, *, until: datetime
) -> Template:
    """Return the offer of a freed place to somebody who waits for one."""
    deposit = catalogue.service(place.service_id).deposit
    values = _place_values(place, catalogue)
    values["until"] = formats.hour(until.astimezone(catalogue.zone).time())
    values["deposit"] = formats.money(deposit) if deposit is not None else ""
    taps = [PlaceTap(offer_id, place.service_id, place.start, yes) for yes in (True, False)]
    name = "place_freed" if deposit is None else "place_freed_deposit"
    return make(name, phrases, values, *taps)


def place_lapsed(place: Slot, catalogue: Catalogue, phrases: Phrases) -> Template:
    """Return the word that a freed place is not kept any more."""
    return make("place_lapsed", phrases, _place_values(place, catalogue))


def provider_cancelled(
    view: AppointmentView, catalogue: Catalogue, phrases: Phrases, *, refunded: bool
) -> Template:
    """Return the word that the provider cannot, with the way to another time."""
    name = "provider_cancelled_refund" if refunded else "provider_cancelled"
    return make(name, phrases, values_of(view, catalogue, phrases), *_rebook(view))


def missed(
    view: AppointmentView, catalogue: Catalogue, phrases: Phrases, *, number: int
) -> Template:
    """Return one of the questions to somebody who did not come, with the way to another time.

    number: 1 for the first of them, 3 for the last.
    """
    name = ("missed", "missed_again", "missed_last")[number - 1]
    return make(name, phrases, values_of(view, catalogue, phrases), *_rebook(view))


def released(view: AppointmentView, catalogue: Catalogue, phrases: Phrases) -> Template:
    """Return the word that a place was freed for want of an answer, with the way to another."""
    return make("released", phrases, values_of(view, catalogue, phrases), *_rebook(view))


def signup_verified(name: str, phrases: Phrases) -> Template:
    """Return the welcome to somebody who is a provider from now on."""
    return make("signup_verified", phrases, {"name": name.split(" ")[0]})


def signup_rejected(name: str, reason: str, phrases: Phrases) -> Template:
    """Return the no to somebody who wanted to be one, with the team's reason."""
    return make("signup_rejected", phrases, {"name": name.split(" ")[0], "reason": reason})


def customer_late(
    view: AppointmentView, catalogue: Catalogue, phrases: Phrases, *, minutes: int | None
) -> Template:
    """Return the word to a provider that a customer comes late; None: they did not say how late."""
    values = values_of(view, catalogue, phrases)
    if minutes is None:
        return make("customer_late", phrases, values)
    values["delay"] = phrases.plural("duration.minutes", minutes)
    return make("customer_late_by", phrases, values)


def provider_late(
    view: AppointmentView, catalogue: Catalogue, phrases: Phrases, *, by: timedelta
) -> Template:
    """Return the warning that an appointment starts late, with the answers of a reminder."""
    values = values_of(view, catalogue, phrases)
    values["delay"] = phrases.plural("duration.minutes", int(by.total_seconds() // 60))
    values["hour"] = formats.hour((view.start + by).astimezone(catalogue.zone).time())
    taps = [ReminderTap(answer, view.id, view.version) for answer in ("ok", "move", "cancel")]
    return make("provider_late", phrases, values, *taps)


def time_proposed(
    proposal_id: int,
    view: AppointmentView,
    catalogue: Catalogue,
    phrases: Phrases,
    *,
    start: datetime,
    until: datetime,
) -> Template:
    """Return another time that the provider proposes for an appointment, with three answers.

    A confirmed appointment stands meanwhile, and stays when the answer is no.
    """
    values = values_of(view, catalogue, phrases)
    values["other"] = formats.long_when(start, catalogue.zone)
    values["until"] = formats.when(until, catalogue.zone)
    taps = [ProposalTap(answer, proposal_id) for answer in ("yes", "other", "no")]
    stands = view.state is AppointmentState.CONFIRMED
    return make("move_proposed" if stands else "time_proposed", phrases, values, *taps)


def _rebook(view: AppointmentView) -> list[Tap]:
    return [RebookTap(view.id, True), RebookTap(view.id, False)]


def _place_values(place: Slot, catalogue: Catalogue) -> dict[str, str]:
    service = catalogue.service(place.service_id)
    return {
        "service": service.name,
        "provider": catalogue.provider(place.provider_id).first_name,
        "when": formats.long_when(place.start, catalogue.zone),
        "price": formats.money(catalogue.quote_at(service.id, place.start).price),
    }
