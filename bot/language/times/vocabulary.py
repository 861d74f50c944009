"""The words this package knows: what they stand for, how people shorten and join them.

Only words live here; how they make phrases is the business of the rules. All folded.
"""

from typing import Final

WEEKDAYS: Final = {
    name: index
    for index, names in enumerate(
        (
            "lunes lun",
            "martes mart",
            "miercoles mier mierc mie miercole",
            "jueves jue juev",
            "viernes vie vier viern",
            "sabado sab sabadito",
            "domingo dom domin domingito",
        )
    )
    for name in names.split()
}
WEEKDAY_PLURALS: Final = {"sabados": 5, "domingos": 6}
MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            "enero ene",
            "febrero feb febr",
            "marzo mar mzo",
            "abril abr",
            "mayo may",
            "junio jun",
            "julio jul",
            "agosto ago agos",
            "septiembre setiembre sep sept set",
            "octubre oct",
            "noviembre nov",
            "diciembre dic",
        ),
        start=1,
    )
    for name in names.split()
}
SHORT_MONTHS: Final = frozenset(name for name in MONTHS if len(name) <= 4 and name != "mayo")

_UNITS = (
    "cero un dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince "
    "dieciseis diecisiete dieciocho diecinueve veinte veintiuno veintidos veintitres "
    "veinticuatro veinticinco veintiseis veintisiete veintiocho veintinueve treinta"
)
NUMBERS: Final = {word: value for value, word in enumerate(_UNITS.split())} | {
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

# What one word is short for. Several words: it was written together.
ALIASES: Final = {
    short: full
    for full, shorts in {
        "que": "q k ke qe qu",
        "por": "x xr",
        "para": "pa xa p pra parq prq",
        "de": "d",
        "del": "dl",
        "manana": "tmn tmna mnn mnna man mna manan mnana mananaa tmnn mananna mannana manyana",
        "pasado": "pasdo psado pazado pasao pasad",
        "hoy": "hoi oy oi ohy hpy oii hooy hoiy",
        "despues": "dsp dps desp dsps dspues dpues desps dsp dspes dspue despu despuesito",
        "hs": "h hrs hr hras hss",
        "minutos": "min mins minuto minutito minutitos",
        "semana": "sem smn",
        "semanas": "sems",
        "finde": "fds fnde finda finde findee findesemana find",
        "findes": "finds",
        "proximo": "prox px prxmo proxi",
        "viene": "biene vine vienne vien bine vne vienr",
        "tarde": "tardd trd tard tde",
        "noche": "noshe nche",
        "mediodia": "mediodi mdia",
        "temprano": "temprana tempra trempano tempranero",
        "tempranito": "temprani tempranita",
        "hasta": "asta hsta ta",
        "desde": "dsd dsde desd dende",
        "entre": "entr",
        "recien": "resien recienn rcien",
        "aproximadamente": "aprox aproximado aproximada apx aproxim",
        "tipo": "tpo tippo tipito tipp tiipo",
        "ahora": "aora ahorita aorita ahorit ahra haora ahoritica",
        "maso": "masomenos masomeno maomenos mmenos",
        "ponele": "ponle ponela pongale poneles",
        "diez": "dies",
        "once": "onse",
        "doce": "dose",
        "seis": "ceis seys",
        "ocho": "hocho oocho",
        "cuarto": "cto",
        "miercoles": "mierco mierkoles miercoless miercolez miercol mirecole miecoles",
        "principios": "ppios ppio inicios inicio comienzos comienzo principio arranque",
        "mediados": "mediado",
        "fines": "finales final",
        "quincena": "quinc",
        "cualquier": "cualqier cualkier cualq cq cualquiera kualquier",
        "todos": "tdos toos",
        "todas": "tdas toas",
        "no": "nop nope nono naa",
        "si": "sii sip sep",
        "anteayer": "antier antiyer antesdeayer antesayer",
        "tambien": "tmb tb tambn tmbn",
        "tardenoche": "tardenoch tardinoche",
        "dia": "diaa",
        "dias": "diass",
        "puedo": "pueo",
        "mas": "ms +",
        "turno": "trno turnito",
        "nochecita": "nochesita nochecitas",
        "tardecita": "tardesita tardecitas tardesita tardcita",
        "telefono": "tel celu cel celular wsp wpp fono",
        "cumpleanos": "cumple cumples",
    }.items()
    for short in shorts.split()
}

JOINED: Final = {
    joined: tuple(parts.split())
    for joined, parts in {
        "ala": "a la",
        "alas": "a las",
        "alos": "a los",
        "dela": "de la",
        "delas": "de las",
        "enla": "en la",
        "porla": "por la",
        "xla": "por la",
        "xel": "por el",
        "porel": "por el",
        "enel": "en el",
        "paralas": "para las",
        "parael": "para el",
        "pal": "para el",
        "pa'l": "para el",
        "tipolas": "tipo las",
        "apartir": "a partir",
        "aeso": "a eso",
        "atipo": "tipo",
        "masomenos": "mas o menos",
        "finsemana": "finde",
        "afin": "a fin",
        "desemana": "de semana",
        "findesemana": "finde",
        "qviene": "que viene",
        "queviene": "que viene",
        "quebiene": "que viene",
        "osea": "o sea",
        "sino": "si no",
        "nomas": "no mas",
        "enseguida": "en seguida",
        "ymedia": "y media",
        "ycuarto": "y cuarto",
        "ypico": "y pico",
        "yalgo": "y algo",
        "menoscuarto": "menos cuarto",
        "pasadomanana": "pasado manana",
        "elotro": "el otro",
        "almediodia": "al mediodia",
        "envez": "en vez",
        "cuantoantes": "cuanto antes",
        "porahi": "por ahi",
        "xahi": "por ahi",
        "aver": "a ver",
        "hoydia": "hoy",
    }.items()
}
# The first half of words people write together: «elviernes», «alatarde», «estanoche».
JOINABLE: Final = (
    "ala alas dela delas porla enla xla el al del este esta la las tipo para pasado de por"
).split()
JOINABLE_TAILS: Final = frozenset(
    "manana tarde noche tardecita nochecita siesta mediodia semana finde viernes jueves lunes "
    "martes miercoles sabado domingo".split()
)

# Names of people that are also words of time; two of them are months and need care.
TEMPORAL_NAMES: Final = frozenset("abril julio junio domingo mayo agosto enero marzo".split())

COUNTED: Final = frozenset(
    (
        "persona personas gente turnos turno citas unas mano manos pie pies pierna piernas "
        "cuadra cuadras metro metros mts m cm mm km kms kg kgs kilo kilos gr grs gramos ml litros "
        "anos anitos cuota cuotas peso pesos luca lucas mil "
        "millon millones palo palos dolar dolares usd ars k gamba gambas mangos sesion sesiones "
        "clase clases perro perros perra perras gato gatos hijo hijos hija hijas nene nenes nena "
        "nenas chico chicos chica chicas amigo amigos amiga amigas hermano hermanos hermana "
        "hermanas nino ninos nina ninas servicio servicios corte cortes canilla canillas aire "
        "aires ambiente ambientes habitacion habitaciones bano banos puerta puertas ventana "
        "ventanas diente dientes muela muelas pieza piezas opcion opciones cosa cosas foto fotos "
        "mensaje mensajes audio audios estrella estrellas punto puntos piso pisos vuelta vueltas "
        "color colores tono tonos zona zonas producto productos unidad unidades mujer mujeres "
        "hombre hombres adulto adultos adultas mayores menores chiquitos pibes pibe pibas jugadores "
        "integrantes invitados comensales cubiertos lugares mesas sillas canchas camas bolsas "
        "cajas paquetes carreras alumnos clientes mascotas cachorros tomas focos lamparas enchufes "
        "llaves cerraduras copias materias pruebas consultas preguntas dudas motivos razones tipos "
        "formas maneras barberos peluqueras locales sucursales productos promos promo packs pack "
        "centimetros milimetros seguidos seguidas juntos juntas primos sobrinos sobrinas nietos "
        "nietas varones parejas familias autos motos bicis cortecitos tatuajes aros perforaciones "
        "extensiones mechas fundas cepillos vidrios paredes cuartos grados frigorias watts"
    ).split()
)

# Words after a number that end in s and yet count nothing: «mañana 10 tenés?».
NOT_PLURALS: Final = frozenset(
    (
        "tenes podes queres sabes estas vas das haces hs hrs horas gracias entonces mas menos tres "
        "seis despues antes atendes trabajas ves decis venis anotas agendas reservas pones "
        "dejas pasas avisas confirmas mandas buenas buenos besos saludos nos les las los es "
        "ustedes vos podrias tendrias querias estarias serias jueves lunes martes miercoles viernes "
        "quizas ademas tenias estabas podras tendras abris haras daras marcos andres nicolas "
        "lucas tomas ines lourdes dolores mercedes agendarias anotarias aprox tenemos podemos "
        "vamos somos estamos queremos quedas puedes tienes quieres estaras minutos"
    ).split()
)
