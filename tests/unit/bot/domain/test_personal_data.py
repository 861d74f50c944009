"""By when the law wants a request about one's own data done."""

from datetime import date

from bot.domain.personal_data import DataRequestKind, due_on

FRIDAY = date(2027, 6, 18)


def test_access_has_ten_calendar_days() -> None:
    assert due_on(DataRequestKind.ACCESS, FRIDAY, ()) == date(2027, 6, 28)


def test_deletion_and_correction_have_five_business_days() -> None:
    assert due_on(DataRequestKind.DELETION, FRIDAY, ()) == date(2027, 6, 25)
    assert due_on(DataRequestKind.CORRECTION, FRIDAY, {date(2027, 6, 21)}) == date(2027, 6, 28)
