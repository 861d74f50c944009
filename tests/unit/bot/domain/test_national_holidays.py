"""National holidays close; Maundy Thursday and bridge days do not."""

from datetime import date

import pytest

from bot.domain.holidays import argentine_holidays, provinces, provincial_holidays

_DATES_2027 = (
    *("01-01", "02-08", "02-09", "03-24", "03-26", "04-02", "05-01", "05-25"),
    *("06-20", "06-21", "07-09", "08-16", "10-11", "11-20", "12-08", "12-25"),
)


def test_holidays_of_2027() -> None:
    expected = [date.fromisoformat(f"2027-{day}") for day in _DATES_2027]

    assert list(argentine_holidays(2027)) == expected
    assert argentine_holidays(2027)[date(2027, 7, 9)] == "Día de la Independencia"


@pytest.mark.parametrize(
    "day",
    [date(2027, 3, 25), date(2026, 3, 23), date(2026, 7, 10), date(2026, 12, 7)],
)
def test_non_working_days_stay_open(day: date) -> None:
    assert day not in argentine_holidays(day.year)


def test_a_holiday_that_is_also_maundy_thursday_keeps_its_own_name() -> None:
    assert "Malvinas" in argentine_holidays(2026)[date(2026, 4, 2)]
    assert "Jueves" not in argentine_holidays(2026)[date(2026, 4, 2)]


def test_the_calendar_is_read_only() -> None:
    with pytest.raises(TypeError):
        argentine_holidays(2027)[date(2027, 1, 2)] = "x"  # type: ignore[index]


def test_a_province_has_holidays_of_its_own() -> None:
    salta = provincial_holidays(2026, "A")

    assert {day.month for day in salta} == {2, 6, 9}
    assert not set(salta) & set(argentine_holidays(2026))
    assert len(provinces()) == 24


def test_an_unknown_province_is_refused() -> None:
    with pytest.raises(ValueError, match="province"):
        provincial_holidays(2026, "I")
