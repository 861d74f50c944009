"""Judging a step: every expectation by name, each failure a sentence; an unknown one fails."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from app.play import world
from app.play.matching import holds, holds_any
from app.play.stage import Bubble, Stage
from app.play.world import Booking
from bot.dialogue.taps import SlotTap, decode

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
# What must hold before a step is over; while it does not, the scenario's `settle` answers are sent.
STATE_KEYS = frozenset(
    {
        "bookings", "bookings_of", "bookings_any", "slot_count", "payment_link", "handoff",
        "attendance", "refund", "consent", "reminders", "no_booking_with_status", "loser",
        "any_of", "waitlist", "blocked", "data_request", "invoice", "provider_lead",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Offered:
    """One bookable time that was shown."""

    provider: str
    service: str
    start: datetime


@dataclass(slots=True)
class Scene:
    """What a step showed: messages by turn, and everything before it."""

    stage: Stage
    customer: str
    actor: str
    turns: list[list[Bubble]] = field(default_factory=list)
    earlier: list[Bubble] = field(default_factory=list)
    soft: list[str] = field(default_factory=list)

    @property
    def zone(self) -> ZoneInfo:
        """The zone of the world."""
        return ZoneInfo(str(self.stage.world["timezone"]))

    @property
    def bubbles(self) -> list[Bubble]:
        """Every message of the step."""
        return [bubble for turn in self.turns for bubble in turn]

    def to(self, name: str) -> list[Bubble]:
        """Return the messages of the step to somebody."""
        phone = self.stage.phone_of(name)
        return [bubble for bubble in self.bubbles if bubble.phone == phone]


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
    if least is not None and len(offered(scene, scene.to(scene.actor))) < least:
        return False
    return not failures(scene, state)


def offered(scene: Scene, bubbles: Sequence[Bubble]) -> list[Offered]:
    """Return the distinct bookable times shown, by what their choices stand for.

    A choice counts only when the hour it books is also what the person reads.
    """
    services = world.services(scene.stage.stack.engine)
    found: dict[Offered, None] = {}
    for bubble in bubbles:
        for choice in bubble.choices:
            tap = decode(choice["id"])
            if not isinstance(tap, SlotTap):
                continue
            start = tap.start.astimezone(scene.zone).replace(tzinfo=None)
            if f"{start:%H:%M}" in choice["title"] or f"{start:%H:%M}" in bubble.text:
                found[Offered(*services[tap.service_id], start)] = None
    return list(found)


def _sent(scene: Scene, value: Any) -> list[str]:
    return [
        problem
        for turn in scene.turns
        for problem in _count_problems(_from_bot(scene, turn, scene.actor), value)
    ]


def _from_bot(scene: Scene, bubbles: Sequence[Bubble], name: str) -> int:
    phone = scene.stage.phone_of(name)
    return sum(bubble.phone == phone and bubble.author == "bot" for bubble in bubbles)


def _count_problems(count: int, value: Any) -> list[str]:
    least, most = (value, value) if isinstance(value, int) else (value.get("min"), value.get("max"))
    if least is not None and count < least:
        return [f"{count} messages, at least {least} expected"]
    if most is not None and count > most:
        return [f"{count} messages, at most {most} expected"]
    return []


def _scenario_sent(scene: Scene, value: Any) -> list[str]:
    return _count_problems(_from_bot(scene, [*scene.earlier, *scene.bubbles], scene.actor), value)


def _mention(scene: Scene, value: Any) -> list[str]:
    return _mention_in(scene.to(scene.actor), value)


def _mention_in(bubbles: Sequence[Bubble], value: Any) -> list[str]:
    said = "\n".join(bubble.text for bubble in bubbles)
    return [
        f"none of {alternatives}" for alternatives in value if not holds_any(said, alternatives)
    ]


def _not_mention(scene: Scene, value: Any) -> list[str]:
    return _not_mention_in(scene.to(scene.actor), value)


def _not_mention_in(bubbles: Sequence[Bubble], value: Any) -> list[str]:
    said = "\n".join(bubble.text for bubble in bubbles)
    return [f"holds «{word}»" for word in value if holds(said, word)]


def _asks(scene: Scene, value: Any) -> list[str]:
    """Judged softly: noted, never failed."""
    bubbles = scene.to(scene.actor)
    said = "\n".join(bubble.text for bubble in bubbles)
    words = [word for slot in value for word in _ASKS_WORDS.get(slot, ())]
    is_question = "?" in said or any(bubble.choices for bubble in bubbles)
    if not (is_question and holds_any(said, words)):
        scene.soft.append(f"asks: does not seem to ask for {value}")
    return []


def _offers(scene: Scene, value: Any) -> list[str]:
    return _offers_in(scene, scene.to(scene.actor), value)


def _offers_in(scene: Scene, bubbles: Sequence[Bubble], value: Any) -> list[str]:
    shown = offered(scene, bubbles)
    problems = []
    if len(shown) < value.get("min", 0):
        problems.append(f"{len(shown)} offered, at least {value['min']} expected")
    if len(shown) > value.get("max", 99):
        problems.append(f"{len(shown)} offered, at most {value['max']} expected")
    for one in shown:
        for rule, wanted in (value.get("each") or {}).items():
            if not _offer_fits(one, rule, wanted):
                problems.append(f"{one.provider} {one.start:%a %d/%m %H:%M} breaks {rule} {wanted}")
    must = value.get("includes") or value.get("among")
    if must is not None:
        starts = {f"{one.start:%Y-%m-%dT%H:%M}" for one in shown}
        if str(must) not in starts:
            problems.append(f"{must} is not offered")
    unknown = set(value) - {"min", "max", "each", "includes", "among"}
    problems += [f"{name} is not known to this player" for name in sorted(unknown)]
    return problems


def _offer_fits(one: Offered, rule: str, wanted: Any) -> bool:
    listed = wanted if isinstance(wanted, list) else [wanted]
    day, hour = f"{one.start:%Y-%m-%d}", f"{one.start:%H:%M}"
    moment = f"{day}T{hour}"

    def here(values: Sequence[str]) -> list[str]:
        parts = [str(value).partition("/") for value in values]
        return [value for value, slash, name in parts if not slash or name == one.provider]

    match rule:
        case "provider":
            return one.provider in listed
        case "service":
            return one.service in listed
        case "date" | "dates":
            return day in here(listed)
        case "from":
            return hour >= str(wanted)
        case "to":
            return hour <= str(wanted)
        case "not_between":
            pairs = listed if isinstance(listed[0], list) else [listed]
            return not any(str(first) <= hour < str(last) for first, last in pairs)
        case "after":
            return moment > str(wanted)
        case "not_at":
            return moment not in here(listed)
        case "not_date":
            return day not in here(listed)
    return False


def _bookings(scene: Scene, value: Any) -> list[str]:
    return _bookings_are(scene, scene.customer, value)


def _bookings_of(scene: Scene, value: Any) -> list[str]:
    return [
        f"{name}: {problem}"
        for name, listed in value.items()
        for problem in _bookings_are(scene, name, listed)
    ]


def _bookings_are(scene: Scene, name: str, listed: Sequence[Mapping[str, Any]]) -> list[str]:
    phone = scene.stage.phone_of(name)
    engine = scene.stage.stack.engine
    own = [one for one in world.bookings(engine, scene.zone) if one.customer_phone == phone]
    problems = []
    wanted_active = [one for one in listed if one.get("status", "confirmed") in world.ACTIVE]
    left = [booking for booking in own if booking.is_active]
    for wanted in wanted_active:
        found = next((booking for booking in left if _is_as(booking, wanted)), None)
        if found is None:
            problems.append(f"no active booking like {dict(wanted)}")
        else:
            left.remove(found)
    problems += [f"not expected: {_in_words(booking)}" for booking in left]
    for wanted in listed:
        if wanted in wanted_active:
            continue
        if not any(_is_as(booking, wanted) for booking in own):
            problems.append(f"no booking like {dict(wanted)}")
    return problems


def _is_as(booking: Booking, wanted: Mapping[str, Any]) -> bool:
    for name, value in wanted.items():
        listed = value if isinstance(value, list) else [value]
        moment = f"{booking.start:%Y-%m-%dT%H:%M}"
        fits = {
            "provider": booking.provider in listed,
            "service": booking.service in listed,
            "start": moment in [str(one)[:16] for one in listed],
            "start_from": moment >= str(value),
            "start_to": moment <= str(value),
            "date": f"{booking.start:%Y-%m-%d}" in listed,
            "wd": _WEEKDAYS[booking.start.weekday()] in listed,
            "status": booking.status in listed,
            "customer": True,
            "id": True,
        }.get(name, False)
        if not fits:
            return False
    return True


def _in_words(booking: Booking) -> str:
    return f"{booking.provider}/{booking.service} {booking.start:%Y-%m-%dT%H:%M} {booking.status}"


def _bookings_any(scene: Scene, value: Any) -> list[str]:
    engine = scene.stage.stack.engine
    names = value.get("customers") or [scene.customer]
    phones = {scene.stage.phone_of(name) for name in names}
    own = [
        one
        for one in world.bookings(engine, scene.zone)
        if one.is_active and one.customer_phone in phones
    ]
    problems = []
    if "count" in value and len(own) != value["count"]:
        problems.append(f"{len(own)} active, {value['count']} expected")
    each = value.get("each") or {}
    problems += [f"{_in_words(one)} is not like {each}" for one in own if not _is_as(one, each)]
    start = value.get("start") or value.get("includes")
    if start and not any(f"{one.start:%Y-%m-%dT%H:%M}" == str(start) for one in own):
        problems.append(f"none at {start}")
    return problems


def _slot_count(scene: Scene, value: Any) -> list[str]:
    start = datetime.fromisoformat(str(value["start"]))
    found = [
        one
        for one in world.bookings(scene.stage.stack.engine, scene.zone)
        if one.is_active and one.provider == value["provider"] and one.start <= start < one.end
    ]
    if len(found) != value["active"]:
        return [f"{len(found)} active at {value['start']}, {value['active']} expected"]
    return []


def _reminders(scene: Scene, value: Any) -> list[str]:
    phone = scene.stage.phone_of(scene.customer)
    planned = world.reminders(scene.stage.stack.engine, scene.zone, phone)
    problems = []
    for wanted in value:
        fitting = [one for one in planned if f"{one.start:%Y-%m-%dT%H:%M}" == str(wanted["start"])]
        if not fitting:
            problems.append(f"none for {wanted['start']}")
            continue
        at = f"{fitting[0].at:%Y-%m-%dT%H:%M}"
        too_early = at < str(wanted.get("at_from", wanted.get("at", at)))
        too_late = at > str(wanted.get("at_to", wanted.get("at", at)))
        if too_early or too_late:
            problems.append(f"planned for {at}, not as {dict(wanted)}")
    if len(planned) != len(value):
        problems.append(f"{len(planned)} planned, {len(value)} expected")
    return problems


def _payment_link(scene: Scene, value: Any) -> list[str]:
    return _payment_link_in(scene, scene.to(scene.actor), value)


def _payment_link_in(scene: Scene, bubbles: Sequence[Bubble], value: Any) -> list[str]:
    made = {one["init_point"]: one for one in scene.stage.preferences()}
    links = [link for bubble in bubbles for link in bubble.links if link in made]
    if value is False:
        return [f"{len(links)} sent"] if links else []
    if not links:
        return ["none sent"]
    amounts = {float(made[link]["amount"]) for link in links}
    if amounts != {float(value["amount"])}:
        return [f"over {sorted(amounts)}, not {value['amount']}"]
    return []


def _refund(scene: Scene, value: Any) -> list[str]:
    made = [float(one["amount"]) for one in scene.stage.refunds_since_begin()]
    if value is False:
        return [f"made: {made}"] if made else []
    if float(value["amount"]) not in made:
        return [f"made: {made}, expected {value['amount']}"]
    return []


def _handoff(scene: Scene, value: Any) -> list[str]:
    found = world.handoff(scene.stage.stack.engine, scene.stage.phone_of(scene.customer))
    return [] if found == value else [f"{found}, not {value}"]


def _consent(scene: Scene, value: Any) -> list[str]:
    found = world.consent(scene.stage.stack.engine, scene.stage.phone_of(scene.customer))
    return [] if found == value else [f"{found}, not {value}"]


def _attendance(scene: Scene, value: Any) -> list[str]:
    phone = scene.stage.phone_of(scene.customer)
    for one in world.bookings(scene.stage.stack.engine, scene.zone):
        if one.customer_phone == phone and f"{one.start:%Y-%m-%dT%H:%M}" == str(value["start"]):
            if one.attendance_confirmed == value["confirmed"]:
                return []
            return [f"confirmed is {one.attendance_confirmed}"]
    return [f"no booking at {value['start']}"]


def _template(scene: Scene, value: Any) -> list[str]:
    bubbles = scene.to(scene.customer)
    if not bubbles:
        return ["nothing was sent"]
    return [] if all(one.template == value for one in bubbles) else ["not sent as a template"]


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
            return _count_problems(_from_bot(scene, bubbles, name), wanted)
        case "mention":
            return _mention_in(bubbles, wanted)
        case "not_mention":
            return _not_mention_in(bubbles, wanted)
        case "offers":
            return _offers_in(scene, bubbles, wanted)
        case "payment_link":
            return _payment_link_in(scene, bubbles, wanted)
        case "template":
            return [] if all(one.template == wanted for one in bubbles) else ["not a template"]
    return ["this player does not know such an expectation"]


def _relayed(scene: Scene, value: Any) -> list[str]:
    relayed = any(bubble.author.startswith("agent:") for bubble in scene.to(scene.customer))
    return [] if relayed == value else [f"relayed is {relayed}"]


def _no_booking_with_status(scene: Scene, value: Any) -> list[str]:
    phone = scene.stage.phone_of(scene.customer)
    return [
        _in_words(one)
        for one in world.bookings(scene.stage.stack.engine, scene.zone)
        if one.customer_phone == phone and one.status == value
    ]


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


def _no_silent_loss(scene: Scene, value: Any) -> list[str]:
    own = _bookings_any(scene, {})
    told = bool(scene.to(scene.customer))
    phone = scene.stage.phone_of(scene.customer)
    active = any(
        one.is_active and one.customer_phone == phone
        for one in world.bookings(scene.stage.stack.engine, scene.zone)
    )
    return [] if active or told else ["lost without a word", *own]


def _not_kept(name: str) -> Judge:
    """Return a judge for what the product keeps no record of: it can only be expected absent."""

    def judge(scene: Scene, value: Any) -> list[str]:
        absent = value in (False, None, "none", [], {})
        return [] if absent else [f"Turnero keeps no {name} yet"]

    return judge


_ASKS_WORDS: dict[str, Sequence[str]] = {}


def set_asks_words(words: Mapping[str, Sequence[str]]) -> None:
    """Take over the scenario file's words by which a question for something is known."""
    _ASKS_WORDS.clear()
    _ASKS_WORDS.update(words)


JUDGES: dict[str, Judge] = {
    "sent": _sent,
    "scenario_sent": _scenario_sent,
    "mention": _mention,
    "not_mention": _not_mention,
    "asks": _asks,
    "offers": _offers,
    "bookings": _bookings,
    "bookings_of": _bookings_of,
    "bookings_any": _bookings_any,
    "slot_count": _slot_count,
    "reminders": _reminders,
    "payment_link": _payment_link,
    "refund": _refund,
    "handoff": _handoff,
    "consent": _consent,
    "attendance": _attendance,
    "template": _template,
    "to": _to,
    "relayed_to_customer": _relayed,
    "no_booking_with_status": _no_booking_with_status,
    "any_of": _any_of,
    "loser": _loser,
    "no_silent_loss": _no_silent_loss,
    "waitlist": _not_kept("waitlist"),
    "blocked": _not_kept("blocked time"),
    "data_request": _not_kept("data request"),
    "invoice": _not_kept("invoice"),
    "provider_lead": _not_kept("provider lead"),
}
