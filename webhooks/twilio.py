"""Twilio's webhooks: what people write, and how far our messages got.

Source: contract sheet on Twilio, sections 2, 3 and 5.
"""

from flask import Blueprint, Response, abort, request
from twilio.request_validator import RequestValidator

from bot.channels import twilio as codec
from bot.channels.twilio import UnknownShapeError
from storage.inbox import InboxItem, InboxKind
from webhooks.door import Door, form_fields, refuse_unfit, taken

SOURCE = "twilio"
_STATUS_FIELDS = ("MessageSid", "MessageStatus")


def blueprint(door: Door, auth_token: str) -> Blueprint:
    """Return the two routes that Twilio posts to."""
    validator = RequestValidator(auth_token)
    routes = Blueprint("twilio_webhooks", __name__, url_prefix="/webhooks/twilio")

    def verified_form() -> dict[str, str]:
        refuse_unfit()
        fields = form_fields()
        signature = request.headers.get("X-Twilio-Signature", "")
        if not signature or not validator.validate(door.public_address(), request.form, signature):
            abort(403)
        return fields

    @routes.post("/whatsapp")
    def message() -> Response:
        fields = verified_form()
        try:
            thread = codec.decode_sender(fields).thread
            sid = codec.decode(fields, door.clock.now()).message_id
        except UnknownShapeError:
            door.take_in_unknown(SOURCE, "message", fields)
            return taken("text/xml")
        door.take_in(InboxItem(SOURCE, InboxKind.MESSAGE, sid, thread, fields))
        return taken("text/xml")

    @routes.post("/status")
    def status() -> Response:
        fields = verified_form()
        if any(not fields.get(name) for name in _STATUS_FIELDS):
            door.take_in_unknown(SOURCE, "status", fields)
            return taken()
        sid, word = fields["MessageSid"], fields["MessageStatus"].lower()
        notice = {"message_id": sid, "status": word}
        if fields.get("ErrorCode"):
            notice["error_code"] = fields["ErrorCode"]
        item = InboxItem(SOURCE, InboxKind.STATUS, f"{sid}:{word}", f"status|{sid}", notice)
        door.take_in(item)
        return taken()

    return routes
