"""Addresses of files of ours: nobody guesses one, and each ends."""

from datetime import UTC, datetime, timedelta

import pytest

from actions.lending import LentFiles, LentKind

NOW = datetime(2027, 5, 12, 13, 15, tzinfo=UTC)
CALENDAR = LentKind.CALENDAR
LENT = LentFiles("https://turnos.example.ar", "a secret for tests only")


def token(address: str) -> str:
    assert address.startswith("https://turnos.example.ar/archivos/")
    assert address.endswith("/turno.ics")
    return address.split("/")[-2]


class TestLentFiles:
    def test_address_stands_for_its_appointment_until_it_ends(self) -> None:
        given = token(LENT.address(CALENDAR, 7, NOW))

        assert LENT.stands_for(CALENDAR, given, NOW) == 7
        assert LENT.stands_for(CALENDAR, given, NOW + timedelta(days=3, seconds=-1)) == 7
        assert LENT.stands_for(CALENDAR, given, NOW + timedelta(days=3)) is None

    def test_address_is_the_same_when_it_is_made_again(self) -> None:
        assert LENT.address(CALENDAR, 7, NOW) == LENT.address(CALENDAR, 7, NOW)

    def test_another_appointment_or_time_needs_another_proof(self) -> None:
        _, until, proof = token(LENT.address(CALENDAR, 7, NOW)).split(".")

        assert LENT.stands_for(CALENDAR, f"8.{until}.{proof}", NOW) is None
        assert LENT.stands_for(CALENDAR, f"7.{int(until) + 1}.{proof}", NOW) is None

    def test_one_kind_of_file_opens_no_other(self) -> None:
        given = token(LENT.address(CALENDAR, 7, NOW))

        assert LENT.stands_for(LentKind.RECEIPT, given, NOW) is None

    def test_another_key_s_address_is_not_ours(self) -> None:
        strange = LentFiles(LENT.public_url, "another secret")

        assert LENT.stands_for(CALENDAR, token(strange.address(CALENDAR, 7, NOW)), NOW) is None

    @pytest.mark.parametrize(
        "given", ["", "7", "7.1", "7.1.x", "٧.1." + "a" * 32, "..", "7.1." + "A" * 32]
    )
    def test_what_is_no_token_stands_for_nothing(self, given: str) -> None:
        assert LENT.stands_for(CALENDAR, given, NOW) is None
