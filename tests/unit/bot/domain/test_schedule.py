"""Opening hours: the wall clock, closed dates, and the instants they mean."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from bot.domain.intervals import Interval, merge
from bot.domain.schedule import (
    ARGENTINA,
    LocalSpan,
    ProviderSchedule,
    Season,
    WeeklyHours,
    local_day,
    local_instant,
)
from bot.domain.timeline import interval_of, local_days

_HOLIDAY = date(2027, 7, 9)  # a Friday
_SPLIT = ["09:00-13:00", "16:00-20:00"]


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.fixture
def laura() -> ProviderSchedule:
    weekly = WeeklyHours.from_mapping(dict.fromkeys(("tue", "wed", "thu", "fri", "sat"), _SPLIT))
    return ProviderSchedule(1, ARGENTINA, weekly, {_HOLIDAY: "Día de la Independencia"})


def test_local_day_is_midnight_to_midnight() -> None:
    assert local_day(date(2027, 5, 12), ARGENTINA) == Interval(
        utc("2027-05-12T03:00"), utc("2027-05-13T03:00")
    )
    assert local_instant(date(2027, 5, 12), time(17), ARGENTINA) == utc("2027-05-12T20:00")


@pytest.mark.parametrize(
    ("text", "start", "end", "crosses"),
    [
        ("09:00-13:00", time(9), time(13), False),
        (" 20:30-24:00 ", time(20, 30), time(0), False),
        ("20:30-00:00", time(20, 30), time(0), False),
        ("21:00-09:00", time(21), time(9), True),
        ("00:00-24:00", time(0), time(0), False),
    ],
)
def test_spans_are_read(text: str, start: time, end: time, crosses: bool) -> None:
    span = LocalSpan.parse(text)

    assert span == LocalSpan(start, end)
    assert span.crosses_midnight is crosses


@pytest.mark.parametrize(
    "text", ["", "9-13", "25:00-26:00", "09:00-24:30", "09:60-10:00", "24:00-10:00", "09:00-09:00"]
)
def test_wrong_spans_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"span|time of day"):
        LocalSpan.parse(text)


def test_a_span_until_midnight_ends_with_the_day() -> None:
    whole = LocalSpan(time(0), time(0)).on(date(2027, 5, 12), ARGENTINA)

    assert whole == local_day(date(2027, 5, 12), ARGENTINA)


def test_a_span_swallowed_by_a_clock_change_is_none() -> None:
    zone = ZoneInfo("America/New_York")  # 2027-03-14: 02:00 → 03:00

    assert LocalSpan(time(2, 30), time(3, 15)).on(date(2027, 3, 14), zone) is None
    spans = WeeklyHours.from_spans([(6, LocalSpan(time(2, 30), time(3, 15)))])
    assert ProviderSchedule(1, zone, spans).open_intervals(date(2027, 3, 14)) == ()


def test_week_sorts_spans_and_numbers_from_monday() -> None:
    week = WeeklyHours.from_spans(
        [(5, LocalSpan(time(16), time(20))), (5, LocalSpan(time(9), time(13)))]
    )

    assert week.days[5] == (LocalSpan(time(9), time(13)), LocalSpan(time(16), time(20)))
    assert week == WeeklyHours.from_mapping({"sat": _SPLIT})


@pytest.mark.parametrize(
    "hours",
    [
        {"lun": ["09:00-13:00"]},
        {"mon": ["09:00-13:00", "12:00-14:00"]},
        {"mon": ["20:00-24:00", "21:00-22:00"]},
        {"mon": ["22:00-02:00"]},
    ],
)
def test_wrong_weeks_are_refused(hours: dict[str, list[str]]) -> None:
    with pytest.raises(ValueError, match=r"weekdays|overlapping|midnight"):
        WeeklyHours.from_mapping(hours)


def test_a_week_has_seven_days_and_no_eighth() -> None:
    with pytest.raises(ValueError, match="seven"):
        WeeklyHours(((),))
    with pytest.raises(ValueError, match="not a weekday"):
        WeeklyHours.from_spans([(7, LocalSpan(time(9), time(13)))])


def test_touching_spans_are_allowed() -> None:
    assert WeeklyHours.from_mapping({"mon": ["09:00-13:00", "13:00-17:00"]}).days[0]


def test_open_intervals_are_utc(laura: ProviderSchedule) -> None:
    assert laura.open_intervals(date(2027, 5, 13)) == (
        Interval(utc("2027-05-13T12:00"), utc("2027-05-13T16:00")),
        Interval(utc("2027-05-13T19:00"), utc("2027-05-13T23:00")),
    )


def test_holidays_and_weekly_closing_have_no_hours(laura: ProviderSchedule) -> None:
    assert laura.hours_on(_HOLIDAY) == ()
    assert laura.open_intervals(_HOLIDAY) == ()
    assert laura.hours_on(date(2027, 7, 11)) == ()  # Sunday
    assert len(laura.hours_on(date(2027, 7, 10))) == 2


@pytest.mark.parametrize(
    ("after", "within_days", "expected"),
    [
        (date(2027, 7, 8), 5, date(2027, 7, 10)),  # past the holiday
        (date(2027, 7, 10), 3, date(2027, 7, 13)),  # past Sunday and Monday
        (date(2027, 7, 10), 2, None),
        (date(2027, 7, 10), 0, None),
    ],
)
def test_next_open_day(
    laura: ProviderSchedule, after: date, within_days: int, expected: date | None
) -> None:
    assert laura.next_open_day(after, within_days) == expected


def test_local_date_is_that_of_the_provider(laura: ProviderSchedule) -> None:
    assert laura.local_date(utc("2027-05-13T02:59")) == date(2027, 5, 12)


class TestSeasons:
    SUMMER = WeeklyHours.from_mapping({"fri": ["18:00-22:00"]})

    @pytest.mark.parametrize(
        ("first", "last", "day", "covered"),
        [
            ("12-15", "03-01", date(2027, 1, 8), True),
            ("12-15", "03-01", date(2027, 12, 17), True),
            ("12-15", "03-01", date(2027, 3, 1), True),
            ("12-15", "03-01", date(2027, 3, 2), False),
            ("01-10", "02-10", date(2027, 2, 10), True),
            ("01-10", "02-10", date(2027, 12, 31), False),
            ("02-29", "02-29", date(2028, 2, 29), True),
        ],
    )
    def test_it_covers_its_days_of_every_year(
        self, first: str, last: str, day: date, covered: bool
    ) -> None:
        assert Season.parse(first, last, self.SUMMER).covers(day) is covered

    def test_it_gives_the_week_in_place_of_the_usual_one(self, laura: ProviderSchedule) -> None:
        season = Season.parse("12-15", "03-01", self.SUMMER)
        seasonal = ProviderSchedule(1, ARGENTINA, laura.weekly, seasons=(season,))

        assert seasonal.hours_on(date(2027, 1, 8)) == (LocalSpan(time(18), time(22)),)
        assert seasonal.hours_on(date(2027, 1, 9)) == ()
        assert seasonal.hours_on(date(2027, 7, 2))[0].start == time(9)

    @pytest.mark.parametrize("wrong", ["1-15", "13-01", "02-30", "verano"])
    def test_what_is_no_day_of_a_year_is_refused(self, wrong: str) -> None:
        with pytest.raises(ValueError, match=r"month|day"):
            Season.parse(wrong, "03-01", self.SUMMER)


def test_breaks_part_the_hours() -> None:
    week = WeeklyHours.from_mapping({"mon": ["09:00-13:00", "16:00-24:00"], "tue": ["09:00-10:00"]})
    breaks = WeeklyHours.from_mapping(
        {"mon": ["10:30-10:45", "12:30-17:00"], "tue": ["08:00-10:00"]}
    )

    left = week.without(breaks)

    assert left == WeeklyHours.from_mapping({"mon": ["09:00-10:30", "10:45-12:30", "17:00-24:00"]})


@pytest.mark.parametrize("zone", ["America/Argentina/Salta", "America/New_York"])
def test_open_stretches_are_the_open_intervals(zone: str) -> None:
    every_day = [(day, LocalSpan(time(20), time(0))) for day in range(7)]
    early = [(day, LocalSpan(time(0), time(3))) for day in range(7)]
    there = ZoneInfo(zone)
    schedule = ProviderSchedule(
        1,
        there,
        WeeklyHours.from_spans([*every_day, *early]),
        {date(2027, 3, 16): ""},
        {date(2027, 3, 18): (LocalSpan(time(9), time(10)),)},
    )
    days = local_days(there, date(2027, 3, 11), 10)  # the clocks of New York change on the 14th

    found = [interval_of(one) for one in schedule.open_stretches(days)]

    each = [one for day in days.dates() for one in schedule.open_intervals(day)]
    assert found == list(merge(each))
