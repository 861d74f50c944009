"""Times said in one list: «lunes y martes», «lunes, martes y jueves»."""

from typing import Final

from bot.language.times.marks import Mark
from bot.language.times.phrases import LIGHT, STOPS, Message, Standing

_LINKS: Final = frozenset(("y", "e", Mark.CHOICE, Mark.NEITHER))
# What follows a time that begins a clause of its own: «trabajo el lunes y el martes puedo».
_CLAIMS: Final = frozenset((Mark.YES, Mark.BOOK, "quiero", "voy", "iria", "tenes", "necesito"))


def spread(message: Message, at: int, step: int, standing: Standing) -> None:
    """Give a standing to a phrase and to those listed with it on one side (step: +1 or -1)."""
    message.phrases[at].standing = standing
    for other in listed_with(message, at, step):
        message.phrases[other].standing = standing


def listed_with(message: Message, at: int, step: int) -> list[int]:
    """Return the phrases in one list with a phrase on one side, the nearest first.

    A comma lists only in a list that has its «y» or «o»; before the «y» only where the list
    begins a clause, as «quiero el viernes, lunes y martes no puedo» lists two days.
    """
    found: list[int] = []
    pending: list[int] = []
    here = at
    while 0 <= here + step < len(message.phrases):
        gap = message.gaps[here + 1] if step > 0 else message.gaps[here]
        if any(item not in _LINKS and item not in LIGHT and item != "," for item in gap):
            break
        here += step
        if step > 0 and not _CLAIMS.isdisjoint(message.gaps[here + 1][:1]):
            break
        pending.append(here)
        is_linked = not _LINKS.isdisjoint(gap)
        if is_linked or (step < 0 and found and _begins_clause(message.gaps[here])):
            found, pending = found + pending, []
    return found


def _begins_clause(before: list[str | Mark]) -> bool:
    return not before or before[-1] == "," or before[-1] in STOPS
