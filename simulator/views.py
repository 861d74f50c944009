"""The world as JSON for the page, the scenario player, the benchmarks and the tests."""

from dataclasses import asdict
from typing import Any

from simulator.events import Event
from simulator.records import Channel, Message, Payment, Person, Preference, Refund
from simulator.world import Settings


def bubble(message: Message) -> dict[str, Any]:
    """Return a message as the control API shows it; at is ISO-8601 in UTC."""
    part = message.attachment
    return {
        "seq": message.seq,
        "changed": message.changed,
        "sid": message.sid,
        "direction": message.direction,
        "channel": message.channel,
        "line": message.sender,
        "phone": message.phone,
        "kind": message.kind,
        "body": message.body,
        "header": message.header,
        "footer": message.footer,
        "button": message.button,
        "choices": [asdict(choice) for choice in message.choices],
        "links": [asdict(link) for link in message.links],
        "media": part and {"type": part.content_type, "url": part.url or _media_url(part.sid)},
        "location": message.place and asdict(message.place),
        "quoted": message.quoted_sid or None,
        "template": message.template,
        "asks": message.asks,
        "by_app": message.by_app,
        "status": message.status,
        "error_code": message.error_code,
        "at": message.at.isoformat(),
    }


def lines(settings: Settings) -> list[dict[str, str]]:
    """Return the application's numbers that can be written to, the first one first."""
    twilio = {
        "line": settings.sender,
        "channel": Channel.TWILIO.value,
        "number": settings.sender.removeprefix("whatsapp:"),
    }
    meta = [
        {"line": line, "channel": Channel.META.value, "number": number}
        for line, number in settings.meta.numbers.items()
    ]
    return [*meta, twilio] if settings.first_channel is Channel.META else [twilio, *meta]


def _media_url(media_sid: str) -> str:
    return f"/phones/media/{media_sid}"


def person(who: Person) -> dict[str, Any]:
    """Return a person as the control API shows them."""
    return asdict(who)


def payment(paid: Payment) -> dict[str, Any]:
    """Return a payment as the control API shows it; amounts in pesos."""
    return {
        "id": str(paid.id),
        "preference_id": paid.preference_id,
        "external_reference": paid.external_reference,
        "title": paid.title,
        "amount": float(paid.amount),
        "refunded": float(paid.refunded),
        "status": paid.status,
        "status_detail": paid.status_detail,
        "at": paid.created_at.isoformat(),
    }


def refund(returned: Refund) -> dict[str, Any]:
    """Return a refund as the control API shows it; the amount in pesos."""
    return {
        "id": str(returned.id),
        "payment_id": str(returned.payment_id),
        "amount": float(returned.amount),
        "at": returned.created_at.isoformat(),
    }


def preference(asked: Preference, *, init_point: str) -> dict[str, Any]:
    """Return a checkout preference as the control API shows it; the amount in pesos."""
    return {
        "id": asked.id,
        "external_reference": asked.body.get("external_reference", ""),
        "amount": float(asked.amount),
        "init_point": init_point,
        "expiration_date_to": asked.body.get("expiration_date_to"),
        "at": asked.created_at.isoformat(),
    }


def event(change: Event) -> tuple[str, dict[str, Any]] | None:
    """Return the name and data of an event for the page; None when no page cares."""
    if change.typing_phone:
        return "typing", {"phone": change.typing_phone}
    match change.record:
        case None:
            return "reset", {}
        case Message() as message:
            return "gone" if change.is_gone else "message", bubble(message)
        case Person() as who:
            return "person", person(who)
        case Payment() as paid:
            return "payment", payment(paid)
        case _:
            return None
