"""How Meta names people: by the digits of their phone, and by an id that hides it."""

import hashlib
from typing import Any

from simulator.records import Person
from simulator.world import World


def wa_id_of(phone: str) -> str | None:
    """Return the WhatsApp id of a phone, None for somebody who hides the number."""
    return phone.removeprefix("+") if phone.startswith("+") else None


def user_id_of(phone: str) -> str:
    """Return the business-scoped user id of somebody, always the same one."""
    if not phone.startswith("+"):
        return phone
    digest = hashlib.sha256(phone.encode()).hexdigest()
    return f"AR.{int(digest[:14], 16)}"


def own_number(world: World, phone: str) -> str:
    """Return the number that somebody gives when asked for it, whether they hide it or not."""
    if phone.startswith("+"):
        return phone
    known = world.state.get(Person, phone)
    if known is not None and known.number:
        return known.number
    digest = hashlib.sha256(phone.encode()).hexdigest()
    return f"+549116{int(digest[:14], 16) % 10**7:07d}"


def phone_behind(address: str) -> str:
    """Return the phone that an address of a request stands for, as the pages know it."""
    return address if "." in address else "+" + address.removeprefix("+")


def contact(world: World, phone: str, *, name: str = "") -> dict[str, Any]:
    """Return somebody as the `contacts` of a webhook show them."""
    known = world.state.get(Person, phone)
    shown = {"profile": {"name": name or (known.name if known else phone)}}
    wa_id = wa_id_of(phone)
    return shown | ({"wa_id": wa_id} if wa_id else {}) | {"user_id": user_id_of(phone)}
