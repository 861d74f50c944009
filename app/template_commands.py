"""`turnero templates`: the messages that WhatsApp must approve, checked, handed in, looked up."""

import os
import time

import click

from app import logs
from app.settings import ENV_FILE, Settings
from app.wiring import load_phrases, wiring_of
from bot.channels import approval
from bot.messages.templates import TEMPLATES
from workers import templates
from workers.channels import Channel
from workers.gateways.errors import GatewayError
from workers.wiring import Wiring

_PAUSE_SECONDS = 5.0


@click.group("templates")
def templates_group() -> None:
    """Look after the messages that WhatsApp must approve."""


@templates_group.command("check")
@click.pass_context
def check_command(context: click.Context) -> None:
    """Say which templates WhatsApp would refuse; exit code 1 when there are any."""
    words = load_phrases().seeded(0)
    found = {spec.name: approval.problems(spec, words) for spec in TEMPLATES.values()}
    for spec in TEMPLATES.values():
        click.echo(
            f"{spec.name:28} {approval.LANGUAGE} {spec.category.value:10} "
            f"{'; '.join(found[spec.name]) or 'good'}"
        )
    if any(found.values()):
        context.exit(1)


@templates_group.command("sync")
@click.option(
    "--wait",
    type=click.IntRange(0),
    default=0,
    metavar="SECONDS",
    help="Look again until all are decided, at most so long.",
)
@click.pass_context
def sync_command(context: click.Context, *, wait: int) -> None:
    """Hand in what is missing with every channel that is on, and print the state of each.

    Exit code 1 when one was refused, 2 when some are still being looked at.
    """
    settings = Settings.load(os.environ, ENV_FILE)
    logs.configure(settings.log_format)
    wiring = wiring_of(settings)
    templates.look_again(wiring)
    ends = time.monotonic() + wait
    while True:
        states = {
            (channel.codec.CHANNEL, name): state
            for channel in wiring.channels.all()
            for name, state in _states(wiring, channel).items()
        }
        if "pending" not in states.values() or time.monotonic() > ends:
            break
        time.sleep(min(_PAUSE_SECONDS, max(ends - time.monotonic(), 0.1)))
    for (channel_name, name), state in states.items():
        click.echo(f"{channel_name:8} {name:28} {approval.LANGUAGE} {state}")
    if set(states.values()) - {"approved", "pending"}:
        context.exit(1)
    context.exit(2 if "pending" in states.values() else 0)


def _states(wiring: Wiring, channel: Channel) -> dict[str, str]:
    """Hand in a channel's missing templates; return the state of each, or why it has none."""
    words, now = wiring.tools.phrases.seeded(0), wiring.clock.now()
    states = {}
    for spec in TEMPLATES.values():
        content = channel.codec.template_content(spec, words)
        try:
            is_approved = channel.gateway.is_approved(content, now=now)
            states[spec.name] = "approved" if is_approved else "pending"
        except GatewayError as error:
            states[spec.name] = error.code
    return states
