"""The Flask application: every door mounted, with what each needs."""

from functools import partial

from flask import Flask, Response

import console.pages
import webhooks.mercadopago
import webhooks.meta
import webhooks.twilio
from app import demo, lent_files, logs, monitoring, start
from app.monitoring import Watched
from app.proxies import TrustedProxies
from app.settings import Settings
from app.wiring import (
    clock_of,
    door_of,
    engine_of,
    lent_of,
    ours_of,
    redis_of,
    tools_of,
    vault_of,
)
from nlu.client import NluClient
from storage.clock import DemoClock
from storage.reports import catalogue
from webhooks.door import Door
from webhooks.refusals import count_refusals

# Of each of the two pools, at the door and at the pages; twice as many are opened while 24 threads
# ask at once. What is kept leaves room among PostgreSQL's hundred for another process and workers.
_POOL = 12
_POLICY = (
    "default-src 'self'",
    "img-src 'self' data:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
)
_HEADERS = {
    "Content-Security-Policy": "; ".join(_POLICY),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def create_app(settings: Settings) -> Flask:
    """Return the application of one web process."""
    logs.configure(settings.log_format)
    app = Flask("turnero", static_folder=None)
    app.secret_key = settings.secret_key
    app.config["SESSION_COOKIE_SECURE"] = settings.public_url.startswith("https://")
    engine = engine_of(settings, pool_size=_POOL, checks_connections=True)
    clock = clock_of(settings, engine)
    # The door tries again by itself, so that its connections need no sign of life first.
    door = door_of(settings, engine_of(settings, pool_size=_POOL))
    register_channels(app, door, settings)
    app.register_blueprint(
        webhooks.mercadopago.blueprint(door, settings.mercadopago_webhook_secret)
    )
    tools = tools_of(settings)
    app.register_blueprint(
        console.pages.blueprint(
            engine,
            clock,
            tools,
            door.doorbell,
            password=settings.console_password,
            open_to_all=settings.whatsapp_is_simulated and settings.mercadopago_is_simulated,
            currency=settings.prices.currency,
            vault=vault_of(settings),
            limits=settings.sending_limits,
            try_url="/phones" if settings.demo else None,
        )
    )
    app.register_blueprint(
        lent_files.blueprint(engine, clock, tools_of(settings), lent_of(settings))
    )
    app.register_blueprint(
        start.blueprint(settings, partial(catalogue.present, engine, tools.catalogue))
    )
    start.register_errors(app)
    if isinstance(clock, DemoClock):
        app.register_blueprint(demo.blueprint(engine, clock, settings.simulator_url))
    redis = redis_of(settings)
    count_refusals(app, redis)
    nlu = NluClient(settings.nlu_address)
    watched = Watched(engine, redis, clock, door.doorbell, nlu, settings.metrics_token)
    app.register_blueprint(monitoring.blueprint(watched))
    harden(app, settings)
    app.wsgi_app = TrustedProxies(app.wsgi_app, settings.trusted_proxies)  # type: ignore[method-assign]
    return app


def harden(app: Flask, settings: Settings) -> None:
    """Send the headers that keep pages from being framed, sniffed or fed foreign code."""
    headers = dict(_HEADERS)
    if settings.public_url.startswith("https://"):
        headers["Strict-Transport-Security"] = "max-age=31536000"

    @app.after_request
    def add(response: Response) -> Response:
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        return response


def register_channels(app: Flask, door: Door, settings: Settings) -> None:
    """Mount the webhooks of the channels that are on."""
    if "twilio" in settings.channels:
        app.register_blueprint(webhooks.twilio.blueprint(door, settings.twilio_auth_token))
    if "meta" in settings.channels:
        app.register_blueprint(
            webhooks.meta.blueprint(
                door,
                app_secret=settings.meta.app_secret,
                verify_token=settings.meta.verify_token,
                ours=ours_of(settings),
            )
        )
