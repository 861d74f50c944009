"""Makes a party's REST API slow, refusing or silent while a fault is armed for it."""

import contextlib
import socket

from flask import Blueprint, Response, g, jsonify, request

from simulator.faults import Fault, FaultKind, Party
from simulator.meta_errors import MetaError
from simulator.twilio_errors import TwilioError
from simulator.world import World


def misbehave(api: Blueprint, world: World, *, party: Party) -> None:
    """Let armed faults act on every request of a blueprint, before its own checks."""

    @api.before_request
    def before() -> tuple[Response, int, dict[str, str]] | Response | None:
        g.fault = fault = world.faults.take_for_request(party, request.path)
        if fault is None:
            return None
        if fault.kind is FaultKind.DELAY:
            world.stopping.wait(fault.seconds)
        if fault.kind is FaultKind.TIMEOUT:
            return _silence(world, fault)
        if fault.kind in (FaultKind.TOO_MANY, FaultKind.BROKEN):
            return _refusal(party, int(fault.kind))
        return None

    @api.after_request
    def after(response: Response) -> Response:
        fault: Fault | None = g.get("fault")
        if fault is not None and fault.kind is FaultKind.TIMEOUT_AFTER:
            return _silence(world, fault)
        return response


def _silence(world: World, fault: Fault) -> Response:
    """Wait, then close the connection: the client never gets an answer."""
    world.stopping.wait(fault.seconds)
    connection: socket.socket | None = request.environ.get("gunicorn.socket")
    if connection is not None:
        with contextlib.suppress(OSError):  # the client may have left before us
            connection.shutdown(socket.SHUT_RDWR)
    return Response(status=503)


def _refusal(party: Party, http_status: int) -> tuple[Response, int, dict[str, str]]:
    headers = {"Retry-After": "1"} if http_status == 429 else {}
    if party is Party.TWILIO:
        code = 20429 if http_status == 429 else 20500
        return jsonify(TwilioError(code).as_json()), http_status, headers
    if party is Party.META:
        code = 130429 if http_status == 429 else 131000
        return jsonify(MetaError(code).as_json()), http_status, headers
    error = "too_many_requests" if http_status == 429 else "internal_error"
    body = {"message": error, "error": error, "status": http_status, "cause": []}
    return jsonify(body), http_status, headers
