"""Messages that follow from what somebody else did, or that the bot starts: one template each.

Not part of any turn: actions queue them for the other party's conversation.
"""

from datetime import datetime

from bot.dialogue.commands import AppointmentView
from bot.dialogue.describe import place
from bot.dialogue.taps import ReminderTap, RequestTap, Tap, encode
from bot.domain.catalogue import Catalogue
from bot.domain.money import Money
from bot.language import formats
from bot.language.phrases import Phrases
from bot.messages.replies import Choice, Template
from bot.messages.templates import TEMPLATES


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
        "customer": view.customer_name or phrases("person.unknown"),
        "service": catalogue.service(view.service_id).name,
        "provider": provider.first_name,
        "when": formats.long_when(view.start, catalogue.zone),
        "place": place(phrases, provider, view.address) or phrases("place.to_agree"),
        "price": formats.money(view.price),
        "deposit": formats.money(view.deposit or Money(0)),
        "code": view.code,
    }


def reminder(view: AppointmentView, catalogue: Catalogue, phrases: Phrases) -> Template:
    """Return the reminder with its three buttons, tied to the appointment as it stands."""
    taps = [ReminderTap(answer, view.id, view.version) for answer in ("ok", "move", "cancel")]
    return make("reminder", phrases, values_of(view, catalogue, phrases), *taps)


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
    values["until"] = formats.hour(until.astimezone(catalogue.zone).time())
    taps = [RequestTap(accepted, view.id, view.version) for accepted in (True, False)]
    return make(name, phrases, values, *taps)


def about(
    name: str, view: AppointmentView, catalogue: Catalogue, phrases: Phrases, **more: str
) -> Template:
    """Return a template without buttons about one appointment; more: values it does not hold."""
    return make(name, phrases, values_of(view, catalogue, phrases) | more)
