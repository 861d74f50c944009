"""What happens at Meta beside people writing: the business answers from the phone's own app, and
people come to be known by another number or id.

Source: contract sheet whatsapp-cloud-api.md §3 and §4; echoes as pywa 4.5.0 reads them.
"""

from dataclasses import replace
from typing import Any

from simulator.meta_people import user_id_of, wa_id_of
from simulator.meta_send import new_wamid
from simulator.meta_status import metadata
from simulator.records import (
    Channel,
    Direction,
    Kind,
    Message,
    NumberSetting,
    Person,
    Status,
)
from simulator.twilio_send import links_in
from simulator.world import World


def answer_from_app(world: World, line: str, phone: str, text: str) -> tuple[str, list[int]]:
    """Let the business answer from the phone's app; the id of the message and the HTTP codes.

    Effects: the person gets the message, and the application its echo; the number is in
    coexistence from then on.
    """
    now = world.clock.now()
    world.state.put(NumberSetting(line, on_app=True))
    message = world.state.put(
        Message(
            sid=new_wamid(),
            direction=Direction.OUT,
            phone=phone,
            sender=line,
            channel=Channel.META,
            kind=Kind.TEXT,
            body=text,
            status=Status.DELIVERED,
            at=now,
            updated_at=now,
            links=links_in(text),
            by_app=True,
        )
    )
    return message.sid, echo(world, message)


def echo(world: World, message: Message) -> list[int]:
    """Tell the application of a message as if it had left from the phone's app."""
    named = metadata(world, message.sender)
    wa_id = wa_id_of(message.phone)
    told: dict[str, Any] = {
        "from": named["display_phone_number"],
        **({"to": wa_id} if wa_id else {"to_user_id": message.phone}),
        "id": message.sid,
        "timestamp": str(int(message.at.timestamp())),
        "type": "text",
        "text": {"body": message.body},
    }
    value = {"messaging_product": "whatsapp", "metadata": named, "message_echoes": [told]}
    return world.meta.now({"field": "smb_message_echoes", "value": value})


def rename(world: World, line: str, phone: str, new: str) -> list[int]:
    """Let somebody be known by another number, or by another id where it hides the number.

    A number brings its own id along, as the real ones do. Raises ValueError for one kind into the
    other.
    """
    if phone.startswith("+") is not new.startswith("+"):
        raise ValueError("a number changes into a number, an id into an id")
    known = world.state.get(Person, phone)
    if known is not None:
        world.state.drop(Person, phone)
        world.state.put(replace(known, phone=new))
    if not phone.startswith("+"):
        update = {"user_id": {"previous": phone, "current": new}}
        told = {"messaging_product": "whatsapp", "user_id_update": [update]}
        return world.meta.now({"field": "user_id_update", "value": told})
    message: dict[str, Any] = {
        "from": wa_id_of(phone),
        "from_user_id": user_id_of(phone),
        "id": new_wamid(),
        "timestamp": str(int(world.clock.now().timestamp())),
        "type": "system",
        "system": {
            "type": "user_changed_number",
            "body": f"User changed from {wa_id_of(phone)} to {wa_id_of(new)}",
            "wa_id": wa_id_of(new),
            "user_id": user_id_of(new),
        },
    }
    named = metadata(world, line)
    value: dict[str, Any] = {
        "messaging_product": "whatsapp",
        "metadata": named,
        "messages": [message],
    }
    return world.meta.now({"field": "messages", "value": value})
