"""Words of requests to the office: the waiting list, one's own data, an invoice, signing up."""

import re

from bot.domain.personal_data import DataRequestKind
from bot.language.folding import fold, words

_LEAVES_LIST = re.compile(
    r"\b((sac|quit|borr|baj|elimin)(a|e)(me|nme|rme)|salir(me)?|dar(me)? de baja|salgo|bajar(me)?) "
    r"(ya )?(de )?(la |esa )?(lista( de espera)?|espera)\b|"
    r"\bya no (quiero (que me avis\w+|el aviso|esperar|estar en la lista)|"
    r"hace falta( que me avis\w+)?|me avis\w+|(lo )?necesito|espero)\b|"
    r"\bya (consegui|saque|encontre|tengo) (turno|otro|en otro|lugar)|"
    r"\bno me avis(es|en|e) (mas )?(si|cuando) se libera|"
    r"\bcancel\w+ (el aviso|la espera|la lista)\b"
)
_JOINS_LIST = re.compile(
    r"\b(en|a) (la |esa )?lista( de espera)?\b|\blista de espera\b|"
    r"\b(avis|anot)\w+ .{0,30}\b(libera|libere|desocupa|desocupe|cancela|cancele|hueco)\b|"
    r"\bsi (se |alguien )?(libera|desocupa|cancela|aparece|surge|sale|baja|falta)\w* "
    r".{0,40}\b(avis\w+|escrib\w+|me dec\w+|contame)"
)
_CONDITION = re.compile(
    r"\b(si|cuando|por si|que)\s+(se\s+(te\s+|les\s+)?(libera|desocupa|abre|hace|cae|cancela)\w*|"
    r"alguien\s+(cancela|falta|se\s+baja)\w*|(sale|surge|aparece|hay|tenes|queda)\w*|"
    r"cancela\w*|falta\w*)"
    r"(\s+(algo|alguno|alguien|un\s+(lugar|lugarcito|turno|hueco|huequito|espacio)|lugar|"
    r"turno|hueco|uno))?",
    re.IGNORECASE,
)
_TELL_ME = re.compile(
    r"\b(me\s+|nos\s+)?(avis\w*|anot\w*|escrib\w*)\b(\s+en\s+(la\s+)?lista(\s+de\s+espera)?)?",
    re.IGNORECASE,
)
_CORRECTS = re.compile(
    r"\b(corr\w+|cambi\w+|modific\w+|actualiz\w+|rectific\w+|mal escrit\w+|esta mal|es con|"
    r"mi nombre (es|no es)|mi apellido (es|no es)|me llamo)\b"
)
_DELETES = re.compile(
    r"\b(borr\w*|elimin\w*|suprim\w*|olvid\w*|saqu\w*|sac\w*|quit\w*|dar\w* de baja|baja|"
    r"no (quiero|guarden|tengan))\b"
)
_SHOWS = re.compile(
    r"\b(que|cuales|ver|saber|mostr\w*|muestr\w*|pasa\w*|acce\w*|acceso|consult\w*|conocer|copia|"
    r"tienen|tenes|guardan)\b"
)
_OF_ANOTHER = re.compile(r"\bdatos (?:personales )?(?:de|del) (?:la |el |los |las |mi |mis )?(\w+)")
_NOBODY = {
    "contacto", "cuenta", "sistema", "base", "aca", "ahi", "whatsapp", "usuario", "turno", "turnos",
    "tarjeta", "todo", "mi", "mio", "facturacion", "bot", "perfil", "celular", "telefono",
}  # fmt: skip
_NAME = re.compile(
    r"\b(?i:mi nombre es|me llamo|soy|es|por|poneme|a)\s*:?\s+"
    r"((?:[A-ZÁÉÍÓÚÑ][\wáéíóúñü'’]+(?:\s+(?:de|del|la|los|las))?\s*){1,5})"
)
_TAKES = re.compile(
    r"\b(l[oa] (quiero|tomo|agarro|reservo|confirmo|acepto)|"
    r"me l[oa] (quedo|llevo|reserv\w+|guard\w+)|"
    r"(reserv|anot|agend|guard)(ame|amel[oa]|al[oa])|contame adentro|de una|ahi voy)\b"
)
_WHILE = r"(rat(o|ito)|toque|po(co|quito)|minutos?|minutitos?|horas?|horita)( mas)?"
_KEEPS = r"(guard\w+|aguant\w+|esper\w+|banc\w+)"
_KEEPS_LONGER = re.compile(
    rf"\b{_KEEPS}\b.{{0,25}}\b{_WHILE}\b|\b{_WHILE} (me |nos )?(l[oa] )?{_KEEPS}\b"
)
_LONGER = re.compile(r"\bguard\w+|\bmas\b|\bhoras?\b|\bhorita\b")
_SURNAME = re.compile(
    r"(?i:apellido)[^A-ZÁÉÍÓÚÑ]{0,40}((?:[A-ZÁÉÍÓÚÑ][\wáéíóúñü'’]+(?:\s+(?:de|del|la))?\s*){1,3})"
)
_KEEPS_DATA = re.compile(
    r"\bno (me )?(borr|elimin|suprim)\w*\b|\b(dej|conserv|guard)\w* mis datos\b|"
    r"\bme arrepenti\b.*\bdatos\b"
)
_LETTER = re.compile(r"\bfact(?:ura)?s? (?:tipo |clase )?([abc])\b")
_BILLED = re.compile(
    r"(?i:a nombre de|raz[oó]n social:?|para la empresa|para)\s+"
    r"([\wÁÉÍÓÚÑáéíóúñ&.'’ ]{3,80}?)(?=\s*(?:[,;\n]|\bcuit\b|\bcuil\b|\bdni\b|\d|$))",
    re.IGNORECASE,
)
_CALENDAR = r"(calendario|calendar|google calendar|ical|ics)"
_WANTS_CALENDAR_FILE = re.compile(
    rf"\b(agreg|agend|anot|pon|sum|guard|met|carg|pas|mand|envi)\w* .{{0,40}}\b{_CALENDAR}\b|"
    rf"\b(evento|invitacion|archivo|recordatorio|turno) .{{0,20}}\b{_CALENDAR}\b|"
    r"\b(mand|pas|envi)\w* (el |un |la )?(evento|ics|archivo ics|invitacion)\b"
)
_RECEIPT = (
    r"(comprobantes?|recibos?|constancias? (de|del) (pago|la sena|sena|deposito))"
    r"(?! (fiscal|legal|de (afip|arca)|afip|arca))"
)
_ASKS_FOR = (
    r"(mand|pas|envi|reenvi|comparti|descarg|baj|d)(ame|anme|eme|enme|arme|iarme|arnos|anos)|"
    r"(me|nos) (lo )?(mand|pas|envi|reenvi|d)(as|an|a|ias|ian|ia|es|en)|"
    r"(me|nos) (podes|puede|pueden|podrias|podrian) (mandar|pasar|enviar|reenviar|dar)|"
    r"quiero|quisiera|necesito|me falta|me hace falta|no me (llego|vino|mandaron|mandaste|dieron)|"
    r"(tenes|tienen|hay|como (consigo|descargo|bajo))"
)
_ARTICLE = r"((el|la|los|las|un|una|mi|mis|algun|ningun) )?"
_WANTS_RECEIPT = re.compile(rf"\b({_ASKS_FOR}) (ahora |ya |por favor )?{_ARTICLE}{_RECEIPT}\b")
_WANTS_INVOICE = re.compile(
    r"\b(factur\w*|fiscal|afip|arca|cuit|cuil|monotribut\w*|razon social)\b"
)
_LONGEST = 120  # characters of an answer that is kept
_CALLED = re.compile(r"\D*[^\W\d_]{2}\D*")


