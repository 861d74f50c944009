"""Questions asked in passing, known by their words: price, payment, place, terms, duration.

The language server gives a message one intent; a question that rides along with something else,
or that its labels do not tell apart («¿cuánto dura?» from «¿cuánto sale?»), is found here.
"""

import re
from enum import Enum

from bot.language.folding import words


class Aside(Enum):
    """What is asked in passing; values stand beside the intents of the language server."""

    PRICE = "ask_price"
    PAYMENT = "ask_payment_methods"
    PLACE = "ask_location"
    TERMS = "ask_terms"  # what cancelling costs
    DEPOSIT = "ask_deposit"
    DURATION = "ask_duration"
    REFUND = "ask_refund"  # when money given back arrives
    HAGGLE = "ask_discount"
    UNKNOWN = "ask_unknown"  # what no catalogue says: parking, health insurance, discounts


_ALWAYS = {
    Aside.PRICE: r"(cuanto|cto|qto|cnto|kuanto) (era que )?(me )?(sale|salia|cuesta|vale|"
    r"cobra[ns]?|saldria|costaria|cobrarian)\b|que precio|"
    r"cuanto es el (corte|servicio|masaje|color)\b",
    Aside.REFUND: r"cuanto (tiempo )?(tarda|demora)[ns]? (en |la |el )*"
    r"(llegar(me)?|verse|acredit\w+|impactar|devol\w+|reintegr\w+|reembols\w+|plata|seña)\b|"
    r"cuando (me )?(llega|acreditan|devuelven|reintegran) (la |el )?"
    r"(plata|seña|devolucion|reintegro|reembolso|guita)\b",
    Aside.HAGGLE: r"(haces|harias|hacen) (algun |un )?(precio|precio especial|descuentito|"
    r"descuento|rebaja)\b|me l[oa] deja[ns]? (a|en|por) \d|(algun|un) (descuentito|rebaja)\b|"
    r"no (hay|tenes) (una )?rebaja",
    Aside.DURATION: r"cuanto (tiempo )?(dura|tarda|demora|lleva)[ns]?\b"
    r"(?! en (llegar|acredit|verse))|cuanto tiempo|que duracion|cuanto es de largo",
    Aside.TERMS: r"si (lo |la |despues |al final )*(cancelo|no (voy|puedo|llego|asisto|vengo))\b"
    r".*(devuelv\w+|devolv\w+|pierdo|reintegr\w+|reembols\w+|cobr\w+|pasa|problema|multa|plata|"
    r"seña)|si (\w+ ){1,4}?l[oa] (puedo|podria) (pasar|cambiar|mover|reprogramar|cancelar)|"
    r"que pasa si (cancelo|no (voy|puedo|llego))|"
    r"si (\w+ ){0,2}no puedo (ir|llegar|asistir) .*devuelv\w+|hasta cuando puedo cancelar|"
    r"politicas? de cancelacion|se (puede|podria) cancelar (sin|despues)",
}
_ASKED = {
    Aside.PAYMENT: r"acept\w+ (la |el )?(efectivo|tarjetas?|debito|credito|transferencias?|mp|"
    r"mercado ?pago|pagos?|dolares)|(con|por|en) (tarjeta|debito|credito|efectivo|transferencia|"
    r"mercado ?pago)|cuotas|medios de pago|formas? de pago|como (se paga|pago)",
    Aside.PLACE: r"donde (queda[ns]?|es|esta[ns]?|atiende[ns]?|se encuentra[ns]?)|"
    r"(que|cual es la|me pasas la|la) direccion|como llego",
    Aside.DEPOSIT: r"(hay|tengo|tenes|tiene|lleva|piden|necesit\w+|hace falta|es con|va con|cuanto "
    r"es|de cuanto)\b.*\b(seña|adelanto|anticipo)|(la seña|el adelanto) cuanto",
    Aside.UNKNOWN: r"obra social|prepagas?|pami|osde|estaciona\w*|cochera|descuentos?|promos?|"
    r"promocion\w*|garantia|wifi|silla de ruedas|rampa|ascensor|mascotas permitidas|"
    r"que (marca|productos?|tintura) us\w+|es matriculad\w+|"
    r"(tengo|hay|habria) que (llevar|traer|ir con|ir en ayunas)|"
    r"(tengo|debo|necesito) (llevar|traer)|hace falta (llevar|traer)|"
    r"que (llevo|traigo|tengo que llevar)|orden (medica|del medico)",
}
_ORDERS = re.compile(r"\b(cancela(l[oa]|me|n?)|anulal[oa]|hacelo|haganlo)\b")
_COMPILED_ALWAYS = {aside: re.compile(rf"\b(?:{one})") for aside, one in _ALWAYS.items()}
_COMPILED_ASKED = {aside: re.compile(rf"\b(?:{one})\b") for aside, one in _ASKED.items()}


def asides(text: str) -> tuple[Aside, ...]:
    """Return what a message asks in passing, each once; empty for most messages."""
    folded = " ".join(words(text))
    found = [aside for aside, pattern in _COMPILED_ALWAYS.items() if pattern.search(folded)]
    if Aside.TERMS in found and _ORDERS.search(folded):
        found.remove(Aside.TERMS)  # «¿… sin costo? hacelo» is no mere question
    if Aside.REFUND in found and Aside.DURATION in found:
        found.remove(Aside.DURATION)  # of the money, not of a service
    if "?" in text:
        found += [aside for aside, pattern in _COMPILED_ASKED.items() if pattern.search(folded)]
    return tuple(aside for aside in Aside if aside in found)
