"""What is done with the file of a message."""

from dataclasses import dataclass

from bot.dialogue.commands import Order
from bot.domain.files import FileUse
from bot.messages.inbound import Attachment


@dataclass(frozen=True, slots=True)
class AttachFile(Order):
    """Say what a file is for. appointment_id None: for the one that is being booked."""

    attachment: Attachment
    use: FileUse
    appointment_id: int | None = None
