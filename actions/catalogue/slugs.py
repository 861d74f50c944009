"""Short names for what is new, made of the name that people give it."""

from typing import Any

from sqlmodel import Session

from bot.language.folding import words

_LONGEST = 40


def free_slug(db: Session, taken: Any, name: str) -> str:
    """Return a short name that none of the taken ones is. taken: a select of them."""
    known = set(db.exec(taken).all())
    plain = "_".join(words(name)).replace("ñ", "n")[:_LONGEST] or "x"
    numbered = (f"{plain}_{number}" for number in range(2, len(known) + 3))
    return next(slug for slug in (plain, *numbered) if slug not in known)
