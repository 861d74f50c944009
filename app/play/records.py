"""Judging what else the store holds: who waits, what is blocked, what was asked of the office.

The shape of an expectation is free. False, none or an empty list: nothing active. True: something.
A number: so many. A word: the kind or the state of the newest. Mappings: every field named is so.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from app.play import record_fields
from app.play.record_fields import Record
from app.play.scene import Scene

_NOTHING = (None, False, "none", "no", "false", "ninguno", 0)


def waitlist(scene: Scene, value: Any) -> list[str]:
    found = record_fields.waitlist(scene)
    return judged(value, found, key="customer", default=scene.customer)


def blocked(scene: Scene, value: Any) -> list[str]:
    return judged(value, record_fields.blocked(scene), key="provider", default=None)


def data_request(scene: Scene, value: Any) -> list[str]:
    found = record_fields.data_requests(scene)
    return judged(value, found, key="customer", default=scene.customer)


def invoice(scene: Scene, value: Any) -> list[str]:
    found = record_fields.invoices(scene)
    return judged(value, found, key="customer", default=scene.customer)


def provider_lead(scene: Scene, value: Any) -> list[str]:
    found = record_fields.leads(scene)
    return judged(value, found, key="customer", default=scene.actor)


def offered(scene: Scene, value: Any) -> list[str]:
    """Judge what providers offer: each mapping is one service, which must be there as it says."""
    found = record_fields.offered(scene)
    return [
        problem
        for wanted in (value if isinstance(value, list) else [value])
        for problem in judged(wanted, found, key="provider", default=None)
    ]


def calls(scene: Scene, value: Any) -> list[str]:
    return judged(value, record_fields.calls(scene), key="customer", default=None)


def judged(value: Any, found: Sequence[Record], *, key: str, default: str | None) -> list[str]:
    """Return what does not hold of an expectation, one sentence each.

    Over the records of those it names under `key`, else of the default one, else of everybody.
    """
    named = _named(value, key)
    whose = named or ([default] if default is not None else [])
    mine = [one for one in found if not whose or one.values.get(key) in whose]
    active = [one for one in mine if one.active]
    if isinstance(value, Mapping) and not value:
        value = []
    if isinstance(value, list | Mapping):
        return _like(value, mine, active)
    if isinstance(value, bool) or value in _NOTHING:
        return _there(value, active)
    if isinstance(value, int):
        return [] if len(active) == value else [f"{len(active)} active, {value} expected"]
    return _word(str(value), mine)


def _there(value: Any, active: Sequence[Record]) -> list[str]:
    if value is True:
        return [] if active else ["there is none"]
    return [f"there is one: {one}" for one in active]


def _word(word: str, mine: Sequence[Record]) -> list[str]:
    if not mine:
        return [f"there is none, «{word}» expected"]
    newest = mine[-1]
    if newest.fits("kind", word) or newest.fits("status", word):
        return []
    return [f"the newest is {newest}, «{word}» expected"]


def _like(value: Any, mine: Sequence[Record], active: Sequence[Record]) -> list[str]:
    listed = [value] if isinstance(value, Mapping) else value
    problems: list[str] = []
    left = list(active)
    for wanted in listed:
        unknown = sorted(set(wanted) - set(record_fields.FIELDS) - record_fields.FLAGS)
        problems += [f"{name} is not known to this player" for name in unknown]
        says_state = any(name in wanted for name in ("status", "state"))
        pool = [*left, *(one for one in mine if not one.active)] if says_state else left
        match = next((one for one in pool if one.is_as(wanted)), None)
        if match is None and not unknown:
            problems.append(f"none like {dict(wanted)}; there are {[str(one) for one in mine]}")
        if match in left:
            left.remove(match)
    if isinstance(value, list):
        problems += [f"not expected: {one}" for one in left]
    return problems


def _named(value: Any, key: str) -> list[str]:
    listed = [value] if isinstance(value, Mapping) else value if isinstance(value, list) else []
    names = [str(one[key]) for one in listed if isinstance(one, Mapping) and key in one]
    return list(dict.fromkeys(names))


JUDGES: dict[str, Callable[[Scene, Any], list[str]]] = {
    "waitlist": waitlist,
    "blocked": blocked,
    "data_request": data_request,
    "invoice": invoice,
    "provider_lead": provider_lead,
    "catalogue": offered,
    "calls": calls,
}
