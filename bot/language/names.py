"""Which services and providers of the catalogue a message names, whatever it calls them.

What is named to be refused («color, no corte», «con Laura no») is not named.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import snowballstemmer

from bot.domain.catalogue import Catalogue, Provider, Service
from bot.language.folding import fold, within_one_edit, words
from bot.language.trade_words import SAID_FOR

_TITLES = {"dr", "dra", "doctor", "doctora", "lic", "licenciada", "licenciado", "prof", "profe"}
_EMPTY = {
    "de", "del", "la", "el", "los", "las", "y", "con", "en", "a", "para", "un", "una", "por",
    "personal", "matriculado", "particular", "sesion", "visita", "clase", "consulta", "belleza",
    "esmaltado", "revision", "cambio", "turno", "servicio", "cita", "atencion",
}  # fmt: skip
_CLAUSE_END = re.compile(r"[,.;:!?\n]+")
_BEFORE_REFUSED = {"no", "ni", "sin"}
_TAKES_OUT = {"sacame", "sacale", "saca", "quitame", "quitale", "quita", "menos"}  # «sacame el …»
_INSTEAD = (("en", "vez", "de"), ("en", "lugar", "de"))
_VAGUE = {"pelo", "cabello"}  # of any service of a hairdresser, once another word says which
_ROOMS = {"baño", "cocina"}  # where a tap leaks, once another word says what is to be done
_LISTS = {"y", "e", "mas", "tambien", "ademas"}
_GOVERNS = {"de", "del", "en"}  # «la canilla del baño» is about a canilla
_ARTICLES = {"la", "el", "mi", "los", "las"}
_NEAR = 3  # words beside an «y» that may be what is listed
_POINTS = {"con", "la", "el", "lo", "a", "de", "para", "por", "señora", "señor", "doña", "don"}
_DIMINUTIVE = re.compile(r"it[oa]s?$")
_LEAST_SHORT_NAME = 3
_LEAST_SLIPPED = 5
_FOR_SERVICES = {word for said in SAID_FOR.values() for word in said} | set(SAID_FOR)
_LEAST_STEMMED = 4  # letters: «laser» has the stem of «las», which every hour is said with
_NO_SHORT_NAMES = {"mar", "sol"}  # «el mar 10 hs» is a Tuesday
_LIGHT = {
    "para", "por", "de", "del", "el", "la", "lo", "los", "las", "con", "un", "una", "a", "al",
    "era", "es", "quiero", "queria", "quise", "sea", "fuera", "hacerme",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Named:
    """What a message names. services: offered ones that fit best; empty when none is named.

    providers: those named by their own name. trades: providers named by trade only. refused:
    providers named to be refused.
    """

    services: tuple[Service, ...]
    providers: tuple[Provider, ...]
    trades: tuple[Provider, ...]
    refused: tuple[Provider, ...] = ()


@lru_cache(maxsize=8192)
def _stem(word: str) -> str:
    return str(snowballstemmer.stemmer("spanish").stemWord(word))


_OTHER_WORDS = frozenset(
    ("camina", "caminan", "barbaro")
)  # one letter from a trade, and no slip of it
_FOOTBALL = {"river", "gana", "ganan", "gano", "juega", "partido", "campeon", "juniors", "racing"}


@lru_cache(maxsize=65_536)  # the words of a trade and of people who ask for it are few
def _same(said: str, known: str) -> bool:
    if said == known:
        return True
    if len(known) >= 5 and len(said) >= _LEAST_STEMMED and _stem(said) == _stem(known):
        return True
    may_slip = len(known) >= 6 and len(said) >= 5 and said not in _OTHER_WORDS
    return may_slip and within_one_edit(said, known)


@lru_cache(maxsize=65_536)
def _says(word: str, catalogue_word: str) -> bool:
    known = SAID_FOR.get(catalogue_word, (catalogue_word,))
    return any(_same(word, option) for option in known)


def _is_said(catalogue_word: str, said: tuple[str, ...]) -> bool:
    return any(_says(word, catalogue_word) for word in said)


@lru_cache(maxsize=8192)
def _key_words(name: str) -> tuple[str, ...]:
    kept = tuple(word for word in words(name) if word not in _EMPTY)
    return kept or words(name)


def _fits(names: tuple[str, ...], said: tuple[str, ...]) -> float:
    """How well words of a catalogue name are said: all of them counts most, none is 0."""
    hits = sum(_is_said(name, said) for name in names)
    return hits - 0.4 * (len(names) - hits) if hits else 0.0


def _fits_exactly(names: tuple[str, ...], said: tuple[str, ...]) -> float:
    """Like _fits, and a little better when the name itself is said, not a word for it."""
    fit = _fits(names, said)
    itself = fit > 0 and any(_same(word, name) for word in said for name in names)
    return fit + 0.2 if itself else fit


def providers_named(said: tuple[str, ...], providers: Iterable[Provider]) -> tuple[Provider, ...]:
    """Return the providers whose first name, surname or shop name is said, in catalogue order."""
    return tuple(one for one in providers if words_for(said, one))


def words_for(said: tuple[str, ...], provider: Provider) -> set[str]:
    """Return the words that name a provider: «Laura», «Gomez», «la Lau», «Laurita»."""
    return {
        word
        for before, word in zip(("", *said), said, strict=False)
        if _names(word, provider.name, may_be_short=before in _POINTS)
    }


@lru_cache(maxsize=65_536)
def _names(word: str, full_name: str, *, may_be_short: bool) -> bool:
    """Whether a word names somebody; may_be_short: what stands before it announces a name."""
    names = [one for one in words(full_name) if one not in _TITLES and len(one) > 2]
    if any(word == name or _is_slip(word, name) for name in names):
        return True
    first = names[0] if names else ""
    is_short = may_be_short and len(word) >= _LEAST_SHORT_NAME and first.startswith(word)
    stem = _DIMINUTIVE.sub("", word)
    is_fond = stem != word and len(stem) > _LEAST_SHORT_NAME and first.startswith(stem)
    return (is_short or is_fond) and word not in _NO_SHORT_NAMES


def _is_slip(said: str, name: str) -> bool:
    """Whether a word is a name with one slip; a word for a service is none («corte», «Norte»)."""
    is_long = len(name) >= _LEAST_SLIPPED and len(said) >= _LEAST_SLIPPED
    return is_long and said not in _FOR_SERVICES and within_one_edit(said, name)


def find_names(text: str, catalogue: Catalogue) -> Named:
    """Return which services, providers and trades a message names."""
    said, refused = _parted(text)
    providers = providers_named(said, catalogue.providers)
    own_names = {word for provider in providers for word in words(provider.name)}
    own_names |= {word for provider in providers for word in words_for(said, provider)}
    pool = providers or catalogue.providers
    rest = _telling(tuple(word for word in said if word not in own_names), pool)
    trade_fits = {one.id: _fits_exactly(_key_words(one.trade), rest) for one in pool}
    fits = {
        service.id: _fits(_key_words(service.name), rest)
        for provider in pool
        for service in provider.services
    }
    offered = [service for provider in pool for service in provider.services]
    for service in offered:
        if fits[service.id] > 0 and trade_fits[service.provider_id] > 0:
            # «corte … peluquería» is not the dog's; «plomero … cocina» is not the gas fitter's
            fits[service.id] += 0.5 * trade_fits[service.provider_id]
    services = tuple(one for one in offered if _is_best(fits[one.id], fits.values()))
    trades = tuple(one for one in pool if _is_best(trade_fits[one.id], trade_fits.values()))
    unwanted = providers_named(refused, catalogue.providers)
    return Named(services, providers, trades if not providers else (), unwanted)


def _is_best(fit: float, fits: Iterable[float]) -> bool:
    return fit > 0 and fit == max(fits)


def services_refused(text: str, provider: Provider) -> tuple[Service, ...]:
    """Return the services of one provider that a message takes out: «sacame el brushing»."""
    _, refused = _parted(text)
    return _services_said(refused, provider)


def service_with(text: str, provider: Provider, current: Service) -> Service | None:
    """Return the provider's service that is the current one and what is said besides.

    «¿y con corte?» of a «Baño» is the «Baño y corte», and of that itself nothing new.
    """
    said, _ = _parted(text)
    have = set(_key_words(current.name))
    if len(have) > 1 and not services_in(text, provider):
        return current if any(_is_said(one, said) for one in have) else None
    for service in provider.services:
        more = set(_key_words(service.name)) - have
        if (
            more
            and have < set(_key_words(service.name))
            and all(_is_said(one, said) for one in more)
        ):
            return service
    return None


def services_in(text: str, provider: Provider) -> tuple[Service, ...]:
    """Return every service of one provider that a message names, in the catalogue's order."""
    said, _ = _parted(text)
    return _services_said(_telling(said, (provider,)), provider)


