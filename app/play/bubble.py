"""A message that reached somebody's phone, as a scenario sees it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.play.matching import holds_any


@dataclass(frozen=True, slots=True)
class Bubble:
    """A message that reached somebody's phone. file_type: of the file that came with it, or ""."""

    seq: int
    sid: str
    phone: str
    text: str
    choices: tuple[Mapping[str, str], ...]
    links: tuple[str, ...]
    template: bool
    author: str
    file_type: str = ""


def read_bubble(raw: Mapping[str, Any], authors: Mapping[str, str]) -> Bubble:
    """Return a message as the simulator's control API shows it."""
    choices = tuple(raw.get("choices") or ())
    shown = [
        raw.get("header") or "",
        raw.get("body") or "",
        raw.get("footer") or "",
        *(choice["title"] for choice in choices),
        *(choice.get("description") or "" for choice in choices),
    ]
    return Bubble(
        seq=int(raw["seq"]),
        sid=str(raw["sid"]),
        phone=str(raw["phone"]),
        text="\n".join(part for part in shown if part),
        choices=choices,
        links=tuple(link["url"] for link in raw.get("links") or ()),
        template=bool(raw["template"]),
        author=authors.get(str(raw["sid"]), "bot"),
        file_type=str((raw.get("media") or {}).get("type") or ""),
    )


def choice_matching(bubble: Bubble, wanted: Sequence[str]) -> Mapping[str, str] | None:
    """Return the first choice whose title holds one of the words, or None."""
    return next((one for one in bubble.choices if holds_any(one["title"], wanted)), None)
