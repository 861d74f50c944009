"""What a step showed: messages by turn, and everything before it."""

from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from app.play.bubble import Bubble
from app.play.stage import Stage


@dataclass(slots=True)
class Scene:
    """What a step showed: messages by turn, and everything before it."""

    stage: Stage
    customer: str
    actor: str
    turns: list[list[Bubble]] = field(default_factory=list)
    earlier: list[Bubble] = field(default_factory=list)
    soft: list[str] = field(default_factory=list)

    @property
    def zone(self) -> ZoneInfo:
        """The zone of the world."""
        return ZoneInfo(str(self.stage.world["timezone"]))

    @property
    def bubbles(self) -> list[Bubble]:
        """Every message of the step."""
        return [bubble for turn in self.turns for bubble in turn]

    def to(self, name: str) -> list[Bubble]:
        """Return the messages of the step to somebody."""
        phone = self.stage.phone_of(name)
        return [bubble for bubble in self.bubbles if bubble.phone == phone]
