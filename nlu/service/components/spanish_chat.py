"""One reading of WhatsApp Spanish, shared by every component of the pipeline.

Pure text functions without Rasa, so that they can be tried and measured alone. They never change
the message: a token keeps the offsets of the original text and carries its folded form beside it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

# A booking code is one token: «TN-4F7K», also written «tn 4f7k» or «TN4F7K», if a digit is in it.
_BOOKING_CODE = (
    r"(?<!\w)(?:[Tt][Nn]-[A-Za-z0-9]{4}|[Tt][Nn] ?(?=[A-Za-z]{0,3}\d)[A-Za-z0-9]{4})(?!\w)"
)
_NUMBER = r"\d+(?:[.,:]\d+)*"
_WORD = r"[^\W\d_]+"
# The same sign repeated is one token: «???», «...»; an emoji keeps its joiners and skin tones.
_FLAG = r"[\U0001F1E6-\U0001F1FF]{2}"
_SIGN = r"(?P<sign>[^\w\s])(?P=sign)*[\u200d\u20e3\ufe0f\U0001F3FB-\U0001F3FF]*|_+"
_TOKEN = re.compile(f"{_BOOKING_CODE}|{_NUMBER}|{_WORD}|{_FLAG}|{_SIGN}")
_CODE_SHAPE = re.compile(f"{_BOOKING_CODE}$")

_LAUGH = re.compile(r"(?:j+[aeio]+){2,}j*|(?:h+[ae]+){3,}h*|(?:k){3,}|lol+|xd+")
_REPEATED = re.compile(r"([^lrc])\1+|([lrc])\2{2,}")

# The word meant -> its chat spellings, all folded (no accents). Only spellings that mean the same
# wherever they stand; words of the same use are joined too, so that fewer examples teach more.
_SPELLINGS_OF = {
    "que": "q k ke qe qu",
    "por": "x",
    "de": "d",
    "me": "m",
    "para": "pa p xa",
    "para_el": "pal",
    "porque": "xq pq xk porq pork xke",
    "por_favor": "xfa xfi porfa porfi porfis porfas xfavor porfavor plis pls plz please pliz",
    "tambien": "tmb tb tbn tmbn tambn tbm",
    "manana": "tmn mnn mna maniana manan mnana manaana mana",
    "horas": "hs hrs hr h hora",
    "minutos": "min mins minuto minutito minutitos",
    "fin_de_semana": "finde findes",
    "despues": "dsp dps desp dsps despue depues despes",
    "cuando": "cdo cnd cndo kuando qndo qando",
    "donde": "dnd dond dnde",
    "como": "komo cm",
    "estoy": "toy toi estoi",
    "esta": "ta sta",
    "estas": "tas",
    "estan": "tan",
    "mensaje": "msj msg mensajito mje",
    "mensajes": "msjs mensajitos msgs",
    "telefono": "tel fono",
    "celular": "cel celu",
    "direccion": "dire direc direccio direcion",
    "ubicacion": "ubi ubic ubicasion",
    "whatsapp": "wpp wsp wp wapp was wasap guasap whats watsap wsap",
    "mercadopago": "mp mepago",
    "transferencia": "trans transf",
    "efectivo": "efvo efec",
    "deposito": "depo",
    "bueno": "bno weno gueno",
    "bien": "bn vien",
    "buena": "bna wena guena",
    "buenas": "bnas wenas buens guenas",
    "gracias": "grax gcias grcs grs grac grasias gracia grazie",
    "si": "sip sep sisi zi see sii",
    "no": "nop nou nono naa nah",
    "entonces": "tons entons entonc entoces",
    "aca": "aki aqui",
    "alli": "ahi ay ahy alla",
    "hoy": "hoi oy",
    "ahora": "aora ahorita",
    "horario": "orario",
    "horarios": "orarios",
    "quiero": "kiero qiero kero",
    "quisiera": "kisiera qisiera",
    "hola": "ola holis holi alo",
    "necesito": "nesecito nececito nesesito necsito nesito",
    "hacer": "aser acer haser",
    "haces": "aces ases",
    "hacen": "asen acen hasen",
    "hace": "ase",
    "hice": "ice ise",
    "hizo": "iso izo",
    "voy": "boy",
    "vamos": "bamos",
    "vino": "bino",
    "llego": "yego",
    "llegar": "yegar",
    "llamar": "yamar",
    "cancela": "cansela",
    "cancelar": "canselar kancelar",
    "cancelame": "canselame",
    "turno": "turnito tuno trno turnno tueno",
    "turnos": "turnitos",
    "lunes": "lun",
    "miercoles": "mierc mier mie",
    "jueves": "jue juev hueves guebes",
    "viernes": "vie vier biernes",
    "sabado": "sab",
    "domingo": "dom",
    "departamento": "depto dpto",
    "peluqueria": "pelu",
    "profesor": "profe",
    "muy": "re mui",
}
_WORD_MEANT = {
    spelling: meant for meant, written in _SPELLINGS_OF.items() for spelling in written.split()
}


@dataclass(frozen=True, slots=True)
class ChatToken:
    """One token: text[start:end] of the message as written, and what it stands for, folded."""

    text: str
    start: int
    end: int
    folded: str


def without_accents(text: str) -> str:
    """Return text in lower case without accents; ñ becomes n. Same length is not promised."""
    decomposed = unicodedata.normalize("NFD", text.lower())
    return "".join(char for char in decomposed if unicodedata.category(char) != "Mn")


def fold(token: str) -> str:
    """Return the form a token has in a dictionary: «MAÑANAAA» and «tmñ» both give «manana»."""
    word = without_accents(token) or token  # a lone accent leaves nothing
    if _LAUGH.fullmatch(word):
        return "jaja"
    if not word[:1].isalpha():
        return word[0] if len(set(word)) == 1 and not word.isdigit() else word
    word = _REPEATED.sub(lambda run: run.group(1) or run.group(2), word)
    return _WORD_MEANT.get(word, word)


def tokens_of(text: str) -> Iterator[ChatToken]:
    """Yield the tokens of a message in order; offsets are those of the message as it was sent."""
    for match in _TOKEN.finditer(text):
        written = match.group()
        if is_booking_code(written):
            yield ChatToken(written, match.start(), match.end(), "codigo_de_turno")
        else:
            yield ChatToken(written, match.start(), match.end(), fold(written))


def is_booking_code(token: str) -> bool:
    """Return whether a token has the shape of a booking code («TN-4F7K»)."""
    return _CODE_SHAPE.match(token) is not None
