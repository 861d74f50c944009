"""Which codec reads and writes which channel. The rest of the product asks here, by name."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Protocol

from bot.channels import meta, twilio
from bot.messages.inbound import Inbound, Sender
from bot.messages.replies import Reply
from bot.messages.templates import TemplateSpec


class Rendered(Protocol):
    """A reply in one channel's own form; only that channel's gateway looks inside."""

    @property
    def as_template(self) -> bool:
        """Whether it leaves as an approved template."""

    @property
    def template_key(self) -> str | None:
        """What the template is registered under, None when it leaves as none."""


class Codec(Protocol):
    """What a channel's module gives. CHANNEL: its name, also the source of its inbox rows.

    WINDOW_CLOSED: the code by which words outside the 24-hour window are refused. TOO_MANY: those
    by which so much at once is refused, PAIR_IS_FULL the one of them that is about one person only.
    UNREACHABLE: those of people whom nothing can reach.
    UNWANTED: those of promotions to somebody who told WhatsApp that they want none. HEARS_OWNER:
    whether we are told what the business writes from the phone's own app.
    """

    CHANNEL: str
    WINDOW_CLOSED: str
    PAIR_IS_FULL: str
    TOO_MANY: frozenset[str]
    UNREACHABLE: frozenset[str]
    UNWANTED: frozenset[str]
    HEARS_OWNER: bool

    def address_of(self, phone: str) -> str:
        """Return the address of somebody whose phone (E.164) is known."""

    def phone_of(self, address: str) -> str | None:
        """Return the phone (E.164) behind an address, None when there is none."""

    def decode_sender(self, payload: Mapping[str, Any], /) -> Sender:
        """Return who sent an inbox row's message. Raises UnknownShapeError."""

    def decode_receiver(self, payload: Mapping[str, Any], /) -> Sender:
        """Return whom an echoed message of ours was for. Raises UnknownShapeError."""

    def decode(self, payload: Mapping[str, Any], /, received_at: datetime) -> Inbound:
        """Return the message of an inbox row. Raises UnknownShapeError."""

    def encode(
        self,
        reply: Reply,
        *,
        window_is_open: bool,
        link: str | None,
        template_source: str | None = None,
    ) -> Rendered:
        """Return a reply in the channel's own form."""

    def template_content(self, spec: TemplateSpec, words: Callable[..., str]) -> Any:
        """Return a template as it is registered with the channel."""


_KNOWN: tuple[Codec, ...] = (twilio, meta)
CODECS: Mapping[str, Codec] = {one.CHANNEL: one for one in _KNOWN}
WINDOW_CLOSED = frozenset(one.WINDOW_CLOSED for one in _KNOWN)
PAIR_IS_FULL = frozenset(one.PAIR_IS_FULL for one in _KNOWN)
TOO_MANY = frozenset[str]().union(*(one.TOO_MANY for one in _KNOWN))
UNREACHABLE = frozenset[str]().union(*(one.UNREACHABLE for one in _KNOWN))
UNWANTED = frozenset[str]().union(*(one.UNWANTED for one in _KNOWN))
