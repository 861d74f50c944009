"""Making the files that are lent, each from what it is about as that is now."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Engine

from actions.calendar_files import calendar_of
from actions.desk import Tools
from actions.lending import LentFile, LentKind
from actions.receipts import receipt_of
from bot.messages.calendar_files import CALENDAR_TYPE
from bot.messages.receipts import RECEIPT_TYPE
from bot.messages.replies import CalendarFile, ReceiptFile


def made(
    engine: Engine, tools: Tools, kind: LentKind, about_id: int, *, now: datetime
) -> LentFile | None:
    """Return a file of a kind; None when what it is about is not there, or not any more."""
    make, mime_type = _MAKERS[kind]
    data = make(engine, tools, about_id, now=now)
    return LentFile(kind, data, mime_type) if data is not None else None


def lent_by(reply: CalendarFile | ReceiptFile) -> tuple[LentKind, int]:
    """Return the kind of file that a reply comes with, and what it is about."""
    if isinstance(reply, CalendarFile):
        return LentKind.CALENDAR, reply.appointment_id
    return LentKind.RECEIPT, reply.payment_id


_MAKERS: dict[LentKind, tuple[Callable[..., bytes | None], str]] = {
    LentKind.CALENDAR: (calendar_of, CALENDAR_TYPE),
    LentKind.RECEIPT: (receipt_of, RECEIPT_TYPE),
}
