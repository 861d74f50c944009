"""The words this package knows and the values they have. All folded.

Only words live here; how people misspell them is in `spelling`, how they make phrases in the
rules.
"""

from typing import Final

_WEEKDAY_NAMES: Final = """
lunes lun
martes mart
miercoles mier mierc mie miercole
jueves jue juev
viernes vie vier viern
sabado sab sabadito
domingo dom domin domingito
"""
_MONTH_NAMES: Final = """
enero ene
febrero feb febr
marzo mar mzo
abril abr
mayo may
junio jun
julio jul
agosto ago agos
septiembre setiembre sep sept set
octubre oct
noviembre nov
diciembre dic
"""
_NUMBERS: Final = """
cero un dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciseis
diecisiete dieciocho diecinueve veinte veintiuno veintidos veintitres veinticuatro veinticinco
veintiseis veintisiete veintiocho veintinueve treinta
"""


def _numbered(lines: str, *, start: int) -> dict[str, int]:
    """Return the words of each line with the number of the line."""
    rows = enumerate(lines.strip().splitlines(), start)
    return {word: number for number, row in rows for word in row.split()}


WEEKDAYS: Final = _numbered(_WEEKDAY_NAMES, start=0)
WEEKDAY_PLURALS: Final = {"sabados": 5, "domingos": 6}
SHORT_WEEKDAYS: Final = {"lu": 0, "ma": 1, "ju": 3, "vi": 4, "sa": 5}
MONTHS: Final = _numbered(_MONTH_NAMES, start=1)
SHORT_MONTHS: Final = frozenset(name for name in MONTHS if len(name) <= 4) - {"mayo"}
NUMBERS: Final = {word: value for value, word in enumerate(_NUMBERS.split())} | {
    "una": 1,
    "uno": 1,
    "veintiun": 21,
    "veintiuna": 21,
    "cuarenta": 40,
    "cincuenta": 50,
    "sesenta": 60,
    "noventa": 90,
}
ORDINALS: Final = {
    "primer": 1,
    "primero": 1,
    "primera": 1,
    "segundo": 2,
    "segunda": 2,
    "tercer": 3,
    "tercero": 3,
    "tercera": 3,
    "cuarta": 4,
    "ultimo": -1,
    "ultima": -1,
}

# Names of people that are also words of time.
TEMPORAL_NAMES: Final = frozenset(
    ("abril", "julio", "junio", "domingo", "mayo", "agosto", "enero", "marzo")
)

_MOVING: Final = """
pasar cambiar mover correr reprogramar adelantar postergar posponer trasladar reagendar reubicar
atrasar
"""
_MOVING_ME: Final = " me lo la melo mela nos los las rme rlo rla rmelo rmela rnos"
_MOVING_ALSO: Final = """
cambiamos pasamos movemos corremos paso cambio muevo corro pasa pasas pases cambia cambias cambies
cambiemos pasemos movamos corramos reprogramemos adelantemos posterguemos
moves mueve muevas mueves corres corras corre reprograma reprogramo reprogramas reprogrames
adelantas adelanta postergo posterga postergas reagendo movelo pasalo cambialo
"""
# «cambiame», «correrlo», «pasás»: an appointment is to be moved.
MOVING: Final = frozenset(
    (
        *_MOVING.split(),
        *_MOVING_ALSO.split(),
        *(verb[:-1] + tail for verb in _MOVING.split() for tail in _MOVING_ME.split()),
    )
)

_COUNTED: Final = """
adultas adulto adultos aire aires alumnos ambiente ambientes amiga amigas amigo amigos anitos
anos aros ars audio audios autos bano banos barberos bicis bolsas cachorros cajas camas canchas
canilla canillas carreras centimetros cepillos cerraduras chica chicas chico chicos chiquitos
citas clase clases clientes cm color colores comensales consultas copias corte cortecitos cortes
cosa cosas cuadra cuadras cubiertos cuota cuotas diente dientes dolar dolares dudas enchufes
estrella estrellas extensiones familias focos formas foto fotos frigorias fundas gamba gambas
gato gatos gente gr grados gramos grs habitacion habitaciones hermana hermanas hermano hermanos
hija hijas hijo hijos hombre hombres integrantes invitados jugadores juntas juntos k kg kgs kilo
kilos km kms lamparas litros llaves locales luca lucas lugares m maneras mangos mano manos
mascotas materias mayores mechas menores mensaje mensajes mesas metro metros mil milimetros
millon millones ml mm motivos motos mts muela muelas mujer mujeres nena nenas nene nenes nietas
nietos nina ninas nino ninos opcion opciones pack packs palo palos paquetes paredes parejas
peluqueras perforaciones perra perras perro perros persona personas peso pesos pibas pibe pibes
pie pierna piernas pies pieza piezas piso pisos preguntas primos producto productos promo promos
pruebas puerta puertas punto puntos razones seguidas seguidos servicio servicios sesion sesiones
sillas sobrinas sobrinos sucursales tatuajes tipos tomas tono tonos turno turnos unas unidad
unidades usd varones ventana ventanas vidrios vuelta vueltas watts zona zonas
"""
_NOT_PLURALS: Final = """
pasadas pasaditas clavadas clavaditas
abris ademas agendarias agendas andres anotarias anotas antes aprox atendes avisas besos buenas
buenos confirmas daras das decis dejas despues dolores entonces es estabas estamos estaras
estarias estas gracias haces haras horas hrs hs ines jueves las les los lourdes lucas lunes
mandas marcos martes mas menos mercedes miercoles minutos nicolas nos pasas podemos podes podras
podrias pones puedes quedas queremos queres querias quieres quizas reservas sabes saludos seis
serias somos tendras tendrias tenemos tenes tenias tienes tomas trabajas tres ustedes vamos vas
venis ves viernes vos
"""
# What a number before it counts: «2 turnos», «3 uñas».
COUNTED: Final = frozenset(_COUNTED.split())
# Words in -s that a number before them does not count: «mañana 10 tenés?».
NOT_PLURALS: Final = frozenset(_NOT_PLURALS.split())
