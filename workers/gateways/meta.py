"""Sending WhatsApp messages through Meta's Cloud API, and files both ways.

Meta has no key that would make a send happen once, and no way to look one up. So every message
carries the id of its outbox row (biz_opaque_callback_data), which its delivery notices bring back:
what left without our noting it is recognised by them (storage.inbox), and only what no notice has
told of in time is sent again. Source: contract sheet on the WhatsApp Cloud API, sections 5 to 8.
"""

import time
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote

import structlog
from sqlalchemy import Engine

from actions.lending import LentFile, LentKind
from bot.channels.meta import other_form, phone_of
from bot.channels.meta_replies import Rendered, TemplateContent
from bot.messages.inbound import Attachment
from workers.gateways.errors import TEMPLATE_PENDING, GatewayError
from workers.gateways.graph import Graph
from workers.gateways.meta_templates import Templates

_LOG = structlog.get_logger()
# How long a message whose sending got no answer may still be told of; notices come within seconds.
PATIENCE_SECONDS = 90.0
_WRONG_FORM = {"131026", "131030"}  # perhaps only for this form of an Argentine number
_NO_TEMPLATE = {"132001", "132015", "132016"}  # missing, paused, disabled: not as it seemed
_ACKNOWLEDGE_SECONDS = 2.0
_ACKNOWLEDGE_PAUSE_SECONDS = 60.0  # after a failure, so that answers do not wait for niceties
_CLOUD_API = "CLOUD_API"
_PAGE = "100"  # more numbers than an account may have
# Meta takes no text/calendar; phones go by the name of the file.
_TAKEN_AS = {LentKind.CALENDAR: "text/plain"}


