"""Files that people send: what one is for, and which are kept at all. Types are told by content."""

from enum import Enum


class FileUse(Enum):
    """What a file is for; TALK: nothing but the conversation that it came in."""

    TALK = "talk"
    RECEIPT = "receipt"  # perhaps of a payment: only the gateway's word counts
    REFERENCE = "reference"  # «quiero este corte»


class FileRefusal(Enum):
    """Why a file is not kept."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    WRONG_TYPE = "wrong_type"


# Those WhatsApp lets people send which a browser shows without running anything in them.
# Source: contract sheet on Twilio, section 4.4.
KEPT_TYPES = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "application/pdf": "pdf",
    "audio/ogg": "ogg",
    "audio/mpeg": "mp3",
    "audio/mp4": "m4a",
    "audio/aac": "aac",
    "audio/amr": "amr",
    "audio/x-wav": "wav",
    "video/mp4": "mp4",
    "video/3gpp": "3gp",
}


def refusal(size_bytes: int, mime_type: str | None) -> FileRefusal | None:
    """Return why a file is not kept, None when it is. mime_type: by its content, None if unknown.

    How large one may be is the download's to mind, which ends there.
    """
    if size_bytes == 0:
        return FileRefusal.EMPTY
    return None if mime_type in KEPT_TYPES else FileRefusal.WRONG_TYPE
