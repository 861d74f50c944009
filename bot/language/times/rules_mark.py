"""Rules for the words around times that say how they are meant."""

from typing import Final

from bot.language.times.grammar import Rule
from bot.language.times.marks import Mark


def marks(mark: Mark, *patterns: str) -> tuple[Rule, ...]:
    """Return a rule for each pattern that stands for the mark."""
    return tuple(Rule("mark", pattern, lambda *_: mark) for pattern in patterns)


_CAN: Final = (
    "(puedo|podre|podria|podemos|pude|llego|llegamos|alcanzo|estoy|estare|estamos|quiero|voy|ire|"
    "doy|queremos|vamos|estaria|llegaria|puedo ir|puede|pueden|iba|vamos a poder|va a poder|"
    "voy a (poder|estar|llegar|ir|andar))"
)
_SUITS: Final = (
    "(sirve|sirven|viene|conviene|va|cierra|cuadra|gusta|resulta|queda|quedan|da|dan|dio|"
    "coincide|acomoda|anda|rinde|es)"
)
_CLITIC: Final = "(me|nos|le|te|se|lo|la|los|las|melo|mela)"

MARKS: Final = (
    *marks(Mark.NO, "(no|tampoco|nunca|jamas|nah)", "no puede ser"),
    *marks(
        Mark.UNABLE,
        f"(ya)? no {_CAN}",
        f"no (me|nos|le) {_SUITS} (bien|comodo|comoda|tan bien|muy bien|mucho|el horario|los "
        "tiempos)?",
        "(se)? (me|nos) (complica|complico|complicaria|hace (imposible|dificil|complicado)|"
        "superpone|cruza)",
        "(me|nos) (es|resulta) (imposible|dificil|complicado)",
        "(estoy|ando) (ocupado|ocupada|complicado|complicada|a full|full|de viaje|de vacaciones|"
        "afuera|hasta las manos|hasta las pelotas)",
        "(imposible|complicado|ni ahi|ni loco|ni loca|ni en pedo|ni a palos|no hay (chance|forma|"
        "manera)|ni drama puedo)",
        "no (la)? (veo|cuento|tengo (tiempo|como|libre))",
    ),
    *marks(
        Mark.REASON,
        "(trabajo|laburo|curso|estudio|viajo|rindo|entreno|entro|almuerzo|duermo|ceno|"
        "cuido|juego|toco|trabajamos|laburamos|viajamos|cursamos|entramos)",
        "(trabaja|labura|viaja) (mi|el|la|ella)?",
        "(mi|mis|los|el|la) {word} (entra|entran|trabaja|viene|vienen)",
        "(me|nos) (voy|vuelvo|levanto|acuesto|despierto|duermo|levantamos|acostamos|vamos)",
        "tengo (medico|dentista|clase|clases|gimnasio|gym|gim|facu|facultad|reunion|reuniones|"
        "examen|parcial|final|compromiso|ocupado|ocupada|guardia|turno (con|en) (otro|el medico)|"
        "otra cosa|otro turno|cosas|psicologo|psicologa|terapia|ingles|futbol|trabajo|laburo|"
        "escuela|colegio|entrenamiento|visitas|visita|al nene|a los chicos|a mi)",
        "tengo (una|un) (reunion|compromiso|examen|parcial|guardia|viaje|tramite|clase|entrevista)",
        "(el|la|mi) (medico|medica|doctor|doctora|dentista|psicologo|psicologa|traumatologo|"
        "obstetra|pediatra) me (atiende|ve|espera|cito|dio turno)",
        "(el|mi) (vuelo|tren|micro|bondi|colectivo|avion) (sale|es|llega|parte)?",
    ),
    *marks(
        Mark.REASON,
        "(lo|eso) (del|de la|de los|de las|de) {word} (es|era|seria|sera)",
    ),
    *marks(
        Mark.LEAVING,
        "(salgo|vuelvo|regreso|salimos|volvemos|vuelve|llego de|llegamos de|recien (salgo|llego|"
        "vuelvo)) (de (trabajar|laburar|cursar|entrenar|la facu|la oficina|la escuela)|del "
        "(trabajo|laburo|cole|colegio|gimnasio|gym))?",
        "(llego|llegamos) (del (trabajo|laburo|cole|colegio|gimnasio|gym)|de (trabajar|laburar|"
        "cursar|viaje)|a (casa|mi casa))",
        "(sale|salen|llega|llegan) (del|de la|de) (cole|colegio|escuela|jardin|facu|trabajo|"
        "laburo|club|entrenamiento|ingles|gimnasio|oficina)",
        "(salgo|salimos|llego|termino) (re|muy|un poco|medio|bastante)? tarde",
        "(mi|mis|los|el|la) {word} (llega|llegan|sale|salen|vuelve|vuelven)",
    ),
    *marks(Mark.DUTY, "(tengo|tenemos) que"),
    *marks(
        Mark.EVENT,
        "(tengo|tenemos|es|hay) (un|una|el|la|mi|la de)? (casamiento|boda|cumpleanos|cumple|"
        "fiesta|evento|bautismo|egreso|recepcion|comunion|civil|aniversario|recital|asado|cena|"
        "fiestita)",
        "(me|se) (caso|casa|recibo|recibe)",
        "(cumplo|cumple) (anos)?",
        "el (casamiento|cumpleanos|cumple|evento|bautismo) es",
        "la (fiesta|boda) es",
    ),
    *marks(
        Mark.DONE,
        "(ya)? (fui|fuimos|estuve|estuvimos|pagamos|transferi|escribi|vine|hice|traje|recibi|"
        "perdi|tuve)",
        f"(ya)? {_CLITIC}? {_CLITIC}? {{preterite}}",
        "(pague|deposite|abone) (la|el|hoy|ayer|todo|una|los)",
        f"(ya|{_CLITIC}) {_CLITIC}? (pague|abone|deposite|gire|sene|compre|mande|envie|llame|"
        "hable|deje|pase|"
        "espere|lleve|consulte|pregunte|falte|olvide|corte|vi|hice|atendi|transferi|escribi)",
        f"{_CLITIC} {_CLITIC}? (atendio|atendieron|cobraron|cancelaron|hizo|hicieron|llamaron|"
        "cortaron|"
        "dejaron|mandaron|avisaron|atendiste|cobraste|cortaste|hiciste|dejaste|dijeron|dijiste)",
        "(vino|vinieron|fue|fueron|estaba|estabas|estaban|estuvo|estuvieron|hubo|cobraste|cortaste|"
        "hiciste)",
        "(iba|ibas|iban|ibamos|venia|veniamos|atendian|atendias|cobraban|cobrabas|solia|soliamos)",
        "(compre|hable|pregunte|consulte|llame) (con|a|en|ahi|por|el|la|los|un|una|todo)",
        "(comprobante|transferencia|deposito|recibo) (del|de|con fecha)? {dated_day}",
        "(me)? (dormi|naci|comi|conoci|lei|rompi|cai|senti|desperte|levante|acoste|anote)",
        "habia (ido|pagado|estado|venido)",
        "(he|ha|hemos|han) (ido|pagado|estado|pasado|venido)",
    ),
    *marks(Mark.AS_IT_IS, "cuando (cobro|cobre|cobramos|me (pagan|paguen|depositan|depositen))"),
    *marks(Mark.MOVE, "(lo|la) (paso|cambio|muevo|corro) (para|al|a)"),
    *marks(
        Mark.ASIDE,
        f"{_CLITIC} (aviso|confirmo|digo|escribo|llamo|hablo|mando|paso|transfiero|deposito|pago|"
        "giro|abono|respondo|contesto|cuento|consulto|traigo|llevo|aviso bien|termino de "
        "confirmar|averiguo|mandan|pasas el alias)",
        "(pago|transfiero|deposito|abono|seno|cobro)",
        "(me|nos) llega",
        "(te|le|les) (pagaria|transferiria|depositaria|pagare|aviso)",
        "(hablamos|nos hablamos|nos escribimos|nos escuchamos)",
        "(avisame|llamame|escribime|respondeme|contestame|hablame|mandame (el|los|las|la)|"
        "avisenme|llamenme|recordame|recuerdenme|confirmame (el pago|si))",
        "(cobro|me depositan|me pagan|cobras|te puedo pagar|puedo pagar|puedo (transferir|"
        "depositar|senar))",
        "(tienen|hacen|dan) (el|la|un|una|con)? (descuento|descuentos|promo|"
        "promos|promocion|oferta|ofertas|rebaja)",
        "(juega|juegan|gana|ganan|gano|ganara|empieza|arranca|dan|pasan|miro|veo|vemos|"
        "televisan|transmiten) (el|la|los|un|a)? (partido|boca|river|"
        "seleccion|novela|serie|programa|pelicula|peli|argentina|racing|"
        "independiente|san lorenzo|recital)?",
        "(dejo|deje|paso|mando|hago) (la|una|el)? (sena|transferencia|deposito|pago|plata)",
        "(la|el) (novela|serie|partido|programa|pelicula|peli|recital|noticiero|capitulo|final|"
        "clasico|torneo|acto|concierto|obra|show) (de|es|empieza|arranca|lo dan|la dan|dan|termina|"
        "son)",
    ),
    *marks(Mark.FAREWELL, "(nos vemos|nos estamos viendo|te veo|las veo|los veo)"),
    *marks(
        Mark.FREED,
        "(me|nos) (libero|desocupo|liberamos|desocupamos)",
        "(quedo|quedamos|salgo) libre",
        "(termino|terminamos|desocupo) (de (trabajar|laburar|cursar)|la (clase|facu|jornada))?",
    ),
    *marks(
        Mark.BOOK,
        "(anotame|agendame|reservame|apuntame|anotanos|agendanos|reservanos|anotalo|anotala|"
        "guardame|haceme|sacame) (un|el)? (turno|lugar|lugarcito)?",
        "(me|nos) (anotas|agendas|reservas|guardas|das|pones|haces|anotan|agendan|reservan|dan)",
        "(me|nos) (podes|podras|podrias|pueden) (anotar|agendar|reservar|dar|guardar)",
    ),
    *marks(
        Mark.OPENING,
        "(abren|cierran|abris|cerras|abre|cierra|abrian|cerraban) (a|tipo|de|desde|hasta)?",
    ),
    *marks(
        Mark.CORRECTION,
        "(perdon|digo|corrijo|mejor|mejor dicho|quise decir|quise poner|me equivoque|me confundi|"
        "en realidad|ay|uy|prefiero|preferiria|preferentemente|perdona|disculpa|error|no perdon|"
        "no mejor|no , mejor|no , perdon|quiero decir|o mejor|o sea)",
        "(pero|y) (en realidad)? (era|eran|es|quise poner|queria poner|queria decir|tenia que ser|"
        "debia ser|tendria que ser)",
    ),
    *marks(Mark.CHOICE, "(o|u|/|o si no|o si|o bien|o tambien|o capaz|capaz)"),
    *marks(Mark.ELSE, "(si no|y si no|o sea si no|caso contrario|y si no (podes|hay|se puede))"),
    *marks(Mark.NEITHER, "ni"),
    *marks(
        Mark.INSTEAD,
        "en (vez|lugar) (de|del)",
        "(antes|mas) que",
        "y no",
    ),
    *marks(
        Mark.EXCEPT,
        "(menos|salvo|excepto|excluyendo|exceptuando|quitando|sacando|fuera de|que no sea|que no "
        "sean|que no caiga|que no caigan) (los|las|el|la|en|un)?",
        "(menos|salvo|excepto|que no sea|que no sean) (los)? (dias)?",
    ),
    *marks(
        Mark.MOVE,
        "{move}",
        "(lo|la) (quiero|necesito|querria|quisiera|preciso|prefiero|dejamos|ponemos) (para|pasar)",
        "{move} (el|mi|la|un|lo|de)? (turno|turnito|cita|reserva|hora|horario|dia|fecha)",
    ),
    *marks(
        Mark.HELD,
        "(tenia|teniamos) (anotado|agendado|reservado)? (para)?",
        "(tengo|tenia|tenemos|tenias|saque|sacamos|reserve|agende|pedi|habia sacado|me diste|"
        "me dieron|me habian dado|me habias dado|quedo|figura) (un|el|mi|una|la|anotado|agendado|"
        "reservado)? (turno|turnito|cita|reserva|hora|sesion) (para|de|del)?",
        "(me diste|me dieron|habiamos quedado|tenia agendado|habia reservado|agende|"
        "reserve|saque) para?",
        "(mi|nuestro) (turno|turnito|cita|reserva)",
        "(el|al|del|lo) (turno|turnito) (que tengo|que tenia|mio|que saque|que tenemos)",
        "(habiamos|habia) quedado",
    ),
    *marks(
        Mark.CANCEL,
        "(cancela|cancelo|cancelar|cancelame|cancelas|cancelen|cancelarlo|cancelarme|anula|anulo|"
        "anular|anulame|dar de baja|baja|suspendo|suspender|suspendeme) (el|mi|la|lo)? (turno|"
        "turnito|cita|reserva|clase|sesion)?",
    ),
    *marks(Mark.OWNED, "(tengo|tenemos|quedamos)"),
    *marks(
        Mark.HEDGE,
        "{hedge_after}",
        "(tipo|aproximadamente|ponele|onda|calculo|como|digamos|suponete|masa|tirando a|"
        "alrededor (de|del)|cerca (de|del)|hacia)",
        "(mas o menos|maso o menos|por ahi|o algo asi|o cerca|o alrededor|o parecido|y algo)",
    ),
    *marks(
        Mark.AS_IT_IS,
        f"no {_CLITIC}? (hay|habra|habria|tenes|tendras|tendrias|tienen|tendran|tenias|tiene|"
        "podes|podras|podrias|podrian|podran|queda|quedara|quedo|anotas|haces|harias|das|darias|"
        "dan|pones|atendes|atienden|atienden los|abren|abris|trabajas|trabajan|estan|estas|"
        "sabes|haria|seria|sera|hacen|agendas|agendan|pasas|conseguis|entra|entro)",
        "no (me|te|le)? (acuerdo|preocupes|hagas|pasa nada|importa|es nada|se|se si|recuerdo|"
        "olvides)",
        "no (tengo|hay|habria|tendria) (problema|problemas|drama|dramas|apuro|nada|inconveniente|"
        "inconvenientes|trabajo|clases|facu)",
        "no (trabajo|trabaja|trabajan|trabajamos|laburo|labura|laburan|atiendo|atendemos|abro|"
        "abrimos|curso|estudio|viajo|tengo clases|tengo nada|hago nada|salgo)",
        "no voy a (trabajar|laburar|atender|abrir)",
        "no (me|nos|le) (asignen|asignes|des|den|pongan|pongas|mandes|manden|agenden|agendes|"
        "anoten|reserves|saques|cuenten|cuentes)",
        "(por)? que no",
        "asi no",
        "(estaba|estoy|andaba|venia|estuve) (pensando|viendo|buscando|queriendo|mirando|"
        "necesitando)",
        "quedamos (asi|entonces|en eso)",
        "no ?",
        f"(antes|despues|mas (tarde|temprano)) (no|imposible|ni (loco|loca|ahi)) {_CAN}?",
        "(antes|despues|mas (tarde|temprano)) (no)? (me|se me) (complica|hace (imposible|"
        "dificil)|es imposible|sirve|va|viene bien|queda bien)",
        "no (mas|obstante|se puede|podra ser|puede ser el|puede ser la|puede ser a|puede ser "
        "para|podria ser|seria posible|sera posible|puede ser hoy|puede ser manana)",
        "no (quiero|queria) (molestar|joder)",
        "no (veo|encuentro) (el|la|los|turnos|turno|horarios|lugar)",
        "si no (hay|tenes|tienen|queda|te queda|es|te es|molesta|te molesta|fuera|se puede|podes)",
        "(es|no es) que",
    ),
    *marks(
        Mark.TURN,
        "(asi que|asi|pero|por eso|por lo que|porque|por que|aunque|ya que)",
        "(y|pero) (despues|luego|ahi|entonces)",
    ),
    *marks(
        Mark.AS_IT_IS,
        "(que|k) onda",
        "(tiene|tendria|tendra) que (ser|caer)",
        "(del|al|el|mi|de|un|tu|su) (trabajo|laburo|estudio|curso|juego)",
        "que tal",
        "como (va|andas|andan|estas|estan|es|hago|hacemos|seria|puedo)",
    ),
    *marks(
        Mark.YES,
        "(si|si puedo|puedo|si me sirve|me sirve|me va|me viene bien|podria|puede ser|me "
        "cierra|nos cierra)",
    ),
)
