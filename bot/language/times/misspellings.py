"""How people write the words of time: shortened, joined, and what must not be corrected.

All folded. A line of _SHORTENED is the word meant and what is written for it.
"""

from typing import Final

_SHORTENED: Final = """
que q k ke qe
por x
para pa xa p pra parq prq
de d
del dl
manana tmn tmna mnn mnna mna manan mnana tmnn mannana manyana
hoy hoi oy oi ohy hpy oii hooy hoiy
pasado pasdo psado pazado pasao pasad
despues dsp dps desp dsps dspues dpues desps dspes dspue despu despuesito
hs h hrs hr hras hss
minutos min mins minuto minutito minutitos
semana sem smn
semanas sems
finde fds fnde finda findee find
findes finds
proximo prox px prxmo proxi
viene biene vienne vne
tarde tardd trd tard tde
noche noshe nche noxe
hora ora horra
cuatro qatro kuatro cuatr
y i
mediodia mediodi mdia
temprano temprana tempra trempano tempranero
tempranito temprani tempranita
antes ants antess anters
hasta asta hsta
desde dsd dsde desd dende
entre entr
recien resien recienn rcien
aproximadamente aprox aproximado aproximada apx aproxim
tipo tpo tippo tipito tipp tiipo
ahora aora ahorita aorita ahorit ahra haora ahoritica
maso masomenos masomeno maomenos mmenos
ponele ponle ponela pongale poneles
diez dies
once onse
doce dose
seis ceis seys
ocho hocho oocho
cuarto cto
miercoles mierco mierkoles miercoless miercolez miercol mirecole miecoles
principios ppios ppio inicios inicio comienzos comienzo principio arranque
mediados mediado
fines finales
quincena quinc
primera primerisima primerita
cualquier cualqier cualkier cualq cq cualquiera kualquier
todos tdos toos
todas tdas toas
no nop nope nono naa
si sii sip
anteayer antier antiyer antesdeayer antesayer
tambien tmb tb tambn tmbn
tardenoche tardenoch tardinoche
dia diaa
dias diass
puedo pueo
mas ms
turno trno turnito
las als laz
viernes bierne vierne biernes
nochecita nochesita nochecitas
tardecita tardesita tardecitas tardcita
telefono tel celu cel celular wsp wpp fono
"""
SHORTENED: Final = {
    short: row.split()[0] for row in _SHORTENED.strip().splitlines() for short in row.split()[1:]
}

JOINED: Final = {
    "ala": ("a", "la"),
    "alas": ("a", "las"),
    "alos": ("a", "los"),
    "dela": ("de", "la"),
    "delas": ("de", "las"),
    "enla": ("en", "la"),
    "porla": ("por", "la"),
    "xla": ("por", "la"),
    "xel": ("por", "el"),
    "porel": ("por", "el"),
    "enel": ("en", "el"),
    "paralas": ("para", "las"),
    "parael": ("para", "el"),
    "pal": ("para", "el"),
    "tipolas": ("tipo", "las"),
    "apartir": ("a", "partir"),
    "aeso": ("a", "eso"),
    "atipo": ("tipo",),
    "finsemana": ("finde",),
    "findesemana": ("finde",),
    "afin": ("a", "fin"),
    "desemana": ("de", "semana"),
    "qviene": ("que", "viene"),
    "queviene": ("que", "viene"),
    "quebiene": ("que", "viene"),
    "osea": ("o", "sea"),
    "sino": ("si", "no"),
    "nomas": ("no", "mas"),
    "enseguida": ("en", "seguida"),
    "ymedia": ("y", "media"),
    "ycuarto": ("y", "cuarto"),
    "ypico": ("y", "pico"),
    "yalgo": ("y", "algo"),
    "menoscuarto": ("menos", "cuarto"),
    "elotro": ("el", "otro"),
    "almediodia": ("al", "mediodia"),
    "envez": ("en", "vez"),
    "cuantoantes": ("cuanto", "antes"),
    "porahi": ("por", "ahi"),
    "xahi": ("por", "ahi"),
    "aver": ("a", "ver"),
    "hoydia": ("hoy",),
    "primerahora": ("primera", "hora"),
    "ultimahora": ("ultima", "hora"),
}
# What else is written together: a first half and a word of time («elviernes», «alatarde»).
JOINABLE: Final = (
    *("ala", "alas", "dela", "delas", "porla", "enla", "xla", "el", "al", "del", "este", "esta"),
    *("la", "las", "tipo", "para", "pasado", "de", "por"),
)
_JOINABLE_TAILS: Final = """
manana tarde noche tardecita nochecita siesta mediodia semana finde viernes jueves lunes martes
miercoles sabado domingo
"""
JOINABLE_TAILS: Final = frozenset(_JOINABLE_TAILS.split())

