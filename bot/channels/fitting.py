"""Making words fit: what the limits of every channel are kept with.

The limits themselves stand in the codec of the channel they belong to.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.messages.replies import Choice, Template
from bot.messages.templates import TemplateSpec


def cut(text: str, limit: int) -> str:
    """Return a text within a limit, cut at a word."""
    if len(text) <= limit:
        return text
    kept = text[: limit - 1]
    words = kept.rsplit(maxsplit=1)
    return (words[0] if len(words) > 1 else kept) + "…"


def fit_buttons(choices: Sequence[Choice], *, most: int, limit: int) -> bool:
    """Whether choices can be buttons: few enough, and told apart by titles cut to the limit."""
    return fit_rows(choices, most=most) and len({cut(one.title, limit) for one in choices}) == len(
        choices
    )


def fit_rows(choices: Sequence[Choice], *, most: int) -> bool:
    """Whether choices can be rows of a list: few enough, each with an id of its own."""
    return 1 <= len(choices) <= most and len({one.id for one in choices}) == len(choices)


def numbered(body: str, choices: Sequence[Choice], limit: int) -> str:
    """Return words with their choices as numbered lines, for what cannot be tapped.

    Within the limit; the words are cut before the choices are.
    """
    lines = "\n".join(
        " · ".join(part for part in (f"{number}. {one.title}", one.description) if part)
        for number, one in enumerate(choices, start=1)
    )
    if not lines:
        return cut(body, limit)
    room = limit - len(lines) - 2
    return cut(f"{cut(body, room)}\n\n{lines}" if room > 0 else lines, limit)


def template_source(spec: TemplateSpec, words: Callable[..., str]) -> str:
    """Return a template's text with {{1}}, {{2}} … for its values.

    words: gives the text of a phrase id with its places filled.
    """
    places = {name: f"{{{{{number + 1}}}}}" for number, name in enumerate(spec.values)}
    return words(spec.phrase, **places)


def as_registered(reply: Template, spec: TemplateSpec, words: Callable[..., str]) -> Template:
    """Return a template with the titles that its buttons are registered with."""
    choices = tuple(
        replace(choice, title=words(title))
        for choice, title in zip(reply.choices, spec.buttons, strict=True)
    )
    return replace(reply, choices=choices)
