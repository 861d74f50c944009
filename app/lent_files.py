"""The addresses behind which files of ours are to be had, for who was sent them."""

from flask import Blueprint, Response, abort
from sqlalchemy import Engine

from actions.desk import Tools
from actions.lending import LentFiles, LentKind
from actions.lent_files import made
from storage.clock import Clock

_KINDS = {kind.filename: kind for kind in LentKind}


def blueprint(engine: Engine, clock: Clock, tools: Tools, lent: LentFiles) -> Blueprint:
    """Return the route /archivos."""
    routes = Blueprint("lent_files", __name__)

    @routes.get(f"/archivos/<token>/<any({', '.join(map(repr, _KINDS))}):name>")
    def file(token: str, name: str) -> Response:
        now, kind = clock.now(), _KINDS[name]
        about_id = lent.stands_for(kind, token, now)
        found = made(engine, tools, kind, about_id, now=now) if about_id is not None else None
        if found is None:
            abort(404)
        headers = {
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "no-store",
            "X-Robots-Tag": "noindex",
        }
        return Response(found.data, content_type=found.mime_type, headers=headers)

    return routes
