"""The parts under the reading of times: folding, spelling, rules, hours, days, feasts."""

from datetime import date, datetime, time

import pytest

from bot.language.times import NOTHING, Grain, read_time_answer, read_times, to_json, to_prediction
from bot.language.times.days import (
    DayBeside,
    InDays,
    InMonths,
    NumberedWeekday,
    OnDay,
    OnWeekday,
    Way,
    WeekdayBeside,
    month_after,
    next_weekday,
)
from bot.language.times.draft import Within
from bot.language.times.feasts import easter_sunday
from bot.language.times.folding import fold
from bot.language.times.grammar import Grammar, Rule
from bot.language.times.hours import Clock, Half, Part, Window, fits
from bot.language.times.settle import settle
from bot.language.times.spans import (
    After,
    Between,
    Hedged,
    MonthSaid,
    NthWeekday,
    PartOfWeek,
    Since,
    Until,
    Week,
    Weekend,
    WeekendOf,
    WeekHolding,
)
from bot.language.times.spelling import spell
from bot.language.times.tokens import tokenise

_WEDNESDAY = date(2027, 3, 10)
_NOW = datetime(2027, 3, 10, 11, 20)


def _read(rules: tuple[Rule, ...], text: str) -> dict[int, object]:
    """Return what the rule `it` finds at the first word, by the number of words taken."""
    reader = Grammar(rules).reader(tokenise(text))
    return {last - 1: value for last, value in reader.read("it", 1)}


def test_fold_keeps_the_offset_of_every_letter() -> None:
    folded, offsets = fold("Mañána ½")

    assert folded == "manana  1/2"
    assert offsets == (0, 1, 2, 3, 4, 5, 6, 7, 7, 7, 7, 8)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("juebes", ("jueves",)),
        ("mañna", ("mañna",)),
        ("manna", ("manana",)),
        ("sabdo", ("sabado",)),
        ("avril", ("abril",)),
        ("tardeee", ("tarde",)),
        ("alatarde", ("a", "la", "tarde")),
        ("tmn", ("manana",)),
        ("nuevo", ("nuevo",)),
        ("mates", ("mates",)),
        ("salado", ("salado",)),
        ("marta", ("marta",)),
        ("coche", ("coche",)),
    ],
)
def test_spelling_restores_words_of_time_and_leaves_real_words(
    typed: str, meant: tuple[str, ...]
) -> None:
    assert spell(typed) == meant


def test_pattern_choice_and_option_fit_every_way_of_saying() -> None:
    rules = (Rule("it", "a? la (tarde|noche) (de hoy)?", lambda: "part"),)

    assert _read(rules, "a la tarde de hoy") == {3: "part", 5: "part"}
    assert _read(rules, "la noche") == {2: "part"}
    assert _read(rules, "el dia") == {}


def test_pattern_hands_over_named_values_and_none_for_what_is_left_out() -> None:
    rules = (
        Rule("half", "de la tarde", lambda: Half.AFTERNOON),
        Rule("it", "a las <hour> <half>?", lambda hour, half: (hour, half)),
    )

    assert _read(rules, "a las 5 de la tarde") == {3: (5, None), 6: (5, Half.AFTERNOON)}


def test_rule_listed_first_wins_and_a_refusal_lets_the_next_try() -> None:
    rules = (
        Rule("it", "<hour>", lambda hour: hour if hour > 12 else None),
        Rule("it", "<num>", lambda number: -number),
    )

    assert _read(rules, "15") == {1: 15}
    assert _read(rules, "5") == {1: -5}


@pytest.mark.parametrize("pattern", ["a (b", "a b)", "a <B>"])
def test_pattern_not_well_formed_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match=r"pattern|bracket"):
        Grammar((Rule("it", pattern, bool),))


def test_rule_beginning_with_itself_is_refused() -> None:
    with pytest.raises(ValueError, match="begins with itself"):
        Grammar((Rule("it", "<it> a", bool), Rule("it", "b", bool)))


@pytest.mark.parametrize(
    ("hour", "half", "minutes"),
    [
        (5, None, 17 * 60),
        (8, None, 8 * 60),
        (12, None, 12 * 60),
        (20, None, 20 * 60),
        (5, Half.AM, 5 * 60),
        (12, Half.AM, 0),
        (12, Half.PM, 12 * 60),
        (12, Half.MORNING, 12 * 60),
        (1, Half.MIDDAY, 13 * 60),
        (11, Half.MIDDAY, 11 * 60),
        (9, Half.NIGHT, 21 * 60),
        (12, Half.NIGHT, 0),
        (1, Half.NIGHT, 60),
        (24, None, 0),
    ],
)
def test_named_hour_falls_in_its_half_of_the_day(
    hour: int, half: Half | None, minutes: int
) -> None:
    assert Clock(hour, half=half).minutes() == minutes


