"""What the entity extractor sees of each token. Pure functions without Rasa.

A change here changes the model: the training fingerprint covers this file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import snowballstemmer

from components.spanish_chat import ChatToken, is_booking_code
from components.time_marks import time_marks

_EDGE = "<edge>"
# Features that neighbours see too, by first letter: word, stem, shape, class, lookup.
_SHARED = "wscl"
# Who says these gives a name that is not a provider's.
_WORDS_BEFORE_OWN_NAME = {"soy", "llamo", "nombre", "habla", "firma", "apellido"}

_CLASSES = {
    "weekday": "lunes martes miercoles jueves viernes sabado sabados domingo domingos",
    "month": "enero febrero marzo abril mayo junio julio agosto septiembre setiembre octubre "
    "noviembre diciembre",
    "daypart": "manana mananita tarde tardecita noche nochecita mediodia siesta madrugada almuerzo",
    "day": "hoy manana pasado ayer anteayer anoche fin_de_semana feriado",
    "unit": "horas minutos dia dias semana semanas mes meses quincena rato ratito ano anos am pm",
    "number": "uno una un dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce "
    "quince dieciseis diecisiete dieciocho diecinueve veinte veintiuno veintidos veintitres "
    "veinticuatro veinticinco veintiseis veintisiete veintiocho veintinueve treinta media cuarto "
    "pico cuarenta cincuenta cien mil",
    "hedge": "tipo eso como cerca tirando alrededor ponele entre hasta desde antes despues partir "
    "dentro",
    "which": "este esta estos proximo proxima que otro otra primer primera ultimo ultima "
    "principio principios mediados fines toda todo todos cualquier",
    "money": "pesos peso luca lucas mil mangos palo palos gambas guita ars plata dolares usd k",
    "title": "dr dra doctor doctora lic licenciado licenciada don dona profesor profesora sr sra "
    "senor senora senorita seno",
    "with": "con de lo la el",
    "place": "calle av avenida barrio bo km ruta esquina pasaje pje bv boulevard diagonal zona "
    "plaza altura villa parque",
    "ordinal": "primero primera segundo segunda tercero tercera tercer cuarto cuarta quinto quinta "
    "sexto sexta ultimo ultima opcion numero nro",
}
_CLASSES_OF: dict[str, list[str]] = {}
for _name, _words in _CLASSES.items():
    for _word in _words.split():
        _CLASSES_OF.setdefault(_word, []).append(_name)


# A word one slip away from one of these stands for it, unless it is a word of its own.
_OFTEN_MISSPELT = (
    *("lunes", "martes", "miercoles", "jueves", "viernes", "sabado", "domingo", "manana"),
    *("semana", "mediodia", "febrero", "agosto", "septiembre", "octubre", "noviembre", "diciembre"),
)
_WORDS_OF_THEIR_OWN = {
    *("agoto", "angosto", "domino", "dominga", "jueces", "lules", "luces", "lunas", "macana"),
    *("manzana", "mares", "mates", "sacado", "salado", "sanado", "semanal", "vienes"),
}


@lru_cache(maxsize=50_000)
def classes_of(folded: str) -> Sequence[str]:
    """Return the classes a folded word belongs to: «lunes» is a weekday, and «juevs» too."""
    return _CLASSES_OF.get(folded) or _CLASSES_OF.get(_meant(folded), ())


def _meant(folded: str) -> str:
    """Return the word of which a folded one is a slip of the finger, or the word itself."""
    if folded in _WORDS_OF_THEIR_OWN:
        return folded
    return next((word for word in _OFTEN_MISSPELT if _one_slip_apart(folded, word)), folded)


def _one_slip_apart(written: str, word: str) -> bool:
    """Return whether one letter, not the first, was left out, added, changed or swapped."""
    if written[:1] != word[0] or abs(len(written) - len(word)) > 1:
        return False
    pairs = zip(written, word, strict=False)
    alike = next((at for at, (one, other) in enumerate(pairs) if one != other), len(word))
    rest, wanted = written[alike:], word[alike:]
    swapped = rest[1::-1] + rest[2:]
    return wanted in (rest[1:], swapped) or wanted[1:] in (rest, rest[1:])


_stemmer = snowballstemmer.stemmer("spanish")


@lru_cache(maxsize=50_000)
def stem_of(folded: str) -> str:
    """Return the Spanish stem of a folded word: «peluqueras» and «peluquero» give «peluquer»."""
    return str(_stemmer.stemWord(folded))


@dataclass(frozen=True, slots=True)
class Lookups:
    """Known words by entity, as sequences of stems; longest: tokens in the longest of them."""

    phrases: dict[tuple[str, ...], tuple[str, ...]]
    longest: int

    @classmethod
    def of(cls, entries: Iterable[tuple[str, Sequence[str]]]) -> Lookups:
        """Return the lookups of (entity, folded words) pairs; a phrase may have two entities."""
        phrases: dict[tuple[str, ...], tuple[str, ...]] = {}
        for entity, words in entries:
            key = tuple(stem_of(word) for word in words)
            known = phrases.get(key, ())
            if key and entity not in known:
                phrases[key] = (*known, entity)
        return cls(phrases, max((len(key) for key in phrases), default=0))

    def marks(self, stems: Sequence[str]) -> list[list[str]]:
        """Return for each stem «B-service», «I-service» … of the longest known phrases over it."""
        marks: list[list[str]] = [[] for _ in stems]
        position = 0
        while position < len(stems):
            length = self._longest_at(stems, position)
            for entity in self.phrases.get(tuple(stems[position : position + length]), ()):
                for offset in range(length):
                    marks[position + offset].append(f"{'B' if offset == 0 else 'I'}-{entity}")
            position += max(length, 1)
        return marks

    def _longest_at(self, stems: Sequence[str], position: int) -> int:
        for length in range(min(self.longest, len(stems) - position), 0, -1):
            if tuple(stems[position : position + length]) in self.phrases:
                return length
        return 0


def features_of(tokens: Sequence[ChatToken], lookups: Lookups) -> list[list[str]]:
    """Return the features of each token, in order; the same list serves training and parsing."""
    stems = [stem_of(token.folded) for token in tokens]
    own = [
        _own_features(token, stem, marks)
        for token, stem, marks in zip(tokens, stems, lookups.marks(stems), strict=True)
    ]
    words = [_EDGE, _EDGE, *(_word_or_shape(token) for token in tokens), _EDGE, _EDGE]
    marks = [_EDGE, *time_marks(tokens), _EDGE]
    names_itself = any(token.folded in _WORDS_BEFORE_OWN_NAME for token in tokens)
    return [
        [
            "bias",
            *own[place],
            *_around(place, own),
            *_together(words[place : place + 5], own[place]),
            *_glued(place, tokens),
            *_timed(tokens[place].folded, marks[place : place + 3]),
            *(f"self|{hint}" for hint in _hints(own[place]) if names_itself),
        ]
        for place in range(len(tokens))
    ]


def _around(place: int, own: list[list[str]]) -> Iterator[str]:
    """Yield what the neighbours are, each with its distance."""
    for distance in (-2, -1, 1, 2):
        if 0 <= place + distance < len(own):
            for feature in own[place + distance]:
                if feature[0] in _SHARED:
                    yield f"{distance}:{feature}"
        else:
            yield f"{distance}:{_EDGE}"


def _together(words: Sequence[str], own: list[str]) -> Iterator[str]:
    """Yield runs of words; words: two before the token, itself, two after."""
    earlier, before, word, after, later = words
    yield f"b-:{before}|{word}"
    yield f"b+:{word}|{after}"
    yield f"b-+:{before}|{after}"
    yield f"t-:{earlier}|{before}"
    yield f"t+:{after}|{later}"
    for hint in _hints(own):
        yield f"k-:{before}|{hint}"
        yield f"k+:{hint}|{after}"
        yield f"k--:{earlier}|{before}|{hint}"


def _glued(place: int, tokens: Sequence[ChatToken]) -> Iterator[str]:
    """Yield what is written without a space: «17hs», «2da», «$500»."""
    if place and tokens[place - 1].end == tokens[place].start:
        yield "glue-"
    if place + 1 < len(tokens) and tokens[place + 1].start == tokens[place].end:
        yield f"glue+:{_word_or_shape(tokens[place + 1])}"


def _timed(word: str, marks: Sequence[str]) -> Iterator[str]:
    """Yield what the grammar of times says; marks: of the token before, the token, the next."""
    before, mark, after = marks
    yield from (f"t={mark}", f"t-1={before}", f"t+1={after}", f"tw={mark}|{word}")
    yield from (f"t-={before}|{mark}", f"t+={mark}|{after}")


def _hints(own: list[str]) -> list[str]:
    """Return what a token may be by its word class or the lookups; a dash for nothing known."""
    return [feature for feature in own if feature.startswith(("c=", "l="))] or ["-"]


def _own_features(token: ChatToken, stem: str, marks: list[str]) -> list[str]:
    word = token.folded
    features = [f"w={_word_or_shape(token)}", f"s={stem}", f"shape={_shape(token.text)}"]
    features.extend(f"c={name}" for name in classes_of(word))
    features.extend(f"l={mark}" for mark in marks)
    if word.isalpha():
        features.extend(f"p{size}={word[:size]}" for size in (2, 3, 4, 5) if len(word) >= size)
        features.extend(f"e{size}={word[-size:]}" for size in (2, 3, 4) if len(word) >= size)
    if is_booking_code(token.text):
        features.append("code")
    return features


def _word_or_shape(token: ChatToken) -> str:
    word = token.folded
    if not word[:1].isdigit():
        return word
    if ":" in word:
        return "<clock>"
    digits = sum(char.isdigit() for char in word)
    if digits > 2 or not word.isdecimal():
        return f"<{_shape(word)}>"
    return "<hour>" if int(word) <= 24 else "<day>" if int(word) <= 31 else "<two digits>"


def _shape(text: str) -> str:
    if text.isalpha():
        return "low" if text.islower() else "UP" if text.isupper() and len(text) > 1 else "Title"
    return "".join("d" if char.isdigit() else "x" if char.isalpha() else char for char in text[:8])
