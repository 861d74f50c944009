"""Rules for clock times: «a las 5 y media», «17.30», «tipo 5», «seis menos cuarto», «9 u 11».

`clock` is a time that needs words around it («5»), `hour_said` the same with its half of the
day, `sure_time` one that says by itself that it is a time. A message is searched for `time`.
"""

from dataclasses import replace
from typing import Final

from bot.language.times.grammar import Rule
from bot.language.times.hours import NOON, Clock, Either, Half, with_half
from bot.language.times.said import Corrected
from bot.language.times.values import Grain

_FIRST_LITERAL_HOUR: Final = 7  # «07:30» is in the morning, «05:30» rarely is
_CLOSE_MINUTES: Final = 60


def _at(hour: int, minute: int) -> Clock:
    return Clock(hour, minute, grain=Grain.MINUTE)


def _written(value: tuple[int, int, bool]) -> Clock:
    hour, minute, padded = value
    return replace(_at(hour, minute), is_24h=padded and hour >= _FIRST_LITERAL_HOUR)


def vague(clock: Clock) -> Clock:
    """Return the clock time as a hedged one."""
    return replace(clock, approx=True)


def _round(value: tuple[int, int]) -> Clock | None:
    """A message «1730» is a time, «1250» is not."""
    hour, minute = value
    return _at(hour, minute) if minute % 15 == 0 and hour >= _FIRST_LITERAL_HOUR else None


def _quarter_past(value: tuple[int, int]) -> Clock | None:
    """«1630 puede ser» is a time, «1500 puede ser» may be a price."""
    return _round(value) if value[1] else None


def _corrected(hour: int) -> Corrected:
    return Corrected(Clock(hour))


def _if_it_may_be(clock: Clock, half: Half | None) -> Clock | None:
    """Return the time in that half of the day; there is no 21 in the morning."""
    is_evening = clock.hour > NOON + 1 and half in (Half.MORNING, Half.DAWN, Half.AM)
    return None if is_evening else with_half(clock, half)


def _halved(hour: int, minute: int, half: Half | None) -> Clock:
    return with_half(_at(hour, minute), half)


def _fives(hour: int, minute: int) -> Clock | None:
    """«3 y 20» alone is a time, «2 y 3» is not."""
    return _at(hour, minute) if minute % 5 == 0 and minute > 0 else None


def _first_of_two(first: Clock, second: Clock) -> Clock | None:
    """«a eso de las 18 18:30»: the first of two times close together."""
    first = with_half(first, second.half)
    gap = second.minutes() - first.minutes()
    return vague(first) if 0 < gap <= _CLOSE_MINUTES else None


def _unlike_a_count(hour: int) -> Clock | None:
    """«puede ser 16?» is a time, «puede ser 2?» may be people."""
    return Clock(hour) if hour > _FIRST_LITERAL_HOUR else None


def _one_o_clock(clock: Clock) -> Clock | None:
    """«la» goes with one o'clock only; «la 3» is the third of a list."""
    return clock if clock.hour in (1, 13) and (not clock.is_bare or clock.minute) else None


def _not_both(clock: Clock) -> Clock | None:
    """«las dos» alone is both of them."""
    return None if clock == Clock(2) else clock


def _either(first: Clock, second: Clock) -> Either:
    shared = with_half(first, second.half)
    return Either(shared if shared.minutes() < second.minutes() else first, second)


def _about_either(first: Clock, second: Clock) -> Either:
    return _either(vague(first), vague(second))


def _either_vague(hours: tuple[int, int]) -> Either | None:
    """«tipo 19/20» offers two hours in a row; «ponele 15/4» is a date."""
    first, second = hours
    is_choice = second in (first + 1, first % 12 + 1)
    return Either(vague(Clock(first)), Clock(second)) if is_choice else None


