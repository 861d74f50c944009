"""The span tagger as a part of Rasa's pipeline, whose own CRF sees no stems nor folding."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import TOKENS_NAMES
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components.chat_tokenizer import chat_tokens
from components.span_tagger import Span, SpanTagger, TaggerSettings
from components.spanish_chat import tokens_of


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class ChatEntityExtractor(GraphComponent, EntityExtractorMixin):
    """Entities of a message, with the offsets of the text as sent."""

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        tagger: SpanTagger | None = None,
    ) -> None:
        self._settings = TaggerSettings(config["algorithm"], config["parameters"])
        self._model_storage = model_storage
        self._resource = resource
        self._tagger = tagger

    @classmethod
    def required_components(cls) -> list[type]:
        """Return what must stand before this one in the pipeline."""
        return [Tokenizer]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the settings found best by leaving one author of the data out (see README)."""
        return {
            "algorithm": "lbfgs",
            "parameters": {"c1": 0.1, "c2": 0.05, "max_iterations": 60},
        }

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> ChatEntityExtractor:
        """Return an untrained extractor."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> ChatEntityExtractor:
        """Return the extractor that train() kept."""
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, SpanTagger.load(folder))

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from every example, also those without entities, and keep the result."""
        messages = [
            (chat_tokens(message.get(TOKENS_NAMES[TEXT])), spans_in(message))
            for message in training_data.nlu_examples
        ]
        with self._model_storage.write_to(self._resource) as folder:
            self._tagger = SpanTagger.train(
                messages,
                lookups=lookups_in(training_data),
                settings=self._settings,
                folder=folder,
            )
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Leave the examples as they are: the classifier learns from the spans people marked."""
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the entities found to each message."""
        for message in messages:
            message.set(ENTITIES, message.get(ENTITIES, []) + self._entities(message), True)
        return messages

    def _entities(self, message: Message) -> list[dict[str, Any]]:
        tokens = message.get(TOKENS_NAMES[TEXT])
        if self._tagger is None or not tokens:
            return []
        text = message.get(TEXT)
        return [
            {
                "entity": span.kind,
                "start": span.start,
                "end": span.end,
                "value": text[span.start : span.end],
                "extractor": type(self).__name__,
            }
            for span in self._tagger.spans(text, chat_tokens(tokens))
        ]


def lookups_in(training_data: TrainingData) -> list[tuple[str, list[str]]]:
    """Return the known words of the data files: (entity, folded words) pairs."""
    return [
        (str(table["name"]), [token.folded for token in tokens_of(phrase)])
        for table in training_data.lookup_tables
        if table["name"] in training_data.entities
        for phrase in table["elements"]
    ]


def spans_in(message: Message) -> list[Span]:
    """Return the entities a message carries: marked by people, or found by an extractor."""
    return [
        Span(entity["entity"], entity["start"], entity["end"])
        for entity in message.get(ENTITIES, [])
    ]
