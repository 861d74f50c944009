"""Judging what people were told: how many messages, which words, which bookable times."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.play import world
from app.play.bubble import Bubble
from app.play.matching import holds, holds_any
from app.play.scene import Scene
from bot.dialogue.taps import InsteadTap, PlaceTap, SlotTap, decode


@dataclass(frozen=True, slots=True)
class Offered:
    """One bookable time that was shown."""

    provider: str
    service: str
    start: datetime


def offered(scene: Scene, bubbles: Sequence[Bubble]) -> list[Offered]:
    """Return the distinct bookable times shown, by what their choices stand for.

    A choice counts only when the hour it books is also what the person reads.
    """
    services = world.services(scene.stage.stack.engine)
    found: dict[Offered, None] = {}
    for bubble in bubbles:
        for choice in bubble.choices:
            tap = decode(choice["id"])
            if not isinstance(tap, SlotTap | PlaceTap | InsteadTap) or not _takes(tap):
                continue
            start = tap.start.astimezone(scene.zone).replace(tzinfo=None)
            if f"{start:%H:%M}" in choice["title"] or f"{start:%H:%M}" in bubble.text:
                found[Offered(*services[tap.service_id], start)] = None
    return list(found)


def _takes(tap: SlotTap | PlaceTap | InsteadTap) -> bool:
    return not isinstance(tap, PlaceTap) or tap.accepted


def sent(scene: Scene, value: Any) -> list[str]:
    return [
        problem
        for turn in scene.turns
        for problem in count_problems(from_bot(scene, turn, scene.actor), value)
    ]


def from_bot(scene: Scene, bubbles: Sequence[Bubble], name: str) -> int:
    phone = scene.stage.phone_of(name)
    return sum(bubble.phone == phone and bubble.author == "bot" for bubble in bubbles)


def count_problems(count: int, value: Any) -> list[str]:
    least, most = (value, value) if isinstance(value, int) else (value.get("min"), value.get("max"))
    if least is not None and count < least:
        return [f"{count} messages, at least {least} expected"]
    if most is not None and count > most:
        return [f"{count} messages, at most {most} expected"]
    return []


def scenario_sent(scene: Scene, value: Any) -> list[str]:
    return count_problems(from_bot(scene, [*scene.earlier, *scene.bubbles], scene.actor), value)


def mention(scene: Scene, value: Any) -> list[str]:
    return mention_in(scene.to(scene.actor), value)


def mention_in(bubbles: Sequence[Bubble], value: Any) -> list[str]:
    said = "\n".join(bubble.text for bubble in bubbles)
    return [
        f"none of {alternatives}" for alternatives in value if not holds_any(said, alternatives)
    ]


def files(scene: Scene, value: Any) -> list[str]:
    """Judge the kinds of files that came, in their order."""
    came = [bubble.file_type for bubble in scene.to(scene.actor) if bubble.file_type]
    return [] if came == list(value) else [f"{came} came, {list(value)} expected"]


def not_mention(scene: Scene, value: Any) -> list[str]:
    return not_mention_in(scene.to(scene.actor), value)


def not_mention_in(bubbles: Sequence[Bubble], value: Any) -> list[str]:
    said = "\n".join(bubble.text for bubble in bubbles)
    return [f"holds «{word}»" for word in value if holds(said, word)]


def asks(scene: Scene, value: Any) -> list[str]:
    """Judged softly: noted, never failed."""
    bubbles = scene.to(scene.actor)
    said = "\n".join(bubble.text for bubble in bubbles)
    words = [word for slot in value for word in _ASKS_WORDS.get(slot, ())]
    is_question = "?" in said or any(bubble.choices for bubble in bubbles)
    if not (is_question and holds_any(said, words)):
        scene.soft.append(f"asks: does not seem to ask for {value}")
    return []


def offers(scene: Scene, value: Any) -> list[str]:
    return offers_in(scene, scene.to(scene.actor), value)


def offers_in(scene: Scene, bubbles: Sequence[Bubble], value: Any) -> list[str]:
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


def template(scene: Scene, value: Any) -> list[str]:
    bubbles = scene.to(scene.customer)
    if not bubbles:
        return ["nothing was sent"]
    return [] if all(one.template == value for one in bubbles) else ["not sent as a template"]


def relayed(scene: Scene, value: Any) -> list[str]:
    relayed = any(bubble.author.startswith("agent:") for bubble in scene.to(scene.customer))
    return [] if relayed == value else [f"relayed is {relayed}"]


_ASKS_WORDS: dict[str, Sequence[str]] = {}


def set_asks_words(words: Mapping[str, Sequence[str]]) -> None:
    """Take over the scenario file's words by which a question for something is known."""
    _ASKS_WORDS.clear()
    _ASKS_WORDS.update(words)
