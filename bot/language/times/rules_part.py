"""Rules for parts of the day: «a la tardecita», «a primera hora», «después del mediodía».

`part` is a part of the day with its article or preposition; «mañana» alone is a day, and is
left to the rules of days.
"""

from typing import Final

from bot.language.times.grammar import Rule
from bot.language.times.hours import Part, Window, of_part

_END_OF_MEAL: Final = 14
_END_OF_WORK: Final = 18


def _plainly(part: Part) -> Part:
    return part


def _before(part: Part) -> Window:
    return Window(None, of_part(part.start // 60))


def _after(part: Part) -> Window:
    """From its end on; «después del mediodía» is from 14, as people lunch till then."""
    return Window(of_part(part.end // 60), None)


def _from(part: Part) -> Window:
    return Window(of_part(part.start // 60), None)


def _after_meal(hour: int) -> Window:
    return Window(of_part(hour, approx=True), None)


_PREPOSITION: Final = "(a|por|en|de|para|durante)?"

PARTS: Final = (
    # with «la»
    Rule("la_part", "la (manana|mananas|mananita|matina)", lambda: Part.MORNING),
    Rule("la_part", "la (tarde|tardes)", lambda: Part.AFTERNOON),
    Rule("la_part", "la (noche|noches)", lambda: Part.NIGHT),
    Rule("la_part", "las (mananas)", lambda: Part.MORNING),
    Rule("la_part", "las tardes", lambda: Part.AFTERNOON),
    Rule("la_part", "las noches", lambda: Part.NIGHT),
    Rule("la_part", "la? tardecita", lambda: Part.LATE_AFTERNOON),
    Rule("la_part", "la? nochecita", lambda: Part.EARLY_NIGHT),
    Rule(
        "la_part",
        "la? (tarde ,? -? / noche|tarde noche|tarde - noche|tardenoche)",
        lambda: Part.EVENING,
    ),
    Rule("la_part", "la? siesta", lambda: Part.SIESTA),
    Rule("la_part", "la? (hora|horario) (de|del) (la)? siesta", lambda: Part.SIESTA),
    Rule("la_part", "la? madrugada", lambda: Part.DAWN),
    Rule("la_part", "(el|al)? (mediodia|medio dia)", lambda: Part.MIDDAY),
    Rule(
        "la_part",
        "(la|el)? (hora|horario) (de|del) (almuerzo|almorzar|comida|mediodia)",
        lambda: Part.MIDDAY,
    ),
    Rule("la_part", "la? media manana", lambda: Part.MID_MORNING),
    Rule("la_part", "la? (media tarde|mitad de la tarde)", lambda: Part.MID_AFTERNOON),
    Rule(
        "la_part",
        "la? (hora|horario) (de|del) (la)? (merienda|mate|mates|te)",
        lambda: Part.MID_AFTERNOON,
    ),
    Rule("la_part", "la? (hora|horario) (de|del) (la)? (cena|cenar)", lambda: Part.DINNER),
    Rule("la_part", "el? atardecer", lambda: Part.LATE_AFTERNOON),
    Rule("la_part", "(la)? (final|finales|fines|fin) de la tarde", lambda: Part.LATE_AFTERNOON),
    Rule("la_part", "el? anochecer", lambda: Part.EARLY_NIGHT),
    # first and last hours
    Rule("la_part", "(la)? (primera|primeras|primer) (hora|horas)", lambda: Part.FIRST_HOUR),
    Rule(
        "la_part",
        "(la)? (primera|primeras|primer) (hora|horas) (de|por) la manana",
        lambda: Part.FIRST_HOUR,
    ),
    Rule(
        "la_part",
        "(la)? (primera|primeras|primer) (hora|horas) (de|por) la tarde",
        lambda: Part.FIRST_OF_AFTERNOON,
    ),
    Rule(
        "la_part",
        "(la)? (primera|primeras|primer) (hora|horas) (de|por) la noche",
        lambda: Part.FIRST_OF_NIGHT,
    ),
    Rule("la_part", "(la)? (ultima|ultimas|ultimo) (hora|horas)", lambda: Part.LAST_HOUR),
    Rule("la_part", "(el)? (fin|final) del dia", lambda: Part.LAST_HOUR),
    Rule("last_slot", "(el)? ultimo (turno|turnito|horario|lugar|hueco)", bool),
    Rule("late", "{last_slot} (disponible|libre|que tengas|del dia)?", lambda: Part.LAST_HOUR),
    Rule("late", "{last_slot} de la tarde", lambda: Part.LAST_OF_AFTERNOON),
    Rule("late", "{last_slot} de la manana", lambda: Part.LAST_OF_MORNING),
    Rule("late", "{last_slot} de la noche", lambda: Part.LAST_OF_NIGHT),
    Rule(
        "la_part",
        "(la)? (ultima|ultimas|ultimo) (hora|horas) (del dia|de todo)",
        lambda: Part.LAST_HOUR,
    ),
    Rule(
        "la_part",
        "(la)? (ultima|ultimas|ultimo) (hora|horas) (de|por) la manana",
        lambda: Part.LAST_OF_MORNING,
    ),
    Rule(
        "la_part",
        "(la)? (ultima|ultimas|ultimo) (hora|horas) (de|por) la tarde",
        lambda: Part.LAST_OF_AFTERNOON,
    ),
    Rule(
        "la_part",
        "(la)? (ultima|ultimas|ultimo) (hora|horas) (de|por) la noche",
        lambda: Part.LAST_OF_NIGHT,
    ),
    Rule(
        "early",
        "(bien|muy|re|super|lo mas|tipo|bastante|medio)? (temprano|tempranito)",
        lambda: Part.EARLY,
    ),
    Rule(
        "early",
        "lo mas (temprano|tempranito) (posible|que (puedas|tengas|se pueda|pueda))?",
        lambda: Part.EARLY,
    ),
    Rule("early", "cuanto mas (temprano|tempranito) mejor", lambda: Part.EARLY),
    Rule(
        "early",
        "el (turno|horario)? mas temprano (que (tengas|haya|tengan)|posible)",
        lambda: Part.EARLY,
    ),
    Rule(
        "early",
        "(apenas|ni bien|cuando|en cuanto) (abren|abran|abris|abras|abre)",
        lambda: Part.FIRST_HOUR,
    ),
    Rule("late", "(el)? (turno|horario|lugar) mas tarde", lambda: Part.LAST_HOUR),
    Rule("late", "(antes de|al) (cerrar|cierre)", lambda: Part.LAST_HOUR),
    Rule(
        "late",
        "lo (mas tarde|ultimo) (posible|que (puedas|tengas|se pueda|pueda))",
        lambda: Part.LAST_HOUR,
    ),
    # as said in a message
    Rule("part", f"{_PREPOSITION} <la_part>", _plainly),
    Rule("part", "<early>", _plainly),
    Rule("part", "<late>", _plainly),
    Rule("part", "de manana", lambda: Part.MORNING),
    Rule("some", "(cualquier|alguna)", bool),
    Rule("some_part", "{some} manana", lambda: Part.MORNING),
    Rule("some_part", "{some} (tarde|tardecita)", lambda: Part.AFTERNOON),
    Rule("some_part", "{some} noche", lambda: Part.NIGHT),
    Rule("some_part", "una manana (de (estas|estos dias))?", lambda: Part.MORNING),
    Rule("some_part", "una tarde de (estas|estos dias)", lambda: Part.AFTERNOON),
    Rule("some_part", "una noche de (estas|estos dias)", lambda: Part.NIGHT),
    Rule("part", "<some_part>", _plainly),
    Rule("part", "(de|en) (mananas|mananita)", lambda: Part.MORNING),
    Rule("part", "(de|por|a|tipo|turno) tarde", lambda: Part.AFTERNOON),
    Rule("part", "(de|por|a|tipo|turno) noche", lambda: Part.NIGHT),
    Rule("part", "^ (tarde|tardes) ?? $", lambda: Part.AFTERNOON),
    Rule("part", "^ noche ?? $", lambda: Part.NIGHT),
    Rule(
        "part",
        "(de|por|en|a) (la)? (tarde|tardes) (temprano|tempranito)",
        lambda: Part.FIRST_OF_AFTERNOON,
    ),
    Rule("part", f"{_PREPOSITION} mas (a|hacia|para) <la_part>", _plainly),
    Rule("part", "(bien|mas)? (tirando|tirado) a <la_part>", _plainly),
    Rule("time", "<part>", _plainly),
    Rule("time", "toda (la manana)", lambda: Part.MORNING),
    Rule("time", "toda (la tarde)", lambda: Part.AFTERNOON),
    # edges of parts
    Rule("time", "antes (de|del) <la_part>", _before),
    Rule("time", "hasta <la_part>", _before),
    Rule("time", "(despues|luego) (de|del) <la_part>", _after),
    Rule("time", "pasado <la_part>", _after),
    Rule("time", "(a? partir (de|del)|desde) <la_part>", _from),
    Rule("time", "(de|del) <la_part> (en|para) adelante", _from),
    Rule("meal", "(almorzar|comer|almuerzo|la comida|el almuerzo)", lambda: _END_OF_MEAL),
    Rule("meal", "(cenar|la cena)", lambda: 21),
    Rule("meal", "(merendar|la merienda|merienda)", lambda: _END_OF_MEAL + 4),
    Rule("meal", "(el)? (trabajo|laburo|la oficina|trabajar|laburar)", lambda: _END_OF_WORK),
    Rule("time", "(despues|luego) (de|del) <meal>", _after_meal),
    Rule(
        "time",
        "a la salida (de|del) (trabajo|laburo|la oficina)",
        lambda: _after_meal(_END_OF_WORK),
    ),
    Rule(
        "time",
        "(cuando|apenas|ni bien) (salgo|salga) (de|del) (trabajo|laburo|trabajar|laburar|la "
        "oficina)",
        lambda: _after_meal(_END_OF_WORK),
    ),
    Rule(
        "time",
        "antes (de|del) (almorzar|comer|almuerzo)",
        lambda: Window(None, of_part(12, approx=True)),
    ),
)
