"""Rules for words that look like time and are not: greetings, wishes, names, set phrases.

`noise` outweighs any time it overlaps, `count` only a bare number or a lone word.
"""

from typing import Final

from bot.language.times.grammar import Rule
from bot.language.times.marks import Mark

_ORDINARY_WORDS: Final = """
el la los las al a de del para por con en y o que tenes podes puede hola gracias si no mi tarde
manana noche temprano lunes martes miercoles jueves viernes sabado domingo turno tipo mediodia
siesta hoy buenas buen quiero necesito
"""
# What may follow a date or a name without making a surname or a street of it.
ORDINARY: Final = frozenset(_ORDINARY_WORDS.split())
_SURNAMES: Final = frozenset(
    ("lunes", "martes", "viernes", "sabado", "domingo", "mayo", "abril", "julio", "enero", "marzo")
)
_NAMES: Final = frozenset(("abril", "julio", "domingo", "agosto"))


def noise(*patterns: str) -> tuple[Rule, ...]:
    """Return a rule for each pattern that looks like a time and is none."""
    return tuple(Rule("noise", pattern, lambda *_: Mark.NOISE) for pattern in patterns)


def counts(*patterns: str) -> tuple[Rule, ...]:
    """Return the same for patterns that a longer time around them may overrule."""
    return tuple(Rule("count", pattern, lambda *_: Mark.NOISE) for pattern in patterns)


_GOOD: Final = (
    "(buen|buena|buenas|buenos|bna|bnas|bn|bnos|wenas|wena|wen|gn|lindo|linda|lindisimo|lindos|"
    "lindas|feliz|felices|hermoso|hermosa|excelente|gran|bello|bella|bonito|bonita|precioso|"
    "lindisima|gueno|guenas|buenass)"
)
_WISHED: Final = (
    "(dia|dias|tarde|tardes|noche|noches|tardecita|medio dia|mediodia|finde|fin de semana|"
    "semana|comienzo de semana|principios de semana|fin de ano|ano|vacaciones|fiestas|descanso|"
    "jornada|madrugada)"
)
_PERSON: Final = (
    "(soy|somos|llamo|llama|nombre es|nombre|habla|dice|dicen|don|dona|senor|senora|sr|sra|srta|"
    "senorita|dr|dra|doctor|doctora|tio|tia|hijo|hija|nieto|nieta|marido|esposo|hermano|hermana|"
    "amigo|amiga|sobrino|sobrina|suegro|suegra|abuelo|abuela|papa|mama|bebe|nena|nene|vecino|"
    "vecina|profe|novio|novia|cunado|cunada|apellido|familia|profesor|profesora|lic|ing)"
)
_ON_SALE: Final = (
    "(promo|promocion|promos|regalo|regalos|menu|torta|tarjeta|sorteo|oferta|ofertas|combo|"
    "descuento|descuentos|especial|brindis|coleccion|canasta|caja|gift|rosca|huevos)"
)

_PART_NAMED: Final = "(manana|tarde|noche|dia|semana|finde)"
_HURTS: Final = "(duele|duelen|doliendo|molestando|molesta|molestan|sangra|late|pica|arde)"
_AILING: Final = (
    "(dolor|dolores|molestia|molestias|fiebre|inflamado|inflamada|hinchado|hinchada|contracturado|"
    "contracturada|esperando|pierde|gotea|goteando|sin (agua|luz|gas|calefon))"
)

