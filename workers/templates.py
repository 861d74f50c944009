"""Registering the templates ahead of need, so that no first reminder waits for approval."""

import structlog

from bot.channels import twilio
from bot.messages.templates import TEMPLATES
from workers.gateways.errors import GatewayError
from workers.wiring import Wiring

_LOG = structlog.get_logger()


def sync(wiring: Wiring) -> bool:
    """Register what is missing and return whether all templates are approved.

    A rejected one is logged by name; messages that need it fail and say so in the outbox.
    """
    words = wiring.tools.phrases.seeded(0)
    now = wiring.clock.now()
    missing = 0
    for spec in TEMPLATES.values():
        try:
            missing += not wiring.twilio.is_approved(twilio.template_content(spec, words), now=now)
        except GatewayError as error:
            if not error.permanent:
                return False  # Twilio is away: the others would fail as well
            _LOG.error("template.rejected", template=spec.name, code=error.code)
    return missing == 0
