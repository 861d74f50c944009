"""Templates of one WhatsApp business account: registered once, used when Meta approved them.

Source: contract sheet on the WhatsApp Cloud API (2026-11-22), section 9.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Engine

from bot.channels.meta_replies import CHANNEL, LANGUAGE, TemplateContent
from workers.gateways import contents
from workers.gateways.errors import TEMPLATE_PENDING, GatewayError
from workers.gateways.graph import Graph

_APPROVED = "APPROVED"
_REFUSED = {"REJECTED", "DISABLED", "PENDING_DELETION", "DELETED"}
_BEFORE_APPROVAL = {None, "pending"}
_PAGE = "200"
_FIRST_PAUSE_SECONDS, _LONGEST_PAUSE_SECONDS = 1.0, 300.0  # an account may ask 200 times an hour


@dataclass(frozen=True, slots=True)
class _State:
    """Meta's word on a template; category may be another one than it was handed in as."""

    status: str
    category: str | None
    reason: str | None

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> "_State":
        """Return what Meta told."""
        reason = told.get("rejected_reason")
        category = told.get("category")
        return cls(
            str(told["status"]),
            str(category) if category else None,
            str(reason) if reason and reason != "NONE" else None,
        )


class Templates:
    """What is registered in one account; known states are looked up again ever more rarely."""

    def __init__(self, graph: Graph, account_id: str, engine: Engine) -> None:
        self._graph = graph
        self._account_id = account_id
        self._engine = engine
        self._states: dict[str, _State] = {}
        self._pause_seconds = _FIRST_PAUSE_SECONDS
        self._look_again_at = 0.0

    def require(self, template: TemplateContent, *, now: datetime) -> None:
        """Register a template if it is not yet. Raises GatewayError while it may not be used."""
        row = contents.find(self._engine, template.key)
        if row is None or not row.approved:
            noted = row.status if row is not None else None
            self._require_approval(template, noted, now=now)

    def withdraw(self, template: TemplateContent) -> None:
        """Note that Meta does not take a template any more, so that it is looked up anew."""
        self._states.pop(template.name, None)
        self._look_again_at = 0.0
        contents.approve(self._engine, template.key, approved=False)

    def look_again(self, *, now: datetime) -> None:
        """Note what Meta says by now of every template that is registered. Raises GatewayError."""
        self._look_up()
        for row in contents.templates_of(self._engine, f"{CHANNEL}/"):
            state = self._states.get(row.content_id)
            if state is not None:
                contents.note_state(
                    self._engine,
                    row.layout,
                    status=state.status,
                    category=state.category or row.category,
                    reason=state.reason,
                    now=now,
                )

    def _require_approval(
        self, template: TemplateContent, noted: str | None, *, now: datetime
    ) -> None:
        state = self._known_state(template.name, noted)
        if state is None:
            state = self._states[template.name] = self._register(template)
        is_approved = state.status == _APPROVED
        key = template.key
        contents.keep(self._engine, key, template.name, approved=is_approved, now=now)
        contents.note(
            self._engine,
            key,
            name=template.spec,
            status=state.status,
            category=state.category or template.category,
            reason=state.reason,
            now=now,
        )
        if state.status in _REFUSED:
            raise GatewayError("template_rejected", permanent=True)
        if not is_approved:
            raise GatewayError(TEMPLATE_PENDING, permanent=False)
        contents.approve(self._engine, key, approved=True)

    def _known_state(self, name: str, noted: str | None) -> _State | None:
        """Return the state of a template, asked for again unless that was a moment ago.

        noted: our last note of it. What we remember as approved though it was noted as paused or
        the like was taken back since, by a webhook.
        """
        state = self._states.get(name)
        was_approved = state is not None and state.status == _APPROVED
        is_stale = was_approved and noted not in _BEFORE_APPROVAL
        if is_stale or time.monotonic() >= self._look_again_at:
            self._look_up()
        return self._states.get(name)

    def _look_up(self) -> None:
        """Ask for the state of every template."""
        query = {"fields": "name,language,status,category,rejected_reason", "limit": _PAGE}
        states: dict[str, _State] = {}
        while True:
            page = self._graph.get(f"{self._account_id}/message_templates", **query)
            for one in page.get("data", []):
                if one.get("language") == LANGUAGE:
                    states[str(one["name"])] = _State.of(one)
            paging = page.get("paging", {})
            if "next" not in paging:
                break
            query["after"] = paging["cursors"]["after"]
        self._states = states
        self._look_again_at = time.monotonic() + self._pause_seconds
        self._pause_seconds = min(self._pause_seconds * 2, _LONGEST_PAUSE_SECONDS)

    def _register(self, template: TemplateContent) -> "_State":
        """Submit a template for approval and return its state."""
        body = {
            "name": template.name,
            "language": LANGUAGE,
            "category": template.category,
            "components": list(template.components),
        }
        answer = self._graph.post(f"{self._account_id}/message_templates", body)
        return _State.of({"status": "PENDING", **answer})
