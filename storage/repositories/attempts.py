"""What it took to get an appointment: the dialogue from the first word of an attempt on."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from storage.statements import run

_ATTEMPT_ENDS_AFTER = timedelta(hours=24)  # of silence; WhatsApp's window has closed by then


@dataclass(frozen=True, slots=True)
class Attempt:
    """Turns taken so far for an appointment that is not made yet, and the messages they said."""

    turns: int
    bot_messages: int


_SO_FAR = """
WITH said AS (
    SELECT id, at, replies, coalesce(lead(at) OVER (ORDER BY id), %(now)s) - at AS pause FROM turn
    WHERE conversation_id = %(conversation_id)s AND id > coalesce(
        (SELECT max(id) FROM turn WHERE conversation_id = %(conversation_id)s
           AND results @> '["SlotBooked"]'), 0)
)
SELECT count(*) AS turns, coalesce(sum(replies), 0) AS bot_messages FROM said
WHERE id > coalesce((SELECT max(id) FROM said WHERE pause > %(longest)s), 0)
"""


def attempt_so_far(db: Session, conversation_id: int, *, now: datetime) -> Attempt:
    """Return what a conversation took since its last booking, or since a day of silence.

    The turn that is being taken is not in it yet.
    """
    values = {"conversation_id": conversation_id, "now": now, "longest": _ATTEMPT_ENDS_AFTER}
    ((turns, bot_messages),) = run(db, _SO_FAR, values)
    return Attempt(int(turns), int(bot_messages))
