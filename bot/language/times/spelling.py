"""The words of time behind what was typed: shortened, joined, stretched or misspelt.

One edit at most (a letter wrong, missing, extra, or two swapped), and never away from a real
word: «nuevo» is not «nueve», «salado» is not «sábado».
"""

import re
from functools import lru_cache
from typing import Final

from bot.language.times.vocabulary import (
    ALIASES,
    JOINABLE,
    JOINABLE_TAILS,
    JOINED,
    MONTHS,
    NUMBERS,
    ORDINALS,
    WEEKDAY_PLURALS,
    WEEKDAYS,
)

_SHORTEST_CORRECTED: Final = 4
_TARGETS: Final = frozenset(
    [
        "lunes",
        "martes",
        "miercoles",
        "jueves",
        "viernes",
        "sabado",
        "domingo",
        "sabados",
        "domingos",
        "enero",
        "febrero",
        "marzo",
        "abril",
        "junio",
        "julio",
        "agosto",
        "septiembre",
        "setiembre",
        "octubre",
        "noviembre",
        "diciembre",
        "manana",
        "tarde",
        "tardecita",
        "noche",
        "nochecita",
        "mediodia",
        "siesta",
        "temprano",
        "tempranito",
        "madrugada",
        "semana",
        "quincena",
        "proximo",
        "proxima",
        "siguiente",
        "entrante",
        "primera",
        "ultima",
        "principios",
        "mediados",
        "media",
        "despues",
        "almorzar",
        "almuerzo",
        "alrededor",
        "navidad",
        "nochebuena",
        "carnaval",
        "pascuas",
        "cinco",
        "siete",
        "nueve",
        "cuatro",
        "quince",
        "catorce",
        "dieciseis",
        "diecisiete",
        "dieciocho",
        "diecinueve",
        "veinte",
        "treinta",
        "cuarenta",
        "aproximadamente",
        "posible",
        "finde",
        "cualquier",
        "minutos",
        "ahora",
        "feriado",
    ]
)
# Real words and names one edit away from a target.
_PROTECTED: Final = frozenset(
    [
        "lunas",
        "luces",
        "unes",
        "luna",
        "marte",
        "marta",
        "mates",
        "partes",
        "artes",
        "mares",
        "martas",
        "mantes",
        "martin",
        "jueces",
        "mueves",
        "nieves",
        "nieve",
        "vienes",
        "vienen",
        "sabido",
        "salado",
        "sacado",
        "sabalo",
        "sobado",
        "dominio",
        "domino",
        "domine",
        "dominan",
        "entero",
        "entro",
        "genero",
        "enebro",
        "marco",
        "mareo",
        "mazo",
        "mario",
        "margo",
        "marro",
        "abrir",
        "abri",
        "abrio",
        "abris",
        "atril",
        "fabril",
        "junto",
        "junta",
        "juntos",
        "judio",
        "junior",
        "junin",
        "juli",
        "julia",
        "julian",
        "julito",
        "tulio",
        "juana",
        "angosto",
        "augusto",
        "agustin",
        "manzana",
        "manada",
        "banana",
        "macana",
        "manan",
        "pasada",
        "tarda",
        "tardo",
        "tarden",
        "arde",
        "tarda",
        "tardas",
        "coche",
        "broche",
        "anoche",
        "leche",
        "noches",
        "tardes",
        "fiesta",
        "fiestas",
        "esta",
        "tempranas",
        "semanal",
        "semanas",
        "quincenal",
        "proximos",
        "proximas",
        "primero",
        "primer",
        "primeras",
        "primeros",
        "segundo",
        "seguida",
        "medio",
        "medir",
        "medida",
        "medica",
        "medico",
        "medias",
        "medios",
        "mediar",
        "media",
        "cinto",
        "circo",
        "siente",
        "sienta",
        "siento",
        "nuevo",
        "nueva",
        "nuevos",
        "nuevas",
        "mueve",
        "llueve",
        "trace",
        "cuadro",
        "cuarto",
        "cuartos",
        "vente",
        "venite",
        "viniste",
        "cuento",
        "cuanto",
        "cuando",
        "cavidad",
        "hora",
        "horas",
        "ahorra",
        "ahorro",
        "ahorrar",
        "posibles",
        "linde",
        "fide",
        "fine",
        "fines",
        "fin",
        "findes",
        "finde",
        "minuto",
        "minute",
        "minutos",
        "meda",
        "media",
        "dedia",
        "sedia",
        "cinta",
        "cita",
        "citas",
        "vinco",
        "onda",
        "banda",
        "feria",
        "feriados",
        "ferrado",
        "parte",
        "parten",
        "cerca",
        "marques",
        "lentes",
        "siete",
        "siesta",
        "fiesta",
        "noche",
        "donde",
        "dande",
        "viene",
        "tiene",
        "tienen",
        "saben",
        "sabes",
        "sabe",
        "sabado",
        "sabados",
        "nunca",
        "marcos",
        "domina",
        "once",
        "sietes",
        "tarta",
        "tartas",
        "carde",
        "trajo",
        "tardaba",
        "tardan",
        "pardo",
        "verde",
        "fardo",
        "bardo",
        "cardo",
        "sardo",
        "tender",
        "junio",
        "julio",
        "nicole",
        "nochera",
        "ultimo",
        "ultimas",
        "ultimos",
        "ultimar",
        "pascual",
        "pascua",
        "carnavales",
        "veintes",
        "semanita",
        "hermana",
        "romana",
        "enseno",
        "ensero",
        "enojo",
        "marino",
        "marido",
        "mariano",
        "marina",
        "mandan",
        "mandas",
        "manana",
        "mananas",
        "mediano",
        "mediana",
        "median",
        "medial",
        "emedia",
        "comedia",
        "tragedia",
        "remedia",
        "asedia",
        "movies",
        "finge",
        "fince",
        "fiende",
        "quite",
        "quinte",
        "agosta",
        "agote",
        "poseible",
        "cosible",
        "possible",
        "posibilita",
        "primavera",
        "primeriza",
        "primate",
        "primaria",
        "manija",
        "manejo",
        "manera",
        "maneras",
        "montana",
        "ventana",
        "campana",
        "semilla",
        "semejante",
        "ahogar",
        "julieta",
        "agustina",
        "juntas",
        "junte",
        "junten",
        "jurado",
        "jurar",
        "nueves",
        "nievas",
        "suerte",
        "puerta",
        "fuerte",
        "siembre",
        "siempre",
        "diciendo",
        "novio",
        "novia",
        "abrigo",
        "abriga",
        "abran",
        "abren",
        "abre",
        "sabana",
        "sabanas",
        "cabado",
        "lavado",
        "ganado",
        "sanado",
        "saldado",
        "asado",
        "atado",
        "tratado",
        "sabroso",
        "salida",
        "saliendo",
        "hacienda",
        "entera",
        "enteros",
        "enterar",
        "entera",
        "enterado",
        "viendo",
        "vierte",
        "vientre",
        "dientes",
        "clientes",
        "cliente",
        "tientes",
        "mentes",
        "carnet",
        "canal",
        "carnal",
        "pascuales",
        "siguiendo",
        "siguiera",
        "siguientes",
        "entraste",
        "entrantes",
        "entraste",
        "tarjeta",
        "tardio",
        "tardia",
        "tarado",
        "tarada",
        "tirada",
        "nace",
        "noces",
        "hoche",
        "doche",
        "troche",
        "derroche",
    ]
)
_KNOWN: Final = frozenset(
    set(WEEKDAYS) | set(MONTHS) | set(NUMBERS) | set(ORDINALS) | set(WEEKDAY_PLURALS) | _TARGETS
)
_THREE_ALIKE: Final = re.compile(r"([a-z])\1{2,}")
_TWO_ALIKE: Final = re.compile(r"([a-km-qs-z])\1")


