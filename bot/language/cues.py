"""Words that say what a person wants of the conversation itself: to stop, to wait, another person,
everything at once, somebody real. Strong evidence, which a doubtful intent must not overrule."""

import re
from datetime import timedelta
from enum import Enum

from bot.language.folding import words


class Cue(Enum):
    """One thing a message says of the conversation."""

    STOP = "stop"  # «dejá, no quiero nada»
    AS_BEFORE = "as_before"  # «dejalo como estaba»
    MOMENT = "moment"  # «bancame que pregunto»
    OTHER_PERSON = "other_person"  # «con otro»
    OTHER_DAY = "other_day"
    ANOTHER = "another"  # «otro turno más»
    EVERYTHING = "everything"  # «los dos», «todos»
    HUMAN = "human"
    CANCEL = "cancel"
    MESSAGES = "messages"  # speaks of what the bot sends
    DATA = "data"
    AGAIN = "again"  # «empecemos de nuevo»
    INSULT = "insult"
    EMERGENCY = "emergency"  # somebody's life may be at stake
    PAIN = "pain"  # and cannot wait
    URGENT = "urgent"  # an emergency, if only of pipes
    PRYING = "prying"  # wants what is not theirs, or the bot's own orders
    REVOKE = "revoke"  # «me arrepentí, quiero la plata»
    CHEAPEST = "cheapest"
    DISPUTE = "dispute"  # «me cobraron dos veces»
    CONNECT = "connect"  # «me pasás con Laura?»
    ADDS = "adds"  # «y también barba»
    AUTO_REPLY = "auto_reply"  # the words of another machine
    DOUBT = "doubt"  # «no sé si llego»
    AS_USUAL = "as_usual"  # «lo de siempre»
    APOLOGY = "apology"  # «perdón por la mala onda»
    IMPATIENT = "impatient"  # «¿me van a contestar o no?»
    AFTER_ALL = "after_all"  # «al final sí», «mentira, reservame igual»