_CORRECTED: Final = """
abril agosto ahora almorzar almuerzo alrededor aproximadamente carnaval catorce cinco cualquier
cuarenta cuatro despues diciembre diecinueve dieciocho dieciseis diecisiete domingo domingos
enero entrante febrero feriado finde jueves julio junio lunes madrugada manana martes marzo
media mediados mediodia miercoles minutos navidad noche nochebuena nochecita noviembre nueve
octubre pascuas posible primera principios proxima proximo quince quincena sabado sabados semana
septiembre setiembre siesta siete siguiente tarde tardecita tempranito temprano treinta ultima
veinte viernes
"""
_REAL: Final = """
tardecito
abran abre abren abri abriga abrigo abrio abrir abris agosta agote agustin agustina ahogar
ahorra ahorrar ahorro angosto anoche arde artes asado asedia atado atril augusto banana banda
bardo basta broche cabado campana canal carde cardo carnal carnavales carnet casado cavidad
cerca cinta cinto circo cita citas cliente clientes coche comedia cosible costa cuadro cuando
cuanto cuarto cuartos cuento dande dedia derroche diciendo dientes doche domina dominan domine
dominio domino donde emedia enebro enojo enseno ensero entera enterado enterar entero enteros
entrantes entraste entro esta fabril fardo feria feriados ferrado fide fiende fiesta fiestas fin
fince finde findes fine fines finge fuerte ganado genero hacienda harta hasta hermana hoche hora
horas juana judio jueces juli julia julian julieta julio julito junin junio junior junta juntas
junte junten junto juntos jurado jurar las lavado leche lentes linde llueve luces luna lunas
macana manada manan manana mananas mandan mandas manejo manera maneras manija mantes manzana
marco marcos mareo mares margo mariano marido marina marino mario marques marro marta martas
marte martin mates mazo meda media medial median mediana mediano mediar medias medica medico
medida medio medios medir mentes minute minuto minutos montana movies mueve mueves nace nicole
nievas nieve nieves noces noche nochera noches novia novio nueva nuevas nueves nuevo nuevos
nunca once onda pagado parado pardo parte parten partes pasada pasando pascua pascual pascuales
pasta pegado pesado poseible posibilita posibles possible primaria primate primavera primer
primeras primeriza primero primeros proximas proximos puerta quincenal quinte quite remedia
romana sabado sabados sabalo sabana sabanas sabe saben sabes sabido sabroso sacado salado
saldado salida saliendo sanado sardo sedia seguida segundo semanal semanas semanita semejante
semilla siembre siempre sienta siente siento siesta siete sietes siguiendo siguientes siguiera
sobado suerte tarada tarado tarda tardaba tardan tardas tarden tardes tardia tardio tardo
tarjeta tarta tartas tempranas tender tiene tienen tientes tirada trace tragedia trajo tratado
troche tulio ultimar ultimas ultimo ultimos unes veintes venite ventana vente verde viendo viene
vienen vienes vientre vierte vinco viniste
"""
# Words restored from one edit away, and the real words that near which must be left alone.
CORRECTED: Final = frozenset(_CORRECTED.split())
REAL: Final = frozenset(_REAL.split())

# After a word, what a misspelt word is, though elsewhere it might be anything.
EXPECTED_AFTER: Final = {
    "que": ("viene",),
    "las": ("once", "doce", "diez", "ocho", "seis"),
    "menos": ("cuarto",),
    "y": ("media", "cuarto"),
    "a": ("fines", "mediados"),
    "de": ("aca",),
    "el": ("viernes",),
}
EXPECTED_BEFORE: Final = {"posible": ("antes",), "manana": ("pasado",), "las": ("hasta", "despues")}
