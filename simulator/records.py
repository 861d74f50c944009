"""What the simulated world remembers: one frozen value per thing, each with a unique key.

Shapes only; a change is a new value stored by `state.State`, which also journals it.
"""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any


class Direction(StrEnum):
    IN = "in"
    OUT = "out"


class Kind(StrEnum):
    """What a bubble on the phone is; the first ten are what a person can send."""

    TEXT = "text"
    TAP = "tap"
    AUDIO = "audio"
    IMAGE = "image"
    STICKER = "sticker"
    DOCUMENT = "document"
    LOCATION = "location"
    CONTACT = "contact"
    REACTION = "reaction"
    UNKNOWN = "unknown"
    BUTTONS = "buttons"
    LIST = "list"
    LINK = "link"


class Status(StrEnum):
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    UNDELIVERED = "undelivered"
    FAILED = "failed"


class Channel(StrEnum):
    """Which party carries a message between a person and the application."""

    TWILIO = "twilio"
    META = "meta"


class ChoiceType(StrEnum):
    BUTTON = "button"
    ROW = "row"


class Role(StrEnum):
    CUSTOMER = "customer"
    PROVIDER = "provider"


@dataclass(frozen=True, slots=True)
class Choice:
    type: ChoiceType
    id: str
    title: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Place:
    """A point on the map, in decimal degrees; label and address may be empty."""

    latitude: str
    longitude: str
    label: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """One media file. url is empty for media the simulator draws itself."""

    sid: str
    content_type: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """One bubble. phone is the person's address without `whatsapp:`; seq 0 means not stored yet.

    seq orders bubbles and never changes; changed is the seq of the last change (a new status).
    doomed_by: the error code it will fail with once it is tried; None means it will arrive.
    sender: the application's address, a number's id at Meta. tracker: what Meta brings back with
    each status. asks: "location" or "contact", what a button of it would send. category: of a
    template, else empty. by_app: the business wrote it from the phone's own app.
    """

    sid: str
    direction: Direction
    phone: str
    sender: str
    kind: Kind
    body: str
    status: Status
    at: datetime
    updated_at: datetime
    header: str = ""
    footer: str = ""
    button: str = ""
    choices: tuple[Choice, ...] = ()
    links: tuple[Link, ...] = ()
    attachment: Attachment | None = None
    place: Place | None = None
    quoted_sid: str = ""
    template: bool = False
    content_sid: str = ""
    messaging_service_sid: str = ""
    status_callback: str = ""
    error_code: int | None = None
    doomed_by: int | None = None
    sent_at: datetime | None = None
    channel: Channel = Channel.TWILIO
    tracker: str = ""
    asks: str = ""
    category: str = ""
    by_app: bool = False
    seq: int = 0
    changed: int = 0

    @property
    def key(self) -> str:
        return self.sid


@dataclass(frozen=True, slots=True)
class Approval:
    """WhatsApp's opinion of a template: received, pending, approved or rejected."""

    name: str
    category: str
    content_type: str
    status: str
    rejection_reason: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """A Content API template; types is the JSON as the application posted it."""

    sid: str
    friendly_name: str
    language: str
    variables: dict[str, str]
    types: dict[str, Any]
    created_at: datetime
    updated_at: datetime
    approval: Approval | None = None

    @property
    def key(self) -> str:
        return self.sid


@dataclass(frozen=True, slots=True)
class Window:
    """When a person last wrote to a number: it opens 24 hours of free-form answers.

    line: the number's id at Meta; empty for Twilio's one sender.
    """

    phone: str
    last_inbound: datetime
    line: str = ""

    @property
    def key(self) -> str:
        return window_key(self.phone, self.line)


def window_key(phone: str, line: str = "") -> str:
    """Return the key of the window between a person and one of the application's numbers."""
    return f"{line}|{phone}" if line else phone


@dataclass(frozen=True, slots=True)
class MetaTemplate:
    """A template of the Cloud API; components is the JSON as the application posted it."""

    id: str
    name: str
    language: str
    category: str
    status: str
    components: list[dict[str, Any]]
    rejected_reason: str = "NONE"

    @property
    def key(self) -> str:
        return f"{self.name}|{self.language}"


@dataclass(frozen=True, slots=True)
class MetaMedia:
    """A file that the application uploaded to Meta, or that a person chose; data in base64."""

    id: str
    mime_type: str
    name: str
    data: str

    @property
    def key(self) -> str:
        return self.id


@dataclass(frozen=True, slots=True)
class Person:
    """Someone whose phone can be chosen on the page. reads: the blue ticks are on.

    number: what somebody who hides the number gives when asked for it, "" for a made-up one.
    """

    phone: str
    name: str
    role: Role = Role.CUSTOMER
    note: str = ""
    reads: bool = True
    number: str = ""

    @property
    def key(self) -> str:
        return self.phone


@dataclass(frozen=True, slots=True)
class Preference:
    """A MercadoPago checkout preference; body is the JSON as the application posted it."""

    id: str
    body: dict[str, Any]
    amount: Decimal
    created_at: datetime

    @property
    def key(self) -> str:
        return self.id


@dataclass(frozen=True, slots=True)
class Payment:
    """One attempt to pay; amounts in pesos with at most two decimals."""

    id: int
    preference_id: str
    external_reference: str
    title: str
    amount: Decimal
    status: str
    status_detail: str
    created_at: datetime
    updated_at: datetime
    approved_at: datetime | None = None
    refunded: Decimal = Decimal(0)
    notification_url: str = ""
    metadata: dict[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> str:
        return str(self.id)


@dataclass(frozen=True, slots=True)
class Refund:
    id: int
    payment_id: int
    amount: Decimal
    created_at: datetime

    @property
    def key(self) -> str:
        return str(self.id)


@dataclass(frozen=True, slots=True)
class Memory:
    """The answer once given to an idempotency key, and the fingerprint of what was asked."""

    key: str
    fingerprint: str
    status: int
    answer: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Notice:
    """A payment webhook still to be answered with 200; forgotten once it is."""

    id: int
    payment_id: int
    action: str
    url: str
    attempts: int = 0

    @property
    def key(self) -> str:
        return str(self.id)


@dataclass(frozen=True, slots=True)
class ClockSetting:
    """Which time it is in this world. frozen_at None means running, shifted by offset_seconds."""

    frozen_at: datetime | None = None
    offset_seconds: float = 0.0

    @property
    def key(self) -> str:
        return "clock"


@dataclass(frozen=True, slots=True)
class NumberSetting:
    """Whether the WhatsApp Business app uses a number at Meta as well (coexistence)."""

    line: str
    on_app: bool

    @property
    def key(self) -> str:
        return self.line


Record = (
    Message
    | Content
    | Window
    | MetaTemplate
    | MetaMedia
    | Person
    | Preference
    | Payment
    | Refund
    | Memory
    | Notice
    | ClockSetting
    | NumberSetting
)

RECORD_TYPES: tuple[type[Any], ...] = (
    Message,
    Content,
    Window,
    MetaTemplate,
    MetaMedia,
    Person,
    Preference,
    Payment,
    Refund,
    Memory,
    Notice,
    ClockSetting,
    NumberSetting,
)
