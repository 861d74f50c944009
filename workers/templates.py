"""Registering the templates ahead of need, so that no first reminder waits for approval."""

import structlog

from bot.messages.templates import TEMPLATES
from workers.channels import Channel
from workers.gateways.errors import GatewayError
from workers.wiring import Wiring

_LOG = structlog.get_logger()


def sync(wiring: Wiring) -> bool:
    """Register what is missing with every channel and return whether all templates are approved.

    A rejected one is logged by name; messages that need it fail and say so in the outbox.
    """
    synced = [_synced(wiring, channel) for channel in wiring.channels.all()]
    return all(synced)


def look_again(wiring: Wiring) -> None:
    """Note what the channels say by now of the templates: paused, disabled, of another kind.

    A channel that tells so by itself may have told it while we were away.
    """
    for channel in wiring.channels.all():
        try:
            channel.gateway.look_again(now=wiring.clock.now())
        except GatewayError as error:
            name = channel.codec.CHANNEL
            _LOG.warning("templates.not_looked_at", channel=name, code=error.code)


def _synced(wiring: Wiring, channel: Channel) -> bool:
    words = wiring.tools.phrases.seeded(0)
    now = wiring.clock.now()
    missing = 0
    for spec in TEMPLATES.values():
        content = channel.codec.template_content(spec, words)
        try:
            missing += not channel.gateway.is_approved(content, now=now)
        except GatewayError as error:
            if not error.permanent:
                return False  # the channel is away: the others would fail as well
            _LOG.error(
                "template.rejected",
                channel=channel.codec.CHANNEL,
                template=spec.name,
                code=error.code,
            )
    return missing == 0