def listed_beside(text: str, provider: Provider, catalogue: Catalogue) -> tuple[str, ...]:
    """Return the names of services of others that are listed beside one of a provider's own.

    «corte y barba con Laura»: the barba. Where a tap leaks («la canilla del baño») is not listed.
    """
    said, _ = _parted(text)
    listed = _listed(said)
    own = {service.name for service in provider.services}
    like = [one for one in catalogue.providers if one.visits_homes == provider.visits_homes]
    names = dict.fromkeys(
        service.name
        for other in like
        for service in _services_said(listed, other)
        if service.name not in own and set(_key_words(service.name)) & set(map(_plain, listed))
    )
    return tuple(names) if _services_said(_telling(said, (provider,)), provider) else ()


def _listed(said: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words right beside an «y», but those of a place («del baño»)."""
    near: set[int] = set()
    for at, word in enumerate(said):
        if word in _LISTS:
            near.update(range(max(0, at - _NEAR), min(len(said), at + _NEAR + 1)))
    return tuple(word for at, word in enumerate(said) if at in near - _placed(said))


def _placed(said: tuple[str, ...]) -> set[int]:
    """Return the positions of what stands behind «de» or «en»: «del baño», «en la cocina»."""
    found = set()
    for at, word in enumerate(said):
        if word in _GOVERNS:
            found.add(at + 1)
            if said[at + 1 : at + 2] and said[at + 1] in _ARTICLES:
                found.add(at + 2)
    return found


def _plain(word: str) -> str:
    """Return a word without its plural, as catalogues name things."""
    return word.removesuffix("s") if len(word) > 5 else word


def _telling(said: tuple[str, ...], providers: Iterable[Provider]) -> tuple[str, ...]:
    """Return the words without «pelo» and rooms, when others say what is to be done."""
    placed, around = _placed(said), ("", *said, "")
    telling = tuple(
        word
        for at, word in enumerate(said)
        if not (word in _VAGUE and not {around[at], around[at + 2]} & _LISTS)
        and not (word in _ROOMS and at in placed)
    )
    if telling == said:
        return said
    services = [service for provider in providers for service in provider.services]
    return telling if any(_fits(_key_words(one.name), telling) >= 1 for one in services) else said


def _services_said(said: tuple[str, ...], provider: Provider) -> tuple[Service, ...]:
    full = [one for one in provider.services if _fits(_key_words(one.name), said) >= 1]
    names = {one.id: set(_key_words(one.name)) for one in full}
    return tuple(one for one in full if not any(names[one.id] < names[other.id] for other in full))


def services_together(text: str, providers: Iterable[Provider]) -> tuple[tuple[Service, ...], ...]:
    """Return the services asked for in one go («corte y barba»), by each provider who does all.

    Empty when one service is asked for, or one of several («corte o color»).
    """
    if "o" in words(text):
        return ()
    of_each = [services_in(text, provider) for provider in providers]
    most = max((len(services) for services in of_each), default=0)
    return tuple(services for services in of_each if len(services) == most) if most > 1 else ()


def _parted(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the words of a text without the refused ones, and the refused ones."""
    kept: list[str] = []
    refused: list[str] = []
    for clause in _CLAUSE_END.split(fold(text)):
        said = words(clause)
        unwanted = _refused_at(said)
        kept += [word for at, word in enumerate(said) if at not in unwanted]
        refused += [said[at] for at in sorted(unwanted)]
    if not _FOOTBALL.isdisjoint(kept):
        kept = [word for word in kept if word != "boca"]  # the team
    return tuple(kept), tuple(refused)


def _refused_at(said: tuple[str, ...]) -> set[int]:
    """Return the positions of the words that a «no» or «en vez de» of their clause refuses."""
    found = set()
    for at, word in enumerate(said):
        if word in _BEFORE_REFUSED:
            following = at + 1
        elif said[at : at + 3] in _INSTEAD:
            following = at + 3
        elif word in _TAKES_OUT and said[at + 1 : at + 2] and said[at + 1] in _ARTICLES:
            following = at + 2
        else:
            continue
        while following < len(said) and said[following] in _LIGHT:
            following += 1
        if following < len(said):
            found.add(following)
        elif word == "no" and at:
            found.add(at - 1)
    return found
