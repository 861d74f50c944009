"""Reads the words of a PDF that was written with the standard fonts."""

import re
import zlib

_STREAM = re.compile(rb"stream\n(.*?)\nendstream", re.DOTALL)
_SHOWN = re.compile(rb"\(((?:[^()\\]|\\.)*)\) Tj")
_ESCAPED = re.compile(rb"\\(.)")


def words_of(data: bytes) -> str:
    """Return all that a reader shows, a line for each piece of text."""
    found: list[bytes] = []
    for stream in _STREAM.findall(data):
        try:
            page = zlib.decompress(stream)
        except zlib.error:
            continue
        found += [_ESCAPED.sub(rb"\1", one) for one in _SHOWN.findall(page)]
    return b"\n".join(found).decode("latin-1")
