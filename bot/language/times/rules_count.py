"""Rules for numbers that count, measure or price something: guests, ages, doses, scores, hours.

`noise` outweighs any time it overlaps. `count` outweighs a bare number only, so that
«a las 5 chicas?» and «en media hora» stay times while «2 turnos» and «media hora» are none.
"""

from typing import Final

from bot.language.times.grammar import Rule
from bot.language.times.marks import Mark
from bot.language.times.rules_noise import counts, noise

_LONGEST_JOB_HOURS: Final = 6
_MOST_GUESTS: Final = 12


def _short(hours: int) -> Mark | None:
    return Mark.NOISE if hours <= _LONGEST_JOB_HOURS else None


def _either_short(first: int, second: int) -> Mark | None:
    return _short(max(first, second))


def _counted(number: int, thing: str) -> Mark | None:
    """«5 uñas» counts; in «a las 5 corte y barba» the service begins after the hour."""
    return Mark.NOISE if number == 1 or thing.endswith("s") or thing in _UNITS else None


def _things(thing: str) -> Mark | None:
    return _counted(2, thing)


def _no_while(thing: str) -> Mark | None:
    """«unos 10 turnos» counts; «en unos 10 días» is a time."""
    return None if thing in _WHILES else Mark.NOISE


def _few(people: int) -> Mark | None:
    return Mark.NOISE if people <= _MOST_GUESTS else None


_UNITS: Final = frozenset(
    ("ars", "cm", "gr", "k", "kg", "km", "m", "mil", "ml", "mm", "usd", "gente", "luca", "gamba")
)
_WHILES: Final = frozenset(("dias", "semanas", "meses"))
_BIGGER: Final = "(anos|anitos|meses)?"
_CHILD: Final = (
    "(nene|nena|hijo|hija|chico|chica|bebe|nino|nina|varon|sobrino|sobrina|nieto|nieta|"
    "adolescente|nenes|nenas|hijos|hijas|chicos|chicas|bebes|mellizos|gemelos|perro|perra|gato|gata|hijito|hijita|cachorro|cachorra|pibe|piba)"
)
_SCORED: Final = (
    "(gano|gane|ganamos|ganaron|ganaba|ganabamos|perdi|perdimos|perdieron|perdio|empatamos|"
    "empataron|empato|salimos|salieron|salio|van|iban|quedo|termino|terminaron|resultado|metieron)"
)
_LASTS: Final = (
    "(dura|duran|tarda|tardan|tardas|demora|demoran|lleva|llevan|duracion|duraria|tardaria|"
    "durante|te lleva)"
)
_PRICED: Final = (
    "(esta|estan|dejan|dejas|deja|dejo|venden|vendo|vende|salen|salian|subio|bajo|aumento|cobran|"
    "cobras|cotiza)"
)

