"""Words that say how a time is meant: refused, corrected, given as a reason, to be moved …

A mark holds no time; the reading of the whole message uses it to judge the times beside it.
"""

from enum import Enum, auto


class Mark(Enum):
    """What a phrase between times does to the times around it."""

    NO = auto()  # «no», «tampoco»: refuses a neighbour
    UNABLE = auto()  # «no puedo», «se me complica»
    REASON = auto()  # «trabajo», «salgo de la facu»: a time given to explain
    DUTY = auto()  # «tengo que ir …»: a reason, when another time is asked for
    EVENT = auto()  # «tengo un casamiento»: its day counts, its hour does not
    DONE = auto()  # «fui», «te pagué»: a time gone by
    ASIDE = auto()  # «te aviso», «nos vemos»: a time of something else
    OPENING = auto()  # «abren», «cierran»: an hour beside it is theirs, a day is not
    CORRECTION = auto()  # «perdón», «mejor», «digo»: what follows replaces
    CHOICE = auto()  # «o», «si no»: what follows is another option
    NEITHER = auto()  # «ni»
    INSTEAD = auto()  # «en vez de»: refuses what follows
    EXCEPT = auto()  # «menos», «salvo»
    MOVE = auto()  # «pasame», «cambiar»: the message moves an appointment
    HELD = auto()  # «tengo turno», «mi turno»: a time already booked
    HEDGE = auto()  # «tipo», «más o menos» beside a day or a window
    AS_IT_IS = auto()  # «no hay problema», «no tenés …?»: a «no» that refuses nothing
    ANY_DAY = auto()
    ANY_TIME = auto()
    ANY = auto()
    OTHER_DAY = auto()  # «cualquier otro día», with exclusions
    SAME_TIME = auto()
    SAME_DAY = auto()
    LATER = auto()
    EARLIER = auto()
    PAST = auto()  # «ayer», «el lunes pasado»: a time nobody can book
    WEEKDAYS_ONLY = auto()  # «entre semana»
    TURN = auto()  # «así que», «pero»: another clause begins, as after a comma
    YES = auto()  # «sí», «puedo»
    NOISE = auto()  # looks like time and is none
