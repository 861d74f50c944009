"""How Meta tells of an outgoing message's life: `statuses` in its webhook.

Source: contract sheet whatsapp-cloud-api.md §3.1.
"""

from typing import Any

from simulator.meta_errors import text_of
from simulator.meta_people import contact, user_id_of, wa_id_of
from simulator.meta_post import Change
from simulator.records import Message
from simulator.world import World


def tell(world: World, message: Message) -> list[int]:
    """Tell a status soon, in a batch; always empty."""
    world.meta.later(_change(world, message))
    return []


def tell_at_once(world: World, message: Message) -> list[int]:
    """Tell a status now; one HTTP code per delivery, empty when a fault put it off."""
    return world.meta.now(_change(world, message))


def metadata(world: World, line: str) -> dict[str, str]:
    """Return one of the application's numbers as webhooks name it."""
    display = world.settings.meta.numbers[line].removeprefix("+")
    return {"display_phone_number": display, "phone_number_id": line}


def _change(world: World, message: Message) -> Change:
    value = {
        "messaging_product": "whatsapp",
        "metadata": metadata(world, message.sender),
        "contacts": [contact(world, message.phone)],
        "statuses": [_status(message)],
    }
    return {"field": "messages", "value": value}


def _status(message: Message) -> dict[str, Any]:
    status: dict[str, Any] = {
        "id": message.sid,
        "status": message.status.value,
        "timestamp": str(int(message.updated_at.timestamp())),
    }
    wa_id = wa_id_of(message.phone)
    status |= {"recipient_id": wa_id} if wa_id else {}
    status["recipient_user_id"] = user_id_of(message.phone)
    if message.error_code:
        text = text_of(message.error_code)
        error = {"code": message.error_code, "title": text, "message": text}
        status["errors"] = [error | {"error_data": {"details": text}}]
    else:
        status["pricing"] = {
            "billable": message.template,
            "pricing_model": "PMP",
            "category": message.category or "service",
            "type": "regular" if message.template else "free_customer_service",
        }
    if message.tracker:
        status["biz_opaque_callback_data"] = message.tracker
    return status