CLOCKS: Final = (
    # half of the day
    Rule("half", "am", lambda: Half.AM),
    Rule("half", "pm", lambda: Half.PM),
    Rule("half", "(de|por|en|a) la (manana|mananita|matina)", lambda: Half.MORNING),
    Rule("half", "(de|por|en|a) la (tarde|tardecita|siesta)", lambda: Half.AFTERNOON),
    Rule("half", "de tarde", lambda: Half.AFTERNOON),
    Rule("half", "(de|por|en|a) la (noche|nochecita)", lambda: Half.NIGHT),
    Rule("half", "de noche", lambda: Half.NIGHT),
    Rule("half", "(del|al|de) (mediodia|medio dia)", lambda: Half.MIDDAY),
    Rule("half", "de (la)? madrugada", lambda: Half.DAWN),
    # minutes
    Rule("minutes", "<minute>", lambda minute: minute),
    Rule("minutes", "<two_digits> y <spelled>", lambda tens, unit: tens + unit),
    Rule("minutes", "media", lambda: 30),
    Rule("minutes", "un? cuarto", lambda: 15),
    Rule("minutes", "tres cuartos", lambda: 45),
    # hedges around an hour
    Rule("hedge", "(tipo|aproximadamente|onda|digamos|suponete|maso|como) (a|para|por|de)?", bool),
    Rule("hedge", "(ponele|calculo|suponete|digamos) (que|tipo)? a?", bool),
    Rule("hedge", "a eso (de)?", bool),
    Rule("hedge", "(mas o menos|maso o menos|tirando|por ahi) (a|para|por|tipo)?", bool),
    Rule("hedge", "(alrededor|cerca) (de|del)", bool),
    Rule("hedge", "(cercano|cercana) a", bool),
    Rule("hedge", "(hacia|rondando)", bool),
    Rule("hedge_after", "(o por ahi|por ahi|mas o menos|o mas o menos|mas menos)", bool),
    Rule(
        "hedge_after",
        "(maso|maso o menos|aproximadamente|ponele|o algo asi|o cerca|pasadas|pasaditas|ish)",
        bool,
    ),
    Rule("a_bit", "(y|con)? (pico|algo|monedas|chirolas|piquito)", bool),
    # a clock time in need of company
    Rule("bare_clock", "<hour>", Clock),
    Rule("bare_clock", "<padded>", lambda h: Clock(h, is_24h=h >= _FIRST_LITERAL_HOUR)),
    Rule("bare_clock", "<clock_form>", _written),
    Rule("bare_clock", "<dot_clock>", lambda value: _at(*value)),
    Rule("bare_clock", "<hhmm>", lambda value: _at(*value)),
    Rule("bare_clock", "<hour> {hs}? (y|con) <minutes> minutos?", _at),
    Rule("bare_clock", "<hour> (y|con) {a_bit}", lambda hour: vague(Clock(hour))),
    Rule("bare_clock", "<hour> menos <minutes>", lambda hour, minute: _at(hour, -minute)),
    Rule("bare_clock", "<hour> {hs} <two_digits>", _at),
    Rule("bare_clock", "<hour> y? {one_half}", lambda hour: _at(hour, 30)),
    Rule("bare_clock", "un? cuarto para (las|la) <hour>", lambda hour: _at(hour, -15)),
    Rule("bare_clock", "<minute> minutos? para (las|la) <hour>", lambda m, hour: _at(hour, -m)),
    Rule("clock", "<bare_clock> (en punto|clavadas|clavado|clavaditas)?", lambda clock: clock),
    Rule("hs", "(hs|horas)", bool),
    Rule("hour_said", "<clock> {hs}? <half>?", _if_it_may_be),
    Rule("the_hour", "(las|la)? <hour_said>", lambda clock: clock),
    Rule("the_hour", "las <hour> <two_digits> {hs}? <half>?", _halved),
    # times that need nothing else
    Rule("sure_time", "<clock_form> {hs}? <half>?", lambda v, half: with_half(_written(v), half)),
    Rule("sure_time", "<clock> {hs} <half>?", _if_it_may_be),
    Rule("sure_time", "<clock> <half>", _if_it_may_be),
    Rule("sure_time", "<hour> y <quarter> {hs}?", _at),
    Rule("sure_time", "<hour> y <two_digits> {hs}?", _fives),
    Rule("sure_time", "<hour> y <two_digits> y <spelled>", lambda h, a, b: _fives(h, a + b)),
    Rule("sure_time", "<hour> y {a_bit}", lambda hour: vague(Clock(hour))),
    Rule("sure_time", "<hour> menos <minutes>", lambda hour, minute: _at(hour, -minute)),
    Rule("sure_time", "<hour> en punto", Clock),
    Rule("sure_time", "<hour> y? {one_half}", lambda hour: _at(hour, 30)),
    Rule("sure_time", "un? cuarto para (las|la) <hour>", lambda hour: _at(hour, -15)),
    Rule("sure_time", "<minute> minutos? para (las|la) <hour>", lambda m, hour: _at(hour, -m)),
    Rule("sure_time", "(la)? medianoche", lambda: Clock(0, half=Half.AM)),
    Rule("quarter", "media", lambda: 30),
    Rule("quarter", "un? cuarto", lambda: 15),
    # times in a message
    Rule("time", "(a|para|por)? <sure_time>", lambda clock: clock),
    Rule("time", "las <hour_said>", _not_both),
    Rule("time", "(a|para|por|sobre) las <hour_said>", lambda clock: clock),
    Rule("time", "(a|para|por|sobre)? las <hour> <two_digits> {hs}? <half>?", _halved),
    Rule("time", "a la <hour_said>", lambda clock: clock),
    Rule("time", "(hora|horario) . <hour_said>", lambda clock: clock),
    Rule("time", "(puede|podria|podra) ser <hour> (?|$)", _unlike_a_count),
    Rule("time", "(para|por|sobre)? la <hour_said>", _one_o_clock),
    Rule("time", "(para|por|sobre)? la una", lambda: Clock(1)),
    Rule("time", "^ <hhmm> ?? $", _round),
    Rule("time", "^ (y|si|dale|a|o)? <hhmm> {agreed}", _quarter_past),
    Rule("agreed", "((puede|podria) (ser)?|podes|tenes|hay|dale|si|por favor|,|?)", bool),
    Rule(
        "agreed",
        "(me|te|nos)? (sirve|va|viene|queda|anda|conviene|esta|estaria|parece) (bien|perfecto)?",
        bool,
    ),
    Rule("time", "^ <hour> <two_digits> ?? $", _fives),
    Rule("time", "^ <hour> <two_digits> y <spelled> ?? $", lambda h, a, b: _fives(h, a + b)),
    Rule("time", "(a|para)? las <hour> <two_digits> y <spelled>", lambda h, a, b: _at(h, a + b)),
    Rule("time", "{hedge} <the_hour>", vague),
    Rule("time", "{hedge} <the_hour> {hedge_after}", vague),
    Rule("time", "(a|para|por)? <the_hour> {hedge_after}", vague),
    Rule("time", "{hedge} <the_hour> ,? <the_hour>", _first_of_two),
    Rule("time", "<the_hour> ,? <the_hour> {hedge_after}", _first_of_two),
    # a number alone, where the time it corrects was said before
    Rule("corrected", "(perdon|digo|mejor|mejor dicho|quise decir) ,? <hour>", _corrected),
    Rule("corrected", "no , (perdon|digo|mejor|mejor dicho)? ,? <hour>", _corrected),
    Rule("corrected", "no (perdon|digo|mejor|mejor dicho) ,? <hour>", _corrected),
    # after the bot asked for a time
    Rule("answer", "<hour_said>", lambda clock: clock),
    Rule("answer", "<bare_window>", lambda window: window),
    Rule("answer", "(la)? una", lambda: Clock(1)),
    Rule("answer", "<hour_said> (o|u|,|/) <hour_said>", _either),
    Rule("answer", "<either_hours>", lambda v: Either(Clock(v[0]), Clock(v[1]))),
    # a choice of two
    Rule("time", "(a|para|por)? las <hour_said> (o|u) a? <the_hour>", _either),
    Rule("time", "{hedge} <the_hour> (o|u) (a|tipo)? <the_hour>", _about_either),
    Rule("time", "<hour_said> (o|u) a? (las|la)? <sure_time>", _either),
    Rule("time", "<sure_time> (o|u) a? <the_hour>", _either),
    Rule("time", "a? las <either_hours>", lambda v: Either(Clock(v[0]), Clock(v[1]))),
    Rule("time", "{hedge} (a? las)? <either_hours>", _either_vague),
)
