"""How Twilio tells of an outgoing message's life: signed status callbacks.

Source: contract sheet twilio-whatsapp.md §5.
"""

from simulator.records import Message, Status
from simulator.twilio_errors import text_of
from simulator.world import World

_INSTALL_SID = "XE" + "0" * 32


def tell(world: World, message: Message) -> list[int]:
    """Post the callback of a status; one HTTP code per delivery, empty when there was none."""
    if not message.status_callback:
        return []
    return world.webhooks.status(message.status_callback, _callback(world, message))


def _callback(world: World, message: Message) -> dict[str, str]:
    params = {
        "MessageSid": message.sid,
        "SmsSid": message.sid,
        "MessageStatus": message.status.value,
        "SmsStatus": message.status.value,
        "From": message.sender,
        "To": f"whatsapp:{message.phone}",
        "AccountSid": world.settings.account_sid,
        "ApiVersion": "2010-04-01",
        "ChannelPrefix": "whatsapp",
        "ChannelToAddress": message.phone[:-4] + "XXXX",
        "ChannelInstallSid": _INSTALL_SID,
        "StructuredMessage": "true" if message.content_sid else "false",
    }
    if message.status in (Status.DELIVERED, Status.READ, Status.UNDELIVERED, Status.FAILED):
        params["EventType"] = message.status.value.upper()
    if message.messaging_service_sid:
        params["MessagingServiceSid"] = message.messaging_service_sid
    if message.error_code:
        params["ErrorCode"] = str(message.error_code)
        params["ErrorMessage"] = text_of(message.error_code)
        params["ChannelStatusMessage"] = text_of(message.error_code)
    return params