@lru_cache(maxsize=8192)
def spell(word: str) -> tuple[str, ...]:
    """Return the known words behind a folded word, or the word itself when there are none.

    More than one when they were written together («alatarde»).
    """
    for candidate in _unstretched(word):
        if candidate in JOINED:
            return JOINED[candidate]
        if candidate in ALIASES:
            return (ALIASES[candidate],)
        if candidate in _KNOWN:
            return (candidate,)
    word = _THREE_ALIKE.sub(r"\1", word)
    return _parted(word) or (_corrected(word),)


def _unstretched(word: str) -> tuple[str, ...]:
    single = _THREE_ALIKE.sub(r"\1", word)
    return (word, single, _TWO_ALIKE.sub(r"\1", single))


def _parted(word: str) -> tuple[str, ...]:
    for head in JOINABLE:
        tail = word[len(head) :]
        if word.startswith(head) and tail in JOINABLE_TAILS:
            return (*JOINED.get(head, (head,)), tail)
    return ()


def _corrected(word: str) -> str:
    if len(word) < _SHORTEST_CORRECTED or word in _PROTECTED:
        return word
    near = {target for key in _with_one_less(word) for target in _BY_DELETION.get(key, ())}
    close = sorted(target for target in near if _is_one_edit(word, target))
    return close[0] if close else word


def _with_one_less(word: str) -> set[str]:
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}


def _is_one_edit(word: str, target: str) -> bool:
    """True when one change, gap, extra letter or swap of neighbours turns one into the other."""
    if len(word) == len(target):
        wrong = [at for at in range(len(word)) if word[at] != target[at]]
        if len(wrong) == 1:
            # A short word with another first letter is more often another word.
            return wrong[0] > 0 or len(word) > _SHORTEST_CORRECTED + 1 or word[0] in "bvszcg"
        return (
            len(wrong) == 2
            and wrong[1] == wrong[0] + 1
            and word[wrong[0]] == target[wrong[1]]
            and word[wrong[1]] == target[wrong[0]]
        )
    longer, shorter = (word, target) if len(word) > len(target) else (target, word)
    return len(longer) - len(shorter) == 1 and any(
        longer[:at] + longer[at + 1 :] == shorter for at in range(len(longer))
    )


def _by_deletion() -> dict[str, tuple[str, ...]]:
    table: dict[str, tuple[str, ...]] = {}
    for target in sorted(_TARGETS):
        for key in _with_one_less(target):
            table[key] = (*table.get(key, ()), target)
    return table


_BY_DELETION: Final = _by_deletion()
