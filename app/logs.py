"""Logs: one line an event, names and ids only. Never texts, phones, names or payloads."""

import logging

import structlog


def configure(log_format: str) -> None:
    """Set up logging for this process: "console" for people, "json" for machines."""
    renderer: structlog.typing.Processor = structlog.processors.JSONRenderer()
    if log_format == "console":
        renderer = structlog.dev.ConsoleRenderer(colors=False)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s %(message)s")
    for chatty in ("rq", "rq.worker", "twilio.http_client", "httpx"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
