"""Times in Argentine Spanish messages: «el jueves a la tardecita» into dates and hours.

Pure: `now` is an argument, nothing is read or kept. Used by bot.dialogue, by the evaluation of
the labelled set and by the command `turnero when`; what the words mean is fixed in
docs/time-conventions.md.
"""

from bot.language.times.plain import to_json, to_prediction
from bot.language.times.read import read_time_answer, read_times
from bot.language.times.values import NOTHING, Grain, TimeReading, TimesSaid

__all__ = [
    "NOTHING",
    "Grain",
    "TimeReading",
    "TimesSaid",
    "read_time_answer",
    "read_times",
    "to_json",
    "to_prediction",
]
