"""Rules for the words around times that say how they are meant."""

from typing import Final

from bot.language.times.grammar import Rule
from bot.language.times.marks import Mark


def _mark(mark: Mark, *patterns: str) -> tuple[Rule, ...]:
    return tuple(Rule("mark", pattern, lambda *_: mark) for pattern in patterns)


_CAN: Final = (
    "(puedo|podre|podria|podemos|pude|llego|llegamos|alcanzo|estoy|estare|estamos|quiero|voy|ire|doy|"
    "queremos|vamos|estaria|llegaria|puedo ir|puede|pueden|iba|voy a (poder|estar|llegar|ir|andar)|vamos a poder|"
    "va a poder)"
)
_SUITS: Final = (
    "(sirve|sirven|viene|conviene|va|cierra|cuadra|gusta|resulta|queda|quedan|da|dan|dio|coincide|acomoda|"
    "anda|rinde|es)"
)
_CLITIC: Final = "(me|nos|le|te|se|lo|la|los|las|melo|mela)"

_MOVED: Final = [
    "pasar",
    "cambiar",
    "mover",
    "correr",
    "reprogramar",
    "adelantar",
    "postergar",
    "posponer",
    "trasladar",
    "reagendar",
    "reubicar",
    "atrasar",
]
_TAILS: Final = " me lo la melo mela nos los las lo"
_MOVING: Final = "|".join(
    sorted(
        {verb + tail for verb in _MOVED for tail in _TAILS.split(" ")}
        | {verb[:-1] + tail for verb in _MOVED for tail in _TAILS.split(" ")[1:]}
        | {
            *[
                "cambiamos",
                "pasamos",
                "movemos",
                "corremos",
                "paso",
                "cambio",
                "muevo",
                "corro",
                "pasa",
                "pasas",
                "pases",
                "cambia",
            ],
            *[
                "cambias",
                "cambies",
                "moves",
                "mueve",
                "muevas",
                "mueves",
                "corres",
                "corras",
                "corre",
                "reprograma",
                "reprogramo",
            ],
            *[
                "reprogramas",
                "reprogrames",
                "adelantas",
                "adelanta",
                "postergo",
                "posterga",
                "postergas",
                "reagendo",
            ],
            *[
                "cambialo",
                "pasalo",
                "pasala",
                "pasamelo",
                "movelo",
                "movemelo",
                "corremelo",
                "correlo",
                "reagendame",
            ],
        }
    )
)