NOISE: Final = (
    # greetings and wishes
    *noise(
        f"(muy)? {_GOOD} {_WISHED}",
        f"(muy)? {_GOOD} {{weekday}}",
        f"(muy)? {_GOOD} (resto|final) (de|del) (dia|tarde|jornada|semana|domingo)",
        f"(muy)? {_GOOD} <feast>",
        f"(muy)? {_GOOD} <dated_in_words>",
        f"{_GOOD} (dia|dias) (de|del) (la|el|los|las)? {{word}}",
        "^ (tardes|noches|dias)",
        "(hola|holis|buenas|ola|wola) ,? (tardes|noches|dias|dia)",
        "(hola|holis|ola|gracias|chau|dale|che|perdon|querida|querido|genial|grande|saludos|besos|"
        "atte|abrazo) ,? {nameish}",
        "(saludos|hasta) (luego|pronto|la vista|siempre)",
        "(^|,|.|gracias|chau|bueno|dale|ok|listo|genial|perfecto|oka|joya|barbaro) "
        "(bueno|entonces|chau|gracias)? ,? hasta manana (,|.|gracias|$|chau|besos|saludos)",
        "(chau|gracias|descanses|descansen|saludos|besos|abrazo|abrazos|cuidate) ,? hasta el? "
        "{weekday}",
    ),
    Rule("met", "(mucho gusto|un gusto|un placer|encantado|encantada)", bool),
    Rule("nameish", "(abril|julio|junio|agosto|mayo)", bool),
    # people
    *noise(
        f"{_PERSON} (el|la|don|dona|de|es|senor|senora)? .? {{name}} reyes?",
        "(a nombre|de parte|en nombre) (de|del) (la|el|don|dona)? {name}",
        "con (el|la|don|dona)? {nameish}",
        "con (don)? domingo",
        "(es|son) para {nameish_capital}",
        "gracias domingo (,|.|$)",
        "{nameish_capital} {capital_only}",
        "(^|,|.|que|y|a|si) (abril|julio) (quiere|necesita|va|viene|dice|pregunta|pide|prefiere|"
        "tiene|es)",
        "domingo (dice|pregunta|pide|prefiere|necesita)",
        "(llamada|llamado) {name}",
        "(busco|buscando|conoces|conozco|pregunto|decile|avisale|llamo|llame|escribile) (a|por) "
        "(don)? ({nameish}|domingo)",
        "(esta|anda|vino|hablo con) {nameish} (?|$|,|.)",
        "(de)? apellido (es)? {surname}",
        "{surname} (es|de) (mi|el|su)? apellido",
        "(senor|senora|sr|sra|srta|dr|dra|doctor|doctora|familia|lic|profe) .? {surname}",
        "{capital_only} {capital_surname} ,? {met}",
        "{met} ,? (soy)? {capital_only} {capital_surname}",
        "(soy|llamo|llama|habla) {capital_only} {capital_surname}",
        "(soy|llamo|llama|habla|nombre) {word} (reyes|primavera|pascual|abril|mayo)",
        "{capital_only} {capital_reyes}",
        "(domingo|julio) (sarmiento|peron|faustino|savio|cavallo|french|argentino|verne|cesar|roca|"
        "bocca|iglesias|cortazar)",
    ),
    Rule("surname", "({weekday}|{month}|{weekdays}|reyes|primavera|pascua|pascuas|navidad)", bool),
    Rule("surname", "(semana|manana|tarde|noche)", bool),
    Rule("capital_surname", "<capital>", lambda word: word if word in _SURNAMES else None),
    Rule("capital_reyes", "<capital>", lambda word: word if word == "reyes" else None),
    Rule("nameish_capital", "<capital>", lambda word: word if word in _NAMES else None),
    Rule("capital_only", "<capital>", lambda word: None if word in ORDINARY else word),
    Rule("ordinary", "<word>", lambda word: None if word in ORDINARY else word),
    # days and feasts that name something else
    *noise(
        "(viernes|sabado|lunes|martes|cyber) (negro|monday|13 la (peli|pelicula))",
        f"{_ON_SALE} (de|del|por|para)? (el|la|los)? <feast>",
        "(cancion|tema|peli|pelicula|libro|serie|disco|banda|poema|cuento|novela|capitulo) "
        "(que dice|se llama|de|es|del|:)? (el|la|los|un)? ({weekday}|{month}|<feast>|<la_part>) "
        "{num}?",
        "(que|quien|quienes) (atiende|atienden|trabaja|trabajan) (los|el)? {weekdays_said}",
        "(sopa|pollo|ravioles|fideos|asado|futbol|feria|misa|pastas) (de|del) {weekday}",
        "(los|el) {weekdays_said} (hay|tienen|hacen|dan) (un)? (descuento|descuentos|promo|promos|"
        "promocion|rebaja)",
        "manana (es|sera) otro dia",
        "(diario|revista|radio|programa|panaderia|bar|confiteria|optica|farmacia) <la_part>",
        "(mail|correo|mensaje|mensajito|msj|audio|foto|captura|ticket) (de|del) {oneday}",
        f"{_PART_NAMED} de (locos|mierda|perros|terror|lluvia|calor|frio|sol|furia|nervios|paz)",
    ),
    # set phrases
    *noise(
        "la una o la otra",
        "(^|,|.|?) cuando (abren|abris|cierran|cerras)",
        "mil (gracias|disculpas|perdones|besos)",
        "(media|medio) (pierna|cola|docena|kilo|limon|mundo|largo|pilo|vuelta|jornada|manga|"
        "peluca|cabeza|melena|espalda|naranja|luz|ambiente|sena|litro)",
        "medio dia de (trabajo|laburo)",
        "cuarto (piso|grado|ano|oscuro|de bano|propio|kilo)",
        "(del|al|el|mi|tu|este|ese) cuarto",
        "cada cuanto",
        "(ya)? (son|eran) las <hour_said>",
        "(dormir|duerme|duermo|duermen|durmiendo) (la|una)? siesta",
        "desde (el|la)? ({month}|{weekday}|{near}) (pasado)? que",
        f"(hoy|ahora|esta (manana|tarde|noche)) (me|le|nos|les) {_HURTS}",
        f"({_HURTS}|{_AILING}) (la|el|los|las|mi)? {{ordinary}}? desde (el|anoche|ayer)? "
        "({weekday}|{near})?",
        "(que|a que|hasta que|desde que|cuantas|cuantos|de que|cual) "
        "(hora|horas|dia|dias|horario|horarios|meses|semanas|anos)",
        "hoy (en dia|por hoy)",
        "(voy|llego|vas|llegas|vengo|es|hizo|hace|llegando|llegar|estoy|ando|vamos) "
        "(un poco|un toque|muy|medio|re|bastante|super)? tarde {tarde_too}?",
        "tarde (pero seguro|o temprano)",
        "(mas vale|nunca es) tarde",
        "temprano (o tarde|me (levanto|acuesto|duermo))",
        "al que madruga",
        "(por|hasta|desde) ahora",
        "ahora mismo (te|le|les|lo|la)",
        "(la|el) (manana|tarde|noche|dia) (esta|estaba|viene|fue) (re|muy|tan)? (linda|hermosa|fea|"
        "fresca|horrible|tranquila|pesada|calurosa|fria|movida|lindo|hermoso|feo|fresco|pesado)",
        "(respondo|respondes|responden|respondieron|respondiste|contestan|contestas|contestaron|"
        "contestaste|contesto|atienden|atendieron|llegaron|resolvieron|responder|contestar) "
        "(siempre|re|bien|todo)? al toque",
        "(a la|en la|de la|dar|media|una) vuelta",
        "pasado de (moda|rosca|vueltas|peso|largo)",
        "(primera|otra|segunda|esta|cada|tal|alguna|rara) vez",
        "(un|el) (ano|mes|dia|rato|tiempo) (entero|completo)",
        "(todos los|todo el) (anos|ano)",
        "(a mitad|a la mitad|por la mitad|en la mitad) (de|del) (camino|tratamiento|precio|viaje)",
        "semana de (la moda|prueba)",
        "mar y",
        "(cobro|cobramos|pagan|depositan) (la|el) <nth>? (quincena|aguinaldo|sueldo)",
        "(estoy|esta|embarazada) de {num} (meses|semanas)",
        "(segundo|tercer|primer|ultimo) (hijo|piso|turno de la lista|puesto)",
    ),
    Rule("tarde_too", "tarde", bool),
    *counts("(el|la|lo|del|al) pasado"),
)
