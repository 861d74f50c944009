"""Rules for words that look like time and are not: greetings, names, streets, counts, ages.

`noise` outweighs any time it overlaps. `count` outweighs a bare number only, so that
«a las 5 chicas?» and «en media hora» stay times while «2 turnos» and «media hora» are none.
"""

from typing import Final

from bot.language.times.grammar import Rule
from bot.language.times.marks import Mark

_FIRST_YEAR, _LAST_YEAR = 2026, 2040
_LAST_HOUR, _FIRST_LARGE = 24, 100
_LONGEST_JOB_HOURS: Final = 6
_MOST_GUESTS: Final = 12
_ORDINARY_WORDS: Final = """
el la los las al a de del para por con en y o que tenes podes puede hola gracias si no mi tarde
manana noche temprano lunes martes miercoles jueves viernes sabado domingo turno tipo mediodia
siesta hoy buenas buen quiero necesito
"""
# What may follow a date or a name without making a surname or a street of it.
_ORDINARY: Final = frozenset(_ORDINARY_WORDS.split())
# Days that give their name to streets everywhere.
_STREET_DATES: Final = frozenset(
    ((25, 5), (9, 7), (1, 5), (3, 2), (20, 6), (12, 10), (11, 9), (24, 9), (2, 4), (24, 3), (17, 8))
)
_NAMES: Final = frozenset(("abril", "julio", "domingo", "agosto"))


def _all(name: str, *patterns: str) -> tuple[Rule, ...]:
    return tuple(Rule(name, pattern, lambda *_: Mark.NOISE) for pattern in patterns)


def _house(number: int) -> Mark | None:
    """A large number after a date is a house number, unless it is a year."""
    return None if _FIRST_YEAR <= number <= _LAST_YEAR else Mark.NOISE


def _small_house(number: int) -> Mark | None:
    return Mark.NOISE if _LAST_HOUR < number < _FIRST_LARGE else None


def _street(day: int, month: int) -> Mark | None:
    return Mark.NOISE if (day, month) in _STREET_DATES else None


def _short(hours: int) -> Mark | None:
    return Mark.NOISE if hours <= _LONGEST_JOB_HOURS else None


def _few(people: int) -> Mark | None:
    return Mark.NOISE if people <= _MOST_GUESTS else None


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
    "vecina|profe|novio|novia|cunado|cunada|apellido)"
)
_STREET: Final = (
    "(av|avda|avenida|calle|plaza|barrio|esquina|estacion|pasaje|pje|ruta|bulevar|boulevard|bv|"
    "hospital|club|escuela|colegio|plazoleta|parque|diagonal|peatonal|localidad|pueblo|linea|"
    "autopista|villa|cine|teatro|sobre|direccion|domicilio|vivo en|estoy en|queda en|estamos en|"
    "vivimos en|trabajo en|local de|sucursal de|casa en|departamento en|depto en)"
)
_NUMBERED: Final = (
    "(calle|ruta|km|kilometro|lote|casa|depto|dpto|departamento|piso|timbre|numero|nro|num|"
    "oficina|local|torre|manzana|mza|block|box|consultorio|habitacion|mesa|puerta|colectivo|"
    "bondi|linea|micro|interno|unidad|uf|altura|talle|codigo|cod|articulo|modelo|plan|nivel|"
    "grado|sala|muela|pieza|diente|opcion|item|combo|color|tono|version|dni|cuit|cuil|cbu|alias|"
    "telefono|whatsapp|edad|categoria|capitulo|temporada|grupo|orden|pedido|ticket|comprobante|"
    "factura|operacion|vale|sale|cuesta|cobra|cobran|cobras|precio de|valor de|sena de)"
)
_BIGGER: Final = "(anos|anitos|meses)?"

