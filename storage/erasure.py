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
           WHERE c.contact_id = :id AND (
                 inbox.thread IN (c.thread, 'echo|' || c.thread, 'standby|' || c.thread)
                 OR inbox.payload->>'To' = c.address OR inbox.payload->>'From' = c.address
                 OR inbox.kind = 'identity' AND (
                     inbox.payload->'phone' @> jsonb_build_object('previous', c.address)
                     OR inbox.payload->'phone' @> jsonb_build_object('current', c.address)
                     OR inbox.payload->'external_user' @> jsonb_build_object('previous', c.address)
                     OR inbox.payload->'external_user' @> jsonb_build_object('current', c.address)
                 ))""",
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
                  handoff_reason = NULL, handoff_at = NULL, handoff_until = NULL, agent = NULL
           WHERE contact_id = :id""",
        "DELETE FROM contact_identity WHERE contact_id = :id",
        # Theirs are also those who were merged into them, one after the other.
        """WITH RECURSIVE them(id) AS (
               SELECT CAST(:id AS bigint)
               UNION SELECT c.id FROM contact c JOIN them ON c.merged_into_id = them.id
           ) DELETE FROM contact_merge
           WHERE kept_id IN (SELECT id FROM them) OR merged_id IN (SELECT id FROM them)""",
        """WITH RECURSIVE them(id) AS (
               SELECT CAST(:id AS bigint)
               UNION SELECT c.id FROM contact c JOIN them ON c.merged_into_id = them.id
           ) UPDATE contact SET name = NULL, opted_out_at = :now, promotions_at = NULL
           WHERE id IN (SELECT id FROM them)""",
    )
)


def forget(db: Session, contact_id: int, *, now: datetime) -> None:
    """Take everything that says who a contact is out of the tables."""
    for step in _STEPS:
        values = {"id": contact_id, "now": now} if ":now" in step.text else {"id": contact_id}
        db.execute(step, values)
