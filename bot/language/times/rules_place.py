"""Rules for numbers and dates that name places and things: streets, flats, bus lines, sizes."""

from typing import Final

from bot.language.times.grammar import Rule
from bot.language.times.marks import Mark
from bot.language.times.rules_noise import ORDINARY, noise
from bot.language.times.vocabulary import MONTHS, WEEKDAYS

_FIRST_YEAR, _LAST_YEAR = 2026, 2040
_LAST_HOUR, _LAST_DAY, _FIRST_LARGE = 24, 31, 100
# Days that give their name to streets everywhere.
_NEVER_STREETS: Final = ORDINARY.union(MONTHS, WEEKDAYS)
_STREET_DATES: Final = frozenset(
    ((25, 5), (9, 7), (1, 5), (3, 2), (20, 6), (12, 10), (11, 9), (24, 9), (2, 4), (24, 3), (17, 8))
)


def _house(number: int) -> Mark | None:
    """A large number after a date is a house number, unless it is a year."""
    return None if _FIRST_YEAR <= number <= _LAST_YEAR else Mark.NOISE


def _small_house(number: int) -> Mark | None:
    return Mark.NOISE if _LAST_HOUR < number < _FIRST_LARGE else None


def _far_house(number: int) -> Mark | None:
    """«2 de mayo al 300» is a house, «2 de mayo al 15» a range of days."""
    return Mark.NOISE if number > _LAST_DAY else None


def _street(day: int, month: int) -> Mark | None:
    return Mark.NOISE if (day, month) in _STREET_DATES else None


def _flat(number: int) -> Mark | None:
    return Mark.NOISE if number <= _LAST_HOUR else None


_STREET: Final = (
    "(av|avda|avenida|calle|calles|plaza|barrio|esquina|estacion|pasaje|pje|ruta|bulevar|boulevard"
    "|bv|hospital|club|escuela|colegio|plazoleta|parque|diagonal|diag|peatonal|localidad|pueblo|"
    "linea|autopista|villa|cine|teatro|sobre|direccion|domicilio|vivo en|estoy en|queda en|"
    "estamos en|vivimos en|trabajo en|local de|sucursal de|casa en|departamento en|depto en|"
    "vivo por|estoy por|vivo sobre|es por|a la vuelta de|cerca de la calle|a la altura de)"
)
_NUMBERED: Final = (
    "(calle|ruta|km|kilometro|lote|depto|dpto|departamento|piso|timbre|numero|nro|num|"
    "oficina|local|torre|manzana|mza|block|box|consultorio|habitacion|mesa|puerta|colectivo|"
    "bondi|linea|micro|interno|unidad|uf|altura|talle|codigo|cod|articulo|modelo|plan|nivel|"
    "grado|sala|muela|pieza|diente|opcion|item|combo|color|tono|version|dni|cuit|cuil|cbu|alias|"
    "telefono|whatsapp|edad|categoria|capitulo|temporada|grupo|orden|pedido|ticket|comprobante|"
    "factura|operacion|vale|sale|cuesta|cobra|cobran|cobras|"
    "diagonal|diag|canal|radio|fm|puesto|caja|cajero|ventanilla|anden|plataforma|vagon|asiento|"
    "fila|butaca|aula|division|camiseta|estante|pasillo|celda|cap|pagina|pag|hoja|tomo|parte|"
    "leccion|ejercicio|clausula|inciso|punto|acto|volumen|vol|oxidante|tinte|esmalte|numeracion|"
    "calzo|mido|mide|peso|pesa|dosis|puntaje|nota|escala|puntos|circuito|comisaria|"
    "escuela|jardin|ramal|dpto numero|nivel de dolor|serie|etapa|fase|zona|anexo|"
    "patente|chapa|legajo|expediente|tramite|afiliado|socio|matricula|resolucion|decreto|ley)"
)
_LETTER: Final = "(b|c|e|f|g)"
_ENDING: Final = "(,|.|?|$)"
_RIDE: Final = "(tomo|tomar|tomarme|tomamos|tomas|subo a|bajo de|viajo en|voy en|vengo en)"

PLACES: Final = (
    *noise(
        f"{_STREET} (la|el|de|del)? ({{number}}|{{first}}|primero) de {{month}} {{large}}?",
        f"{_STREET} (la|el|de|del)? {{number}} de {{month}} (al|numero|nro) {{num}}",
        "en {number} de {month} (al|numero|nro)? {num}?",
        "{number} de {month} (numero|nro|altura) {num}",
        "{number} de {month} (y|entre) {capital_only}",
        "{number} de {month} (esquina|esq|casi) {ordinary}",
        "{number} de {month} ,? (piso|depto|dpto|timbre|casa|pb|lote|local|oficina)",
        f"{_NUMBERED} (numero|nro|n|de|es|:)? (el|la)? {{bare}}",
        "casa (numero|nro|n) {num}",
        "(lote|manzana|mza|barrio) {word}? {num} ,? casa {num}",
        "(calle|ruta|piso|depto|dpto|casa|lote) {ordinal}",
        "{ordinal} (piso|b|c|d|f|ano|grado|sala|cuerpo|depto)",
        "san julio",
        "mar (del|de) (plata|ajo|tuyu)",
        "(puerto|villa|bahia|barrio|club|plaza|parque) {feast}",
    ),
    # streets that are numbers, and where they cross: «diagonal 80 entre 4 y 5», «en 1 y 60»
    Rule("crossed", "(y|e|esquina|esq|casi|entre) (la|calle|calles|diagonal|diag|av)?", bool),
    *noise(
        f"{_STREET} (la|el)? {{num}} (al {{num}})? ,? {{crossed}} {{num}} ((y|e|a) {{num}})?",
        f"{_STREET} {{word}} {{word}}? {{num}}? ,? entre (calle|calles)? {{num}} (y|e) {{num}}",
        "(en|por) {digits} (y|e|esquina|casi) {digits}",
        "entre (calle|calles|la calle|las calles) {num} (y|e) {num}",
        "(numero|nro|n|al|altura)? {large} ,? entre {num} (y|e) {num}",
    ),
    Rule("noise", f"<num> {_LETTER} {_ENDING}", _flat),
    Rule("noise", "el <num> (a|de) (,|.|$)", _flat),
    Rule("noise", "{number} de {month} (de|del)? <large>", _house),
    Rule("noise", "{number} de {month} <digits>", _small_house),
    Rule("noise", "{number} de {month} al <num>", _far_house),
    Rule("noise", "(primero|{first}) de mayo <large>", _house),
    *noise("(primero|{first}) de mayo (al|numero|nro|altura) {num}"),
    Rule("streetlike", "<word>", lambda word: None if word in _NEVER_STREETS else word),
    Rule("street_date", "<number> de <month>", _street),
    *noise(
        "{street_date} (y|esquina|esq|casi) {ordinary}",
        "entre {street_date} y {street_date}",
        "{streetlike} y {street_date}",
        "(soy|somos|vengo|venimos|vivo|vivimos|cerca|vecino|vecina) de {street_date}",
        "por {number} de {month}",
    ),
    # what takes one there
    *noise(
        f"{_RIDE} (el|la) {{num}}",
        "el {num} (me deja|te deja|pasa por|llega hasta|va para|no pasa|tarda|viene lleno)",
        "(colectivo|bondi|colectivos|lineas|tren|subte) {num} (o|y) {num}",
    ),
)
