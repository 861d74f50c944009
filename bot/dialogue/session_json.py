"""A session as versioned JSON, and back.

A session of an unknown version starts anew, which costs the person one repeated answer at most.
"""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from bot.dialogue.session import (
    Ask,
    Days,
    Draft,
    Flow,
    Hours,
    Offer,
    OfferedSlot,
    Question,
    Session,
)

VERSION = 3
_DRAFTS = ("draft", "before", "parked", "booked")


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
        "heard": session.heard,
        "repeats": session.repeats,
        "as_customer": session.as_customer,
        "language": session.language,
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
            "about": question.about,
        }
        if question
        else None,
        "offer": {
            "id": offer.id,
            "slots": _slots_to_json(offer.slots),
            "seen": _slots_to_json(offer.seen),
            "also": _slots_to_json(offer.also),
            "can_wait": offer.can_wait,
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
        heard=data["heard"],
        repeats=data["repeats"],
        as_customer=data["as_customer"],
        language=data["language"],
        **drafts,
        question=Question(
            ask=Ask(question["ask"]),
            flow=Flow(question["flow"]) if question["flow"] else None,
            appointment_ids=tuple(question["appointment_ids"]),
            versions=tuple(question["versions"]),
            about=question["about"],
        )
        if question
        else None,
        offer=Offer(
            id=offer["id"],
            slots=_slots_from_json(offer["slots"]),
            seen=_slots_from_json(offer["seen"]),
            also=_slots_from_json(offer["also"]),
            can_wait=offer["can_wait"],
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
        "people": draft.people,
        "guest_kin": draft.guest_kin,
        "guest_name": draft.guest_name,
        "phone": draft.phone,
        "waits": draft.waits,
        "times": draft.times,
        "every_weeks": draft.every_weeks,
        "except_for": [day.isoformat() for day in draft.except_for],
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
            "people",
            "guest_kin",
            "guest_name",
            "phone",
            "waits",
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
        times=data.get("times", 1),
        every_weeks=data.get("every_weeks", 1),
        except_for=tuple(date.fromisoformat(day) for day in data.get("except_for", ())),
        **plain,
    )


def _iso(value: date | time | None) -> str | None:
    return value.isoformat() if value is not None else None


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text is not None else None


def _time(text: str | None) -> time | None:
    return time.fromisoformat(text) if text is not None else None
