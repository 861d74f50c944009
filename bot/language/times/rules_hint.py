"""Rules for times that name none: «cualquier día», «a la misma hora», «más tarde», «ayer»."""

from typing import Final

from bot.language.times.marks import Mark
from bot.language.times.rules_mark import marks

HINTS: Final = (
    *marks(
        Mark.ANY_DAY,
        "(cualquier|cualquiera|algun|el|un) (dia|fecha) (de la semana|que (sea|quieras|tengas|"
        "puedas|te quede (bien|comodo)|te venga (bien)?|haya|tengan|puedan))?",
        "(cualquiera|todos) (de)? (los)? dias? (me|nos)? (sirve|sirven|da igual|dan igual|va|van|"
        "viene|vienen|puedo|podemos|estoy|quedan|queda|convienen) (bien|igual|libre|comodo)?",
        "(puedo|podemos|tengo libre|estoy libre|me sirven|me vienen bien|me quedan bien|me van) "
        "(casi)? todos los dias",
        "(no importa|me da igual|da igual|me da lo mismo|me es lo mismo|es indistinto|me es "
        "indistinto|indistinto) (el|que) (dia|fecha)",
        "(el|que) (dia) (me)? (da igual|da lo mismo|es indistinto|no importa)",
        "cualquiera de (los|esos) (dos|tres)? (dias)?",
    ),
    *marks(
        Mark.ANY_TIME,
        "(a|en)? (cualquier|cualquiera) (hora|horario|momento) (del dia)?",
        "(a|en)? (la|el|que) (hora|horario|momento) que (sea|quieras|tengas|puedas|te quede "
        "(bien|comodo)|te venga (bien)?|haya|tengan|puedan)",
        "(no importa|me da igual|da igual|me da lo mismo|es indistinto|me es indistinto|"
        "indistinto) (la|el|que|a que) (hora|horario)",
        "(la|el|que) (hora|horario) (me)? (da igual|da lo mismo|es indistinto|no importa)",
        "todo el (santo)? dia",
    ),
    *marks(
        Mark.ANY,
        "cuando (quieras|quiera|quieran|sea|te quede (bien|comodo)|te venga bien|tengas (libre|"
        "lugar|un lugar|un hueco|turno|disponible|disponibilidad)?|haya lugar|tengan lugar|vos "
        "(quieras|digas|puedas)|mejor te (quede|venga))",
        "(me da igual|me da lo mismo|me es indistinto|indistinto|cualquiera (me|va|sirve))",
    ),
    *marks(
        Mark.OTHER_DAY,
        "(cualquier|algun|un)? otro (dia|momento)",
        "otra fecha",
        "cualquier otro",
        "el resto de los dias",
        "los demas dias",
    ),
    *marks(
        Mark.SAME_TIME,
        "(a|en|para)? (la|el) (misma|mismo) (hora|horario|horarito)",
        "(a|en|para)? (esa|ese|aquella) (misma|mismo)? (hora|horario)",
        "(mismo|igual) (horario|hora)",
        "(la|el) (hora|horario) de siempre",
        "misma hora",
    ),
    *marks(
        Mark.SAME_DAY,
        "(el|en el|para el)? mismo dia",
        "(en|para)? (ese|este|aquel) (mismo)? dia",
        "esa (misma)? fecha",
        "la misma fecha",
    ),
    *marks(
        Mark.LATER,
        "(un)? (poco|poquito|toque|cacho|ratito|rato|pelin|chin)? (mas (tarde|tardecito|adelante))",
        "mas (tarde|tardecito|tardesito|adelante)",
        "(un (poco|poquito|toque|rato|ratito|cacho)) (despues|mas)",
        "(media hora|una hora|<num> horas|<num> minutos|un dia|<num> dias|una semana|un rato) "
        "(mas tarde|despues|mas)",
        "(el|al) (dia|otro dia) (siguiente|despues)",
        "al otro dia",
        "despues (puedo|podria|si|me sirve|me va|cuando quieras|estoy (libre)?|me queda (bien)?)",
        "(despues|a partir|luego) de (eso|ese horario|esa hora|ahi|esa fecha|esos dias|ese dia)",
        "(que sea|tenes algo|hay algo|algo|no tenes|tenes|puede ser|otro|uno|podria ser) despues "
        "( ? |,|.|$)",
        "^ (y)? (despues|luego) ?? $",
        "(que no sea|no) (tan|muy) (temprano|tempranito)",
        "(que|demasiado) (temprano|tempranito) ( ! |,|.|$)?",
        "(es|queda|seria|resulta) (muy|re|medio|demasiado|un poco) temprano",
    ),
    *marks(
        Mark.EARLIER,
        "(un)? (poco|poquito|toque|cacho|ratito)? mas (temprano|tempranito|pronto|cerca)",
        "(un (poco|poquito|toque|rato|ratito|cacho)) antes",
        "(media hora|una hora|<num> horas|<num> minutos|un dia|<num> dias|una semana|un rato) "
        "(antes|mas temprano)",
        "(el|un) dia (anterior|antes|previo)",
        "antes de (eso|ese horario|esa hora)",
        "(que sea|tenes algo|hay algo|algo|no tenes|tenes|puede ser|uno|otro|podria ser) antes ( "
        "? |,|.|$)",
        "(tiene|tendria|tenes|tengo) que (ser|ir|venir) antes",
        "(,|.|asi que|por eso) antes (podes|podrias|podria|puede|puedo|tenes|tendras|hay|habra)",
        "no (tan|muy) tarde",
        "^ (y)? antes ?? $",
    ),
    *marks(
        Mark.PAST,
        "(ayer|anteayer|anoche|antenoche|anteanoche)",
        "antes de ayer",
        "(ayer|anoche) (a|por|en|de) (la)? (manana|tarde|noche|tardecita|siesta)",
        "(ayer) (al|a) (mediodia|medio dia)",
        "(ayer) a las <hour_said>",
        "(ayer) {weekday}",
        "(el|la|los)? <weekday> pasado (a|por|en|de)? (la)? (manana|tarde|noche)?",
        "(el|la)? pasado <weekday>",
        "(el|la|los|las)? (semana|semanas|mes|ano|finde|fin de semana|verano|invierno|anos|meses|"
        "siglo|sabado) (pasado|pasada|pasados|pasadas)",
        "(el|mi) turno pasado (,|.|fui|me|estuvo|quedo)",
        "(la)? (semana|vez) (pasada|anterior)",
        "(el)? (mes|ano) anterior",
        "(la)? (ultima|otra|primera) vez",
        "el otro dia",
        "(desde)? hace (como|unos|unas|mas de|ya|casi|un)? <how_many>? (dia|dias|semana|semanas|"
        "mes|meses|ano|anos|hora|horas|minutos|rato|ratito|poco|mucho|tiempo|un|banda)",
        "(desde)? hace (un|una|media|como)? (rato|ratito|poco|mucho|tiempo|banda|mes|ano|semana|"
        "dia|hora|toque)",
        "(toda la|todas las) (vida)",
    ),
    *marks(
        Mark.WEEKDAYS_ONLY,
        "(entre semana|dia de semana|dias de semana|en dia de semana|dias habiles|un dia habil|"
        "dia habil|de lunes a viernes cualquiera)",
    ),
)
