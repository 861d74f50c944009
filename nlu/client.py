"""The one place that asks the Rasa server what a message means.

It must not know Rasa's code (nlu.service) nor decide anything: the threshold is the dialogue's.
"""

from __future__ import annotations

import json
import math
import re
import time
from dataclasses import replace
from http import HTTPStatus
from pathlib import PurePosixPath
from types import TracebackType
from typing import Any, Literal
from urllib.parse import urlsplit

import urllib3
from urllib3 import BaseHTTPResponse
from urllib3.exceptions import HTTPError, NewConnectionError, ProtocolError, TimeoutError

from bot.messages.understanding import Entity, IntentGuess, Understanding

CONNECT_SECONDS = 1.0
READ_SECONDS = 5.0
RANKING_LENGTH = 3
# The server may load another model at any time; its name is asked for again after so long.
MODEL_NAME_SECONDS = 30.0
# A WhatsApp text may have 4096 characters; what is longer is a pasted page, whose end says no more.
MAX_TEXT_CHARACTERS = 4096
# «dale», «sí», «a las 5»: half of what people write has been written before, and means the same.
SHORT_CHARACTERS = 32
MOST_SHORT_TEXTS = 4096

_JSON = {"Content-Type": "application/json"}
_LEADING_SLASHES = re.compile(r"^[\s/]+")

Trouble = Literal["unreachable", "timeout", "loading", "refused", "nonsense"]


class NluUnavailableError(Exception):
    """The language server gave no usable answer: reason why; status None without a reply."""

    def __init__(self, reason: Trouble, *, status: int | None = None) -> None:
        super().__init__(reason, status)
        self.reason: Trouble = reason
        self.status = status


class NluClient:
    """One connection pool to one Rasa server; safe to share between threads."""

    def __init__(self, nlu_url: str) -> None:
        # urllib3 uses no proxy of the machine, which must not see what customers write.
        self._pool = urllib3.connection_from_url(
            nlu_url,
            timeout=urllib3.Timeout(connect=CONNECT_SECONDS, read=READ_SECONDS),
            retries=False,
        )
        self._path = urlsplit(nlu_url).path.rstrip("/")
        self._model = ""
        self._model_asked_at = 0.0
        self._short: dict[tuple[str, str], Understanding] = {}  # by model and text

    def __enter__(self) -> NluClient:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections; the client is of no use afterwards."""
        self._pool.close()

    def ready(self) -> bool:
        """Return whether the server has a model loaded and would answer now."""
        try:
            self._learn_model()
        except NluUnavailableError:
            self._model = ""
        return bool(self._model)

    def understand(self, text: str) -> Understanding:
        """Return what a message means; spans are offsets of text as given.

        What this model read lately and is short is remembered, with a duration of 0 ms. Raises
        NluUnavailableError when the server is away, still loading, or gives nonsense.
        """
        if not self._model or time.monotonic() - self._model_asked_at > MODEL_NAME_SECONDS:
            self._learn_model()
        known = self._short.get((self._model, text))
        if known is not None:
            return known
        read = self._parsed(text)
        if len(text) <= SHORT_CHARACTERS:
            if len(self._short) >= MOST_SHORT_TEXTS:
                self._short.clear()
            self._short[read.model, text] = replace(read, duration_ms=0)
        return read

    def _parsed(self, text: str) -> Understanding:
        begun = time.perf_counter()
        try:
            question = json.dumps({"text": _harmless(text)}).encode()
            answer = self._asked("POST", "/model/parse", question)
            duration_ms = round((time.perf_counter() - begun) * 1000)
            return _understanding(answer, text=text, duration_ms=duration_ms, model=self._model)
        except NluUnavailableError:
            self._model = ""  # it may come back with another model
            raise

    def _learn_model(self) -> None:
        self._model = _model_name(self._asked("GET", "/status"))
        self._model_asked_at = time.monotonic()

    def _asked(self, method: str, path: str, body: bytes | None = None) -> Any:
        try:
            response = self._answered(method, path, body)
        except NewConnectionError as error:  # urllib3 counts it among the timeouts
            raise NluUnavailableError("unreachable") from error
        except TimeoutError as error:
            raise NluUnavailableError("timeout") from error
        except HTTPError as error:
            raise NluUnavailableError("unreachable") from error
        if response.status == HTTPStatus.CONFLICT:  # Rasa's «No agent loaded»
            raise NluUnavailableError("loading", status=response.status)
        if response.status != HTTPStatus.OK:
            raise NluUnavailableError("refused", status=response.status)
        try:
            return response.json()
        except ValueError as error:
            raise NluUnavailableError("nonsense", status=response.status) from error

    def _answered(self, method: str, path: str, body: bytes | None) -> BaseHTTPResponse:
        """Return the response, asked for once more where the server had hung up meanwhile."""
        address, headers = self._path + path, _JSON if body is not None else None
        try:
            return self._pool.urlopen(method, address, body, headers)
        except ProtocolError:
            return self._pool.urlopen(method, address, body, headers)


def _harmless(text: str) -> str:
    """Return text that Rasa reads as words, with the same offsets.

    Rasa takes «/cancel{…}» for an intent spelt out, so a customer could name any intent. Half an
    emoji, which a phone may send at a cut, cannot be written as UTF-8.
    """
    whole = text[:MAX_TEXT_CHARACTERS].encode(errors="replace").decode()
    return _LEADING_SLASHES.sub(lambda run: " " * len(run.group()), whole)


def _model_name(status: Any) -> str:
    """Return the model's file name without its ending. Raises NluUnavailableError if none."""
    model_file = status.get("model_file") if isinstance(status, dict) else None
    if not isinstance(model_file, str) or not model_file:
        raise NluUnavailableError("nonsense", status=HTTPStatus.OK)
    return PurePosixPath(model_file).name.removesuffix(".tar.gz")


def _understanding(answer: Any, *, text: str, duration_ms: int, model: str) -> Understanding:
    try:
        best = _guess(answer["intent"])
        ranking = tuple(_guess(guess) for guess in answer["intent_ranking"][:RANKING_LENGTH])
        entities = tuple(_entity(entity, text) for entity in answer["entities"])
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise NluUnavailableError("nonsense", status=HTTPStatus.OK) from error
    return Understanding(
        intent=best.intent,
        confidence=best.confidence,
        entities=entities,
        ranking=ranking,
        duration_ms=duration_ms,
        model=model,
    )


def _guess(raw: Any) -> IntentGuess:
    name, confidence = raw["name"], float(raw["confidence"])
    if not isinstance(name, str) or not name:  # Rasa's null intent: no classifier answered
        raise ValueError(name)
    if not math.isfinite(confidence) or not 0 <= confidence <= 1:
        raise ValueError(confidence)
    return IntentGuess(name, confidence)


def _entity(raw: Any, text: str) -> Entity:
    kind, start, end = str(raw["entity"]), int(raw["start"]), int(raw["end"])
    if not 0 <= start < end <= len(text):
        raise ValueError(start, end)
    return Entity(kind=kind, text=text[start:end], start=start, end=end)