MARKS: Final = (
    Rule("move", f"({_MOVING})", bool),
    *_mark(Mark.NO, "(no|tampoco|nunca|jamas|nah)", "no puede ser"),
    *_mark(
        Mark.UNABLE,
        f"(ya)? no {_CAN}",
        f"no (me|nos|le) {_SUITS} (bien|comodo|comoda|tan bien|muy bien|mucho|el horario|los tiempos)?",
        "(se)? (me|nos) (complica|complico|complicaria|hace (imposible|dificil|complicado)|superpone|cruza)",
        "(me|nos) (es|resulta) (imposible|dificil|complicado)",
        "(estoy|ando) (ocupado|ocupada|complicado|complicada|a full|full|de viaje|de vacaciones|afuera|hasta las manos|hasta las pelotas)",
        "(imposible|complicado|ni ahi|ni loco|ni loca|ni en pedo|ni a palos|no hay (chance|forma|manera)|ni drama puedo)",
        "no (la)? (veo|cuento|tengo (tiempo|como|libre))",
    ),
    *_mark(
        Mark.REASON,
        "(trabajo|laburo|curso|estudio|viajo|rindo|entreno|salgo|entro|vuelvo|almuerzo|duermo|cuido|juego|toco)",
        "(trabaja|labura|viaja|sale|entra|vuelve) (mi|el|la|ella)?",
        "(me voy|me vuelvo|llego de|llegamos de|recien salgo|recien llego)",
        "tengo (medico|dentista|clase|clases|gimnasio|gym|gim|facu|facultad|reunion|reuniones|examen|parcial|final|compromiso|ocupado|ocupada|guardia|turno (con|en) (otro|el medico)|otra cosa|otro turno|cosas|psicologo|psicologa|terapia|ingles|futbol|trabajo|laburo|escuela|colegio|entrenamiento|visitas|visita|al nene|a los chicos|a mi)",
        "tengo (una|un) (reunion|compromiso|examen|parcial|guardia|viaje|tramite|clase|entrevista)",
        "(el|mi) (vuelo|tren|micro|bondi|colectivo|avion) (sale|es|llega|parte)?",
    ),
    *_mark(Mark.DUTY, "(tengo|tenemos) que"),
    *_mark(
        Mark.EVENT,
        "(tengo|tenemos|es|hay) (un|una|el|la|mi|la de)? (casamiento|boda|cumpleanos|cumple|fiesta|evento|bautismo|egreso|recepcion|comunion|civil|aniversario|recital|asado|cena|fiestita)",
        "(me|se) (caso|casa|recibo|recibe)",
        "(cumplo|cumple) (anos)?",
        "el (casamiento|cumpleanos|cumple|evento|bautismo) es",
        "la (fiesta|boda) es",
    ),
    *_mark(
        Mark.DONE,
        "(ya)? (fui|fuimos|estuve|estuvimos|pagamos|transferi|escribi|vine|hice|traje|recibi|perdi|tuve)",
        f"(ya)? {_CLITIC}? {_CLITIC}? {{preterite}}",
        f"(ya|{_CLITIC}) {_CLITIC}? (pague|abone|deposite|gire|sene|compre|mande|envie|llame|hable|deje|pase|"
        "espere|lleve|consulte|pregunte|falte|olvide|corte|vi|hice|atendi|transferi|escribi)",
        f"{_CLITIC} {_CLITIC}? (atendio|atendieron|cobraron|cancelaron|hizo|hicieron|llamaron|cortaron|"
        "dejaron|mandaron|avisaron|atendiste|cobraste|cortaste|hiciste|dejaste|dijeron|dijiste)",
        "(vino|fue|estaba|estabas|estaban|hubo|cobraste|cortaste|hiciste)",
        "habia (ido|pagado|estado|venido)",
        "(he|ha|hemos|han) (ido|pagado|estado|pasado|venido)",
    ),
    *_mark(
        Mark.ASIDE,
        f"{_CLITIC} (aviso|confirmo|digo|escribo|llamo|hablo|mando|paso|transfiero|deposito|pago|giro|abono|respondo|contesto|cuento|consulto|traigo|llevo|aviso bien|termino de confirmar|averiguo|mandan|pasas el alias)",
        "(pago|transfiero|deposito|abono|seno|cobro)",
        "(te|le|les) (pagaria|transferiria|depositaria|pagare|aviso)",
        "(hablamos|nos hablamos|nos vemos|nos estamos viendo|te veo|las veo|los veo|nos escribimos|nos escuchamos)",
        "(avisame|llamame|escribime|respondeme|contestame|hablame|mandame (el|los|las|la)|avisenme|llamenme|recordame|recuerdenme|confirmame (el pago|si))",
        "(cobro|me depositan|me pagan|cobras|te puedo pagar|puedo pagar|puedo (transferir|depositar|senar))",
        "(juega|juegan|empieza|arranca|dan|pasan|miro|veo|vemos|televisan|transmiten) (el|la|los|un|a)? (partido|boca|river|seleccion|novela|serie|programa|pelicula|peli|argentina|racing|independiente|san lorenzo|recital)?",
        "(la|el) (novela|serie|partido|programa|pelicula|peli|recital|noticiero|capitulo|final|show) (es|empieza|arranca|lo dan|la dan|dan|termina|son)",
        "(abren|cierran|abris|cerras|abre|cierra|abrian|cerraban) (a|tipo|de|desde|hasta)?",
    ),
    *_mark(
        Mark.CORRECTION,
        "(perdon|digo|corrijo|mejor|mejor dicho|quise decir|quise poner|me equivoque|me confundi|en realidad|ay|uy|prefiero|preferiria|preferentemente|perdona|disculpa|error|no perdon|no mejor|no , mejor|no , perdon|cambio|quiero decir|o mejor|o sea)",
    ),
    *_mark(
        Mark.CHOICE, "(o|u|/|o si no|o si|si no|y si no|o bien|o sea si no|o tambien|o capaz|capaz)"
    ),
    *_mark(Mark.NEITHER, "ni"),
    *_mark(
        Mark.INSTEAD,
        "en (vez|lugar) (de|del)",
        "(antes|mas) que",
        "mas que",
        "y no",
    ),
    *_mark(
        Mark.EXCEPT,
        "(menos|salvo|excepto|excluyendo|exceptuando|quitando|sacando|fuera de|que no sea|que no sean|que no caiga|que no caigan) (los|las|el|la|en|un)?",
        "(menos|salvo|excepto|que no sea|que no sean) (los)? (dias)?",
    ),
    *_mark(
        Mark.MOVE,
        "{move}",
        "(correr|pasar|mover|cambiar|reprogramar) (el|mi|la|un|lo)? (turno|turnito|cita|reserva|hora|horario|dia|fecha)",
        "{move} (el|mi|la|un|lo|de)? (turno|turnito|cita|reserva|hora|horario|dia|fecha)",
    ),
    *_mark(
        Mark.HELD,
        "(tengo|tenia|tenemos|tenias|saque|sacamos|reserve|habia sacado|habia reservado|agende|pedi|me diste|me dieron|me habian dado|me habias dado|quedo|quedamos|habiamos quedado|tenia agendado|figura) (un|el|mi|una|la|anotado|agendado|reservado)? (turno|turnito|cita|reserva|hora|sesion)? (para|de|del)?",
        "(mi|nuestro) (turno|turnito|cita|reserva)",
        "(el|al|del|lo) (turno|turnito) (que tengo|que tenia|mio|que saque|que tenemos)",
        "(habiamos|habia) quedado",
    ),
    *_mark(
        Mark.HEDGE,
        "{hedge_after}",
        "(tipo|aproximadamente|ponele|onda|calculo|como|digamos|suponete|masa|tirando a|alrededor (de|del)|cerca (de|del)|hacia)",
        "(mas o menos|maso o menos|por ahi|o algo asi|o cerca|o alrededor|o parecido|y algo)",
    ),
    *_mark(
        Mark.AS_IT_IS,
        f"no {_CLITIC}? (hay|habra|habria|tenes|tendras|tendrias|tienen|tendran|tenias|tiene|podes|podras|podrias|podrian|podran|queda|quedara|quedo|anotas|haces|harias|das|darias|dan|pones|atendes|atienden|atienden los|abren|abris|trabajas|trabajan|estan|estas|sabes|haria|seria|sera|hacen|agendas|agendan|pasas|conseguis|entra|entro)",
        "no (me|te|le)? (acuerdo|preocupes|hagas|pasa nada|importa|es nada|se|se si|recuerdo|olvides)",
        "no (tengo|hay|habria|tendria) (problema|problemas|drama|dramas|apuro|nada|inconveniente|inconvenientes|trabajo|clases|facu)",
        "no (trabajo|trabaja|trabajan|trabajamos|laburo|labura|laburan|atiendo|atendemos|abro|abrimos|curso|estudio|viajo|tengo clases|tengo nada|hago nada|salgo)",
        "no voy a (trabajar|laburar|atender|abrir)",
        "no (me|nos|le) (asignen|asignes|des|den|pongan|pongas|mandes|manden|agenden|agendes|anoten|reserves|saques|cuenten|cuentes)",
        "(por)? que no",
        "no ?",
        "no (mas|obstante|se puede|podra ser|puede ser el|puede ser la|puede ser a|puede ser para|podria ser|seria posible|sera posible|puede ser hoy|puede ser manana)",
        "no (quiero|queria) (molestar|joder)",
        "no (veo|encuentro) (el|la|los|turnos|turno|horarios|lugar)",
        "si no (hay|tenes|tienen|queda|te queda|es|te es|molesta|te molesta|fuera|se puede|podes)",
        "(es|no es) que",
    ),
    *_mark(
        Mark.ANY_DAY,
        "(cualquier|cualquiera|algun|el|un) (dia|fecha) (de la semana|que (sea|quieras|tengas|puedas|te quede (bien|comodo)|te venga (bien)?|haya|tengan|puedan))?",
        "(cualquiera|todos) (de)? (los)? dias? (me)? (sirve|sirven|da igual|va|viene)",
        "(no importa|me da igual|da igual|me da lo mismo|me es lo mismo|es indistinto|me es indistinto|indistinto) (el|que) (dia|fecha)",
        "(el|que) (dia) (me)? (da igual|da lo mismo|es indistinto|no importa)",
        "cualquiera de (los|esos) (dos|tres|num)? (dias)?",
    ),
    *_mark(
        Mark.ANY_TIME,
        "(a|en)? (cualquier|cualquiera) (hora|horario|momento) (del dia)?",
        "(a|en)? (la|el|que) (hora|horario|momento) que (sea|quieras|tengas|puedas|te quede (bien|comodo)|te venga (bien)?|haya|tengan|puedan)",
        "(no importa|me da igual|da igual|me da lo mismo|es indistinto|me es indistinto|indistinto) (la|el|que|a que) (hora|horario)",
        "(la|el|que) (hora|horario) (me)? (da igual|da lo mismo|es indistinto|no importa)",
        "todo el (santo)? dia",
    ),
    *_mark(
        Mark.ANY,
        "cuando (quieras|quiera|quieran|sea|te quede (bien|comodo)|te venga bien|tengas (libre|lugar|un lugar|un hueco|turno|disponible|disponibilidad)?|haya lugar|tengan lugar|vos (quieras|digas|puedas)|mejor te (quede|venga))",
        "(me da igual|me da lo mismo|me es indistinto|indistinto|cualquiera (me|va|sirve))",
    ),
    *_mark(
        Mark.OTHER_DAY,
        "(cualquier|algun|un)? otro (dia|momento)",
        "otra fecha",
        "cualquier otro",
        "el resto de los dias",
        "los demas dias",
    ),
    *_mark(
        Mark.SAME_TIME,
        "(a|en|para)? (la|el) (misma|mismo) (hora|horario|horarito)",
        "(a|en|para)? (esa|ese|aquella) (misma|mismo)? (hora|horario)",
        "(mismo|igual) (horario|hora)",
        "(la|el) (hora|horario) de siempre",
        "misma hora",
    ),
    *_mark(
        Mark.SAME_DAY,
        "(el|en el|para el)? mismo dia",
        "(en|para)? (ese|este|aquel) (mismo)? dia",
        "esa (misma)? fecha",
        "la misma fecha",
    ),
    *_mark(
        Mark.LATER,
        "(un)? (poco|poquito|toque|cacho|ratito|rato|pelin|chin)? (mas (tarde|tardecito|adelante))",
        "mas (tarde|tardecito|tardesito|adelante)",
        "(un (poco|poquito|toque|rato|ratito|cacho)) (despues|mas)",
        "(media hora|una hora|<num> horas|<num> minutos|un dia|<num> dias|una semana|un rato) (mas tarde|despues|mas)",
        "(el|al) (dia|otro dia) (siguiente|despues)",
        "al otro dia",
        "(que sea|tenes algo|hay algo|algo|no tenes|tenes|puede ser|otro|uno|podria ser) despues ( ? |,|.|$)",
        "^ (y)? (despues|luego) ?? $",
        "(que no sea|no) (tan|muy) (temprano|tempranito)",
    ),
    *_mark(
        Mark.EARLIER,
        "(un)? (poco|poquito|toque|cacho|ratito)? mas (temprano|tempranito|pronto|cerca)",
        "(un (poco|poquito|toque|rato|ratito|cacho)) antes",
        "(media hora|una hora|<num> horas|<num> minutos|un dia|<num> dias|una semana|un rato) (antes|mas temprano)",
        "(el|un) dia (anterior|antes|previo)",
        "(que sea|tenes algo|hay algo|algo|no tenes|tenes|puede ser|uno|otro|podria ser) antes ( ? |,|.|$)",
        "no (tan|muy) tarde",
        "^ (y)? antes ?? $",
    ),
    *_mark(
        Mark.PAST,
        "(ayer|anteayer|anoche|antenoche|anteanoche)",
        "antes de ayer",
        "(ayer|anoche) (a|por|en|de) (la)? (manana|tarde|noche|tardecita|siesta)",
        "(ayer) (al|a) (mediodia|medio dia)",
        "(ayer) a las <hour_said>",
        "(ayer) {weekday}",
        "(el|la|los)? <weekday> pasado (a|por|en|de)? (la)? (manana|tarde|noche)?",
        "(el|la)? pasado <weekday>",
        "(el|la|los|las)? (semana|semanas|mes|ano|finde|fin de semana|verano|invierno|anos|meses|siglo|turno|sabado) (pasado|pasada|pasados|pasadas)",
        "(la)? (semana|vez) (pasada|anterior)",
        "(el)? (mes|ano) anterior",
        "(la)? (ultima|otra|primera) vez",
        "el otro dia",
        "(desde)? hace (como|unos|unas|mas de|ya|casi|un)? <how_many>? (dia|dias|semana|semanas|mes|meses|ano|anos|hora|horas|minutos|rato|ratito|poco|mucho|tiempo|un|banda)",
        "(desde)? hace (un|una|media|como)? (rato|ratito|poco|mucho|tiempo|banda|mes|ano|semana|dia|hora|toque)",
        "(toda la|todas las) (vida)",
    ),
    *_mark(
        Mark.WEEKDAYS_ONLY,
        "(entre semana|dia de semana|dias de semana|en dia de semana|dias habiles|un dia habil|dia habil|de lunes a viernes cualquiera)",
    ),
    *_mark(
        Mark.TURN,
        "(asi que|asi|pero|por eso|por lo que|porque|por que|aunque|ya que)",
        "(y|pero) (despues|luego|ahi|entonces)",
    ),
    *_mark(
        Mark.AS_IT_IS,
        "(que|k) onda",
        "(tiene|tendria|tendra) que (ser|caer)",
        "(del|al|el|mi|de|un|tu|su) (trabajo|laburo|estudio|curso|juego)",
        "que tal",
        "como (va|andas|andan|estas|estan|es|hago|hacemos|seria|puedo)",
    ),
    *_mark(
        Mark.YES, "(si|si puedo|puedo|si me sirve|me sirve|me va|me viene bien|podria|puede ser)"
    ),
)
