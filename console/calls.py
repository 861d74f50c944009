"""The page with whom to call: reminders that were not answered, soonest appointment first."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, url_for
from sqlalchemy import Engine
from werkzeug.wrappers import Response as AnyResponse

from actions import unanswered
from actions.console import zone
from actions.desk import Tools
from actions.unanswered import Call
from bot.dialogue.describe import customer
from bot.language import formats
from storage.clock import Clock
from storage.doorbell import Doorbell

_ONE = f"/calls/<int(max={2**63 - 1}):appointment_id>"


@dataclass(frozen=True, slots=True)
class Line:
    """One call in words."""

    call: Call
    who: str
    when: str


def install(
    routes: Blueprint,
    engine: Engine,
    clock: Clock,
    tools: Tools,
    doorbell: Doorbell,
    agent: Callable[[], str],
) -> None:
    """Add the page to the routes of the console."""

    @routes.get("/calls")
    def calls() -> str:
        local = zone(engine, tools)
        lines = [
            Line(
                one,
                customer(tools.phrases, one.appointment),
                formats.long_when(one.appointment.start, local),
            )
            for one in unanswered.listing(engine, tools, now=clock.now())
        ]
        return render_template("console/calls.html", lines=lines)

    @routes.post(f"{_ONE}/<any(comes,stays_away):said>")
    def called(appointment_id: int, said: str) -> AnyResponse:
        note = unanswered.comes if said == "comes" else unanswered.stays_away
        touched = note(engine, tools, appointment_id, by=agent(), now=clock.now())
        for conversation_id in touched.conversations:
            doorbell.ring_conversation(conversation_id)
        return redirect(url_for("console.calls"), 303)
