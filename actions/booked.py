"""The fact that an appointment was made, for analysts: what of, and how much talk it took."""

from collections.abc import Sequence

from actions.desk import Desk
from actions.media import attach_waiting
from bot.dialogue.commands import Outcome, SlotBooked
from storage.repositories.attempts import attempt_so_far

APPOINTMENT_BOOKED = "appointment.booked"


def note_bookings(
    desk: Desk, conversation_id: int, outcomes: Sequence[Outcome], *, replies: int
) -> None:
    """Record each booking of a turn: bot_messages and turns since the attempt began, this one in.

    The first of them gets the references that were sent meanwhile.

    A visit of several appointments is one booking, noted at its first. replies: of this turn.
    """
    made = [one for one in outcomes if isinstance(one, SlotBooked)]
    if not made:
        return
    attach_waiting(desk, conversation_id, made[0].appointment.id)
    before = attempt_so_far(desk.db, conversation_id, now=desk.now)
    for booked in made:
        desk.note(
            APPOINTMENT_BOOKED,
            conversation_id=conversation_id,
            provider_id=booked.appointment.provider_id,
            service_id=booked.appointment.service_id,
            appointment_id=booked.appointment.id,
            appointments=1 + len(booked.following),
            bot_messages=before.bot_messages + replies,
            turns=before.turns + 1,
        )