_CUES: dict[Cue, str] = {
    Cue.STOP: r"dejal[oa]( ahi| asi| nomas| entonces| por ahora)?|dejemosl[oa]|deja( nomas)?|basta|"
    r"olvidate|olvidal[oa]|no quiero nada|nada mas|mejor nada|no gracias|l[oa] dejo|"
    r"otro momento|ya no( l[oa])? (quiero|necesito)|ya fue|despues (te )?(escribo|veo|vuelvo)|"
    r"mejor no|entonces no|no (me )?(reserves|anotes|agendes)( nada)?|paso por ahora|no hace falta",
    Cue.AS_BEFORE: r"como (estaba|antes|habiamos quedado)|deja(l[oa])? (como|el de antes)|"
    r"l[oa] de antes|el de antes|el anterior|volvamos a(l| lo) (de antes|anterior)",
    Cue.MOMENT: r"banca(me)?|aguanta(me)?|espera(me)?|espere(me|nme|n)?|aguarde(me)?|aguarda(me)?|"
    r"(dame |deme )?un (segundo|segundito|minuto|minutito|toque|rato|ratito|momento|momentito|"
    r"cachito)|"
    r"ya te (digo|confirmo|aviso|contesto|respondo)|(ahora|despues|luego|mas tarde) te "
    r"(digo|confirmo|aviso|contesto)|te (confirmo|aviso) (en un|despues|luego|mas tarde|ahora|"
    r"cuando)|dejame (ver|pensar|preguntar|consultar|chequear|fijarme|que)|lo (pienso|consulto|"
    r"hablo|charlo)|me fijo y te|tengo que (preguntar|consultar|ver|hablar)",
    Cue.OTHER_PERSON: r"otr[oa] (profesional|persona|especialista|peluquer[oa]|barber[oa]|"
    r"plomer[oa])|con (el |la |algun |alguna )?otr[oa]|alguien mas|"
    r"otra persona que (haga|atienda)|quien mas|algun otro que",
    Cue.ANOTHER: r"otro turno|un turno mas|(otr[oa]|un[oa]) mas(?! (tarde|temprano|cerca))|ademas|"
    r"(tambien|tmb|tmbn) (quiero|necesito|quisiera|puedo|podria|el|la|para|a las|otr[oa])|"
    r"(quiero|puedo|podria|puede) (ir|venir|sacar|ser) (tambien|tmb|tmbn)|"
    r"(agrega|suma|anota|agenda|reserva|pone|saca|da|hace)(me|nos|le|lo)? "
    r"(tambien|tmb|tmbn|otr[oa])",
    Cue.OTHER_DAY: r"otros? dias?|otra fecha|otro (lunes|martes|miercoles|jueves|viernes|sabado)",
    Cue.EVERYTHING: r"l[oa]s dos|ambos|ambas|tod[oa]s|l[oa]s (2|3|tres|cuatro)|todo",
    Cue.HUMAN: r"personas?|humano|humana|alguien|operador[a]?|asesor[a]?|agente|encargad[oa]|"
    r"duen[oa]|dueñ[oa]|recepcion|supervisor[a]?|gente real|de carne y hueso|hablar con",
    Cue.CANCEL: r"cancel\w*|anul\w+|sacame el turno|"
    r"(saca|sacame|borra|borrame|vola) es[ae]|borra(me|lo)? (el|mi) turno|suspend\w+|"
    r"bajar (el|un|mi|los) turnos?|dar de baja (el|mi) turno|"
    r"no (voy a )?(puedo|poder|podre) (ir|asistir|llegar)|no voy( a ir)?",
    Cue.MESSAGES: r"mensaj\w*|mand\w+|escrib\w+|avis\w+|recordatorio\w*|notific\w*|publicidad|"
    r"molest\w+|suscri\w+|promo\w*|spam|baja|lista",
    Cue.DATA: r"datos|informacion (mia|personal)|mi (informacion|telefono|numero|nombre)",
    Cue.AGAIN: r"de nuevo|de cero|desde cero|reinicia\w*|menu|volver|empez\w+|empece\w+|"
    r"otra vez|del principio|inicio",
    Cue.INSULT: r"porqueria|mierda|inutil(es)?|pelotud\w+|forr[oa]s?|hdp|hijos? de puta|"
    r"la concha|conchudo|andate a|anda a cagar|estafa\w*|ladron(es)?|chorros|garca\w*|"
    r"una verguenza|desastre|pesim[oa]|imbecil\w*|idiotas?|puta madre|me cago en|sorete",
    Cue.EMERGENCY: r"ambulancia|infarto|incendi(o|a|ando)|prend\w+ fuego|me muero|suicid\w+|"
    r"(olor|fuga|perdida|escape) (a|de) gas|no (puedo|puede) respirar|sangra(ndo)?( mucho)?|"
    r"desmay\w+|convuls\w+|accidente|me quiero matar",
    Cue.PAIN: r"(?=.*(duele|dolor))(?=.*(urgen|emergenc|guardia|no aguanto))",
    Cue.URGENT: r"emergencia",
    Cue.PRYING: r"ignora\w*( todas?)? (tus|las|mis|esas|todo)|olvida(te|a)?( de)? (todo lo|tus)|"
    r"tus (instrucciones|reglas|ordenes)|system prompt|prompt|modo (admin\w*|desarrollador|dios)|"
    r"soy (el |la )?(admin\w*|programador\w*|desarrollador\w*|dueño del (bot|sistema))|"
    r"(dame|pasame|pasas|decime|mandame|quiero|necesito|cual es) (el|la|los) "
    r"(telefonos?|celular|mail|direccion particular|cbu|contraseña) (de|del) \w+|"
    r"(los )?(turnos|datos|clientes|agenda) (de|del) (todos|otr[oa]s?|los clientes|sistema)|"
    r"base de datos|lista de clientes|"
    r"ignore( all)?( the| your)?( previous| prior)? instructions|(admin|developer) mode|"
    r"(list|show)( me)? (every|all)( the)? (appointments?|bookings?|customers?|phones?)|"
    r"cancela(le|les) (el|su|ese) (turno|lugar)( a)?|(dame|quiero|pasame) el (turno|lugar) de "
    r"(ella|el|otr[oa]|es[ae])",
    Cue.REVOKE: r"me arrepenti|(quiero|devuelv\w+|reintegr\w+) (que me )?(devuelv\w+ )?"
    r"(la|mi) (plata|seña|guita|dinero)|boton de arrepentimiento|"
    r"quiero (un |el )?(reembolso|reintegro)",
    Cue.DISPUTE: r"cobr(aron|aste|ado|o) (\w+ )?(dos veces|doble|de mas|mal)|doble cobro|"
    r"pague (dos veces|doble|de mas)",
    Cue.CONNECT: r"(me )?(pasas|podes pasar|pasame|comunicas|comunicame|pasarme|comunicarme) con",
    Cue.CHEAPEST: r"mas (barat|economic)[oa]|menos car[oa]|el precio mas bajo",
    Cue.ADDS: r"tambien|tmb|tmbn|ademas|sum(a|ame|ale|emos)|agreg(a|ame|ale|uemos)|de paso|"
    r"y una? \w+ mas",
    Cue.AUTO_REPLY: r"gracias por (comunicar[ts]e|contactar\w*|escribir(nos)?|[ts]u mensaje)|"
    r"mensaje automatico|respuesta automatica|este es un mensaje|"
    r"en breve (te|le|lo|nos|un|una)|(respon\w+|contact\w+|comunic\w+) a la brevedad|"
    r"nuestro horario( de atencion| es)|"
    r"en este momento no (podemos|puedo) (atender|responder)\w*|"
    r"fuera de (la oficina|horario)|no se encuentra disponible en este momento",
    Cue.DOUBT: r"no se(?! (puede|pueden|cobra|atiende))|tengo que ver|depende|capaz|quizas?|"
    r"tal vez|a lo mejor|no estoy segur[oa]|capaz que no|puede que no|tal vez no|quizas no|"
    r"dudo|en duda|creo que no|no creo que|todavia no se",
    Cue.AS_USUAL: r"(lo|el|la) (mismo )?de siempre|lo mismo de siempre|lo mismo que (siempre|la "
    r"(otra|ultima) vez)|como siempre|otro (turno )?igual|repetir (el|lo|mi)|"
    r"igual que la (otra|ultima) vez",
    Cue.APOLOGY: r"(perdon|disculp\w+) (por )?(la|el|lo|mi|las|los) (mala onda|enojo|bronca|"
    r"mal humor|exabrupto|de (antes|recien|hoy)|puteadas?|insultos?|molestias?|mal modo)|"
    r"me equivoque de (numero|chat|contacto|grupo)|numero equivocado|"
    r"no quise (contestar|tratar|responder)\w* mal",
    Cue.IMPATIENT: r"(me|nos) (van|vas) a (contestar|responder|atender)( o no)?|"
    r"hay alguien ahi|siguen? ahi|nadie (me )?(contesta|responde)|me estan cargando|"
    r"contesten(me)?|contestame|respondan(me)?|respondeme",
    Cue.AFTER_ALL: r"al final (si|voy|puedo|lo quiero|la quiero)|(me lo |la )?(podes |podrias |"
    r"puedo )?volver a (dar|sacar|reservar|anotar|tomar)\w*|l[oa] quiero (de nuevo|igual)|"
    r"mentira|era (broma|joda|chiste)|(reserva|anota|agenda|guarda)(me|lo|melo)? igual|"
    r"dale igual|devolveme(lo)? el turno|me arrepenti de cancelar",
}
_COMPILED = {cue: re.compile(rf"\b(?:{pattern})\b") for cue, pattern in _CUES.items()}
_NUMBERS = {"un": 1, "una": 1, "dos": 2, "tres": 3, "media": 0.5, "1": 1, "2": 2, "3": 3}
_SHIFT = re.compile(
    r"\b(?P<count>una|un|dos|tres|media|\d{1,2}) (?P<unit>horas?|horitas?|minutos|minutitos|min)"
    r"(?P<half> y media)? (?P<side>mas tarde|despues|mas temprano|antes)\b"
)
_HOLD_IN_STORIES = {
    Cue.EMERGENCY, Cue.HUMAN, Cue.CANCEL, Cue.MESSAGES, Cue.DATA, Cue.PRYING, Cue.AUTO_REPLY,
    Cue.AS_USUAL, Cue.AFTER_ALL, Cue.APOLOGY,
}  # fmt: skip
_PUT_OFF = re.compile(
    r"\b(?:corr\w+|atras\w+|retras\w+|postergar\w*) (?:como )?(?P<count>una|un|dos|media|\d{1,2}) "
    r"(?P<unit>horas?|horitas?|minutos|minutitos|min)(?P<half> y media)?"
)
_BACK = re.compile(
    r"(?<!\bno )(?<!\bes )(?<!\bde )(?<!\blio )(?<!\bproblemas )"
    r"\bcon (?:él|ella|elle|el mismo|la misma)\b|"
    r"\bcon el(?=\s*(?:$|[,.!?]|mañana\b|hoy\b|a las\b|el (?:lun|mar|mi[eé]|jue|vie|s[aá]b|dom)))"
)
_ALL_TURNS = re.compile(
    r"\b(l[oa]s (dos|2|tres|3)|tod[oa]s (l[oa]s|mis)) (turnos|citas|reservas)\b"
)
_MOST_WORDS = 12  # a longer text tells a story in which these words say little


