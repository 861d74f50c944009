"""Which appointments a change of the catalogue breaks."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.catalogue import Catalogue, Provider, Resource
from bot.domain.foreseen import Break, Foreseen, broken_by, changed_providers
from bot.domain.intervals import Interval
from bot.domain.schedule import WeeklyHours
from tests.fakes.catalogue import demo_catalogue

_HOUR = timedelta(hours=1)
_THURSDAY_10 = datetime(2027, 5, 13, 13, 0, tzinfo=UTC)  # Laura works from 9 to 13 and 16 to 20
_CHAIRS = Resource(1, "sillones", "Sillones", 3)
_BEFORE = replace(demo_catalogue(), resources={1: _CHAIRS})
_LAURA = _BEFORE.providers[0]
_DIEGO = next(one for one in _BEFORE.providers if one.slug == "diego")


def _with(provider: Provider, catalogue: Catalogue = _BEFORE) -> Catalogue:
    providers = tuple(provider if one.id == provider.id else one for one in catalogue.providers)
    return replace(catalogue, providers=providers)


def _booked(provider: Provider = _LAURA, **changed: object) -> Foreseen:
    during = Interval(_THURSDAY_10, _THURSDAY_10 + _HOUR)
    return replace(Foreseen(7, provider.id, provider.services[0].id, during), **changed)


def _open(hours: Mapping[str, list[str]]) -> Provider:
    week = WeeklyHours.from_mapping(hours)
    return replace(_LAURA, schedule=replace(_LAURA.schedule, weekly=week))


_FEWER_SEATS = replace(_LAURA, services=(replace(_LAURA.services[0], capacity=2),))
_FEWER_CHAIRS = replace(_BEFORE, resources={1: replace(_CHAIRS, units=2)})
_ONLY_FLORES = _with(replace(_DIEGO, home_zones=("Flores",)))
_GONE = replace(
    _BEFORE, providers=_BEFORE.providers[1:], retired=(_LAURA,), retired_services=_LAURA.services
)


@pytest.mark.parametrize(
    ("after", "booked", "how"),
    [
        (_GONE, _booked(), Break.RETIRED),
        (_with(_open({"thu": ["16:00-20:00"]})), _booked(), Break.CLOSED),
        (_with(_open({"thu": ["09:00-10:30"]})), _booked(), Break.CLOSED),
        (_FEWER_CHAIRS, _booked(units={1: 3}), Break.NO_UNIT),
        (replace(_BEFORE, resources={}), _booked(units={1: 1}), Break.NO_UNIT),
        (_ONLY_FLORES, _booked(_DIEGO, zone="Almagro"), Break.ZONE_LEFT),
        (_with(replace(_LAURA, address="Mitre 1, Once")), _booked(), Break.PLACE_MOVED),
    ],
)
def test_each_way_to_break_is_told(after: Catalogue, booked: Foreseen, how: Break) -> None:
    (broken,) = broken_by(_BEFORE, after, [booked])

    assert (broken.appointment.id, broken.how) == (7, how)


def test_a_seat_that_the_class_loses() -> None:
    full = replace(_LAURA, services=(replace(_LAURA.services[0], capacity=3),))

    broken = broken_by(_with(full), _with(_FEWER_SEATS), [_booked(seat=2), _booked(seat=3)])

    assert [(one.appointment.seat, one.how) for one in broken] == [(3, Break.NO_SEAT)]


@pytest.mark.parametrize(
    ("after", "booked"),
    [
        (_with(_open({"thu": ["09:00-11:00"]})), _booked()),
        (_with(_open({"thu": ["09:00-10:30", "10:30-13:00"]})), _booked()),
        (_FEWER_CHAIRS, _booked(units={1: 2})),
        (_ONLY_FLORES, _booked(_DIEGO, zone="Flores")),
        (_ONLY_FLORES, _booked(_DIEGO)),
        (_with(replace(_DIEGO, address="Mitre 1")), _booked(_DIEGO)),
    ],
)
def test_what_still_fits_is_not_told(after: Catalogue, booked: Foreseen) -> None:
    assert broken_by(_BEFORE, after, [booked]) == ()


def test_what_was_outside_before_is_nobody_s_fault() -> None:
    at_night = _booked(during=Interval(_THURSDAY_10 + 12 * _HOUR, _THURSDAY_10 + 13 * _HOUR))

    assert broken_by(_BEFORE, _with(_open({"fri": ["09:00-13:00"]})), [at_night]) == ()


def test_hours_that_go_on_after_midnight_are_one() -> None:
    night = _open({"thu": ["20:00-24:00"], "fri": ["00:00-02:00"]})
    late = datetime(2027, 5, 14, 2, 30, tzinfo=UTC)  # 23:30 of Thursday

    over = _booked(during=Interval(late, late + _HOUR))

    assert broken_by(_with(night), _with(night), [over]) == ()
    shorter = _with(_open({"thu": ["20:00-24:00"]}))
    assert [one.how for one in broken_by(_with(night), shorter, [over])] == [Break.CLOSED]


def test_told_by_start() -> None:
    later = _booked(id=1, during=Interval(_THURSDAY_10 + _HOUR, _THURSDAY_10 + 2 * _HOUR))

    broken = broken_by(_BEFORE, _GONE, [later, _booked()])

    assert [one.appointment.id for one in broken] == [7, 1]


def test_only_providers_whose_calendar_can_break_are_looked_at() -> None:
    renamed = _with(replace(_LAURA, name="Laura G.", weight=3))
    assert changed_providers(_BEFORE, renamed) == ()
    assert changed_providers(_BEFORE, _with(_open({}))) == (_LAURA.id,)
    assert changed_providers(_BEFORE, _GONE) == (_LAURA.id,)
    fewer = replace(_BEFORE, resources={1: replace(_CHAIRS, units=1)})
    assert changed_providers(_BEFORE, fewer) == tuple(one.id for one in _BEFORE.providers)


def test_a_retired_provider_is_known_but_not_offered() -> None:
    service = _LAURA.services[0]

    assert _GONE.provider(_LAURA.id) == _LAURA
    assert _GONE.service(service.id) == service
    assert not _GONE.has_service(service.id)
    assert service not in _GONE.services
