"""Judging what the store holds: bookings, reminders, payments, handoffs, consent."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from app.play import world
from app.play.bubble import Bubble
from app.play.scene import Scene
from app.play.world import Booking

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def bookings(scene: Scene, value: Any) -> list[str]:
    return _bookings_are(scene, scene.customer, value)


def bookings_of(scene: Scene, value: Any) -> list[str]:
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
            "price": booking.price in listed,
            "customer": True,
            "id": True,
        }.get(name, False)
        if not fits:
            return False
    return True


def _in_words(booking: Booking) -> str:
    return f"{booking.provider}/{booking.service} {booking.start:%Y-%m-%dT%H:%M} {booking.status}"


def bookings_any(scene: Scene, value: Any) -> list[str]:
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


def slot_count(scene: Scene, value: Any) -> list[str]:
    start = datetime.fromisoformat(str(value["start"]))
    found = [
        one
        for one in world.bookings(scene.stage.stack.engine, scene.zone)
        if one.is_active and one.provider == value["provider"] and one.start <= start < one.end
    ]
    if len(found) != value["active"]:
        return [f"{len(found)} active at {value['start']}, {value['active']} expected"]
    return []


def reminders(scene: Scene, value: Any) -> list[str]:
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


def payment_link(scene: Scene, value: Any) -> list[str]:
    return payment_link_in(scene, scene.to(scene.actor), value)


def payment_link_in(scene: Scene, bubbles: Sequence[Bubble], value: Any) -> list[str]:
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


def refund(scene: Scene, value: Any) -> list[str]:
    made = [float(one["amount"]) for one in scene.stage.refunds_since_begin()]
    if value is False:
        return [f"made: {made}"] if made else []
    if float(value["amount"]) not in made:
        return [f"made: {made}, expected {value['amount']}"]
    return []


def handoff(scene: Scene, value: Any) -> list[str]:
    found = world.handoff(scene.stage.stack.engine, scene.stage.phone_of(scene.customer))
    return [] if found == value else [f"{found}, not {value}"]


def consent(scene: Scene, value: Any) -> list[str]:
    found = world.consent(scene.stage.stack.engine, scene.stage.phone_of(scene.customer))
    return [] if found == value else [f"{found}, not {value}"]


def attendance(scene: Scene, value: Any) -> list[str]:
    phone = scene.stage.phone_of(scene.customer)
    for one in world.bookings(scene.stage.stack.engine, scene.zone):
        if one.customer_phone == phone and f"{one.start:%Y-%m-%dT%H:%M}" == str(value["start"]):
            if one.attendance_confirmed == value["confirmed"]:
                return []
            return [f"confirmed is {one.attendance_confirmed}"]
    return [f"no booking at {value['start']}"]


def no_booking_with_status(scene: Scene, value: Any) -> list[str]:
    phone = scene.stage.phone_of(scene.customer)
    return [
        _in_words(one)
        for one in world.bookings(scene.stage.stack.engine, scene.zone)
        if one.customer_phone == phone and one.status == value
    ]


def no_silent_loss(scene: Scene, value: Any) -> list[str]:
    own = bookings_any(scene, {})
    told = bool(scene.to(scene.customer))
    phone = scene.stage.phone_of(scene.customer)
    active = any(
        one.is_active and one.customer_phone == phone
        for one in world.bookings(scene.stage.stack.engine, scene.zone)
    )
    return [] if active or told else ["lost without a word", *own]
