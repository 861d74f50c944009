"""Webhooks that no party would send: real ones, with something hostile done to them."""

import copy
import json
import random
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote_plus

from app.settings import PROJECT

_STEPS = 8
_PAYLOADS = PROJECT / "tests" / "payloads"


def _payloads(party: str) -> list[Any]:
    files = sorted((_PAYLOADS / party).glob("*.json"))
    return [json.loads(path.read_text("utf-8")) for path in files]


_FORMS, _BATCHES = _payloads("twilio"), _payloads("meta")
_NOTICE = {
    "id": 112233445566,
    "live_mode": True,
    "type": "payment",
    "date_created": "2027-05-12T13:15:00Z",
    "user_id": 44444,
    "api_version": "v1",
    "action": "payment.updated",
    "data": {"id": "12345678901"},
}
_HOSTILE: tuple[Any, ...] = (
    "", " ", "\x00", "a\x00b", "\ud800", "\udfff\ud800", "\U0001f9d1\u200d\U0001f680" * 50,
    "\u202egnp.exe", "NaN", "-1", "9" * 400, "1e400", "0x10", "²", "٣٤", "null", "{}", "[]",
    "<script>alert(1)</script>", "' OR 1=1 --", "%s%n{0}{{1}}", "../../etc/passwd", "a" * 5000,
    None, True, False, 0, -1, 2**31, 2**63, 2**64, -(2**70), 1.5, 1e308, float("inf"),
    float("-inf"), float("nan"), [], {}, [[]], [None], {"": ""}, {"id": {}}, [{"id": []}] * 3,
)  # fmt: skip


def hostile(luck: random.Random) -> Any:
    """Return a value that somebody may not have thought of."""
    chance = luck.random()
    if chance < 0.8:
        return copy.deepcopy(luck.choice(_HOSTILE))
    if chance < 0.9:
        return "".join(chr(luck.randrange(0x110000)) for _ in range(luck.randrange(30)))
    deep: Any = copy.deepcopy(luck.choice(_HOSTILE))
    for _ in range(luck.choice((5, 50, 400))):
        deep = [deep] if luck.random() < 0.5 else {"messages": deep}
    return deep


def mangled(value: Any, luck: random.Random) -> Any:
    """Return a copy of a JSON value with one to four things done to it."""
    changed = copy.deepcopy(value)
    for _ in range(luck.randint(1, 4)):
        _mangle(changed, luck)
    return changed


def _mangle(value: Any, luck: random.Random) -> None:
    places = _places(value)
    if places:
        holder, name = luck.choice(places)
        luck.choice(_DEEDS)(holder, name, luck)


def ever_worse(party: str, luck: random.Random) -> Iterator[Any]:
    """Yield a party's payloads without end, each a few times, with one thing more done to it."""
    payloads = {"twilio": _FORMS, "meta": _BATCHES}[party]
    while True:
        payload = copy.deepcopy(luck.choice(payloads))
        for _ in range(_STEPS):
            _mangle(payload, luck)
            yield payload


def _places(value: Any) -> list[tuple[Any, Any]]:
    """Return every place inside a value, as what holds it and its name or number there."""
    found: list[tuple[Any, Any]] = []
    todo = [value]
    while todo and len(found) < 500:
        holder = todo.pop()
        if not isinstance(holder, dict | list):
            continue
        names = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
        found += [(holder, name) for name in names]
        todo += [holder[name] for name in names]
    return found


def _replace(holder: Any, name: Any, luck: random.Random) -> None:
    holder[name] = hostile(luck)


def _remove(holder: Any, name: Any, _luck: random.Random) -> None:
    del holder[name]


def _wrap(holder: Any, name: Any, luck: random.Random) -> None:
    holder[name] = [holder[name]] if luck.random() < 0.5 else {str(name): holder[name]}


def _swap(holder: Any, name: Any, luck: random.Random) -> None:
    other = luck.choice(list(holder) if isinstance(holder, dict) else range(len(holder)))
    holder[name], holder[other] = holder[other], holder[name]


def _repeat(holder: Any, name: Any, luck: random.Random) -> None:
    if isinstance(holder, list):
        holder.extend([holder[name]] * luck.choice((1, 2, 5)))
    else:
        holder[f"{name}{luck.randrange(9)}"] = holder[name]


_DEEDS: tuple[Callable[[Any, Any, random.Random], None], ...] = (
    _replace,
    _replace,
    _replace,
    _remove,
    _wrap,
    _swap,
    _repeat,
)


def _fresh(value: Any, luck: random.Random) -> Any:
    """Return a JSON value with ids of its own, so that it is no repetition."""
    if isinstance(value, dict):
        return {name: _fresh(one, luck) for name, one in value.items()}
    if isinstance(value, list):
        return [_fresh(one, luck) for one in value]
    if isinstance(value, str) and value.startswith(_OWN_IDS):
        return value[:20] + f"{luck.getrandbits(64):x}"
    return value


_OWN_IDS = ("wamid.", "SM", "MM")


def twilio_form(luck: random.Random) -> dict[str, str]:
    """Return the fields of a form, none of them what it should be."""
    fields = mangled(_fresh(luck.choice(_FORMS), luck), luck)
    return {str(name): value if isinstance(value, str) else str(value) for name, value in
            fields.items()}  # fmt: skip


def encoded(fields: dict[str, str], luck: random.Random) -> bytes:
    """Return a form as bytes, sometimes spoilt."""
    pairs = (
        f"{quote_plus(name, errors='surrogatepass')}={quote_plus(value, errors='surrogatepass')}"
        for name, value in fields.items()
    )
    return spoilt("&".join(pairs).encode(), luck)


def meta_body(luck: random.Random) -> bytes:
    """Return a batch of Meta's as bytes."""
    return spoilt(json.dumps(mangled(_fresh(luck.choice(_BATCHES), luck), luck)).encode(), luck)


def mercadopago_body(luck: random.Random) -> bytes:
    """Return a notice of MercadoPago's as bytes."""
    return spoilt(json.dumps(mangled(_NOTICE, luck)).encode(), luck)


def spoilt(body: bytes, luck: random.Random) -> bytes:
    """Return bytes as they are, or in one case of ten cut, doubled or with some of them changed."""
    chance = luck.random()
    if chance > 0.1 or not body:
        return body
    if chance > 0.07:
        return body[: luck.randrange(len(body))]
    if chance > 0.05:
        return body + body
    spoilt_one = bytearray(body)
    for _ in range(luck.randint(1, 8)):
        spoilt_one[luck.randrange(len(body))] = luck.randrange(256)
    return bytes(spoilt_one)
