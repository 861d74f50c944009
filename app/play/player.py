"""Playing scenario files: each scenario from a fresh store, step by step, with its transcript."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from app.play import world
from app.play.bubble import Bubble, choice_matching
from app.play.heard import set_asks_words
from app.play.judge import failures, state_holds
from app.play.scene import Scene
from app.play.stage import Stage
from app.play.world import Cost
from app.stack import Stack

_DEFAULT_SENT = {"min": 1, "max": 3}  # the contract's, after customer and provider steps
_MOST_SETTLING = 6


class ScenarioError(Exception):
    """A scenario file is wrong; the message says where."""


@dataclass(slots=True)
class Played:
    """One scenario played. bot_messages: those to its customer, which are what it costs.

    costs: of each booking that somebody made in it.
    """

    id: str
    category: str
    transcript: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    soft: list[str] = field(default_factory=list)
    bot_messages: int = 0
    costs: list[Cost] = field(default_factory=list)

    @property
    def passed(self) -> bool:
        """Whether everything held."""
        return not self.failures


def read_scenarios(path: Path) -> Mapping[str, Any]:
    """Return a scenario file. Raises ScenarioError when it is none.

    `include: FILE` beside it takes world and contract from another one; `more_customers` are added
    to that world's.
    """
    data = _yaml_mapping(path)
    if "include" in data:
        shared = _yaml_mapping(path.parent / str(data["include"]))
        data = {name: shared[name] for name in ("world", "contract") if name in shared} | data
    if "more_customers" in data:
        customers = data["world"]["customers"] | data["more_customers"]
        data["world"] = data["world"] | {"customers": customers}
    if not data.get("scenarios") or "world" not in data:
        raise ScenarioError(f"{path} has no world or no scenarios")
    return data


def _yaml_mapping(path: Path) -> dict[str, Any]:
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ScenarioError(f"{path} cannot be read: {error}") from error
    if not isinstance(data, dict):
        raise ScenarioError(f"{path} is not a scenario file")
    return data


def play_file(
    stack: Stack, data: Mapping[str, Any], only: str | None, channel: str = "twilio"
) -> "list[Played]":
    """Play the scenarios of a file, or one of them. Raises ScenarioError for an unknown id.

    channel: by which people write; the stack's notices should leave by it too.
    """
    scenarios = [one for one in data["scenarios"] if only is None or one["id"] == only]
    if not scenarios:
        raise ScenarioError(f"there is no scenario {only}")
    set_asks_words((data.get("contract") or {}).get("asks_words") or {})
    with Stage(stack, data["world"], channel) as stage:
        return [play(stage, scenario) for scenario in scenarios]


def play(stage: Stage, scenario: Mapping[str, Any]) -> Played:
    """Play one scenario and return what was seen and what failed."""
    played = Played(str(scenario["id"]), str(scenario.get("category", "")))
    earlier: list[Bubble] = []
    try:
        now = datetime.fromisoformat(str(scenario["now"]))
        stage.begin(now, scenario.get("preconditions") or {}, scenario["customer"])
    except Exception as error:  # nor is one whose beginning can't be made
        played.failures.append(f"beginning: {type(error).__name__}: {error}")
        return played
    for number, step in enumerate(scenario["steps"], start=1):
        scene = Scene(stage, scenario["customer"], _actor(scenario, step), earlier=earlier)
        try:
            _play_step(scene, step, number, played)
        except Exception as error:  # a step that can't be played is a failed scenario, not a crash
            played.failures.append(f"step {number}: {type(error).__name__}: {error}")
            break
        earlier = [*earlier, *scene.bubbles]
        played.soft += [f"step {number}: {one}" for one in scene.soft]
    phone = stage.phone_of(scenario["customer"])
    played.bot_messages = sum(one.phone == phone and one.author == "bot" for one in earlier)
    played.costs = world.costs(stage.stack.engine, stage.catalogue().zone)
    return played


def _actor(scenario: Mapping[str, Any], step: Mapping[str, Any]) -> str:
    if _party(step) in ("customer", "provider"):
        return str(step.get("who", scenario["customer"]))
    return str(scenario["customer"])


def _party(step: Mapping[str, Any]) -> str:
    return str(step.get("from", "customer"))


def _play_step(scene: Scene, step: Mapping[str, Any], number: int, played: Played) -> None:
    expected = dict(step.get("expect") or {})
    _act(scene, step, number, played)
    for settling in _settling_texts(step):
        if state_holds(scene, expected):
            break
        _turn(scene, played, f"{scene.actor}: {settling}", lambda text=settling: scene.stage.say(  # type: ignore[misc] # bound now
            scene.stage.phone_of(scene.actor), text
        ))  # fmt: skip
    if _party(step) in ("customer", "provider") and not step.get("together"):
        expected.setdefault("sent", _DEFAULT_SENT)
    found = failures(scene, expected)
    played.failures += [f"step {number}: {problem}" for problem in found]
    played.transcript += [f"   ✗ {problem}" for problem in found]


def _settling_texts(step: Mapping[str, Any]) -> Sequence[str]:
    return list(step.get("settle") or ())[:_MOST_SETTLING]


def _act(scene: Scene, step: Mapping[str, Any], number: int, played: Played) -> None:
    line, act = _deed(scene, step, number)
    _turn(scene, played, line, act)


def _deed(scene: Scene, step: Mapping[str, Any], number: int) -> tuple[str, Callable[[], None]]:
    """Return what a step does, in words and as an act that ends when all is quiet."""
    stage = scene.stage
    if "together" in step:
        return _together(scene, step["together"], number)
    match _party(step):
        case "customer" | "provider":
            return _of_person(scene, step)
        case "clock":
            target = datetime.fromisoformat(str(step["to"]))
            return f"⏰ {target:%a %d/%m %H:%M}", lambda: stage.move_clock(target)
        case "agent" if step.get("event") in ("verify", "reject"):
            reason = str(step.get("say", "")) if step["event"] == "reject" else None
            return f"agente: {step['event']} {reason or ''}", lambda: stage.decide_signup(reason)
        case "agent":
            words, event = step.get("say"), step.get("event")
            return f"agente: {words or event}", lambda: stage.agent(
                scene.customer, event, words, str(number)
            )
        case "mercadopago":
            return _of_mercadopago(scene, step)
        case other:
            raise ScenarioError(f"nobody is called {other}")


def _actor_of(scene: Scene, step: Mapping[str, Any]) -> str:
    return _actor({"customer": scene.customer}, step)


def _together(
    scene: Scene, steps: Sequence[Mapping[str, Any]], number: int
) -> tuple[str, Callable[[], None]]:
    deeds = [
        _deed(
            Scene(scene.stage, scene.customer, _actor_of(scene, one), earlier=scene.earlier),
            one,
            number * 100 + place,
        )
        for place, one in enumerate(steps)
    ]
    line = " + ".join(line for line, _ in deeds)
    return line, lambda: scene.stage.all_at_once([act for _, act in deeds])


def _of_person(scene: Scene, step: Mapping[str, Any]) -> tuple[str, Callable[[], None]]:
    stage, phone = scene.stage, scene.stage.phone_of(scene.actor)
    deliveries = int(step.get("deliveries", 1))
    tapped = _tapped(scene, step, phone)
    if tapped is not None:
        bubble, choice = tapped
        return (
            f"{scene.actor} toca [{choice['title']}]",
            lambda: stage.tap(phone, bubble, choice, deliveries=deliveries),
        )
    if "media" in step:
        return f"{scene.actor} manda {step['media']}", lambda: stage.send_media(
            phone, step["media"]
        )
    if "burst" in step:
        said = [one if isinstance(one, dict) else {"say": one} for one in step["burst"]]
        acts = [
            lambda one=one: stage.say_without_waiting(
                phone, str(one["say"]), _text_or_none(one.get("sent_at"))
            )
            for one in said
        ]
        return f"{scene.actor}: {' / '.join(str(one['say']) for one in said)}", lambda: _in_order(
            stage, acts
        )
    words = str(step["say"])
    return f"{scene.actor}: {words}", lambda: stage.say(phone, words, deliveries=deliveries)


def _in_order(stage: Stage, acts: Sequence[Callable[[], None]]) -> None:
    for act in acts:
        act()
    stage.settle_down()


def _tapped(
    scene: Scene, step: Mapping[str, Any], phone: str
) -> tuple[Bubble, Mapping[str, str]] | None:
    """Return the choice to tap, or None when the words are to be sent instead.

    back: of the n-th last message with choices, which may be long out of date.
    """
    if "pick" not in step and "choose" not in step:
        return None
    last = next((one for one in reversed(scene.earlier) if one.phone == phone), None)
    if "back" in step:
        with_choices = [one for one in scene.earlier if one.phone == phone and one.choices]
        last = with_choices[-int(step["back"])] if len(with_choices) >= int(step["back"]) else None
    if last is None or not last.choices:
        return None
    if "choose" in step:
        choice = choice_matching(last, step["choose"])
        return (last, choice) if choice else None
    number = int(step["pick"])
    return (last, last.choices[number - 1]) if number <= len(last.choices) else None


def _of_mercadopago(scene: Scene, step: Mapping[str, Any]) -> tuple[str, Callable[[], None]]:
    payment = step["payment"]
    phone = scene.stage.phone_of(str(payment.get("customer", scene.customer)))
    mine = [
        one
        for one in world.bookings(scene.stage.stack.engine, scene.zone)
        if one.customer_phone == phone and one.provider == payment["for"]
    ]
    if not mine:
        raise ScenarioError(f"no booking with {payment['for']} to pay for")
    deliveries = int(step.get("deliveries", 1))

    def act() -> None:
        scene.stage.pay(mine[-1].id, payment, deliveries=deliveries)

    return f"MercadoPago: {payment['status']} $ {payment['amount']}", act


def _turn(scene: Scene, played: Played, line: str, act: Callable[[], None]) -> None:
    mark = scene.stage.mark()
    act()
    bubbles = scene.stage.bubbles(mark)
    scene.turns.append(bubbles)
    names = {str(one["phone"]): name for name, one in _people(scene).items()}
    played.transcript.append(line)
    for bubble in bubbles:
        words = bubble.text.replace("\n", "\n        ")
        played.transcript.append(f"   {bubble.author} → {names.get(bubble.phone)}: {words}")
        played.transcript += [f"        🔗 {link}" for link in bubble.links]


def _people(scene: Scene) -> Mapping[str, Any]:
    return {**scene.stage.world["customers"], **scene.stage.world["providers"]}


def _text_or_none(value: object) -> str | None:
    return None if value is None else str(value)
