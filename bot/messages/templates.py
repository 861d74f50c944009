"""Messages that may open a conversation: each must be approved by WhatsApp before it can leave
outside the 24-hour window. The words are the phrase `template.<name>` of the catalogue.

values: names of the places {{1}}, {{2}} … in order; every place holds a non-empty value. buttons:
phrase ids of its quick replies, in order. Source: contract sheet on Twilio, section 7.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.messages.prices import MessageCategory


@dataclass(frozen=True, slots=True)
class TemplateSpec:
    """One template as it is registered; name in snake_case, as WhatsApp wants it."""

    name: str
    values: tuple[str, ...]
    buttons: tuple[str, ...] = ()
    category: MessageCategory = MessageCategory.UTILITY

    @property
    def phrase(self) -> str:
        """Return the phrase id of its words."""
        return f"template.{self.name}"

    @property
    def samples(self) -> tuple[str, ...]:
        """Return an example of every value, which WhatsApp's reviewers read in its place."""
        return tuple(SAMPLES[value] for value in self.values)


SAMPLES: Mapping[str, str] = {
    "before": "jueves 13 de mayo a las 17:00",
    "code": "K7Q2",
    "count": "8",
    "customer": "Sofía Gómez",
    "dates": "mar 15/6, mar 22/6 y mar 29/6",
    "delay": "15 minutos",
    "deposit": "$ 5.000",
    "first": "viernes 14/5 10:00",
    "hour": "17:15",
    "last": "jueves 1 de julio a las 17:00",
    "name": "Laura",
    "other": "viernes 14 de mayo a las 10:00",
    "paid": "$ 4.000",
    "place": "en Gorriti 4800, Palermo",
    "price": "$ 15.000",
    "provider": "Laura Benítez",
    "reason": "por ahora no llegamos a tu zona",
    "second": "viernes 14/5 11:30",
    "service": "Corte de pelo",
    "terms": "Te devolvemos la seña de $ 5.000.",
    "third": "sábado 15/5 9:00",
    "until": "hoy a las 18:00",
    "url": "https://mpago.la/2aB3cD4",
    "when": "jueves 13 de mayo a las 17:00",
}

