"""Promotions: only to those who agreed to them, and not too often (see actions.reminders)."""

from datetime import timedelta

from sqlalchemy import text

from actions.desk import Desk
from bot.dialogue import notices
from bot.dialogue.taps import MenuTap
from storage.rows.mail import Urgency

_AWAY = text("""
SELECT c.id, p.name FROM contact p
JOIN LATERAL (SELECT id FROM conversation WHERE contact_id = p.id AND left_at IS NULL
              ORDER BY last_inbound_at DESC NULLS LAST LIMIT 1) c ON true
WHERE p.promotions_at IS NOT NULL AND p.opted_out_at IS NULL AND p.provider_id IS NULL
  AND p.name IS NOT NULL
  AND EXISTS (SELECT 1 FROM appointment a WHERE a.contact_id = p.id)
  AND NOT EXISTS (SELECT 1 FROM appointment a WHERE a.contact_id = p.id AND a.starts_at > :since)
ORDER BY p.id
""")


def come_back(desk: Desk, away: timedelta) -> int:
    """Invite those who have had no appointment for so long; return how many are owed it.

    Whether each may leave is asked again when it does; twice in a day invites nobody twice.
    """
    day = desk.now.astimezone(desk.catalogue.zone).date()
    owed = 0
    for conversation_id, name in desk.db.execute(_AWAY, {"since": desk.now - away}).all():
        reply = notices.make(
            "come_back",
            desk.phrases,
            {"customer": name},
            MenuTap("book"),
            MenuTap("no_promotions"),
        )
        key = f"campaign:come_back:{conversation_id}:{day}"
        row_id = desk.send(
            key, conversation_id, reply, Urgency.CAMPAIGN, due_at=desk.now + timedelta(seconds=1)
        )
        owed += row_id is not None
    desk.note("campaign.owed", template="come_back", messages=owed)
    return owed
