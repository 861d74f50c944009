"""What people write, made fit to keep for learning: who it is about is replaced by nobody.

Stand-ins keep the shape of what they replace, so that a message still teaches what it taught:
another name for a name, zeros for the digits of a number, another street for a street.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.language.addresses import street_address
from bot.language.folding import fold

_NAME, _STREET, _MAIL = "Sofía", "Mitre 100", "nombre@ejemplo.com"
_MAIL_SHAPE = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
# Phones, DNI, CUIT, cards, CBU: seven digits or more, however they are set apart; not prices.
_NUMBER = re.compile(r"(?<![\d$.,:/])\+?\(?\d(?:[ .()-]{0,2}\d){6,}(?![\d:])")
_PRICE_BEFORE = re.compile(r"\$\s*$")
_WORD = re.compile(r"[^\W\d_]+")
_INTRODUCED = re.compile(
    r"\b(?:soy|me llamo|mi nombre es|se llama|habla|a nombre de|de parte de|firma|atte\.?|"
    r"mi (?:hij[oa]|mam[aá]|pap[aá]|marido|mujer|espos[oa]|herman[oa]|niet[oa]|abuel[oa]|novi[oa]|"
    r"suegr[oa]|sobrin[oa]|ti[oa]|amig[oa]|nene|nena|bebé))\s+(?:el\s+|la\s+|don\s+|doña\s+)?"
    r"(?P<names>[A-ZÁÉÍÓÚÑ][^\W\d_]+(?:\s+(?:(?:de|del|la|las|los)\s+)*[A-ZÁÉÍÓÚÑ][^\W\d_]+){0,3})"
)
_SHORTEST_NAME = 3
_NAMES_SAID = """
agustin agustina alan alberto alejandra alejandro alicia ana andrea andres angel antonella
antonio ariel azul beatriz belen benjamin brenda brian bruno camila candela carla carlos
carolina catalina cecilia celeste claudia claudio cristian cristina dahiana daiana damian
daniel daniela dario david delfina diego eduardo elena elsa emanuel emilia emiliano emilio
enrique ernesto esteban estela ezequiel fabian facundo federico felipe fernanda fernando
florencia franco gabriel gabriela gaston german gisela gladys gonzalo graciela guadalupe
guillermo gustavo hector hernan hugo ignacio ines irene isabella ivan jacinto javier jazmin
jesica jimena joaquin jorge jose josefina juan juana juana julian juliana julieta karen karina
laura leandro leonardo leonel liliana lorena lucas lucia luciana luciano luis luisa macarena
maia malena manuel manuela marcela marcelo marcos margarita maria mariana mariano mario marta
martin martina mateo matias mauricio mauro maximiliano melina melisa mercedes micaela miguel
milagros mirta mora nadia nahuel natalia nelida nestor nicolas noelia nora norberto norma
octavio olga oscar pablo pamela patricia patricio paula pedro rafael ramon ramona raquel raul
ricardo roberto rocio rodolfo rodrigo romina rosa rosario ruben sabrina samuel sandra santiago
sebastian sergio silvia sofia soledad stella susana tamara teresa thiago tobias tomas valentin
valentina valeria vanesa veronica vicente victor victoria virginia walter yamila yanina yesica
zulema
"""
_COMMON_NAMES = frozenset(_NAMES_SAID.split())


@dataclass(frozen=True, slots=True)
class MarkedSpan:
    """A part of a text with its entity; offsets in characters, end exclusive."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Masked:
    """A text about nobody, and where its entities are now."""

    text: str
    spans: tuple[MarkedSpan, ...]


@dataclass(frozen=True, slots=True)
class _Swap:
    start: int
    end: int
    stand_in: str

    @property
    def growth(self) -> int:
        return len(self.stand_in) - (self.end - self.start)


def mask(
    text: str,
    spans: Iterable[MarkedSpan] = (),
    *,
    private_names: Collection[str] = (),
    public_names: Collection[str] = (),
) -> Masked:
    """Replace names, phones, identity numbers, cards, addresses and mail.

    private_names: names of the writer as known. public_names: those of the providers, which a
    model has to learn; they stay even when common.
    """
    swaps = list(_apart(_swaps(text, private_names, public_names)))
    return Masked(_swapped(text, swaps), tuple(_moved(span, swaps) for span in spans))


def _swaps(text: str, private: Collection[str], public: Collection[str]) -> Iterator[_Swap]:
    sure = [_Swap(found.start(), found.end(), _MAIL) for found in _MAIL_SHAPE.finditer(text)]
    sure += [
        _Swap(found.start(), found.end(), re.sub(r"\d", "0", found.group()))
        for found in _NUMBER.finditer(text)
        if not _PRICE_BEFORE.search(text[: found.start()])
    ]
    yield from sure
    for swap in (*_streets(text), *_names(text, private, public)):
        if all(swap.end <= one.start or one.end <= swap.start for one in sure):
            yield swap


def _streets(text: str) -> Iterator[_Swap]:
    begin = 0
    while (street := street_address(text[begin:])) is not None:
        shape = r"[\s,]+".join(re.escape(word) for word in re.split(r"[\s,]+", street) if word)
        found = re.search(shape, text[begin:])
        if found is None:
            return
        yield _Swap(begin + found.start(), begin + found.end(), _STREET)
        begin += found.end()


def _names(text: str, private: Collection[str], public: Collection[str]) -> Iterator[_Swap]:
    kept = {fold(part) for name in public for part in name.split()}
    known = {fold(part) for name in private for part in name.split()} - kept
    for found in _INTRODUCED.finditer(text):
        yield _Swap(*found.span("names"), _NAME)
    end_of_last = -1
    for found in _WORD.finditer(text):
        word = fold(found.group())
        is_capital = found.group()[0].isupper()
        follows = end_of_last >= 0 and not text[end_of_last : found.start()].strip()
        is_name = len(word) >= _SHORTEST_NAME and (
            word in known
            or (is_capital and word in _COMMON_NAMES - kept)
            or (is_capital and follows and word not in kept)
        )
        if is_name:
            yield _Swap(found.start(), found.end(), "" if follows else _NAME)
        end_of_last = found.end() if is_name else -1


def _apart(swaps: Iterable[_Swap]) -> Iterator[_Swap]:
    """Yield swaps in order: of overlapping ones the longest, of names side by side one."""
    last: _Swap | None = None
    for swap in sorted(swaps, key=lambda one: (one.start, -one.end)):
        if last is not None and swap.start < last.end:
            continue
        if last is not None and not swap.stand_in:
            last = _Swap(last.start, swap.end, last.stand_in)
            continue
        if last is not None:
            yield last
        last = swap
    if last is not None:
        yield last


def _swapped(text: str, swaps: Sequence[_Swap]) -> str:
    parts, begin = [], 0
    for swap in swaps:
        parts += [text[begin : swap.start], swap.stand_in]
        begin = swap.end
    return "".join([*parts, text[begin:]])


def _moved(span: MarkedSpan, swaps: Sequence[_Swap]) -> MarkedSpan:
    """Return where a span stands after the swaps; one cut by a swap takes its stand-in whole."""
    start = end = 0
    for swap in swaps:
        if swap.end <= span.start:
            start += swap.growth
        elif swap.start < span.start:
            start += swap.start - span.start
        if swap.end <= span.end:
            end += swap.growth
        elif swap.start < span.end:
            end += swap.start + len(swap.stand_in) - span.end
    return MarkedSpan(span.kind, span.start + start, span.end + end)
