"""Words that say how a time is meant: refused, corrected, given as a reason, to be moved …

A mark holds no time; the reading of the whole message uses it to judge the times beside it.
"""

from enum import Enum, auto


class Mark(Enum):
    """What a phrase between times does to the times around it."""

    NO = auto()  # «no», «tampoco»: refuses a neighbour
    UNABLE = auto()  # «no puedo», «se me complica»
    REASON = auto()  # «trabajo», «salgo de la facu»: a time given to explain
    LEAVING = auto()  # «salgo», «vuelvo»: a reason after which one is free
    DUTY = auto()  # «tengo que ir …»: a reason, when another time is asked for
    EVENT = auto()  # «tengo un casamiento»: its day counts, its hour does not
    DONE = auto()  # «fui», «te pagué»: a time gone by
    ASIDE = auto()  # «te aviso», «te transfiero»: a time of something else
    FAREWELL = auto()  # «nos vemos»: an aside, unless it asks («nos vemos el martes?»)
    FREED = auto()  # «me libero»: free from its hour on, when no other hour is asked for
    OPENING = auto()  # «abren», «cierran»: an hour beside it is theirs, a day is not
    CORRECTION = auto()  # «perdón», «mejor», «digo»: what follows replaces
    CHOICE = auto()  # «o», «si no»: what follows is another option
    NEITHER = auto()  # «ni»
    ELSE = auto()  # «si no»: another option, which a refusal of the first does not reach
    INSTEAD = auto()  # «en vez de»: refuses what follows
    EXCEPT = auto()  # «menos», «salvo»
    MOVE = auto()  # «pasame», «cambiar»: the message moves an appointment
    CANCEL = auto()  # «cancelame»: a time beside it is of the appointment given up
    HELD = auto()  # «tengo turno», «mi turno»: a time already booked
    OWNED = auto()  # «tengo el jueves»: booked already, in a message that moves an appointment
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
    BOOK = auto()  # «anotame», «me reservás»: asks for an appointment
    YES = auto()  # «sí», «puedo»
    NOISE = auto()  # looks like time and is none
