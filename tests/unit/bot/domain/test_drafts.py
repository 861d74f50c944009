"""What is wrong with what somebody wants the catalogue to say, field by field."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from bot.domain.drafts import (
    DatesDraft,
    ProviderDraft,
    ResourceDraft,
    ServiceDraft,
    Working,
    season_problems,
)
from bot.domain.money import Money
from bot.domain.policy_edits import giving_way, overridden, written
from bot.domain.schedule import LocalSpan, Season, WeeklyHours
from bot.domain.travel import TravelTimes

_MINUTE = timedelta(minutes=1)
_MORNING = LocalSpan(time(9), time(13))
_WEEK = WeeklyHours.from_spans([(0, _MORNING)])
_NEVER = WeeklyHours.from_spans([])
_LAURA = ProviderDraft("Laura", "peluquería", "+5491155550101", _WEEK, "Mitre 100")
_DIEGO = ProviderDraft("Diego", "plomero", "+5491155550104", _WEEK, home_zones=("Flores", "Once"))
_CUT = ServiceDraft("Corte", 45 * _MINUTE, Money.pesos(12000))
_TODAY = date(2027, 5, 12)
_DAY = DatesDraft(_TODAY, _TODAY, Working.CLOSED)


def _ways(minutes: int, *zones: str) -> TravelTimes:
    return TravelTimes(timedelta(0), {frozenset(zones): minutes * _MINUTE})


@pytest.mark.parametrize(
    ("draft", "fields"),
    [
        (_LAURA, set()),
        (_DIEGO, set()),
        (replace(_LAURA, name="…"), {"name"}),
        (replace(_LAURA, name="x" * 61), {"name"}),
        (replace(_LAURA, trade=""), {"trade"}),
        (replace(_LAURA, address=""), {"address"}),
        (replace(_LAURA, address="x" * 121), {"address"}),
        (replace(_LAURA, week=_NEVER), {"hours"}),
        (replace(_LAURA, holidays=Working.SPECIAL), {"holiday_hours"}),
        (replace(_LAURA, holidays=Working.SPECIAL, holiday_hours=(_MORNING,)), set()),
        (replace(_LAURA, province="?"), {"province"}),
        (replace(_LAURA, province="X"), set()),
        (replace(_LAURA, weight=0), {"weight"}),
        (replace(_DIEGO, home_zones=("A - B",)), {"zones"}),
        (replace(_DIEGO, home_zones=tuple(map(str, range(41)))), {"zones"}),
        (replace(_DIEGO, travel=_ways(15, "Flores", "Once")), set()),
        (replace(_DIEGO, travel=_ways(15, "Flores", "Boedo")), {"ways"}),
        (replace(_DIEGO, travel=_ways(999, "Flores", "Once")), {"ways"}),
        (replace(_DIEGO, travel=TravelTimes(999 * _MINUTE)), {"usual_way"}),
        (replace(_LAURA, name="", week=_NEVER), {"name", "hours"}),
    ],
)
def test_providers(draft: ProviderDraft, fields: set[str]) -> None:
    assert set(draft.problems()) == fields


@pytest.mark.parametrize(
    ("draft", "fields"),
    [
        (_CUT, set()),
        (replace(_CUT, price=Money(0)), set()),
        (replace(_CUT, name=""), {"name"}),
        (replace(_CUT, duration=4 * _MINUTE), {"minutes"}),
        (replace(_CUT, duration=721 * _MINUTE), {"minutes"}),
        (replace(_CUT, price=Money.pesos(20_000_001)), {"price"}),
        (replace(_CUT, deposit=Money.pesos(12_000)), set()),
        (replace(_CUT, deposit=Money.pesos(12_001)), {"deposit"}),
        (replace(_CUT, capacity=0), {"capacity"}),
        (replace(_CUT, before=241 * _MINUTE), {"before"}),
        (replace(_CUT, after=241 * _MINUTE), {"after"}),
        (replace(_CUT, step=0 * _MINUTE), {"step"}),
        (replace(_CUT, step=7 * _MINUTE), {"step"}),
        (replace(_CUT, step=60 * _MINUTE), set()),
    ],
)
def test_services(draft: ServiceDraft, fields: set[str]) -> None:
    assert set(draft.problems()) == fields


def test_resources() -> None:
    assert set(ResourceDraft("Sillones", 3).problems()) == set()
    assert set(ResourceDraft("", 0).problems()) == {"name", "units"}


@pytest.mark.parametrize(
    ("draft", "fields"),
    [
        (_DAY, set()),
        (replace(_DAY, first=_TODAY - timedelta(days=1)), {"first"}),
        (replace(_DAY, last=_TODAY - timedelta(days=1)), {"last"}),
        (replace(_DAY, last=_TODAY + timedelta(days=91)), set()),
        (replace(_DAY, last=_TODAY + timedelta(days=92)), {"last"}),
        (replace(_DAY, working=Working.SPECIAL), {"hours"}),
        (replace(_DAY, name="x" * 61), {"name"}),
    ],
)
def test_dates(draft: DatesDraft, fields: set[str]) -> None:
    assert set(draft.problems(_TODAY)) == fields


def test_days_of_a_stretch_are_all_of_it() -> None:
    stretch = replace(_DAY, last=date(2027, 5, 14))

    assert stretch.days == (date(2027, 5, 12), date(2027, 5, 13), date(2027, 5, 14))


@pytest.mark.parametrize(
    ("one", "other", "overlap"),
    [
        (((12, 21), (2, 28)), ((3, 1), (3, 31)), False),
        (((12, 21), (2, 28)), ((2, 1), (3, 31)), True),
        (((12, 21), (2, 28)), ((1, 5), (1, 6)), True),
        (((1, 5), (1, 6)), ((12, 21), (2, 28)), True),
        (((6, 1), (6, 30)), ((7, 1), (7, 31)), False),
    ],
)
def test_seasons_of_one_provider_do_not_overlap(
    one: tuple[tuple[int, int], tuple[int, int]],
    other: tuple[tuple[int, int], tuple[int, int]],
    overlap: bool,
) -> None:
    problems = season_problems(Season(*one, _WEEK), (Season(*other, _WEEK),))

    assert ("first" in problems) is overlap


def test_a_season_has_hours() -> None:
    assert set(season_problems(Season((1, 1), (1, 31), _NEVER), ())) == {"hours"}


class TestPolicies:
    def test_a_dotted_key_is_set_and_taken_away(self) -> None:
        kept = {"min_notice_minutes": 120, "deposit": {"percent": 30, "hold_minutes": 60}}

        changed = overridden(kept, {"deposit.percent": None, "limits.per_day": 4})
        assert changed == {
            "min_notice_minutes": 120,
            "deposit": {"hold_minutes": 60},
            "limits": {"per_day": 4},
        }
        assert overridden(changed, {"limits.per_day": None, "min_notice_minutes": None}) == {
            "deposit": {"hold_minutes": 60}
        }
        assert kept["deposit"] == {"percent": 30, "hold_minutes": 60}

    def test_what_is_written(self) -> None:
        kept = {"min_notice_minutes": 120, "deposit": {"percent": 30}}

        assert written(kept, "deposit.percent") == 30
        assert written(kept, "deposit.for") is None
        assert written(kept, "limits.per_day") is None
        assert written(kept, "min_notice_minutes") == 120

    def test_a_new_preset_replaces_what_stays_as_it_was(self) -> None:
        kept = {"deposit": {"percent": 10, "hold_minutes": 60}}
        sent = {"preset": "justa", "deposit.percent": 10, "deposit.hold_minutes": 60}

        assert giving_way(kept, sent) == sent | {"deposit.percent": None}
        assert giving_way(kept, sent | {"deposit.percent": 15})["deposit.percent"] == 15

    def test_a_preset_that_was_chosen_before_leaves_what_was_set_beside_it(self) -> None:
        kept = {"preset": "justa", "deposit": {"percent": 10}}
        sent = {"preset": "justa", "deposit.percent": 10}

        assert giving_way(kept, sent) == sent
        assert giving_way(kept, {"preset": None, "deposit.percent": 10})["deposit.percent"] == 10