def leaves_waitlist(text: str) -> bool:
    """Whether somebody does not want to wait for a place any more."""
    return _LEAVES_LIST.search(" ".join(words(text))) is not None


def joins_waitlist(text: str) -> bool:
    """Whether somebody wants to be told of a freed place, in so many words."""
    return _JOINS_LIST.search(" ".join(words(text))) is not None


def wants_calendar_file(text: str) -> bool:
    """Whether somebody wants an appointment in their phone's own calendar."""
    return _WANTS_CALENDAR_FILE.search(" ".join(words(text))) is not None


def wants_receipt(text: str) -> bool:
    """Whether somebody wants the receipt of what they paid; an invoice is something else."""
    folded = " ".join(words(text))
    is_wanted = _WANTS_RECEIPT.search(folded) is not None
    return is_wanted and _WANTS_INVOICE.search(folded) is None


def wants_several_receipts(text: str) -> bool:
    """Whether it is all of them."""
    return re.search(r"\b(comprobantes|recibos|constancias)\b", fold(text)) is not None


def takes(text: str) -> bool:
    """Whether somebody takes what is kept for them: «lo quiero»."""
    folded = " ".join(words(text))
    return _TAKES.search(folded) is not None and not folded.startswith("no ")


def asks_to_keep(text: str) -> bool:
    """Whether somebody asks to keep a place longer: «¿me lo guardás un ratito más?»."""
    return _KEEPS_LONGER.search(" ".join(words(text))) is not None