def cues(text: str) -> frozenset[Cue]:
    """Return what a message says of the conversation itself; empty for most messages."""
    said = words(text)
    folded = " ".join(said)
    found = {cue for cue, pattern in _COMPILED.items() if pattern.search(folded)}
    if len(said) > _MOST_WORDS:
        found &= _HOLD_IN_STORIES
    if _ALL_TURNS.search(folded):
        found.add(Cue.EVERYTHING)
    if Cue.AS_BEFORE in found:
        found.discard(Cue.STOP)
    return frozenset(found)


def is_fixed_text(text: str) -> bool:
    """Whether a text holds two phrases of an automatic answer: no person wrote it."""
    return sum(1 for _ in _COMPILED[Cue.AUTO_REPLY].finditer(" ".join(words(text)))) > 1


def refers_back(text: str) -> bool:
    """Whether somebody spoken of before is meant: «con él», «con ella», «con la misma»."""
    return _BACK.search(text.lower()) is not None


def shift(text: str) -> timedelta | None:
    """Return by how much a known time is to move: «una hora más tarde», «15 minutos antes»."""
    folded = " ".join(words(text))
    match = _SHIFT.search(folded) or _PUT_OFF.search(folded)
    if match is None:
        return None
    count = _NUMBERS.get(match["count"]) or int(match["count"])
    minutes = count * (60 if match["unit"].startswith("hor") else 1)
    if match["half"]:
        minutes += 30
    is_earlier = match.groupdict().get("side") in ("mas temprano", "antes")
    return timedelta(minutes=-minutes if is_earlier else minutes)
