"""Everything the bot says, by phrase id. The words are in locales/, never here.

A phrase id looks like "book.confirmed"; the catalogue maps it to a text with {named} places.
Several wordings of one phrase stand in the catalogue one below the other, parted by a line "---";
which one is taken depends on a seed, so that repeats do not sound like a machine and a replayed
turn says the same again.
"""

import gettext
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

_PARTING = "\n---\n"


class MissingPhraseError(Exception):
    """The catalogue has no text for a phrase id."""


@dataclass(frozen=True, slots=True)
class Phrases:
    """The texts of one language; seed picks among wordings. others: other languages, by name."""

    translations: gettext.NullTranslations
    seed: int = 0
    others: Mapping[str, gettext.NullTranslations] = field(default_factory=dict)

    def __call__(self, phrase: str, **values: object) -> str:
        """Return the text of a phrase with its places filled, nothing hanging at its end.

        Raises MissingPhraseError for an unknown phrase, KeyError for a place without a value.
        """
        text = self.translations.gettext(phrase)
        if text == phrase:
            raise MissingPhraseError(phrase)
        wordings = text.split(_PARTING)
        return wordings[self.seed % len(wordings)].format(**values).rstrip()

    def plural(self, phrase: str, count: int, **values: object) -> str:
        """Return a phrase that depends on a count, given to it as {count}."""
        text = self.translations.ngettext(phrase, phrase, count)
        if text == phrase:
            raise MissingPhraseError(phrase)
        return text.format(count=count, **values)

    def seeded(self, seed: int) -> "Phrases":
        """Return the same texts with another choice among wordings."""
        return replace(self, seed=seed)

    def speaking(self, language: str) -> "Phrases":
        """Return the texts of another language; the same ones when there is no such catalogue."""
        return replace(self, translations=self.others.get(language, self.translations))
