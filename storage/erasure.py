"""Forgetting a person: every name, number, address and word of theirs, in one transaction.

What money and tax law need stays: appointments and payments without a name, invoices asked for.
"""

from datetime import datetime

from sqlalchemy import text
from sqlmodel import Session

_STEPS = tuple(
    text(statement)
    for statement in (
        # Their contents go with the next sweep, unless another person sent the same.
        """DELETE FROM media USING conversation c, inbox
           WHERE media.inbox_id = inbox.id AND c.contact_id = :id
             AND (media.conversation_id = c.id OR inbox.thread = c.thread)""",
        """UPDATE inbox SET payload = '{}', thread = 'forgotten|' || inbox.id FROM conversation c
           WHERE c.contact_id = :id AND (inbox.thread = c.thread
                 OR inbox.payload->>'To' = c.address OR inbox.payload->>'From' = c.address)""",
        """UPDATE outbox SET payload = '{"kind": "text", "body": ""}',
                  state = CASE WHEN state = 'queued' THEN 'cancelled' ELSE state END
           WHERE kind = 'message' AND conversation_id IN
                 (SELECT id FROM conversation WHERE contact_id = :id)""",
        """DELETE FROM review USING turn, conversation c
           WHERE review.turn_id = turn.id AND turn.conversation_id = c.id AND c.contact_id = :id""",
        """UPDATE turn SET entities = '[]' FROM conversation c
           WHERE turn.conversation_id = c.id AND c.contact_id = :id""",
        """UPDATE appointment SET address = NULL, guest_name = NULL, phone = NULL
           WHERE contact_id = :id""",
        "UPDATE waitlist_wish SET address = NULL WHERE contact_id = :id",
        "DELETE FROM invoice_request WHERE contact_id = :id AND state IN ('draft', 'withdrawn')",
        "DELETE FROM provider_lead WHERE contact_id = :id",
        """UPDATE conversation SET thread = 'forgotten|' || id, address = 'forgotten',
                  session = NULL, last_inbound_at = NULL, handoff = 'none',
                  handoff_reason = NULL, handoff_at = NULL, agent = NULL
           WHERE contact_id = :id""",
        "DELETE FROM contact_identity WHERE contact_id = :id",
        """UPDATE contact SET name = NULL, opted_out_at = :now, promotions_at = NULL
           WHERE id = :id""",
    )
)


def forget(db: Session, contact_id: int, *, now: datetime) -> None:
    """Take everything that says who a contact is out of the tables."""
    for step in _STEPS:
        values = {"id": contact_id, "now": now} if ":now" in step.text else {"id": contact_id}
        db.execute(step, values)
