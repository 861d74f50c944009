"""Several services in one visit: who does them all, when each is, what they cost."""

from dataclasses import replace
from datetime import timedelta

from bot.domain import visits
from bot.domain.catalogue import Catalogue
from bot.domain.demands import visit_demand
from bot.domain.money import Money
from tests.fakes.catalogue import demo_catalogue
from tests.fakes.conversation import local

_STEP = timedelta(minutes=15)


def _services(provider: str, *names: str) -> tuple[visits.Service, ...]:
    catalogue = demo_catalogue()
    found = next(one for one in catalogue.providers if one.slug == provider)
    first = next(one for one in found.services if one.slug == names[0])
    return visits.services_of(catalogue, first, names[1:])


def test_a_visit_holds_what_one_provider_does() -> None:
    assert [one.slug for one in _services("marcos", "corte", "Barba")] == ["corte", "barba"]
    assert _services("laura", "corte", "Barba") == ()


def test_the_next_starts_on_the_step_after_the_one_before() -> None:
    services = _services("marcos", "barba", "Corte")  # a beard takes twenty minutes

    beard, cut = visits.places(services, local("2027-05-14T17:00"), _STEP)

    assert beard.end == local("2027-05-14T17:20")
    assert cut.start == local("2027-05-14T17:30")
    assert visits.length(services, _STEP) == timedelta(minutes=60)


def test_people_in_one_class_start_together_and_need_a_seat_each() -> None:
    laura = demo_catalogue().providers[0]
    yoga = replace(laura.services[0], name="Yoga", capacity=12)
    catalogue = replace(demo_catalogue(), providers=(replace(laura, services=(yoga,)),))
    two = visits.services_of(catalogue, yoga, [yoga.name])

    mine, theirs = visits.places(two, local("2027-05-14T18:00"), _STEP)
    demand = visit_demand(catalogue, yoga, [yoga.name])

    assert mine == theirs
    assert visits.length(two, _STEP) == yoga.duration
    assert demand is not None
    assert (demand.seats, demand.capacity) == (2, yoga.capacity)


def test_prices_and_deposits_are_summed() -> None:
    services = _services("laura", "corte", "Color", "Color")

    assert visits.price(services) == Money.pesos(102000)
    assert visits.deposit(services) == Money.pesos(27000)
    assert visits.deposit(services[:1]) is None


def _class_of_twelve() -> tuple[Catalogue, visits.Service]:
    known = demo_catalogue()
    provider = known.providers[0]
    service = replace(provider.services[0], capacity=12)
    teacher = replace(provider, services=(service,))
    return Catalogue(1, known.zone, known.policies, (teacher,)), service


def test_who_comes_to_a_class_together_sits_in_one_session() -> None:
    catalogue, yoga = _class_of_twelve()
    three = visits.services_of(catalogue, yoga, (yoga.name, yoga.name))
    start = local("2027-05-14T19:00")

    places = visits.places(three, start, _STEP)

    assert [one.start for one in places] == [start] * 3
    assert visits.length(three, _STEP) == yoga.duration


def test_a_class_needs_a_seat_for_each_who_comes() -> None:
    catalogue, yoga = _class_of_twelve()

    together = visit_demand(catalogue, yoga, (yoga.name,) * 2)

    assert together is not None
    assert (together.seats, together.capacity) == (3, 12)
    assert together.duration == yoga.duration
