"""The address behind which a calendar file is to be had, for who was sent it."""

from flask import Blueprint, Response, abort
from sqlalchemy import Engine

from actions.calendar_files import LentFiles, calendar_of
from actions.desk import Tools
from bot.messages.calendar_files import CALENDAR_TYPE
from storage.clock import Clock


def blueprint(engine: Engine, clock: Clock, tools: Tools, lent: LentFiles) -> Blueprint:
    """Return the route /archivos."""
    routes = Blueprint("lent_files", __name__)

    @routes.get("/archivos/<token>/turno.ics")
    def calendar(token: str) -> Response:
        now = clock.now()
        appointment_id = lent.appointment_of(token, now)
        if appointment_id is None:
            abort(404)
        data = calendar_of(engine, tools, appointment_id, now=now)
        if data is None:
            abort(404)
        headers = {
            "Content-Disposition": 'attachment; filename="turno.ics"',
            "Cache-Control": "no-store",
            "X-Robots-Tag": "noindex",
        }
        return Response(data, content_type=CALENDAR_TYPE, headers=headers)

    return routes