_SPECS = (
    TemplateSpec(
        "reminder",
        ("service", "provider", "when", "place"),
        ("button.attend", "button.move", "button.cancel"),
    ),
    TemplateSpec("appointment_new", ("customer", "service", "when", "code")),
    TemplateSpec("series_new", ("customer", "service", "count", "when", "last")),
    TemplateSpec("series_moved", ("customer", "service", "count", "when", "dates")),
    TemplateSpec("series_cancelled", ("customer", "service", "count", "dates")),
    TemplateSpec("appointment_moved", ("customer", "service", "before", "when")),
    TemplateSpec("appointment_cancelled", ("customer", "service", "when")),
    TemplateSpec(
        "job_request",
        ("customer", "service", "when", "place", "price", "until"),
        ("button.accept", "button.decline", "button.propose"),
    ),
    TemplateSpec(
        "job_nudge",
        ("service", "when", "until"),
        ("button.accept", "button.decline", "button.propose"),
    ),
    TemplateSpec("job_expired", ("service", "when")),
    TemplateSpec("request_accepted", ("provider", "service", "when", "place", "code")),
    TemplateSpec("request_declined", ("provider", "service", "when")),
    TemplateSpec("request_expired", ("provider", "service", "when")),
    TemplateSpec(
        "request_declined_instead",
        ("provider", "service", "when", "first", "second", "third"),
        ("button.first", "button.second", "button.third"),
    ),
    TemplateSpec(
        "request_expired_instead",
        ("provider", "service", "when", "first", "second", "third"),
        ("button.first", "button.second", "button.third"),
    ),
    TemplateSpec("deposit_received", ("deposit", "service", "provider", "when", "code")),
    TemplateSpec("deposit_received_asked", ("deposit", "service", "provider", "when", "code")),
    TemplateSpec("deposit_rejected", ("deposit", "service", "until", "url")),
    TemplateSpec("deposit_pending", ("deposit", "service", "when")),
    TemplateSpec("deposit_not_found", ("service", "when")),
    TemplateSpec("series_expired", ("count", "service", "provider", "when")),
    TemplateSpec("hold_expired", ("service", "provider", "when")),
    TemplateSpec("deposit_mismatch", ("paid", "service", "when", "deposit")),
    TemplateSpec("deposit_late_refunded", ("deposit", "service", "when")),
    TemplateSpec("deposit_twice_refunded", ("deposit", "service")),
    TemplateSpec("refund_failed", ("deposit", "service")),
    TemplateSpec(
        "place_freed",
        ("service", "provider", "when", "price", "until"),
        ("button.place_yes", "button.place_no"),
    ),
    TemplateSpec(
        "place_freed_deposit",
        ("service", "provider", "when", "price", "deposit", "until"),
        ("button.place_yes", "button.place_no"),
    ),
    TemplateSpec("place_lapsed", ("service", "provider", "when")),
    TemplateSpec(
        "provider_cancelled",
        ("provider", "service", "when"),
        ("button.rebook_yes", "button.no_thanks"),
    ),
    TemplateSpec(
        "provider_cancelled_refund",
        ("provider", "service", "when", "deposit"),
        ("button.rebook_yes", "button.no_thanks"),
    ),
    TemplateSpec(
        "missed", ("provider", "service", "when"), ("button.rebook_yes", "button.no_thanks")
    ),
    TemplateSpec(
        "missed_again", ("service", "provider"), ("button.rebook_yes", "button.no_thanks")
    ),
    TemplateSpec("missed_last", ("service", "provider"), ("button.rebook_yes", "button.no_thanks")),
    TemplateSpec(
        "released", ("service", "provider", "when"), ("button.rebook_yes", "button.no_thanks")
    ),
    TemplateSpec("job_released", ("customer", "service", "when")),
    TemplateSpec("signup_verified", ("name",)),
    TemplateSpec("signup_rejected", ("name", "reason")),
    TemplateSpec("customer_late", ("customer", "service", "when")),
    TemplateSpec("customer_late_by", ("customer", "delay", "service", "when")),
    TemplateSpec(
        "provider_late",
        ("provider", "delay", "service", "when", "hour"),
        ("button.attend", "button.move", "button.cancel"),
    ),
    TemplateSpec(
        "time_proposed",
        ("provider", "service", "when", "other", "until"),
        ("button.accept", "button.other_time", "button.cancel"),
    ),
    TemplateSpec(
        "move_proposed",
        ("provider", "service", "when", "other", "until"),
        ("button.accept", "button.other_time", "button.keep_as_is"),
    ),
    TemplateSpec(
        "come_back",
        ("customer",),
        ("button.menu_book", "button.no_promotions"),
        MessageCategory.MARKETING,
    ),
    TemplateSpec("proposal_accepted", ("customer", "service", "when", "place")),
    TemplateSpec("proposal_declined", ("customer", "service", "when")),
    TemplateSpec("proposal_lapsed", ("provider", "service", "when")),
    TemplateSpec("proposal_unanswered", ("customer", "service", "when")),
    TemplateSpec("booked_for_you", ("service", "provider", "when", "place", "code")),
    TemplateSpec("booked_for_you_asked", ("service", "when", "provider", "code")),
    TemplateSpec("booked_for_you_deposit", ("service", "provider", "when", "deposit", "until")),
    TemplateSpec("moved_for_you", ("service", "provider", "before", "when")),
    TemplateSpec("moved_for_you_asked", ("service", "before", "when", "provider")),
    TemplateSpec(
        "moved_for_you_deposit", ("service", "provider", "before", "when", "deposit", "until")
    ),
    TemplateSpec("cancelled_for_you", ("service", "provider", "when", "terms")),
    TemplateSpec("series_for_you", ("count", "service", "provider", "when", "last")),
    TemplateSpec(
        "series_for_you_deposit", ("count", "service", "provider", "when", "deposit", "until")
    ),
    TemplateSpec("series_moved_for_you", ("count", "service", "provider", "when", "last")),
    TemplateSpec("series_cancelled_for_you", ("count", "service", "provider", "when", "last")),
    TemplateSpec("time_blocked", ("when",)),
    TemplateSpec("time_given_back", ("when",)),
)
TEMPLATES = {spec.name: spec for spec in _SPECS}
CATEGORIES = {spec.name: spec.category for spec in _SPECS}
