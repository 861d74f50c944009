"""What is offered instead of a job that was not taken: others first, then other days."""

from datetime import timedelta

from bot.domain.instead import alternatives
from bot.domain.offers import Slot
from tests.fakes.catalogue import ZONE
from tests.fakes.conversation import local

HOUR = timedelta(hours=1)
LOST = Slot(1, 11, local("2027-08-11T09:00"), local("2027-08-11T10:00"))


def own(text: str) -> Slot:
    return Slot(1, 11, local(text), local(text) + HOUR)


def other(text: str, provider_id: int = 2) -> Slot:
    return Slot(provider_id, provider_id * 11, local(text), local(text) + HOUR)


def test_another_provider_at_the_same_time_comes_first() -> None:
    free = [own("2027-08-12T09:00"), other("2027-08-11T10:00"), other("2027-08-11T09:00")]

    assert alternatives(LOST, free, ZONE) == (
        other("2027-08-11T09:00"),
        own("2027-08-12T09:00"),
        other("2027-08-11T10:00"),
    )


def test_alone_the_provider_is_offered_on_other_days_at_that_hour() -> None:
    free = [
        own(f"2027-08-{day}T{clock}") for day in (11, 12, 13, 16) for clock in ("09:00", "14:00")
    ]

    assert alternatives(LOST, free, ZONE) == (
        own("2027-08-12T09:00"),
        own("2027-08-13T09:00"),
        own("2027-08-16T09:00"),
    )


def test_two_others_leave_a_place_for_the_provider_asked() -> None:
    free = [
        other("2027-08-11T09:30", 2),
        other("2027-08-11T09:00", 3),
        other("2027-08-11T08:00", 4),
        own("2027-08-12T11:00"),
    ]

    chosen = alternatives(LOST, free, ZONE)

    assert [slot.provider_id for slot in chosen] == [3, 2, 1]


def test_of_two_who_can_then_it_is_the_turn_of_one() -> None:
    free = [other("2027-08-11T09:00", provider_id) for provider_id in (2, 3, 4)]

    assert [one.provider_id for one in alternatives(LOST, free, ZONE)] == [2, 3, 4]
    assert [one.provider_id for one in alternatives(LOST, free, ZONE, turns=(4, 2, 3))] == [4, 2, 3]


def test_a_better_time_counts_before_whose_turn_it_is() -> None:
    free = [other("2027-08-11T10:00", 2), other("2027-08-11T09:00", 3)]

    chosen = alternatives(LOST, free, ZONE, turns=(2, 3))

    assert [one.provider_id for one in chosen] == [3, 2]


def test_the_lost_place_is_never_offered() -> None:
    assert alternatives(LOST, [LOST, own("2027-08-11T14:00")], ZONE) == (own("2027-08-11T14:00"),)


def test_others_far_from_the_time_only_fill_up() -> None:
    free = [other("2027-08-13T18:00"), own("2027-08-12T09:00")]

    assert alternatives(LOST, free, ZONE) == (own("2027-08-12T09:00"), other("2027-08-13T18:00"))
