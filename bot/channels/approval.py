"""What WhatsApp asks of a template before it approves it, checked before it is asked.

Source: contract sheets on the WhatsApp Cloud API, section 9, and on Twilio, section 7; what Meta's
reviewers refuse without a written rule is said to be so.
"""

import re
from collections.abc import Callable, Iterator

from bot.channels.fitting import template_source
from bot.messages.prices import MessageCategory
from bot.messages.templates import TemplateSpec

LANGUAGE = "es_AR"
_NAME = re.compile(r"[a-z][a-z0-9_]{0,490}")  # of 512, some for what is put around it
_BODY_LIMIT = 1024
_BUTTON_LIMIT = 20  # 25 by Meta's page, 20 by Twilio's
_MOST_BUTTONS = 3  # more are shown as a list, which says less
_SAMPLE_LIMIT = 60
_WORDS_EACH = 2  # reviewers refuse a text that is mostly places: two words for each, and one more
_PLACE = re.compile(r"\{\{(\d+)\}\}")
_GAP = re.compile(r"[\n\t]| {4,}")
_EMOJI = re.compile(r"[\U0001F000-\U0001FAFF\u2600-\u27BF]")
# Words that make a template MARKETING to a reviewer, whatever it was handed in as.
_PROMOTES = re.compile(
    r"\b(descuento\w*|promo\w*|oferta\w*|gratis|regal\w+|sorteo\w*|aprovech\w+|2x1|cup[oó]n\w*|"
    r"novedad\w*|beneficio\w*)\b",
    re.IGNORECASE,
)


def problems(spec: TemplateSpec, words: Callable[..., str]) -> list[str]:
    """Return why WhatsApp would refuse a template, nothing when it should not.

    words: gives the text of a phrase id with its places filled.
    """
    source = template_source(spec, words)
    titles = [words(title) for title in spec.buttons]
    found = [*_of_body(source, spec), *_of_samples(spec), *_of_buttons(titles)]
    if _NAME.fullmatch(spec.name) is None:
        found.append("its name is not of small letters, digits and _")
    if spec.category is MessageCategory.SERVICE:
        found.append("no template is of category service")
    if spec.category is MessageCategory.UTILITY and (word := _PROMOTES.search(source)):
        found.append(f"«{word.group()}» belongs in a marketing template")
    return found


def _of_body(source: str, spec: TemplateSpec) -> Iterator[str]:
    places = [int(number) for number in _PLACE.findall(source)]
    if sorted(set(places)) != list(range(1, len(spec.values) + 1)):
        yield "its places are not numbered from 1 without a gap"
    parts = _PLACE.split(source)[::2]
    if places and not all(re.search(r"\w", part) for part in parts):
        yield "a place stands first, last or next to another"
    if len(re.findall(r"\w+", " ".join(parts))) < _WORDS_EACH * len(places) + 1:
        yield "it has too few words for its places"
    filled = _PLACE.sub(lambda place: _sample(spec, int(place[1])), source)
    if not source.strip() or len(max(source, filled, key=len)) > _BODY_LIMIT:
        yield f"its body is empty or longer than {_BODY_LIMIT}"
    if "\n\n\n" in source or "\t" in source or " " * 4 in source:
        yield "it has a tab, more than two line ends or four spaces in a row"


def _sample(spec: TemplateSpec, number: int) -> str:
    return spec.samples[number - 1] if 1 <= number <= len(spec.samples) else ""


def _of_samples(spec: TemplateSpec) -> Iterator[str]:
    for value, sample in zip(spec.values, spec.samples, strict=True):
        if not sample.strip() or _GAP.search(sample) or len(sample) > _SAMPLE_LIMIT:
            yield f"the sample of {value} is empty, too long or has a gap"


def _of_buttons(titles: list[str]) -> Iterator[str]:
    if len(titles) > _MOST_BUTTONS or len(set(titles)) != len(titles):
        yield f"it has more than {_MOST_BUTTONS} buttons, or two alike"
    for title in titles:
        if not 1 <= len(title) <= _BUTTON_LIMIT or _EMOJI.search(title) or "{" in title:
            yield f"the button «{title}» is too long, or has an emoji or a place"
