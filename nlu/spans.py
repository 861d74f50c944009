"""When two entity spans name the same thing: articles, titles and joined services do not matter."""

from __future__ import annotations

import re
from collections.abc import Iterable

from nlu.examples import Span

# A span with or without its article or preposition names the same thing.
_EDGE_WORDS = (
    r"el|la|los|las|lo|un|una|unos|unas|mi|a|al|en|de|del|para|pa|pal|por|x|con|desde|hasta|tipo"
)
_LEADING = re.compile(rf"(?:(?:{_EDGE_WORDS})\s+)+(?=\S)", re.IGNORECASE)
_TRAILING = re.compile(rf"(?:\s+(?:{_EDGE_WORDS}))+$", re.IGNORECASE)
_TITLE = re.compile(
    r"(?:dra?\.?|doctora?|lic\.?|licenciad[oa]|don|doña|prof\.?|profesora?|sra?\.?|señora?)\s+(?=\S)",
    re.IGNORECASE,
)
_SERVICE_LINK = re.compile(r"\s*,\s*|\s+(?:y|e|\+)\s+", re.IGNORECASE)


def comparable(text: str, spans: Iterable[Span]) -> set[Span]:
    """Return the spans as compared: without edge words and titles, services taken apart."""
    apart = (part for span in spans for part in _services_apart(text, span))
    return {_trimmed(text, span) for span in apart}


def _services_apart(text: str, span: Span) -> list[Span]:
    if span.kind != "service":
        return [span]
    parts: list[Span] = []
    begin = span.start
    for link in _SERVICE_LINK.finditer(text, span.start, span.end):
        parts.append(Span(span.kind, begin, link.start()))
        begin = link.end()
    return [*parts, Span(span.kind, begin, span.end)]


def _trimmed(text: str, span: Span) -> Span:
    start, end = span.start, span.end
    leading = _LEADING.match(text, start, end)
    if leading:
        start = leading.end()
    title = _TITLE.match(text, start, end) if span.kind == "provider" else None
    if title:
        start = title.end()
    trailing = _TRAILING.search(text[start:end])
    if trailing and trailing.start():
        end = start + trailing.start()
    return Span(span.kind, start, end)
