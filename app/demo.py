"""What exists only in a demo: the phones page (the simulator's), traces, a movable clock."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

import httpx
from flask import Blueprint, Response, abort, jsonify, request, stream_with_context
from sqlalchemy import Engine

from app import phonebook
from bot.domain.catalogue import Catalogue
from storage.clock import DemoClock
from storage.reports import conversations
from storage.repositories.catalogue import CatalogueCache
from storage.unit_of_work import transaction

_HOP_BY_HOP = {
    "connection",
    "keep-alive",
    "transfer-encoding",
    "content-encoding",
    "content-length",
}
_FURTHEST = timedelta(days=370)


def blueprint(engine: Engine, clock: DemoClock, simulator_url: str) -> Blueprint:
    """Return the demo's routes: /phones and /demo."""
    routes = Blueprint("demo", __name__)
    catalogue = CatalogueCache()
    passing = httpx.Client(
        base_url=simulator_url,
        timeout=httpx.Timeout(30.0, read=None, connect=2.0),
        limits=httpx.Limits(max_connections=64),
        trust_env=False,
    )

    @routes.route("/phones", defaults={"rest": ""}, methods=["GET"])
    @routes.route("/phones/<path:rest>", methods=["GET", "POST", "DELETE"])
    def phones(rest: str) -> Response:
        if (request.method, rest) == ("GET", "api/people"):
            phonebook.tell(passing, engine)
        return _pass_on(passing)

    @routes.after_app_request
    def tell_people(response: Response) -> Response:
        is_deed = request.method == "POST" and request.path.startswith("/console/")
        if is_deed and response.status_code == 303:
            phonebook.tell(passing, engine)
        return response

    @routes.get("/demo/turns")
    def turns() -> Response:
        phone = request.args.get("phone", "")
        found = conversations.turns_of_phone(engine, phone)
        return jsonify(turns=[_trace(turn) for turn in found])

    @routes.get("/demo/clock")
    def show_clock() -> Response:
        return _clock(clock, _present_catalogue(engine, catalogue))

    @routes.post("/demo/clock")
    def move_clock() -> Response:
        present = _present_catalogue(engine, catalogue)
        _move(clock, request.get_json(silent=True), present)
        _tell_simulator(passing, clock)
        return _clock(clock, present)

    return routes


def _pass_on(passing: httpx.Client) -> Response:
    """Pass a request on to the simulator and its answer back, as it comes."""
    outgoing = passing.build_request(
        request.method,
        request.full_path.rstrip("?"),
        content=request.get_data(),
        headers={
            key: value
            for key, value in request.headers.items()
            if key.lower() in ("accept", "content-type", "last-event-id", "accept-language")
        },
    )
    try:
        answer = passing.send(outgoing, stream=True)
    except httpx.HTTPError:
        abort(503, "the simulator does not answer")
    headers = [
        (key, value) for key, value in answer.headers.items() if key.lower() not in _HOP_BY_HOP
    ]

    def pieces() -> Iterator[bytes]:
        try:
            yield from answer.iter_bytes()
        except httpx.HTTPError:
            return  # the simulator went away; the page asks again
        finally:
            answer.close()

    return Response(
        stream_with_context(pieces()),
        status=answer.status_code,
        headers=headers,
        direct_passthrough=True,
    )


def _move(clock: DemoClock, wanted: object, catalogue: Catalogue) -> None:
    """Set the demo's clock as a JSON body says. Aborts with 400 on anything else."""
    if not isinstance(wanted, dict):
        abort(400, "a JSON object is expected")
    now = clock.now()
    if wanted.get("reset") is True:
        clock.reset()
        return
    minutes = wanted.get("advance_minutes")
    try:
        if isinstance(minutes, int | float) and not isinstance(minutes, bool):
            target = now + timedelta(minutes=minutes)
        else:
            target = datetime.fromisoformat(str(wanted.get("now")))
    except (ValueError, OverflowError):  # JSON as we read it has NaN and infinities
        abort(400, "neither now nor advance_minutes tells an instant")
    else:
        if target.tzinfo is None:
            target = target.replace(tzinfo=catalogue.zone)
    if not now <= target <= now + _FURTHEST:
        abort(400, "the clock only moves forward, by a year at most")
    clock.set(target)


def _tell_simulator(passing: httpx.Client, clock: DemoClock) -> None:
    """Let the simulator live in the same time, for its 24-hour windows."""
    shift = (clock.now() - clock.real.now()).total_seconds()
    try:
        passing.post("/phones/api/clock", json={"offset_seconds": round(shift, 3)})
    except httpx.HTTPError:
        abort(503, "the simulator does not answer")


def _clock(clock: DemoClock, catalogue: Catalogue) -> Response:
    now = clock.now()
    shifted = abs((now - clock.real.now()).total_seconds()) > 1
    return jsonify(
        now=now.astimezone(catalogue.zone).isoformat(),
        zone=catalogue.zone.key,
        mode="moved" if shifted else "real",
    )


def _present_catalogue(engine: Engine, cache: CatalogueCache) -> Catalogue:
    with transaction(engine) as db:
        return cache.get(db)


def _trace(turn: conversations.TurnTrace) -> dict[str, Any]:
    return asdict(turn) | {"at": turn.at.isoformat()}
