"""Pieces that mean a time only in some messages: «la otra», «al 17», «ya»."""

from collections.abc import Sequence
from typing import Final

from bot.language.times.cover import Piece
from bot.language.times.days import DaySaid, OnWeekday, Way
from bot.language.times.hours import InMinutes
from bot.language.times.marks import Mark
from bot.language.times.said import DayAndHours, Moved, Now, TheOther
from bot.language.times.spans import Week, Weekend
from bot.language.times.tokens import Token

IN_CONTEXT: Final = (TheOther, Moved, Now)
_AFTER_OTHER_WORDS: Final = "si puede puedo mejor dale por a en estaria va me tenes y"
_WANTS: Final = frozenset(("quiero", "quisiera", "queria", "necesito", "preciso"))
_WISH_WORDS: Final = """
quiero quisiera queria necesito preciso urge urgente turno turnito cita hora lugar lugarcito hueco
podes puede pueden podria podrian puedo tenes tienen hay habra atendes atienden atenderme atencion
venis vienen vengan veni mandame manden ir venir pasar disponible libre consegui
"""
_AFTER_OTHER: Final = frozenset(_AFTER_OTHER_WORDS.split())
_WISHES: Final = frozenset(_WISH_WORDS.split())
_OTHER_ACTS: Final = frozenset(("no", "pagar", "transferir", "senar", "avisar", "confirmar"))
_STOPS: Final = frozenset((",", ".", "?", "$", "o"))
_ENDINGS: Final = _STOPS.union(("por", "gracias", "si", "urgente", "urgentemente", "porque"))
_REACH: Final = 5  # words between the wish and its «ya»


def in_context(
    piece: Piece, tokens: Sequence[Token], pieces: Sequence[Piece], days: Sequence[DaySaid | None]
) -> object | None:
    """Return what a piece means in its message; None when it is no time there.

    days: those of the phrases before it, in order.
    """
    value = piece.value
    if isinstance(value, Moved):
        is_move = any(other.value is Mark.MOVE for other in pieces)
        return DayAndHours(value.day, held=value.held) if is_move else None
    if isinstance(value, TheOther):
        return _the_other(value, days, tokens[piece.last])
    if isinstance(value, Now):
        return _now(value, tokens, piece)
    return None


def _the_other(said: TheOther, days: Sequence[DaySaid | None], following: Token) -> DaySaid | None:
    """Return the week or weekday after the one last said; None before a noun («la otra chica»)."""
    if "word" in following.kinds and following.word not in _AFTER_OTHER:
        return None
    for day in reversed(days):
        if said.is_week and isinstance(day, Week):
            return Week(day.weeks + 1)
        if not said.is_week and isinstance(day, OnWeekday):
            return OnWeekday(day.weekday, Way.OTHER)
        if not said.is_week and isinstance(day, Weekend):
            return Weekend(day.weeks + 1)
    return None


def _now(said: Now, tokens: Sequence[Token], piece: Piece) -> InMinutes | None:
    """Read «ya» and «ahora» as this minute where they end a wish, or ask («ahora tenés?»).

    Elsewhere they fill: «ya te pagué», «ahora que lo pienso».
    """
    following = tokens[piece.last].word
    asks = following in _WISHES - _WANTS  # «ahora necesito …» only goes on with the story
    if said.may_open and asks and tokens[piece.first - 1].word in _ENDINGS | {"^"}:
        return InMinutes(0, approx=True)
    before = [token.word for token in tokens[max(piece.first - _REACH, 0) : piece.first]]
    if following in _ENDINGS and not _WISHES.isdisjoint(before) and _OTHER_ACTS.isdisjoint(before):
        return InMinutes(0, approx=True)
    is_alone = tokens[piece.first - 1].word in _STOPS | {"^"} and following in _STOPS
    return InMinutes(0, approx=True) if said.may_open and is_alone else None