def test_end_of_a_window_is_its_first_reading_after_the_start() -> None:
    settled = settle((Window(Clock(10), Clock(2)),))

    assert settled is not None
    assert (settled.start, settled.end) == (10 * 60, 14 * 60)


def test_window_until_midnight_ends_the_day() -> None:
    settled = settle((Window(Clock(8, half=Half.NIGHT), Clock(12, half=Half.NIGHT)),))

    assert settled is not None
    assert (settled.start, settled.end) == (20 * 60, 24 * 60)


def test_narrower_part_of_day_wins_and_an_open_bound_is_cut_to_the_part() -> None:
    early = settle((Part.MORNING, Part.EARLY))
    after_ten = settle((Part.MORNING, Window(Clock(10), None)))

    assert early is not None
    assert after_ten is not None
    assert (early.start, early.end) == (8 * 60, 10 * 60)
    assert (after_ten.start, after_ten.end) == (10 * 60, 13 * 60)


def test_hours_that_contradict_do_not_fit() -> None:
    assert not fits((Clock(5),), Clock(6))
    assert not fits((Part.MORNING,), Part.NIGHT)
    assert not fits((Window(Clock(5), None),), Window(Clock(6), None))
    assert fits((Window(Clock(5), None),), Window(None, Clock(7)))
    assert fits((Window(Clock(2), None),), Clock(3))


def test_easter_of_known_years() -> None:
    assert easter_sunday(2024) == date(2024, 3, 31)
    assert easter_sunday(2027) == date(2027, 3, 28)
    assert easter_sunday(2038) == date(2038, 4, 25)


def test_weekday_of_today_is_a_week_on_unless_pointed_at() -> None:
    plain = OnWeekday(2).days(_WEDNESDAY, _WEDNESDAY)

    assert plain.start == date(2027, 3, 17)
    assert plain.or_today
    assert OnWeekday(2, Way.THIS).days(_WEDNESDAY, _WEDNESDAY).start == _WEDNESDAY
    assert OnWeekday(2, Way.OTHER).days(_WEDNESDAY, _WEDNESDAY).start == date(2027, 3, 24)


def test_coming_weekday_of_this_week_may_be_next_weeks() -> None:
    friday = OnWeekday(4, Way.COMING).days(_WEDNESDAY, _WEDNESDAY)

    assert friday.start == date(2027, 3, 12)
    assert friday.others == ((date(2027, 3, 19), date(2027, 3, 19)),)


def test_day_of_month_skips_months_without_it() -> None:
    found = OnDay(31).days(date(2027, 4, 1), date(2027, 4, 1))

    assert found is not None
    assert found.start == date(2027, 5, 31)
    assert OnDay(31, 4).days(_WEDNESDAY, _WEDNESDAY) is None
    leap = OnDay(29, 2).days(_WEDNESDAY, _WEDNESDAY)
    assert leap is not None
    assert leap.start == date(2028, 2, 29)


def test_numbered_weekday_is_a_date_only_when_one_comes_soon() -> None:
    date_soon = NumberedWeekday(4, 12).days(_WEDNESDAY, _WEDNESDAY)

    assert date_soon is not None
    assert date_soon.start == date(2027, 3, 12)
    assert NumberedWeekday(4, 18).days(_WEDNESDAY, _WEDNESDAY) is None
    far = NumberedWeekday(4, 18, is_date=True).days(_WEDNESDAY, _WEDNESDAY)
    assert far is not None
    assert far.start == date(2027, 6, 18)


def test_months_ahead_end_with_a_short_month() -> None:
    assert month_after(date(2027, 10, 31), 1) == date(2027, 11, 30)
    assert InMonths(2).days(date(2027, 12, 30), date(2027, 12, 30)).start == date(2028, 2, 29)


def test_fortnight_idiom_has_both_readings() -> None:
    found = InDays(15, 14).days(_WEDNESDAY, _WEDNESDAY)

    assert found.start == date(2027, 3, 25)
    assert found.others == ((date(2027, 3, 24), date(2027, 3, 24)),)
    assert found.approx


def test_stretches_are_clipped_to_today_or_move_on() -> None:
    this_week = Week(0).days(_WEDNESDAY, _WEDNESDAY)
    begin = PartOfWeek(0, 2, 0).days(date(2027, 3, 11), date(2027, 3, 11))
    weekend = Weekend().days(date(2027, 3, 14), date(2027, 3, 14))

    assert (this_week.start, this_week.end) == (_WEDNESDAY, date(2027, 3, 14))
    assert (begin.start, begin.end) == (date(2027, 3, 15), date(2027, 3, 17))
    assert (weekend.start, weekend.end) == (date(2027, 3, 14), date(2027, 3, 14))


