"""What to offer instead of an appointment that its provider did not take."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.offers import Slot

MOST = 3
_OF_OTHERS = 2
_SAME_TIME = timedelta(hours=3)  # another provider is worth naming for about the same time
_DAY = timedelta(days=1)


def alternatives(
    lost: Slot, free: Sequence[Slot], zone: ZoneInfo, *, turns: Sequence[int] = ()
) -> tuple[Slot, ...]:
    """Return at most three places instead of a lost one, of other providers first.

    Others at about the same time, then the same provider at about that hour on other days, then
    whatever is nearest. free: in any order; the lost place itself never counts. turns: ids of
    providers, whose turn it is first: among those who can at equally good times.
    """
    left = [one for one in free if (one.provider_id, one.start) != (lost.provider_id, lost.start)]
    own = [one for one in left if one.provider_id == lost.provider_id]
    others = [one for one in left if one.provider_id != lost.provider_id]
    chosen = _one_of_each_provider(others, lost.start, turns)[:_OF_OTHERS]
    chosen += _one_of_each_day(own, lost.start, zone)[: MOST - len(chosen)]
    rest = sorted(others + own, key=lambda one: abs(one.start - lost.start))
    return tuple(dict.fromkeys([*chosen, *rest]))[:MOST]


def _one_of_each_provider(
    slots: Iterable[Slot], wanted: datetime, turns: Sequence[int]
) -> list[Slot]:
    rank = {provider_id: place for place, provider_id in enumerate(turns)}
    near = sorted(
        (one for one in slots if abs(one.start - wanted) <= _SAME_TIME),
        key=lambda one: (
            abs(one.start - wanted),
            one.start,
            rank.get(one.provider_id, len(rank)),
            one.service_id,
        ),
    )
    first: dict[int, Slot] = {}
    for one in near:
        first.setdefault(one.provider_id, one)
    return list(first.values())


def _one_of_each_day(slots: Iterable[Slot], wanted: datetime, zone: ZoneInfo) -> list[Slot]:
    """Return the place nearest to the wanted hour of each other day, nearest days first."""
    lost_day = wanted.astimezone(zone).date()
    best: dict[int, Slot] = {}
    for one in slots:
        days = (one.start.astimezone(zone).date() - lost_day).days
        hour = wanted + days * _DAY
        if days and (days not in best or abs(one.start - hour) < abs(best[days].start - hour)):
            best[days] = one
    return [best[days] for days in sorted(best, key=lambda days: (abs(days), -days))]
