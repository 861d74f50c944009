"""Files that somebody sent for an appointment, for the tests of the pages that show them."""

from dataclasses import dataclass

from sqlmodel import select

from bot.domain.files import FileUse
from bot.messages.inbound import Attachment, Inbound, InboundKind
from storage import media
from storage.rows.mail import InboxRow
from storage.unit_of_work import transaction
from storage.vault import Vault
from tests.integration.console.console_bench import ConsoleBench


@dataclass(frozen=True, slots=True)
class Files:
    """A console with a vault, one conversation and one appointment."""

    bench: ConsoleBench
    vault: Vault
    conversation_id: int
    appointment_id: int

    @property
    def sheet(self) -> str:
        """The address of the appointment's page."""
        return f"/console/agenda/appointments/{self.appointment_id}"

    def sent(self, kind: InboundKind = InboundKind.IMAGE, use: FileUse = FileUse.RECEIPT) -> int:
        """Let the person send a file for the appointment, which is not fetched yet."""
        engine, now = self.bench.engine, self.bench.now
        message_id = f"SM-{kind.value}"
        payload = {
            "MessageSid": message_id,
            "NumMedia": "1",
            "MessageType": kind.value,
            "MediaContentType0": "image/png",
            "MediaUrl0": f"https://api.twilio.com/Media/ME-{kind.value}",
        }
        self.bench.hear(self.conversation_id, payload)
        with transaction(engine) as db:
            heard = db.exec(
                select(InboxRow).where(
                    InboxRow.external_id == f"{self.conversation_id}:{message_id}"
                )
            ).one()
            attachment = Attachment(f"ME-{kind.value}", "https://api.twilio.com/Media/ME1")
            inbound = Inbound(message_id, kind, "", now, attachment=attachment)
            assert heard.id is not None
            talk = self.conversation_id
            item = media.note(db, "twilio", inbound, heard.id, conversation_id=talk, now=now)
            assert item is not None
            to = self.appointment_id
            media.attach(db, "twilio", attachment, talk, use=use, appointment_id=to)
            return item.id

    def keep(self, media_id: int, data: bytes, mime_type: str) -> None:
        media.keep(self.bench.engine, self.vault, media_id, data, mime_type, now=self.bench.now)
