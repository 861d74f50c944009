"""What the language server made of one message; how it is asked lives in nlu.client."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entity:
    """A span of the original text; kind is one of the seven entity labels, end is exclusive."""

    kind: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class IntentGuess:
    """One intent with its confidence, 0 to 1."""

    intent: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Understanding:
    """Intent, entities and the runners-up of one message; ranking is best first."""

    intent: str
    confidence: float
    entities: tuple[Entity, ...]
    ranking: tuple[IntentGuess, ...]
    duration_ms: int
    model: str

    def entity_texts(self, kind: str) -> tuple[str, ...]:
        """Return the texts of all spans of one kind, in the order they were written."""
        return tuple(entity.text for entity in self.entities if entity.kind == kind)
