"""Whatever people send goes through the whole turn: webhook, inbox, Rasa, dialogue, outbox, phone.

No message fails, and each is answered or set aside with its reason on record. Longer: bench.fuzz.
"""

import itertools
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bench.anything import anything
from bot.dialogue.turn import TurnOutcome
from storage.rows.facts import TurnRow
from storage.rows.mail import InboxKind, OutboxState
from tests.integration.core_bench import Core, with_nlu

_PEOPLE = 8
_TEXTS = 150
_LONGEST = "turno con Laura " * 4096  # 64 kB
_TAPS = (
    "menu:cancel", "menu:human", "menu:nope", "slot:1:1:0", "cancel:1:1:1", "which:cancel:1:1", ":",
    "service:1:1", "reminder:yes:1:1", "place:1:1", "\x00", "menu:" + "x" * 300, "{when}", "%s",
)  # fmt: skip
_KINDS = ("audio", "image", "sticker", "location", "contact", "document", "reaction", "unknown")
_act = st.one_of(
    st.tuples(st.just("text"), st.text(min_size=1, max_size=200)),
    st.tuples(st.just("tap"), st.sampled_from(_TAPS) | st.text(min_size=1, max_size=40)),
    st.tuples(st.just("shown"), st.integers(0, 9)),
    st.tuples(st.just("send"), st.sampled_from(_KINDS)),
)
_people = itertools.count()


def test_generated_texts_are_answered_or_set_aside(talking: Core) -> None:
    texts = [*itertools.islice(anything(seed=3), _TEXTS), _LONGEST, "\x00", "\u202e", " "]
    for number, text in enumerate(texts):
        talking.say(_phone(number % _PEOPLE), text)
        if number % _PEOPLE == 0:
            talking.work()

    _answer_everything(talking)

    assert talking.count("inbox") >= len(texts)
    assert not (found := _unfinished(talking)), found[:5]


@settings(
    max_examples=30,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(acts=st.lists(_act, min_size=1, max_size=4))
def test_any_mixture_is_answered_or_set_aside(talking: Core, acts: list[tuple[str, Any]]) -> None:
    phone = _phone(_PEOPLE + next(_people))
    for act in acts:
        _send(talking, phone, act)
        talking.work()

    _answer_everything(talking)

    assert not (found := _unfinished(talking)), found[:5]


@pytest.fixture
def talking(core: Core, nlu_url: str) -> Iterator[Core]:
    """The working core, which asks the real language server."""
    wiring = with_nlu(core.wiring, nlu_url)
    yield Core(core.settings, wiring, core.redis, core.http, core.mark)
    wiring.nlu.close()


def _send(core: Core, phone: str, act: tuple[str, Any]) -> None:
    match act:
        case ("text", words):
            core.say(phone, words)
        case ("tap", tap_id):
            core.tap(phone, tap_id)
        case ("shown", number):
            shown = [one for sent in core.messages(phone) for one in sent["choices"] or ()]
            core.tap(phone, shown[-1 - number % len(shown)]["id"] if shown else "menu:book")
        case ("send", kind):
            core.post("messages", {"from": phone, "kind": kind})


def _answer_everything(core: Core) -> None:
    for _ in range(3):  # what was held becomes due, and what it leads to
        core.work()
        core.end_holds()
        core.tick()


def _unfinished(core: Core) -> list[str]:
    """Return what failed, waits, was answered with nothing or with nothing to read, in words."""
    heard = [row for row in core.inbox() if row.kind is InboxKind.MESSAGE]
    found = [f"inbox {row.id}: {row.problem}" for row in heard if row.problem]
    found += [f"inbox {row.id} waits" for row in heard if row.done_at is None]
    found += [
        f"turn {row.id}: {row.outcome}, {row.flow}" for row in core.all(TurnRow) if _lost(row)
    ]
    for row in core.outbox():
        if row.state not in (OutboxState.SENT, OutboxState.CANCELLED) and row.due_at <= core.now:
            found.append(f"outbox {row.id}: {row.state}")
        if not str(row.payload.get("body") or row.payload.get("name") or "").strip():
            found.append(f"outbox {row.id} is blank")
    return found


def _lost(turn: TurnRow) -> bool:
    is_set_aside = turn.outcome == TurnOutcome.SILENT.value and turn.flow is not None
    return turn.replies == 0 and not is_set_aside


def _phone(number: int) -> str:
    return f"+54911{number:08d}"
