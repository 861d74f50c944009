"""Takings, prices and services as a provider changes them: rows, versions, what is booked stays."""

from datetime import date, timedelta

from actions import business, jobs
from bot.dialogue.commands import AppointmentView
from bot.dialogue.orders.business import (
    AddService,
    NewPrice,
    ServiceAdded,
    ServiceKnown,
    SetPrices,
    SummedUp,
    SumUp,
)
from bot.dialogue.orders.calendars import CloseJob
from bot.domain.money import Money
from storage.rows.catalogue import ServicePriceRow
from tests.integration.core_bench import ANA, BETO, Core

_TODAY = date(2027, 5, 12)


def takings(core: Core, provider_id: int, first: str, last: str) -> SummedUp:
    with core.desk(actor="provider") as desk:
        command = SumUp(date.fromisoformat(first), date.fromisoformat(last))
        return business.sum_up(desk, command, provider_id)


def close(core: Core, view: AppointmentView, *, came: bool) -> None:
    with core.desk(actor="provider") as desk:
        jobs.close(desk, CloseJob(view.id, view.version, came=came), view.provider_id)


class TestTakings:
    def test_count_what_was_done_and_what_is_ahead(self, core: Core) -> None:
        first = core.book(ANA, "laura", "corte", "2027-05-12T16:00")
        core.book(BETO, "laura", "brushing", "2027-05-12T17:00")
        core.book(ANA, "laura", "corte", "2027-05-13T16:00")
        core.book(ANA, "marcos", "corte", "2027-05-12T18:00")
        core.pass_time(hours=8)
        close(core, first, came=True)

        found = takings(core, first.provider_id, "2027-05-12", "2027-05-13")

        assert found == SummedUp(
            done=2,
            earned=Money.pesos(22_000),
            unclosed=1,
            deposits=Money(0),
            ahead=1,
            expected=Money.pesos(12_000),
        )

    def test_who_did_not_come_earns_nothing(self, core: Core) -> None:
        view = core.book(ANA, "laura", "corte", "2027-05-12T16:00")
        core.pass_time(hours=8)
        close(core, view, came=False)

        found = takings(core, view.provider_id, "2027-05-12", "2027-05-12")

        assert (found.done, found.earned) == (0, Money(0))


class TestPrices:
    def test_hold_from_their_day_and_keep_the_deposit(self, core: Core) -> None:
        slot = core.slot("laura", "color", "2027-05-20T16:00")
        booked = core.book(ANA, "laura", "color", "2027-05-21T10:00")
        self._set(core, slot.provider_id, slot.service_id, 50_000, date(2027, 5, 20))

        with core.desk() as desk:
            before = desk.catalogue.quote(slot.service_id, date(2027, 5, 19))
            after = desk.catalogue.quote(slot.service_id, date(2027, 5, 20))

        assert (before.price, after.price) == (Money.pesos(45_000), Money.pesos(50_000))
        assert before.deposit == after.deposit == Money.pesos(13_500)
        assert core.appointment(booked.id).price_centavos == 4_500_000

    def test_set_twice_on_a_day_is_one_price(self, core: Core) -> None:
        slot = core.slot("laura", "corte", "2027-05-20T16:00")
        for pesos in (15_000, 16_000):
            self._set(core, slot.provider_id, slot.service_id, pesos, _TODAY)

        (row,) = core.all(ServicePriceRow)
        assert row.price_centavos == 1_600_000

    def test_a_deposit_is_never_more_than_the_price(self, core: Core) -> None:
        slot = core.slot("laura", "color", "2027-05-20T16:00")
        self._set(core, slot.provider_id, slot.service_id, 10_000, _TODAY)

        (row,) = core.all(ServicePriceRow)
        assert row.deposit_centavos == 1_000_000

    def test_of_another_provider_stay(self, core: Core) -> None:
        slot = core.slot("laura", "corte", "2027-05-20T16:00")
        other = core.slot("marcos", "corte", "2027-05-20T16:00")

        self._set(core, other.provider_id, slot.service_id, 1, _TODAY)

        assert core.all(ServicePriceRow) == []

    def _set(self, core: Core, provider_id: int, service_id: int, pesos: int, day: date) -> None:
        with core.desk(actor="provider") as desk:
            prices = (NewPrice(service_id, Money.pesos(pesos)),)
            business.set_prices(desk, SetPrices(prices, day), provider_id)


class TestServices:
    def test_can_be_booked_at_once_and_are_added_once(self, core: Core) -> None:
        laura = core.slot("laura", "corte", "2027-05-20T16:00").provider_id
        command = AddService("Uñas esculpidas", timedelta(minutes=90), Money.pesos(28_000))

        outcomes = []
        for _ in range(2):
            with core.desk(actor="provider") as desk:
                outcomes.append(business.add_service(desk, command, laura))

        added, known = outcomes
        assert isinstance(added, ServiceAdded)
        assert known == ServiceKnown(added.service_id)
        view = core.book(ANA, "laura", "unas_esculpidas", "2027-05-13T16:00")
        assert (view.service_id, view.price) == (added.service_id, Money.pesos(28_000))
