"""What a person sent, whatever channel carried it. Codecs build these; the dialogue reads them."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

LONGEST_TEXT = 4096  # characters of a WhatsApp message; nothing that comes by phone is longer
LONGEST_MEDIA_ID = 200  # characters; a longer one is none of the channel's making


class InboundKind(Enum):
    """What sort of message came in; TAP is a button or list row of an earlier bot message."""

    TEXT = "text"
    TAP = "tap"
    AUDIO = "audio"
    IMAGE = "image"
    VIDEO = "video"
    DOCUMENT = "document"
    STICKER = "sticker"
    LOCATION = "location"
    CONTACT = "contact"
    REACTION = "reaction"
    UNSUPPORTED = "unsupported"


WITH_FILE = (InboundKind.AUDIO, InboundKind.IMAGE, InboundKind.VIDEO, InboundKind.DOCUMENT)


class Unheard(Enum):
    """Why a voice note could not be read as words."""

    TOO_LONG = "too_long"
    NOTHING_SAID = "nothing_said"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of a message, still with the channel. address: where, "" when its id is enough."""

    media_id: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Inbound:
    """One message of one person.

    message_id: the channel's own id. text: what was typed, the caption, or the tapped title; may
    be empty, and is never longer than LONGEST_TEXT. tap_id: the typed id behind a button, None for
    anything else. quoted_id: the channel's id of our message that was answered to. sent_at: aware
    UTC, when the channel took it. card_phone: the number on a contact card, as written there.
    attachment: the file of a picture, document, sound or video. spoken: the words of a voice note
    as they were heard, which text then holds too; unheard: why there are none, None when nobody
    listens to voice notes.
    """

    message_id: str
    kind: InboundKind
    text: str
    sent_at: datetime
    tap_id: str | None = None
    quoted_id: str | None = None
    profile_name: str | None = None
    place: str | None = None
    card_phone: str | None = None
    attachment: Attachment | None = None
    spoken: str | None = None
    unheard: Unheard | None = None


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sent it and to which of our addresses.

    address: the channel's opaque address of the person. phone: E.164, None when hidden.
    external_user_id: the channel's business-scoped id, None when not given.
    """

    channel: str
    address: str
    business_address: str
    phone: str | None = None
    external_user_id: str | None = None

    @property
    def thread(self) -> str:
        """Return the key under which this person's messages are worked on one at a time."""
        return f"{self.channel}|{self.business_address}|{self.address}"
