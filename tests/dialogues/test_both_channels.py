"""The same conversation goes the same way through Twilio and through Meta."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import select

from app.play import world
from app.play.bubble import Bubble, choice_matching
from app.play.player import read_scenarios
from app.play.stage import Stage
from app.stack import Stack
from storage.rows.mail import OutboxRow
from storage.rows.people import ConversationRow
from storage.unit_of_work import transaction

_NOW = datetime.fromisoformat("2027-06-23T09:00:00-03:00")  # Wednesday
_REMINDED = datetime.fromisoformat("2027-06-24T18:05:00-03:00")
_ZONE = ZoneInfo("America/Argentina/Buenos_Aires")
_CODE = re.compile(r"\bTN-\w+")
_WORLD = read_scenarios(Path(__file__).parent / "main.yaml")["world"]


@dataclass(frozen=True, slots=True)
class Told:
    """One message to the customer, without what is new in each run."""

    text: str
    titles: tuple[str, ...]
    as_template: bool


@dataclass(slots=True)
class Talk:
    """One person's conversation on a stage."""

    stage: Stage
    told: list[Told] = field(default_factory=list)
    last: Bubble | None = None

    @property
    def phone(self) -> str:
        """Ana's."""
        return self.stage.phone_of("ana")

    def say(self, words: str) -> None:
        """Let her write."""
        mark = self.stage.mark()
        self.stage.say(self.phone, words)
        self._listen(mark)

    def tap(self, words: str) -> None:
        """Let her tap the button of the last message that holds some words."""
        assert self.last is not None
        choice = choice_matching(self.last, [words])
        assert choice is not None, (words, self.last.choices)
        mark = self.stage.mark()
        self.stage.tap(self.phone, self.last, choice, deliveries=1)
        self._listen(mark)

    def wait(self, until: datetime) -> None:
        """Let time pass."""
        mark = self.stage.mark()
        self.stage.move_clock(until)
        self._listen(mark)

    def _listen(self, mark: int) -> None:
        for bubble in self.stage.bubbles(mark, self.phone):
            titles = tuple(one["title"] for one in bubble.choices)
            self.told.append(Told(_CODE.sub("TN", bubble.text), titles, bubble.template))
            self.last = bubble


def play(stack: Stack, channel: str) -> tuple[list[Told], list[world.Booking]]:
    """Let Ana book a haircut, be reminded of it, and say that she comes."""
    with Stage(stack, _WORLD, channel) as stage:
        stage.begin(_NOW, {}, "ana")
        talk = Talk(stage)
        talk.say("hola! quiero un corte con Laura el viernes a las 18")
        talk.tap("sí")
        talk.wait(_REMINDED)
        talk.tap("sí, confirmo")
        return talk.told, world.bookings(stack.engine, _ZONE)


@pytest.mark.stack
def test_a_whole_booking_goes_the_same_on_both_channels(stack: Stack) -> None:
    by_twilio, booked_by_twilio = play(stack, "twilio")
    by_meta, booked_by_meta = play(stack, "meta")

    assert by_meta == by_twilio
    assert booked_by_meta == booked_by_twilio
    (booking,) = booked_by_meta
    assert (booking.provider, booking.status, booking.attendance_confirmed) == (
        "laura",
        "confirmed",
        True,
    )
    reminders = [one for one in by_meta if one.as_template]
    assert [one.titles[0] for one in reminders] == ["Sí, confirmo"]
    with transaction(stack.engine) as db:  # as the second play left it
        channels = db.exec(select(ConversationRow.channel).order_by(ConversationRow.id)).all()
        ids = [one for one in db.exec(select(OutboxRow.external_id)).all() if one]
    assert "meta" in channels
    assert sum(one.startswith("wamid.") for one in ids) >= len(by_meta)
