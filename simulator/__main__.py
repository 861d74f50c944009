"""`python -m simulator`: reads the options and serves the simulated world."""

import json
from pathlib import Path

import click

from simulator.records import Channel, Person, Role
from simulator.server import Server
from simulator.webhooks_out import Addresses, Insistence, Secrets
from simulator.world import MetaSettings, Settings


@click.command()
@click.option("--port", type=int, required=True, help="Port on 127.0.0.1.")
@click.option("--app-url", required=True, help="Where webhooks are posted.")
@click.option("--browser-url", help="Where browsers reach /phones. [default: --app-url]")
@click.option("--public-url", help="The app's address as signed in webhooks. [default: --app-url]")
@click.option("--account-sid", required=True, help="Twilio account, AC….")
@click.option("--auth-token", required=True, help="Twilio token: REST password, webhook key.")
@click.option("--sender", required=True, help="The bot's address, whatsapp:+549….")
@click.option("--meta-access-token", required=True, help="Token of Meta's Graph API.")
@click.option("--meta-app-secret", required=True, help="Key of Meta's webhooks.")
@click.option("--meta-account-id", required=True, help="WhatsApp business account.")
@click.option(
    "--meta-number",
    "meta_numbers",
    multiple=True,
    metavar="ID=NUMBER",
    help="A number of that account; may be given several times.",
)
@click.option(
    "--meta-rate",
    type=click.FloatRange(1.0),
    default=80.0,
    show_default=True,
    help="Messages in a second that each of them may send.",
)
@click.option(
    "--pair-seconds",
    type=click.FloatRange(0.0),
    default=6.0,
    show_default=True,
    help="For each message to one person, after a burst of 45; 0: no such limit.",
)
@click.option(
    "--first-channel",
    type=click.Choice([one.value for one in Channel]),
    default=Channel.TWILIO.value,
    show_default=True,
    help="Which number the page begins with.",
)
@click.option("--mp-access-token", required=True, help="MercadoPago seller token.")
@click.option("--mp-webhook-secret", required=True, help="Key of MercadoPago's webhooks.")
@click.option(
    "--journal",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="File that remembers the world.",
)
@click.option(
    "--people",
    type=click.Path(dir_okay=False, exists=True, path_type=Path),
    help='Who can be chosen on the page: JSON [{"phone", "name", "role", "note"}].',
)
@click.option("--status-delay", default=0.05, show_default=True, help="Seconds between statuses.")
@click.option(
    "--media-base-url",
    default="https://api.twilio.com",
    show_default=True,
    help="Host of MediaUrl0; clients rewrite it like any other Twilio address.",
)
@click.option(
    "--webhook-retries",
    type=click.IntRange(0, 5),
    default=1,
    show_default=True,
    help="Twilio's rc.",
)
@click.option(
    "--webhook-retry-policy",
    type=click.Choice(["ct", "all"]),
    default="ct",
    show_default=True,
    help="Twilio's rp: retry failed connections only, or every failure.",
)
def main(
    *,
    port: int,
    app_url: str,
    browser_url: str | None,
    public_url: str | None,
    account_sid: str,
    auth_token: str,
    sender: str,
    meta_access_token: str,
    meta_app_secret: str,
    meta_account_id: str,
    meta_numbers: tuple[str, ...],
    meta_rate: float,
    pair_seconds: float,
    first_channel: str,
    mp_access_token: str,
    mp_webhook_secret: str,
    journal: Path,
    people: Path | None,
    status_delay: float,
    media_base_url: str,
    webhook_retries: int,
    webhook_retry_policy: str,
) -> None:
    """Stand in for Twilio, Meta, MercadoPago and the phones of people, on 127.0.0.1."""
    settings = Settings(
        port=port,
        addresses=Addresses(
            app=app_url.rstrip("/"),
            public=(public_url or app_url).rstrip("/"),
            browser=(browser_url or app_url).rstrip("/"),
        ),
        secrets=Secrets(
            auth_token=auth_token,
            meta_app_secret=meta_app_secret,
            mp_webhook_secret=mp_webhook_secret,
        ),
        account_sid=account_sid,
        sender=sender,
        meta=MetaSettings(
            access_token=meta_access_token,
            account_id=meta_account_id,
            numbers=dict(one.split("=", 1) for one in meta_numbers),
            per_second=meta_rate,
        ),
        pair_seconds=pair_seconds,
        first_channel=Channel(first_channel),
        mp_access_token=mp_access_token,
        journal=journal,
        status_delay_seconds=status_delay,
        media_base_url=media_base_url.rstrip("/"),
        insistence=Insistence(
            retries=webhook_retries, after_every_failure=webhook_retry_policy == "all"
        ),
        people=_read_people(people) if people is not None else None,
    )
    Server(settings).run()


def _read_people(path: Path) -> tuple[Person, ...]:
    """Return the people of a file. Raises ClickException naming what is wrong with it."""
    try:
        return tuple(
            Person(
                phone=str(one["phone"]),
                name=str(one["name"]),
                role=Role(one.get("role", Role.CUSTOMER.value)),
                note=str(one.get("note", "")),
            )
            for one in json.loads(path.read_text(encoding="utf-8"))
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise click.ClickException(f"{path} is no list of people: {error!r}") from error


if __name__ == "__main__":
    main()