def test_range_looks_for_its_end_after_its_start() -> None:
    found = Between(OnDay(28), OnDay(3)).days(_WEDNESDAY, _WEDNESDAY)

    assert found is not None
    assert (found.start, found.end) == (date(2027, 3, 28), date(2027, 4, 3))


def test_ranges_of_a_day_that_never_comes_are_nothing() -> None:
    never = OnDay(31, 4)
    of_never = (
        *(Since(never), Until(never), After(never), WeekHolding(never), WeekendOf(never)),
        *(Between(never, OnDay(3)), Between(OnDay(3), never)),
        *(DayBeside(never, -1), WeekdayBeside(5, never, before=True), Hedged(never)),
        *(Within(never, never), NthWeekday(6, 0, MonthSaid(4))),
    )

    for span in of_never:
        assert span.days(_WEDNESDAY, _WEDNESDAY) is None


def test_next_weekday_is_strictly_after() -> None:
    assert next_weekday(2, _WEDNESDAY) == date(2027, 3, 17)
    assert next_weekday(3, _WEDNESDAY) == date(2027, 3, 11)


def test_message_without_time_says_nothing() -> None:
    said = read_times("me mandás la ubicación?", _NOW)

    assert said.asked == NOTHING
    assert said.asked.is_nothing
    assert said.spans == ()
    assert set(to_prediction(said).values()) == {None}


def test_bare_hour_offers_its_other_half_of_the_day() -> None:
    asked = read_times("el jueves a las 8", _NOW).asked

    assert asked.time_from == time(8)
    assert asked.hour_is_ambiguous
    assert [other.time_from for other in asked.alternatives] == [time(20)]


def test_hour_fixed_by_words_is_not_ambiguous() -> None:
    for text in ("a las 20", "8 de la noche", "8pm", "a la noche tipo 8", "08:00"):
        assert not read_times(text, _NOW).asked.hour_is_ambiguous, text


def test_hour_already_past_today_is_its_evening_reading() -> None:
    asked = read_times("hoy a las 8", _NOW).asked

    assert asked.time_from == time(20)
    assert not asked.hour_is_ambiguous


def test_undated_hour_stays_undated() -> None:
    asked = read_times("a las 9 de la mañana", _NOW).asked

    assert asked.date_from is None


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("5", "17:00"),
        ("18", "18:00"),
        ("10 y media", "10:30"),
        ("5 porfa", "17:00"),
        ("mejor 6", "18:00"),
        ("la una", "13:00"),
        ("830", "08:30"),
        ("5 o 6", "17:00"),
        ("5 a 7", "17:00"),
        ("dale, 17", "17:00"),
        ("2 turnos", None),
        ("somos 3", None),
        ("25", None),
    ],
)
def test_number_alone_is_an_hour_only_in_an_answer(text: str, hour: str | None) -> None:
    assert to_prediction(read_time_answer(text, _NOW))["time_from"] == hour


def test_number_with_article_stays_a_day_in_an_answer() -> None:
    assert to_prediction(read_time_answer("el 2", _NOW))["date_from"] == "2027-04-02"


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        ("el jueves a la misma hora", "same_time"),
        ("ese mismo día a las 6", "same_day"),
        ("cualquier día", "any_day"),
        ("no importa el horario", "any_time"),
        ("más tarde?", "later"),
        ("un poco más temprano", "earlier"),
    ],
)
def test_hints_without_a_time_are_told(text: str, flag: str) -> None:
    assert to_json(read_times(text, _NOW))[flag] is True


def test_refused_and_asked_are_told_apart() -> None:
    said = read_times("el jueves no puedo, el viernes sí", _NOW)

    assert [refused.date_from for refused in said.refused] == [date(2027, 3, 11)]
    assert said.asked.date_from == date(2027, 3, 12)


def test_refused_bound_asks_for_the_other_side() -> None:
    asked = read_times("antes de las 6 no puedo", _NOW).asked

    assert (asked.time_from, asked.time_to) == (time(18), None)


def test_moved_appointment_keeps_its_day_when_only_the_hour_changes() -> None:
    said = read_times("mover el turno de mañana a las 10 a las 12", _NOW)

    assert said.moved_from is not None
    assert said.moved_from.time_from == time(10)
    assert (said.asked.date_from, said.asked.time_from) == (date(2027, 3, 11), time(12))


def test_spans_cut_the_time_out_of_the_message() -> None:
    text = "Hola! quiero turno para el viernes, con Laura, a las 5 de la tarde"

    spans = read_times(text, _NOW).spans

    assert [text[start:end] for start, end in spans] == ["el viernes", "a las 5 de la tarde"]


def test_frequency_without_anchor_has_no_date() -> None:
    asked = read_times("cada 15 días", _NOW).asked

    assert asked.recur == "FREQ=WEEKLY;INTERVAL=2"
    assert asked.date_from is None
    assert asked.grain is Grain.NONE
    assert not asked.is_nothing