NOISE: Final = (
    # greetings and wishes
    *_all(
        "noise",
        f"(muy)? {_GOOD} {_WISHED}",
        f"(muy)? {_GOOD} {{weekday}}",
        f"(muy)? {_GOOD} (resto|final) (de|del) (dia|tarde|jornada|semana|domingo)",
        f"(muy)? {_GOOD} <feast>",
        f"{_GOOD} (dia|dias) (de|del) (la|el|los|las)? {{word}}",
        "^ (tardes|noches|dias)",
        "(hola|holis|buenas|ola|wola) ,? (tardes|noches|dias|dia)",
        "(hola|holis|ola|gracias|chau|dale|che|perdon|querida|querido|genial|grande|saludos|besos|"
        "atte|abrazo) ,? {nameish}",
        "(saludos|hasta) (luego|pronto|la vista|siempre)",
        "(^|,|.|gracias|chau|bueno|dale|ok|listo|genial|perfecto|oka|joya|barbaro) "
        "(bueno|entonces|chau|gracias)? ,? hasta manana (,|.|gracias|$|chau|besos|saludos)",
    ),
    *_all(
        "noise",
        "(chau|gracias|descanses|descansen|saludos|besos|abrazo|abrazos|cuidate) ,? hasta el? "
        "{weekday}",
    ),
    Rule("nameish", "(abril|julio|junio|agosto|mayo)", bool),
    # people
    *_all(
        "noise",
        f"{_PERSON} (el|la|don|dona|de|es|senor|senora)? {{name}}",
        "(a nombre|de parte|en nombre) (de|del) (la|el|don|dona)? {name}",
        "con (el|la|don|dona)? {nameish}",
        "con (don)? domingo",
        "(es|son) para {nameish_capital}",
        "gracias domingo (,|.|$)",
        "la una o la otra",
        "viernes negro",
        "(gustan|sirven|quedan|encantan|interesan) (las|los) {num}",
        "^ cuando (abren|abris|cierran|cerras)",
        "{nameish_capital} {capital_only}",
        "(abril|julio|domingo) (quiere|necesita|va|viene|dice|pregunta|pide|prefiere|tiene|es)",
        "(llamada|llamado) {name}",
    ),
    Rule("nameish_capital", "<capital>", lambda word: word if word in _NAMES else None),
    Rule("capital_only", "<capital>", lambda word: None if word in _ORDINARY else word),
    # streets and places
    *_all(
        "noise",
        f"{_STREET} (la|el|de|del)? {{number}} de {{month}} {{large}}?",
        f"{_STREET} (la|el|de|del)? {{number}} de {{month}} (al|numero|nro) {{num}}",
        "en {number} de {month} (al|numero|nro)? {num}?",
        "{number} de {month} (al|numero|nro|altura) {num}",
        "{number} de {month} (y|esquina|esq|entre) {capital_only}",
        "{number} de {month} ,? (piso|depto|dpto|timbre|casa|pb|lote|local|oficina)",
        f"{_NUMBERED} (numero|nro|n|de|el|la|:|es)? {{num}}",
        "(calle|ruta|piso|depto|dpto|casa|lote) {ordinal}",
        "{ordinal} (piso|b|c|d|f|ano|grado|sala|cuerpo|depto)",
        "san julio",
        "mar (del|de) (plata|ajo|tuyu)",
        "(domingo|julio) (sarmiento|peron|faustino|savio|cavallo|french|argentino|verne|cesar|roca|"
        "bocca|iglesias|cortazar)",
    ),
    Rule("noise", "{number} de {month} (de|del)? <large>", _house),
    Rule("noise", "{number} de {month} <digits>", _small_house),
    Rule("count", "{one_half} <ordinary>", lambda word: None if word == "hora" else Mark.NOISE),
    Rule("street_date", "<number> de <month>", _street),
    Rule("ordinary", "<word>", lambda word: None if word in _ORDINARY else word),
    *_all(
        "noise",
        "{street_date} (y|esquina|esq|casi) {ordinary}",
        "entre {street_date} y {street_date}",
        "{capital_only} y {street_date}",
    ),
    # counts, ages, sizes
    *_all(
        "noise",
        "{num} (y (media|medio|cuarto|pico))? ((a|o|y|u|-) {num})? {counted}",
        "(entre|de) {num} (a|o|y|u|-) {num} {counted}",
        "({hours}|{day_month}|{dot_clock}|{dot_date}|{loose_date}) {counted}",
        f"(tiene|tenemos|cumple|cumplio|cumplo|cumplen|edad) {{num}} (y (media|medio|pico))? "
        f"{_BIGGER}",
        "(nene|nena|hijo|hija|chico|chica|bebe|nino|nina|varon|sobrino|sobrina|nieto|nieta|"
        "adolescente|perro|perra|gato|gata|hijito|hijita|cachorro|cachorra) de {num} "
        f"(y (media|medio))? {_BIGGER}",
        "(somos|seriamos|seremos|iriamos|iremos|van a ser|vamos a ser|eramos|serian) {num}",
        "(mesa|cancha|futbol|promo|combo|pack|paquete|reserva|partido|turno|turnos|lugar|lugares) "
        "(para|de) {num}",
        "(le|les|lo|la|te) (pongo|doy|puse) (un)? {num}",
        "de diez (,|.|$|seguro|segui)",
        "{num} (sobre|estrellas) {num}?",
        "{num} por (ciento|{num}|persona|sesion|clase)",
        "(cualquiera|alguna|ninguna|ninguno|alguno) de (las|los) {num}",
        "(hasta|unos|unas|mas de|menos de|casi|apenas|solo|solamente) {num} {plural}",
        "(es|era|seria|elijo|quiero|prefiero|dame|va|voy con|me quedo con) la {digits}",
        "(las|los) {num} (me|son|estan|quedan|gustan|salieron)",
        "(dame|dejame|espera|esperame|aguantame|bancame|banca|aguanta) (un|una|unos|unas|{num}) "
        "(minutos|segundo|segundos|seg|segs|momento|rato|ratito|toque)",
    ),
    # how long things take
    Rule("duration", "(un|una|media|tres cuartos de|un cuarto de) (hora|horita)", bool),
    Rule("duration", "<num> (horas|hora)", _short),
    Rule("duration", "<num> y media (horas|hora)", bool),
    Rule("duration", "(una)? hora y (media|cuarto|pico|{num})", bool),
    Rule("duration", "<num> (horas|hora|hs) y (media|cuarto|{num})", _short),
    Rule(
        "duration",
        "<num> (minutos|dias|dia|noches|tardes|mananas|segundos|semanas|meses|veces)",
        bool,
    ),
    *_all(
        "noise",
        "(dura|duran|tarda|tardan|tardas|demora|demoran|lleva|llevan|duracion|duraria|tardaria|"
        "durante|te lleva|esperar|espere|espero) (como|de|unas|unos|mas o menos|casi)? {num} "
        "(hs|horas|hora|minutos)",
        "(dura|duran|tarda|tardan|tardas|demora|demoran|lleva|llevan|duracion|duraria|tardaria|"
        "durante|te lleva|esperar|espere|espero) (como|de|unas|unos|mas o menos|casi)? {duration}",
        "(hace|hacen|haces|hacer|haria|termina|terminan|listo|lista|pronto|arregla|arreglan|queda|"
        "seca|tarda|sana|cura|estaria|demora) (listo|lista|pronto)? en ({duration}|{num} hs)",
        "llego {duration} tarde",
        "(llego|voy|caigo) {num} (minutos)? tarde",
        "minutos tarde",
    ),
    Rule("count", "(de|por|unas|son|es|casi|cada) <num> hs", _short),
    *_all("count", "{duration}", "(las|los)? 24 hs", "(las|los)? veinticuatro horas"),
    # other words
    *_all(
        "noise",
        "(media|medio) (pierna|cola|docena|kilo|limon|mundo|largo|pilo|vuelta|jornada|manga|"
        "peluca|cabeza|melena|espalda|naranja|luz|ambiente|sena|litro)",
        "medio dia de (trabajo|laburo)",
        "cuarto (piso|grado|ano|oscuro|de bano|propio|kilo)",
        "(del|al|el|mi|tu|este|ese) cuarto",
        "cada cuanto",
        "(que|a que|hasta que|desde que|cuantas|cuantos|de que|cual) "
        "(hora|horas|dia|dias|horario|horarios|meses|semanas|anos)",
        "hoy (en dia|por hoy)",
        "(voy|llego|vas|llegas|vengo|es|muy|hizo|hace|llegando|llegar|estoy|ando|vamos|salgo|sali) "
        "(un poco|un toque|muy|medio|re|bastante|super)? tarde {tarde_too}?",
        "tarde (pero seguro|o temprano)",
        "(por|hasta|desde) ahora",
        "ahora (te|le|les|me|lo|la|no|si|estoy|que|voy|vengo|quiero|necesito|tengo|ando|bien|"
        "entiendo|vemos|paso|mando|transfiero)",
        "(a la|en la|de la|dar|media|una) vuelta",
        "pasado de (moda|rosca|vueltas|peso|largo)",
        "(primera|otra|segunda|esta|cada|tal|alguna|rara) vez",
        "(un|el) (ano|mes|dia|rato|tiempo) (entero|completo)",
        "(todos los|todo el) (anos|ano)",
        "(a mitad|a la mitad|por la mitad|en la mitad) (de|del) (camino|tratamiento|precio|viaje)",
        "semana de (la moda|prueba)",
        "mar y",
    ),
    Rule("tarde_too", "tarde", bool),
    *_all(
        "count", "{digits} {plural}", "{spelled} {plural}", "(el|la|lo|del|al) pasado", "son {num}"
    ),
    Rule("count", "para <num>", _few),
)
