"""What WhatsApp tells of our account, numbers and templates, in words; its codes stay inside."""

import re
from collections.abc import Mapping
from typing import Any

from bot.language.phrases import Phrases
from bot.messages.templates import TEMPLATES

_REGISTERED = re.compile(r"turnero_(?P<name>[a-z_]+?)(?:_[0-9a-f]{8})?")
_MOST_WORDS = 60
_SAID = {
    "approved": "whatsapp.approved",
    "rejected": "whatsapp.rejected",
    "paused": "whatsapp.paused",
    "disabled": "whatsapp.disabled",
    "flagged": "whatsapp.flagged",
    "unflagged": "whatsapp.unflagged",
    "reinstated": "whatsapp.reinstated",
    "pending": "whatsapp.pending",
    "pending_deletion": "whatsapp.pending_deletion",
    "upgrade": "whatsapp.upgrade",
    "downgrade": "whatsapp.downgrade",
    "green": "whatsapp.quality_good",
    "yellow": "whatsapp.quality_fair",
    "red": "whatsapp.quality_bad",
    "unknown": "whatsapp.quality_unknown",
    "tier_unlimited": "whatsapp.reach_unlimited",
    "utility": "costs.utility",
    "marketing": "costs.marketing",
    "authentication": "costs.authentication",
    "abusive_content": "whatsapp.abusive_content",
    "invalid_format": "whatsapp.invalid_format",
    "promotional": "whatsapp.promotional",
    "incorrect_category": "whatsapp.incorrect_category",
    "tag_content_mismatch": "whatsapp.incorrect_category",
    "scam": "whatsapp.scam",
    "account_violation": "whatsapp.account_violation",
    "account_restriction": "whatsapp.account_restriction",
    "disabled_update": "whatsapp.account_disabled",
    "verified_account": "whatsapp.account_verified",
}
_REACH = {
    "tier_50": "50",
    "tier_250": "250",
    "tier_1k": "1.000",
    "tier_10k": "10.000",
    "tier_100k": "100.000",
}
# Where each kind says what has become of what it is about.
_CODES = ("new_category", "new_quality_score", "current_limit", "event", "reason")


def template(name: str, phrases: Phrases) -> str:
    """Return the first words of a template, by our name for it or by the one it is registered by.

    A template that is not ours keeps its name.
    """
    found = _REGISTERED.fullmatch(name)
    spec = TEMPLATES.get(found["name"] if found else name)
    if spec is None:
        return name
    values = dict(zip(spec.values, spec.samples, strict=True))
    words = " ".join(phrases(spec.phrase, **values).replace("*", "").split())
    short = words if len(words) <= _MOST_WORDS else f"{words[:_MOST_WORDS].rpartition(' ')[0]}…"
    return phrases("whatsapp.template", words=short)


def code(said: str, phrases: Phrases) -> str:
    """Return one of WhatsApp's codes in words; one that is not known is shown as such."""
    if people := _REACH.get(said.lower()):
        return phrases("whatsapp.reach", people=people)
    phrase = _SAID.get(said.lower())
    return phrases(phrase) if phrase else phrases("whatsapp.unknown_code", code=said)


def news(details: Mapping[str, Any], phrases: Phrases) -> str:
    """Return what a piece of news is about and what became of it: «Hola…» · rechazada."""
    said = []
    if name := details.get("message_template_name"):
        said.append(template(str(name), phrases))
    if number := details.get("display_phone_number"):
        said.append(f"+{str(number).lstrip('+')}")
    codes = (str(details[name]) for name in _CODES if details.get(name))
    said += [code(one, phrases) for one in codes if one.upper() != "NONE"]
    return " · ".join(said)
