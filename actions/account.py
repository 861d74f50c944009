"""What WhatsApp tells about our account and takes effect here: templates, and people's wishes."""

from collections.abc import Mapping
from typing import Any

from actions import consent
from actions.desk import Desk
from storage import channel_templates


def take_in(desk: Desk, channel: str, told: Mapping[str, Any]) -> bool:
    """Let one piece of news take effect; False when it is about nothing that we know.

    told: "field", as the channel names the kind, and "value".
    """
    value = told["value"]
    match told["field"]:
        case "user_preferences":
            wishes = [one for one in value.get("user_preferences", []) if isinstance(one, dict)]
            heeded = [consent.heed_preference(desk, channel, one) for one in wishes]
            return any(heeded)
        case "message_template_status_update":
            changes = {"status": str(value.get("event")).lower(), "reason": value.get("reason")}
        case "message_template_quality_update":
            changes = {"quality": str(value.get("new_quality_score")).lower()}
        case "template_category_update":
            changes = {"category": str(value.get("new_category")).lower()}
        case _:
            return False
    name = str(value.get("message_template_name"))
    return channel_templates.change(desk.db, channel, name, changes, now=desk.now)
