"""Logs: one line an event, names and ids only. Never texts, phones, names or payloads.

What libraries log goes the same way. The text of an exception may hold what people wrote, as the
row that a constraint refused: so only its kind and its place are told.
"""

import logging
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

_MOST_FRAMES = 8
_CHATTY = ("rq", "rq.worker", "twilio.http_client", "httpx")


class _Handler(logging.Handler):
    """Writes to the standard error of the moment; a record that can't be written is left out."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line."""
        try:
            sys.stderr.write(self.format(record) + "\n")
        except Exception:
            self.handleError(record)

    def handleError(self, _record: logging.LogRecord) -> None:
        """Say that something is missing here, and nothing of what."""
        sys.stderr.write('{"event": "log.unwritable", "level": "error"}\n')


def configure(log_format: str) -> None:
    """Set up logging for this process: "console" for people, "json" for machines."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        kind_and_place,
    ]
    renderer = _renderer(log_format)
    structlog.configure(
        processors=[*shared, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=True,
    )
    handler = _Handler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_logger_name, *shared, first_line],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    root = logging.getLogger()
    for earlier in [one for one in root.handlers if isinstance(one, _Handler)]:
        root.removeHandler(earlier)
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    for chatty in _CHATTY:
        logging.getLogger(chatty).setLevel(logging.WARNING)


def _renderer(log_format: str) -> Processor:
    if log_format == "console":
        return structlog.dev.ConsoleRenderer(colors=False)
    return structlog.processors.JSONRenderer(ensure_ascii=False)


def kind_and_place(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Tell of an exception its kind, those of its causes, and its innermost frames; no more."""
    error = _error_of(event.pop("exc_info", None))
    if error is not None:
        event["exception"] = " from ".join(type(one).__name__ for one in _with_causes(error))
        frames = traceback.extract_tb(error.__traceback__)[-_MOST_FRAMES:]
        event["at"] = [f"{Path(one.filename).name}:{one.lineno} {one.name}" for one in frames]
    return event


def first_line(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Keep a library's message, but not the traceback that it writes below it."""
    event["event"] = str(event["event"]).partition("\n")[0]
    return event


def _error_of(given: object) -> BaseException | None:
    if isinstance(given, BaseException):
        return given
    if isinstance(given, tuple):
        return _error_of(given[1])
    return sys.exc_info()[1] if given else None


def _with_causes(error: BaseException) -> Iterator[BaseException]:
    cause: BaseException | None = error
    while cause is not None:
        yield cause
        cause = cause.__cause__
