"""Of whom a deposit is asked, how much, whether it goes along; prices by day; presets."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.cancellation import cancellation_terms
from bot.domain.catalogue import Catalogue, Quote
from bot.domain.deposits import Standing, deposit_due, goes_along
from bot.domain.errors import DomainError
from bot.domain.money import Money
from bot.domain.policy_choices import DepositFate, DepositFor, DepositOnMove
from bot.domain.prices import Price, price_on
from bot.domain.rules import Policies
from tests.fakes.catalogue import demo_catalogue

_PRICE = Money.pesos(10000)
_START = datetime(2027, 8, 4, 20, tzinfo=UTC)
_NEW, _KNOWN, _ABSENT = Standing(), Standing(visits=3), Standing(visits=3, no_shows=1)


@pytest.mark.parametrize(
    ("of", "asked"),
    [
        (DepositFor.ALL, (True, True, True)),
        (DepositFor.NEW_CUSTOMERS, (True, False, False)),
        (DepositFor.AFTER_NO_SHOW, (False, False, True)),
        (DepositFor.NOBODY, (False, False, False)),
    ],
)
def test_of_whom_it_is_asked(of: DepositFor, asked: tuple[bool, ...]) -> None:
    policies = Policies(deposit_percent=30, deposit_for=of)

    due = [deposit_due(policies, _PRICE, None, one) for one in (_NEW, _KNOWN, _ABSENT)]

    assert due == [Money.pesos(3000) if one else None for one in asked]


def test_the_services_own_amount_counts_before_the_policies() -> None:
    policies = Policies(deposit_percent=30, deposit_amount=Money.pesos(2000))

    assert deposit_due(policies, _PRICE, Money.pesos(5000)) == Money.pesos(5000)
    assert deposit_due(policies, _PRICE, None) == Money.pesos(2000)
    assert deposit_due(Policies(), _PRICE, None) is None
    assert deposit_due(Policies(), Money(0), None) is None


@given(st.integers(0, 10**8), st.integers(0, 100), st.none() | st.integers(1, 10**8))
def test_it_is_never_more_than_the_price_and_never_zero(
    price: int, percent: int, fixed: int | None
) -> None:
    own = Money(fixed) if fixed else None
    due = deposit_due(Policies(deposit_percent=percent), Money(price), own)

    assert due is None or Money(0) < due
    assert due is None or price == 0 or due <= Money(price)


@pytest.mark.parametrize(
    ("moves", "notice", "along"),
    [
        (0, timedelta(hours=24), True),
        (0, timedelta(hours=23), False),
        (1, timedelta(days=9), False),
    ],
)
def test_it_goes_along_once_with_notice(moves: int, notice: timedelta, along: bool) -> None:
    policies = Policies(deposit_on_move=DepositOnMove.FIRST_WITH_NOTICE)

    assert goes_along(policies, _START, moves, _START - notice) is along
    assert goes_along(Policies(), _START, moves, _START - notice)


def test_a_part_that_is_kept_and_the_rest_that_goes_back() -> None:
    fair = Policies.from_mapping({"preset": "justa"})

    terms = cancellation_terms(fair, _START, Money.pesos(3000), _START)

    assert (terms.kept, terms.refund, terms.credit) == (Money.pesos(1500), Money.pesos(1500), None)


def test_in_time_a_strict_business_gives_credit() -> None:
    strict = Policies.from_mapping({"preset": "estricta"})

    early = cancellation_terms(strict, _START, _PRICE, _START - timedelta(hours=48))
    late = cancellation_terms(strict, _START, _PRICE, _START)

    assert (early.kept, early.refund, early.credit) == (None, None, _PRICE)
    assert (late.kept, late.refund, late.credit) == (_PRICE, None, None)


@given(st.integers(1, 10**7), st.integers(0, 100), st.sampled_from(DepositFate))
def test_what_is_kept_and_what_is_not_make_the_whole(
    paid: int, percent: int, fate: DepositFate
) -> None:
    policies = Policies(late_paid_deposit=fate, late_kept_percent=percent)

    terms = cancellation_terms(policies, _START, Money(paid), _START)

    parts = [one.centavos for one in (terms.kept, terms.refund, terms.credit) if one is not None]
    assert sum(parts) == paid
    assert all(parts)


def test_a_preset_gives_way_to_what_is_written_beside_it() -> None:
    policies = Policies.from_mapping(
        {
            "preset": "estricta",
            "cancellation": {"free_until_hours": 12},
            "deposit": {"for": "nobody"},
        }
    )

    assert policies.free_cancellation_until == timedelta(hours=12)
    assert policies.deposit_for is DepositFor.NOBODY
    assert policies.deposit_percent == 50


@pytest.mark.parametrize(
    ("mapping", "key"),
    [
        ({"preset": "dura"}, "preset"),
        ({"deposit": {"percent": 101}}, "deposit.percent"),
        ({"deposit": {"amount": 0}}, "deposit.amount"),
        ({"limits": {"per_month": 3}}, "limits"),
        ({"limits": {"per_day": 0}}, "limits"),
        ({"limits": 3}, "limits"),
        ({"travel": {"Flores": 10}}, "travel"),
        ({"travel": 10}, "travel"),
        ({"choice": {"same_again_first": 1}}, "choice.same_again_first"),
        ({"slot_step_minutes": 15, "slot_offset_minutes": 15}, "slot_offset_minutes"),
    ],
)
def test_what_cannot_be_meant_is_refused(mapping: dict[str, object], key: str) -> None:
    with pytest.raises(DomainError) as caught:
        Policies.from_mapping(mapping)

    assert caught.value.data["key"] == key


def test_ways_and_limits_as_they_are_written() -> None:
    policies = Policies.from_mapping(
        {
            "travel": {"usual_minutes": 30, "Flores - Almagro": 15},
            "limits": {"per_day": 8, "per_week": 30},
            "choice": {"of_provider": "fair", "same_again_first": True},
        }
    )

    assert policies.travel.time("Almagro", "Flores") == timedelta(minutes=15)
    assert (policies.quota.per_day, policies.quota.per_week) == (8, 30)
    assert policies.same_again_first


_OLD, _NEW_PRICE = Price(date.min, _PRICE), Price(date(2027, 7, 1), Money.pesos(14000))


def test_a_price_holds_until_the_next_begins() -> None:
    prices = (_OLD, _NEW_PRICE)

    assert price_on(prices, date(2027, 6, 30)) == _OLD
    assert price_on(prices, date(2027, 7, 1)) == _NEW_PRICE
    assert price_on((_NEW_PRICE,), date(2027, 6, 30)) is None


class TestCatalogueForACustomer:
    def catalogue(self, policies: Policies | None = None, *prices: Price) -> Catalogue:
        """Return the demo catalogue with one service changed: its first."""
        catalogue = demo_catalogue()
        first = catalogue.providers[0]
        service = replace(first.services[0], prices=prices, policies=policies)
        provider = replace(first, services=(service, *first.services[1:]))
        return replace(catalogue, providers=(provider, *catalogue.providers[1:]))

    def test_it_is_the_same_when_nothing_depends_on_who_asks(self) -> None:
        catalogue = self.catalogue(None, _OLD)

        assert catalogue.for_customer(_ABSENT, {}, date(2027, 5, 1)) is catalogue

    def test_price_and_deposit_are_those_of_the_day_and_of_the_person(self) -> None:
        policies = Policies(deposit_percent=10, deposit_for=DepositFor.AFTER_NO_SHOW)
        catalogue = self.catalogue(policies, _OLD, _NEW_PRICE)
        service = catalogue.services[0]

        absent = catalogue.for_customer(_ABSENT, {}, date(2027, 7, 2))

        assert absent.service(service.id).deposit == Money.pesos(1400)
        assert absent.quote(service.id, date(2027, 6, 1)) == Quote(_PRICE, Money.pesos(1000))
        known = catalogue.for_customer(_KNOWN, {}, date(2027, 6, 1))
        assert known.service(service.id).deposit is None
        assert known.service(service.id).price == _PRICE

    def test_a_customers_own_policies_lie_over_all_others(self) -> None:
        catalogue = self.catalogue(Policies(min_notice=timedelta(0)), _OLD)
        own = {"preset": "justa"}

        theirs = catalogue.for_customer(_NEW, own, date(2027, 5, 1))

        service = theirs.services[0]
        assert service.deposit == Money.pesos(3000)
        assert theirs.policies_of(service.id).min_notice == timedelta(0)
        assert theirs.policies.late_kept_percent == 50
        assert theirs.policies_of_provider(service.provider_id).late_kept_percent == 50

    def test_a_service_without_prices_costs_what_it_says(self) -> None:
        catalogue = demo_catalogue()
        service = catalogue.services[1]

        assert catalogue.quote(service.id, date(2030, 1, 1)) == Quote(
            service.price, service.deposit
        )

    def test_where_providers_work(self) -> None:
        zones = {one.slug: one.zones for one in demo_catalogue().providers}

        assert zones["laura"] == ("Caballito",)
        assert "Flores" in zones["diego"]