COUNTS: Final = (
    # counts, ages, sizes
    *noise(
        "{num} {measure}",
        "(para|de|con|en|entre|todas|solo) las {counted_things}",
        "(tiene|tenemos|cumple|cumplio|cumplo|cumplen|edad) {num} (y (media|medio|pico))? "
        f"{_BIGGER}",
        f"{_CHILD} de {{num}} ((y|,|o) {{num}})? (y (media|medio))? {_BIGGER}",
        "(somos|seriamos|seremos|iriamos|iremos|van a ser|vamos a ser|eramos|serian) {num}",
        "(mesa|cancha|futbol|promo|combo|pack|paquete|partido) (para|de) {num}",
        "(reserva|turno|turnos|lugar|lugares) para {num}",
        "(le|les|lo|la|te) (pongo|doy|puse) (un)? {num}",
        "{num} (sobre|estrellas) {num}?",
        "{num} por (ciento|{num}|persona|sesion|clase)",
        "(cualquiera|alguna|ninguna|ninguno|alguno) de (las|los) {num}",
        "(es|era|seria|elijo|quiero|prefiero|dame|va|voy con|me quedo con) la {digits}",
        "(^|,|.|que|cual|todas|y) (las|los) {spelled_few} (me|son|estan|quedan|gustan|salieron)",
        "(las|los) {few} (son|estan|gustan|salieron|me (gustan|sirven|quedan|interesan))",
        "(gustan|sirven|quedan|encantan|interesan) (las|los) {few}",
        "uno para (mi|el|ella|la|cada|nosotros)",
        "{num} de cada {num}",
        "(uno|una|1) de (los|las) {num}",
        "(mido|mide|mides|midio|de alto|de largo|de ancho) ({clock_form}|{dot_clock}|{dot_date}|"
        "{loose_date})",
        "({clock_form}|{dot_clock}|{dot_date}|{loose_date}) de (alto|ancho|largo|altura|largor)",
    ),
    Rule("noise", "(entre|de)? {num} (a|o|y|u|-) {num} <counted>", _things),
    Rule("noise", "{num} y (media|cuarto|pico) (a|o|u|-) {num} <counted>", _things),
    Rule("noise", "{num} y (media|medio|cuarto|pico) <counted>", _things),
    Rule("noise", "({hours}|{day_month}|{dot_clock}|{dot_date}|{loose_date}) <counted>", _things),
    Rule(
        "noise",
        "(hasta|unos|unas|mas de|menos de|casi|apenas|solo|solamente) {num} <plural>",
        _no_while,
    ),
    Rule("few", "<num>", lambda number: number if number in (2, 3, 4) else None),
    Rule("spelled_few", "<spelled>", lambda number: number if number in (2, 3, 4) else None),
    Rule("count", "{one_half} <ordinary>", lambda word: None if word == "hora" else Mark.NOISE),
    # marks out of ten, scores, doses, parts of a whole, prices
    *noise(
        "de {ten} (,|.|$|?|seguro|segui)",
        "del (1|uno) al ({ten}|5|cinco|100) (,|.|?)? (cuanto|que|como|cual|donde|un)",
        "de {fraction} (,|.|?|$)",
        "{fraction} (pulgada|pulgadas|de {ordinary})",
        f"{_SCORED} {{num}} a {{num}}",
        "{num} a {num} (ganamos|gano|ganaron|perdimos|perdieron|perdio|empatamos|abajo|arriba|le)",
        "{num} a (0|cero)",
        "(0|cero) a {num}",
        "(con|por|a) {num} (goles|penales|puntos)",
        "cada {num} (hs|horas)",
        "{num} (por|al|a la) (dia|semana|mes)",
        "(precio|valor|sena|saldo|total|monto) (de|es|son)? {large}",
        "(tres cuartos|un cuarto|cuarto|media|medio) (de)? {food}",
        "({day_month}|{one_half}|{num} y {one_half}) (de)? {food}",
        "{num} (y (media|medio|cuarto))? (de)? {food}",
        "a {digits} (el|la|los|las|cada) {ordinary}",
        "el {num} (a los (costados|lados)|arriba|abajo|atras)",
        f"{_PRICED} a {{digits}}",
        "(jugue|jugale|juga|jugo|salio|saco|quiniela|quini|loto|cabeza) (al|a la|el)? {num}",
        "el {num} (a la cabeza|en la quiniela|a los premios)",
    ),
    Rule("ten", "(10|diez)", bool),
    Rule(
        "food",
        "(azucar|harina|leche|manteca|aceite|agua|crema|queso|carne|pan|taza|tazas|cucharada|"
        "cucharadas|kilo|kilos|kg|litro|litros|docena|tintura|oxidante|polvo|helado|yerba|"
        "cebolla|vaso|vasos|pote|frasco)",
        bool,
    ),
    *noise(
        "(dame|dejame|espera|esperame|aguantame|bancame|banca|aguanta) (un|una|unos|unas|{num}) "
        "(minutos|segundo|segundos|seg|segs|momento|rato|ratito|toque)",
    ),
    # how long things take
    Rule("duration", "(un|una|media|tres cuartos de|un cuarto de) (hora|horita)", bool),
    Rule("duration", "<num> (horas|hora)", _short),
    Rule("duration", "<num> (o|a|u|-) <num> (horas|hora)", _either_short),
    Rule("duration", "<hours> (horas|hora)", lambda pair: _either_short(*pair)),
    Rule("duration", "<num> y media (horas|hora)", bool),
    Rule("duration", "(una)? hora y (media|cuarto|pico|{num})", bool),
    Rule("duration", "<num> (horas|hora|hs) y (media|cuarto|{num})", _short),
    Rule(
        "duration",
        "<num> ((o|a|u|-) {num})? (minutos|dias|dia|noches|tardes|mananas|segundos|semanas|meses|"
        "veces)",
        bool,
    ),
    *noise(
        f"{_LASTS} (como|de|unas|unos|mas o menos|casi)? {{num}} ((o|a|u) {{num}})? "
        "(hs|horas|hora|minutos)",
        f"({_LASTS}|esperar|espere|espero|estuve|estuvimos) (como|de|unas|unos|mas o menos|casi)? "
        "{duration}",
        "(faltan|falta|son|queda|quedan) (como|unas|unos|mas o menos|casi)? {num} (horas|minutos)",
        "(hace|hacen|haces|hacer|haria|termina|terminan|listo|lista|pronto|arregla|arreglan|"
        "seca|tarda|sana|cura|estaria|demora|entrega|entregan|acredita|acreditan|llega|responden) "
        "(listo|lista|pronto)? en ({duration}|{num} hs)",
        "en ({duration}|{num} hs) (te (llega|respondo|contesto|escribo)|se (acredita|ve)|acredita|"
        "impacta)",
        "llego {duration} tarde",
        "(llego|voy|caigo) {num} (minutos)? tarde",
        "minutos tarde",
    ),
    Rule("count", "(de|por|unas|son|es|casi|cada) <num> hs", _short),
    *counts("{counted_things}"),
    Rule("counted_things", "<num> <counted>", _counted),
    Rule(
        "measure",
        "(mil|k|luca|lucas|palo|palos|gamba|gambas|pesos|peso|dolares|usd|ars|cm|centimetros|m|mt|"
        "mts|metros|km|kms|kg|kgs|kilo|kilos|gr|grs|gramos|ml|mm|cc|mg|litros|lts|anos|anitos|"
        "cuadras|cuadra|cuotas|grados|watts|frigorias|personas|adultos|invitados|comensales|"
        "hijos|hijas|millones|puntos|estrellas|gotas|pastillas|comprimidos)",
        bool,
    ),
    *counts("{duration}", "(las|los)? 24 hs", "(las|los)? veinticuatro horas"),
    *counts("{digits} {plural}", "{spelled} {plural}", "son {num}", "no {hour}"),
    Rule("count", "para <num>", _few),
)
