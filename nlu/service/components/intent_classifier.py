"""Why: the intent model as a part of Rasa's pipeline; it stands after the entity extractor."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.constants import TOKENS_NAMES
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components.chat_tokenizer import chat_tokens
from components.entity_extractor import lookups_in, spans_in
from components.intent_features import blocks_of
from components.intent_model import IntentModel
from components.span_tagger import Span, SpanTagger, TaggerSettings

_FOLDS = 5
_SEED = 20260101


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class ChatIntentClassifier(GraphComponent, IntentClassifier):
    """Intent of a message and the runners-up."""

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        model: IntentModel | None = None,
    ) -> None:
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._model = model

    @classmethod
    def required_components(cls) -> list[type]:
        """Return what must stand before this one in the pipeline."""
        return [Tokenizer]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the settings found best by leaving one author of the data out (see README).

        tagger: settings of the taggers that only exist while training.
        """
        return {
            "c": 1.0,
            "temperature": 0.18,
            "ranking_length": 5,
            "tagger": {"l1": 0.1, "l2": 0.05, "iterations": 60},
        }

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> ChatIntentClassifier:
        """Return an untrained classifier."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> ChatIntentClassifier:
        """Return the classifier that train() kept."""
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, IntentModel.load(folder))

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from every example that has an intent, and keep the result."""
        messages = training_data.intent_examples
        entities = self._entities_as_met(messages, lookups_in(training_data))
        blocks = [
            blocks_of(chat_tokens(message.get(TOKENS_NAMES[TEXT])), spans)
            for message, spans in zip(messages, entities, strict=True)
        ]
        intents = [message.get(INTENT) for message in messages]
        self._model = IntentModel.train(blocks, intents, c=self._config["c"])
        with self._model_storage.write_to(self._resource) as folder:
            self._model.save(folder)
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Leave the examples as they are."""
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the intent and the ranking of each message."""
        for message in messages:
            ranking = self._ranking(message)
            message.set(
                "intent", ranking[0] if ranking else {"name": None, "confidence": 0.0}, True
            )
            message.set("intent_ranking", ranking[: self._config["ranking_length"]], True)
        return messages

    def _ranking(self, message: Message) -> list[dict[str, Any]]:
        if self._model is None:
            return []
        blocks = blocks_of(chat_tokens(message.get(TOKENS_NAMES[TEXT]) or []), spans_in(message))
        return [
            {"name": intent, "confidence": confidence}
            for intent, confidence in self._model.ranking(
                blocks, temperature=self._config["temperature"]
            )
        ]

    def _entities_as_met(
        self, messages: Sequence[Message], lookups: Sequence[tuple[str, Sequence[str]]]
    ) -> list[list[Span]]:
        """Return for each message the entities a tagger finds that has not learnt from it.

        Learning from the spans people marked would teach trust that the tagger does not deserve.
        """
        settings = TaggerSettings(**self._config["tagger"])
        tokens = [chat_tokens(message.get(TOKENS_NAMES[TEXT])) for message in messages]
        places = list(range(len(messages)))
        random.Random(_SEED).shuffle(places)  # noqa: S311 - folds, not secrets
        found: list[list[Span]] = [[] for _ in messages]
        for fold in range(_FOLDS):
            held_out = set(places[fold::_FOLDS])
            learnt = [
                (tokens[place], spans_in(messages[place]))
                for place in places
                if place not in held_out
            ]
            with tempfile.TemporaryDirectory() as folder:
                tagger = SpanTagger.train(
                    learnt, lookups=lookups, settings=settings, folder=Path(folder)
                )
            for place in held_out:
                found[place] = tagger.spans(messages[place].get(TEXT), tokens[place])
        return found
