"""What a conversation remembers between two messages, as versioned JSON.

A field holds what was said; an offer holds what was shown; a question says what answer is awaited.
A session of an unknown version starts anew, which costs the person one repeated answer at most.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from enum import Enum
from typing import Any

VERSION = 2
_DRAFTS = ("draft", "before", "parked")


class Flow(Enum):
    """What the conversation is about to do."""

    BOOK = "book"
    MOVE = "move"
    CANCEL = "cancel"
    CHECK = "check"
    PAY = "pay"


class Ask(Enum):
    """What kind of answer is awaited."""

    SERVICE = "service"
    PROVIDER = "provider"
    TIME = "time"
    ADDRESS = "address"
    SLOT = "slot"
    WHICH = "which"
    CANCEL = "cancel"
    STOP_OR_CANCEL = "stop_or_cancel"
    HUMAN = "human"
    ATTEND = "attend"
    OPT_OUT = "opt_out"


@dataclass(frozen=True, slots=True)
class Days:
    """Local dates wished, both included; None is open. excluded: refused weekdays, 0 Monday."""

    first: date | None
    last: date | None
    excluded: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Hours:
    """Local hours wished; exact when first == last is the wanted start."""

    first: time | None
    last: time | None
    exact: bool


@dataclass(frozen=True, slots=True)
class OfferedSlot:
    """One bookable place that was shown."""

    service_id: int
    start: datetime


@dataclass(frozen=True, slots=True)
class Offer:
    """What was shown last; its id is in the taps, so that an older offer's tap is known.

    seen: what was shown before it for the same wish, so that «otros horarios» are others.
    """

    id: int
    slots: tuple[OfferedSlot, ...]
    seen: tuple[OfferedSlot, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """An appointment being made or moved.

    service_ids: offered services still possible (each belongs to one provider). days, hours: every
    combination is acceptable; hours_are_readings: they are readings of one ambiguous hour.
    moving: the appointment that gives up its place, with its version. then: names of services to
    be booked after this one, with the same provider, one after the other.
    """

    flow: Flow
    service_ids: tuple[int, ...] = ()
    days: tuple[Days, ...] = ()
    hours: tuple[Hours, ...] = ()
    hours_are_readings: bool = False
    any_provider: bool = False
    address: str | None = None
    zone: str | None = None
    moving_id: int | None = None
    moving_version: int | None = None
    then: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked last. flow: what the answer is for.

    appointment_ids: those listed or meant; versions: as they then stood, in the same order.
    """

    ask: Ask
    flow: Flow | None = None
    appointment_ids: tuple[int, ...] = ()
    versions: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Session:
    """Everything remembered of one conversation. turn counts its turns and makes offer ids.

    before: the draft as it was before what was last said of it. parked: a booking put aside for
    another task. topic: offered services last spoken of. address, zone: where a home visit last
    went to.
    """

    turn: int = 0
    draft: Draft | None = None
    question: Question | None = None
    offer: Offer | None = None
    misses: int = 0
    last_turn_at: datetime | None = None
    last_appointment_id: int | None = None
    before: Draft | None = None
    parked: Draft | None = None
    topic: tuple[int, ...] = ()
    address: str | None = None
    zone: str | None = None

    def asking(self, question: Question) -> "Session":
        """Return the session with another question pending and no offer."""
        return replace(self, question=question, offer=None)

    def idle(self) -> "Session":
        """Return the session with nothing begun and nothing asked."""
        return replace(self, draft=None, question=None, offer=None, before=None)


def to_json(session: Session) -> dict[str, Any]:
    """Return JSON-ready data from which from_json rebuilds an equal session."""
    question, offer = session.question, session.offer
    return {
        "version": VERSION,
        "turn": session.turn,
        "misses": session.misses,
        "last_turn_at": session.last_turn_at.isoformat() if session.last_turn_at else None,
        "last_appointment_id": session.last_appointment_id,
        "topic": list(session.topic),
        "address": session.address,
        "zone": session.zone,
        **{
            name: _draft_to_json(draft) if draft else None
            for name in _DRAFTS
            for draft in (getattr(session, name),)
        },
        "question": {
            "ask": question.ask.value,
            "flow": question.flow.value if question.flow else None,
            "appointment_ids": list(question.appointment_ids),
            "versions": list(question.versions),
        }
        if question
        else None,
        "offer": {
            "id": offer.id,
            "slots": _slots_to_json(offer.slots),
            "seen": _slots_to_json(offer.seen),
        }
        if offer
        else None,
    }


def from_json(data: Mapping[str, Any] | None) -> Session:
    """Rebuild a session; a new one when there is none or it is of another version."""
    if data is None or data.get("version") != VERSION:
        return Session()
    question, offer, last = data["question"], data["offer"], data["last_turn_at"]
    drafts = {name: _draft_from_json(data[name]) if data[name] else None for name in _DRAFTS}
    return Session(
        turn=data["turn"],
        misses=data["misses"],
        last_turn_at=datetime.fromisoformat(last) if last else None,
        last_appointment_id=data["last_appointment_id"],
        topic=tuple(data["topic"]),
        address=data["address"],
        zone=data["zone"],
        **drafts,
        question=Question(
            ask=Ask(question["ask"]),
            flow=Flow(question["flow"]) if question["flow"] else None,
            appointment_ids=tuple(question["appointment_ids"]),
            versions=tuple(question["versions"]),
        )
        if question
        else None,
        offer=Offer(
            id=offer["id"],
            slots=_slots_from_json(offer["slots"]),
            seen=_slots_from_json(offer["seen"]),
        )
        if offer
        else None,
    )


def _slots_to_json(slots: tuple[OfferedSlot, ...]) -> list[list[Any]]:
    return [[slot.service_id, slot.start.isoformat()] for slot in slots]


def _slots_from_json(data: list[list[Any]]) -> tuple[OfferedSlot, ...]:
    return tuple(
        OfferedSlot(service_id, datetime.fromisoformat(start)) for service_id, start in data
    )


def _draft_to_json(draft: Draft) -> dict[str, Any]:
    return {
        "flow": draft.flow.value,
        "service_ids": list(draft.service_ids),
        "days": [[_iso(d.first), _iso(d.last), list(d.excluded)] for d in draft.days],
        "hours": [[_iso(h.first), _iso(h.last), h.exact] for h in draft.hours],
        "hours_are_readings": draft.hours_are_readings,
        "any_provider": draft.any_provider,
        "address": draft.address,
        "zone": draft.zone,
        "moving_id": draft.moving_id,
        "moving_version": draft.moving_version,
        "then": list(draft.then),
    }


def _draft_from_json(data: Mapping[str, Any]) -> Draft:
    plain = {
        name: data[name]
        for name in (
            "hours_are_readings",
            "any_provider",
            "address",
            "zone",
            "moving_id",
            "moving_version",
        )
    }
    return Draft(
        flow=Flow(data["flow"]),
        service_ids=tuple(data["service_ids"]),
        days=tuple(
            Days(_date(first), _date(last), tuple(excluded))
            for first, last, excluded in data["days"]
        ),
        hours=tuple(
            Hours(_time(first), _time(last), exact) for first, last, exact in data["hours"]
        ),
        then=tuple(data["then"]),
        **plain,
    )


def _iso(value: date | time | None) -> str | None:
    return value.isoformat() if value is not None else None


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text is not None else None


def _time(text: str | None) -> time | None:
    return time.fromisoformat(text) if text is not None else None
