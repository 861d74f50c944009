"""What the app's own grammar of times says of each token: a hint for the entity extractor.

The one module here that reads the app; bot/ needs nothing installed but `holidays`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.language.times.cover import cover
from bot.language.times.tokens import tokenise
from components.spanish_chat import ChatToken

OUTSIDE = "-"
# Characters that the grammar is shown; it reads no more of a message for a booking either.
_LONGEST_TEXT = 2000


def time_marks(tokens: Sequence[ChatToken]) -> list[str]:
    """Return for each token the kind of time piece it lies in («B-Clock», «I-Clock»), or OUTSIDE.

    A piece is what a rule of the grammar took for a time, for a remark on one, or for something
    that only looks like a time («B-Noise»).
    """
    pieces = list(_pieces(_text_of(tokens)))
    marks: list[str] = []
    open_piece = -1
    for token in tokens:
        place = next(
            (at for at, (start, end, _) in enumerate(pieces) if start < token.end <= end), -1
        )
        position = "I" if place == open_piece else "B"
        marks.append(OUTSIDE if place < 0 else f"{position}-{pieces[place][2]}")
        open_piece = place
    return marks


def _text_of(tokens: Sequence[ChatToken]) -> str:
    """Return the message with each token where it stood and blanks between them."""
    text = ""
    for token in tokens:
        text = text.ljust(token.start) + token.text
    return text


def _pieces(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and kind of the pieces of the grammar's best cover, in order, disjoint."""
    read = tokenise(text[:_LONGEST_TEXT])
    for piece in cover(read, is_answer=False):
        said = [token for token in read[piece.first : piece.last] if token.end > token.start]
        if said:
            yield said[0].start, said[-1].end, type(piece.value).__name__
