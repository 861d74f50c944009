"""The channels that are on, by name: what reads and writes each, and what calls it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from actions.lending import LentFile
from bot.channels.codecs import CODECS, Codec
from bot.messages.inbound import Attachment
from workers.gateways.errors import GatewayError


class Gateway(Protocol):
    """One account of a channel. What it takes is what the channel's own codec rendered."""

    def send(self, rendered: Any, *, to: str, sender: str, reference: int, now: datetime) -> str:
        """Send one message and return the channel's id of it. Raises GatewayError.

        reference: the outbox row, for channels that carry it along.
        """

    def find_sent(
        self, rendered: Any, *, to: str, since: datetime, noted: Collection[str], waited: bool
    ) -> str | None:
        """Return the id of a message that left without our noting it, None when it did not.

        noted: ids that are other messages. waited: the channel has had time to tell by itself.
        Raises GatewayError, with retry_after when that time is still to be given.
        """

    def is_approved(self, content: Any, *, now: datetime) -> bool:
        """Register a template if it is not yet, and return whether it may leave by now."""

    def look_again(self, *, now: datetime) -> None:
        """Note what the channel says by now of every template. Raises GatewayError."""

    def coexisting(self) -> Mapping[str, bool]:
        """Return by our addresses whether the WhatsApp Business app uses a number as well.

        Empty where the channel has no way to tell. Raises GatewayError.
        """

    def download(self, attachment: Attachment, *, most_bytes: int) -> bytes:
        """Return a file that somebody sent. Raises GatewayError, with too_large by that code."""

    def lend(self, file: LentFile, *, address: str, sender: str) -> str:
        """Return what the codec names a file of ours by: its address, or the channel's id of it.

        address: where we serve it ourselves. Raises GatewayError.
        """

    def acknowledge(self, message_id: str, *, sender: str) -> None:
        """Show the person that their message is read and an answer comes. Never raises."""

    def close(self) -> None:
        """Close the kept connections."""


@dataclass(frozen=True, slots=True)
class Channel:
    """One channel that is on."""

    codec: Codec
    gateway: Gateway


@dataclass(frozen=True, slots=True)
class Channels:
    """Every channel that is on."""

    gateways: Mapping[str, Gateway]

    def of(self, name: str) -> Channel:
        """Return a channel by its name. Raises GatewayError when it is off by the settings."""
        gateway = self.gateways.get(name)
        if gateway is None:
            raise GatewayError("channel_off", permanent=True)
        return Channel(CODECS[name], gateway)

    def all(self) -> list[Channel]:
        """Return all that are on."""
        return [self.of(name) for name in self.gateways]

    def close(self) -> None:
        """Close every kept connection."""
        for gateway in self.gateways.values():
            gateway.close()
