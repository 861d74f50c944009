"""For whom an appointment is, and for how many: «para mi mamá», «somos dos», «mi hermana y yo»."""

import re
from dataclasses import dataclass

from bot.language.folding import fold

_KIN = (
    "mama|mami|papa|papi|madre|padre|viej[oa]|hij[oa]|nen[ea]|nenit[oa]|beb[ea]|herman[oa]|"
    "herman[oi]t[oa]|abuel[oa]|ti[oa]|prim[oa]|sobrin[oa]|novi[oa]|marido|espos[oa]|mujer|señora|"
    "pareja|amig[oa]|suegr[oa]|cuñad[oa]|jef[ea]|vecin[oa]|compañer[oa]|niet[oa]|ahijad[oa]|chic[oa]"
)
_FEW = {"dos": 2, "2": 2, "tres": 3, "3": 3, "cuatro": 4, "4": 4}
_NUMBERS = {"cinco": 5, "seis": 6, "siete": 7, "ocho": 8, "nueve": 9, "diez": 10, "doce": 12} | _FEW
_SMALL = "|".join(_FEW)
_MANY = rf"{'|'.join(_NUMBERS)}|[1-9]\d?"
_COUNT = re.compile(
    rf"\b(?:somos|seriamos|vamos a ser|para nosotr[oa]s) ({_MANY})\b(?! (?:hs|horas))|"
    rf"\b(?:vamos|venimos|para los) ({_SMALL})\b|"
    rf"\bpara (?:(?:mis|los|las) )?({_MANY}) (?:{_KIN})s\b|"
    rf"\b({_MANY}) (?:personas|lugares|cupos|vacantes)\b|\b({_SMALL}) (?:turnos|cortes)\b|"
    rf"\bpara (dos|tres)\b(?! (?:y|hs|horas|de la))"
)
_BOTH = re.compile(
    rf"\b(?:para )?(?:mi|yo) y (?:otro |otra )?(?:para |con )?(?:mi|el|la|un|una) (?:{_KIN})\b|"
    rf"\bmi (?:{_KIN}) y (?:yo|para mi|a mi)\b|\b(?:ambos|ambas|l[oa]s dos) (?:juntos|juntas)\b|"
    rf"\b(?:va|viene|iria|se suma) (?:tambien )?mi (?:{_KIN})\b(?=.*\b(?:tambien|l[oa]s dos)\b)|"
    rf"\btambien (?:va|viene|iria|se suma) mi (?:{_KIN})\b|"
    rf"\b(?:un[oa]?|turno) para mi y (?:un[oa]?|otr[oa]) para (?:mi|el|la) (?:{_KIN})\b"
)
_ALONE = re.compile(
    r"\b(?:solo (?:yo|para mi|uno|una(?! \w))|para mi sol[oa]|(?:voy|yo) sol[oa]|un solo turno|"
    r"un[oa] sol[oa](?! \w)|sol[oa] yo|yo nomas|un[oa] nomas|al final un[oa](?! \w))\b"
)
_DROPS_OUT = re.compile(
    rf"\b(?:(?:mi|el|la) (?:{_KIN})|ella|la otra|el otro) "
    r"(?:al final |ya |tampoco |me (?:dice|avisa) que |dice que )*"
    r"(?:no (?:va|viene|puede|quiere|se suma|llega|va a (?:ir|venir|poder))|"
    r"se (?:bajo|baja|borro))\b|"
    r"\b(?:somos|queda|quedamos|dejame|dejalo en|que sea|mejor) (?:para )?un[oa]\b(?! \w)"
)
_FOR_KIN = re.compile(rf"\bpara (?:mi|el|la|mis) (?P<kin>{_KIN})\b(?! del? )")
_ITS_KIN = re.compile(rf"\b(?:es|seria|turno) (?:para|de) (?:mi|el|la) (?P<kin>{_KIN})\b")
_NAME = r"(?P<name>[^\W\d_]{2,20}(?: [A-ZÁÉÍÓÚÑ][^\W\d_]{1,19}){0,2})"
_IN_THE_NAME = re.compile(rf"\b(?:[Aa] nombre de|[Ss]e llama|[Ss]u nombre es|[Pp]onelo a) {_NAME}")
_AFTER_KIN = re.compile(
    r"\s*,?\s+(?P<name>[A-ZÁÉÍÓÚÑ][^\W\d_]{1,19}(?: [A-ZÁÉÍÓÚÑ][^\W\d_]{1,19})?)\b"
)
_ONLY_A_NAME = re.compile(r"[^\W\d_]{2,20}(?: [^\W\d_]{2,20}){0,2}")
_NO_NAMES = {"mi", "un", "una", "quien", "el", "la", "su", "tu", "otro", "otra", "nadie"}


@dataclass(frozen=True, slots=True)
class Party:
    """Who comes. count: None when not said. kin: who it is for («mamá»); name: that name."""

    count: int | None = None
    kin: str | None = None
    name: str | None = None


def party(text: str) -> Party:
    """Return who comes by what a message says."""
    folded = fold(text)
    if len(folded) != len(text):
        folded = text.lower()  # a letter that folds to two would shift what is cut out below
    count = _count(folded)
    in_name = _IN_THE_NAME.search(text)
    match = _FOR_KIN.search(folded) or _ITS_KIN.search(folded)
    kin = text[match.start("kin") : match.end("kin")].lower() if match and not count else None
    name = in_name["name"] if in_name and fold(in_name["name"]) not in _NO_NAMES else None
    if name is None and kin is not None and match is not None:
        after = _AFTER_KIN.match(text, match.end())
        name = after["name"] if after else None
    return Party(count, kin, name.title() if name else None)


def drops_out(text: str) -> bool:
    """Whether one of several does not come after all: «mi hermana al final no puede»."""
    return _DROPS_OUT.search(fold(text)) is not None


def only_a_name(text: str) -> str | None:
    """Return a message that is one to three words of letters as a name, else None."""
    plain = text.strip(" .!¡\n")
    return plain.title() if _ONLY_A_NAME.fullmatch(plain) else None


def _count(folded: str) -> int | None:
    match = _COUNT.search(folded)
    if match:
        said = next(filter(None, match.groups()))
        return _NUMBERS.get(said) or int(said)
    if _BOTH.search(folded):
        return 2
    return 1 if _ALONE.search(folded) else None
