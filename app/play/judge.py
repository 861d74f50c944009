"""Judging a step: every expectation by name, each failure a sentence; an unknown one fails."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from app.play import heard, kept, records, world
from app.play.bubble import Bubble
from app.play.scene import Scene

# What must hold before a step is over; while it does not, the scenario's `settle` answers are sent.
STATE_KEYS = frozenset(
    {
        "bookings", "bookings_of", "bookings_any", "slot_count", "payment_link", "handoff",
        "attendance", "refund", "consent", "reminders", "no_booking_with_status", "loser",
        "any_of", "waitlist", "blocked", "data_request", "invoice", "provider_lead",
        "catalogue", "calls",
    }
)  # fmt: skip


Judge = Callable[[Scene, Any], list[str]]


def failures(scene: Scene, expected: Mapping[str, Any]) -> list[str]:
    """Return what does not hold, one sentence each; empty when all does."""
    found: list[str] = []
    for name, value in expected.items():
        judge = JUDGES.get(name)
        if judge is None:
            found.append(f"{name}: this player does not know such an expectation")
        else:
            found.extend(f"{name}: {problem}" for problem in judge(scene, value))
    return found


def state_holds(scene: Scene, expected: Mapping[str, Any]) -> bool:
    """Whether what the store must hold, and the least number of offers, are reached."""
    state = {name: value for name, value in expected.items() if name in STATE_KEYS}
    least = (expected.get("offers") or {}).get("min")
    if least is not None and len(heard.offered(scene, scene.to(scene.actor))) < least:
        return False
    return not failures(scene, state)


def _to(scene: Scene, value: Any) -> list[str]:
    problems = []
    for name, expected in value.items():
        bubbles = scene.to(name)
        for key, wanted in expected.items():
            problems += [
                f"{name}: {key}: {one}" for one in _to_one(scene, name, bubbles, key, wanted)
            ]
    return problems


def _to_one(scene: Scene, name: str, bubbles: Sequence[Bubble], key: str, wanted: Any) -> list[str]:
    match key:
        case "sent":
            return heard.count_problems(heard.from_bot(scene, bubbles, name), wanted)
        case "mention":
            return heard.mention_in(bubbles, wanted)
        case "not_mention":
            return heard.not_mention_in(bubbles, wanted)
        case "offers":
            return heard.offers_in(scene, bubbles, wanted)
        case "payment_link":
            return kept.payment_link_in(scene, bubbles, wanted)
        case "template":
            return [] if all(one.template == wanted for one in bubbles) else ["not a template"]
    return ["this player does not know such an expectation"]


def _any_of(scene: Scene, value: Any) -> list[str]:
    tried = [failures(scene, expected) for expected in value]
    return [] if any(not one for one in tried) else [f"none holds: {tried}"]


def _loser(scene: Scene, value: Any) -> list[str]:
    """Judge the one of the named customers who ends without an active booking."""
    active = {
        one.customer_phone
        for one in world.bookings(scene.stage.stack.engine, scene.zone)
        if one.is_active
    }
    names = value.get("of") or value.get("customers")
    losers = [name for name in names if scene.stage.phone_of(name) not in active]
    if len(losers) != 1:
        return [f"{len(losers)} ended without a booking"]
    phone = scene.stage.phone_of(losers[0])
    bubbles = [one for one in [*scene.earlier, *scene.bubbles] if one.phone == phone]
    return [
        problem
        for key, wanted in value.items()
        if key not in ("of", "customers")
        for problem in _to_one(scene, losers[0], bubbles, key, wanted)
    ]


JUDGES: dict[str, Judge] = {
    "sent": heard.sent,
    "scenario_sent": heard.scenario_sent,
    "mention": heard.mention,
    "not_mention": heard.not_mention,
    "files": heard.files,
    "asks": heard.asks,
    "offers": heard.offers,
    "bookings": kept.bookings,
    "bookings_of": kept.bookings_of,
    "bookings_any": kept.bookings_any,
    "slot_count": kept.slot_count,
    "reminders": kept.reminders,
    "payment_link": kept.payment_link,
    "refund": kept.refund,
    "handoff": kept.handoff,
    "consent": kept.consent,
    "attendance": kept.attendance,
    "template": heard.template,
    "to": _to,
    "relayed_to_customer": heard.relayed,
    "no_booking_with_status": kept.no_booking_with_status,
    "any_of": _any_of,
    "loser": _loser,
    "no_silent_loss": kept.no_silent_loss,
    **records.JUDGES,
}
