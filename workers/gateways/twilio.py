"""Sending WhatsApp messages through Twilio's own library.

Layouts with buttons are registered once with the Content API and kept in channel_content.
Source: contract sheet on Twilio, sections 4, 6, 7 and 9.
"""

import json
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import structlog
import urllib3
from sqlalchemy import Engine
from twilio.base.exceptions import (
    TwilioException,
    TwilioRestException,
    TwilioServiceException,
)
from twilio.rest import Client
from twilio.rest.content.v1.content import ContentList
from twilio.rest.content.v1.content.approval_create import ApprovalCreateList

from actions.lending import LentFile
from bot.channels.twilio import Content, Rendered
from bot.messages.inbound import Attachment
from storage.rows.facts import ChannelContentRow
from workers.gateways import contents, files
from workers.gateways.errors import TEMPLATE_PENDING, GatewayError
from workers.gateways.twilio_http import KeptConnections, WireError

REAL_API = "https://api.twilio.com"
TIMEOUT_SECONDS = 10.0
_ACKNOWLEDGE_SECONDS = 2.0
_ACKNOWLEDGE_PAUSE_SECONDS = 60.0  # after a failure, so that answers do not wait for niceties
_LOG = structlog.get_logger()
_AUTH = {20003, 20404}
# The pair, the account's speed, the sender's queue, the account's day: all pass by themselves.
_PAIR_RATE = 63018
_TOO_MANY = {_PAIR_RATE: 6.0, 63017: 2.0, 21611: 60.0, 30001: 60.0, 63038: 3600.0}
_LOOKS_BACK = timedelta(minutes=5)
_REFUSED = {"rejected", "disabled"}
_NEVER_ARRIVED = {"failed", "undelivered"}
_PAGE = 100


@dataclass(frozen=True, slots=True)
class TwilioLogin:
    """Who asks on behalf of which account: the account itself or an API key of it.

    account_sid: the account that sends, perhaps a subaccount. user: its own SID or a key's.
    """

    account_sid: str
    user: str
    password: str = field(repr=False)


