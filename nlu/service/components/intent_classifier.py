"""The intent model as a part of Rasa's pipeline; it stands after the entity extractor."""

from __future__ import annotations

import json
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
from components.intent_features import Families, blocks_of
from components.intent_model import IntentModel
from components.out_of_fold import MarkedMessage, spans_as_met
from components.span_tagger import TaggerSettings

_FAMILIES_FILE = "families.json"
# A lookup table of this prefix is a family of words; the others are known names of an entity.
_FAMILY_PREFIX = "family_"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class ChatIntentClassifier(GraphComponent, IntentClassifier):
    """Intent of a message and the runners-up."""

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        model: IntentModel | None = None,
        families: Families | None = None,
    ) -> None:
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._model = model
        self._families = families or Families.of({})

    @classmethod
    def required_components(cls) -> list[type]:
        """Return what must stand before this one in the pipeline."""
        return [Tokenizer]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the settings found best by leaving one author of the data out (see README).

        tagger: settings of the taggers that only exist while training; this algorithm learns in a
        tenth of the time and finds nearly as much.
        """
        return {
            "c": 1.0,
            "temperature": 0.18,
            "ranking_length": 5,
            "tagger": {"algorithm": "pa", "parameters": {"max_iterations": 10}},
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
            phrases = json.loads((folder / _FAMILIES_FILE).read_text(encoding="utf-8"))
            model = IntentModel.load(folder)
        return cls(config, model_storage, resource, model, Families.of(phrases))

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from every example that has an intent, and keep the result."""
        messages = training_data.intent_examples
        entities = spans_as_met(
            [
                MarkedMessage(
                    message.get(TEXT),
                    chat_tokens(message.get(TOKENS_NAMES[TEXT])),
                    spans_in(message),
                )
                for message in messages
            ],
            lookups=lookups_in(training_data),
            settings=TaggerSettings(**self._config["tagger"]),
        )
        phrases = family_phrases(training_data)
        self._families = Families.of(phrases)
        blocks = [
            blocks_of(chat_tokens(message.get(TOKENS_NAMES[TEXT])), spans, self._families)
            for message, spans in zip(messages, entities, strict=True)
        ]
        intents = [message.get(INTENT) for message in messages]
        self._model = IntentModel.train(blocks, intents, c=self._config["c"])
        with self._model_storage.write_to(self._resource) as folder:
            self._model.save(folder)
            (folder / _FAMILIES_FILE).write_text(
                json.dumps(phrases, ensure_ascii=False), encoding="utf-8"
            )
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
        tokens = chat_tokens(message.get(TOKENS_NAMES[TEXT]) or [])
        blocks = blocks_of(tokens, spans_in(message), self._families)
        return [
            {"name": intent, "confidence": confidence}
            for intent, confidence in self._model.ranking(
                blocks, temperature=self._config["temperature"]
            )
        ]


def family_phrases(training_data: TrainingData) -> dict[str, list[str]]:
    """Return the families of words of the data files, by name."""
    return {
        str(table["name"]).removeprefix(_FAMILY_PREFIX): list(table["elements"])
        for table in training_data.lookup_tables
        if str(table["name"]).startswith(_FAMILY_PREFIX)
    }
