"""Rasa's tokenizers split at spaces; WhatsApp messages say «17hs», «$13.500» and «q?»."""

from __future__ import annotations

from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message

from components.spanish_chat import ChatToken, tokens_of


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class ChatTokenizer(Tokenizer):
    """Tokens with the offsets of the message as sent and, as lemma, their folded form."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the settings Rasa's base class asks for."""
        return {"intent_tokenization_flag": False, "intent_split_symbol": "_"}

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """Return the tokens of one attribute of a message, in order."""
        return [
            Token(token.text, token.start, token.end, lemma=token.folded)
            for token in tokens_of(message.get(attribute))
        ]


def chat_tokens(tokens: list[Token]) -> list[ChatToken]:
    """Return Rasa's tokens as the plain values that the feature functions read."""
    return [ChatToken(token.text, token.start, token.end, token.lemma) for token in tokens]