class MetaGateway:
    """One WhatsApp business account; mark: what tells its messages from other programs'."""

    def __init__(
        self,
        access_token: str,
        *,
        api_url: str,
        version: str,
        account_id: str,
        mark: str,
        engine: Engine,
    ) -> None:
        self._graph = Graph(access_token, api_url=api_url, version=version)
        self._account_id = account_id
        self._templates = Templates(self._graph, account_id, engine)
        self._mark = mark
        self._forms: dict[str, str] = {}  # the form of an address that worked
        self._acknowledge_again_at = 0.0

    def close(self) -> None:
        """Close the kept connections; the gateway is of no use afterwards."""
        self._graph.close()

    def send(
        self, rendered: Rendered, *, to: str, sender: str, reference: int, now: datetime
    ) -> str:
        """Send one message from one of our numbers and return Meta's id of it.

        sender: the id of the number. Raises GatewayError; with unknown and retry_after, the message
        may have left, and a notice may tell so within that time.
        """
        if rendered.template is not None:
            self.require(rendered.template, now=now)
        try:
            return self._send_to_form(rendered, to, sender, reference)
        except GatewayError as error:
            if error.unknown:
                raise _unconfirmed(error.code) from error
            if rendered.template is not None and error.code in _NO_TEMPLATE:
                self._templates.withdraw(rendered.template)
                raise GatewayError(TEMPLATE_PENDING, permanent=False) from error
            raise

    def _send_to_form(self, rendered: Rendered, to: str, sender: str, reference: int) -> str:
        """Send to the form of a number that works, trying the other one once after a refusal."""
        form = self._forms.get(to, to)
        try:
            return self._posted(rendered, form, sender, reference)
        except GatewayError as error:
            other = other_form(form)
            if other is None or error.code not in _WRONG_FORM:
                raise
        message_id = self._posted(rendered, other, sender, reference)
        self._forms[to] = other
        return message_id

    def _posted(self, rendered: Rendered, form: str, sender: str, reference: int) -> str:
        body = {
            "messaging_product": "whatsapp",
            "recipient_type": "individual",
            **_recipient(form),
            **rendered.message,
            "biz_opaque_callback_data": f"{self._mark}:{reference}",
        }
        answer = self._graph.post(f"{sender}/messages", body)
        try:
            return str(answer["messages"][0]["id"])
        except (KeyError, IndexError, TypeError) as error:
            raise GatewayError("no_id", permanent=False, unknown=True) from error

    def find_sent(
        self,
        rendered: Rendered,
        *,
        to: str,
        since: datetime,
        noted: Collection[str],
        waited: bool,
    ) -> None:
        """Return None: Meta told of no such message in time, so it counts as not sent.

        Raises GatewayError as long as it has not had that time.
        """
        if not waited:
            raise _unconfirmed("unconfirmed")

    def is_approved(self, content: TemplateContent, *, now: datetime) -> bool:
        """Register a template if it is not yet, and return whether it may leave by now.

        Raises GatewayError when Meta has rejected it or is away.
        """
        try:
            self.require(content, now=now)
        except GatewayError as error:
            if error.code == TEMPLATE_PENDING:
                return False
            raise
        return True

    def look_again(self, *, now: datetime) -> None:
        """Note what Meta says by now of every template that is registered. Raises GatewayError."""
        self._templates.look_again(now=now)

    def coexisting(self) -> Mapping[str, bool]:
        """Return by their ids whether the WhatsApp Business app uses our numbers as well.

        Raises GatewayError.
        """
        query = {"fields": "id,is_on_biz_app,platform_type", "limit": _PAGE}
        found = self._graph.get(f"{self._account_id}/phone_numbers", **query).get("data", [])
        return {
            str(one["id"]): one.get("is_on_biz_app") is True
            and one.get("platform_type") == _CLOUD_API
            for one in found
            if "id" in one
        }

    def require(self, template: TemplateContent, *, now: datetime) -> None:
        """Raise GatewayError unless a template may leave; nothing has left when it does."""
        try:
            self._templates.require(template, now=now)
        except GatewayError as error:
            if error.unknown:
                raise GatewayError(error.code, permanent=False) from error
            raise

    def acknowledge(self, message_id: str, *, sender: str) -> None:
        """Turn the ticks of a message blue and show that we write. Never raises, may do nothing."""
        if time.monotonic() < self._acknowledge_again_at:
            return
        body = {
            "messaging_product": "whatsapp",
            "status": "read",
            "message_id": message_id,
            "typing_indicator": {"type": "text"},
        }
        try:
            self._graph.post(f"{sender}/messages", body, seconds=_ACKNOWLEDGE_SECONDS)
        except GatewayError as error:
            self._acknowledge_again_at = time.monotonic() + _ACKNOWLEDGE_PAUSE_SECONDS
            _LOG.info("message.not_acknowledged", code=error.code)

    def upload(self, sender: str, data: bytes, *, name: str, mime_type: str) -> str:
        """Hand a file over to Meta and return its id there. Raises GatewayError."""
        fields = {"messaging_product": "whatsapp", "type": mime_type}
        answer = self._graph.upload(f"{sender}/media", fields, data, name=name, mime_type=mime_type)
        return str(answer["id"])

    def lend(self, file: LentFile, *, address: str, sender: str) -> str:
        """Hand a file of ours over to Meta and return its id there. Raises GatewayError."""
        mime_type = _TAKEN_AS.get(file.kind, file.mime_type)
        return self.upload(sender, file.data, name=file.kind.filename, mime_type=mime_type)

    def download(self, attachment: Attachment, *, most_bytes: int) -> bytes:
        """Return a file that somebody sent. Raises GatewayError.

        Its address holds for five minutes only, so that it is asked for each time.
        """
        found = self._graph.get(quote(attachment.media_id, safe=""))
        if not isinstance(found.get("url"), str):
            raise GatewayError("no_address", permanent=False)
        return self._graph.download(found["url"], most_bytes=most_bytes)


def _recipient(address: str) -> Mapping[str, Any]:
    """Return how a person is named: by the phone's digits, or by the business-scoped id."""
    return {"to": address} if phone_of(address) else {"recipient": address}


def _unconfirmed(code: str) -> GatewayError:
    return GatewayError(code, permanent=False, unknown=True, retry_after=PATIENCE_SECONDS)