def wants_longer(text: str) -> bool:
    """Whether somebody asks for more time than they were given, not just for a moment."""
    return asks_to_keep(text) and _LONGER.search(" ".join(words(text))) is not None


def without_condition(text: str) -> str:
    """Return a text without «avisame si se libera algo», so that its days are read as wishes."""
    return _TELL_ME.sub(" ", _CONDITION.sub(" ", text))


def data_wish(text: str) -> DataRequestKind:
    """Return what a message about one's own data asks for; deletion only in words that say so."""
    folded = " ".join(words(text))
    if _DELETES.search(folded) and not _CORRECTS.search(folded):
        return DataRequestKind.DELETION
    if _CORRECTS.search(folded):
        return DataRequestKind.CORRECTION
    if _SHOWS.search(folded):
        return DataRequestKind.ACCESS
    return DataRequestKind.DELETION


def keeps_data(text: str) -> bool:
    """Whether somebody does not want their data deleted after all."""
    return _KEEPS_DATA.search(" ".join(words(text))) is not None


def is_about_another(text: str) -> bool:
    """Whether a message asks for the data of somebody else."""
    match = _OF_ANOTHER.search(" ".join(words(text)))
    return match is not None and match.group(1) not in _NOBODY


def name_in(text: str) -> str | None:
    """Return the name somebody says is right, or theirs: «es Ana María Benítez»."""
    found = _NAME.findall(text)
    return _tidy(found[-1]) if found else None


def surname_in(text: str) -> str | None:
    """Return the surname somebody says is right: «mi apellido es Benítez»."""
    match = _SURNAME.search(text)
    return _tidy(match.group(1)) if match else None


def invoice_letter(text: str) -> str | None:
    """Return the kind of invoice asked for: A, B or C; None when it is not said."""
    match = _LETTER.search(" ".join(words(text)))
    return match.group(1).upper() if match else None


def billed_name(text: str) -> str | None:
    """Return to whom an invoice is to be made out, when it is said."""
    match = _BILLED.search(text)
    name = _tidy(match.group(1)) if match else None
    return name if name and len(fold(name)) > 2 else None


def answer_kept(text: str) -> str | None:
    """Return an answer in somebody's own words, as it is kept; None when there is nothing in it."""
    return _tidy(text)[:_LONGEST] or None


def may_be_called(answer: str) -> bool:
    """Whether an answer can be what somebody, or a trade, is called: words, and no number."""
    return _CALLED.fullmatch(answer) is not None


def _tidy(text: str) -> str:
    return " ".join(text.split()).strip(" .,;:!")
