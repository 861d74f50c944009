"""Rules for stretches of the clock: «de 10 a 2», «después de las 4», «hasta las 7»."""

from typing import Final

from bot.language.times.grammar import Rule
from bot.language.times.hours import Clock, Window


def _between(start: Clock, end: Clock) -> Window:
    return Window(start, end)


def _from_to(start: Clock, end: Clock) -> Window:
    return Window(start, end, moves=True)


def _since(start: Clock) -> Window:
    return Window(start, None)


def _until(end: Clock) -> Window:
    return Window(None, end)


def _pair(hours: tuple[int, int]) -> Window:
    return Window(Clock(hours[0]), Clock(hours[1]))


WINDOWS: Final = (
    # both ends
    Rule("bare_window", "<hour_said> (a|hasta|-) <hour_said>", _between),
    Rule("bare_window", "<hours> {hs}?", _pair),
    Rule("time", "(de|desde) (las|la) <hour_said> (a|hasta) (las|la) <hour_said>", _from_to),
    Rule("time", "(de|desde) <the_hour> (a|hasta|y) <the_hour>", _between),
    Rule("time", "entre <the_hour> (y|a|e|hasta|o) <the_hour>", _between),
    Rule("time", "<hour_said> (a|hasta|-) (las|la)? <sure_time>", _between),
    Rule("time", "<sure_time> (a|hasta|-) <the_hour>", _between),
    Rule("time", "las <hour_said> (a|hasta|-) <the_hour>", _between),
    Rule("time", "(de|entre|desde) (las)? <hours> {hs}?", _pair),
    Rule("time", "<hours> {hs}", _pair),
    Rule("time", "^ <bare_window> ?? $", lambda window: window),
    Rule(
        "time",
        "(de|desde|entre) <the_hour> (al|y|y el|hasta el|a) (mediodia|medio dia)",
        lambda start: Window(start, Clock(12)),
    ),
    Rule("time", "en (vez|lugar) de las {hour_said} a? las <hour_said>", lambda clock: clock),
    # an open end
    Rule("time", "mas de las <hour_said>", _since),
    Rule("from_word", "nunca antes de", bool),
    Rule("from_word", "mas tarde (de|que)", bool),
    Rule("from_word", "post", bool),
    Rule("from_word", "(despues|luego|desp) (de|d|que)?", bool),
    Rule("from_word", "a? partir (de)?", bool),
    Rule("from_word", "desde", bool),
    Rule("from_word", "(pasada|pasadas|pasado|pasaditas) (de)?", bool),
    Rule("from_word", "(que no sea|no) antes (de|que)", bool),
    Rule("from_word", "recien (a|para|tipo|desde|por)?", bool),
    Rule("from_word", "recien (despues|a partir) de", bool),
    Rule("from_word", "(tipo|onda) (despues|a partir) de", bool),
    Rule("onwards", "(en (adelante|mas)|(para|pa) (adelante|delante|arriba))", bool),
    Rule("until_word", "antes de", bool),
    Rule("until_word", "mas temprano (de|que)", bool),
    Rule("until_word", "hasta (a)?", bool),
    Rule("until_word", "que no sea (mas tarde|despues|mas) (de|que)", bool),
    Rule("until_word", "no (mas tarde|despues|mas) (de|que)", bool),
    Rule("until_word", "a mas tardar (a|hasta)?", bool),
    Rule("until_word", "como (mucho|maximo|tarde|muy tarde|tope) (a|hasta)?", bool),
    Rule("until_word", "(maximo|tope) (a|hasta)?", bool),
    Rule("time", "{from_word} <the_hour>", _since),
    Rule("time", "(de|desde)? <the_hour> {onwards}", _since),
    Rule("time", "a? partir de <the_hour> {onwards}", _since),
    Rule("time", "a? (las|la) <hour_said> o (mas tarde|despues|mas)", _since),
    Rule("time", "a? (las|la)? <sure_time> o (mas tarde|despues|mas)", _since),
    Rule("time", "{until_word} <the_hour>", _until),
    Rule("time", "a? (las|la)? <sure_time> o antes", _until),
    Rule("time", "a? (las|la) <hour_said> o antes", _until),
    Rule("time", "a? <the_hour> (como (mucho|maximo|tope)|a mas tardar|maximo)", _until),
)
