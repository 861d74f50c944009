"""The page with the phones: its HTML, its live events and the media its bubbles show."""

import json
from collections.abc import Iterator
from queue import Empty

from flask import Blueprint, Response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from simulator import views
from simulator.events import Event, Subscription
from simulator.files import kept_file
from simulator.media import file_of
from simulator.records import Attachment, Message
from simulator.world import World

_HEARTBEAT_SECONDS = 15  # proxies close a silent stream after 30 to 60 s
_RECONNECT_MILLISECONDS = 1000
# Nothing from another host, no inline script or style.
_POLICY = "default-src 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'self'"


def blueprint(world: World) -> Blueprint:
    """Return the routes under /phones that people see."""
    pages = Blueprint("phones", __name__)

    @pages.after_app_request
    def strict(response: Response) -> Response:
        response.headers.setdefault("Content-Security-Policy", _POLICY)
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        return response

    @pages.get("/")
    def home() -> AnyResponse:
        return redirect("/phones")

    @pages.get("/phones")
    def page() -> str:
        return render_template("phones.html")

    @pages.get("/phones/media/<media_sid>")
    def media(media_sid: str) -> Response | tuple[str, int]:
        part = _attachment(world, media_sid)
        if part is None or part.url:
            return "", 404
        file = kept_file(world, part.sid) or file_of(part.content_type)
        return Response(file.data, content_type=file.content_type)

    @pages.get("/phones/events")
    def events() -> Response:
        since = request.headers.get("Last-Event-ID") or request.args.get("since", "")
        stream = _stream(world, int(since) if since.isdigit() else world.state.seq)
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return Response(stream, content_type="text/event-stream", headers=headers)

    return pages


def _attachment(world: World, media_sid: str) -> Attachment | None:
    parts = (message.attachment for message in world.state.all(Message))
    return next((part for part in parts if part is not None and part.sid == media_sid), None)


def _stream(world: World, since: int) -> Iterator[str]:
    """Yield what changed after a sequence number, then each change as it happens."""
    with world.state.lock:
        subscription = world.state.hub.subscribe()
        missed = [m for m in world.state.all(Message) if m.changed > since]
    try:
        # A page that knows a later seq than ours belongs to a world since forgotten.
        hello = json.dumps({"seq": world.state.seq})
        yield f"retry: {_RECONNECT_MILLISECONDS}\nevent: hello\ndata: {hello}\n\n"
        for message in sorted(missed, key=lambda m: m.changed):
            yield _frame(Event(seq=message.changed, record=message))
        yield from _live(world, subscription)
    finally:
        world.state.hub.unsubscribe(subscription)


def _live(world: World, subscription: Subscription) -> Iterator[str]:
    while not world.stopping.is_set():
        try:
            event = subscription.get(timeout=_HEARTBEAT_SECONDS)
        except Empty:
            yield ": sigo acá\n\n"
            continue
        if event is None:
            return
        yield _frame(event)


def _frame(event: Event) -> str:
    """Return one server-sent event; empty for changes no page cares about."""
    shown = views.event(event)
    if shown is None:
        return ""
    name, data = shown
    return f"id: {event.seq}\nevent: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