class TwilioGateway:
    """One account; its connections are kept open between calls.

    messaging_service: the service whose settings messages follow, None for none.
    """

    def __init__(
        self,
        login: TwilioLogin,
        *,
        api_url: str,
        status_callback: str,
        engine: Engine,
        messaging_service: str | None = None,
    ) -> None:
        self._wires = tuple(
            KeptConnections(timeout_seconds=seconds)
            for seconds in (TIMEOUT_SECONDS, _ACKNOWLEDGE_SECONDS)
        )
        self._client, self._hurried = (_client(login, wire, api_url) for wire in self._wires)
        self._messaging_service = messaging_service
        self._acknowledge_again_at = 0.0
        self._status_callback = status_callback
        self._engine = engine
        self._layouts: dict[str, str] = {}  # of those that need no approval
        self._api_url = api_url
        is_local = api_url.startswith("http://127.0.0.1")
        self._files = httpx.Client(timeout=TIMEOUT_SECONDS, trust_env=not is_local)
        self._key = urllib3.make_headers(basic_auth=f"{login.user}:{login.password}")

    def close(self) -> None:
        """Close the kept connections; the gateway is of no use afterwards."""
        for wire in self._wires:
            wire.close()
        self._files.close()

    def send(
        self, rendered: Rendered, *, to: str, sender: str, reference: int, now: datetime
    ) -> str:
        """Send one message and return Twilio's id of it. Raises GatewayError.

        reference: not used, since Twilio carries nothing of ours along.
        """
        fields: dict[str, Any] = {
            "to": to,
            "from_": sender,
            "status_callback": self._status_callback,
        }
        if self._messaging_service is not None:
            fields["messaging_service_sid"] = self._messaging_service
        if rendered.content is not None:
            fields["content_sid"] = self._content_sid(rendered.content, now=now)
            fields["content_variables"] = json.dumps(dict(rendered.content.variables))
        else:
            fields["body"] = rendered.body or ""
            if rendered.media_url is not None:
                fields["media_url"] = [rendered.media_url]
        try:
            return str(self._client.messages.create(**fields).sid)
        except (TwilioException, WireError) as error:
            raise _gateway_error(error) from error

    def find_sent(
        self,
        rendered: Rendered,
        *,
        to: str,
        since: datetime,
        noted: Collection[str],
        waited: bool,
    ) -> str | None:
        """Return the id of a message that left without our noting it, None when it did not.

        Twilio has no idempotency key, so what was sent to that person lately is compared by words.
        noted: ids that are other messages, of the same words perhaps. waited: makes no difference,
        since it can be looked up at once. Raises GatewayError.
        """
        wanted = rendered.body
        if rendered.content is not None:
            wanted = _filled_body(rendered.content)
        try:
            recent = self._client.messages.list(
                to=to, date_sent_after=since.astimezone(UTC) - _LOOKS_BACK, limit=20
            )
        except (TwilioException, WireError) as error:
            raise _gateway_error(error) from error
        for message in reversed(recent):  # the oldest first, as rows are looked up in their order
            if message.sid in noted or message.status in _NEVER_ARRIVED:
                continue
            if (message.body or "").strip() == (wanted or "").strip():
                return str(message.sid)
        return None

    def lend(self, file: LentFile, *, address: str, sender: str) -> str:
        """Return where a file of ours is to be had: Twilio fetches it, or the person does."""
        return address

    def download(self, attachment: Attachment, *, most_bytes: int) -> bytes:
        """Return a file that somebody sent. Raises GatewayError.

        It is asked for at Twilio's own API, whatever host its address names; from there one is sent
        on to a storage that must not see our key.
        """
        url = self._api_url + files.path_of(attachment.address)
        return files.fetch(self._files, url, headers=self._key, most_bytes=most_bytes)

    def acknowledge(self, message_id: str, *, sender: str) -> None:
        """Turn the ticks of a message blue and show that we write. Never raises, may do nothing."""
        if time.monotonic() < self._acknowledge_again_at:
            return
        try:
            self._hurried.messaging.v2.typing_indicator.create(
                channel="whatsapp", message_id=message_id
            )
        except (TwilioException, WireError) as error:
            self._acknowledge_again_at = time.monotonic() + _ACKNOWLEDGE_PAUSE_SECONDS
            _LOG.info("message.not_acknowledged", code=_gateway_error(error).code)

    def is_approved(self, content: Content, *, now: datetime) -> bool:
        """Register a template if it is not yet, and return whether it may leave by now.

        Raises GatewayError when WhatsApp has rejected it or Twilio is away.
        """
        try:
            self._content_sid(content, now=now)
        except GatewayError as error:
            if error.code == TEMPLATE_PENDING:
                return False
            raise
        return True

    def look_again(self, *, now: datetime) -> None:
        """Note what WhatsApp says by now of every template that is registered.

        Twilio tells of no change by itself. Raises GatewayError.
        """
        try:
            listed = self._client.content.v1.content_and_approvals.list(page_size=_PAGE)
        except (TwilioException, WireError) as error:
            raise _gateway_error(error) from error
        told = {str(one.sid): one.approval_requests or {} for one in listed}
        for row in contents.templates_of(self._engine, "template/"):
            status = told.get(row.content_id, {}).get("status")
            if status:
                one = told[row.content_id]
                contents.note_state(
                    self._engine,
                    row.layout,
                    status=str(status),
                    category=one.get("category") or row.category,
                    reason=one.get("rejection_reason") or None,
                    now=now,
                )

    def coexisting(self) -> Mapping[str, bool]:
        """Return nothing: numbers in coexistence are Meta's own, and Twilio tells of none."""
        return {}

    def _content_sid(self, content: Content, *, now: datetime) -> str:
        known = self._layouts.get(content.key)
        if known is not None:
            return known
        row = contents.find(self._engine, content.key) or self._register(content, now=now)
        if not content.needs_approval:
            self._layouts[content.key] = row.content_id
        elif not row.approved:
            self._check_approval(content, row.content_id, now=now)
        return row.content_id

    def _register(self, content: Content, *, now: datetime) -> ChannelContentRow:
        request = ContentList.ContentCreateRequest(
            {
                "friendly_name": content.name,
                "language": "es_AR" if content.needs_approval else "es",
                "variables": dict(content.samples),
                "types": ContentList.Types(dict(content.types)),
            }
        )
        try:
            sid = str(self._client.content.v1.contents.create(content_create_request=request).sid)
            if content.needs_approval:
                self._client.content.v1.contents(sid).approval_create.create(
                    content_approval_request=ApprovalCreateList.ContentApprovalRequest(
                        {"name": content.name, "category": content.category}
                    )
                )
        except (TwilioException, WireError) as error:
            raise _gateway_error(error) from error
        approved = not content.needs_approval
        return contents.keep(self._engine, content.key, sid, approved=approved, now=now)

    def _check_approval(self, content: Content, sid: str, *, now: datetime) -> None:
        """Raise GatewayError while WhatsApp has not approved a template; note it when it has."""
        try:
            fetched = self._client.content.v1.contents(sid).approval_fetch().fetch()
        except (TwilioException, WireError) as error:
            raise _gateway_error(error) from error
        told = fetched.whatsapp or {}
        status = str(told.get("status", "")).lower()
        contents.note(
            self._engine,
            content.key,
            name=content.spec,
            status=status,
            category=told.get("category") or content.category,
            reason=told.get("rejection_reason") or None,
            now=now,
        )
        if status in _REFUSED:
            raise GatewayError("template_rejected", permanent=True)
        if status != "approved":
            raise GatewayError(TEMPLATE_PENDING, permanent=False)
        contents.approve(self._engine, content.key, approved=True)


def _client(login: TwilioLogin, wire: KeptConnections, api_url: str) -> Client:
    client = Client(login.user, login.password, account_sid=login.account_sid, http_client=wire)
    if api_url != REAL_API:
        for domain in (client.api, client.content, client.messaging):
            domain.base_url = api_url
    return client


def _filled_body(content: Content) -> str:
    """Return the body that content shows once its variables are filled in."""
    (layout,) = content.types.values()
    body = str(layout["body"])
    for key, value in content.variables.items():
        body = body.replace(f"{{{{{key}}}}}", value)
    return body


def _gateway_error(error: Exception) -> GatewayError:
    if isinstance(error, TwilioRestException | TwilioServiceException):
        return _refused(error)
    if isinstance(error, WireError):
        return GatewayError(str(error), permanent=False, unknown=not error.never_left)
    return GatewayError(type(error).__name__, permanent=False)


def _refused(error: TwilioRestException | TwilioServiceException) -> GatewayError:
    code = str(error.code or error.status)
    if error.status == 429 or error.code == 20429:
        return GatewayError(code, permanent=False, retry_after=2.0)
    if error.code in _TOO_MANY:
        is_pair, pause = error.code == _PAIR_RATE, _TOO_MANY[error.code]
        return GatewayError(code, permanent=False, at_least=pause, pair_is_full=is_pair)
    if error.status >= 500:
        return GatewayError(code, permanent=False)
    if error.code in _AUTH:
        # Wrong credentials are mended in the settings; what is owed is not thrown away for them.
        return GatewayError(code, permanent=False, retry_after=60.0)
    return GatewayError(code, permanent=True)
